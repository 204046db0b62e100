/* Clusters of certified eigenvalues. */
#include "spectrum.h"

#include "../base/memory.h"
#include "eigenbasis.h"

#include <stdlib.h>

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

/* With R = A V - V D and E = V^T V - I, Q the polar factor of V: |Q^T A Q - D| <= (|R| + 2 |E| max|D - c|)/sqrt(1 - |E|). */
static void weyl_radius(arb_t radius, const arb_mat_t matrix, const arb_mat_t V, arb_srcptr values, slong precision)
{
    slong n = arb_mat_nrows(V);
    arb_mat_t product, transposed;
    arb_t e;
    arb_mat_init(product, n, n);
    arb_mat_init(transposed, n, n);
    arb_init(e);
    arb_mat_transpose(transposed, V);
    arb_mat_mul(product, transposed, V, precision + 20);
    for (slong i = 0; i < n; i++)
        arb_sub_si(arb_mat_entry(product, i, i), arb_mat_entry(product, i, i), 1, precision + 20);
    arb_mat_frobenius_norm(e, product, 64);
    arb_mat_mul(product, matrix, V, precision + 20);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
            arb_submul(arb_mat_entry(product, i, j), arb_mat_entry(V, i, j), values + j, precision + 20);
    arb_mat_frobenius_norm(radius, product, 64);
    arb_t span;
    arb_init(span);
    arb_sub(span, values, values + n - 1, 64); /* 2 max|D - c| for c in the middle */
    arb_addmul(radius, e, span, 64);
    arb_sub_si(e, e, 1, 64);
    arb_neg(e, e);
    arb_rsqrt(e, e, 64);
    arb_mul(radius, radius, e, 64);
    arb_clear(span);
    arb_clear(e);
    arb_mat_clear(transposed);
    arb_mat_clear(product);
}

static bool symmetric_values(arb_ptr values, const arb_mat_t matrix, slong precision)
{
    slong n = arb_mat_nrows(matrix);
    arb_mat_t V;
    arb_t radius;
    arb_mat_init(V, n, n);
    arb_init(radius);
    bool good = col_eigenbasis_approx(V, values, matrix, precision);
    if (good)
        weyl_radius(radius, matrix, V, values, precision);
    good = good && arb_is_finite(radius);
    for (slong i = 0; i < n && good; i++)
        arb_add_error(values + i, radius);
    for (slong i = 0; i < n / 2; i++)
        arb_swap(values + i, values + n - 1 - i);
    arb_clear(radius);
    arb_mat_clear(V);
    return good;
}

bool col_clusters_of(col_clusters *clusters, const arb_mat_t matrix, slong skip, slong precision)
{
    slong order = arb_mat_nrows(matrix);
    arb_ptr values = _arb_vec_init(order);
    bool good = symmetric_values(values, matrix, precision);
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
