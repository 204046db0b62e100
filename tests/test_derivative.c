/* Symbolic derivatives against dual numbers (exact), power series in balls, and Leibniz' rule done by hand. */
#include "formulas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

/* --- rational functions, exactly ---------------------------------------------------------------------------- */

static void test_rational_functions(void **unused)
{
    (void)unused;
    flint_rand_t state;
    flint_randinit(state);
    fmpq *values = _fmpq_vec_init(3);
    fmpq_t value, expected, found, slope;
    fmpq_init(value);
    fmpq_init(expected);
    fmpq_init(found);
    fmpq_init(slope);
    int compared = 0;
    for (int round = 0; round < 1500; round++) {
        col_graph *graph = col_graph_new(0);
        col_expr symbols[3] = {col_expr_symbol(graph, "x"), col_expr_symbol(graph, "y"), col_expr_symbol(graph, "z")};
        col_expr e = random_rational_function(graph, state, symbols, 3, 5 + (int)n_randint(state, 14));
        size_t direction = n_randint(state, 3);
        for (int i = 0; i < 3; i++)
            random_rational(values + i, state, true);
        col_expr derivative = col_expr_derivative(graph, e, symbols[direction]);
        assert_int_not_equal(derivative, COL_EXPR_NONE);
        if (evaluate_dual(value, expected, graph, e, symbols, values, 3, direction)
            && fmpq_height_bits(expected) < 5000) {
            assert_true(evaluate_dual(found, slope, graph, derivative, symbols, values, 3, direction));
            assert_true(fmpq_equal(found, expected));
            compared += !fmpq_is_zero(expected);
        }
        col_graph_free(graph);
    }
    assert_true(compared > 300);
    _fmpq_vec_clear(values, 3);
    fmpq_clear(value);
    fmpq_clear(expected);
    fmpq_clear(found);
    fmpq_clear(slope);
    flint_randclear(state);
}

/* --- functions, in balls ------------------------------------------------------------------------------------ */

static void tanh_series(arb_poly_t out, const arb_poly_t a, slong prec)
{
    arb_poly_t cosh;
    arb_poly_init(cosh);
    arb_poly_sinh_cosh_series(out, cosh, a, 2, prec);
    arb_poly_div_series(out, out, cosh, 2, prec);
    arb_poly_clear(cosh);
}

static bool is_negative(const arb_poly_t a)
{
    return a->length > 0 && arb_is_negative(a->coeffs);
}

static void apply_series(arb_poly_t out, col_op op, const arb_poly_t a, slong prec)
{
    switch (op) {
    case COL_OP_SQRT: arb_poly_sqrt_series(out, a, 2, prec); break;
    case COL_OP_EXP: arb_poly_exp_series(out, a, 2, prec); break;
    case COL_OP_LOG: arb_poly_log_series(out, a, 2, prec); break;
    case COL_OP_SIN: arb_poly_sin_series(out, a, 2, prec); break;
    case COL_OP_COS: arb_poly_cos_series(out, a, 2, prec); break;
    case COL_OP_TAN: arb_poly_tan_series(out, a, 2, prec); break;
    case COL_OP_ASIN: arb_poly_asin_series(out, a, 2, prec); break;
    case COL_OP_ACOS: arb_poly_acos_series(out, a, 2, prec); break;
    case COL_OP_ATAN: arb_poly_atan_series(out, a, 2, prec); break;
    case COL_OP_SINH: arb_poly_sinh_series(out, a, 2, prec); break;
    case COL_OP_COSH: arb_poly_cosh_series(out, a, 2, prec); break;
    case COL_OP_TANH: tanh_series(out, a, prec); break;
    case COL_OP_ERF: arb_hypgeom_erf_series(out, a, 2, prec); break;
    default: /* abs */
        if (is_negative(a))
            arb_poly_neg(out, a);
        else
            arb_poly_set(out, a);
    }
}

/* a^b = exp(b log a) unless b is an integer. */
static void power_series(arb_poly_t out, const arb_poly_t a, const arb_poly_t b, const fmpq *exponent, slong prec)
{
    if (exponent && fmpz_is_one(fmpq_denref(exponent))) {
        slong n = fmpz_get_si(fmpq_numref(exponent));
        arb_poly_pow_ui_trunc_binexp(out, a, (ulong)FLINT_ABS(n), 2, prec);
        if (n < 0)
            arb_poly_inv_series(out, out, 2, prec);
        return;
    }
    arb_poly_t t;
    arb_poly_init(t);
    arb_poly_log_series(t, a, 2, prec);
    arb_poly_mullow(t, t, b, 2, prec);
    arb_poly_exp_series(out, t, 2, prec);
    arb_poly_clear(t);
}

static void extremum_series(arb_poly_t out, col_op op, const arb_poly_t a, const arb_poly_t b, slong prec)
{
    arb_poly_t gap;
    arb_poly_init(gap);
    arb_poly_sub(gap, a, b, prec);
    arb_poly_set(out, is_negative(gap) == (op == COL_OP_MIN) ? a : b);
    arb_poly_clear(gap);
}

static void set_constant(arb_poly_t out, const col_graph *graph, col_expr e, slong prec)
{
    arb_t value;
    arb_init(value);
    if (col_expr_is_number(graph, e))
        arb_set_fmpq(value, col_expr_value(graph, e), prec);
    else
        arb_const_pi(value, prec);
    arb_poly_set_coeff_arb(out, 0, value);
    arb_clear(value);
}

static void series_of_node(arb_poly_struct *all, const col_graph *graph, col_expr e, slong prec)
{
    const col_node *node = col_expr_node(graph, e);
    arb_poly_struct *out = all + e, *a = all + node->args[0], *b = all + node->args[1];
    switch (node->op) {
    case COL_OP_NUMBER: case COL_OP_PI: set_constant(out, graph, e, prec); break;
    case COL_OP_SYMBOL: break;
    case COL_OP_ADD: arb_poly_add(out, a, b, prec); break;
    case COL_OP_SUB: arb_poly_sub(out, a, b, prec); break;
    case COL_OP_MUL: arb_poly_mullow(out, a, b, 2, prec); break;
    case COL_OP_DIV: arb_poly_div_series(out, a, b, 2, prec); break;
    case COL_OP_NEG: arb_poly_neg(out, a); break;
    case COL_OP_POW:
        power_series(out, a, b, col_expr_is_number(graph, node->args[1]) ? col_expr_value(graph, node->args[1]) : NULL,
                     prec);
        break;
    case COL_OP_MIN: case COL_OP_MAX: extremum_series(out, node->op, a, b, prec); break;
    default: apply_series(out, node->op, a, prec);
    }
}

/* e at x = at + h, to first order in h. */
static void series(arb_poly_t out, const col_graph *graph, col_expr e, col_expr x, const arb_t at, slong prec)
{
    arb_poly_struct *all = flint_malloc((e + 1) * sizeof *all);
    for (col_expr i = 0; i <= e; i++)
        arb_poly_init(all + i);
    for (col_expr i = 1; i <= e; i++) {
        series_of_node(all, graph, i, prec);
        if (i == x) {
            arb_poly_set_coeff_arb(all + i, 0, at);
            arb_poly_set_coeff_si(all + i, 1, 1);
        }
    }
    arb_poly_set(out, all + e);
    for (col_expr i = 0; i <= e; i++)
        arb_poly_clear(all + i);
    flint_free(all);
}

/* The derivative's value overlaps with the coefficient of the series, and both are sharp. */
static void check_at(col_graph *graph, col_expr e, col_expr x, slong numerator, ulong denominator)
{
    arb_t at, expected, found;
    arb_poly_t p;
    arb_init(at);
    arb_init(expected);
    arb_init(found);
    arb_poly_init(p);
    arb_set_si(at, numerator);
    arb_div_ui(at, at, denominator, 200);
    series(p, graph, e, x, at, 200);
    arb_poly_get_coeff_arb(expected, p, 1);
    series(p, graph, col_expr_derivative(graph, e, x), x, at, 200);
    arb_poly_get_coeff_arb(found, p, 0);
    assert_true(arb_overlaps(expected, found));
    assert_true(arb_rel_accuracy_bits(expected) > 100 && arb_rel_accuracy_bits(found) > 100);
    arb_clear(at);
    arb_clear(expected);
    arb_clear(found);
    arb_poly_clear(p);
}

static void test_functions(void **unused)
{
    (void)unused;
    for (col_op op = COL_OP_SQRT; op <= COL_OP_ABS; op++) {
        col_graph *graph = col_graph_new(0);
        col_expr x = col_expr_symbol(graph, "x");
        col_expr square = col_expr_binary(graph, COL_OP_MUL, x, x);
        check_at(graph, col_expr_unary(graph, op, x), x, 3, 7);
        check_at(graph, col_expr_unary(graph, op, square), x, 5, 11);
        check_at(graph, col_expr_binary(graph, COL_OP_MUL, square, col_expr_unary(graph, op, square)), x, 2, 3);
        check_at(graph, col_expr_unary(graph, COL_OP_EXP, col_expr_unary(graph, op, x)), x, 1, 5);
        col_graph_free(graph);
    }
}

static void test_powers_and_extrema(void **unused)
{
    (void)unused;
    col_graph *graph = col_graph_new(0);
    col_expr x = col_expr_symbol(graph, "x"), y = col_expr_unary(graph, COL_OP_SIN, x);
    fmpq_t third;
    fmpq_init(third);
    fmpq_set_si(third, -1, 3);
    check_at(graph, col_expr_binary(graph, COL_OP_POW, x, col_expr_number(graph, third)), x, 2, 7);
    check_at(graph, col_expr_binary(graph, COL_OP_POW, x, y), x, 2, 7);
    check_at(graph, col_expr_binary(graph, COL_OP_POW, y, x), x, 2, 7);
    check_at(graph, col_expr_binary(graph, COL_OP_POW, col_expr_integer(graph, 2), x), x, 2, 7);
    check_at(graph, col_expr_binary(graph, COL_OP_POW, y, col_expr_pi(graph)), x, 2, 7);
    check_at(graph, col_expr_binary(graph, COL_OP_POW, y, col_expr_integer(graph, -3)), x, -2, 7);
    col_expr square = col_expr_binary(graph, COL_OP_MUL, x, x);
    check_at(graph, col_expr_binary(graph, COL_OP_MIN, x, square), x, 1, 2);
    check_at(graph, col_expr_binary(graph, COL_OP_MIN, x, square), x, 3, 2);
    check_at(graph, col_expr_binary(graph, COL_OP_MAX, x, square), x, 1, 2);
    check_at(graph, col_expr_binary(graph, COL_OP_MAX, x, square), x, 3, 2);
    check_at(graph, col_expr_unary(graph, COL_OP_ABS, x), x, -3, 2);
    fmpq_clear(third);
    col_graph_free(graph);
}

/* --- integrals and sums ------------------------------------------------------------------------------------- */

/* d/dt of the integral of x^2 t from t to t^2 is the integral of x^2, plus t^4 t 2t, minus t^2 t. */
static void test_leibniz(void **unused)
{
    (void)unused;
    col_graph *graph = col_graph_new(0);
    col_expr t = col_expr_symbol(graph, "t"), x = col_expr_symbol(graph, "x");
    col_expr square = col_expr_pow_si(graph, t, 2), body = col_expr_pow_si(graph, x, 2);
    col_expr e = col_expr_integral(graph, col_expr_mul(graph, body, t), x, t, square);
    col_expr derivative = col_expr_derivative(graph, e, t);
    col_expr inside = col_expr_integral(graph, body, x, t, square);
    col_expr upper = col_expr_mul(graph, col_expr_mul(graph, col_expr_pow_si(graph, square, 2), t),
                                  col_expr_mul(graph, col_expr_integer(graph, 2), t));
    col_expr lower = col_expr_mul(graph, square, t);
    assert_int_equal(derivative, col_expr_add(graph, inside, col_expr_sub(graph, upper, lower)));
    /* nothing depends on t: 0; only an end does: no integral is left */
    col_expr still = col_expr_integral(graph, body, x, col_expr_integer(graph, 0), col_expr_integer(graph, 1));
    assert_true(col_expr_is_zero(graph, col_expr_derivative(graph, still, t)));
    col_expr growing = col_expr_integral(graph, body, x, col_expr_integer(graph, 0), t);
    assert_int_equal(col_expr_derivative(graph, growing, t), square);
    col_graph_free(graph);
}

static void test_sums(void **unused)
{
    (void)unused;
    col_graph *graph = col_graph_new(0);
    col_expr t = col_expr_symbol(graph, "t"), j = col_expr_symbol(graph, "j");
    col_expr one = col_expr_integer(graph, 1), ten = col_expr_integer(graph, 10);
    col_expr body = col_expr_mul(graph, j, col_expr_unary(graph, COL_OP_SIN, t));
    col_expr inside = col_expr_mul(graph, j, col_expr_unary(graph, COL_OP_COS, t));
    col_expr found = col_expr_derivative(graph, col_expr_sum(graph, body, j, one, ten), t);
    assert_int_equal(found, col_expr_sum(graph, inside, j, one, ten));
    assert_int_equal(col_expr_derivative(graph, col_expr_sum(graph, body, j, one, t), t), COL_EXPR_NONE);
    col_graph_free(graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rational_functions),
        cmocka_unit_test(test_functions),
        cmocka_unit_test(test_powers_and_extrema),
        cmocka_unit_test(test_leibniz),
        cmocka_unit_test(test_sums),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
