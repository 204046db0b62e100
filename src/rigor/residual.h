/* Rigorous bounds of residuals A V - V D and V^T V - I computed in double precision.
 *
 * A product computed by BLAS in any order differs from the true one, entry by entry, by at most
 * gamma |A||V|, gamma = m u/(1 - m u) with m the number of roundings a term goes through and u = 2^-53. Inner sums
 * are cut into blocks of 32 terms, so that m is about n/32 + 33 instead of n. Spectral norms are bounded by
 * sqrt(||.||_1 ||.||_inf). */
#ifndef COL_RIGOR_RESIDUAL_H
#define COL_RIGOR_RESIDUAL_H

#include <collapsar/flint.h>
#include <stddef.h>

/* n x n matrices, column-major; matrix is symmetric and full. Bounds of the spectral norms; infinite when something
 * overflows. */
void col_residual_symmetric(mag_t residual, mag_t departure, const double *matrix, const double *vectors,
    const double *values, size_t n);

#endif
