/* Taylor coefficients and the validated integrator: closed forms, exact inclusions, conservation laws, wrapping,
 * refinement, refusals. */
#include <collapsar/document.h>
#include <collapsar/integrator.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const char one_direction[] =
    "model direction\n"
    "parameter s in (0, 1]\n"
    "parameter r in [0, 1)\n"
    "parameter rho in [0, 1)\n"
    "variable p, u, v\n"
    "flow p = -((p - s)*u^2 + (p + s)*v^2)/2 - rho*p\n"
    "flow u = -(p^2 + r + rho - (1 + r)*s*p)*u\n"
    "flow v = -(p^2 + r + rho + (1 + r)*s*p)*v\n";

/* A model's flow as a field, its parameters in order of declaration. */
static col_field *field_of(col_document **document, const char *text)
{
    col_error error = {0};
    *document = col_document_parse("test.col", text, strlen(text), &error);
    if (*document == NULL)
        fail_msg("%s", error.message);
    col_model *model = &(*document)->models[0];
    col_expr variables[16], flow[16], parameters[16];
    for (size_t i = 0; i < model->variable_count; i++) {
        variables[i] = model->variables[i].symbol;
        flow[i] = model->variables[i].flow;
    }
    for (size_t i = 0; i < model->parameter_count; i++)
        parameters[i] = model->parameters[i].symbol;
    col_field *field = col_field_new(model->graph, variables, flow, (slong)model->variable_count, parameters,
        (slong)model->parameter_count, NULL, 0, &error);
    if (field == NULL)
        fail_msg("%s", error.message);
    return field;
}

static void set_ratio(arb_t x, slong numerator, ulong denominator, slong precision)
{
    arb_set_si(x, numerator);
    arb_div_ui(x, x, denominator, precision);
}

static double width(const arb_t x)
{
    return 2 * mag_get_d(arb_radref(x));
}

/* Solves x' = flow from a start of rationals to t; the state is in out. */
static col_integration solve(arb_ptr out, const char *text, const slong *start, ulong denominator,
    slong parameter_count, const slong *parameters, ulong parameter_denominator, slong numerator_t,
    ulong denominator_t, slong precision)
{
    col_document *document;
    col_field *field = field_of(&document, text);
    slong n = col_field_dimension(field);
    arb_ptr x = _arb_vec_init(n), values = _arb_vec_init(parameter_count + 1);
    arb_t t;
    arb_init(t);
    for (slong i = 0; i < n; i++)
        set_ratio(x + i, start[i], denominator, precision + 20);
    for (slong i = 0; i < parameter_count; i++)
        set_ratio(values + i, parameters[i], parameter_denominator, precision + 20);
    set_ratio(t, numerator_t, denominator_t, precision + 20);
    col_integrator_options options = COL_INTEGRATOR_OPTIONS_DEFAULT;
    options.precision = precision;
    col_integrator *integrator = col_integrator_new(field, values, x, &options);
    col_integration status = col_integrator_at(out, integrator, t);
    col_integrator_free(integrator);
    _arb_vec_clear(x, n);
    _arb_vec_clear(values, parameter_count + 1);
    arb_clear(t);
    col_field_free(field);
    col_document_free(document);
    return status;
}

/* x' as written has the solution value at time 1/3 from x(0) = 1/2: every rule of the recurrences. The value is given
 * by a closed form, evaluated with more digits. */
static void closed_form(const char *flow, void (*value)(arb_t, const arb_t, slong))
{
    char text[256];
    snprintf(text, sizeof text, "model m\nvariable x, t\nflow x = %s\nflow t = 1\n", flow);
    for (slong precision = 64; precision <= 256; precision *= 2) {
        arb_ptr out = _arb_vec_init(2);
        arb_t exact, t;
        arb_init(exact);
        arb_init(t);
        slong start[] = {1, 0};
        assert_int_equal(solve(out, text, start, 2, 0, NULL, 1, 1, 3, precision), COL_INTEGRATION_REACHED);
        set_ratio(t, 1, 3, 2 * precision);
        value(exact, t, 2 * precision);
        assert_true(arb_is_finite(exact));
        if (!arb_contains(out, exact))
            fail_msg("x' = %s at %ld bits: the closed form lies outside", flow, (long)precision);
        assert_true(arb_rel_accuracy_bits(out) > precision - 12);
        assert_true(arb_overlaps(out + 1, t));
        arb_clear(exact);
        arb_clear(t);
        _arb_vec_clear(out, 2);
    }
}

static void exponential(arb_t x, const arb_t t, slong precision)
{
    arb_exp(x, t, precision);
    arb_mul_2exp_si(x, x, -1);
}

static void logistic(arb_t x, const arb_t t, slong precision) /* x' = x (1 - x): 1/(1 + e^-t) */
{
    arb_neg(x, t);
    arb_exp(x, x, precision);
    arb_add_ui(x, x, 1, precision);
    arb_inv(x, x, precision);
}

static void reciprocal(arb_t x, const arb_t t, slong precision) /* x' = x^2: 1/(2 - t) */
{
    arb_sub_ui(x, t, 2, precision);
    arb_neg(x, x);
    arb_inv(x, x, precision);
}

static void root(arb_t x, const arb_t t, slong precision) /* x' = 1/(2x): sqrt(1/4 + t) */
{
    arb_mul_2exp_si(x, t, 2);
    arb_add_ui(x, x, 1, precision);
    arb_sqrt(x, x, precision);
    arb_mul_2exp_si(x, x, -1);
}

static void quadratic(arb_t x, const arb_t t, slong precision) /* x' = sqrt(x): (1/sqrt(2) + t/2)^2 */
{
    arb_set_ui(x, 2);
    arb_rsqrt(x, x, precision);
    arb_mul_2exp_si(x, x, 1);
    arb_add(x, x, t, precision);
    arb_sqr(x, x, precision);
    arb_mul_2exp_si(x, x, -2);
}

static void logarithm(arb_t x, const arb_t t, slong precision) /* x' = exp(-x): log(e^{1/2} + t) */
{
    arb_t half;
    arb_init(half);
    arb_set_d(half, 0.5);
    arb_exp(x, half, precision);
    arb_add(x, x, t, precision);
    arb_log(x, x, precision);
    arb_clear(half);
}

typedef void (*unary)(arb_t, const arb_t, slong);

/* out = 1/2 + f(t) - f(0) */
static void plus_half(arb_t x, const arb_t t, unary f, slong precision)
{
    arb_t zero, y;
    arb_init(zero);
    arb_init(y);
    f(x, t, precision);
    f(y, zero, precision);
    arb_sub(x, x, y, precision);
    arb_set_d(y, 0.5);
    arb_add(x, x, y, precision);
    arb_clear(zero);
    arb_clear(y);
}

static void with_tan(arb_t x, const arb_t t, slong p) { plus_half(x, t, arb_tan, p); }
static void with_tanh(arb_t x, const arb_t t, slong p) { plus_half(x, t, arb_tanh, p); }
static void with_sinh(arb_t x, const arb_t t, slong p) { plus_half(x, t, arb_sinh, p); }
static void with_cosh(arb_t x, const arb_t t, slong p) { plus_half(x, t, arb_cosh, p); }
static void with_sin(arb_t x, const arb_t t, slong p) { plus_half(x, t, arb_sin, p); }
static void with_cos(arb_t x, const arb_t t, slong p) { plus_half(x, t, arb_cos, p); }
static void with_asin(arb_t x, const arb_t t, slong p) { plus_half(x, t, arb_asin, p); }
static void with_atan(arb_t x, const arb_t t, slong p) { plus_half(x, t, arb_atan, p); }
static void with_erf(arb_t x, const arb_t t, slong p) { plus_half(x, t, arb_hypgeom_erf, p); }
static void with_log(arb_t x, const arb_t t, slong p) { plus_half(x, t, arb_log1p, p); }

/* The integral of f over [0, t] plus 1/2, for f(t) = g(t) by a known primitive. */
static void integral_of_asin(arb_t x, const arb_t t, slong precision) /* t asin t + sqrt(1 - t^2) - 1 + 1/2 */
{
    arb_t y;
    arb_init(y);
    arb_asin(x, t, precision);
    arb_mul(x, x, t, precision);
    arb_sqr(y, t, precision);
    arb_sub_ui(y, y, 1, precision);
    arb_neg(y, y);
    arb_sqrt(y, y, precision);
    arb_add(x, x, y, precision);
    arb_set_d(y, -0.5);
    arb_add(x, x, y, precision);
    arb_clear(y);
}

static void integral_of_acos(arb_t x, const arb_t t, slong precision) /* pi/2 t - (integral of asin) */
{
    arb_t y;
    arb_init(y);
    integral_of_asin(x, t, precision);
    arb_neg(x, x);
    arb_add_ui(x, x, 1, precision);
    arb_const_pi(y, precision);
    arb_mul_2exp_si(y, y, -1);
    arb_addmul(x, y, t, precision);
    arb_clear(y);
}

static void integral_of_erf(arb_t x, const arb_t t, slong precision) /* t erf t + (e^{-t^2} - 1)/sqrt(pi) + 1/2 */
{
    arb_t y, z;
    arb_init(y);
    arb_init(z);
    arb_hypgeom_erf(x, t, precision);
    arb_mul(x, x, t, precision);
    arb_sqr(y, t, precision);
    arb_neg(y, y);
    arb_expm1(y, y, precision);
    arb_const_pi(z, precision);
    arb_rsqrt(z, z, precision);
    arb_addmul(x, y, z, precision);
    arb_set_d(y, 0.5);
    arb_add(x, x, y, precision);
    arb_clear(y);
    arb_clear(z);
}

static void test_closed_forms(void **state)
{
    (void)state;
    closed_form("x", exponential);
    closed_form("x*(1 - x)", logistic);
    closed_form("x^2", reciprocal);
    closed_form("1/(2*x)", root);
    closed_form("(2*x)^(-1)", root);
    closed_form("sqrt(x)", quadratic);
    closed_form("x^(1/2)", quadratic);
    closed_form("x^(3/5)*x^(-1/10)", quadratic);
    closed_form("exp(-x)", logarithm);
    closed_form("abs(x)", exponential);
    closed_form("max(x, t - 1)", exponential);
    closed_form("min(x, t + 2)", exponential);
    closed_form("sum(x/4, j = 1 .. 4)", exponential);
    closed_form("x*sum(j*t^0, j = 0 .. 1)", exponential);
}

static void test_every_function(void **state)
{
    (void)state;
    closed_form("cos(t)", with_sin);
    closed_form("-sin(t)", with_cos);
    closed_form("1 + tan(t)^2", with_tan);
    closed_form("1 - tanh(t)^2", with_tanh);
    closed_form("cosh(t)", with_sinh);
    closed_form("sinh(t)", with_cosh);
    closed_form("1/sqrt(1 - t^2)", with_asin);
    closed_form("1/(1 + t^2)", with_atan);
    closed_form("2/sqrt(pi)*exp(-t^2)", with_erf);
    closed_form("1/(1 + t)", with_log);
    closed_form("asin(t)", integral_of_asin);
    closed_form("acos(t)", integral_of_acos);
    closed_form("erf(t)", integral_of_erf);
    closed_form("exp(log(1 + atan(t)) - log(1 + atan(t)))*exp(log(x))", exponential);
}

/* d(coefficient)/d(start) against the coefficients of two neighbours: the mean value theorem puts the quotient of
 * differences into the tangents over the hull. */
static void test_tangents(void **state)
{
    (void)state;
    col_document *document;
    col_field *field = field_of(&document,
        "model m\nvariable x, y\n"
        "flow x = sin(x)*y + tanh(x*y)/(2 + cos(y)) + sqrt(3 + x^3) + erf(x) + abs(y) + 2^x\n"
        "flow y = atan(x - y) + asin(y/9) + log(3 + x)*exp(-y) + acos(x/8) + sinh(y)*cosh(x) - tan(x/2) + max(x, 5)\n");
    arb_ptr a = _arb_vec_init(2), b = _arb_vec_init(2), hull = _arb_vec_init(2);
    for (int side = 0; side < 2; side++) {
        set_ratio(a, 1, 3, 128);
        set_ratio(a + 1, 2, 5, 128);
        _arb_vec_set(b, a, 2);
        arb_set_d(hull, 0x1p-20);
        arb_add(b + side, b + side, hull, 128);
        for (int i = 0; i < 2; i++)
            arb_union(hull + i, a + i, b + i, 128);
        col_taylor *at_a = col_taylor_new(field, NULL, 12, 128), *at_b = col_taylor_new(field, NULL, 12, 128),
                   *over = col_taylor_new(field, NULL, 12, 128);
        assert_true(col_taylor_expand(at_a, a, 12, false));
        assert_true(col_taylor_expand(at_b, b, 12, false));
        assert_true(col_taylor_expand(over, hull, 12, true));
        arb_t slope;
        arb_init(slope);
        for (slong i = 0; i < 2; i++)
            for (slong k = 0; k <= 12; k++) {
                arb_sub(slope, col_taylor_value(at_b, i) + k, col_taylor_value(at_a, i) + k, 128);
                arb_mul_2exp_si(slope, slope, 20);
                assert_true(arb_overlaps(slope, col_taylor_tangent(over, i, side) + k));
                assert_true(arb_contains(col_taylor_value(over, i) + k, col_taylor_value(at_a, i) + k)
                    || arb_overlaps(col_taylor_value(over, i) + k, col_taylor_value(at_a, i) + k));
                assert_true(width(col_taylor_tangent(over, i, side) + k)
                    < 1e-2 * (1 + fabs(arf_get_d(arb_midref(slope), ARF_RND_NEAR))));
            }
        arb_clear(slope);
        col_taylor_free(at_a);
        col_taylor_free(at_b);
        col_taylor_free(over);
    }
    _arb_vec_clear(a, 2);
    _arb_vec_clear(b, 2);
    _arb_vec_clear(hull, 2);
    col_field_free(field);
    col_document_free(document);
}

/* p^2 - (u^2 + v^2)/2 stays what it was, and the widths stay at rounding level over long times. */
static void test_conservation(void **state)
{
    (void)state;
    slong start[] = {3, 2, 1}, times[] = {10, 50, 200};
    double widths[] = {1.6e-14, 1.1e-13, 5.3e-13};
    static const char text[] =
        "model m\nvariable p, u, v\nlet s = sqrt(3)/2\nflow p = -((p - s)*u^2 + (p + s)*v^2)/2\n"
        "flow u = -(p^2 - s*p)*u\nflow v = -(p^2 + s*p)*v\n";
    arb_ptr x = _arb_vec_init(3), finer = _arb_vec_init(3);
    arb_t C, y;
    arb_init(C);
    arb_init(y);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(solve(x, text, start, 10, 0, NULL, 1, times[i], 1, 64), COL_INTEGRATION_REACHED);
        assert_true(width(x + 1) <= widths[i]);
        assert_int_equal(solve(finer, text, start, 10, 0, NULL, 1, times[i], 1, 128), COL_INTEGRATION_REACHED);
        assert_true(width(finer + 1) < 1e-31);
        for (int j = 0; j < 3; j++)
            assert_true(arb_contains(x + j, finer + j));
        arb_sqr(C, finer, 128);
        arb_sqr(y, finer + 1, 128);
        arb_addmul(y, finer + 2, finer + 2, 128);
        arb_mul_2exp_si(y, y, -1);
        arb_sub(C, C, y, 128);
        set_ratio(y, 13, 200, 128); /* 9/100 - (4/100 + 1/100)/2 */
        assert_true(arb_contains(C, y) || arb_overlaps(C, y));
        assert_true(width(C) < 1e-30);
    }
    arb_clear(C);
    arb_clear(y);
    _arb_vec_clear(x, 3);
    _arb_vec_clear(finer, 3);
}

/* A box of starts: every exact start inside ends inside, and the box is not much wider than the spread of the ends. */
static void test_boxes(void **state)
{
    (void)state;
    col_document *document;
    col_field *field = field_of(&document, one_direction);
    arb_ptr parameters = _arb_vec_init(3), box = _arb_vec_init(3), point = _arb_vec_init(3), end = _arb_vec_init(3),
            whole = _arb_vec_init(3);
    arb_t t;
    arb_init(t);
    arb_set_ui(t, 10);
    arb_set_d(parameters, 0.875);
    arb_set_d(parameters + 1, 0.0625);
    arb_set_d(parameters + 2, 0.03125);
    double centre[] = {0.5, 0.75, 0.25}, lo = 1e9, hi = -1e9;
    for (int i = 0; i < 3; i++) {
        arb_set_d(box + i, centre[i]);
        mag_set_d(arb_radref(box + i), 0x1p-11);
    }
    col_integrator *integrator = col_integrator_new(field, parameters, box, NULL);
    assert_int_equal(col_integrator_at(whole, integrator, t), COL_INTEGRATION_REACHED);
    col_integrator_free(integrator);
    for (int corner = 0; corner < 27; corner++) {
        int digits[] = {corner % 3 - 1, corner / 3 % 3 - 1, corner / 9 - 1};
        for (int i = 0; i < 3; i++)
            arb_set_d(point + i, centre[i] + digits[i] * 0x1p-11);
        integrator = col_integrator_new(field, parameters, point, NULL);
        assert_int_equal(col_integrator_at(end, integrator, t), COL_INTEGRATION_REACHED);
        for (int i = 0; i < 3; i++)
            assert_true(arb_contains(whole + i, end + i));
        double u = arf_get_d(arb_midref(end + 1), ARF_RND_NEAR);
        lo = fmin(lo, u);
        hi = fmax(hi, u);
        col_integrator_free(integrator);
    }
    assert_true(width(whole + 1) < 1.3 * (hi - lo));
    arb_clear(t);
    _arb_vec_clear(parameters, 3);
    _arb_vec_clear(box, 3);
    _arb_vec_clear(point, 3);
    _arb_vec_clear(end, 3);
    _arb_vec_clear(whole, 3);
    col_field_free(field);
    col_document_free(document);
}

/* A rotation of a box must not grow: the classical test of wrapping. And a state asked for inside steps is the same
 * as from a run that ends there. */
static void test_rotation(void **state)
{
    (void)state;
    col_document *document;
    col_field *field = field_of(&document, "model m\nvariable x, y\nflow x = y\nflow y = -x\n");
    arb_ptr box = _arb_vec_init(2), out = _arb_vec_init(2), weights = _arb_vec_init(2);
    arb_t t, exact;
    arb_init(t);
    arb_init(exact);
    arb_set_ui(box, 1);
    mag_set_d(arb_radref(box), 1e-3);
    mag_set_d(arb_radref(box + 1), 1e-3);
    col_integrator *integrator = col_integrator_new(field, NULL, box, NULL);
    for (int i = 1; i <= 60; i++) {
        set_ratio(t, i * 5, 3, 80);
        assert_int_equal(col_integrator_at(out, integrator, t), COL_INTEGRATION_REACHED);
        arb_cos(exact, t, 80);
        assert_true(arb_contains(out, exact));
        assert_true(width(out) < 1.01 * 2e-3 * sqrt(2));
    }
    col_integrator_state(out, integrator);
    arb_one(weights);
    col_integrator_form(exact, integrator, weights);
    assert_true(arb_overlaps(exact, out));
    arf_t from, to;
    arf_init(from);
    arf_init(to);
    col_integrator_times(from, to, integrator);
    assert_true(arf_cmp_si(to, 100) >= 0 && arf_cmp(from, to) < 0);
    arb_zero(t); /* before the last step */
    assert_int_equal(col_integrator_at(out, integrator, t), COL_INTEGRATION_UNDECIDED);
    assert_false(arb_is_finite(out));
    arf_clear(from);
    arf_clear(to);
    col_integrator_free(integrator);
    arb_clear(t);
    arb_clear(exact);
    _arb_vec_clear(box, 2);
    _arb_vec_clear(out, 2);
    _arb_vec_clear(weights, 2);
    col_field_free(field);
    col_document_free(document);
}

/* Solutions that end, leave the domain, or are too uncertain are not claimed. */
static void test_refusals(void **state)
{
    (void)state;
    arb_ptr out = _arb_vec_init(2);
    slong start[] = {1, 0};
    const char *blow_up = "model m\nvariable x, t\nflow x = x^2\nflow t = 1\n";
    assert_int_equal(solve(out, blow_up, start, 1, 0, NULL, 1, 999, 1000, 64), COL_INTEGRATION_REACHED);
    assert_true(arb_contains_si(out, 1000));
    col_integration status = solve(out, blow_up, start, 1, 0, NULL, 1, 11, 10, 64);
    assert_true(status == COL_INTEGRATION_STALLED || status == COL_INTEGRATION_WIDE || status == COL_INTEGRATION_SPENT);
    assert_false(arb_is_finite(out));
    status = solve(out, "model m\nvariable x, t\nflow x = -1/sqrt(x)\nflow t = 1\n", start, 1, 0, NULL, 1, 1, 1, 64);
    assert_int_not_equal(status, COL_INTEGRATION_REACHED);
    status = solve(out, "model m\nvariable x, t\nflow x = -abs(x - 1/2)\nflow t = 1\n", start, 2, 0, NULL, 1, 1, 1, 64);
    assert_int_not_equal(status, COL_INTEGRATION_REACHED); /* rests on a kink */
    status = solve(out, "model m\nvariable x, t\nflow x = log(x - 1)\nflow t = 1\n", start, 1, 0, NULL, 1, 1, 1, 64);
    assert_int_equal(status, COL_INTEGRATION_STALLED);
    _arb_vec_clear(out, 2);
}

static void test_bad_flows(void **state)
{
    (void)state;
    col_error error = {0};
    col_graph *graph = col_graph_new(0);
    col_expr x = col_expr_symbol(graph, "x"), j = col_expr_symbol(graph, "j"), one = col_expr_integer(graph, 1),
             many = col_expr_integer(graph, 1000000000);
    col_expr none = COL_EXPR_NONE;
    assert_null(col_field_new(graph, &x, &none, 1, NULL, 0, NULL, 0, &error));
    assert_int_equal(error.fault, COL_FAULT_INPUT);
    error = (col_error){0};
    col_expr integral = col_expr_integral(graph, col_expr_mul(graph, x, j), j, one, many);
    assert_null(col_field_new(graph, &x, &integral, 1, NULL, 0, NULL, 0, &error));
    assert_int_equal(error.fault, COL_FAULT_INPUT);
    error = (col_error){0};
    col_expr sum = col_expr_sum(graph, col_expr_mul(graph, x, j), j, one, many);
    assert_null(col_field_new(graph, &x, &sum, 1, NULL, 0, NULL, 0, &error));
    assert_int_equal(error.fault, COL_FAULT_INPUT);
    error = (col_error){0};
    col_expr g = col_expr_symbol(graph, "g");
    col_field_function loop = {g, col_expr_add(graph, g, x), NULL, NULL};
    assert_null(col_field_new(graph, &x, &g, 1, NULL, 0, &loop, 1, &error));
    assert_int_equal(error.fault, COL_FAULT_INPUT);
    col_graph_free(graph);
}

/* A callback that encloses e^x: the field x' = g(-x) is the one of test_closed_forms. */
static void exponential_series(arb_ptr out, slong count, const arb_t at, void *context, slong precision)
{
    ++*(int *)context;
    arb_exp(out, at, precision);
    for (slong i = 1; i < count; i++)
        arb_div_ui(out + i, out + i - 1, (ulong)i, precision);
}

static void test_callback(void **state)
{
    (void)state;
    col_error error = {0};
    int calls = 0;
    col_graph *graph = col_graph_new(0);
    col_expr x = col_expr_symbol(graph, "x"), g = col_expr_symbol(graph, "g");
    col_field_function function = {g, col_expr_neg(graph, x), exponential_series, &calls};
    col_field *field = col_field_new(graph, &x, &g, 1, NULL, 0, &function, 1, &error);
    assert_non_null(field);
    col_graph_free(graph);
    arb_t start, t, out, exact;
    arb_init(start);
    arb_init(t);
    arb_init(out);
    arb_init(exact);
    arb_set_d(start, 0.5);
    arb_set_ui(t, 40);
    col_integrator *integrator = col_integrator_new(field, NULL, start, NULL);
    assert_int_equal(col_integrator_at(out, integrator, t), COL_INTEGRATION_REACHED);
    logarithm(exact, t, 128);
    assert_true(arb_contains(out, exact));
    assert_true(arb_rel_accuracy_bits(out) > 55);
    assert_true(calls > 3);
    col_integrator_free(integrator);
    arb_clear(start);
    arb_clear(t);
    arb_clear(out);
    arb_clear(exact);
    col_field_free(field);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_closed_forms), cmocka_unit_test(test_every_function),
        cmocka_unit_test(test_tangents), cmocka_unit_test(test_conservation), cmocka_unit_test(test_boxes),
        cmocka_unit_test(test_rotation), cmocka_unit_test(test_refusals), cmocka_unit_test(test_bad_flows),
        cmocka_unit_test(test_callback)};
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failures;
}
