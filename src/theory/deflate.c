/* The quotient by a known kernel V. With the coordinates split into k pivots (V_p invertible) and the rest, every vector
 * is equivalent to one without pivot entries, z_r - V_r V_p^{-1} z_p; so the induced matrix is
 * M_rr - V_r V_p^{-1} M_pr. */
#include "deflate.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

/* Pivot rows by elimination in double precision; any choice is right, a good one is sharp. */
static void choose_pivots(slong *order, const arb_mat_t kernel)
{
    slong n = arb_mat_nrows(kernel), k = arb_mat_ncols(kernel);
    double *v = col_calloc((size_t)(n * k) + 1, sizeof *v);
    for (slong i = 0; i < n; i++) {
        order[i] = i;
        for (slong j = 0; j < k; j++)
            v[i * k + j] = arf_get_d(arb_midref(arb_mat_entry(kernel, i, j)), ARF_RND_NEAR);
    }
    for (slong j = 0; j < k; j++) {
        slong best = j;
        for (slong i = j; i < n; i++)
            if (fabs(v[order[i] * k + j]) > fabs(v[order[best] * k + j]))
                best = i;
        slong pivot = order[best];
        order[best] = order[j];
        order[j] = pivot;
        if (v[pivot * k + j] == 0.0)
            continue;
        for (slong l = j + 1; l < k; l++) {
            double factor = v[pivot * k + l] / v[pivot * k + j];
            for (slong i = 0; i < n; i++)
                v[i * k + l] -= factor * v[i * k + j];
        }
    }
    free(v);
}

bool col_deflate(arb_mat_t quotient, const arb_mat_t matrix, const arb_mat_t kernel, slong precision)
{
    slong n = arb_mat_nrows(kernel), k = arb_mat_ncols(kernel), rest = n - k;
    slong *order = col_calloc((size_t)n + 1, sizeof *order);
    arb_mat_t pivots, others, factor, rows;
    arb_mat_init(pivots, k, k);
    arb_mat_init(others, k, rest);
    arb_mat_init(factor, k, rest);
    arb_mat_init(rows, k, rest);
    choose_pivots(order, kernel);
    for (slong j = 0; j < k; j++) {
        for (slong i = 0; i < k; i++)
            arb_set(arb_mat_entry(pivots, j, i), arb_mat_entry(kernel, order[i], j));
        for (slong i = 0; i < rest; i++) {
            arb_set(arb_mat_entry(others, j, i), arb_mat_entry(kernel, order[k + i], j));
            arb_set(arb_mat_entry(rows, j, i), arb_mat_entry(matrix, order[j], order[k + i]));
        }
    }
    /* factor = V_p^{-T} V_r^T, so V_r V_p^{-1} is its transpose. */
    bool solved = k == 0 || arb_mat_solve(factor, pivots, others, precision);
    if (solved) {
        arb_mat_t turned;
        arb_mat_init(turned, rest, k);
        arb_mat_transpose(turned, factor);
        arb_mat_mul(quotient, turned, rows, precision);
        for (slong i = 0; i < rest; i++)
            for (slong j = 0; j < rest; j++)
                arb_sub(arb_mat_entry(quotient, i, j), arb_mat_entry(matrix, order[k + i], order[k + j]),
                    arb_mat_entry(quotient, i, j), precision);
        arb_mat_clear(turned);
    }
    arb_mat_clear(pivots);
    arb_mat_clear(others);
    arb_mat_clear(factor);
    arb_mat_clear(rows);
    free(order);
    return solved;
}
