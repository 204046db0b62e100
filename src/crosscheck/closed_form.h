/* Closed forms in the language of derivations, enclosed. */
#ifndef COL_CROSSCHECK_CLOSED_FORM_H
#define COL_CROSSCHECK_CLOSED_FORM_H

#include <collapsar/flint.h>

/* The value of a constant expression; indeterminate if it is none, or undefined. */
void col_closed_form(arb_t value, const char *expression, slong precision);

#endif
