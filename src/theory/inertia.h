/* Certified inertia of symmetric ball matrices. */
#ifndef COL_THEORY_INERTIA_H
#define COL_THEORY_INERTIA_H

#include <collapsar/flint.h>
#include <stdbool.h>

/* How many eigenvalues of a symmetric matrix are negative, the others being positive, for every matrix in the balls: by
 * elimination with diagonal pivots of one or two rows (Sylvester's law of inertia). The matrix is destroyed; only its lower
 * triangle is read. False if a pivot could not be told from zero. */
bool col_inertia(slong *negative, arb_mat_t matrix, slong precision);

#endif
