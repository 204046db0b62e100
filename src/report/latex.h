/* Pieces of LaTeX that tables and figures share. */
#ifndef COL_REPORT_LATEX_H
#define COL_REPORT_LATEX_H

#include <collapsar/text.h>

/* Appends plain text so that LaTeX prints it as it is. */
void col_latex_escape(col_text *out, const char *text);

/* A file that compiles alone and can be \input as well: begin opens a document, with the packages listed in usepackage
 * lines, only where there is none yet; end closes what begin opened. To add a further piece to a file, call reopen first:
 * it takes back an end at the end of out. */
void col_latex_begin(col_text *out, const char *packages);
void col_latex_end(col_text *out);
void col_latex_reopen(col_text *out);

#endif
