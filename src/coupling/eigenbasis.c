#include "eigenbasis.h"

#include "../base/memory.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

#define SWEEPS 30

/* Eigenvectors by LAPACK, ascending. */
static bool lapack_basis(double *vectors, double *values, const arb_mat_t matrix)
{
    slong n = arb_mat_nrows(matrix);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
            vectors[i * n + j] = arf_get_d(arb_midref(arb_mat_entry(matrix, i, j)), ARF_RND_NEAR);
    for (slong i = 0; i < n * n; i++)
        if (!isfinite(vectors[i]))
            return false;
    return LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 'V', 'L', (lapack_int)n, vectors, (lapack_int)n, values) == 0;
}

/* One Jacobi rotation: annihilates S_pq, S = V^T A V, and applies the rotation to V. All on midpoints. */
static void rotate(arb_mat_t S, arb_mat_t V, slong p, slong q, slong precision)
{
    slong n = arb_mat_nrows(S);
    arb_t theta, t, c, s, x, y;
    arb_init(theta);
    arb_init(t);
    arb_init(c);
    arb_init(s);
    arb_init(x);
    arb_init(y);
    /* t = sign(theta)/(|theta| + sqrt(theta^2 + 1)), theta = (S_qq - S_pp)/(2 S_pq) */
    arb_sub(theta, arb_mat_entry(S, q, q), arb_mat_entry(S, p, p), precision);
    arb_div(theta, theta, arb_mat_entry(S, p, q), precision);
    arb_mul_2exp_si(theta, theta, -1);
    arb_mul(t, theta, theta, precision);
    arb_add_si(t, t, 1, precision);
    arb_sqrt(t, t, precision);
    arb_abs(x, theta);
    arb_add(t, t, x, precision);
    arb_inv(t, t, precision);
    if (arf_sgn(arb_midref(theta)) < 0)
        arb_neg(t, t);
    mag_zero(arb_radref(t));
    arb_mul(c, t, t, precision);
    arb_add_si(c, c, 1, precision);
    arb_rsqrt(c, c, precision);
    arb_mul(s, c, t, precision);
    mag_zero(arb_radref(c));
    mag_zero(arb_radref(s));
    for (int side = 0; side < 3; side++) /* columns of S, rows of S, columns of V */
        for (slong i = 0; i < n; i++) {
            arb_ptr a = side == 0 ? arb_mat_entry(S, i, p) : side == 1 ? arb_mat_entry(S, p, i) : arb_mat_entry(V, i, p);
            arb_ptr b = side == 0 ? arb_mat_entry(S, i, q) : side == 1 ? arb_mat_entry(S, q, i) : arb_mat_entry(V, i, q);
            arb_mul(x, a, c, precision);
            arb_submul(x, b, s, precision);
            arb_mul(y, a, s, precision);
            arb_addmul(y, b, c, precision);
            arb_get_mid_arb(a, x);
            arb_get_mid_arb(b, y);
        }
    arb_clear(y);
    arb_clear(x);
    arb_clear(s);
    arb_clear(c);
    arb_clear(t);
    arb_clear(theta);
}

/* The largest off-diagonal entry in size lies below 2^exponent. */
static bool nearly_diagonal(const arb_mat_t S, slong exponent)
{
    for (slong i = 0; i < arb_mat_nrows(S); i++)
        for (slong j = 0; j < i; j++)
            if (arf_cmpabs_2exp_si(arb_midref(arb_mat_entry(S, i, j)), exponent) > 0)
                return false;
    return true;
}

/* V orthonormal to working precision: one Newton step X (3 - X^T X)/2 for the polar factor squares the error. */
static void orthonormalise(arb_mat_t V, slong precision)
{
    slong n = arb_mat_nrows(V);
    arb_mat_t transposed, product;
    arb_mat_init(transposed, n, n);
    arb_mat_init(product, n, n);
    for (slong bits = 45; bits < precision; bits *= 2) {
        arb_mat_transpose(transposed, V);
        arb_mat_mul(product, transposed, V, precision);
        arb_mat_neg(product, product);
        for (slong i = 0; i < n; i++)
            arb_add_si(arb_mat_entry(product, i, i), arb_mat_entry(product, i, i), 3, precision);
        arb_mat_mul(transposed, V, product, precision);
        arb_mat_scalar_mul_2exp_si(transposed, transposed, -1);
        arb_mat_get_mid(V, transposed);
    }
    arb_mat_clear(product);
    arb_mat_clear(transposed);
}

static void jacobi(arb_mat_t V, arb_ptr values, const arb_mat_t matrix, slong precision)
{
    slong n = arb_mat_nrows(matrix);
    arb_mat_t S, transposed;
    arb_mat_init(S, n, n);
    arb_mat_init(transposed, n, n);
    orthonormalise(V, precision);
    arb_mat_get_mid(S, matrix);
    arb_mat_mul(S, S, V, precision);
    arb_mat_transpose(transposed, V);
    arb_mat_mul(S, transposed, S, precision);
    arb_mat_get_mid(S, S);
    for (int sweep = 0; sweep < SWEEPS && !nearly_diagonal(S, 6 - precision); sweep++)
        for (slong p = 0; p < n; p++)
            for (slong q = p + 1; q < n; q++)
                if (arf_cmpabs_2exp_si(arb_midref(arb_mat_entry(S, p, q)), -precision) > 0)
                    rotate(S, V, p, q, precision + 10);
    for (slong i = 0; i < n; i++)
        arb_get_mid_arb(values + i, arb_mat_entry(S, i, i));
    arb_mat_clear(transposed);
    arb_mat_clear(S);
}

/* Descending eigenvalues, columns moved along (selection: n is small against n^3). */
static void sort_descending(arb_mat_t V, arb_ptr values)
{
    slong n = arb_mat_nrows(V);
    for (slong i = 0; i < n; i++) {
        slong best = i;
        for (slong j = i + 1; j < n; j++)
            if (arf_cmp(arb_midref(values + j), arb_midref(values + best)) > 0)
                best = j;
        if (best == i)
            continue;
        arb_swap(values + i, values + best);
        for (slong row = 0; row < n; row++)
            arb_swap(arb_mat_entry(V, row, i), arb_mat_entry(V, row, best));
    }
}

/* A sign that does not depend on the library: the entry of largest size is positive. */
static void fix_signs(arb_mat_t V)
{
    slong n = arb_mat_nrows(V);
    for (slong j = 0; j < n; j++) {
        slong largest = 0;
        for (slong i = 1; i < n; i++)
            if (arf_cmpabs(arb_midref(arb_mat_entry(V, i, j)), arb_midref(arb_mat_entry(V, largest, j))) > 0)
                largest = i;
        if (arf_sgn(arb_midref(arb_mat_entry(V, largest, j))) < 0)
            for (slong i = 0; i < n; i++)
                arb_neg(arb_mat_entry(V, i, j), arb_mat_entry(V, i, j));
    }
}

bool col_eigenbasis_approx(arb_mat_t V, arb_ptr values, const arb_mat_t matrix, slong precision)
{
    slong n = arb_mat_nrows(matrix);
    double *vectors = col_malloc((size_t)(n * n) * sizeof *vectors), *found = col_malloc((size_t)n * sizeof *found);
    bool good = lapack_basis(vectors, found, matrix);
    for (slong i = 0; i < n && good; i++) {
        arb_set_d(values + i, found[i]);
        for (slong j = 0; j < n; j++)
            arb_set_d(arb_mat_entry(V, i, j), vectors[i * n + j]);
    }
    free(found);
    free(vectors);
    if (good && precision > 53)
        jacobi(V, values, matrix, precision);
    if (good) {
        sort_descending(V, values);
        fix_signs(V);
    }
    return good;
}

/* The distance of the Ritz values, within `spread` of values[begin .. end), from the balls of the other clusters. Not positive: unknown. */
static void separation(arb_t delta, arb_srcptr values, slong begin, slong end, const arb_t spread, arb_srcptr clusters,
    slong count, slong own, slong precision)
{
    arb_t distance;
    arb_init(distance);
    arb_pos_inf(delta);
    for (slong j = begin; j < end; j++)
        for (slong other = 0; other < count; other++) {
            if (other == own)
                continue;
            arb_sub(distance, values + j, clusters + other, precision);
            arb_abs(distance, distance);
            arb_sub(distance, distance, spread, precision);
            arb_min(delta, delta, distance, precision);
        }
    arb_clear(distance);
}

/* Frobenius norm of columns begin ... end - 1. */
static void column_norm(arb_t norm, const arb_mat_t matrix, slong begin, slong end, slong precision)
{
    arb_zero(norm);
    for (slong i = 0; i < arb_mat_nrows(matrix); i++)
        for (slong j = begin; j < end; j++)
            arb_addmul(norm, arb_mat_entry(matrix, i, j), arb_mat_entry(matrix, i, j), precision);
    arb_sqrtpos(norm, norm, precision);
}

/* |X^T X - I| in the Frobenius norm, for the columns of the cluster. */
static void defect(arb_t norm, const arb_mat_t gram, slong begin, slong end, slong precision)
{
    arb_t entry;
    arb_init(entry);
    arb_zero(norm);
    for (slong i = begin; i < end; i++)
        for (slong j = begin; j < end; j++) {
            arb_sub_si(entry, arb_mat_entry(gram, i, j), i == j, precision);
            arb_addmul(norm, entry, entry, precision);
        }
    arb_sqrtpos(norm, norm, precision);
    arb_clear(entry);
}

/* radius = sqrt(2) rho/delta + |E| */
static void certify_cluster(arb_t radius, const arb_mat_t residual, const arb_mat_t gram, arb_srcptr values, slong begin,
    slong end, arb_srcptr clusters, slong count, slong own)
{
    const slong precision = 64; /* of bounds */
    arb_t e, rho, spread, delta;
    arb_init(e);
    arb_init(rho);
    arb_init(spread);
    arb_init(delta);
    defect(e, gram, begin, end, precision);
    column_norm(rho, residual, begin, end, precision);
    arb_sub_si(spread, e, 1, precision);
    arb_neg(spread, spread);
    arb_rsqrt(spread, spread, precision); /* 1/sqrt(1 - e), indeterminate unless e < 1 */
    arb_mul(rho, rho, spread, precision);
    arb_add_si(delta, e, 1, precision);
    arb_sqrt(delta, delta, precision);
    arb_mul(spread, spread, delta, precision); /* kappa */
    arb_mul(spread, spread, rho, precision);
    separation(delta, values, begin, end, spread, clusters, count, own, precision);
    if (arb_is_positive(delta)) {
        arb_div(radius, rho, delta, precision);
        arb_sqrt_ui(delta, 2, precision);
        arb_mul(radius, radius, delta, precision);
        arb_add(radius, radius, e, precision);
    } else {
        arb_indeterminate(radius);
    }
    arb_clear(delta);
    arb_clear(spread);
    arb_clear(rho);
    arb_clear(e);
}

void col_eigenbasis_certify(arb_mat_t V, arb_srcptr values, const arb_mat_t matrix, arb_srcptr clusters, const slong *sizes,
    slong count, slong precision)
{
    slong n = arb_mat_nrows(V), begin = 0;
    arb_mat_t residual, gram;
    arb_t radius;
    arb_mat_init(residual, n, n);
    arb_mat_init(gram, n, n);
    arb_init(radius);
    arb_mat_transpose(gram, V);
    arb_mat_mul(gram, gram, V, precision + 20);
    arb_mat_mul(residual, matrix, V, precision + 20);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
            arb_submul(arb_mat_entry(residual, i, j), arb_mat_entry(V, i, j), values + j, precision + 20);
    for (slong own = 0; own < count; own++) {
        slong end = begin + sizes[own];
        certify_cluster(radius, residual, gram, values, begin, end, clusters, count, own);
        for (slong j = begin; j < end; j++)
            for (slong i = 0; i < n; i++)
                arb_add_error(arb_mat_entry(V, i, j), radius);
        begin = end;
    }
    arb_clear(radius);
    arb_mat_clear(gram);
    arb_mat_clear(residual);
}
