/* The mean-field equations: reference numbers, all modes at once against the kernels, both methods, exact moments,
 * conservation, short times, two-time functions, phases, convergence of finite systems, bad input. */
#include <collapsar/meanfield.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

typedef struct {
    col_ensemble ensemble;
    col_coupling coupling;
    col_meanfield_problem problem;
} world;

/* numbers: p0, Wx, Wy, W0, r, rho, rho_P over a common denominator */
static void world_init(world *w, const char *ensemble, const slong *numbers, ulong denominator)
{
    col_error error = {0};
    col_meanfield_problem_init(&w->problem);
    if (!col_ensemble_parse(&w->ensemble, ensemble, &error))
        fail_msg("%s", error.message);
    if (col_ensemble_continuous(&w->ensemble)) {
        w->problem.density = &w->ensemble;
    } else {
        assert_true(col_coupling_from_ensemble(&w->coupling, &w->ensemble, &error));
        w->problem.coupling = &w->coupling;
    }
    fmpq *targets[] = {w->problem.p0, w->problem.Wx, w->problem.Wy, w->problem.W0, w->problem.r, w->problem.rho,
        w->problem.rho_P};
    for (int i = 0; i < 7; i++)
        fmpq_set_si(targets[i], numbers[i], denominator);
    assert_true(col_meanfield_check(&w->problem, &error));
}

static void world_clear(world *w)
{
    if (w->problem.coupling)
        col_coupling_clear(&w->coupling);
    col_ensemble_clear(&w->ensemble);
    col_meanfield_problem_clear(&w->problem);
}

static double middle(const arb_t x)
{
    return arf_get_d(arb_midref(x), ARF_RND_NEAR);
}

static double width(const arb_t x)
{
    return 2 * mag_get_d(arb_radref(x));
}

/* Is x within tolerance of the decimal, and sharp? */
static void assert_near(const arb_t x, const char *decimal, const char *tolerance)
{
    arb_t expected, radius;
    arb_init(expected);
    arb_init(radius);
    arb_set_str(expected, decimal, 128);
    arb_set_str(radius, tolerance, 128);
    arb_add_error(expected, radius);
    if (!arb_contains(expected, x))
        fail_msg("%.17g lies outside %s +- %s", middle(x), decimal, tolerance);
    arb_clear(expected);
    arb_clear(radius);
}

/* Holds what the tail found at an earlier time at a later state? Drive: s_+ - T/S. */
static void assert_tail_holds(const col_meanfield_tail *tail, const col_meanfield_state *later, slong t)
{
    arb_t time, x, drive;
    arb_init(time), arb_init(x), arb_init(drive);
    arb_set_si(time, t);
    col_meanfield_tail_gap(x, tail, time, 64);
    assert_true(arb_contains(x, later->gap));
    arb_mul(x, later->gap, time, 64);
    assert_true(arb_le(tail->lower, x) && arb_le(x, tail->upper));
    arb_div(drive, later->T, later->S, 64);
    arb_sub(drive, tail->top, drive, 64);
    col_meanfield_tail_drive(x, tail, later->Phi, 64);
    assert_true(arb_contains(x, drive));
    arb_clear(time), arb_clear(x), arb_clear(drive);
}

static const slong closed[] = {4, 1, 1, 0, 0, 0, 0}; /* over 8: W = p_0^2 = 1/4 */

static void test_references(void **state)
{
    (void)state;
    world w;
    world_init(&w, "kesten-mckay,k=3,f=3/10", closed, 8);
    static const struct {
        slong Phi;
        const char *p;
    } at_Phi[] = {{1, "0.550868645375796"}, {5, "0.921805094959301"}, {20, "0.972919182908414"}};
    col_meanfield_state s;
    col_meanfield_state_init(&s);
    fmpq_t Phi;
    fmpq_init(Phi);
    for (int i = 0; i < 3; i++) {
        fmpq_set_si(Phi, at_Phi[i].Phi, 1);
        assert_true(col_meanfield_quadrature(&s, Phi, &w.problem, 64));
        assert_near(s.p, at_Phi[i].p, "1e-15");
        assert_true(width(s.p) < 1e-15);
    }
    static const struct {
        slong t;
        const char *p;
    } at_t[] = {{10, "0.94607540876"}, {100, "0.99021008978"}, {1000, "0.99500799678"}};
    col_meanfield *meanfield = col_meanfield_new(&w.problem, 1000, 0, 64, NULL);
    double before = 0;
    col_meanfield_tail tail; /* from t = 100 on */
    col_meanfield_tail_init(&tail);
    arb_t t;
    arb_init(t);
    for (int i = 0; i < 3; i++) {
        arb_set_si(t, at_t[i].t);
        assert_int_equal(col_meanfield_at(&s, meanfield, t), COL_INTEGRATION_REACHED);
        assert_near(s.p, at_t[i].p, "5.1e-12");
        assert_true(width(s.p) < 1e-14 && width(s.Phi) < 1e-11 && width(s.yy) < 1e-11);
        /* ageing: (s_+ - p) t rises towards 3/(4 s_+), and is 0.69 at t = 1000 */
        double coefficient = middle(s.gap) * (double)at_t[i].t;
        assert_true(coefficient > before && coefficient < 0.7532378387);
        before = coefficient;
        if (at_t[i].t == 100)
            assert_true(col_meanfield_tail_from(&tail, &s, t, &w.problem, 64));
        if (at_t[i].t >= 100)
            assert_tail_holds(&tail, &s, at_t[i].t);
    }
    col_meanfield_tail_clear(&tail);
    assert_true(fabs(before - 0.6934) < 1e-3);
    col_meanfield_top(t, meanfield);
    assert_near(t, "0.99570143930663749", "1e-16");
    col_meanfield_free(meanfield);
    arb_clear(t);
    fmpq_clear(Phi);
    col_meanfield_state_clear(&s);
    world_clear(&w);
}

/* The average of cosh(q s x) against its power series with the exact moments of s^2. */
static void test_kernels(void **state)
{
    (void)state;
    static const char *const densities[] = {"kesten-mckay,k=2,f=1", "kesten-mckay,k=3,f=3/10",
        "kesten-mckay,k=20,f=4/5", "semicircle,k=4,f=1", "semicircle,k=9,f=1/7"};
    static const slong numbers[] = {1, 1, 1, 0, 1, 0, 0}; /* over 2: r = 1/2 */
    enum { TERMS = 120 };
    fmpq *moments = _fmpq_vec_init(TERMS);
    arb_t x, y, value, sum, term;
    arb_init(x), arb_init(y), arb_init(value), arb_init(sum), arb_init(term);
    for (size_t d = 0; d < sizeof densities / sizeof *densities; d++)
        for (slong precision = 64; precision <= 192; precision += 128) {
            world w;
            world_init(&w, densities[d], numbers, 2);
            col_density_moments(moments, TERMS, &w.ensemble);
            col_meanfield *meanfield = col_meanfield_new(&w.problem, 20, 0, precision, NULL);
            for (slong j = 0; j <= 12; j++) {
                arb_set_si(x, 2 * j); /* cosh(3/2 s x) e^{-3/2 s_+ x} */
                col_meanfield_cosh(value, meanfield, x);
                col_meanfield_top(y, meanfield);
                arb_mul(y, y, x, 256);
                arb_mul_si(y, y, 3, 256);
                arb_mul_2exp_si(y, y, -1);
                arb_exp(y, y, 256);
                arb_mul(value, value, y, 256);
                arb_mul_si(x, x, 3, 256);
                arb_mul_2exp_si(x, x, -1);
                arb_sqr(x, x, 256);
                arb_one(term);
                arb_zero(sum);
                for (slong n = 0; n < TERMS; n++) {
                    arb_set_fmpq(y, moments + n, 256);
                    arb_addmul(sum, term, y, 256);
                    arb_mul(term, term, x, 256);
                    arb_div_si(term, term, (2 * n + 1) * (2 * n + 2), 256);
                }
                arb_mul_2exp_si(term, term, 1); /* the rest of the series, moments being at most 1 */
                arb_add_error(sum, term);
                if (!arb_overlaps(sum, value))
                    fail_msg("%s, x = %ld: the average of cosh disagrees with the exact moments", densities[d], 2 * j);
                assert_true(arb_rel_accuracy_bits(value) > precision - 16);
            }
            col_meanfield_moment(value, meanfield, 7);
            assert_true(arb_contains_fmpq(value, moments + 7));
            assert_true(arb_rel_accuracy_bits(value) > precision - 16);
            col_meanfield_free(meanfield);
            world_clear(&w);
        }
    arb_clear(x), arb_clear(y), arb_clear(value), arb_clear(sum), arb_clear(term);
    _fmpq_vec_clear(moments, TERMS);
}

/* Adds -((p - s) u^2 + (p + s) v^2)/2 to head and the flows of u and v; n is the null mode, with weight W_0. */
typedef struct {
    col_graph *graph;
    col_expr p, head, loss, q;
} assembly;

static void add_mode(col_expr *flow, assembly *a, col_expr amplitude, col_expr s)
{
    col_graph *g = a->graph;
    col_expr pull = col_expr_mul(g, col_expr_sub(g, a->p, s), col_expr_pow_si(g, amplitude, 2));
    a->head = col_expr_sub(g, a->head, col_expr_div(g, pull, col_expr_integer(g, 2)));
    col_expr gain = col_expr_mul(g, col_expr_mul(g, a->q, s), a->p);
    *flow = col_expr_mul(g, col_expr_sub(g, gain, a->loss), amplitude);
}

/* Two levels, s = 1 (once) and s^2 = 1 - f K/(2(K - 1)) (K - 1 times), K = 5, as seven coupled equations, against the
 * kernels: with u^2 = v^2 = W/K at the start the mean field is exact. Two-time functions from the amplitudes. */
static void test_all_modes(void **state)
{
    (void)state;
    static const slong numbers[] = {40, 10, 25, 7, 5, 3, 2}; /* over 100 */
    world w;
    world_init(&w, "pairs,K=5,f=2/5", numbers, 100);
    col_graph *g = col_graph_new(0);
    fmpq_t x;
    fmpq_init(x);
    fmpq_set_si(x, 3, 4); /* 1 - (1/5)(5/4) */
    col_expr one = col_expr_integer(g, 1), second = col_expr_unary(g, COL_OP_SQRT, col_expr_number(g, x));
    static const char *const names[] = {"p", "u1", "v1", "u2", "v2", "n"};
    col_expr symbol[6], flow[6];
    for (int i = 0; i < 6; i++)
        symbol[i] = col_expr_symbol(g, names[i]);
    fmpq_add(x, w.problem.r, w.problem.rho);
    assembly a = {.graph = g, .p = symbol[0]};
    a.loss = col_expr_add(g, col_expr_pow_si(g, symbol[0], 2), col_expr_number(g, x));
    fmpq_add_si(x, w.problem.r, 1);
    a.q = col_expr_number(g, x);
    a.head = col_expr_neg(g, col_expr_mul(g, col_expr_number(g, w.problem.rho_P), symbol[0]));
    add_mode(&flow[1], &a, symbol[1], one);
    add_mode(&flow[2], &a, symbol[2], col_expr_neg(g, one));
    add_mode(&flow[3], &a, symbol[3], second);
    add_mode(&flow[4], &a, symbol[4], col_expr_neg(g, second));
    col_expr null = col_expr_mul(g, symbol[0], col_expr_pow_si(g, symbol[5], 2));
    flow[0] = col_expr_sub(g, a.head, null);
    flow[5] = col_expr_neg(g, col_expr_mul(g, a.loss, symbol[5]));
    col_error error = {0};
    col_field *field = col_field_new(g, symbol, flow, 6, NULL, 0, NULL, 0, &error);
    assert_non_null(field);
    /* one amplitude for the four equal modes: u2^2 = 4 W/K; totals W = 7/20, W_0 = 7/100 */
    arb_ptr start = _arb_vec_init(6), end[2] = {_arb_vec_init(6), _arb_vec_init(6)};
    static const slong squares[] = {0, 7, 7, 28, 28, 7};
    for (int i = 1; i < 6; i++) {
        arb_set_si(start + i, squares[i]);
        arb_div_si(start + i, start + i, 100, 128);
        arb_sqrt(start + i, start + i, 128);
    }
    arb_set_fmpq(start, w.problem.p0, 128);
    col_integrator_options options = COL_INTEGRATOR_OPTIONS_DEFAULT;
    options.precision = 96;
    col_integrator *modes = col_integrator_new(field, NULL, start, &options);
    col_meanfield *meanfield = col_meanfield_new(&w.problem, 30, 0, 96, NULL);
    col_meanfield_state s[2];
    col_meanfield_pair pair;
    arb_t t, y, z, sum;
    arb_init(t), arb_init(y), arb_init(z), arb_init(sum);
    col_meanfield_pair_init(&pair);
    static const slong times[] = {2, 30};
    for (int i = 0; i < 2; i++) {
        col_meanfield_state_init(&s[i]);
        arb_set_si(t, times[i]);
        assert_int_equal(col_integrator_at(end[i], modes, t), COL_INTEGRATION_REACHED);
        assert_int_equal(col_meanfield_at(&s[i], meanfield, t), COL_INTEGRATION_REACHED);
        assert_true(arb_overlaps(end[i], s[i].p));
        assert_true(arb_rel_accuracy_bits(s[i].p) > 75 && arb_rel_accuracy_bits(end[i]) > 75);
    }
    for (int i = 0; i < 2; i++)
        for (int j = 0; j <= i; j++) {
            /* y = ((g + h) y_0 + (g - h) x_0)/2 with g = u(t)/u(0), h = v(t)/v(0); W_x/K = 1/50, W_y/K = 1/20 */
            arb_zero(sum);
            for (int mode = 0; mode < 2; mode++)
                for (int sign = 1; sign >= -1; sign -= 2) {
                    arb_mul_si(y, end[i] + 2 + 2 * mode, sign, 128);
                    arb_add(y, y, end[i] + 1 + 2 * mode, 128);
                    arb_mul_si(z, end[j] + 2 + 2 * mode, sign, 128);
                    arb_add(z, z, end[j] + 1 + 2 * mode, 128);
                    arb_mul(y, y, z, 128);
                    arb_div(y, y, start + 1 + 2 * mode, 128);
                    arb_div(y, y, start + 1 + 2 * mode, 128);
                    arb_mul_si(y, y, (mode ? 4 : 1) * (sign > 0 ? 5 : 2), 128);
                    arb_div_si(y, y, 400, 128);
                    arb_add(sum, sum, y, 128);
                }
            col_meanfield_two_time(&pair, meanfield, &s[i], &s[j]);
            assert_true(arb_overlaps(pair.correlation, sum));
            assert_true(arb_rel_accuracy_bits(pair.correlation) > 70 && arb_rel_accuracy_bits(sum) > 70);
            if (i == j) {
                assert_true(arb_overlaps(pair.correlation, s[i].yy));
                assert_true(arb_contains_si(pair.response, 1));
            }
        }
    for (int i = 0; i < 2; i++) {
        col_meanfield_state_clear(&s[i]);
        _arb_vec_clear(end[i], 6);
    }
    col_meanfield_pair_clear(&pair);
    arb_clear(t), arb_clear(y), arb_clear(z), arb_clear(sum);
    _arb_vec_clear(start, 6);
    col_integrator_free(modes);
    col_meanfield_free(meanfield);
    col_field_free(field);
    col_graph_free(g);
    fmpq_clear(x);
    world_clear(&w);
}

/* The two methods agree at the integrator's own Phi, and C is conserved where it is not zero. */
static void test_two_methods(void **state)
{
    (void)state;
    world w;
    world_init(&w, "semicircle,k=5,f=1/2", closed, 8);
    col_meanfield *meanfield = col_meanfield_new(&w.problem, 40, 0, 64, NULL);
    col_meanfield_state a, b;
    col_meanfield_state_init(&a);
    col_meanfield_state_init(&b);
    arb_t t, C;
    fmpq_t Phi;
    arb_init(t), arb_init(C), fmpq_init(Phi);
    for (slong i = 1; i <= 40; i += 13) {
        arb_set_si(t, i);
        assert_int_equal(col_meanfield_at(&a, meanfield, t), COL_INTEGRATION_REACHED);
        arf_get_fmpq(Phi, arb_midref(a.Phi));
        assert_true(col_meanfield_quadrature(&b, Phi, &w.problem, 96));
        mag_add_ui_2exp_si(arb_radref(b.p), arb_radref(b.p), 1, -48); /* abs(dp/dPhi) radius(Phi) and to spare */
        mag_add_ui_2exp_si(arb_radref(b.Psi), arb_radref(b.Psi), 1, -48);
        mag_add_ui_2exp_si(arb_radref(b.yy), arb_radref(b.yy), 1, -48);
        assert_true(arb_contains(b.p, a.p) && arb_contains(b.Psi, a.Psi) && arb_contains(b.yy, a.yy));
    }
    col_meanfield_free(meanfield);
    fmpq_set_si(w.problem.W0, 1, 3);
    assert_false(col_meanfield_quadrature(&b, Phi, &w.problem, 64));
    meanfield = col_meanfield_new(&w.problem, 200, 0, 64, NULL);
    arb_set_si(t, 200);
    assert_int_equal(col_meanfield_at(&a, meanfield, t), COL_INTEGRATION_REACHED);
    arb_sqr(C, a.p, 96);
    arb_sub(C, C, a.S, 96);
    arb_mul_si(C, C, 3, 96);
    assert_true(arb_contains_si(C, -1));
    assert_true(width(C) < 1e-12);
    col_meanfield_free(meanfield);
    arb_clear(t), arb_clear(C), fmpq_clear(Phi);
    col_meanfield_state_clear(&a);
    col_meanfield_state_clear(&b);
    world_clear(&w);
}

/* Short times against the first terms of the series; finer precision inside coarser; the mirror image. */
static void test_short_times_and_refinement(void **state)
{
    (void)state;
    static const slong numbers[] = {50, 30, 0, 20, 10, 4, 3}, mirrored[] = {-50, 30, 0, 20, 10, 4, 3}; /* over 100 */
    col_meanfield_state s[3];
    arb_t t, slope, rest;
    arb_init(t), arb_init(slope), arb_init(rest);
    world w, m;
    world_init(&w, "kesten-mckay,k=4,f=1/2", numbers, 100);
    world_init(&m, "kesten-mckay,k=4,f=1/2", mirrored, 100);
    const slong precisions[] = {64, 200, 64};
    for (int i = 0; i < 3; i++) {
        col_meanfield_state_init(&s[i]);
        col_meanfield *meanfield = col_meanfield_new(i < 2 ? &w.problem : &m.problem, 1, 0, precisions[i], NULL);
        arb_set_d(t, 0x1p-12);
        assert_int_equal(col_meanfield_at(&s[i], meanfield, t), COL_INTEGRATION_REACHED);
        /* p'(0) = -p_0 (W + W_0 + rho_P) = -53/200 */
        arb_set_d(slope, 0.5);
        arb_abs(rest, s[i].p);
        arb_sub(slope, rest, slope, 256);
        arb_div(slope, slope, t, 256);
        assert_true(fabs(middle(slope) + 0.265) < 1e-3);
        arb_set_d(t, 7.25);
        assert_int_equal(col_meanfield_at(&s[i], meanfield, t), COL_INTEGRATION_REACHED);
        col_meanfield_free(meanfield);
    }
    assert_true(arb_contains(s[0].p, s[1].p) && arb_contains(s[0].Phi, s[1].Phi) && arb_contains(s[0].Psi, s[1].Psi)
        && arb_contains(s[0].yy, s[1].yy));
    assert_true(width(s[1].p) < 1e-50 && width(s[0].p) < 1e-16);
    arb_neg(rest, s[2].p);
    assert_true(arb_equal(rest, s[0].p));
    arb_neg(rest, s[2].Phi);
    assert_true(arb_equal(rest, s[0].Phi) && arb_equal(s[2].yy, s[0].yy));
    for (int i = 0; i < 3; i++)
        col_meanfield_state_clear(&s[i]);
    arb_clear(t), arb_clear(slope), arb_clear(rest);
    world_clear(&w);
    world_clear(&m);
}

static void test_curve(void **state)
{
    (void)state;
    static const slong numbers[] = {6, 1, 0, 0, 0, 0, 0}; /* over 10; W_y = 0, so yy starts at 0 */
    world w;
    world_init(&w, "ring,K=8,f=1/5", numbers, 10);
    w.problem.centre = true;
    fmpq *times = _fmpq_vec_init(4);
    fmpq_set_si(times + 1, 1, 1000000000);
    fmpq_set_si(times + 2, 1, 3);
    fmpq_set_si(times + 3, 20, 1);
    col_meanfield_state s[4];
    col_meanfield_pair pairs[10];
    for (int i = 0; i < 4; i++)
        col_meanfield_state_init(&s[i]);
    for (int i = 0; i < 10; i++)
        col_meanfield_pair_init(&pairs[i]);
    col_budget budget = COL_BUDGET_DEFAULT;
    col_error error = {0};
    assert_int_equal(
        col_meanfield_curve(s, pairs, times, 4, &w.problem, 30, &budget, &error), COL_INTEGRATION_REACHED);
    assert_true(arb_is_zero(s[0].yy) && arb_is_zero(s[0].Phi) && arb_is_zero(pairs[6].correlation));
    for (int i = 1; i < 4; i++)
        assert_true(arb_rel_accuracy_bits(s[i].yy) > 99 && arb_rel_accuracy_bits(s[i].p) > 99);
    budget.precision = 64; /* not enough for thirty digits: said so, and still right */
    arb_t before;
    arb_init(before);
    arb_set(before, s[3].p);
    assert_int_equal(col_meanfield_curve(s, NULL, times, 4, &w.problem, 30, &budget, &error), COL_INTEGRATION_WIDE);
    assert_true(arb_contains(s[3].p, before));
    budget.steps = 1;
    fmpq_set_si(times + 3, 10000, 1);
    assert_int_equal(col_meanfield_curve(s, NULL, times, 4, &w.problem, 10, &budget, &error), COL_INTEGRATION_SPENT);
    assert_false(arb_is_finite(s[3].p));
    arb_clear(before);
    for (int i = 0; i < 4; i++)
        col_meanfield_state_clear(&s[i]);
    for (int i = 0; i < 10; i++)
        col_meanfield_pair_clear(&pairs[i]);
    _fmpq_vec_clear(times, 4);
    world_clear(&w);
}

/* Where solutions end; p is the limit as a decimal, NULL: not checked. */
static void test_phases(void **state)
{
    (void)state;
    static const struct {
        const char *ensemble;
        slong numbers[7]; /* over 100 */
        col_phase phase;
        int margin;
        const char *p;
        slong count;
    } cases[] = {
        {"kesten-mckay,k=3,f=3/10", {50, 12, 12, 0, 0, 0, 0}, COL_PHASE_SEPARATED, -1, "0.99570143930663749", 4},
        {"kesten-mckay,k=3,f=3/10", {-50, 12, 20, 5, 0, 0, 0}, COL_PHASE_SEPARATED, -1, "-0.99570143930663749", 2},
        {"kesten-mckay,k=3,f=3/10", {150, 12, 12, 0, 0, 0, 0}, COL_PHASE_COLLAPSED, 1, "1.41774468787578273", 2},
        {"kesten-mckay,k=2,f=1/3", {125, 50, 6, 0, 0, 0, 0}, COL_PHASE_COLLAPSED, 1, NULL, 2},
        {"kesten-mckay,k=2,f=1/3", {0, 10, 10, 0, 0, 0, 0}, COL_PHASE_SEPARATED, -1, "0", 2},
        {"kesten-mckay,k=3,f=3/10", {50, 12, 12, 0, 10, 5, 10}, COL_PHASE_SEPARATED, 1, "0.934811411023832", 5},
        {"kesten-mckay,k=3,f=3/10", {50, 12, 12, 0, 50, 5, 10}, COL_PHASE_COLLAPSED, 1, "0", 5},
        {"kesten-mckay,k=3,f=3/10", {50, 12, 12, 0, 100, 5, 10}, COL_PHASE_COLLAPSED, -1, "0", 1},
        {"uniform,K=10,f=1/5", {50, 20, 20, 0, 10, 0, 0}, COL_PHASE_SEPARATED, 1, "1", 0},
        {"kesten-mckay,k=3,f=3/10", {50, 12, 12, 0, 0, 0, 10}, COL_PHASE_SEPARATED, 1, "0.99570143930663749", 0},
        {"kesten-mckay,k=3,f=3/10", {50, 12, 12, 0, 90, 0, 0}, COL_PHASE_COLLAPSED, -1, NULL, 0},
        {"kesten-mckay,k=3,f=3/10", {50, 0, 0, 0, 0, 0, 10}, COL_PHASE_COLLAPSED, 1, "0", 0},
        {"hypercube,m=4,f=1/2", {-30, 10, 30, 10, 20, 1, 5}, COL_PHASE_SEPARATED, 1, "-0.977446", 5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        world w;
        world_init(&w, cases[i].ensemble, cases[i].numbers, 100);
        col_meanfield_limit limit;
        col_meanfield_limit_init(&limit);
        col_budget budget = COL_BUDGET_DEFAULT;
        col_meanfield_limits(&limit, &w.problem, 12, &budget);
        if (limit.phase != cases[i].phase)
            fail_msg("case %d: %s (%s)", (int)i, col_phase_name(limit.phase), limit.reason);
        assert_int_equal(limit.margin_sign, cases[i].margin);
        if (limit.count != cases[i].count)
            fail_msg("case %d: %d stationary solutions", (int)i, (int)limit.count);
        if (cases[i].p)
            assert_near(limit.p, cases[i].p, i + 1 == sizeof cases / sizeof *cases ? "1e-2" : "1e-14");
        col_meanfield_limit_clear(&limit);
        world_clear(&w);
    }
}

/* The boundary itself, decided exactly: s_+^2 = 1 - f/2 + f/2 = 1 for k = 2, and C = 1. */
static void test_exact_boundary(void **state)
{
    (void)state;
    static const slong numbers[] = {5, 4, 5, 0, 0, 0, 0};
    world w;
    world_init(&w, "kesten-mckay,k=2,f=1/3", numbers, 4);
    fmpq_set_si(w.problem.Wx, 1, 4);
    fmpq_set_si(w.problem.Wy, 5, 16); /* C = 25/16 - 9/16 = 1 */
    col_meanfield_limit limit;
    col_meanfield_limit_init(&limit);
    col_budget budget = COL_BUDGET_DEFAULT;
    col_meanfield_limits(&limit, &w.problem, 12, &budget);
    assert_int_equal(limit.margin_sign, 0);
    assert_int_equal(limit.phase, COL_PHASE_COLLAPSED);
    assert_true(arb_is_zero(limit.margin) && arb_is_zero(limit.yy) && arb_contains_si(limit.p, 1));
    fmpq_set_si(w.problem.Wy, 312500001, 1000000000); /* just below */
    col_meanfield_limits(&limit, &w.problem, 12, &budget);
    assert_int_equal(limit.margin_sign, -1);
    col_meanfield_limit_clear(&limit);
    world_clear(&w);
}

/* A small generator of normal numbers, for starts. */
static double normal(uint64_t *seed)
{
    double u[2];
    for (int i = 0; i < 2; i++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        u[i] = ((double)(*seed >> 11) + 0.5) * 0x1p-53;
    }
    return sqrt(-2 * log(u[0])) * cos(2 * PI * u[1]);
}

enum { MOST = 2048 };

static void flow_of(double *rate, const double *x, const double *s, int K)
{
    rate[0] = 0;
    for (int k = 0; k < K; k++) {
        double u = x[1 + 2 * k], v = x[2 + 2 * k];
        rate[0] -= ((x[0] - s[k]) * u * u + (x[0] + s[k]) * v * v) / 2;
        rate[1 + 2 * k] = -(x[0] - s[k]) * x[0] * u;
        rate[2 + 2 * k] = -(x[0] + s[k]) * x[0] * v;
    }
}

/* p at time 3 of one sample of K modes, by Runge and Kutta's classical method. */
static double sample(int K, const double *s, double p0, double w, uint64_t seed)
{
    static double x[2 * MOST + 1], y[2 * MOST + 1], k[4][2 * MOST + 1];
    int n = 2 * K + 1;
    x[0] = p0;
    for (int i = 0; i < K; i++) {
        double xi = sqrt(w / K) * normal(&seed), eta = sqrt(w / K) * normal(&seed);
        x[1 + 2 * i] = xi + eta;
        x[2 + 2 * i] = xi - eta;
    }
    const double h = 0.05, part[] = {0, 0.5, 0.5, 1};
    for (int step = 0; step < 60; step++) {
        for (int stage = 0; stage < 4; stage++) {
            for (int i = 0; i < n; i++)
                y[i] = x[i] + (stage ? h * part[stage] * k[stage - 1][i] : 0);
            flow_of(k[stage], y, s, K);
        }
        for (int i = 0; i < n; i++)
            x[i] += h / 6 * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]);
    }
    return x[0];
}

/* Samples of K modes deviate from the mean field by about 1/sqrt(K). */
static void test_finite_systems(void **state)
{
    (void)state;
    static const slong numbers[] = {4, 2, 2, 0, 0, 0, 0}; /* over 8 */
    double deviation[2];
    const int sizes[] = {32, MOST};
    for (int size = 0; size < 2; size++) {
        static double s[MOST];
        int K = sizes[size];
        char name[64];
        snprintf(name, sizeof name, "ring,K=%d,f=1/2", K);
        world w;
        world_init(&w, name, numbers, 8);
        for (int k = 0; k < K; k++)
            s[k] = sqrt(1 - 0.5 * pow(sin(PI * k / K), 2));
        col_meanfield *meanfield = col_meanfield_new(&w.problem, 3, 0, 64, NULL);
        col_meanfield_state mean;
        col_meanfield_state_init(&mean);
        arb_t t;
        arb_init(t);
        arb_set_si(t, 3);
        assert_int_equal(col_meanfield_at(&mean, meanfield, t), COL_INTEGRATION_REACHED);
        double squares = 0;
        for (uint64_t seed = 1; seed <= 40; seed++) {
            double p = sample(K, s, 0.5, 0.25, seed);
            squares += pow(p - middle(mean.p), 2);
        }
        deviation[size] = sqrt(squares / 40);
        arb_clear(t);
        col_meanfield_state_clear(&mean);
        col_meanfield_free(meanfield);
        world_clear(&w);
    }
    assert_true(deviation[0] < 0.1);
    double ratio = deviation[0] / deviation[1]; /* 8, if the law is exact and the samples typical */
    assert_true(ratio > 4 && ratio < 16);
}

/* Half the relative width of the tail's gap at a time. */
static double tail_width(const col_meanfield_tail *tail, slong t)
{
    arb_t time, gap;
    arb_init(time), arb_init(gap);
    arb_set_si(time, t);
    col_meanfield_tail_gap(gap, tail, time, 64);
    double relative = mag_get_d(arb_radref(gap)) / middle(gap);
    arb_clear(time), arb_clear(gap);
    return relative;
}

/* Tails hold at later times, hold the limit, tighten with the start, and narrow with time. */
static void test_tails(void **state)
{
    (void)state;
    static const struct {
        const char *ensemble;
        slong numbers[7]; /* over 100 */
        slong last;
    } cases[] = {{"kesten-mckay,k=3,f=3/10", {80, 10, 12, 20, 0, 0, 0}, 300},
        {"kesten-mckay,k=2,f=1", {50, 10, 15, 0, 0, 0, 0}, 300}, /* C = 0 */
        {"kesten-mckay,k=2,f=1/3", {80, 10, 0, 1, 0, 0, 0}, 1000},
        {"kesten-mckay,k=20,f=4/5", {30, 0, 90, 0, 0, 0, 0}, 300},
        {"semicircle,k=4,f=1", {50, 20, 40, 10, 0, 0, 0}, 300},
        {"semicircle,k=9,f=1/7", {110, 50, 50, 0, 0, 0, 0}, 300}};
    static const slong times[] = {100, 300, 1000};
    arb_t t;
    arb_init(t);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        world w;
        world_init(&w, cases[i].ensemble, cases[i].numbers, 100);
        col_meanfield *meanfield = col_meanfield_new(&w.problem, (double)cases[i].last, 0, 64, NULL);
        col_meanfield_state s;
        col_meanfield_tail tails[3];
        col_meanfield_state_init(&s);
        for (int j = 0; j < 3; j++)
            col_meanfield_tail_init(&tails[j]);
        for (int j = 0; j < 3 && times[j] <= cases[i].last; j++) {
            arb_set_si(t, times[j]);
            assert_int_equal(col_meanfield_at(&s, meanfield, t), COL_INTEGRATION_REACHED);
            if (!col_meanfield_tail_from(&tails[j], &s, t, &w.problem, 64))
                fail_msg("%s: no bounds from t = %ld", cases[i].ensemble, (long)times[j]);
            for (int from = 0; from <= j; from++)
                assert_tail_holds(&tails[from], &s, times[j]);
            double limit = (strstr(cases[i].ensemble, "k=2,") ? 0.25 : 0.75) / middle(tails[j].top);
            assert_true(middle(tails[j].lower) < limit && limit < middle(tails[j].upper));
        }
        double far = tail_width(&tails[1], 10000), farther = tail_width(&tails[1], 100000);
        assert_true(far < 0.01 && farther < far && farther < 0.003);
        assert_true(tail_width(&tails[1], 1000) < tail_width(&tails[0], 1000));
        assert_true(tail_width(&tails[1], 1000) < 0.06);
        for (int j = 0; j < 3; j++)
            col_meanfield_tail_clear(&tails[j]);
        col_meanfield_state_clear(&s);
        col_meanfield_free(meanfield);
        world_clear(&w);
    }
    arb_clear(t);
}

/* The drive far out, from the kernel alone: with W_0 = 0 the mean of 2 delta over [x, y] is log(h_0(x)/h_0(y))/(y - x),
 * h_0 the scaled average of cosh(2 s Phi). */
static void test_far_drive(void **state)
{
    (void)state;
    static const char *const densities[] = {"kesten-mckay,k=2,f=1/2", "kesten-mckay,k=3,f=3/10",
        "kesten-mckay,k=6,f=1", "semicircle,k=5,f=1/2"};
    arb_t t, x, y, bound[2], at[2];
    arb_init(t), arb_init(x), arb_init(y);
    for (int i = 0; i < 2; i++)
        arb_init(bound[i]), arb_init(at[i]);
    for (size_t d = 0; d < sizeof densities / sizeof *densities; d++) {
        world w;
        world_init(&w, densities[d], closed, 8);
        col_meanfield *meanfield = col_meanfield_new(&w.problem, 3000, 0, 96, NULL);
        col_meanfield_state s;
        col_meanfield_tail tail;
        col_meanfield_state_init(&s);
        col_meanfield_tail_init(&tail);
        arb_set_si(t, 60);
        assert_int_equal(col_meanfield_at(&s, meanfield, t), COL_INTEGRATION_REACHED);
        assert_true(col_meanfield_tail_from(&tail, &s, t, &w.problem, 96));
        for (slong Phi = 100; Phi < 3000; Phi *= 2) {
            for (int i = 0; i < 2; i++) {
                arb_set_si(x, i ? Phi + Phi / 100 : Phi);
                col_meanfield_tail_drive(bound[i], &tail, x, 96);
                arb_mul_2exp_si(x, x, 1);
                col_meanfield_cosh(at[i], meanfield, x);
            }
            arb_div(y, at[0], at[1], 96);
            arb_log(y, y, 96);
            arb_div_si(y, y, 2 * (Phi / 100), 96);
            arb_union(x, bound[0], bound[1], 96);
            if (!arb_contains(x, y))
                fail_msg("%s: the drive at %ld lies outside its bounds", densities[d], (long)Phi);
            assert_true(width(x) < 60 * middle(x) * middle(tail.y) / (double)Phi);
        }
        col_meanfield_tail_clear(&tail);
        col_meanfield_state_clear(&s);
        col_meanfield_free(meanfield);
        world_clear(&w);
    }
    arb_clear(t), arb_clear(x), arb_clear(y);
    for (int i = 0; i < 2; i++)
        arb_clear(bound[i]), arb_clear(at[i]);
}

/* No bounds where there is no ground for them. */
static void test_no_tail(void **state)
{
    (void)state;
    static const struct {
        const char *ensemble;
        slong numbers[7]; /* over 100 */
        slong t;
    } cases[] = {{"kesten-mckay,k=3,f=3/10", {50, 12, 12, 0, 0, 0, 0}, 1}, /* too early */
        {"kesten-mckay,k=3,f=3/10", {150, 12, 12, 0, 0, 0, 0}, 60},        /* collapsed */
        {"kesten-mckay,k=3,f=3/10", {50, 12, 12, 0, 0, 0, 1}, 60},
        {"kesten-mckay,k=3,f=3/10", {50, 12, 12, 0, 0, 1, 0}, 20},
        {"kesten-mckay,k=3,f=3/10", {0, 12, 12, 0, 0, 0, 0}, 60},
        {"kesten-mckay,k=3,f=3/10", {50, 0, 0, 5, 0, 0, 0}, 60},
        {"ring,K=6,f=1/4", {50, 12, 12, 0, 0, 0, 0}, 60},
        {"kesten-mckay,k=2,f=1/3", {125, 25, 31, 0, 0, 0, 0}, 50}}; /* C > s_+^2 = 1, by little */
    arb_t t;
    arb_init(t);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        world w;
        world_init(&w, cases[i].ensemble, cases[i].numbers, 100);
        col_meanfield *meanfield = col_meanfield_new(&w.problem, 100, 0, 64, NULL);
        col_meanfield_state s;
        col_meanfield_tail tail;
        col_meanfield_state_init(&s);
        col_meanfield_tail_init(&tail);
        arb_set_si(t, cases[i].t);
        assert_int_equal(col_meanfield_at(&s, meanfield, t), COL_INTEGRATION_REACHED);
        assert_false(col_meanfield_tail_from(&tail, &s, t, &w.problem, 64));
        assert_false(arb_is_finite(tail.lower) || arb_is_finite(tail.upper) || arb_is_finite(tail.y));
        col_meanfield_tail_clear(&tail);
        col_meanfield_state_clear(&s);
        col_meanfield_free(meanfield);
        world_clear(&w);
    }
    arb_clear(t);
}

static void test_bad_input(void **state)
{
    (void)state;
    col_error error = {0};
    col_meanfield_problem problem;
    col_meanfield_problem_init(&problem);
    assert_false(col_meanfield_check(&problem, &error));
    assert_int_equal(error.fault, COL_FAULT_INPUT);
    world w;
    static const slong numbers[] = {1, 1, 1, 0, 0, 0, 0};
    world_init(&w, "uniform,K=4,f=1/2", numbers, 4);
    fmpq *values[] = {w.problem.Wx, w.problem.Wy, w.problem.W0, w.problem.r, w.problem.rho, w.problem.rho_P};
    for (int i = 0; i < 6; i++) {
        fmpq_t keep;
        fmpq_init(keep);
        fmpq_set(keep, values[i]);
        fmpq_set_si(values[i], -1, 7);
        error = (col_error){0};
        assert_false(col_meanfield_check(&w.problem, &error));
        assert_int_equal(error.fault, COL_FAULT_INPUT);
        fmpq_set(values[i], keep);
        fmpq_clear(keep);
    }
    fmpq_set_si(w.problem.r, 3, 2);
    assert_false(col_meanfield_check(&w.problem, NULL));
    world_clear(&w);
    col_meanfield_problem_clear(&problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_references), cmocka_unit_test(test_kernels),
        cmocka_unit_test(test_all_modes), cmocka_unit_test(test_two_methods),
        cmocka_unit_test(test_short_times_and_refinement), cmocka_unit_test(test_curve), cmocka_unit_test(test_phases),
        cmocka_unit_test(test_exact_boundary), cmocka_unit_test(test_finite_systems),
        cmocka_unit_test(test_tails), cmocka_unit_test(test_far_drive),
        cmocka_unit_test(test_no_tail), cmocka_unit_test(test_bad_input)};
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failures;
}
