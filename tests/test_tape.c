/* Tapes: samples from inside boxes lie in the enclosures, the evaluators agree, domains are told rightly. */
#include <collapsar/tape.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { INPUTS = 3 };

typedef struct {
    col_graph *graph;
    col_expr inputs[INPUTS];
    flint_rand_t random;
} fixture;

static void fixture_init(fixture *f)
{
    static const char *const names[INPUTS] = {"x", "y", "z"};
    f->graph = col_graph_new(0);
    for (int i = 0; i < INPUTS; i++)
        f->inputs[i] = col_expr_symbol(f->graph, names[i]);
    flint_randinit(f->random);
}

static void fixture_clear(fixture *f)
{
    col_graph_free(f->graph);
    flint_randclear(f->random);
}

static void random_rational(fmpq_t q, flint_rand_t random)
{
    fmpq_set_si(q, (slong)n_randint(random, 41) - 20, 1 + n_randint(random, 12));
}

static col_expr random_leaf(fixture *f)
{
    if (n_randint(f->random, 3))
        return f->inputs[n_randint(f->random, INPUTS)];
    fmpq_t q;
    fmpq_init(q);
    random_rational(q, f->random);
    col_expr e = col_expr_number(f->graph, q);
    fmpq_clear(q);
    return e;
}

/* A random formula; arithmetic: only + - * / and integer powers. */
static col_expr random_formula(fixture *f, int depth, bool arithmetic)
{
    static const col_op functions[] = {COL_OP_SQRT, COL_OP_EXP, COL_OP_LOG, COL_OP_SIN, COL_OP_COS, COL_OP_TAN,
        COL_OP_ASIN, COL_OP_ACOS, COL_OP_ATAN, COL_OP_SINH, COL_OP_COSH, COL_OP_TANH, COL_OP_ERF, COL_OP_ABS};
    static const col_op operators[] = {COL_OP_ADD, COL_OP_SUB, COL_OP_MUL, COL_OP_DIV, COL_OP_MIN, COL_OP_MAX};
    if (depth == 0 || n_randint(f->random, 8) == 0)
        return random_leaf(f);
    col_expr a = random_formula(f, depth - 1, arithmetic);
    if (!arithmetic && n_randint(f->random, 3) == 0)
        return col_expr_unary(f->graph, functions[n_randint(f->random, 14)], a);
    if (n_randint(f->random, 5) == 0) {
        fmpq_t q;
        fmpq_init(q);
        fmpq_set_si(q, (slong)n_randint(f->random, 8) - 3, arithmetic || n_randint(f->random, 2) ? 1 : 2);
        col_expr e = col_expr_binary(f->graph, COL_OP_POW, a, col_expr_number(f->graph, q));
        fmpq_clear(q);
        return e;
    }
    col_expr b = random_formula(f, depth - 1, arithmetic);
    return col_expr_binary(f->graph, operators[n_randint(f->random, arithmetic ? 4 : 6)], a, b);
}

static void random_point(fmpq *point, flint_rand_t random, const fmpq *lo, const fmpq *hi)
{
    for (int i = 0; i < INPUTS; i++) {
        fmpq_t t;
        fmpq_init(t);
        fmpq_set_si(t, (slong)n_randint(random, 17), 16);
        fmpq_sub(point + i, hi + i, lo + i);
        fmpq_mul(point + i, point + i, t);
        fmpq_add(point + i, point + i, lo + i);
        fmpq_clear(t);
    }
}

static void random_box(fmpq *lo, fmpq *hi, flint_rand_t random)
{
    for (int i = 0; i < INPUTS; i++) {
        fmpq_t width;
        fmpq_init(width);
        random_rational(lo + i, random);
        fmpq_set_si(width, (slong)n_randint(random, 5), 1ul << (2 * n_randint(random, 12)));
        fmpq_add(hi + i, lo + i, width);
        fmpq_clear(width);
    }
}

static void box_to_balls(arb_ptr balls, const fmpq *lo, const fmpq *hi, slong precision)
{
    for (int i = 0; i < INPUTS; i++) {
        arb_t other;
        arb_init(other);
        arb_set_fmpq(balls + i, lo + i, precision);
        arb_set_fmpq(other, hi + i, precision);
        arb_union(balls + i, balls + i, other, precision);
        arb_clear(other);
    }
}

/* The exact value of an arithmetic formula; false where it is undefined (or has grown very long). */
static bool exact_value(fmpq_t out, const fixture *f, col_expr e, const fmpq *point)
{
    const col_node *node = col_expr_node(f->graph, e);
    for (int i = 0; i < INPUTS; i++)
        if (e == f->inputs[i])
            fmpq_set(out, point + i);
    if (node->op == COL_OP_NUMBER)
        fmpq_set(out, col_expr_value(f->graph, e));
    if (node->arguments == 0)
        return true;
    fmpq_t right;
    fmpq_init(right);
    bool ok = exact_value(out, f, node->args[0], point) && exact_value(right, f, node->args[1], point)
        && fmpz_bits(fmpq_denref(out)) < 5000;
    switch (node->op) {
    case COL_OP_ADD: fmpq_add(out, out, right); break;
    case COL_OP_SUB: fmpq_sub(out, out, right); break;
    case COL_OP_MUL: fmpq_mul(out, out, right); break;
    case COL_OP_DIV:
        ok = ok && !fmpq_is_zero(right);
        if (ok)
            fmpq_div(out, out, right);
        break;
    default:
        ok = ok && !(fmpq_is_zero(out) && fmpq_sgn(right) < 0);
        if (ok)
            fmpq_pow_si(out, out, fmpz_get_si(fmpq_numref(right)));
        break;
    }
    fmpq_clear(right);
    return ok;
}

static void test_exact_samples(void **state)
{
    (void)state;
    fixture f;
    fixture_init(&f);
    fmpq *lo = _fmpq_vec_init(INPUTS), *hi = _fmpq_vec_init(INPUTS), *point = _fmpq_vec_init(INPUTS);
    arb_ptr balls = _arb_vec_init(INPUTS);
    col_interval intervals[INPUTS], interval;
    arb_t ball, from_interval;
    fmpq_t value;
    arb_init(ball);
    arb_init(from_interval);
    fmpq_init(value);
    int known = 0;
    for (int round = 0; round < 1500; round++) {
        col_expr e = random_formula(&f, 5, true);
        col_tape *tape = col_tape_new(f.graph, &e, 1, f.inputs, INPUTS, NULL);
        col_tape_workspace *workspace = col_tape_workspace_new(tape);
        slong precision = 32 + 40 * (slong)n_randint(f.random, 4);
        random_box(lo, hi, f.random);
        box_to_balls(balls, lo, hi, precision);
        for (int i = 0; i < INPUTS; i++)
            col_interval_set_arb(&intervals[i], balls + i);
        col_tape_ball_clipped(ball, tape, workspace, balls, precision);
        col_domain ball_domain = col_tape_domain(workspace, 0);
        col_tape_interval(&interval, tape, workspace, intervals);
        col_domain interval_domain = col_tape_domain(workspace, 0);
        col_interval_get_arb(from_interval, interval);
        for (int sample = 0; sample < 4; sample++) {
            random_point(point, f.random, lo, hi);
            if (!exact_value(value, &f, e, point))
                continue;
            known++;
            assert_true(ball_domain != COL_DOMAIN_NOWHERE && interval_domain != COL_DOMAIN_NOWHERE);
            assert_true(arb_contains_fmpq(ball, value));
            assert_true(arb_contains_fmpq(from_interval, value));
        }
        col_tape_workspace_free(workspace);
        col_tape_free(tape);
    }
    assert_true(known > 3000);
    _fmpq_vec_clear(lo, INPUTS);
    _fmpq_vec_clear(hi, INPUTS);
    _fmpq_vec_clear(point, INPUTS);
    _arb_vec_clear(balls, INPUTS);
    arb_clear(ball);
    arb_clear(from_interval);
    fmpq_clear(value);
    fixture_clear(&f);
}

/* Functions of all kinds: a point's ball at high precision meets the box's enclosures; all evaluators agree. */
static void test_evaluators_agree(void **state)
{
    (void)state;
    fixture f;
    fixture_init(&f);
    fmpq *lo = _fmpq_vec_init(INPUTS), *hi = _fmpq_vec_init(INPUTS), *point = _fmpq_vec_init(INPUTS);
    arb_ptr balls = _arb_vec_init(INPUTS), points = _arb_vec_init(INPUTS);
    acb_ptr complexes = _acb_vec_init(INPUTS);
    arb_t ball, exact, from_interval;
    acb_t complex;
    arb_init(ball);
    arb_init(exact);
    arb_init(from_interval);
    acb_init(complex);
    int tight = 0, close = 0;
    for (int round = 0; round < 1500; round++) {
        col_expr e = random_formula(&f, 4, false);
        col_tape *tape = col_tape_new(f.graph, &e, 1, f.inputs, INPUTS, NULL);
        col_tape_workspace *workspace = col_tape_workspace_new(tape);
        col_interval intervals[INPUTS], interval;
        double guesses[INPUTS], guess;
        random_box(lo, hi, f.random);
        random_point(point, f.random, lo, hi);
        box_to_balls(balls, lo, hi, 64);
        box_to_balls(points, point, point, 200);
        for (int i = 0; i < INPUTS; i++) {
            col_interval_set_arb(&intervals[i], balls + i);
            acb_set_arb(complexes + i, points + i);
            guesses[i] = fmpq_get_d(point + i);
        }
        col_tape_ball(exact, tape, workspace, points, 200);
        col_domain at_point = col_tape_domain(workspace, 0);
        col_tape_ball_clipped(ball, tape, workspace, balls, 64);
        col_domain in_box = col_tape_domain(workspace, 0);
        col_tape_interval(&interval, tape, workspace, intervals);
        col_domain in_intervals = col_tape_domain(workspace, 0);
        col_interval_get_arb(from_interval, interval);
        col_tape_complex(complex, tape, workspace, complexes, false, 200);
        col_tape_approx(&guess, tape, workspace, guesses);
        if (at_point == COL_DOMAIN_WHOLE) {
            assert_true(in_box != COL_DOMAIN_NOWHERE && in_intervals != COL_DOMAIN_NOWHERE);
            assert_true(arb_overlaps(ball, exact));
            assert_true(arb_overlaps(from_interval, exact));
            assert_true(arb_overlaps(acb_realref(complex), exact));
            tight += arb_rel_accuracy_bits(exact) > 100;
            double value = arf_get_d(arb_midref(exact), ARF_RND_NEAR);
            close += fabs(guess - value) <= 1e-6 * (1 + fabs(value));
        } else if (at_point == COL_DOMAIN_NOWHERE) {
            assert_true(in_box != COL_DOMAIN_WHOLE && in_intervals != COL_DOMAIN_WHOLE);
        }
        col_tape_workspace_free(workspace);
        col_tape_free(tape);
    }
    assert_true(tight > 500);
    assert_true(close > 500);
    _fmpq_vec_clear(lo, INPUTS);
    _fmpq_vec_clear(hi, INPUTS);
    _fmpq_vec_clear(point, INPUTS);
    _arb_vec_clear(balls, INPUTS);
    _arb_vec_clear(points, INPUTS);
    _acb_vec_clear(complexes, INPUTS);
    arb_clear(ball);
    arb_clear(exact);
    arb_clear(from_interval);
    acb_clear(complex);
    fixture_clear(&f);
}

/* The first Taylor coefficient along x + t is the symbolic derivative. */
static void test_jets_against_derivatives(void **state)
{
    (void)state;
    fixture f;
    fixture_init(&f);
    fmpq *point = _fmpq_vec_init(INPUTS);
    arb_ptr points = _arb_vec_init(INPUTS), values = _arb_vec_init(1 + INPUTS);
    arb_poly_struct in[INPUTS], out;
    arb_t coefficient;
    for (int i = 0; i < INPUTS; i++)
        arb_poly_init(&in[i]);
    arb_poly_init(&out);
    arb_init(coefficient);
    int compared = 0;
    for (int round = 0; round < 800; round++) {
        col_expr e = random_formula(&f, 4, false);
        col_tape *tape = col_tape_new_jacobian(f.graph, &e, 1, f.inputs, INPUTS, NULL);
        col_tape *plain = col_tape_new(f.graph, &e, 1, f.inputs, INPUTS, NULL);
        assert_non_null(tape);
        col_tape_workspace *workspace = col_tape_workspace_new(tape), *plain_workspace = col_tape_workspace_new(plain);
        for (int i = 0; i < INPUTS; i++)
            random_rational(point + i, f.random);
        box_to_balls(points, point, point, 128);
        col_tape_ball(values, tape, workspace, points, 128);
        int along = (int)n_randint(f.random, INPUTS);
        for (int i = 0; i < INPUTS; i++) {
            arb_poly_zero(&in[i]);
            arb_poly_set_coeff_arb(&in[i], 0, points + i);
            if (i == along)
                arb_poly_set_coeff_si(&in[i], 1, 1);
        }
        col_tape_series(&out, plain, plain_workspace, in, 4, 128);
        arb_poly_get_coeff_arb(coefficient, &out, 1);
        if (arb_is_finite(values) && arb_is_finite(values + 1 + along) && arb_is_finite(coefficient)) {
            assert_true(arb_overlaps(coefficient, values + 1 + along));
            compared++;
        }
        col_tape_workspace_free(workspace);
        col_tape_workspace_free(plain_workspace);
        col_tape_free(tape);
        col_tape_free(plain);
    }
    assert_true(compared > 250);
    for (int i = 0; i < INPUTS; i++)
        arb_poly_clear(&in[i]);
    arb_poly_clear(&out);
    arb_clear(coefficient);
    _fmpq_vec_clear(point, INPUTS);
    _arb_vec_clear(points, INPUTS);
    _arb_vec_clear(values, 1 + INPUTS);
    fixture_clear(&f);
}

static void evaluate_at(arb_t out, fixture *f, col_expr e, const char *x, bool clipped)
{
    col_tape *tape = col_tape_new(f->graph, &e, 1, f->inputs, 1, NULL);
    assert_non_null(tape);
    col_tape_workspace *workspace = col_tape_workspace_new(tape);
    arb_t in;
    arb_init(in);
    arb_set_str(in, x, 128);
    if (clipped)
        col_tape_ball_clipped(out, tape, workspace, in, 128);
    else
        col_tape_ball(out, tape, workspace, in, 128);
    arb_clear(in);
    col_tape_workspace_free(workspace);
    col_tape_free(tape);
}

static void test_ranges(void **state)
{
    (void)state;
    fixture f;
    fixture_init(&f);
    arb_t y, bound;
    arb_init(y);
    arb_init(bound);
    col_expr x = f.inputs[0];
    evaluate_at(y, &f, col_expr_pow_si(f.graph, x, 2), "[0 +/- 1]", false);
    assert_true(arb_is_nonnegative(y));
    arb_set_d(bound, 1.0001);
    assert_true(arb_lt(y, bound));
    evaluate_at(y, &f, col_expr_unary(f.graph, COL_OP_SQRT, x), "[1.5 +/- 2.5]", false); /* [-1, 4] */
    assert_false(arb_is_finite(y));
    evaluate_at(y, &f, col_expr_unary(f.graph, COL_OP_SQRT, x), "[1.5 +/- 2.5]", true);
    assert_true(arb_is_finite(y) && arb_is_nonnegative(y));
    evaluate_at(y, &f, col_expr_unary(f.graph, COL_OP_SQRT, col_expr_pow_si(f.graph, x, 2)), "[0 +/- 3]", false);
    assert_true(arb_is_finite(y) && arb_is_nonnegative(y));
    arb_set_str(bound, "3.0001", 64);
    assert_true(arb_lt(y, bound));
    arb_clear(y);
    arb_clear(bound);
    fixture_clear(&f);
}

static col_expr integral_of(fixture *f, col_expr body, col_expr symbol, slong lo, col_expr hi)
{
    return col_expr_integral(f->graph, body, symbol, col_expr_integer(f->graph, lo), hi);
}

static void assert_near(const arb_t value, const char *expected)
{
    arb_t truth;
    arb_init(truth);
    arb_set_str(truth, expected, 200);
    assert_true(arb_is_finite(value));
    assert_true(arb_overlaps(value, truth));
    assert_true(arb_rel_accuracy_bits(value) > 60);
    arb_clear(truth);
}

static void test_sums(void **state)
{
    (void)state;
    fixture f;
    fixture_init(&f);
    col_graph *g = f.graph;
    arb_t y;
    arb_init(y);
    col_expr x = f.inputs[0], j = col_expr_symbol(g, "j"), one = col_expr_integer(g, 1);
    /* sum j^2 x, j = 1 .. 10, is 385 x */
    col_expr sum = col_expr_sum(g, col_expr_mul(g, col_expr_pow_si(g, j, 2), x), j, one, col_expr_integer(g, 10));
    evaluate_at(y, &f, sum, "2", false);
    assert_near(y, "770");
    evaluate_at(y, &f, col_expr_sum(g, j, j, one, col_expr_integer(g, 1000000000000)), "2", false);
    assert_false(arb_is_finite(y));
    col_expr undefined = col_expr_unary(g, COL_OP_SQRT, col_expr_integer(g, -1));
    evaluate_at(y, &f, col_expr_sum(g, undefined, j, one, col_expr_integer(g, 0)), "2", false);
    assert_true(arb_is_zero(y));
    evaluate_at(y, &f, col_expr_sum(g, undefined, j, one, one), "2", false);
    assert_false(arb_is_finite(y));
    arb_clear(y);
    fixture_clear(&f);
}

static void test_integrals(void **state)
{
    (void)state;
    fixture f;
    fixture_init(&f);
    col_graph *g = f.graph;
    arb_t y;
    arb_init(y);
    col_expr x = f.inputs[0], t = col_expr_symbol(g, "t"), s = col_expr_symbol(g, "s"), one = col_expr_integer(g, 1);
    /* integral exp(-x t^2), t = 0 .. 2, x = 3 */
    col_expr gauss = col_expr_unary(g, COL_OP_EXP, col_expr_neg(g, col_expr_mul(g, x, col_expr_pow_si(g, t, 2))));
    evaluate_at(y, &f, integral_of(&f, gauss, t, 0, col_expr_integer(g, 2)), "3", false);
    arb_t root, expected;
    arb_init(root);
    arb_init(expected);
    arb_sqrt_ui(root, 12, 128);
    arb_hypgeom_erf(expected, root, 128);
    arb_sqrt_ui(root, 3, 128);
    arb_div(expected, expected, root, 128);
    arb_const_sqrt_pi(root, 128);
    arb_mul(expected, expected, root, 128);
    arb_mul_2exp_si(expected, expected, -1);
    assert_true(arb_overlaps(y, expected) && arb_rel_accuracy_bits(y) > 60);
    arb_clear(root);
    arb_clear(expected);
    /* integral abs(t - 1/3), t = 0 .. 1, is 5/18; integral sqrt(1 - t^2) is pi/4 */
    fmpq_t third;
    fmpq_init(third);
    fmpq_set_si(third, 1, 3);
    col_expr kink = col_expr_unary(g, COL_OP_ABS, col_expr_sub(g, t, col_expr_number(g, third)));
    fmpq_clear(third);
    evaluate_at(y, &f, integral_of(&f, kink, t, 0, one), "0", false);
    assert_near(y, "0.27777777777777777777777777777777777777777777777 +/- 1e-40");
    col_expr circle = col_expr_unary(g, COL_OP_SQRT, col_expr_sub(g, one, col_expr_pow_si(g, t, 2)));
    evaluate_at(y, &f, integral_of(&f, circle, t, 0, one), "0", false);
    assert_near(y, "0.7853981633974483096156608458198757210492923498 +/- 1e-40");
    /* sqrt(t)^2 is no real function left of zero, though its complex integral exists */
    col_expr left = col_expr_pow_si(g, col_expr_unary(g, COL_OP_SQRT, t), 2);
    evaluate_at(y, &f, integral_of(&f, left, t, -1, one), "0", false);
    assert_false(arb_is_finite(y));
    /* ends that are balls: the integral of cos from 0 to x = 1 +- 1/100 holds sin of both ends */
    arb_t end;
    arb_init(end);
    evaluate_at(y, &f, integral_of(&f, col_expr_unary(g, COL_OP_COS, t), t, 0, x), "[1 +/- 0.01]", false);
    for (int sign = -1; sign <= 1; sign += 2) {
        arb_set_si(end, 100 + sign);
        arb_div_ui(end, end, 100, 128);
        arb_sin(end, end, 128);
        assert_true(arb_is_finite(y) && arb_contains(y, end));
    }
    arb_clear(end);
    /* nested: integral over t of the integral of s t, s = 0 .. t, t = 0 .. x, is x^4/8 */
    col_expr nested = integral_of(&f, integral_of(&f, col_expr_mul(g, s, t), s, 0, t), t, 0, x);
    evaluate_at(y, &f, nested, "2", false);
    assert_near(y, "2");
    arb_clear(y);
    fixture_clear(&f);
}

/* int_x^(x^2) t exp(x t) dt along x = 3/2 + s: the first two coefficients against finite sums of the closed form's
 * derivative, that is against the symbolic derivative (Leibniz' rule). */
static void test_jets_of_integrals(void **state)
{
    (void)state;
    fixture f;
    fixture_init(&f);
    col_graph *g = f.graph;
    col_expr x = f.inputs[0], t = col_expr_symbol(g, "t");
    col_expr body = col_expr_mul(g, t, col_expr_unary(g, COL_OP_EXP, col_expr_mul(g, x, t)));
    col_expr kinked = col_expr_mul(g, body, col_expr_unary(g, COL_OP_SQRT, col_expr_add(g, t, x)));
    for (int round = 0; round < 2; round++) {
        col_expr e = col_expr_integral(g, round ? kinked : body, t, x, col_expr_pow_si(g, x, 2));
        col_expr slope = col_expr_derivative(g, e, x), roots[3] = {e, slope, col_expr_derivative(g, slope, x)};
        col_tape *tape = col_tape_new(g, roots, 3, f.inputs, 1, NULL);
        col_tape *plain = col_tape_new(g, &e, 1, f.inputs, 1, NULL);
        col_tape_workspace *workspace = col_tape_workspace_new(tape), *jets = col_tape_workspace_new(plain);
        arb_ptr values = _arb_vec_init(3);
        arb_poly_t in, out;
        arb_t c;
        arb_init(c);
        arb_poly_init(in);
        arb_poly_init(out);
        arb_set_d(c, 1.5);
        col_tape_ball(values, tape, workspace, c, 100);
        arb_poly_set_coeff_arb(in, 0, c);
        arb_poly_set_coeff_si(in, 1, 1);
        col_tape_series(out, plain, jets, in, 3, 100);
        for (slong k = 0; k < 3; k++) {
            arb_poly_get_coeff_arb(c, out, k);
            if (k == 2)
                arb_mul_2exp_si(c, c, 1);
            assert_true(arb_rel_accuracy_bits(c) > 50);
            assert_true(arb_rel_accuracy_bits(values + k) > 50);
            assert_true(arb_overlaps(c, values + k));
        }
        arb_clear(c);
        arb_poly_clear(in);
        arb_poly_clear(out);
        _arb_vec_clear(values, 3);
        col_tape_workspace_free(workspace);
        col_tape_workspace_free(jets);
        col_tape_free(tape);
        col_tape_free(plain);
    }
    fixture_clear(&f);
}

static void test_refusals(void **state)
{
    (void)state;
    fixture f;
    fixture_init(&f);
    col_expr roots[2] = {f.inputs[0], COL_EXPR_NONE};
    col_error error = {0};
    assert_null(col_tape_new(f.graph, roots, 2, f.inputs, INPUTS, &error));
    assert_int_equal(error.fault, COL_FAULT_RESOURCE);
    error = (col_error){0};
    assert_null(col_tape_new(f.graph, roots, 1, f.inputs + 1, 1, &error));
    assert_string_equal(error.message, "'x' has no value here");
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact_samples),
        cmocka_unit_test(test_evaluators_agree),
        cmocka_unit_test(test_jets_against_derivatives),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_integrals),
        cmocka_unit_test(test_jets_of_integrals),
        cmocka_unit_test(test_refusals),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
