/* Intervals with double ends, rounded outward: the fast path of branch and bound.
 *
 * An interval is the set of the real numbers between lo and hi, both included when finite; lo <= hi always.
 * The operations (src/rigor/interval_arithmetic.h) take each rounded result one representable number outward
 * unless it is exact, which is right in every rounding mode; no rounding mode is ever set. */
#ifndef COLLAPSAR_INTERVAL_H
#define COLLAPSAR_INTERVAL_H

#include <collapsar/flint.h>
#include <stdbool.h>

typedef struct {
    double lo, hi;
} col_interval;

/* The tightest interval around x; around anything that is not a number: (-inf, inf). */
void col_interval_set_arb(col_interval *out, const arb_t x);
void col_interval_set_fmpq(col_interval *out, const fmpq_t x);

/* A ball that contains the interval (indeterminate if an end is infinite). Signs are not lost: the ball of what is
 * nowhere negative, or nowhere positive, is so too. */
void col_interval_get_arb(arb_t out, col_interval x);

#endif
