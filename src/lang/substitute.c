/* Substitution: expressions rebuilt with other arguments. */
#include "graph.h"

#include "../base/memory.h"

#include <stdlib.h>

typedef struct {
    const col_expr *symbols, *values;
    size_t count;
    bool keep; /* the structure, nothing simplified */
} replacement;

/* sqrt of a rational square; COL_EXPR_NONE if it isn't one. */
static col_expr exact_root(col_graph *graph, const fmpq *square)
{
    if (fmpq_sgn(square) < 0 || !fmpz_is_square(fmpq_numref(square)) || !fmpz_is_square(fmpq_denref(square)))
        return COL_EXPR_NONE;
    fmpq_t root;
    fmpq_init(root);
    fmpz_sqrt(fmpq_numref(root), fmpq_numref(square));
    fmpz_sqrt(fmpq_denref(root), fmpq_denref(square));
    col_expr e = col_expr_number(graph, root);
    fmpq_clear(root);
    return e;
}

/* Functions whose value at a rational is rational: sqrt of squares, abs, and what they are at 0 (log: at 1). */
static col_expr simplified_unary(col_graph *graph, col_op op, col_expr a)
{
    if (!col_expr_is_number(graph, a))
        return col_expr_unary(graph, op, a);
    const fmpq *value = col_expr_value(graph, a);
    col_expr root = COL_EXPR_NONE;
    switch (op) {
    case COL_OP_SQRT:
        root = exact_root(graph, value);
        break;
    case COL_OP_ABS:
        return fmpq_sgn(value) < 0 ? col_expr_neg(graph, a) : a;
    case COL_OP_EXP: case COL_OP_COS: case COL_OP_COSH:
        if (fmpq_is_zero(value))
            return col_expr_integer(graph, 1);
        break;
    case COL_OP_LOG:
        if (fmpq_is_one(value))
            return col_expr_integer(graph, 0);
        break;
    case COL_OP_ACOS:
        break;
    default: /* sin, tan, asin, atan, sinh, tanh, erf */
        if (fmpq_is_zero(value))
            return a;
    }
    return root != COL_EXPR_NONE ? root : col_expr_unary(graph, op, a);
}

static col_expr simplified(col_graph *graph, const col_node *node, const col_expr args[4])
{
    switch (node->op) {
    case COL_OP_ADD: return col_expr_add(graph, args[0], args[1]);
    case COL_OP_SUB: return col_expr_sub(graph, args[0], args[1]);
    case COL_OP_MUL: return col_expr_mul(graph, args[0], args[1]);
    case COL_OP_DIV: return col_expr_div(graph, args[0], args[1]);
    case COL_OP_POW: return col_expr_pow(graph, args[0], args[1]);
    case COL_OP_NEG: return col_expr_neg(graph, args[0]);
    case COL_OP_MIN: case COL_OP_MAX: return col_expr_binary(graph, node->op, args[0], args[1]);
    default: return simplified_unary(graph, node->op, args[0]);
    }
}

col_expr col_graph_rebuild(col_graph *graph, const col_node *node, const col_expr args[4], bool keep)
{
    if (col_op_binds(node->op))
        return col_graph_bind(graph, node->op, args, false);
    if (!keep)
        return simplified(graph, node, args);
    return node->arguments == 1 ? col_expr_unary(graph, node->op, args[0])
                                : col_expr_binary(graph, node->op, args[0], args[1]);
}

static col_expr replace(col_graph *graph, col_expr e, const replacement *r);

static bool is_replaced(const replacement *r, col_expr symbol)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->symbols[i] == symbol)
            return true;
    return false;
}

static bool would_be_captured(const col_graph *graph, const replacement *r, col_expr symbol)
{
    for (size_t i = 0; i < r->count; i++)
        if (col_expr_occurs_free(graph, r->values[i], symbol))
            return true;
    return false;
}

/* The body of a binder whose symbol is among those to be replaced: there, that symbol is another one.
 * Recursion goes as deep as binders nest, which the graph bounds. */
static col_expr replace_below(col_graph *graph, const col_node *binder, const replacement *r)
{
    col_expr *symbols = col_malloc(r->count * sizeof *symbols), *values = col_malloc(r->count * sizeof *values);
    replacement rest = {.symbols = symbols, .values = values, .keep = r->keep};
    for (size_t i = 0; i < r->count; i++)
        if (r->symbols[i] != binder->args[1]) {
            symbols[rest.count] = r->symbols[i];
            values[rest.count++] = r->values[i];
        }
    col_expr body = replace(graph, binder->args[0], &rest);
    free(symbols);
    free(values);
    return body;
}

/* A binder's body and symbol. Where a value has the symbol free, the binder takes a new one first. */
static void replace_body(col_graph *graph, const col_node *binder, col_expr args[4], const replacement *r)
{
    args[1] = binder->args[1];
    if (would_be_captured(graph, r, args[1])) {
        args[1] = col_expr_symbol(graph, col_expr_name(graph, args[1]));
        args[0] = replace(graph, col_expr_rename(graph, binder->args[0], binder->args[1], args[1]), r);
    } else if (is_replaced(r, args[1])) {
        args[0] = replace_below(graph, binder, r);
    }
}

static col_expr replace_node(col_graph *graph, col_expr e, const col_expr *memo, col_expr floor,
                             const replacement *r)
{
    col_node node = *col_expr_node(graph, e);
    col_expr args[4];
    bool changed = false;
    for (int i = 0; i < node.arguments; i++) {
        args[i] = node.args[i] < floor ? node.args[i] : memo[node.args[i]];
        if (i == 1 && col_op_binds(node.op))
            replace_body(graph, &node, args, r);
        changed = changed || args[i] != node.args[i] || args[0] != node.args[0];
    }
    return changed ? col_graph_rebuild(graph, &node, args, r->keep) : e;
}

static col_expr replace(col_graph *graph, col_expr e, const replacement *r)
{
    col_expr floor = e;
    for (size_t i = 0; i < r->count; i++) {
        if (r->values[i] == COL_EXPR_NONE)
            return COL_EXPR_NONE;
        if (r->symbols[i] < floor)
            floor = r->symbols[i];
    }
    if (e == COL_EXPR_NONE || r->count == 0)
        return e;
    size_t count;
    col_expr *order = col_graph_reachable(&count, graph, e, floor);
    col_expr *memo = col_calloc(e + 1, sizeof *memo), result = COL_EXPR_NONE;
    for (size_t k = 0; k < r->count; k++)
        if (r->symbols[k] <= e)
            memo[r->symbols[k]] = r->values[k];
    for (size_t i = 0; i < count; i++) {
        if (memo[order[i]] == COL_EXPR_NONE)
            memo[order[i]] = replace_node(graph, order[i], memo, floor, r);
        result = memo[order[i]];
        if (result == COL_EXPR_NONE)
            break;
    }
    free(order);
    free(memo);
    return result;
}

col_expr col_expr_substitute(col_graph *graph, col_expr e, const col_expr *symbols, const col_expr *values,
                             size_t count)
{
    return replace(graph, e, &(replacement){.symbols = symbols, .values = values, .count = count});
}

col_expr col_expr_replace(col_graph *graph, col_expr e, const col_expr *symbols, const col_expr *values, size_t count)
{
    return replace(graph, e, &(replacement){.symbols = symbols, .values = values, .count = count, .keep = true});
}

col_expr col_expr_rename(col_graph *graph, col_expr e, col_expr symbol, col_expr value)
{
    return replace(graph, e, &(replacement){.symbols = &symbol, .values = &value, .count = 1, .keep = true});
}
