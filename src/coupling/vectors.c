#include "vectors.h"

#include "../base/memory.h"
#include "eigenbasis.h"

#include <stdlib.h>

/* value sqrt(b_c) for the labels of components from first to last. */
static void fill(arb_mat_t W, slong column, arb_srcptr roots, const size_t *component, size_t first, size_t last, const arb_t value,
    slong precision)
{
    for (slong c = 0; c < arb_mat_nrows(W); c++)
        if (component[c] >= first && component[c] <= last)
            arb_mul(arb_mat_entry(W, c, column), roots + c, value, precision);
}

/* Column 0: sqrt(b)/|sqrt(b)|. Column j: sqrt(b) times 1/S on components 0 ... j - 1, whose total mass is S, and -1/B on component
 * j of mass B, divided by the norm sqrt(1/S + 1/B). They are orthonormal and span the eigenspace of s = 1. */
static void component_vectors(arb_mat_t W, const fmpq *masses, const size_t *component, slong components, slong precision)
{
    slong K = arb_mat_nrows(W), working = precision + 16;
    arb_ptr roots = _arb_vec_init(K), mass = _arb_vec_init(components);
    fmpq *exact = _fmpq_vec_init(components);
    arb_t before, value, norm;
    arb_init(before);
    arb_init(value);
    arb_init(norm);
    for (slong c = 0; c < K; c++) {
        arb_set_fmpq(roots + c, masses + c, working);
        arb_sqrt(roots + c, roots + c, working);
        fmpq_add(exact + component[c], exact + component[c], masses + c);
        for (slong j = 0; j < components; j++)
            arb_zero(arb_mat_entry(W, c, j));
    }
    for (slong j = 0; j < components; j++)
        arb_set_fmpq(mass + j, exact + j, working);
    for (slong j = 1; j < components; j++) {
        arb_add(before, before, mass + j - 1, working);
        arb_inv(norm, before, working);
        arb_inv(value, mass + j, working);
        arb_add(norm, norm, value, working);
        arb_rsqrt(norm, norm, working);
        arb_mul(value, value, norm, working);
        arb_neg(value, value);
        fill(W, j, roots, component, (size_t)j, (size_t)j, value, precision);
        arb_div(value, norm, before, working);
        fill(W, j, roots, component, 0, (size_t)j - 1, value, precision);
    }
    arb_add(before, before, mass + components - 1, working);
    arb_rsqrt(value, before, working);
    fill(W, 0, roots, component, 0, (size_t)components - 1, value, precision);
    arb_clear(norm);
    arb_clear(value);
    arb_clear(before);
    _fmpq_vec_clear(exact, components);
    _arb_vec_clear(mass, components);
    _arb_vec_clear(roots, K);
}

bool col_vectors_of(arb_mat_t W, const arb_mat_t gram, const col_modes *modes, const fmpq *masses, const size_t *component,
    slong precision, col_error *error)
{
    slong K = arb_mat_nrows(W), count = (slong)modes->count;
    arb_ptr values = _arb_vec_init(K), clusters = _arb_vec_init(count);
    slong *sizes = col_malloc((size_t)count * sizeof *sizes);
    for (slong i = 0; i < count; i++) {
        arb_set(clusters + i, modes->items[i].mu);
        sizes[i] = (slong)modes->items[i].multiplicity;
    }
    bool good = col_eigenbasis_approx(W, values, gram, precision);
    if (good) {
        col_eigenbasis_certify(W, values, gram, clusters, sizes, count, precision);
        component_vectors(W, masses, component, sizes[0], precision);
    } else {
        col_error_resource(error, "LAPACK found no eigenvectors");
    }
    free(sizes);
    _arb_vec_clear(clusters, count);
    _arb_vec_clear(values, K);
    return good;
}
