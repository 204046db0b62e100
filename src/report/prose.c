/* Markdown to LaTeX: MD4C reads, and tells of blocks, spans and text in their order. */
#include <collapsar/prose.h>

#include "latex_text.h"

#include "config.h"

#ifndef COL_MD4C

bool col_prose_is_available(void)
{
    return false;
}

bool col_prose_latex(col_text *out, const char *markdown, size_t length)
{
    (void)out, (void)markdown, (void)length;
    return false;
}

#else

#include <md4c.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* LaTeX nests lists of a kind four deep, and all of them six. Deeper ones go on at the depth reached. */
#define MOST_DEPTH 4
#define MOST_COLUMNS 16
#define MOST_SPANS 64

typedef struct {
    col_text *out;
    col_text outer;    /* what stands before the table, while out collects its rows */
    col_text verbatim; /* code or a formula, until it is complete */
    char columns[MOST_COLUMNS + 1]; /* of the table: L, C, R */
    size_t column;
    int depth;
    MD_SPANTYPE spans[MOST_SPANS]; /* open ones */
    int span_count;
    bool in_heading, in_table, in_code;
} writer;

bool col_prose_is_available(void)
{
    return true;
}

static void put(writer *w, const char *latex)
{
    col_text_append(w->out, latex);
}

static void begin_list(writer *w, const char *environment)
{
    if (++w->depth <= MOST_DEPTH)
        col_text_printf(w->out, "\\begin{%s}\n", environment);
}

static void end_list(writer *w, const char *environment)
{
    if (w->depth-- <= MOST_DEPTH)
        col_text_printf(w->out, "\\end{%s}\n\n", environment);
}

static void begin_ordered(writer *w, const MD_BLOCK_OL_DETAIL *list)
{
    begin_list(w, "enumerate");
    if (w->depth == 1 && list->start != 1 && list->start < 1000000)
        col_text_printf(w->out, "\\setcounter{enumi}{%ld}\n", (long)list->start - 1);
}

static void begin_heading(writer *w, unsigned level)
{
    static const char *const commands[] = {"\\section{", "\\subsection{", "\\subsubsection{", "\\paragraph{"};
    put(w, w->depth > 0 ? "\\textbf{" : commands[level < 4 ? level - 1 : 3]); /* sections stand at the margin */
    w->in_heading = true;
}

static void begin_table(writer *w)
{
    w->outer = *w->out;
    col_text_init(w->out);
    w->columns[0] = '\0';
    w->in_table = true;
}

/* The rows are known, and with them the columns' alignment. */
static void end_table(writer *w)
{
    col_text rows = *w->out;
    *w->out = w->outer;
    col_text_printf(w->out, "\\par\\medskip\\noindent\\begin{tabularx}{\\linewidth}{@{}%s@{}}\n\\toprule\n%s"
                            "\\bottomrule\n\\end{tabularx}\\par\\medskip\n\n", w->columns, rows.data);
    col_text_clear(&rows);
    w->in_table = false;
}

static void begin_cell(writer *w, MD_ALIGN align, bool is_head)
{
    if (w->column > 0 && w->column < MOST_COLUMNS)
        put(w, " & ");
    if (is_head && w->column < MOST_COLUMNS) {
        w->columns[w->column] = align == MD_ALIGN_CENTER ? 'C' : align == MD_ALIGN_RIGHT ? 'R' : 'L';
        w->columns[w->column + 1] = '\0';
    }
    put(w, w->column < MOST_COLUMNS ? "{}" : "; ");
    w->column++;
}

/* Code line by line, each with its leading blanks kept. */
static void put_code_block(writer *w)
{
    const char *line = w->verbatim.data;
    put(w, "\\begin{code}\n");
    while (*line) {
        size_t length = strcspn(line, "\n"), blanks = strspn(line, " ");
        col_text_printf(w->out, "\\codeline{%zu}{", blanks < length ? blanks : 0);
        col_latex_text(w->out, line, length, COL_LATEX_CODE);
        put(w, "}\n");
        line += length + (line[length] == '\n');
    }
    put(w, "\\end{code}\n\n");
    col_text_reset(&w->verbatim);
}

/* An address for \href: what could mean anything to TeX is percent-encoded. */
static void put_address(writer *w, const MD_ATTRIBUTE *address)
{
    for (MD_SIZE i = 0; i < address->size; i++) {
        unsigned char c = (unsigned char)address->text[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                        || (c && strchr("-._/:?=+,;@!()*", c));
        if (is_plain)
            col_text_put(w->out, (char)c);
        else if (c == '#' || c == '%' || c == '&')
            col_text_printf(w->out, "\\%c", c);
        else
            col_text_printf(w->out, "\\%%%02X", c);
    }
}

/* What leads out of the document is a link; a neighbouring file is just named. */
static bool is_link(const MD_ATTRIBUTE *address)
{
    return (address->size > 7 && strncmp(address->text, "http://", 7) == 0)
           || (address->size > 8 && strncmp(address->text, "https://", 8) == 0)
           || (address->size > 7 && strncmp(address->text, "mailto:", 7) == 0);
}

static void put_inline_formula(writer *w, const char *tex)
{
    if (w->in_heading) {
        col_text_printf(w->out, "\\texorpdfstring{$%s$}{", tex);
        col_latex_text(w->out, tex, strlen(tex), COL_LATEX_PROSE);
        put(w, "}");
    } else {
        col_text_printf(w->out, "$%s$", tex);
    }
}

/* In CommonMark's reading a sum of money such as $5 is a formula, too: no formula begins or ends with a blank. */
static void put_formula(writer *w, bool is_display)
{
    const char *tex = w->verbatim.data;
    size_t length = w->verbatim.length;
    bool is_text = !is_display && (length == 0 || tex[0] == ' ' || tex[length - 1] == ' ');
    if (is_text) {
        put(w, "\\$");
        col_latex_text(w->out, tex, length, COL_LATEX_PROSE);
        put(w, "\\$");
    } else if (!col_prose_formula_is_sound(tex, length)) {
        put(w, "\\texttt{");
        col_latex_text(w->out, tex, length, COL_LATEX_CODE);
        put(w, "}");
    } else if (is_display && !w->in_heading && !w->in_table) {
        col_text_printf(w->out, "\\displayformula{%s}", tex);
    } else {
        put_inline_formula(w, tex);
    }
    col_text_reset(&w->verbatim);
}

static bool is_in_formula(const writer *w)
{
    MD_SPANTYPE innermost = w->span_count > 0 ? w->spans[w->span_count - 1] : MD_SPAN_DEL;
    return innermost == MD_SPAN_LATEXMATH || innermost == MD_SPAN_LATEXMATH_DISPLAY;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *writer_)
{
    writer *w = writer_;
    if (w->span_count == MOST_SPANS || type == MD_SPAN_DEL || is_in_formula(w))
        return 0;
    w->spans[w->span_count++] = type;
    switch (type) {
    case MD_SPAN_EM: put(w, "\\emph{"); break;
    case MD_SPAN_STRONG: put(w, "\\textbf{"); break;
    case MD_SPAN_CODE: put(w, "\\texttt{"); break;
    case MD_SPAN_IMG: put(w, "\\emph{"); break;
    case MD_SPAN_A:
        if (!w->in_heading && is_link(&((MD_SPAN_A_DETAIL *)detail)->href)) {
            put(w, "\\leavevmode\\href{"); /* or a page might end where \href has given \# another meaning */
            put_address(w, &((MD_SPAN_A_DETAIL *)detail)->href);
            put(w, "}");
        }
        put(w, "{");
        break;
    default: break;
    }
    return 0;
}

static void close_span(writer *w, MD_SPANTYPE type)
{
    switch (type) {
    case MD_SPAN_LATEXMATH: put_formula(w, false); break;
    case MD_SPAN_LATEXMATH_DISPLAY: put_formula(w, true); break;
    default: put(w, "}"); break;
    }
}

/* Where formulas and emphasis cross, MD4C's spans need not nest: the inner ones end with the outer one. */
static void close_spans(writer *w, int down_to)
{
    while (w->span_count > down_to)
        close_span(w, w->spans[--w->span_count]);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *writer_)
{
    writer *w = writer_;
    (void)detail;
    for (int i = w->span_count - 1; i >= 0; i--) {
        if (w->spans[i] == type) {
            close_spans(w, i);
            break;
        }
    }
    return 0;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *writer_)
{
    writer *w = writer_;
    close_spans(w, 0);
    switch (type) {
    case MD_BLOCK_QUOTE: begin_list(w, "quoted"); break;
    case MD_BLOCK_UL: begin_list(w, "itemize"); break;
    case MD_BLOCK_OL: begin_ordered(w, detail); break;
    case MD_BLOCK_LI: put(w, w->depth <= MOST_DEPTH ? "\\item{} " : "\\par\\textbullet{} "); break;
    case MD_BLOCK_HR: put(w, "\\par\\noindent\\rule{\\linewidth}{0.4pt}\\par\n\n"); break;
    case MD_BLOCK_H: begin_heading(w, ((MD_BLOCK_H_DETAIL *)detail)->level); break;
    case MD_BLOCK_CODE: w->in_code = true; break;
    case MD_BLOCK_TABLE: begin_table(w); break;
    case MD_BLOCK_TR: w->column = 0; break;
    case MD_BLOCK_TH: begin_cell(w, ((MD_BLOCK_TD_DETAIL *)detail)->align, true); break;
    case MD_BLOCK_TD: begin_cell(w, ((MD_BLOCK_TD_DETAIL *)detail)->align, false); break;
    default: break;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *writer_)
{
    writer *w = writer_;
    (void)detail;
    close_spans(w, 0);
    switch (type) {
    case MD_BLOCK_QUOTE: end_list(w, "quoted"); break;
    case MD_BLOCK_UL: end_list(w, "itemize"); break;
    case MD_BLOCK_OL: end_list(w, "enumerate"); break;
    case MD_BLOCK_LI: put(w, "\n"); break;
    case MD_BLOCK_H:
        put(w, "}\n\n");
        w->in_heading = false;
        break;
    case MD_BLOCK_CODE:
        put_code_block(w);
        w->in_code = false;
        break;
    case MD_BLOCK_P: put(w, "\n\n"); break;
    case MD_BLOCK_TABLE: end_table(w); break;
    case MD_BLOCK_THEAD: put(w, "\\midrule\n"); break;
    case MD_BLOCK_TR: put(w, " \\\\\n"); break;
    default: break;
    }
    return 0;
}

static void put_entity(writer *w, const char *text, size_t length)
{
    static const struct {
        const char *name;
        unsigned code;
    } known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&nbsp;", 0xA0},
                 {"&ndash;", 0x2013}, {"&mdash;", 0x2014}, {"&hellip;", 0x2026}};
    if (length > 3 && text[1] == '#') {
        bool is_hexadecimal = text[2] == 'x' || text[2] == 'X';
        char digits[16] = "";
        size_t from = is_hexadecimal ? 3 : 2, count = length - from < sizeof digits ? length - from : sizeof digits - 1;
        memcpy(digits, text + from, count);
        unsigned long code = strtoul(digits, NULL, is_hexadecimal ? 16 : 10);
        col_latex_character(w->out, code <= 0x10FFFF ? code : 0xFFFD, COL_LATEX_PROSE);
        return;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strlen(known[i].name) == length && strncmp(known[i].name, text, length) == 0) {
            col_latex_character(w->out, known[i].code, COL_LATEX_PROSE);
            return;
        }
    }
    col_latex_text(w->out, text, length, COL_LATEX_PROSE);
}

static int text(MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE length, void *writer_)
{
    writer *w = writer_;
    if (w->in_code || is_in_formula(w)) {
        col_text_append_bytes(&w->verbatim, bytes, type == MD_TEXT_NULLCHAR ? 0 : length);
        return 0;
    }
    switch (type) {
    case MD_TEXT_NULLCHAR: break;
    case MD_TEXT_BR: put(w, w->in_heading || w->in_table ? " " : "\\leavevmode\\newline{}\n"); break;
    case MD_TEXT_SOFTBR: put(w, w->in_heading ? " " : "\n"); break;
    case MD_TEXT_ENTITY: put_entity(w, bytes, length); break;
    case MD_TEXT_CODE: col_latex_text(w->out, bytes, length, COL_LATEX_CODE); break;
    default: col_latex_text(w->out, bytes, length, COL_LATEX_PROSE); break;
    }
    return 0;
}

bool col_prose_latex(col_text *out, const char *markdown, size_t length)
{
    static const MD_PARSER parser = {
        .flags = MD_FLAG_LATEXMATHSPANS | MD_FLAG_TABLES | MD_FLAG_NOHTML,
        .enter_block = enter_block, .leave_block = leave_block, .enter_span = enter_span, .leave_span = leave_span,
        .text = text};
    size_t start = out->length;
    writer w = {.out = out};
    col_text_init(&w.verbatim);
    bool ok = length <= UINT32_MAX / 2 && md_parse(markdown, (MD_SIZE)length, &parser, &w) == 0;
    if (w.in_table) {
        col_text_clear(out);
        *out = w.outer;
    }
    if (!ok) {
        out->length = start;
        out->data[start] = '\0';
    }
    col_text_clear(&w.verbatim);
    return ok;
}

#endif
