/* Functions of wide balls: tight where Arb's own are made for narrow ones, and honest about domains.
 *
 * Each function encloses its values over the part of the ball where it is defined and tells what that part is
 * (the domain of the function alone). On an empty part the output is indeterminate. Outputs may alias inputs. */
#ifndef COL_RIGOR_BALL_H
#define COL_RIGOR_BALL_H

#include <collapsar/tape.h>

/* What is known of an expression follows from what is known of its parts. */
static inline col_domain col_domain_both(col_domain a, col_domain b)
{
    if (a == COL_DOMAIN_NOWHERE || b == COL_DOMAIN_NOWHERE)
        return COL_DOMAIN_NOWHERE;
    return a == COL_DOMAIN_WHOLE && b == COL_DOMAIN_WHOLE ? COL_DOMAIN_WHOLE : COL_DOMAIN_UNKNOWN;
}

/* A ball that contains [lo, hi]. An end that is exactly zero stays so; a positive lower end stays positive unless
 * the ends are 2^256 apart, and so for negative upper ends. */
void col_ball_set_ends(arb_t out, const arf_t lo, const arf_t hi, slong precision);

/* Exact balls for the ends (rounded outward to the precision), and the hull of two balls. lo and hi may alias x. */
void col_ball_ends(arb_t lo, arb_t hi, const arb_t x, slong precision);
void col_ball_hull(arb_t out, const arb_t x, const arb_t y, slong precision);

/* [0, max|x|] */
void col_ball_magnitude_range(arb_t out, const arb_t x, slong precision);

/* The image under a map that rises, or falls, on all of x. */
typedef void (*col_ball_map)(arb_t, const arb_t, slong);
void col_ball_monotone(arb_t out, col_ball_map map, const arb_t x, slong precision);

void col_ball_mul(arb_t out, const arb_t x, const arb_t y, slong precision);
col_domain col_ball_div(arb_t out, const arb_t x, const arb_t y, slong precision);
void col_ball_abs(arb_t out, const arb_t x, slong precision);
col_domain col_ball_pow_si(arb_t out, const arb_t x, slong n, slong precision);
col_domain col_ball_pow_fmpq(arb_t out, const arb_t x, const fmpq_t y, slong precision); /* y no small integer */
col_domain col_ball_pow(arb_t out, const arb_t x, const arb_t y, slong precision);

/* SQRT ... ABS of the expression graph. */
col_domain col_ball_function(arb_t out, col_op op, const arb_t x, slong precision);

#endif
