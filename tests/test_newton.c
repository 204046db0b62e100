/* Krawczyk certificates: zeros that are there are found, zeros that are not are never certified. */
#include <collapsar/newton.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct {
    col_graph *graph;
    col_expr symbols[3];
    col_system *system;
} fixture;

/* x^2 + y^2 + a z = (its value at the root), x y + z^3 = ..., z - x + y^2 = ...; the root has small rational
 * coordinates. */
static void fixture_init(fixture *f, const fmpq *root, slong a)
{
    col_graph *g = f->graph = col_graph_new(0);
    col_expr shifted[3], equations[3], values[3];
    for (int i = 0; i < 3; i++) {
        f->symbols[i] = col_expr_symbol(g, "x");
        values[i] = col_expr_number(g, root + i);
    }
    col_expr x = f->symbols[0], y = f->symbols[1], z = f->symbols[2];
    equations[0] = col_expr_add(g, col_expr_add(g, col_expr_mul(g, x, x), col_expr_mul(g, y, y)),
        col_expr_mul(g, col_expr_integer(g, a), z));
    equations[1] = col_expr_add(g, col_expr_mul(g, x, y), col_expr_pow_si(g, z, 3));
    equations[2] = col_expr_add(g, col_expr_sub(g, z, x), col_expr_mul(g, y, y));
    for (int i = 0; i < 3; i++) {
        shifted[i] = col_expr_substitute(g, equations[i], f->symbols, values, 3);
        equations[i] = col_expr_sub(g, equations[i], shifted[i]);
    }
    f->system = col_system_new(g, equations, f->symbols, 3, NULL, 0, NULL);
    assert_non_null(f->system);
}

static void fixture_clear(fixture *f)
{
    col_system_free(f->system);
    col_graph_free(f->graph);
}

static void random_root(fmpq *root, flint_rand_t random)
{
    for (int i = 0; i < 3; i++)
        fmpq_set_si(root + i, (slong)n_randint(random, 61) - 30, 1 + n_randint(random, 9));
}

static void test_certify_and_refine(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    fmpq *root = _fmpq_vec_init(3);
    arb_ptr box = _arb_vec_init(3), zero = _arb_vec_init(3);
    int unique = 0;
    for (int round = 0; round < 100; round++) {
        fixture f;
        random_root(root, random);
        fixture_init(&f, root, 1 + (slong)n_randint(random, 5));
        for (int i = 0; i < 3; i++) {
            arb_set_fmpq(box + i, root + i, 64);
            arb_add_error_2exp_si(box + i, -12);
        }
        col_zero found = col_newton_certify(zero, f.system, box, 64);
        assert_int_not_equal(found, COL_ZERO_NONE);
        for (int i = 0; i < 3; i++)
            assert_true(arb_contains_fmpq(zero + i, root + i));
        if (found == COL_ZERO_UNIQUE) {
            unique++;
            assert_true(col_newton_refine(zero, f.system, zero, 500, 2048));
            for (int i = 0; i < 3; i++) {
                assert_true(arb_contains_fmpq(zero + i, root + i));
                assert_true(arb_rel_accuracy_bits(zero + i) >= 500
                    || mag_cmp_2exp_si(arb_radref(zero + i), -500) < 0);
            }
        }
        /* a box without the root, as far as the first coordinate goes */
        for (int i = 0; i < 3; i++) {
            arb_set_fmpq(box + i, root + i, 64);
            if (i == 0)
                arb_add_si(box, box, 1, 64);
            arb_add_error_2exp_si(box + i, -12);
        }
        if (col_newton_certify(zero, f.system, box, 64) == COL_ZERO_UNIQUE)
            assert_false(arb_contains_fmpq(zero, root));
        fixture_clear(&f);
    }
    assert_true(unique >= 90);
    _fmpq_vec_clear(root, 3);
    _arb_vec_clear(box, 3);
    _arb_vec_clear(zero, 3);
    flint_randclear(random);
}

static void test_isolate(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    fmpq *root = _fmpq_vec_init(3);
    arb_ptr zero = _arb_vec_init(3);
    int found = 0;
    for (int round = 0; round < 50; round++) {
        fixture f;
        double guess[3];
        random_root(root, random);
        fixture_init(&f, root, 2);
        for (int i = 0; i < 3; i++)
            guess[i] = fmpq_get_d(root + i) * (1 + 1e-14);
        if (col_newton_isolate(zero, f.system, guess, NULL, 64)) {
            found++;
            for (int i = 0; i < 3; i++)
                assert_true(arb_contains_fmpq(zero + i, root + i));
        }
        fixture_clear(&f);
    }
    assert_true(found >= 45);
    _fmpq_vec_clear(root, 3);
    _arb_vec_clear(zero, 3);
    flint_randclear(random);
}

/* x^2 - a: double at a = 0, none at a = -1/1000, and the domain of sqrt is respected. */
static void test_degenerate(void **state)
{
    (void)state;
    col_graph *g = col_graph_new(0);
    col_expr x = col_expr_symbol(g, "x"), a = col_expr_symbol(g, "a");
    col_expr parabola = col_expr_sub(g, col_expr_mul(g, x, x), a);
    col_expr root = col_expr_sub(g, col_expr_unary(g, COL_OP_SQRT, x), a);
    col_system *square = col_system_new(g, &parabola, &x, 1, &a, 1, NULL);
    col_system *rooted = col_system_new(g, &root, &x, 1, &a, 1, NULL);
    arb_ptr in = _arb_vec_init(2), zero = _arb_vec_init(1);
    arb_set_str(in, "[0 +/- 0.01]", 64);
    assert_int_equal(col_newton_certify(zero, square, in, 64), COL_ZERO_UNKNOWN);
    arb_set_str(in + 1, "-0.001", 64);
    assert_int_equal(col_newton_certify(zero, square, in, 64), COL_ZERO_NONE);
    /* for every parameter of an interval at once */
    arb_set_str(in, "[1 +/- 0.2]", 64);
    arb_set_str(in + 1, "[1 +/- 0.1]", 64);
    assert_int_equal(col_newton_certify(zero, square, in, 64), COL_ZERO_UNIQUE);
    arb_set_str(in, "[0.01 +/- 0.02]", 64);
    arb_set_str(in + 1, "0.1", 64);
    assert_int_equal(col_newton_certify(zero, rooted, in, 64), COL_ZERO_UNKNOWN);
    arb_set_str(in, "[0.01 +/- 0.001]", 64);
    assert_int_equal(col_newton_certify(zero, rooted, in, 64), COL_ZERO_UNIQUE);
    col_system_free(square);
    col_system_free(rooted);
    _arb_vec_clear(in, 2);
    _arb_vec_clear(zero, 1);
    col_graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certify_and_refine),
        cmocka_unit_test(test_isolate),
        cmocka_unit_test(test_degenerate),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
