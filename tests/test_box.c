/* Boxes: ends are exact, halves cover the whole, points are told apart from ends. */
#include <collapsar/box.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void random_side(col_side *side, flint_rand_t random)
{
    fmpq_randtest(side->lo, random, 12);
    fmpq_randtest(side->hi, random, 12);
    if (fmpq_cmp(side->lo, side->hi) > 0)
        fmpq_swap(side->lo, side->hi);
    side->lo_infinite = n_randint(random, 5) == 0;
    side->hi_infinite = n_randint(random, 5) == 0;
    side->lo_open = side->lo_infinite || n_randint(random, 2);
    side->hi_open = side->hi_infinite || n_randint(random, 2);
}

static void test_sides(void **state)
{
    (void)state;
    flint_rand_t random;
    col_box box;
    fmpq_t x;
    arb_t ball;
    flint_randinit(random);
    col_box_init(&box, 3);
    fmpq_init(x);
    arb_init(ball);
    col_side *side = &box.sides[0], *lower = &box.sides[1], *upper = &box.sides[2];
    for (int round = 0; round < 3000; round++) {
        random_side(side, random);
        if (col_side_is_empty(side))
            continue;
        col_side_sample(x, side);
        assert_true(col_side_contains(side, x));
        col_side_bisect(lower, upper, side);
        fmpq_randtest(x, random, 14);
        assert_true(col_side_contains(side, x) == (col_side_contains(lower, x) || col_side_contains(upper, x)));
        /* dyadic numbers are exact balls, and always decided */
        fmpz_randtest(fmpq_numref(x), random, 8);
        fmpz_set_ui(fmpq_denref(x), 1);
        fmpq_div_2exp(x, x, n_randint(random, 6));
        arb_set_fmpq(ball, x, 64);
        assert_int_equal(col_side_locate(side, ball), col_side_contains(side, x) ? 1 : -1);
        arb_add_error_2exp_si(ball, -2);
        int place = col_side_locate(side, ball);
        if (place != 0)
            assert_true(col_side_contains(side, x) == (place > 0));
        col_interval interval;
        col_side_get_interval(&interval, side);
        col_interval_get_arb(ball, interval);
        if (col_side_contains(side, x) && arb_is_finite(ball))
            assert_true(arb_contains_fmpq(ball, x));
    }
    arb_clear(ball);
    fmpq_clear(x);
    col_box_clear(&box);
    flint_randclear(random);
}

static void test_hull_and_volume(void **state)
{
    (void)state;
    flint_rand_t random;
    col_box a, b, both;
    fmpq_t x, volume_a, volume;
    flint_randinit(random);
    col_box_init(&a, 2);
    col_box_init(&b, 2);
    col_box_init(&both, 2);
    fmpq_init(x);
    fmpq_init(volume_a);
    fmpq_init(volume);
    for (int round = 0; round < 1000; round++) {
        for (int i = 0; i < 2; i++) {
            random_side(&a.sides[i], random);
            random_side(&b.sides[i], random);
        }
        col_box_hull(&both, &a, &b);
        fmpq_randtest(x, random, 12);
        for (int i = 0; i < 2; i++)
            if (col_side_contains(&a.sides[i], x) || col_side_contains(&b.sides[i], x))
                assert_true(col_side_contains(&both.sides[i], x));
        if (col_box_volume(volume, &both) && col_box_volume(volume_a, &a))
            assert_true(fmpq_cmp(volume_a, volume) <= 0);
    }
    col_box_clear(&a);
    col_box_clear(&b);
    col_box_clear(&both);
    fmpq_clear(x);
    fmpq_clear(volume_a);
    fmpq_clear(volume);
    flint_randclear(random);
}

static void test_ranges(void **state)
{
    (void)state;
    col_graph *graph = col_graph_new(0);
    col_box box;
    col_box_init(&box, 1);
    col_expr third = col_expr_binary(graph, COL_OP_DIV, col_expr_integer(graph, 1), col_expr_integer(graph, 3));
    col_range range = {.lo = third, .hi = COL_EXPR_NONE, .lo_open = false, .hi_open = true};
    assert_true(col_side_set_range(&box.sides[0], graph, &range));
    fmpq_t x;
    fmpq_init(x);
    fmpq_set_si(x, 1, 3);
    assert_true(col_side_contains(&box.sides[0], x));
    range.lo_open = true;
    assert_true(col_side_set_range(&box.sides[0], graph, &range));
    assert_false(col_side_contains(&box.sides[0], x));
    range.hi = col_expr_unary(graph, COL_OP_SQRT, col_expr_integer(graph, 2));
    assert_false(col_side_set_range(&box.sides[0], graph, &range));
    fmpq_clear(x);
    col_box_clear(&box);
    col_graph_free(graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sides),
        cmocka_unit_test(test_hull_and_volume),
        cmocka_unit_test(test_ranges),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
