/* UTF-8 as LaTeX. T1 fonts hold Latin letters; Greek and mathematical signs come from the fonts of formulas. */
#include "latex_text.h"

#include <string.h>

typedef struct {
    unsigned code;
    const char *latex;
} sign;

/* In ascending order of code. */
static const sign signs[] = {
    {0xA0, "~"}, {0xAD, "\\-"},
    {0x391, "A"}, {0x392, "B"}, {0x393, "\\ensuremath{\\Gamma}"}, {0x394, "\\ensuremath{\\Delta}"},
    {0x398, "\\ensuremath{\\Theta}"}, {0x39B, "\\ensuremath{\\Lambda}"}, {0x39E, "\\ensuremath{\\Xi}"},
    {0x3A0, "\\ensuremath{\\Pi}"}, {0x3A3, "\\ensuremath{\\Sigma}"}, {0x3A6, "\\ensuremath{\\Phi}"},
    {0x3A8, "\\ensuremath{\\Psi}"}, {0x3A9, "\\ensuremath{\\Omega}"}, {0x3B1, "\\ensuremath{\\alpha}"},
    {0x3B2, "\\ensuremath{\\beta}"}, {0x3B3, "\\ensuremath{\\gamma}"}, {0x3B4, "\\ensuremath{\\delta}"},
    {0x3B5, "\\ensuremath{\\varepsilon}"}, {0x3B6, "\\ensuremath{\\zeta}"}, {0x3B7, "\\ensuremath{\\eta}"},
    {0x3B8, "\\ensuremath{\\theta}"}, {0x3B9, "\\ensuremath{\\iota}"}, {0x3BA, "\\ensuremath{\\kappa}"},
    {0x3BB, "\\ensuremath{\\lambda}"}, {0x3BC, "\\ensuremath{\\mu}"}, {0x3BD, "\\ensuremath{\\nu}"},
    {0x3BE, "\\ensuremath{\\xi}"}, {0x3C0, "\\ensuremath{\\pi}"}, {0x3C1, "\\ensuremath{\\rho}"},
    {0x3C2, "\\ensuremath{\\varsigma}"}, {0x3C3, "\\ensuremath{\\sigma}"}, {0x3C4, "\\ensuremath{\\tau}"},
    {0x3C5, "\\ensuremath{\\upsilon}"}, {0x3C6, "\\ensuremath{\\varphi}"}, {0x3C7, "\\ensuremath{\\chi}"},
    {0x3C8, "\\ensuremath{\\psi}"}, {0x3C9, "\\ensuremath{\\omega}"}, {0x2009, "\\,"}, {0x200B, "{}"},
    {0x2010, "-"}, {0x2011, "-"}, {0x2013, "\\textendash{}"}, {0x2014, "\\textemdash{}"},
    {0x2018, "\\textquoteleft{}"}, {0x2019, "\\textquoteright{}"}, {0x201C, "\\textquotedblleft{}"},
    {0x201D, "\\textquotedblright{}"}, {0x201E, "\\quotedblbase{}"}, {0x2022, "\\textbullet{}"},
    {0x2026, "\\textellipsis{}"}, {0x2032, "\\ensuremath{'}"}, {0x20AC, "\\texteuro{}"},
    {0x211D, "\\ensuremath{\\mathbb{R}}"},
    {0x2190, "\\ensuremath{\\leftarrow}"}, {0x2192, "\\ensuremath{\\to}"}, {0x2194, "\\ensuremath{\\leftrightarrow}"},
    {0x21D2, "\\ensuremath{\\Rightarrow}"}, {0x21D4, "\\ensuremath{\\Leftrightarrow}"},
    {0x2200, "\\ensuremath{\\forall}"}, {0x2202, "\\ensuremath{\\partial}"}, {0x2203, "\\ensuremath{\\exists}"},
    {0x2208, "\\ensuremath{\\in}"}, {0x2211, "\\ensuremath{\\sum}"}, {0x2212, "\\ensuremath{-}"},
    {0x221A, "\\ensuremath{\\surd}"}, {0x221D, "\\ensuremath{\\propto}"}, {0x221E, "\\ensuremath{\\infty}"},
    {0x222B, "\\ensuremath{\\int}"}, {0x223C, "\\ensuremath{\\sim}"}, {0x2248, "\\ensuremath{\\approx}"},
    {0x2260, "\\ensuremath{\\ne}"}, {0x2261, "\\ensuremath{\\equiv}"}, {0x2264, "\\ensuremath{\\le}"},
    {0x2265, "\\ensuremath{\\ge}"}, {0x226A, "\\ensuremath{\\ll}"}, {0x226B, "\\ensuremath{\\gg}"},
    {0x22C5, "\\ensuremath{\\cdot}"}, {0x25A1, "\\ensuremath{\\square}"}};

static const char *find_sign(unsigned long code)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i].code == code)
            return signs[i].latex;
    return NULL;
}

/* Letters that T1 fonts have. */
static bool is_latin(unsigned long code)
{
    return (code > 0xA0 && code <= 0xFF) || (code >= 0x100 && code <= 0x17E && code != 0x132 && code != 0x133
                                            && code != 0x138 && code != 0x13F && code != 0x140 && code != 0x149
                                            && code != 0x166 && code != 0x167);
}

static void put_utf8(col_text *out, unsigned long code)
{
    col_text_put(out, (char)(0xC0 | (code >> 6)));
    col_text_put(out, (char)(0x80 | (code & 0x3F)));
}

/* A line of code may break after these. */
static bool is_breakable(unsigned long code)
{
    return code < 0x80 && strchr(",;*/+)]=/_", (int)code) != NULL && code != 0;
}

static void put_ascii(col_text *out, char c, col_latex_style style)
{
    bool is_code = style == COL_LATEX_CODE;
    switch (c) {
    case '\\': col_text_append(out, "\\textbackslash{}"); break;
    case '^': col_text_append(out, "\\textasciicircum{}"); break;
    case '~': col_text_append(out, "\\textasciitilde{}"); break;
    case '<': col_text_append(out, "\\textless{}"); break;
    case '>': col_text_append(out, "\\textgreater{}"); break;
    case '|': col_text_append(out, "\\textbar{}"); break;
    case '"': col_text_append(out, "\\textquotedbl{}"); break;
    case '`': col_text_append(out, is_code ? "\\textasciigrave{}" : "`"); break;
    case '\'': col_text_append(out, is_code ? "\\textquotesingle{}" : "'"); break;
    case '-': case ',': case '!': case '?':
        col_text_put(out, c);
        col_text_append(out, is_code ? "{}" : "");
        break;
    case '&': case '%': case '$': case '#': case '_': case '{': case '}':
        col_text_put(out, '\\');
        col_text_put(out, c);
        break;
    default:
        if (c == '\t' || c == '\n')
            c = ' ';
        if (c >= ' ' && c < 0x7F)
            col_text_put(out, c);
        else
            col_text_append(out, "{}"); /* nothing to see, but no empty line either */
    }
    if (is_code && is_breakable((unsigned char)c))
        col_text_append(out, "\\codebreak{}");
}

void col_latex_character(col_text *out, unsigned long code, col_latex_style style)
{
    const char *known = find_sign(code);
    if (known)
        col_text_append(out, known);
    else if (code < 0x80)
        put_ascii(out, (char)code, style);
    else if (is_latin(code))
        put_utf8(out, code);
    else
        col_text_printf(out, "\\fbox{\\tiny %lX}", code);
}

/* The character at text, and how many bytes it takes: 1 and the byte itself marked by the high half, if it is none. */
static size_t decode(unsigned long *code, const unsigned char *text, size_t length)
{
    static const struct {
        unsigned char mask, mark;
        unsigned long least;
    } forms[] = {{0x80, 0, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};
    for (size_t n = 0; n < 4; n++) {
        if ((text[0] & forms[n].mask) != forms[n].mark)
            continue;
        *code = text[0] & (unsigned char)~forms[n].mask;
        size_t i = 1;
        for (; i <= n && i < length && (text[i] & 0xC0) == 0x80; i++)
            *code = *code << 6 | (text[i] & 0x3F);
        if (i == n + 1 && *code >= forms[n].least && *code <= 0x10FFFF)
            return i;
    }
    *code = 0xFFFD;
    return 1;
}

void col_latex_text(col_text *out, const char *text, size_t length, col_latex_style style)
{
    for (size_t at = 0; at < length;) {
        unsigned long code;
        at += decode(&code, (const unsigned char *)text + at, length - at);
        col_latex_character(out, code, style);
    }
}
