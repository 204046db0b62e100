#include "exact_spectrum.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

#define PRECISION_LIMIT 65536

void col_roots_init(col_roots *roots)
{
    memset(roots, 0, sizeof *roots);
}

static void reset(col_roots *roots)
{
    for (size_t i = 0; i < roots->count; i++) {
        arb_clear(roots->items[i].value);
        fmpz_clear(roots->items[i].number);
    }
    roots->count = 0;
}

void col_roots_clear(col_roots *roots)
{
    reset(roots);
    free(roots->items);
    col_roots_init(roots);
}

static void append(col_roots *roots, const arb_t value, slong multiplicity, const fmpz_poly_t factor)
{
    roots->items = col_grow(roots->items, roots->count, &roots->capacity, sizeof *roots->items);
    col_root *root = &roots->items[roots->count++];
    fmpz_t at;
    fmpz_init(at);
    arb_init(root->value);
    fmpz_init(root->number);
    arb_set(root->value, value);
    root->multiplicity = multiplicity;
    root->whole = false;
    /* A ball that isolates a root and contains one integer: the root is that integer if the polynomial vanishes there. */
    if (arb_get_unique_fmpz(root->number, value)) {
        fmpz_poly_evaluate_fmpz(at, factor, root->number);
        root->whole = fmpz_is_zero(at);
        if (root->whole)
            arb_set_fmpz(root->value, root->number);
    }
    fmpz_clear(at);
}

/* The roots of a squarefree factor; false unless all are real. */
static bool append_roots(col_roots *roots, const fmpz_poly_t factor, slong multiplicity, slong precision)
{
    slong degree = fmpz_poly_degree(factor);
    acb_ptr values = _acb_vec_init(degree);
    arb_fmpz_poly_complex_roots(values, factor, 0, precision);
    bool real = true;
    for (slong i = 0; i < degree && real; i++) {
        real = arb_is_zero(acb_imagref(values + i));
        if (real)
            append(roots, acb_realref(values + i), multiplicity, factor);
    }
    _acb_vec_clear(values, degree);
    return real;
}

static int compare_descending(const void *left, const void *right)
{
    const col_root *a = left, *b = right;
    return arf_cmp(arb_midref(b->value), arb_midref(a->value));
}

static bool disjoint(const col_roots *roots)
{
    for (size_t i = 1; i < roots->count; i++)
        if (!arb_gt(roots->items[i - 1].value, roots->items[i].value))
            return false;
    return true;
}

bool col_exact_spectrum(col_roots *roots, const fmpz_mat_t matrix, slong precision)
{
    fmpz_poly_t characteristic;
    fmpz_poly_factor_t factors;
    fmpz_poly_init(characteristic);
    fmpz_poly_factor_init(factors);
    fmpz_mat_charpoly(characteristic, matrix);
    fmpz_poly_factor_squarefree(factors, characteristic);
    bool real = true, apart = false;
    for (; real && !apart && precision <= PRECISION_LIMIT; precision *= 2) {
        reset(roots);
        for (slong i = 0; i < factors->num && real; i++)
            if (fmpz_poly_degree(factors->p + i) > 0)
                real = append_roots(roots, factors->p + i, factors->exp[i], precision);
        qsort(roots->items, roots->count, sizeof *roots->items, compare_descending);
        apart = real && disjoint(roots);
    }
    if (!apart)
        reset(roots);
    fmpz_poly_factor_clear(factors);
    fmpz_poly_clear(characteristic);
    return apart;
}
