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

/* component[i]: the number of i's irreducible block; returns how many there are. */
static size_t find_blocks(size_t *component, const col_graph *graph, const col_expr *entries, size_t n)
{
    bool *reach = col_calloc(n * n, sizeof *reach);
    for (size_t i = 0; i < n * n; i++)
        reach[i] = !col_expr_is_zero(graph, entries[i]);
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                reach[i * n + j] = reach[i * n + j] || (reach[i * n + k] && reach[k * n + j]);
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        component[i] = count;
        for (size_t j = 0; j < i; j++)
            if (reach[i * n + j] && reach[j * n + i])
                component[i] = component[j];
        if (component[i] == count)
            count++;
    }
    free(reach);
    return count;
}

/* Faddeev and LeVerrier: a[0] = 1, ..., a[n], normalised. matrix is n by n. */
static void characteristic_polynomial(col_expr *a, const col_region *region, const col_expr *matrix, size_t n)
{
    col_graph *graph = region->graph;
    col_expr *power = col_calloc(n * n, sizeof *power), *product = col_calloc(n * n, sizeof *product);
    for (size_t i = 0; i < n * n; i++)
        power[i] = col_expr_integer(graph, i % (n + 1) == 0);
    a[0] = col_expr_integer(graph, 1);
    for (size_t k = 1; k <= n; k++) {
        col_expr trace = col_expr_integer(graph, 0);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                col_expr sum = col_expr_integer(graph, 0);
                for (size_t l = 0; l < n; l++)
                    sum = col_expr_add(graph, sum, col_expr_mul(graph, matrix[i * n + l], power[l * n + j]));
                product[i * n + j] = sum;
            }
        col_sign_normalize(product, region, product, n * n);
        for (size_t i = 0; i < n; i++)
            trace = col_expr_add(graph, trace, product[i * (n + 1)]);
        a[k] = col_expr_neg(graph, col_expr_div(graph, trace, col_expr_integer(graph, (slong)k)));
        col_sign_normalize(&a[k], region, &a[k], 1);
        for (size_t i = 0; i < n * n; i++)
            power[i] = i % (n + 1) == 0 ? col_expr_add(graph, product[i], a[k]) : product[i];
    }
    free(power);
    free(product);
}

/* The determinant of the rows from `row` on and the columns in the mask, by expansion along the first of them. */
static col_expr minor(col_graph *graph, const col_expr *matrix, size_t n, size_t row, unsigned columns)
{
    if (row == n)
        return col_expr_integer(graph, 1);
    col_expr total = col_expr_integer(graph, 0);
    bool negative = false;
    for (size_t j = 0; j < n; j++) {
        if ((columns >> j & 1) == 0)
            continue;
        col_expr entry = matrix[row * n + j];
        if (!col_expr_is_zero(graph, entry)) {
            col_expr term = col_expr_mul(graph, entry, minor(graph, matrix, n, row + 1, columns & ~(1u << j)));
            total = negative ? col_expr_sub(graph, total, term) : col_expr_add(graph, total, term);
        }
        negative = !negative;
    }
    return total;
}

/* The k-th leading minor of the Hurwitz matrix: entry (i, j) is a_(2j - i), counted from 1. */
static col_expr hurwitz(col_graph *graph, const col_expr *a, size_t n, size_t k)
{
    col_expr *matrix = col_calloc(k * k, sizeof *matrix);
    for (size_t i = 1; i <= k; i++)
        for (size_t j = 1; j <= k; j++) {
            ptrdiff_t index = 2 * (ptrdiff_t)j - (ptrdiff_t)i;
            matrix[(i - 1) * k + j - 1] =
                index >= 0 && index <= (ptrdiff_t)n ? a[index] : col_expr_integer(graph, 0);
        }
    col_expr value = minor(graph, matrix, k, 0, (1u << k) - 1);
    free(matrix);
    return value;
}

/* The conditions of one block from its matrix. */
static void analyse_block(col_hurwitz_block *out, const col_region *region, const col_expr *matrix, size_t n)
{
    col_graph *graph = region->graph;
    col_expr *a = col_calloc(n + 1, sizeof *a);
    characteristic_polynomial(a, region, matrix, n);
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
        out->conditions[out->condition_count++] = hurwitz(graph, a, n, k);
        k--;
    }
    free(a);
}

bool col_hurwitz_analyse(col_hurwitz *out, const col_model *model, const col_region *region, const col_expr *components)
{
    size_t n = model->variable_count;
    col_expr *entries = jacobian(model, region, components);
    size_t *component = col_calloc(n, sizeof *component), *members = col_calloc(n, sizeof *members);
    *out = (col_hurwitz){.count = find_blocks(component, model->graph, entries, n)};
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
