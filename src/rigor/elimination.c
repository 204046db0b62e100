/* Conditions of a region that are linear in a parameter. Equations, solved for it, leave fewer parameters, and normal
 * forms that know the equation. Inequalities without other parameters are ends of its range, from which the tactics
 * of the sign engine start. */
#include <collapsar/region.h>
#include <collapsar/sign.h>

#include <stdlib.h>

enum { END_PRECISION = 256 };

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

/* Where e = c*symbol + rest vanishes, c a rational number; COL_EXPR_NONE if e is not such. */
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

/* Moves the end of a range to the constant if that is certainly further inside, and the range certainly keeps more than
 * a point. False: the condition has to stay. */
static bool move_end(col_region *region, col_range *range, bool upper, col_expr end, bool open)
{
    col_graph *graph = region->graph;
    col_expr old = upper ? range->hi : range->lo, other = upper ? range->lo : range->hi;
    col_expr width = other == COL_EXPR_NONE ? col_expr_integer(graph, 1)
        : upper                             ? col_expr_sub(graph, end, other)
                                            : col_expr_sub(graph, other, end);
    if (col_constant_sign(graph, width, END_PRECISION) != COL_SIGN_POSITIVE)
        return false;
    col_signs inside = COL_SIGN_POSITIVE;
    if (old != COL_EXPR_NONE)
        inside = col_constant_sign(graph, upper ? col_expr_sub(graph, old, end) : col_expr_sub(graph, end, old),
                                   END_PRECISION);
    if (inside == COL_SIGN_ANY)
        return false;
    bool *is_open = upper ? &range->hi_open : &range->lo_open;
    if (inside == COL_SIGN_POSITIVE) {
        *(upper ? &range->hi : &range->lo) = end;
        *is_open = open;
    } else if (inside == COL_SIGN_ZERO) {
        *is_open = *is_open || open;
    }
    return true;
}

/* A condition that is an end of one parameter's range. */
static bool becomes_end(col_region *region, col_region_condition condition)
{
    bool strict = (condition.signs & COL_SIGN_ZERO) == 0;
    col_signs side = condition.signs & COL_SIGN_NONZERO;
    if (side != COL_SIGN_POSITIVE && side != COL_SIGN_NEGATIVE)
        return false;
    for (size_t i = 0; i < region->count; i++) {
        col_expr end = solution(region->graph, condition.expression, region->symbols[i]);
        if (end == COL_EXPR_NONE || !col_expr_is_constant(region->graph, end))
            continue;
        col_expr slope = col_expr_derivative(region->graph, condition.expression, region->symbols[i]);
        bool rising = fmpq_sgn(col_expr_value(region->graph, slope)) > 0;
        return move_end(region, &region->ranges[i], rising != (side == COL_SIGN_POSITIVE), end, strict);
    }
    return false;
}

void col_region_eliminate(col_region *region)
{
    for (size_t i = 0; i < region->condition_count;)
        i = eliminate_one(region, i) ? 0 : i + 1;
    for (size_t i = 0; i < region->condition_count;)
        if (becomes_end(region, region->conditions[i]))
            region->conditions[i] = region->conditions[--region->condition_count];
        else
            i++;
}
