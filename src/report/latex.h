/* Pieces of LaTeX that tables and figures share. */
#ifndef COL_REPORT_LATEX_H
#define COL_REPORT_LATEX_H

#include <collapsar/text.h>

/* Appends plain text so that LaTeX prints it as it is. */
void col_latex_escape(col_text *out, const char *text);

/* A file that compiles alone and can be \input as well: begin opens a document, with the packages listed in usepackage
 * lines, only where there is none yet; end closes what begin opened. */
void col_latex_begin(col_text *out, const char *packages);
void col_latex_end(col_text *out);

#endif
