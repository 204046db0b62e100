/* Label vectors of the finite ensembles: closed forms, but for graphs. */
#include "eigenbasis.h"
#include "ensemble_parts.h"
#include "spectrum.h"
#include "vectors.h"

#include <stdlib.h>

#include "../base/memory.h"

/* Column 0 is the mean; column j is (1, ..., 1, -j, 0, ..., 0)/sqrt(j(j + 1)): any basis serves where the labels are alike. */
static void helmert(arb_mat_t W, slong precision)
{
    slong K = arb_mat_nrows(W);
    arb_t scale;
    arb_init(scale);
    arb_mat_zero(W);
    for (slong j = 0; j < K; j++) {
        arb_set_si(scale, j == 0 ? K : j);
        if (j > 0)
            arb_mul_si(scale, scale, j + 1, precision);
        arb_rsqrt(scale, scale, precision);
        for (slong c = 0; c < (j == 0 ? K : j); c++)
            arb_set(arb_mat_entry(W, c, j), scale);
        if (j > 0)
            arb_mul_si(arb_mat_entry(W, j, j), scale, -j, precision);
    }
    arb_clear(scale);
}

/* cos and sin of 2 pi j c/K for the pair j, K - j. */
static void ring_vectors(arb_mat_t W, slong precision)
{
    slong K = arb_mat_nrows(W);
    arb_t scale, sine, cosine;
    fmpq_t angle;
    arb_init(scale);
    arb_init(sine);
    arb_init(cosine);
    fmpq_init(angle);
    for (slong j = 0, column = 0; 2 * j <= K; j++) {
        bool single = j == 0 || 2 * j == K;
        arb_set_si(scale, K);
        if (!single)
            arb_mul_2exp_si(scale, scale, -1);
        arb_rsqrt(scale, scale, precision + 8);
        for (slong c = 0; c < K; c++) {
            fmpq_set_ui(angle, (ulong)(2 * j * c % (2 * K)), (ulong)K);
            arb_sin_cos_pi_fmpq(sine, cosine, angle, precision + 8);
            arb_mul(arb_mat_entry(W, c, column), cosine, scale, precision);
            if (!single)
                arb_mul(arb_mat_entry(W, c, column + 1), sine, scale, precision);
        }
        column += single ? 1 : 2;
    }
    fmpq_clear(angle);
    arb_clear(cosine);
    arb_clear(sine);
    arb_clear(scale);
}

static int ones(ulong n)
{
    int count = 0;
    for (; n != 0; n &= n - 1)
        count++;
    return count;
}

/* K^{-1/2} (-1)^{bits that j and c share}, by the number of bits of j. */
static void hypercube_vectors(arb_mat_t W, slong m, slong precision)
{
    slong K = arb_mat_nrows(W), column = 0;
    arb_t scale;
    arb_init(scale);
    arb_set_si(scale, K);
    arb_rsqrt(scale, scale, precision);
    for (int bits = 0; bits <= m; bits++)
        for (slong j = 0; j < K; j++) {
            if (ones((ulong)j) != bits)
                continue;
            for (slong c = 0; c < K; c++)
                if (ones((ulong)(j & c)) % 2 == 0)
                    arb_set(arb_mat_entry(W, c, column), scale);
                else
                    arb_neg(arb_mat_entry(W, c, column), scale);
            column++;
        }
    arb_clear(scale);
}

static bool graph_vectors(arb_mat_t W, const col_ensemble *ensemble, slong precision, col_error *error)
{
    slong K = (slong)ensemble->labels;
    col_modes modes;
    fmpz_mat_t adjacency;
    arb_mat_t matrix;
    fmpq *masses = _fmpq_vec_init(K);
    col_modes_init(&modes);
    fmpz_mat_init(adjacency, K, K);
    arb_mat_init(matrix, K, K);
    for (slong c = 0; c < K; c++)
        fmpq_one(masses + c);
    /* The Gram matrix of the ensemble, 1 - (f/2)(1 - A/k). */
    col_graph_adjacency(adjacency, ensemble);
    arb_mat_set_fmpz_mat(matrix, adjacency);
    for (slong i = 0; i < K; i++)
        arb_sub_ui(arb_mat_entry(matrix, i, i), arb_mat_entry(matrix, i, i), ensemble->degree, precision);
    arb_mat_scalar_mul_fmpz(matrix, matrix, fmpq_numref(ensemble->f), precision + 20);
    arb_mat_scalar_div_fmpz(matrix, matrix, fmpq_denref(ensemble->f), precision + 20);
    arb_mat_scalar_div_si(matrix, matrix, 2 * (slong)ensemble->degree, precision + 20);
    for (slong i = 0; i < K; i++)
        arb_add_ui(arb_mat_entry(matrix, i, i), arb_mat_entry(matrix, i, i), 1, precision + 20);
    bool good = col_ensemble_modes(&modes, ensemble, precision, error)
        && col_vectors_of(W, matrix, &modes, masses, ensemble->component, precision, error);
    arb_mat_clear(matrix);
    fmpz_mat_clear(adjacency);
    col_modes_clear(&modes);
    _fmpq_vec_clear(masses, K);
    return good;
}

bool col_ensemble_label_vectors(arb_mat_t W, const col_ensemble *ensemble, slong precision, col_error *error)
{
    if (col_ensemble_continuous(ensemble) || ensemble->labels > COL_VECTORS_LIMIT) {
        col_error_resource(error, "label vectors are for finite ensembles of at most %d labels", COL_VECTORS_LIMIT);
        return false;
    }
    switch (ensemble->kind) {
    case COL_ENSEMBLE_RING: ring_vectors(W, precision); return true;
    case COL_ENSEMBLE_HYPERCUBE: hypercube_vectors(W, (slong)ensemble->degree, precision); return true;
    case COL_ENSEMBLE_GRAPH:
        if (!fmpq_is_zero(ensemble->f))
            return graph_vectors(W, ensemble, precision, error);
        break;
    default: break;
    }
    helmert(W, precision);
    return true;
}
