/* The explicit Runge-Kutta method against exact solutions. */
#include "../src/flow/runge_kutta.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* x' = y, y' = -x, z' = 2 t z: x = cos t, y = -sin t, z = exp(t^2) */
static bool waves(double *out, double t, const double *state, void *context)
{
    (void)context;
    out[0] = state[1];
    out[1] = -state[0];
    out[2] = 2 * t * state[2];
    return true;
}

static double deviation(const double *state, double t)
{
    double z = exp(t * t);
    return fmax(fmax(fabs(state[0] - cos(t)), fabs(state[1] + sin(t))), fabs(state[2] - z) / z);
}

static double cosine(double t, const double *state, void *context)
{
    (void)t;
    (void)context;
    return state[0];
}

/* y' = -1/(2 y): y = sqrt(1 - t), undefined from y = 0 on */
static bool ending(double *out, double t, const double *state, void *context)
{
    (void)t;
    (void)context;
    if (state[0] <= 0)
        return false;
    out[0] = -1 / (2 * state[0]);
    return true;
}

static const double start[] = {1, 0, 1};

static col_ode_problem problem_of(double tolerance, double last)
{
    return (col_ode_problem){.size = 3, .velocity = waves, .relative = tolerance, .absolute = tolerance, .last = last,
                             .steps = 100000};
}

/* The error at `end`, and the velocities it took. */
static double run(ulong *evaluations, double tolerance, double end, size_t outputs)
{
    const col_ode_problem problem = problem_of(tolerance, end);
    col_runge_kutta *method = col_runge_kutta_new(&problem, 0, start, false);
    double state[3], worst = 0;
    for (size_t i = 1; i <= outputs; i++) {
        double t = end * (double)i / (double)outputs;
        assert_null(col_runge_kutta_advance(state, method, t, problem.steps));
        worst = fmax(worst, deviation(state, t));
    }
    *evaluations = col_runge_kutta_evaluations(method);
    col_runge_kutta_free(method);
    return worst;
}

/* The error follows the tolerance, and a tolerance of a millionth takes 10^(6/8) = 5.6 times the work, not the 15.8 times of
 * a method of order 5. */
static void test_order(void **state)
{
    (void)state;
    ulong coarse, fine;
    assert_true(run(&coarse, 1e-6, 3, 1) < 1e-4);
    assert_true(run(&fine, 1e-12, 3, 1) < 1e-10);
    assert_true(fine < 8 * coarse);
    assert_true(fine > 3 * coarse);
}

/* Times between steps are as good, and cost no steps. */
static void test_dense_output(void **state)
{
    (void)state;
    const double end = 3;
    for (int digits = 6; digits <= 12; digits += 3) {
        double tolerance = pow(10, -digits);
        ulong once, often;
        run(&once, tolerance, end, 1);
        assert_true(run(&often, tolerance, end, 997) < 100 * tolerance);
        /* the extension takes three more velocities a step that it is asked for in */
        assert_true(often <= once + once / 3 + 3);
    }
}

static void test_event(void **state)
{
    (void)state;
    col_ode_problem problem = problem_of(1e-11, 3);
    problem.event = cosine;
    double end[3];
    col_runge_kutta *method = col_runge_kutta_new(&problem, 0, start, true);
    assert_null(col_runge_kutta_advance(end, method, 1, problem.steps));
    assert_null(col_runge_kutta_advance(end, method, 3, problem.steps));
    assert_true(fabs(col_runge_kutta_event_time(method) - 1.5707963267948966) < 1e-9);
    col_runge_kutta_free(method);
    method = col_runge_kutta_new(&problem, 0, start, true);
    assert_null(col_runge_kutta_advance(end, method, 0.01, problem.steps));
    assert_true(isnan(col_runge_kutta_event_time(method)));
    col_runge_kutta_free(method);
}

static void test_undefined(void **state)
{
    (void)state;
    const double one = 1;
    double end = 0;
    const col_ode_problem problem = {.size = 1, .velocity = ending, .relative = 1e-8, .absolute = 1e-8, .last = 2,
                                     .steps = 100000};
    col_runge_kutta *method = col_runge_kutta_new(&problem, 0, &one, false);
    assert_null(col_runge_kutta_advance(&end, method, 0.75, problem.steps));
    assert_true(fabs(end - 0.5) < 1e-6);
    assert_non_null(col_runge_kutta_advance(&end, method, 2, problem.steps));
    assert_true(col_runge_kutta_time(method) <= 1 + 1e-6);
    col_runge_kutta_free(method);
}

static void test_steps(void **state)
{
    (void)state;
    const col_ode_problem problem = problem_of(1e-10, 100);
    double end[3];
    col_runge_kutta *method = col_runge_kutta_new(&problem, 0, start, false);
    assert_non_null(col_runge_kutta_advance(end, method, 20, 5));
    assert_true(col_runge_kutta_steps(method) <= 5);
    assert_true(deviation(end, col_runge_kutta_time(method)) < 1e-8);
    col_runge_kutta_free(method);
}

/* Beside the multistep methods, through the interface that all have in common. */
static void test_methods_agree(void **state)
{
    (void)state;
    static const col_flow_method methods[] = {COL_FLOW_RUNGE_KUTTA, COL_FLOW_ADAMS, COL_FLOW_BDF};
    for (size_t i = 0; i < 3; i++) {
        col_error error = {0};
        const col_ode_problem problem = problem_of(1e-9, 2);
        col_ode *ode = col_ode_new(&problem, methods[i], 0, start, &error);
        assert_non_null(ode);
        assert_true(col_ode_advance(ode, 0.7, &error));
        assert_true(deviation(col_ode_state(ode), 0.7) < 1e-6);
        assert_true(col_ode_switch(ode, methods[(i + 1) % 3], &error));
        assert_true(col_ode_advance(ode, 2, &error));
        assert_true(deviation(col_ode_state(ode), 2) < 1e-6);
        col_ode_free(ode);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),     cmocka_unit_test(test_dense_output), cmocka_unit_test(test_event),
        cmocka_unit_test(test_undefined), cmocka_unit_test(test_steps),        cmocka_unit_test(test_methods_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
