/* Clusters of certified eigenvalues. */
#include "spectrum.h"

#include <collapsar/eigen.h>

#include "../base/memory.h"

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

bool col_clusters_of(col_clusters *clusters, const arb_mat_t matrix, slong skip, slong precision)
{
    slong order = arb_mat_nrows(matrix);
    arb_ptr values = _arb_vec_init(order);
    bool good = col_eigen_symmetric(values, matrix, precision);
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
