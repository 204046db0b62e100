#include "latex.h"

#include <string.h>

/* Characters of mathematics that LaTeX does not know by themselves. */
static const struct {
    const char *character, *latex;
} symbols[] = {
    {"α", "\\alpha"},   {"β", "\\beta"},  {"γ", "\\gamma"}, {"δ", "\\delta"},
    {"ε", "\\epsilon"}, {"ζ", "\\zeta"},  {"η", "\\eta"},   {"θ", "\\theta"},
    {"ι", "\\iota"},    {"κ", "\\kappa"}, {"λ", "\\lambda"}, {"μ", "\\mu"},
    {"ν", "\\nu"},      {"ξ", "\\xi"},    {"π", "\\pi"},    {"ρ", "\\rho"},
    {"σ", "\\sigma"},   {"τ", "\\tau"},   {"υ", "\\upsilon"}, {"φ", "\\varphi"},
    {"χ", "\\chi"},     {"ψ", "\\psi"},   {"ω", "\\omega"}, {"Γ", "\\Gamma"},
    {"Δ", "\\Delta"},   {"Θ", "\\Theta"}, {"Λ", "\\Lambda"}, {"Ξ", "\\Xi"},
    {"Π", "\\Pi"},      {"Σ", "\\Sigma"}, {"Φ", "\\Phi"},   {"Ψ", "\\Psi"},
    {"Ω", "\\Omega"},   {"≤", "\\le"},    {"≥", "\\ge"},    {"≠", "\\ne"},
    {"≈", "\\approx"},  {"→", "\\to"},    {"∞", "\\infty"}, {"−", "-"},
    {"×", "\\times"},   {"·", "\\cdot"},  {"±", "\\pm"},    {"∈", "\\in"}};

/* Appends the symbol at the start of the text, as a formula; returns its length, 0 if there is none. */
static size_t put_symbol(col_text *out, const char *text)
{
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        size_t length = strlen(symbols[i].character);
        if (strncmp(text, symbols[i].character, length) == 0) {
            col_text_printf(out, "$%s$", symbols[i].latex);
            return length;
        }
    }
    return 0;
}

void col_latex_escape(col_text *out, const char *text)
{
    for (; *text; text++) {
        size_t symbol = (unsigned char)*text >= 0x80 ? put_symbol(out, text) : 0;
        if (symbol > 0) {
            text += symbol - 1;
            continue;
        }
        switch (*text) {
        case '\\': col_text_append(out, "\\textbackslash{}"); break;
        case '^': col_text_append(out, "\\textasciicircum{}"); break;
        case '~': col_text_append(out, "\\textasciitilde{}"); break;
        case '<': col_text_append(out, "\\textless{}"); break;
        case '>': col_text_append(out, "\\textgreater{}"); break;
        case '|': col_text_append(out, "\\textbar{}"); break;
        case '&': case '%': case '$': case '#': case '_': case '{': case '}':
            col_text_put(out, '\\');
            col_text_put(out, *text);
            break;
        default: col_text_put(out, *text);
        }
    }
}

/* LaTeX makes \@nodocument equal to \relax when a document begins. */
void col_latex_begin(col_text *out, const char *packages)
{
    col_text_append(out, "\\expandafter\\ifx\\csname @nodocument\\endcsname\\relax\n"
                         "  \\ifx\\collapsarend\\undefined\\let\\collapsarend\\relax\\fi\n"
                         "\\else\n"
                         "  \\documentclass{article}\n");
    col_text_append(out, packages);
    col_text_append(out, "  \\begin{document}\n"
                         "  \\def\\collapsarend{\\end{document}}\n"
                         "\\fi\n");
}

static const char end[] = "\\collapsarend\n";

void col_latex_end(col_text *out)
{
    col_text_append(out, end);
}

void col_latex_reopen(col_text *out)
{
    size_t length = out->length, size = sizeof end - 1;
    while (length > 1 && out->data[length - 1] == '\n' && out->data[length - 2] == '\n')
        length--;
    if (length >= size && memcmp(out->data + length - size, end, size) == 0) {
        out->length = length - size;
        out->data[out->length] = '\0';
        col_text_put(out, '\n');
    }
}
