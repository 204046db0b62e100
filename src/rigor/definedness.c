/* Definedness: condition by condition, arguments before the operations that use them. */
#include "antiderivative.h"
#include "definedness.h"
#include "sign_tactics.h"

#include <collapsar/sign.h>
#include <collapsar/tape.h>

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SUM_TERMS = 64 };

col_expr *col_expr_outer(size_t *count, const col_graph *graph, col_expr e)
{
    unsigned char *needed = col_calloc((size_t)e + 1, 1);
    needed[e] = 1;
    *count = 0;
    for (col_expr i = e; i > 0; i--) {
        if (!needed[i])
            continue;
        ++*count;
        const col_node *node = col_expr_node(graph, i);
        bool binds = node->op == COL_OP_INTEGRAL || node->op == COL_OP_SUM;
        for (int k = binds ? 2 : 0; k < node->arguments; k++)
            needed[node->args[k]] = 1;
    }
    col_expr *nodes = col_malloc(*count * sizeof *nodes);
    size_t filled = 0;
    for (col_expr i = 1; i <= e; i++)
        if (needed[i])
            nodes[filled++] = i;
    free(needed);
    return nodes;
}

/* base^exponent: the sign that the base must have. */
static col_signs base_signs(col_graph *graph, col_expr exponent)
{
    fmpq_t value;
    fmpq_init(value);
    col_signs signs = COL_SIGN_POSITIVE;
    if (col_expr_rational(value, graph, exponent, 4096)) {
        if (fmpz_is_one(fmpq_denref(value)))
            signs = fmpq_sgn(value) < 0 ? COL_SIGN_NONZERO : COL_SIGN_ANY;
        else
            signs = fmpq_sgn(value) < 0 ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE;
    } else if (col_expr_is_constant(graph, exponent)
               && col_constant_sign(graph, exponent, 256) == COL_SIGN_POSITIVE) {
        signs = COL_SIGN_NONNEGATIVE;
    }
    fmpq_clear(value);
    return signs;
}

size_t col_definedness_conditions(col_region_condition conditions[2], col_graph *graph, col_expr e)
{
    col_node node = *col_expr_node(graph, e);
    col_expr one;
    switch (node.op) {
    case COL_OP_DIV: conditions[0] = (col_region_condition){node.args[1], COL_SIGN_NONZERO}; return 1;
    case COL_OP_SQRT: conditions[0] = (col_region_condition){node.args[0], COL_SIGN_NONNEGATIVE}; return 1;
    case COL_OP_LOG: conditions[0] = (col_region_condition){node.args[0], COL_SIGN_POSITIVE}; return 1;
    case COL_OP_TAN:
        conditions[0] = (col_region_condition){col_expr_unary(graph, COL_OP_COS, node.args[0]), COL_SIGN_NONZERO};
        return 1;
    case COL_OP_ASIN:
    case COL_OP_ACOS:
        one = col_expr_integer(graph, 1);
        conditions[0] = (col_region_condition){col_expr_sub(graph, one, node.args[0]), COL_SIGN_NONNEGATIVE};
        conditions[1] = (col_region_condition){col_expr_add(graph, one, node.args[0]), COL_SIGN_NONNEGATIVE};
        return 2;
    case COL_OP_POW:
        conditions[0] = (col_region_condition){node.args[0], base_signs(graph, node.args[1])};
        return conditions[0].signs == COL_SIGN_ANY ? 0 : 1;
    default: return 0;
    }
}

/* A constant integral is defined if quadrature encloses it. */
static bool encloses(const col_graph *graph, col_expr e)
{
    col_tape *tape = col_tape_new(graph, &e, 1, NULL, 0, NULL);
    bool finite = false;
    if (tape != NULL) {
        col_tape_workspace *workspace = col_tape_workspace_new(tape);
        arb_t value;
        arb_init(value);
        col_tape_ball(value, tape, workspace, NULL, 64);
        finite = arb_is_finite(value);
        arb_clear(value);
        col_tape_workspace_free(workspace);
        col_tape_free(tape);
    }
    return finite;
}

/* The body on the closed range of integration: sufficient for a proper integral. */
static void integral_defined(col_sign_result *result, const col_region *region, col_node node, unsigned long effort,
                             int depth)
{
    col_region inner;
    col_region_copy(&inner, region);
    col_region_add_symbol(&inner, node.args[1]);
    col_graph *graph = region->graph;
    col_expr between = col_expr_mul(graph, col_expr_sub(graph, node.args[1], node.args[2]),
                                    col_expr_sub(graph, node.args[1], node.args[3]));
    col_region_require(&inner, between, COL_SIGN_NONPOSITIVE);
    col_sign_defined_at(result, &inner, node.args[0], effort, depth);
    if (result->verdict == COL_REFUTED) { /* an improper integral may exist all the same */
        col_sign_result_clear(result);
        col_sign_result_init(result);
        snprintf(result->reason, sizeof result->reason,
                 "an integrand is not defined on the whole closed range of integration");
    }
    col_region_clear(&inner);
}

static void sum_defined(col_sign_result *result, const col_region *region, col_node node, unsigned long effort,
                        int depth)
{
    fmpq_t first, last;
    fmpq_init(first);
    fmpq_init(last);
    bool fixed = col_expr_rational(first, region->graph, node.args[2], 64)
        && col_expr_rational(last, region->graph, node.args[3], 64);
    fmpq_sub(last, last, first);
    if (!fixed) {
        snprintf(result->reason, sizeof result->reason, "the ends of a sum are not integers");
    } else if (fmpq_sgn(last) < 0) {
        result->verdict = COL_PROVED;
    } else if (fmpz_cmp_ui(fmpq_numref(last), MAX_SUM_TERMS) > 0) {
        integral_defined(result, region, node, effort, depth); /* the index as a real number: stronger */
    } else {
        result->verdict = COL_PROVED;
        for (slong j = 0; result->verdict == COL_PROVED && fmpz_cmp_si(fmpq_numref(last), j) >= 0; j++) {
            col_expr index = col_expr_number(region->graph, first);
            col_expr term = col_expr_replace(region->graph, node.args[0], &node.args[1], &index, 1);
            col_sign_result_clear(result);
            col_sign_defined_at(result, region, term, effort, depth);
            fmpq_add_si(first, first, 1);
        }
    }
    fmpq_clear(first);
    fmpq_clear(last);
}

/* Explains a failed condition in the words of the user's expression. */
static void explain(col_sign_result *result, const col_region *region, col_expr e)
{
    static const char *const wanted[] = {"", "negative", "zero", "not positive", "positive", "not zero",
                                         "not negative", ""};
    col_region_condition conditions[2];
    size_t count = col_definedness_conditions(conditions, region->graph, e);
    col_text text;
    col_text_init(&text);
    if (count > 0) {
        col_expr_print(&text, region->graph, conditions[0].expression);
        if (text.length > 120) {
            col_text_reset(&text);
            col_text_append(&text, "its argument");
        }
        bool open = result->verdict == COL_UNDECIDED;
        char because[sizeof result->reason];
        memcpy(because, result->reason, sizeof because);
        snprintf(result->reason, sizeof result->reason, "%s needs %.200s to be %s%s%.300s",
                 col_op_name(col_expr_node(region->graph, e)->op), text.data, wanted[conditions[0].signs],
                 open ? ": " : "", open ? because : "");
    }
    col_text_clear(&text);
}

static void node_defined(col_sign_result *result, const col_region *region, col_expr e, unsigned long effort, int depth)
{
    col_node node = *col_expr_node(region->graph, e);
    col_region_condition conditions[2];
    size_t count = col_definedness_conditions(conditions, region->graph, e);
    result->verdict = COL_PROVED;
    for (size_t i = 0; result->verdict == COL_PROVED && i < count; i++) {
        col_sign_result_clear(result);
        col_sign_determine_at(result, region, conditions[i].expression, conditions[i].signs, effort, depth);
        if (result->verdict != COL_PROVED)
            explain(result, region, e);
    }
    if (node.op == COL_OP_INTEGRAL && col_integral_value(region, e, effort) == COL_EXPR_NONE
        && !(col_expr_is_constant(region->graph, e) && encloses(region->graph, e))) {
        result->verdict = COL_UNDECIDED;
        integral_defined(result, region, node, effort, depth);
    }
    if (node.op == COL_OP_SUM) {
        result->verdict = COL_UNDECIDED;
        sum_defined(result, region, node, effort, depth);
    }
}

void col_sign_defined_at(col_sign_result *result, const col_region *region, col_expr e, unsigned long effort,
                         int depth)
{
    col_sign_result_init(result);
    e = col_region_apply_as_written(region, e);
    if (e == COL_EXPR_NONE) {
        snprintf(result->reason, sizeof result->reason, "the formula is too large");
        return;
    }
    size_t count;
    col_expr *nodes = col_expr_outer(&count, region->graph, e);
    result->verdict = COL_PROVED;
    for (size_t i = 0; result->verdict == COL_PROVED && i < count; i++) {
        col_op op = col_expr_node(region->graph, nodes[i])->op;
        if (op == COL_OP_NUMBER || op == COL_OP_SYMBOL || op == COL_OP_ADD || op == COL_OP_SUB || op == COL_OP_MUL
            || op == COL_OP_NEG)
            continue;
        col_sign_result_clear(result);
        col_sign_result_init(result);
        node_defined(result, region, nodes[i], effort, depth);
    }
    free(nodes);
}

void col_sign_defined(col_sign_result *result, const col_region *region, col_expr e, unsigned long effort)
{
    col_sign_defined_at(result, region, e, effort, 0);
}
