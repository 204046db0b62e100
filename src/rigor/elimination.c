/* Equations among the conditions of a region that are linear in a parameter: solved for it, they leave fewer
 * parameters, and normal forms that know the equation. */
#include <collapsar/region.h>

#include "../base/memory.h"

#include <stdlib.h>

/* Is the formula defined for all values of its symbols, as its operations alone show? Only then may it take the
 * equation's place: where the equation is undefined, it does not hold. */
static bool is_total(const col_graph *graph, col_expr e)
{
    size_t count;
    col_expr *nodes = col_expr_reachable(&count, graph, e);
    bool total = true;
    for (size_t i = 0; total && i < count; i++) {
        const col_node *node = col_expr_node(graph, nodes[i]);
        switch (node->op) {
        case COL_OP_NUMBER: case COL_OP_PI: case COL_OP_SYMBOL: case COL_OP_ADD: case COL_OP_SUB: case COL_OP_MUL:
        case COL_OP_NEG: case COL_OP_EXP: case COL_OP_SIN: case COL_OP_COS:
            break;
        case COL_OP_DIV:
            total = col_expr_is_number(graph, node->args[1]) && !col_expr_is_zero(graph, node->args[1]);
            break;
        case COL_OP_POW:
            total = col_expr_is_number(graph, node->args[1])
                && fmpz_is_one(fmpq_denref(col_expr_value(graph, node->args[1])))
                && fmpq_sgn(col_expr_value(graph, node->args[1])) >= 0;
            break;
        default: total = false;
        }
    }
    free(nodes);
    return total;
}

/* The value of the symbol at which e = c*symbol + rest vanishes, c a rational number; COL_EXPR_NONE if e is not such. */
static col_expr solution(col_graph *graph, col_expr e, col_expr symbol)
{
    if (!col_expr_contains(graph, e, symbol) || !is_total(graph, e))
        return COL_EXPR_NONE;
    col_expr slope = col_expr_derivative(graph, e, symbol), zero = col_expr_integer(graph, 0);
    if (!col_expr_is_number(graph, slope) || col_expr_is_zero(graph, slope))
        return COL_EXPR_NONE;
    return col_expr_neg(graph, col_expr_div(graph, col_expr_substitute(graph, e, &symbol, &zero, 1), slope));
}

/* The parameter's range, which the others have to respect from now on. */
static void require_range(col_region *region, const col_range *range, col_expr value)
{
    if (range->lo != COL_EXPR_NONE)
        col_region_require(region, col_expr_sub(region->graph, value, range->lo),
                           range->lo_open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE);
    if (range->hi != COL_EXPR_NONE)
        col_region_require(region, col_expr_sub(region->graph, range->hi, value),
                           range->hi_open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE);
}

static bool eliminate_one(col_region *region, size_t condition)
{
    const col_region_condition equation = region->conditions[condition];
    if (equation.signs != COL_SIGN_ZERO)
        return false;
    for (size_t i = region->count; i-- > 0;) {
        col_expr value = solution(region->graph, equation.expression, region->symbols[i]);
        if (value == COL_EXPR_NONE)
            continue;
        const col_range range = region->ranges[i];
        region->conditions[condition] = region->conditions[--region->condition_count];
        col_region_fix(region, region->symbols[i], value);
        require_range(region, &range, value);
        return true;
    }
    return false;
}

void col_region_eliminate(col_region *region)
{
    for (size_t i = 0; i < region->condition_count;)
        i = eliminate_one(region, i) ? 0 : i + 1;
}
