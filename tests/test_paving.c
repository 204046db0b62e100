/* Signs by branch and bound: true inequalities are proved, false twins never, witnesses are genuine. */
#include <collapsar/paving.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static col_graph *g;

static col_expr n(slong value) { return col_expr_integer(g, value); }
static col_expr ratio(slong p, slong q) { return col_expr_div(g, n(p), n(q)); }
static col_expr add(col_expr a, col_expr b) { return col_expr_binary(g, COL_OP_ADD, a, b); }
static col_expr sub(col_expr a, col_expr b) { return col_expr_binary(g, COL_OP_SUB, a, b); }
static col_expr mul(col_expr a, col_expr b) { return col_expr_binary(g, COL_OP_MUL, a, b); }
static col_expr power(col_expr a, slong k) { return col_expr_binary(g, COL_OP_POW, a, n(k)); }
static col_expr function(col_op op, col_expr a) { return col_expr_unary(g, op, a); }

static void set_side(col_side *side, slong lo, bool lo_open, slong hi, bool hi_open)
{
    fmpq_set_si(side->lo, lo, 1);
    fmpq_set_si(side->hi, hi, 1);
    side->lo_infinite = side->hi_infinite = false;
    side->lo_open = lo_open;
    side->hi_open = hi_open;
}

static col_paving decide(col_expr root, col_relation relation, const col_expr *symbols, const col_box *box,
    col_expr constraint)
{
    col_relation positive = COL_GREATER;
    col_paving_problem problem = {.root = root, .relation = relation, .symbols = symbols,
        .symbol_count = box->dimension, .box = box, .constraints = &constraint, .constraint_relations = &positive,
        .constraint_count = constraint ? 1 : 0};
    col_budget budget = {.steps = 2000000, .precision = 1024};
    col_paving paving;
    col_paving_sign(&paving, g, &problem, &budget);
    if (paving.verdict == COL_UNDECIDED)
        assert_true(strlen(paving.reason) > 0);
    if (paving.verdict == COL_REFUTED)
        assert_non_null(paving.witness);
    return paving;
}

static void expect(col_verdict verdict, col_expr root, col_relation relation, const col_expr *symbols,
    const col_box *box, col_expr constraint)
{
    col_paving paving = decide(root, relation, symbols, box, constraint);
    if (paving.verdict != verdict)
        print_message("%s instead of %s: %s\n", col_verdict_name(paving.verdict), col_verdict_name(verdict),
            paving.reason);
    assert_int_equal(paving.verdict, verdict);
    for (size_t i = 0; paving.verdict == COL_REFUTED && i < box->dimension; i++)
        assert_true(col_side_contains(&box->sides[i], paving.witness + i));
    col_paving_clear(&paving);
}

/* sin x < x, cos x > 1 - x^2/2, exp x > 1 + x, all sharp at the open end. */
static void test_sharp_at_an_end(void **state)
{
    (void)state;
    g = col_graph_new(0);
    col_expr x = col_expr_symbol(g, "x");
    col_box box;
    col_box_init(&box, 1);
    set_side(&box.sides[0], 0, true, 10, false);
    col_expr sine = sub(x, function(COL_OP_SIN, x));
    col_expr cosine = sub(function(COL_OP_COS, x), sub(n(1), mul(ratio(1, 2), power(x, 2))));
    expect(COL_PROVED, sine, COL_GREATER, &x, &box, COL_EXPR_NONE);
    expect(COL_PROVED, cosine, COL_GREATER, &x, &box, COL_EXPR_NONE);
    expect(COL_REFUTED, sine, COL_LESS, &x, &box, COL_EXPR_NONE);
    expect(COL_PROVED, sub(sine, mul(power(x, 3), ratio(1, 5))), COL_LESS, &x, &box, COL_EXPR_NONE);
    box.sides[0].lo_open = false; /* equality at zero */
    expect(COL_REFUTED, sine, COL_GREATER, &x, &box, COL_EXPR_NONE);
    expect(COL_PROVED, sine, COL_GREATER_EQUAL, &x, &box, COL_EXPR_NONE);
    /* a double zero inside: exp(x) - 1 - x >= 0 */
    set_side(&box.sides[0], -3, false, 4, false);
    col_expr growth = sub(sub(function(COL_OP_EXP, x), n(1)), x);
    expect(COL_PROVED, growth, COL_GREATER_EQUAL, &x, &box, COL_EXPR_NONE);
    expect(COL_REFUTED, growth, COL_GREATER, &x, &box, COL_EXPR_NONE);
    col_box_clear(&box);
    col_graph_free(g);
}

static void test_unbounded(void **state)
{
    (void)state;
    g = col_graph_new(0);
    col_expr x = col_expr_symbol(g, "x");
    col_box box;
    col_box_init(&box, 1);
    expect(COL_PROVED, add(function(COL_OP_EXP, x), ratio(1, 1000)), COL_GREATER, &x, &box, COL_EXPR_NONE);
    expect(COL_PROVED, sub(n(2), function(COL_OP_TANH, x)), COL_GREATER, &x, &box, COL_EXPR_NONE);
    expect(COL_PROVED, sub(add(power(x, 2), n(2)), function(COL_OP_COS, x)), COL_NOT_EQUAL, &x, &box, COL_EXPR_NONE);
    expect(COL_REFUTED, sub(n(1), function(COL_OP_EXP, x)), COL_GREATER, &x, &box, COL_EXPR_NONE);
    col_box_clear(&box);
    col_graph_free(g);
}

static void test_two_variables(void **state)
{
    (void)state;
    g = col_graph_new(0);
    col_expr symbols[2] = {col_expr_symbol(g, "x"), col_expr_symbol(g, "y")}, x = symbols[0], y = symbols[1];
    col_box box;
    col_box_init(&box, 2);
    set_side(&box.sides[0], -2, false, 2, false);
    set_side(&box.sides[1], -2, false, 2, false);
    /* exp(x) + exp(-x) + y^2 > 1.99 > x y exp(-x^2 - y^2) */
    col_expr hyperbolic = add(add(function(COL_OP_EXP, x), function(COL_OP_EXP, sub(n(0), x))), power(y, 2));
    expect(COL_PROVED, sub(hyperbolic, ratio(199, 100)), COL_GREATER, symbols, &box, COL_EXPR_NONE);
    expect(COL_REFUTED, sub(hyperbolic, ratio(201, 100)), COL_GREATER, symbols, &box, COL_EXPR_NONE);
    /* only where x + y > 1 */
    expect(COL_PROVED, sub(hyperbolic, ratio(201, 100)), COL_GREATER, symbols, &box, sub(add(x, y), n(1)));
    expect(COL_UNDECIDED, sub(function(COL_OP_LOG, x), n(5)), COL_LESS, symbols, &box, COL_EXPR_NONE);
    expect(COL_PROVED, function(COL_OP_LOG, add(x, n(3))), COL_GREATER_EQUAL, symbols, &box, COL_EXPR_NONE);
    col_box_clear(&box);
    col_graph_free(g);
}

/* min over [0, 4] of a + sin(b x) is known: shifted below it is proved, above it never. */
static void test_false_twins(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    int proved = 0;
    for (int round = 0; round < 60; round++) {
        g = col_graph_new(0);
        col_expr x = col_expr_symbol(g, "x");
        col_box box;
        col_box_init(&box, 1);
        set_side(&box.sides[0], 0, n_randint(random, 2), 4, n_randint(random, 2));
        slong b = 2 + (slong)n_randint(random, 5);
        col_expr wave = add(n(1), function(COL_OP_SIN, mul(n(b), x))); /* minimum 0, attained inside */
        col_expr shift = ratio(1, 1 + (slong)n_randint(random, 100000));
        col_paving truth = decide(add(wave, shift), COL_GREATER, &x, &box, COL_EXPR_NONE);
        col_paving twin = decide(sub(wave, shift), COL_GREATER, &x, &box, COL_EXPR_NONE);
        col_paving edge = decide(wave, COL_GREATER, &x, &box, COL_EXPR_NONE);
        proved += truth.verdict == COL_PROVED;
        assert_int_not_equal(truth.verdict, COL_REFUTED);
        assert_int_not_equal(twin.verdict, COL_PROVED);
        assert_int_not_equal(edge.verdict, COL_PROVED);
        col_paving_clear(&truth);
        col_paving_clear(&twin);
        col_paving_clear(&edge);
        col_box_clear(&box);
        col_graph_free(g);
    }
    assert_true(proved >= 58);
    flint_randclear(random);
}

/* exp(pi sqrt(163)) is just below 640320^3 + 744. */
static void test_constants(void **state)
{
    (void)state;
    g = col_graph_new(0);
    col_box box;
    col_box_init(&box, 0);
    col_expr almost = function(COL_OP_EXP, mul(col_expr_pi(g), function(COL_OP_SQRT, n(163))));
    col_expr gap = sub(add(power(n(640320), 3), n(744)), almost);
    expect(COL_PROVED, gap, COL_GREATER, NULL, &box, COL_EXPR_NONE);
    expect(COL_REFUTED, gap, COL_LESS_EQUAL, NULL, &box, COL_EXPR_NONE);
    expect(COL_UNDECIDED, sub(function(COL_OP_EXP, function(COL_OP_LOG, n(3))), n(3)), COL_EQUAL, NULL, &box,
        COL_EXPR_NONE);
    col_box_clear(&box);
    col_graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sharp_at_an_end),
        cmocka_unit_test(test_unbounded),
        cmocka_unit_test(test_two_variables),
        cmocka_unit_test(test_false_twins),
        cmocka_unit_test(test_constants),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
