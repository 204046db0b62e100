/* Pieces of an HTML page that is one file: no script, no network, readable on a phone, light or dark as the reader's
 * system asks. Texts are UTF-8. */
#ifndef COLLAPSAR_HTML_H
#define COLLAPSAR_HTML_H

#include <collapsar/text.h>

/* Appends plain text so that a browser shows it as it is, also inside a quoted attribute. */
void col_html_escape(col_text *out, const char *text);

/* Appends lines of plain text as a note: every line stays one, empty ones are left out. */
void col_html_lines(col_text *out, const char *text);

/* Appends a LaTeX caption of words, dashes (--) and simple formulas ($C = 0$, set in italics). */
void col_html_caption(col_text *out, const char *latex);

/* Appends the name of a line's anchor in a source (col_html_source): letters, digits, '.', '-' and '_' only. */
void col_html_anchor(col_text *out, const char *file, int line);

/* Appends an SVG file as part of the page. Its identifiers get the prefix, so that several figures may stand on one
 * page; description: what a reader who can't see it is told. */
void col_html_figure(col_text *out, const char *svg, const char *prefix, const char *description);

/* What stands in the margin of a line. */
typedef struct {
    int line;
    const char *word, *note; /* the word is shown, the note is its explanation */
} col_html_remark;

/* Appends a derivation, line by line with numbers and anchors; remarks in the order of their lines. */
void col_html_source(col_text *out, const char *file, const char *text, const col_html_remark *remarks, size_t count);

/* Appends a word, coloured where it is an outcome or a verdict that people look for: "proved", "FAIL", ... */
void col_html_word(col_text *out, const char *word);

/* The page around it all: begin opens the document up to its body. */
void col_html_begin(col_text *out, const char *title, const char *generator);
void col_html_end(col_text *out);

#endif
