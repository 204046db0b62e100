/* Certified label vectors of a Gram matrix with known modes. */
#ifndef COL_COUPLING_VECTORS_H
#define COL_COUPLING_VECTORS_H

#include <collapsar/modes.h>
#include <collapsar/status.h>

/* Columns of W enclose orthonormal eigenvectors of the Gram matrix in the order of its modes. masses (the b_c) and component
 * of each label give those of s = 1 in closed form, the mean mode sqrt(b)/|sqrt(b)| first. */
bool col_vectors_of(arb_mat_t W, const arb_mat_t gram, const col_modes *modes, const fmpq *masses, const size_t *component,
    slong precision, col_error *error);

#endif
