/* Determinants of matrices of formulas. */
#include "determinant.h"

#include <collapsar/sign.h>

#include "../base/memory.h"

#include <stdlib.h>

typedef struct {
    col_graph *graph;
    const col_expr *matrix;
    size_t n;
    col_expr *minors; /* by the set of columns; COL_EXPR_NONE: not made yet */
} expansion;

static size_t bits(unsigned long set)
{
    size_t count = 0;
    for (; set; set &= set - 1)
        count++;
    return count;
}

/* The determinant of the last rows, as many as there are columns in the set, by expansion along the first of them. */
static col_expr minor(expansion *e, unsigned long columns)
{
    if (columns == 0)
        return col_expr_integer(e->graph, 1);
    if (e->minors[columns] != COL_EXPR_NONE)
        return e->minors[columns];
    size_t row = e->n - bits(columns);
    col_expr total = col_expr_integer(e->graph, 0);
    bool negative = false;
    for (size_t j = 0; j < e->n; j++) {
        if ((columns >> j & 1) == 0)
            continue;
        col_expr entry = e->matrix[row * e->n + j];
        if (!col_expr_is_zero(e->graph, entry)) {
            col_expr term = col_expr_mul(e->graph, entry, minor(e, columns & ~(1ul << j)));
            total = negative ? col_expr_sub(e->graph, total, term) : col_expr_add(e->graph, total, term);
        }
        negative = !negative;
    }
    e->minors[columns] = total;
    return total;
}

col_expr determinant(col_graph *graph, const col_expr *matrix, size_t n)
{
    expansion e = {graph, matrix, n, col_calloc((size_t)1 << n, sizeof(col_expr))};
    col_expr value = minor(&e, (1ul << n) - 1);
    free(e.minors);
    return value;
}

size_t determinant_blocks(size_t *block, const col_graph *graph, const col_expr *matrix, size_t n)
{
    bool *reach = col_calloc(n * n + 1, sizeof *reach);
    for (size_t i = 0; i < n * n; i++)
        reach[i] = !col_expr_is_zero(graph, matrix[i]);
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                reach[i * n + j] = reach[i * n + j] || (reach[i * n + k] && reach[k * n + j]);
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        block[i] = count;
        for (size_t j = 0; j < i; j++)
            if (reach[i * n + j] && reach[j * n + i])
                block[i] = block[j];
        if (block[i] == count)
            count++;
    }
    free(reach);
    return count;
}

static void normalize(col_expr *entries, const col_region *region, size_t count)
{
    if (region != NULL)
        col_sign_normalize(entries, region, entries, count);
}

/* Faddeev and LeVerrier. */
void determinant_characteristic(col_expr *a, col_graph *graph, const col_region *region, const col_expr *matrix, size_t n)
{
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
        normalize(product, region, n * n);
        for (size_t i = 0; i < n; i++)
            trace = col_expr_add(graph, trace, product[i * (n + 1)]);
        a[k] = col_expr_neg(graph, col_expr_div(graph, trace, col_expr_integer(graph, (slong)k)));
        normalize(&a[k], region, 1);
        for (size_t i = 0; i < n * n; i++)
            power[i] = i % (n + 1) == 0 ? col_expr_add(graph, product[i], a[k]) : product[i];
    }
    free(power);
    free(product);
}

/* Entry (i, j) of the Hurwitz matrix is a_(2j - i), counted from 1. */
col_expr determinant_hurwitz(col_graph *graph, const col_expr *a, size_t n, size_t k)
{
    col_expr *matrix = col_calloc(k * k, sizeof *matrix);
    for (size_t i = 1; i <= k; i++)
        for (size_t j = 1; j <= k; j++) {
            ptrdiff_t index = 2 * (ptrdiff_t)j - (ptrdiff_t)i;
            bool inside = index >= 0 && index <= (ptrdiff_t)n;
            matrix[(i - 1) * k + j - 1] = inside ? a[index] : col_expr_integer(graph, 0);
        }
    col_expr value = determinant(graph, matrix, k);
    free(matrix);
    return value;
}

col_expr determinant_of_sums(col_graph *graph, const col_expr *matrix, size_t n)
{
    col_expr *a = col_calloc(n + 1, sizeof *a);
    determinant_characteristic(a, graph, NULL, matrix, n);
    col_expr value = determinant_hurwitz(graph, a, n, n - 1);
    free(a);
    return value;
}
