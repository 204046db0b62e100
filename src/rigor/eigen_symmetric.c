/* Spectra of symmetric matrices: approximate eigenvectors, rigorous residuals, Weyl's theorem.
 *
 * Let A V = V D + R, V = Q S with Q orthogonal and S = (V^T V)^(1/2), e >= ||V^T V - I||. Then for any c
 *     Q^T A Q - D = (S (D - c) - (D - c) S) S^-1 + Q^T R S^-1,
 * and ||S - I|| <= e, ||S^-1|| <= 1/sqrt(1 - e), so that its norm is at most (r + 2 e max|D - c|)/sqrt(1 - e). By
 * Weyl's theorem no sorted eigenvalue of A is further than that from the one of D. */
#include <collapsar/eigen.h>

#include "../base/memory.h"
#include "residual.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

#define MOST_REFINEMENTS 40

/* (r + 2 e max|D - c|)/sqrt(1 - e), c half way; infinite for e >= 1. ends: the extreme values of D. */
static void weyl_bound(mag_t out, const mag_t residual, const mag_t departure, const arb_t first, const arb_t last)
{
    arb_t e, r, spread;
    arb_init(e);
    arb_init(r);
    arb_init(spread);
    arf_set_mag(arb_midref(e), departure);
    arf_set_mag(arb_midref(r), residual);
    arb_sub(spread, last, first, 64); /* twice max|D - c| */
    arb_addmul(r, spread, e, 64);
    arb_sub_ui(e, e, 1, 64);
    arb_neg(e, e);
    arb_rsqrt(e, e, 64);
    arb_mul(r, r, e, 64);
    arb_get_mag(out, r);
    if (!arb_is_finite(r))
        mag_inf(out);
    arb_clear(e);
    arb_clear(r);
    arb_clear(spread);
}

/* The midpoints of the lower triangle as a full symmetric double matrix, and a bound (Frobenius) of what that
 * leaves out. */
static double *nearest_doubles(mag_t left_out, const arb_mat_t matrix)
{
    size_t n = (size_t)arb_mat_nrows(matrix);
    double *out = col_malloc(n * n * sizeof *out);
    arb_t rest;
    mag_t square;
    arb_init(rest);
    mag_init(square);
    mag_zero(left_out);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            arb_srcptr entry = arb_mat_entry(matrix, i, j);
            double value = arf_get_d(arb_midref(entry), ARF_RND_NEAR);
            out[i + j * n] = out[j + i * n] = value;
            if (arb_is_exact(entry) && arf_cmp_d(arb_midref(entry), value) == 0)
                continue;
            arb_set_d(rest, value);
            arb_sub(rest, rest, entry, 64);
            arb_get_mag(square, rest);
            mag_mul(square, square, square);
            mag_mul_2exp_si(square, square, i != j);
            mag_add(left_out, left_out, square);
        }
    }
    mag_sqrt(left_out, left_out);
    arb_clear(rest);
    mag_clear(square);
    return out;
}

/* Eigenvalues, ascending, and eigenvectors (column-major) that are orthonormal up to rounding; false on failure. */
static bool approximate_spectrum(double *values, double *vectors, const double *matrix, size_t n)
{
    for (size_t i = 0; i < n * n; i++) {
        if (!isfinite(matrix[i]))
            return false;
        vectors[i] = matrix[i];
    }
    if (LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'L', (lapack_int)n, vectors, (lapack_int)n, values) != 0)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(values[i]) || (i > 0 && values[i] < values[i - 1]))
            return false;
    return true;
}

static bool certify_double(
    arb_ptr out, const double *matrix, const double *vectors, const double *values, size_t n, const mag_t left_out)
{
    mag_t residual, departure, bound;
    mag_init(residual);
    mag_init(departure);
    mag_init(bound);
    for (size_t i = 0; i < n; i++)
        arb_set_d(out + i, values[i]);
    col_residual_symmetric(residual, departure, matrix, vectors, values, n);
    weyl_bound(bound, residual, departure, out, out + n - 1);
    mag_add(bound, bound, left_out);
    for (size_t i = 0; i < n; i++)
        arb_add_error_mag(out + i, bound);
    bool ok = mag_is_finite(bound);
    mag_clear(residual);
    mag_clear(departure);
    mag_clear(bound);
    return ok;
}

/* One step of Ogita and Aishima's iteration for the eigenvectors X of A: with R = I - X^T X and S = X^T A X,
 *     d_i = s_ii/(1 - r_ii),  E_ij = (s_ij + d_j r_ij)/(d_j - d_i) if d_i and d_j are apart, else r_ij/2,
 * X + X E is right to twice as many digits. A guess: everything here is rounded without bounds. */
static void refine_vectors(arb_mat_t x, arb_ptr values, const arb_mat_t matrix, slong precision)
{
    slong n = arb_mat_nrows(matrix);
    arb_mat_t transpose, r, s, e;
    arb_t gap, apart, entry;
    arb_mat_init(transpose, n, n);
    arb_mat_init(r, n, n);
    arb_mat_init(s, n, n);
    arb_mat_init(e, n, n);
    arb_init(gap);
    arb_init(apart);
    arb_init(entry);
    arb_mat_transpose(transpose, x);
    arb_mat_approx_mul(r, transpose, x, precision);
    arb_mat_neg(r, r);
    for (slong i = 0; i < n; i++)
        arb_add_ui(arb_mat_entry(r, i, i), arb_mat_entry(r, i, i), 1, precision);
    arb_mat_approx_mul(s, matrix, x, precision);
    arb_mat_approx_mul(s, transpose, s, precision);
    for (slong i = 0; i < n; i++) {
        arb_sub_ui(entry, arb_mat_entry(r, i, i), 1, precision);
        arb_div(values + i, arb_mat_entry(s, i, i), entry, precision);
        arb_neg(values + i, values + i);
        arb_get_mid_arb(values + i, values + i);
    }
    /* apart: further than the uncertainty of S itself */
    for (slong i = 0; i < n; i++) {
        for (slong j = 0; j < n; j++) {
            arb_abs(entry, arb_mat_entry(s, i, j));
            if (i != j && arf_cmp(arb_midref(entry), arb_midref(apart)) > 0)
                arb_set(apart, entry);
        }
    }
    arb_mul_2exp_si(apart, apart, 1);
    for (slong i = 0; i < n; i++) {
        for (slong j = 0; j < n; j++) {
            arb_ptr correction = arb_mat_entry(e, i, j);
            arb_sub(gap, values + j, values + i, precision);
            if (arf_cmpabs(arb_midref(gap), arb_midref(apart)) > 0) {
                arb_set(correction, arb_mat_entry(s, i, j));
                arb_addmul(correction, values + j, arb_mat_entry(r, i, j), precision);
                arb_div(correction, correction, gap, precision);
            } else {
                arb_mul_2exp_si(correction, arb_mat_entry(r, i, j), -1);
            }
        }
    }
    arb_mat_approx_mul(s, x, e, precision);
    arb_mat_add(x, x, s, precision);
    arb_mat_get_mid(x, x);
    arb_mat_clear(transpose);
    arb_mat_clear(r);
    arb_mat_clear(s);
    arb_mat_clear(e);
    arb_clear(gap);
    arb_clear(apart);
    arb_clear(entry);
}

/* ||A V - V D|| and ||V^T V - I|| in ball arithmetic. */
static void ball_residuals(mag_t residual, mag_t departure, const arb_mat_t matrix, const arb_mat_t vectors,
    arb_srcptr values, slong precision)
{
    slong n = arb_mat_nrows(matrix);
    arb_mat_t product, transpose;
    arb_t norm;
    arb_mat_init(product, n, n);
    arb_mat_init(transpose, n, n);
    arb_init(norm);
    arb_mat_mul(product, matrix, vectors, precision);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
            arb_submul(arb_mat_entry(product, i, j), arb_mat_entry(vectors, i, j), values + j, precision);
    arb_mat_frobenius_norm(norm, product, 64);
    arb_get_mag(residual, norm);
    arb_mat_transpose(transpose, vectors);
    arb_mat_mul(product, transpose, vectors, precision);
    for (slong i = 0; i < n; i++)
        arb_sub_ui(arb_mat_entry(product, i, i), arb_mat_entry(product, i, i), 1, precision);
    arb_mat_frobenius_norm(norm, product, 64);
    arb_get_mag(departure, norm);
    arb_mat_clear(product);
    arb_mat_clear(transpose);
    arb_clear(norm);
}

static int compare_midpoints(const void *a, const void *b)
{
    return arf_cmp(arb_midref((arb_srcptr)a), arb_midref((arb_srcptr)b));
}

/* Refines until the bound stops shrinking or is at the working precision. */
static bool certify_refined(arb_ptr out, const arb_mat_t matrix, const double *vectors, slong precision)
{
    slong n = arb_mat_nrows(matrix), working = precision + 20;
    arb_mat_t x, middle;
    arb_ptr values = _arb_vec_init(n);
    mag_t residual, departure, bound, best;
    arb_mat_init(x, n, n);
    arb_mat_init(middle, n, n);
    mag_init(residual);
    mag_init(departure);
    mag_init(bound);
    mag_init(best);
    mag_inf(best);
    arb_mat_get_mid(middle, matrix);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
            arb_set_d(arb_mat_entry(x, i, j), vectors[i + j * n]);
    for (slong bits = 100, step = 0; step < MOST_REFINEMENTS; step++, bits *= 2) {
        slong now = FLINT_MIN(bits, working);
        refine_vectors(x, values, middle, now);
        if (bits < working)
            continue;
        refine_vectors(x, values, middle, working);
        ball_residuals(residual, departure, matrix, x, values, working);
        qsort(values, (size_t)n, sizeof *values, compare_midpoints);
        weyl_bound(bound, residual, departure, values, values + n - 1);
        bool better = mag_cmp(bound, best) < 0;
        mag_mul_2exp_si(departure, bound, 4);
        bool progress = better && mag_cmp(departure, best) < 0;
        for (slong i = 0; better && i < n; i++) {
            arb_set(out + i, values + i);
            arb_add_error_mag(out + i, bound);
        }
        if (better)
            mag_set(best, bound);
        if (!progress)
            break;
    }
    bool ok = mag_is_finite(best);
    _arb_vec_clear(values, n);
    arb_mat_clear(x);
    arb_mat_clear(middle);
    mag_clear(residual);
    mag_clear(departure);
    mag_clear(bound);
    mag_clear(best);
    return ok;
}

/* Only the lower triangle counts: its mirror image is written above it. */
static void symmetrise(arb_mat_t out, const arb_mat_t matrix)
{
    for (slong i = 0; i < arb_mat_nrows(matrix); i++) {
        for (slong j = 0; j <= i; j++) {
            arb_set(arb_mat_entry(out, i, j), arb_mat_entry(matrix, i, j));
            arb_set(arb_mat_entry(out, j, i), arb_mat_entry(matrix, i, j));
        }
    }
}

bool col_eigen_symmetric(arb_ptr values, const arb_mat_t matrix, slong precision)
{
    size_t n = (size_t)arb_mat_nrows(matrix);
    if (n == 0)
        return true;
    if (n == 1) {
        arb_set_round(values, arb_mat_entry(matrix, 0, 0), precision);
        return arb_is_finite(values);
    }
    mag_t left_out;
    arb_mat_t full;
    mag_init(left_out);
    arb_mat_init(full, (slong)n, (slong)n);
    symmetrise(full, matrix);
    double *approximate = nearest_doubles(left_out, full);
    double *guess = col_malloc(n * sizeof *guess), *vectors = col_malloc(n * n * sizeof *vectors);
    bool ok = approximate_spectrum(guess, vectors, approximate, n);
    if (ok && precision <= 53)
        ok = certify_double(values, approximate, vectors, guess, n, left_out);
    else if (ok)
        ok = certify_refined(values, full, vectors, precision);
    if (!ok)
        _arb_vec_indeterminate(values, (slong)n);
    free(approximate);
    free(guess);
    free(vectors);
    arb_mat_clear(full);
    mag_clear(left_out);
    return ok;
}
