/* Orthonormal bases of invariant subspaces of symmetric ball matrices. */
#ifndef COL_COUPLING_EIGENBASIS_H
#define COL_COUPLING_EIGENBASIS_H

#include <collapsar/flint.h>
#include <collapsar/status.h>

/* Approximate eigenvectors (columns of V, exact midpoints) and eigenvalues of the midpoint of a symmetric matrix,
 * descending: LAPACK first, then, above double precision, Jacobi rotations of V^T A V. Nothing is certified. */
bool col_eigenbasis_approx(arb_mat_t V, arb_ptr values, const arb_mat_t matrix, slong precision);

/* Turns approximate vectors into enclosures. Clusters (disjoint balls, descending, cluster j counting sizes[j] eigenvalues of the
 * matrix, exactly) are known; V and values are from col_eigenbasis_approx. On return, for every cluster, an orthonormal
 * basis of its invariant subspace lies in its columns of V. A subspace that cannot be told from the others at this precision
 * comes out with infinite radii.
 *
 * For the columns X of a cluster with residual R = A X - X D and E = X^T X - I, the polar factor of X has residual at most
 * rho = |R|/sqrt(1 - e), its Ritz values lie within kappa rho of D, kappa = sqrt((1 + e)/(1 - e)), and, where delta separates them
 * from the other clusters, |sin Theta| <= rho/delta in the Frobenius norm (Davis and Kahan). So some basis is within
 * sqrt(2) rho/delta + |E| of X. */
void col_eigenbasis_certify(arb_mat_t V, arb_srcptr values, const arb_mat_t matrix, arb_srcptr clusters, const slong *sizes,
    slong count, slong precision);

#endif
