/* The symbolic derivative: one pass over the nodes, arguments first. */
#include "graph.h"

#include "../base/memory.h"

#include <stdlib.h>

/* Shorthand within this file: the graph that is worked on, and derivatives of nodes known so far. */
typedef struct {
    col_graph *graph;
    col_expr *derivative; /* by handle */
    col_expr zero;
} work;

static col_expr half(col_graph *graph, col_expr e)
{
    return col_expr_div(graph, e, col_expr_integer(graph, 2));
}

static col_expr one_plus_square(col_graph *graph, col_expr e)
{
    return col_expr_add(graph, col_expr_integer(graph, 1), col_expr_pow_si(graph, e, 2));
}

static col_expr one_minus_square(col_graph *graph, col_expr e)
{
    return col_expr_sub(graph, col_expr_integer(graph, 1), col_expr_pow_si(graph, e, 2));
}

/* 2/sqrt(pi) exp(-a^2) */
static col_expr gaussian(col_graph *graph, col_expr a)
{
    col_expr root = col_expr_unary(graph, COL_OP_SQRT, col_expr_pi(graph));
    col_expr bell = col_expr_unary(graph, COL_OP_EXP, col_expr_neg(graph, col_expr_pow_si(graph, a, 2)));
    return col_expr_mul(graph, col_expr_div(graph, col_expr_integer(graph, 2), root), bell);
}

/* f(a), the node e, has the derivative da * factor, or da / divisor where that is shorter. */
static col_expr unary_rule(col_graph *graph, col_op op, col_expr e, col_expr a, col_expr da)
{
    switch (op) {
    case COL_OP_SQRT: return col_expr_div(graph, da, col_expr_mul(graph, col_expr_integer(graph, 2), e));
    case COL_OP_EXP: return col_expr_mul(graph, da, e);
    case COL_OP_LOG: return col_expr_div(graph, da, a);
    case COL_OP_SIN: return col_expr_mul(graph, da, col_expr_unary(graph, COL_OP_COS, a));
    case COL_OP_COS: return col_expr_neg(graph, col_expr_mul(graph, da, col_expr_unary(graph, COL_OP_SIN, a)));
    case COL_OP_TAN: return col_expr_mul(graph, da, one_plus_square(graph, e));
    case COL_OP_ASIN: return col_expr_div(graph, da, col_expr_unary(graph, COL_OP_SQRT, one_minus_square(graph, a)));
    case COL_OP_ACOS:
        return col_expr_neg(graph, col_expr_div(graph, da, col_expr_unary(graph, COL_OP_SQRT,
                                                                          one_minus_square(graph, a))));
    case COL_OP_ATAN: return col_expr_div(graph, da, one_plus_square(graph, a));
    case COL_OP_SINH: return col_expr_mul(graph, da, col_expr_unary(graph, COL_OP_COSH, a));
    case COL_OP_COSH: return col_expr_mul(graph, da, col_expr_unary(graph, COL_OP_SINH, a));
    case COL_OP_TANH: return col_expr_mul(graph, da, one_minus_square(graph, e));
    case COL_OP_ERF: return col_expr_mul(graph, da, gaussian(graph, a));
    default: return col_expr_mul(graph, da, col_expr_div(graph, a, e)); /* abs */
    }
}

/* The derivative of a^b: b a^(b-1) a' where b is constant, a^b (b' log a + b a'/a) in general. */
static col_expr power_rule(const work *w, col_expr e, const col_node *node)
{
    col_graph *graph = w->graph;
    col_expr a = node->args[0], b = node->args[1], da = w->derivative[a], db = w->derivative[b];
    if (db == w->zero) {
        if (da == w->zero)
            return w->zero;
        col_expr less = col_expr_sub(graph, b, col_expr_integer(graph, 1));
        return col_expr_mul(graph, col_expr_mul(graph, b, col_expr_pow(graph, a, less)), da);
    }
    col_expr growth = col_expr_mul(graph, db, col_expr_unary(graph, COL_OP_LOG, a));
    if (da != w->zero)
        growth = col_expr_add(graph, growth, col_expr_div(graph, col_expr_mul(graph, b, da), a));
    return col_expr_mul(graph, e, growth);
}

/* min(a, b) = (a + b - abs(a - b))/2, max with +. */
static col_expr extremum_rule(const work *w, const col_node *node)
{
    col_graph *graph = w->graph;
    col_expr da = w->derivative[node->args[0]], db = w->derivative[node->args[1]];
    col_expr gap = col_expr_sub(graph, node->args[0], node->args[1]);
    col_expr slope = col_expr_div(graph, gap, col_expr_unary(graph, COL_OP_ABS, gap));
    col_expr kink = col_expr_mul(graph, slope, half(graph, col_expr_sub(graph, da, db)));
    col_expr mean = half(graph, col_expr_add(graph, da, db));
    return node->op == COL_OP_MIN ? col_expr_sub(graph, mean, kink) : col_expr_add(graph, mean, kink);
}

/* The integrand at an end, times the end's velocity. */
static col_expr end_term(const work *w, const col_node *node, col_expr end)
{
    if (w->derivative[end] == w->zero)
        return w->zero;
    col_expr value = col_expr_substitute(w->graph, node->args[0], &node->args[1], &end, 1);
    return col_expr_mul(w->graph, value, w->derivative[end]);
}

/* Leibniz' rule for an integral; termwise for a sum, whose range has to stand still. */
static col_expr binder_rule(const work *w, const col_node *node)
{
    col_graph *graph = w->graph;
    col_expr inside = w->derivative[node->args[0]], lo = node->args[2], hi = node->args[3];
    if (node->op == COL_OP_SUM) {
        if (w->derivative[lo] != w->zero || w->derivative[hi] != w->zero)
            return COL_EXPR_NONE;
        return inside == w->zero ? inside : col_expr_sum(graph, inside, node->args[1], lo, hi);
    }
    if (inside != w->zero)
        inside = col_expr_integral(graph, inside, node->args[1], lo, hi);
    col_expr ends = col_expr_sub(graph, end_term(w, node, hi), end_term(w, node, lo));
    return col_expr_add(graph, inside, ends);
}

static col_expr derivative_of_node(const work *w, col_expr e)
{
    col_graph *graph = w->graph;
    col_node node = *col_expr_node(graph, e);
    col_expr a = node.args[0], b = node.args[1];
    if (node.arguments == 0)
        return w->zero;
    col_expr da = w->derivative[a], db = node.arguments > 1 ? w->derivative[b] : w->zero;
    bool still = da == w->zero && db == w->zero;
    if (still && !col_op_binds(node.op))
        return w->zero;
    switch (node.op) {
    case COL_OP_ADD: return col_expr_add(graph, da, db);
    case COL_OP_SUB: return col_expr_sub(graph, da, db);
    case COL_OP_NEG: return col_expr_neg(graph, da);
    case COL_OP_MUL: return col_expr_add(graph, col_expr_mul(graph, da, b), col_expr_mul(graph, a, db));
    case COL_OP_DIV: return col_expr_div(graph, col_expr_sub(graph, da, col_expr_mul(graph, e, db)), b);
    case COL_OP_POW: return power_rule(w, e, &node);
    case COL_OP_MIN: case COL_OP_MAX: return extremum_rule(w, &node);
    case COL_OP_INTEGRAL: case COL_OP_SUM: return binder_rule(w, &node);
    default: return unary_rule(graph, node.op, e, a, da);
    }
}

col_expr col_expr_derivative(col_graph *graph, col_expr e, col_expr symbol)
{
    if (e == COL_EXPR_NONE || symbol == COL_EXPR_NONE)
        return COL_EXPR_NONE;
    size_t count;
    col_expr *order = col_expr_reachable(&count, graph, e);
    work w = {.graph = graph, .derivative = col_calloc(e + 1, sizeof(col_expr)), .zero = col_expr_integer(graph, 0)};
    col_expr result = COL_EXPR_NONE;
    for (size_t i = 0; i < count; i++) {
        result = order[i] == symbol ? col_expr_integer(graph, 1) : derivative_of_node(&w, order[i]);
        w.derivative[order[i]] = result;
        if (result == COL_EXPR_NONE)
            break;
    }
    free(order);
    free(w.derivative);
    return result;
}
