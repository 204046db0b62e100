/* Sample points of the cells of all dimensions, with algebraic coordinates. Internal. */
#ifndef COL_RIGOR_CYLINDER_H
#define COL_RIGOR_CYLINDER_H

#include "projection.h"

/* Is there a point of the box that satisfies the system? refuted: point (one real algebraic number a variable) does;
 * proved: none does, from sample points of a decomposition of the whole box, faces included, into cells on which
 * no leaf changes its sign; undecided: too large, or a polynomial vanishes identically above a cell of positive
 * dimension, which needs at least three variables. *cells grows by the number of points. */
col_verdict col_cylinder_decide(qqbar_ptr point, const col_sign_system *system, double limit, ulong *cells,
    col_budget *budget);

#endif
