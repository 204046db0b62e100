/* Signs case by case, and signs of logarithms.
 *
 * abs(g) is g where g >= 0, and -g where g <= 0; max(a, b) is a where a - b >= 0, and b where a - b <= 0. Wherever the
 * formula is defined, g is, and one of the cases holds: a sign that the formula has in both, it has.
 *
 * A sum log(A) + ... - log(B) - ... + R has the sign of A*...*exp(R) - B*..., since exp increases and A, B > 0
 * wherever the sum is defined. */
#include "definedness.h"
#include "sign_tactics.h"

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_CASE_DEPTH = 3, MAX_LOGARITHM_DEPTH = 3, MAX_LOGARITHMS = 4, MAX_TERMS = 40 };

/* The first abs, min or max outside of integrals and sums; COL_EXPR_NONE if there is none. */
static col_expr find_choice(const col_graph *graph, col_expr e)
{
    size_t count;
    col_expr *nodes = col_expr_outer(&count, graph, e), found = COL_EXPR_NONE;
    for (size_t i = 0; found == COL_EXPR_NONE && i < count; i++) {
        col_op op = col_expr_node(graph, nodes[i])->op;
        if ((op == COL_OP_ABS || op == COL_OP_MIN || op == COL_OP_MAX)
            && !col_expr_is_constant(graph, nodes[i]))
            found = nodes[i];
    }
    free(nodes);
    return found;
}

/* The sign where switch_ has the given signs, and the chosen node is value. */
static bool holds_in_case(const col_sign_task *task, col_expr node, col_expr value, col_expr switch_, col_signs signs)
{
    col_region part;
    col_sign_result result;
    col_region_copy(&part, task->region);
    col_region_require(&part, switch_, signs);
    col_expr e = col_expr_substitute(part.graph, task->e, &node, &value, 1);
    col_sign_determine_at(&result, &part, e, task->signs, task->effort, task->depth + 1);
    bool proved = result.verdict == COL_PROVED;
    col_sign_result_clear(&result);
    col_region_clear(&part);
    return proved;
}

void col_sign_by_cases(col_sign_result *result, const col_sign_task *task)
{
    col_graph *graph = task->region->graph;
    col_expr choice = task->depth < MAX_CASE_DEPTH ? find_choice(graph, task->e) : COL_EXPR_NONE;
    if (choice == COL_EXPR_NONE)
        return;
    const col_node node = *col_expr_node(graph, choice);
    col_expr first = node.args[0], second = node.op == COL_OP_ABS ? col_expr_neg(graph, first) : node.args[1];
    col_expr difference = node.op == COL_OP_ABS ? first : col_expr_sub(graph, first, second);
    bool least = node.op == COL_OP_MIN;
    if (holds_in_case(task, choice, first, difference, least ? COL_SIGN_NONPOSITIVE : COL_SIGN_NONNEGATIVE)
        && holds_in_case(task, choice, second, difference, least ? COL_SIGN_NONNEGATIVE : COL_SIGN_NONPOSITIVE)) {
        result->verdict = COL_PROVED;
        snprintf(result->method, sizeof result->method, "both cases of %s", col_op_name(node.op));
    }
}

/* The terms of a sum: the products of the logarithms' arguments by sign, and all others. */
typedef struct {
    col_graph *graph;
    col_expr positive, negative, rest;
    int logarithms, terms;
} sum_parts;

static void add_term(sum_parts *parts, col_expr e, bool minus)
{
    const col_node node = *col_expr_node(parts->graph, e);
    if (++parts->terms > MAX_TERMS)
        return;
    if (node.op == COL_OP_ADD || node.op == COL_OP_SUB) {
        add_term(parts, node.args[0], minus);
        add_term(parts, node.args[1], minus != (node.op == COL_OP_SUB));
    } else if (node.op == COL_OP_NEG) {
        add_term(parts, node.args[0], !minus);
    } else if (node.op == COL_OP_LOG) {
        col_expr *product = minus ? &parts->negative : &parts->positive;
        *product = col_expr_mul(parts->graph, *product, node.args[0]);
        parts->logarithms++;
    } else {
        parts->rest = minus ? col_expr_sub(parts->graph, parts->rest, e) : col_expr_add(parts->graph, parts->rest, e);
    }
}

void col_sign_by_logarithms(col_sign_result *result, const col_sign_task *task)
{
    col_graph *graph = task->region->graph;
    col_expr one = col_expr_integer(graph, 1);
    sum_parts parts = {.graph = graph, .positive = one, .negative = one, .rest = col_expr_integer(graph, 0)};
    if (task->depth >= MAX_LOGARITHM_DEPTH)
        return;
    add_term(&parts, task->e, false);
    if (parts.logarithms == 0 || parts.logarithms > MAX_LOGARITHMS || parts.terms > MAX_TERMS)
        return;
    col_expr left = col_expr_mul(graph, parts.positive, col_expr_unary(graph, COL_OP_EXP, parts.rest));
    col_sign_result of_powers;
    col_expr difference = col_expr_sub(graph, left, parts.negative);
    col_sign_determine_at(&of_powers, task->region, difference, task->signs, task->effort, task->depth + 1);
    if (of_powers.verdict == COL_PROVED) {
        result->verdict = COL_PROVED;
        snprintf(result->method, sizeof result->method, "exponentials of both sides: %.280s", of_powers.method);
    }
    col_sign_result_clear(&of_powers);
}
