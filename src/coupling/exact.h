/* Exact rationals and doubles. */
#ifndef COL_COUPLING_EXACT_H
#define COL_COUPLING_EXACT_H

#include <collapsar/flint.h>
#include <stdbool.h>

/* The exact value of a finite double. */
void col_rational_set_double(fmpq_t out, double value);

/* The nearest double (infinite beyond their range); true if it is the rational exactly. */
bool col_rational_get_double(double *out, const fmpq_t value);

#endif
