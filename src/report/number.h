/* Plain numbers as text, the same in every locale. */
#ifndef COL_REPORT_NUMBER_H
#define COL_REPORT_NUMBER_H

#include <collapsar/text.h>

/* Appends value with that many significant digits ("%.*g"); "nan", "inf", "-inf". */
void col_number_print(col_text *out, double value, int digits);

#endif
