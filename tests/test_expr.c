/* The expression graph: hash-consing, bound symbols, traversal, substitution, folding, limits. */
#include "formulas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static void test_equal_nodes_are_one(void **unused)
{
    (void)unused;
    col_graph *graph = col_graph_new(0);
    col_expr x = col_expr_symbol(graph, "x"), other = col_expr_symbol(graph, "x");
    assert_int_not_equal(x, other);
    col_expr a = col_expr_binary(graph, COL_OP_ADD, x, col_expr_integer(graph, 2));
    col_expr b = col_expr_binary(graph, COL_OP_ADD, x, col_expr_integer(graph, 2));
    assert_int_equal(a, b);
    assert_int_not_equal(a, col_expr_binary(graph, COL_OP_ADD, other, col_expr_integer(graph, 2)));
    assert_int_not_equal(a, col_expr_binary(graph, COL_OP_ADD, col_expr_integer(graph, 2), x));
    assert_int_equal(col_expr_pi(graph), col_expr_pi(graph));
    for (slong i = 0; i < 5000; i++)
        assert_int_equal(col_expr_integer(graph, i % 100), col_expr_integer(graph, i % 100));
    assert_true(col_graph_size(graph) < 110);
    col_graph_free(graph);
}

static void test_arguments_have_smaller_handles(void **unused)
{
    (void)unused;
    flint_rand_t state;
    flint_randinit(state);
    col_graph *graph = col_graph_new(0);
    col_expr symbols[2] = {col_expr_symbol(graph, "x"), col_expr_symbol(graph, "y")};
    for (int i = 0; i < 100; i++) {
        col_expr e = random_rational_function(graph, state, symbols, 2, 30);
        col_expr_integral(graph, e, symbols[0], col_expr_integer(graph, 0), symbols[1]);
    }
    for (col_expr e = 1; e <= col_graph_size(graph); e++) {
        const col_node *node = col_expr_node(graph, e);
        for (int i = 0; i < node->arguments; i++)
            assert_true(node->args[i] < e);
    }
    col_graph_free(graph);
    flint_randclear(state);
}

/* integral over x from 0 to hi of factor x^2, with a symbol of its own each time */
static col_expr square_integral(col_graph *graph, const char *name, col_expr factor, col_expr hi)
{
    col_expr x = col_expr_symbol(graph, name);
    col_expr body = col_expr_binary(graph, COL_OP_MUL, factor, col_expr_binary(graph, COL_OP_MUL, x, x));
    return col_expr_integral(graph, body, x, col_expr_integer(graph, 0), hi);
}

static void test_bound_symbols_are_canonical(void **unused)
{
    (void)unused;
    col_graph *graph = col_graph_new(0);
    col_expr s = col_expr_symbol(graph, "s"), one = col_expr_integer(graph, 1);
    col_expr f = square_integral(graph, "x", s, one);
    assert_int_equal(f, square_integral(graph, "x", s, one));
    assert_int_not_equal(f, square_integral(graph, "x", s, s));
    col_expr nested = square_integral(graph, "x", f, one);
    const col_node *outer = col_expr_node(graph, nested), *inner = col_expr_node(graph, f);
    assert_int_not_equal(outer->args[1], inner->args[1]);
    assert_true(col_expr_contains(graph, nested, inner->args[1]));
    col_graph_free(graph);
}

/* Putting an integral into the body of another one whose symbol has the same name must not mix the two up. */
static void test_substitution_keeps_binders_apart(void **unused)
{
    (void)unused;
    col_graph *graph = col_graph_new(0);
    col_expr s = col_expr_symbol(graph, "s"), t = col_expr_symbol(graph, "t"), one = col_expr_integer(graph, 1);
    col_expr f = square_integral(graph, "x", s, one), g = square_integral(graph, "x", t, s);
    col_expr e = col_expr_substitute(graph, f, &s, &g, 1);
    col_node outer = *col_expr_node(graph, e);
    assert_int_equal(outer.op, COL_OP_INTEGRAL);
    assert_int_not_equal(outer.args[1], col_expr_node(graph, g)->args[1]);
    assert_int_equal(e, square_integral(graph, "x", g, one));
    /* A bound symbol free in the value, as in Leibniz' rule: the binder inside has to give way. */
    col_expr h = square_integral(graph, "x", square_integral(graph, "x", t, one), one), x = outer.args[1];
    assert_int_equal(col_expr_node(graph, h)->args[1], x);
    col_expr moved = col_expr_substitute(graph, h, &t, &x, 1);
    assert_true(col_expr_contains(graph, moved, x));
    assert_int_not_equal(col_expr_node(graph, moved)->args[1], x);
    assert_false(col_expr_is_constant(graph, moved));
    col_graph_free(graph);
}

static void test_substitution_leaves_bound_names(void **unused)
{
    (void)unused;
    col_graph *graph = col_graph_new(0);
    col_expr s = col_expr_symbol(graph, "s"), two = col_expr_integer(graph, 2);
    col_expr f = square_integral(graph, "x", s, s), x = col_expr_node(graph, f)->args[1];
    assert_int_equal(col_expr_substitute(graph, f, &x, &two, 1), f);
    col_expr product = col_expr_binary(graph, COL_OP_MUL, x, f);
    assert_int_equal(col_expr_substitute(graph, product, &x, &two, 1), col_expr_binary(graph, COL_OP_MUL, two, f));
    assert_int_equal(col_expr_substitute(graph, f, &s, &(col_expr){COL_EXPR_NONE}, 1), COL_EXPR_NONE);
    /* all at once: a swap */
    col_expr t = col_expr_symbol(graph, "t"), from[2] = {s, t}, to[2] = {t, s};
    col_expr e = col_expr_binary(graph, COL_OP_SUB, s, t);
    assert_int_equal(col_expr_substitute(graph, e, from, to, 2), col_expr_binary(graph, COL_OP_SUB, t, s));
    col_graph_free(graph);
}

static void test_constants(void **unused)
{
    (void)unused;
    col_graph *graph = col_graph_new(0);
    col_expr s = col_expr_symbol(graph, "s"), one = col_expr_integer(graph, 1);
    col_expr closed = square_integral(graph, "x", one, one);
    assert_true(col_expr_is_constant(graph, closed));
    assert_false(col_expr_is_constant(graph, square_integral(graph, "x", s, one)));
    assert_false(col_expr_is_constant(graph, square_integral(graph, "x", one, s)));
    assert_false(col_expr_is_constant(graph, col_expr_node(graph, closed)->args[0]));
    assert_true(col_expr_is_constant(graph, col_expr_unary(graph, COL_OP_SQRT, col_expr_pi(graph))));
    /* free at one place, bound at another */
    col_expr x = col_expr_node(graph, closed)->args[1];
    assert_false(col_expr_is_constant(graph, col_expr_binary(graph, COL_OP_ADD, closed, x)));
    col_graph_free(graph);
}

/* One random formula: e with values put in folds to what evaluation gives, and e with a formula put in evaluates
 * as e at that formula's value. Returns whether a value could be compared. */
static bool check_substitution(flint_rand_t state, fmpq *values, fmpq_t expected, fmpq_t found, fmpq_t slope)
{
    bool compared = false;
    col_graph *graph = col_graph_new(0);
    col_expr symbols[3] = {col_expr_symbol(graph, "x"), col_expr_symbol(graph, "y"), col_expr_symbol(graph, "z")};
    col_expr e = random_rational_function(graph, state, symbols, 2, 4 + (int)n_randint(state, 16));
    col_expr inner = random_rational_function(graph, state, symbols + 1, 2, 6), numbers[3];
    for (int i = 0; i < 3; i++) {
        random_rational(values + i, state, true);
        numbers[i] = col_expr_number(graph, values + i);
    }
    if (evaluate_dual(expected, slope, graph, e, symbols, values, 3, 0)) {
        col_expr folded = col_expr_substitute(graph, e, symbols, numbers, 3);
        compared = col_expr_rational(found, graph, folded, 100000);
        assert_true(!compared || fmpq_equal(found, expected));
    }
    col_expr composed = col_expr_substitute(graph, e, symbols, &inner, 1);
    if (evaluate_dual(found, slope, graph, inner, symbols, values, 3, 0)) {
        fmpq_t x;
        fmpq_init(x);
        fmpq_swap(x, values);
        fmpq_set(values, found);
        bool defined = evaluate_dual(expected, slope, graph, e, symbols, values, 3, 0);
        fmpq_swap(x, values);
        fmpq_clear(x);
        assert_true(!defined || evaluate_dual(found, slope, graph, composed, symbols, values, 3, 0));
        assert_true(!defined || fmpq_equal(found, expected));
    }
    col_graph_free(graph);
    return compared;
}

static void test_substitution_is_evaluation(void **unused)
{
    (void)unused;
    flint_rand_t state;
    flint_randinit(state);
    fmpq *values = _fmpq_vec_init(3);
    fmpq_t expected, found, slope;
    fmpq_init(expected);
    fmpq_init(found);
    fmpq_init(slope);
    int compared = 0;
    for (int round = 0; round < 400; round++)
        compared += check_substitution(state, values, expected, found, slope);
    assert_true(compared > 150);
    _fmpq_vec_clear(values, 3);
    fmpq_clear(expected);
    fmpq_clear(found);
    fmpq_clear(slope);
    flint_randclear(state);
}

static void test_simplification(void **unused)
{
    (void)unused;
    col_graph *graph = col_graph_new(0);
    col_expr x = col_expr_symbol(graph, "x"), y = col_expr_symbol(graph, "y");
    col_expr zero = col_expr_integer(graph, 0), one = col_expr_integer(graph, 1);
    assert_int_equal(col_expr_add(graph, zero, x), x);
    assert_int_equal(col_expr_mul(graph, x, one), x);
    assert_int_equal(col_expr_mul(graph, x, zero), zero);
    assert_int_equal(col_expr_sub(graph, x, x), zero);
    assert_int_equal(col_expr_neg(graph, col_expr_neg(graph, x)), x);
    assert_int_equal(col_expr_pow_si(graph, x, 0), one);
    assert_int_not_equal(col_expr_div(graph, zero, zero), zero);
    col_expr root = col_expr_unary(graph, COL_OP_SQRT, x), value = col_expr_integer(graph, 9);
    assert_int_equal(col_expr_substitute(graph, root, &x, &value, 1), col_expr_integer(graph, 3));
    value = col_expr_integer(graph, 8);
    assert_int_equal(col_expr_node(graph, col_expr_substitute(graph, root, &x, &value, 1))->op, COL_OP_SQRT);
    value = col_expr_integer(graph, -4);
    assert_int_equal(col_expr_node(graph, col_expr_substitute(graph, root, &x, &value, 1))->op, COL_OP_SQRT);
    col_expr log = col_expr_unary(graph, COL_OP_LOG, x);
    assert_int_equal(col_expr_node(graph, col_expr_substitute(graph, log, &x, &zero, 1))->op, COL_OP_LOG);
    assert_int_equal(col_expr_add(graph, x, COL_EXPR_NONE), COL_EXPR_NONE);
    assert_int_equal(col_expr_unary(graph, COL_OP_SIN, COL_EXPR_NONE), COL_EXPR_NONE);
    assert_false(col_expr_contains(graph, x, y));
    col_graph_free(graph);
}

/* 2^100 uses of x through 100 shared products; a chain of 200,000 roots: work in proportion to the nodes, and no
 * deep recursion. */
static void test_large_graphs(void **unused)
{
    (void)unused;
    col_graph *graph = col_graph_new(0);
    col_expr x = col_expr_symbol(graph, "x"), y = col_expr_symbol(graph, "y"), shared = x, chain = x;
    for (int i = 0; i < 100; i++)
        shared = col_expr_binary(graph, COL_OP_MUL, shared, shared);
    size_t before = col_graph_size(graph), count;
    assert_int_not_equal(col_expr_substitute(graph, shared, &x, &y, 1), COL_EXPR_NONE);
    assert_int_not_equal(col_expr_derivative(graph, shared, x), COL_EXPR_NONE);
    assert_true(col_graph_size(graph) < before + 1000);
    for (int i = 0; i < 200000; i++)
        chain = col_expr_unary(graph, COL_OP_SQRT, chain);
    assert_int_not_equal(col_expr_substitute(graph, chain, &x, &y, 1), COL_EXPR_NONE);
    assert_int_not_equal(col_expr_derivative(graph, chain, x), COL_EXPR_NONE);
    assert_true(col_expr_contains(graph, chain, x));
    assert_false(col_expr_is_constant(graph, chain));
    col_expr *order = col_expr_reachable(&count, graph, chain);
    assert_int_equal(count, 200001);
    for (size_t i = 1; i < count; i++)
        assert_true(order[i - 1] < order[i]);
    free(order);
    col_graph_free(graph);
}

static void test_limits(void **unused)
{
    (void)unused;
    col_graph *graph = col_graph_new(50);
    col_expr e = col_expr_symbol(graph, "x");
    int made = 0;
    for (; e != COL_EXPR_NONE; made++)
        e = col_expr_unary(graph, COL_OP_SIN, e);
    assert_int_equal(made, 50);
    assert_int_equal(col_graph_size(graph), 50);
    assert_int_equal(col_expr_symbol(graph, "y"), COL_EXPR_NONE);
    assert_int_equal(col_expr_integer(graph, 7), COL_EXPR_NONE);
    col_graph_free(graph);
    graph = col_graph_new(0);
    e = col_expr_symbol(graph, "s");
    int deep = 0;
    for (; e != COL_EXPR_NONE; deep++)
        e = square_integral(graph, "x", e, col_expr_integer(graph, 1));
    assert_int_equal(deep, 65);
    col_graph_free(graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_nodes_are_one),
        cmocka_unit_test(test_arguments_have_smaller_handles),
        cmocka_unit_test(test_bound_symbols_are_canonical),
        cmocka_unit_test(test_substitution_keeps_binders_apart),
        cmocka_unit_test(test_substitution_leaves_bound_names),
        cmocka_unit_test(test_constants),
        cmocka_unit_test(test_substitution_is_evaluation),
        cmocka_unit_test(test_simplification),
        cmocka_unit_test(test_large_graphs),
        cmocka_unit_test(test_limits),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
