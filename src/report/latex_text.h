/* Text of any kind as LaTeX: UTF-8, with what the fonts lack shown by its code. */
#ifndef COL_REPORT_LATEX_TEXT_H
#define COL_REPORT_LATEX_TEXT_H

#include <collapsar/text.h>

typedef enum {
    COL_LATEX_PROSE,
    COL_LATEX_CODE /* nothing joins to ligatures or curly quotes, and lines may break after operators */
} col_latex_style;

/* Appends UTF-8 so that LaTeX (T1 fonts, amssymb) prints what it says. Control characters are left out; bytes that
 * are not UTF-8, and characters beyond Latin and common symbols, appear as their numbers in a small box. */
void col_latex_text(col_text *out, const char *text, size_t length, col_latex_style style);

/* Appends a character by its number. */
void col_latex_character(col_text *out, unsigned long code, col_latex_style style);

#endif
