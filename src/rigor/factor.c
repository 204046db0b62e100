/* Factors of expressions as they are written. */
#include "factor.h"

#include "../base/memory.h"

#include <stdlib.h>

#define MOST_VISITS 20000
#define DEEPEST 2000

/* e/v if v can be taken out of every term; COL_EXPR_NONE otherwise. */
static col_expr divide(col_graph *graph, col_expr e, col_expr v, int depth, int *visits)
{
    if (e == v)
        return col_expr_integer(graph, 1);
    if (col_expr_is_zero(graph, e))
        return e;
    if (depth == 0 || --*visits < 0)
        return COL_EXPR_NONE;
    col_node node = *col_expr_node(graph, e);
    col_expr a = COL_EXPR_NONE, b = COL_EXPR_NONE;
    switch (node.op) {
    case COL_OP_NEG:
        return col_expr_neg(graph, divide(graph, node.args[0], v, depth - 1, visits));
    case COL_OP_ADD:
    case COL_OP_SUB:
        a = divide(graph, node.args[0], v, depth - 1, visits);
        b = a ? divide(graph, node.args[1], v, depth - 1, visits) : COL_EXPR_NONE;
        return node.op == COL_OP_ADD ? col_expr_add(graph, a, b) : col_expr_sub(graph, a, b);
    case COL_OP_MUL:
        a = divide(graph, node.args[0], v, depth - 1, visits);
        if (a)
            return col_expr_mul(graph, a, node.args[1]);
        return col_expr_mul(graph, node.args[0], divide(graph, node.args[1], v, depth - 1, visits));
    case COL_OP_DIV:
        return col_expr_div(graph, divide(graph, node.args[0], v, depth - 1, visits), node.args[1]);
    default:
        break;
    }
    fmpq_t exponent;
    fmpq_init(exponent);
    bool power = node.op == COL_OP_POW && col_expr_rational(exponent, graph, node.args[1], 64)
        && fmpz_is_one(fmpq_denref(exponent)) && fmpq_cmp_ui(exponent, 1) >= 0;
    if (power)
        a = divide(graph, node.args[0], v, depth - 1, visits);
    if (a) {
        fmpq_sub_si(exponent, exponent, 1);
        a = col_expr_mul(graph, a, col_expr_pow(graph, node.args[0], col_expr_number(graph, exponent)));
    }
    fmpq_clear(exponent);
    return a;
}

static void push(col_factors *factors, col_expr e)
{
    factors->items = col_grow(factors->items, factors->count, &factors->capacity, sizeof *factors->items);
    factors->items[factors->count++] = e;
}

static void push_once(col_factors *factors, col_expr e)
{
    for (size_t i = 0; i < factors->count; i++)
        if (factors->items[i] == e)
            return;
    push(factors, e);
}

/* The parts of e that e = 0 splits into, on the list of work. False: e itself is a factor. */
static bool split_node(col_factors *work, col_graph *graph, col_expr e, const col_expr *variables, size_t count)
{
    col_node node = *col_expr_node(graph, e);
    fmpq_t exponent;
    bool power;
    switch (node.op) {
    case COL_OP_NEG: case COL_OP_SQRT: case COL_OP_ABS: case COL_OP_DIV:
        push(work, node.args[0]);
        return true;
    case COL_OP_MUL:
        push(work, node.args[0]);
        push(work, node.args[1]);
        return true;
    case COL_OP_POW:
        fmpq_init(exponent);
        power = col_expr_rational(exponent, graph, node.args[1], 64) && fmpq_sgn(exponent) > 0;
        fmpq_clear(exponent);
        if (power)
            push(work, node.args[0]);
        return power;
    case COL_OP_ADD: case COL_OP_SUB:
        for (size_t i = 0; i < count; i++) {
            int visits = MOST_VISITS;
            col_expr quotient = divide(graph, e, variables[i], DEEPEST, &visits);
            if (quotient) {
                push(work, variables[i]);
                push(work, quotient);
                return true;
            }
        }
        return false;
    default: return false;
    }
}

static bool is_never_zero(const col_graph *graph, col_expr e)
{
    col_op op = col_expr_node(graph, e)->op;
    return (op == COL_OP_NUMBER && !col_expr_is_zero(graph, e)) || op == COL_OP_PI || op == COL_OP_EXP
        || op == COL_OP_COSH;
}

void col_factors_init(col_factors *factors, col_graph *graph, col_expr e, const col_expr *variables, size_t count)
{
    *factors = (col_factors){0};
    col_factors work = {0};
    push(&work, e);
    while (work.count > 0) {
        col_expr part = work.items[--work.count];
        if (col_expr_is_zero(graph, part))
            factors->vanishes = true;
        else if (!is_never_zero(graph, part) && !split_node(&work, graph, part, variables, count))
            push_once(factors, part);
    }
    free(work.items);
}

void col_factors_clear(col_factors *factors)
{
    free(factors->items);
    *factors = (col_factors){0};
}

bool col_factor_solve(size_t *variable, col_expr *value, col_graph *graph, col_expr e, const col_expr *variables,
    size_t count)
{
    size_t found = count;
    for (size_t i = 0; i < count; i++) {
        if (!col_expr_contains(graph, e, variables[i]))
            continue;
        if (found < count)
            return false;
        found = i;
    }
    if (found == count)
        return false;
    col_expr slope = col_expr_derivative(graph, e, variables[found]);
    if (!col_expr_is_number(graph, slope) || col_expr_is_zero(graph, slope))
        return false;
    col_expr zero = col_expr_integer(graph, 0);
    col_expr offset = col_expr_substitute(graph, e, &variables[found], &zero, 1);
    *variable = found;
    *value = col_expr_neg(graph, col_expr_div(graph, offset, slope));
    return *value != COL_EXPR_NONE;
}
