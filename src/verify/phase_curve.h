/* Exact polynomials of a phase diagram's boundary. */
#ifndef COL_VERIFY_PHASE_CURVE_H
#define COL_VERIFY_PHASE_CURVE_H

#include <collapsar/expr.h>

/* Irreducible integer polynomials in the two axes (expressions, leading coefficient positive, so that equal ones are
 * one node) whose product vanishes wherever e does: roots are eliminated from e's normal form by resultants. Returns
 * how many there are, at most `most`; 0 if e is not algebraic or would grow too large. */
size_t phase_curve_factors(col_expr *out, size_t most, col_graph *graph, col_expr e, const col_expr *axes);

/* Common zeros of two different irreducible polynomials, or the singular points of one (b == COL_EXPR_NONE), inside
 * the closed rectangle: coordinates (x, y) one after the other, *count pairs, cleared by _arb_vec_clear. Every common
 * zero is among them, and each of them is one, exactly; false, with nothing to clear, if that could not be had. */
bool phase_curve_crossings(arb_ptr *out, size_t *count, col_graph *graph, col_expr a, col_expr b,
                           const col_expr *axes, const fmpq *const ends[4], slong precision);

#endif
