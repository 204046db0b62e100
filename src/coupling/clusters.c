/* Clusters of certified eigenvalues. */
#include "spectrum.h"

#include <collapsar/eigen.h>

#include "../base/memory.h"
#include "eigenbasis.h"

#include <stdlib.h>

#define ROTATED 64 /* labels */

void col_clusters_init(col_clusters *clusters)
{
    *clusters = (col_clusters){0, NULL, NULL, 0};
}

void col_clusters_clear(col_clusters *clusters)
{
    if (clusters->values != NULL)
        _arb_vec_clear(clusters->values, clusters->order);
    free(clusters->sizes);
    col_clusters_init(clusters);
}

/* Joins balls of values[0 .. count), ascending, into disjoint clusters, from the top down. A sorted list of balls may overlap
 * beyond neighbours, so each new ball is compared with the hull of the cluster below which nothing reaches yet. */
static void join(col_clusters *clusters, arb_srcptr values, slong count, slong precision)
{
    for (slong i = count - 1; i >= 0; i--) {
        arb_t hull;
        arb_init(hull);
        arb_set(hull, values + i);
        slong size = 1;
        while (clusters->count > 0 && !arb_gt(clusters->values + clusters->count - 1, hull)) {
            arb_union(hull, hull, clusters->values + clusters->count - 1, precision);
            size += clusters->sizes[--clusters->count];
        }
        arb_swap(clusters->values + clusters->count, hull);
        clusters->sizes[clusters->count++] = size;
        arb_clear(hull);
    }
}

/* Balls whose k-th one contains the k-th smallest of the numbers in any balls: sorting moves no number by more than the
 * largest radius. */
static void sort_values(arb_ptr values, slong n)
{
    mag_t radius;
    mag_init(radius);
    for (slong i = 0; i < n; i++) {
        mag_max(radius, radius, arb_radref(values + i));
        for (slong j = i; j > 0 && arf_cmp(arb_midref(values + j - 1), arb_midref(values + j)) > 0; j--)
            arb_swap(values + j - 1, values + j);
    }
    for (slong i = 0; i < n; i++)
        arb_add_error_mag(values + i, radius);
    mag_clear(radius);
}

/* S = V^T A V for nearly orthonormal V, its off-diagonal part within `off`, |V^T V - I| within e (Frobenius norms). By Weyl's
 * theorem and Ostrowski's, the k-th eigenvalue of A is (S_kk +- off)/theta, 1 - e <= theta <= 1 + e, in sorted order. */
static bool rotated_values(arb_ptr values, const arb_mat_t matrix, slong precision)
{
    slong n = arb_mat_nrows(matrix), working = precision + 20;
    arb_mat_t V, S, transposed;
    arb_t off, e;
    arb_mat_init(V, n, n);
    arb_mat_init(S, n, n);
    arb_mat_init(transposed, n, n);
    arb_init(off);
    arb_init(e);
    bool good = col_eigenbasis_approx(V, values, matrix, precision);
    if (good) {
        arb_mat_transpose(transposed, V);
        arb_mat_mul(S, transposed, V, working);
        for (slong i = 0; i < n; i++)
            arb_sub_si(arb_mat_entry(S, i, i), arb_mat_entry(S, i, i), 1, working);
        arb_mat_frobenius_norm(e, S, 64);
        arb_mat_mul(S, matrix, V, working);
        arb_mat_mul(S, transposed, S, working);
        for (slong i = 0; i < n; i++) {
            arb_swap(values + n - 1 - i, arb_mat_entry(S, i, i)); /* ascending */
            arb_zero(arb_mat_entry(S, i, i));
        }
        sort_values(values, n);
        arb_mat_frobenius_norm(off, S, 64);
        arb_one(arb_mat_entry(S, 0, 0));
        arb_add_error(arb_mat_entry(S, 0, 0), e); /* theta; the division is indeterminate unless e < 1 */
        for (slong i = 0; i < n; i++) {
            arb_add_error(values + i, off);
            arb_div(values + i, values + i, arb_mat_entry(S, 0, 0), working);
        }
    }
    arb_clear(e);
    arb_clear(off);
    arb_mat_clear(transposed);
    arb_mat_clear(S);
    arb_mat_clear(V);
    return good;
}

/* Rotations tell eigenvalues apart however near to each other they are, and are quick for few labels. */
static bool certified_values(arb_ptr values, const arb_mat_t matrix, slong precision)
{
    bool few = arb_mat_nrows(matrix) <= ROTATED && precision > 53;
    return few ? rotated_values(values, matrix, precision) : col_eigen_symmetric(values, matrix, precision);
}

bool col_clusters_of(col_clusters *clusters, const arb_mat_t matrix, slong skip, slong precision)
{
    slong order = arb_mat_nrows(matrix);
    arb_ptr values = _arb_vec_init(order);
    bool good = certified_values(values, matrix, precision);
    for (slong i = 0; i < order && good; i++)
        good = arb_is_finite(values + i);
    if (good) {
        clusters->order = order;
        clusters->values = _arb_vec_init(order);
        clusters->sizes = col_calloc((size_t)order, sizeof *clusters->sizes);
        join(clusters, values, order - skip, precision + 32);
    }
    _arb_vec_clear(values, order);
    return good;
}
