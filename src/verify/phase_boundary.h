/* Points on the boundary of a phase diagram's regions. */
#ifndef COL_VERIFY_PHASE_BOUNDARY_H
#define COL_VERIFY_PHASE_BOUNDARY_H

#include "phase_signs.h"

/* Fills curves, points and marks of a finished subdivision. parameters: the symbols of the two axes. */
void phase_find_boundary(col_phase *out, phase_signs *signs, col_graph *graph, const col_expr *parameters,
                         const col_phase_axis *x, const col_phase_axis *y, const col_phase_options *options);

/* Singular points of the curves and their crossings, and whether these are all. */
void phase_mark_curves(col_phase *out, col_graph *graph, const col_expr *parameters, const col_phase_axis *x,
                       const col_phase_axis *y, slong precision);
void phase_add_mark(col_phase *out, col_phase_mark_kind kind, size_t a, size_t b, const arb_t x, const arb_t y);

/* Where the regions on both edges at a corner (ends: 0 lo, 1 hi) are those that a polynomial's curve separates, and it
 * starts there: one more end. */
void phase_mark_corner(col_phase *out, col_graph *graph, const col_expr *parameters, const col_phase_axis *const axes[2],
                       const int ends[2], const ptrdiff_t regions[2], slong precision);

#endif
