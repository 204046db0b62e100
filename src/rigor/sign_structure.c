/* Signs from the structure of a formula alone: sums of positive terms, products, powers, with the ranges of the
 * parameters. Costs one pass over the nodes, whatever their degrees. */
#include "definedness.h"
#include "sign_tactics.h"

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>

static bool may(col_signs signs, col_signs which)
{
    return (signs & which) != 0;
}

static col_signs of_sum(col_signs a, col_signs b)
{
    col_signs strict = (a | b) & COL_SIGN_NONZERO;
    if (strict == COL_SIGN_NONZERO)
        return COL_SIGN_ANY;
    bool zero = may(a, COL_SIGN_ZERO) && may(b, COL_SIGN_ZERO);
    return strict | (zero ? COL_SIGN_ZERO : 0);
}

static col_signs of_product(col_signs a, col_signs b)
{
    col_signs signs = (a | b) & COL_SIGN_ZERO;
    if ((may(a, COL_SIGN_POSITIVE) && may(b, COL_SIGN_POSITIVE))
        || (may(a, COL_SIGN_NEGATIVE) && may(b, COL_SIGN_NEGATIVE)))
        signs |= COL_SIGN_POSITIVE;
    if ((may(a, COL_SIGN_POSITIVE) && may(b, COL_SIGN_NEGATIVE))
        || (may(a, COL_SIGN_NEGATIVE) && may(b, COL_SIGN_POSITIVE)))
        signs |= COL_SIGN_NEGATIVE;
    return signs;
}

static col_signs of_power(const col_graph *graph, col_signs base, col_expr exponent)
{
    fmpq_t value;
    fmpq_init(value);
    col_signs signs = may(base, COL_SIGN_ZERO) ? COL_SIGN_NONNEGATIVE : COL_SIGN_POSITIVE; /* of a real power */
    if (col_expr_rational(value, graph, exponent, 4096) && fmpz_is_one(fmpq_denref(value))) {
        bool odd = fmpz_is_odd(fmpq_numref(value)) != 0;
        if (fmpq_is_zero(value))
            signs = COL_SIGN_POSITIVE;
        else if (odd)
            signs = base;
    }
    fmpq_clear(value);
    return signs;
}

static col_signs of_value(const fmpq_t value)
{
    return fmpq_sgn(value) > 0 ? COL_SIGN_POSITIVE : fmpq_sgn(value) < 0 ? COL_SIGN_NEGATIVE : COL_SIGN_ZERO;
}

static col_signs of_symbol(const col_region *region, col_expr symbol)
{
    col_signs signs = COL_SIGN_ANY;
    fmpq_t end;
    fmpq_init(end);
    for (size_t i = 0; i < region->count; i++) {
        const col_range *range = &region->ranges[i];
        if (region->symbols[i] != symbol)
            continue;
        if (range->lo != COL_EXPR_NONE && col_expr_rational(end, region->graph, range->lo, 4096)
            && fmpq_sgn(end) >= 0)
            signs &= fmpq_sgn(end) > 0 || range->lo_open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE;
        if (range->hi != COL_EXPR_NONE && col_expr_rational(end, region->graph, range->hi, 4096)
            && fmpq_sgn(end) <= 0)
            signs &= fmpq_sgn(end) < 0 || range->hi_open ? COL_SIGN_NEGATIVE : COL_SIGN_NONPOSITIVE;
    }
    fmpq_clear(end);
    return signs == COL_SIGN_NONE ? COL_SIGN_ANY : signs; /* an empty range is for others to notice */
}

static col_signs of_node(const col_region *region, col_expr e, const unsigned char *known)
{
    const col_node *node = col_expr_node(region->graph, e);
    col_signs a = node->arguments > 0 ? known[node->args[0]] : COL_SIGN_ANY;
    col_signs b = node->arguments > 1 ? known[node->args[1]] : COL_SIGN_ANY;
    switch (node->op) {
    case COL_OP_NUMBER: return of_value(col_expr_value(region->graph, e));
    case COL_OP_PI:
    case COL_OP_EXP:
    case COL_OP_COSH: return COL_SIGN_POSITIVE;
    case COL_OP_SYMBOL: return of_symbol(region, e);
    case COL_OP_ADD: return of_sum(a, b);
    case COL_OP_SUB: return of_sum(a, col_signs_negated(b));
    case COL_OP_MUL:
    case COL_OP_DIV:
        if (node->args[0] == node->args[1])
            return may(a, COL_SIGN_ZERO) ? COL_SIGN_NONNEGATIVE : COL_SIGN_POSITIVE;
        return of_product(a, b);
    case COL_OP_NEG: return col_signs_negated(a);
    case COL_OP_POW: return of_power(region->graph, a, node->args[1]);
    case COL_OP_SQRT:
    case COL_OP_ABS: return may(a, COL_SIGN_ZERO) ? COL_SIGN_NONNEGATIVE : COL_SIGN_POSITIVE;
    case COL_OP_SINH:
    case COL_OP_TANH:
    case COL_OP_ASIN:
    case COL_OP_ATAN:
    case COL_OP_ERF: return a;
    case COL_OP_ACOS: return COL_SIGN_NONNEGATIVE;
    default: return COL_SIGN_ANY;
    }
}

void col_sign_by_structure(col_sign_result *result, const col_sign_task *task)
{
    size_t count;
    col_expr *nodes = col_expr_outer(&count, task->region->graph, task->e);
    unsigned char *known = col_calloc((size_t)task->e + 1, 1);
    for (size_t i = 0; i < count; i++)
        known[nodes[i]] = (unsigned char)of_node(task->region, nodes[i], known);
    if ((known[task->e] & ~task->signs) == 0) {
        result->verdict = COL_PROVED;
        snprintf(result->method, sizeof result->method, "signs of the terms and factors");
    }
    free(known);
    free(nodes);
}
