/* The Routh-Hurwitz conditions of a state.
 *
 * The Jacobian at S is brought to normal form, entry by entry; the zeros decompose it into irreducible diagonal
 * blocks, whose characteristic polynomials l^n + a_1 l^(n-1) + ... + a_n share the eigenvalues out. A block lies in
 * Re < 0 if and only if all a_i and the Hurwitz determinants D_(n-1), D_(n-3), ... are positive (Lienard and Chipart).
 * If all its eigenvalues had Re <= 0, no a_i and no D_i would be negative: one that is negative certifies
 * instability. Zero eigenvalues are those whose coefficients vanish identically. */
#include "hurwitz.h"

#include <collapsar/sign.h>

#include "../base/memory.h"
#include "determinant.h"

#include <stdlib.h>

/* The Jacobian at the state, normalised; row by row. The caller frees it. */
static col_expr *jacobian(const col_model *model, const col_region *region, const col_expr *components)
{
    size_t n = model->variable_count;
    col_expr *entries = col_calloc(n * n, sizeof *entries), *symbols = col_calloc(n, sizeof *symbols);
    for (size_t i = 0; i < n; i++)
        symbols[i] = model->variables[i].symbol;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            col_expr flow = col_region_apply(region, model->variables[i].flow);
            col_expr entry = col_region_apply(region, col_expr_derivative(model->graph, flow, symbols[j]));
            entries[i * n + j] = col_expr_substitute(model->graph, entry, symbols, components, n);
        }
    col_sign_normalize(entries, region, entries, n * n);
    free(symbols);
    return entries;
}

/* The conditions of one block from its matrix. */
static void analyse_block(col_hurwitz_block *out, const col_region *region, const col_expr *matrix, size_t n)
{
    col_graph *graph = region->graph;
    col_expr *a = col_calloc(n + 1, sizeof *a);
    determinant_characteristic(a, graph, region, matrix, n);
    *out = (col_hurwitz_block){.size = n};
    while (out->size > 0 && col_expr_is_zero(graph, a[out->size])) {
        out->size--;
        out->zeros++;
    }
    n = out->size;
    out->conditions = col_calloc(2 * n + 1, sizeof *out->conditions);
    for (size_t i = 1; i <= n; i++)
        out->conditions[out->condition_count++] = a[i];
    for (size_t k = n; k-- > 2;) {
        out->conditions[out->condition_count++] = determinant_hurwitz(graph, a, n, k);
        k--;
    }
    free(a);
}

bool col_hurwitz_analyse(col_hurwitz *out, const col_model *model, const col_region *region, const col_expr *components)
{
    size_t n = model->variable_count;
    col_expr *entries = jacobian(model, region, components);
    size_t *component = col_calloc(n, sizeof *component), *members = col_calloc(n, sizeof *members);
    *out = (col_hurwitz){.count = determinant_blocks(component, model->graph, entries, n)};
    out->blocks = col_calloc(out->count, sizeof *out->blocks);
    bool ok = true;
    for (size_t b = 0; ok && b < out->count; b++) {
        size_t size = 0;
        for (size_t i = 0; i < n; i++)
            if (component[i] == b)
                members[size++] = i;
        ok = size <= COL_HURWITZ_LARGEST;
        if (!ok)
            break;
        col_expr *matrix = col_calloc(size * size, sizeof *matrix);
        for (size_t i = 0; i < size * size; i++)
            matrix[i] = entries[members[i / size] * n + members[i % size]];
        analyse_block(&out->blocks[b], region, matrix, size);
        out->zeros += out->blocks[b].zeros;
        free(matrix);
    }
    free(component);
    free(members);
    free(entries);
    return ok;
}

void col_hurwitz_clear(col_hurwitz *h)
{
    for (size_t i = 0; i < h->count; i++)
        free(h->blocks[i].conditions);
    free(h->blocks);
    *h = (col_hurwitz){0};
}
