/* Certified spectra of ball matrices.
 *
 * A ball matrix stands for every matrix inside its balls: what is said here holds for each of them. Approximate
 * eigenvectors (LAPACK, or Arb at higher precision) only propose; what is returned follows from verified
 * inequalities. */
#ifndef COLLAPSAR_EIGEN_H
#define COLLAPSAR_EIGEN_H

#include <collapsar/flint.h>
#include <collapsar/status.h>

/* All eigenvalues as clusters with pairwise disjoint enclosures: cluster i holds exactly multiplicities[i]
 * eigenvalues, counted algebraically, all inside values[i]; the multiplicities sum to the order of the matrix.
 * Sorted by descending real part of the midpoints, then by ascending imaginary part. An imaginary part that is exactly
 * zero is certified to be: the eigenvalue is real. */
typedef struct {
    slong order;
    slong count; /* clusters */
    acb_ptr values;
    slong *multiplicities;
} col_spectrum;

void col_spectrum_init(col_spectrum *spectrum); /* empty */
void col_spectrum_clear(col_spectrum *spectrum);

/* The spectrum of a square matrix. False, with the spectrum empty, if no clusters could be certified at this
 * precision (a matrix with entries that are not finite, or whose balls are too wide). Orders up to a few hundred.
 * At least the balls' width; for multiple eigenvalues the clusters are as wide as the perturbation theory of
 * their Jordan blocks demands, about 2^(-precision/k) for a block of size k. */
bool col_eigen_real(col_spectrum *out, const arb_mat_t matrix, slong precision);
bool col_eigen_complex(col_spectrum *out, const acb_mat_t matrix, slong precision);

/* A real symmetric matrix (only its lower triangle is read): values[i] encloses the i-th smallest eigenvalue,
 * i = 0 ... n-1, multiplicities counted; enclosures may overlap. With approximate eigenvectors V and eigenvalues D
 * sorted alike, e >= ||V^T V - I|| < 1 and r >= ||A V - V D|| (spectral norms), each is within
 * (r + 2 e max|D - c|) / sqrt(1 - e) of D's, for any centre c: Weyl's theorem for Q^T A Q, Q the orthogonal polar
 * factor of V. precision <= 53 takes eigenvectors from LAPACK and bounds all rounding in double precision (order
 * 1,000 in seconds, about 10 to 12 digits of the norm); above, they are refined to that precision. False, with
 * values indeterminate, if nothing could be certified. */
bool col_eigen_symmetric(arb_ptr values, const arb_mat_t matrix, slong precision);

/* How many eigenvalues lie in each open half-plane, certified; undecided: the others (on, or not separated from,
 * the imaginary axis). left + right + undecided = order. */
typedef struct {
    slong left, right, undecided;
} col_half_planes;

void col_eigen_half_planes(col_half_planes *out, const arb_mat_t matrix, slong precision);

/* Are all eigenvalues in Re < 0? COL_PROVED: all, for every matrix in the balls. COL_REFUTED: at least one is
 * in Re > 0, for every matrix in the balls. COL_UNDECIDED: *reason (which may be NULL) points to a constant text
 * that says why. */
col_verdict col_eigen_stable(const arb_mat_t matrix, slong precision, const char **reason);

/* The same by the Routh-Hurwitz conditions, which stand wider balls than eigenvalues do. Undecided, too, if an
 * irreducible block is of order above 8. A matrix of order 0 is stable. */
col_verdict col_eigen_stable_hurwitz(const arb_mat_t matrix, slong precision);

#endif
