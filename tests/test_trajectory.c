/* Trajectories of flows that are written in the language, against closed forms. */
#include <collapsar/trajectory.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static col_document *parse(const char *text)
{
    col_error error = {0};
    col_document *document = col_document_parse("test.col", text, strlen(text), &error);
    if (document == NULL)
        print_error("%s\n", error.message);
    assert_non_null(document);
    return document;
}

static void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance * (1 + fabs(b)))) {
        print_error("%.15g is not %.15g\n", a, b);
        fail();
    }
}

/* x' = -k x + 1, y' = x y: closed forms in k. */
static void test_linear(void **state)
{
    (void)state;
    col_document *document = parse("model line\n"
                                   "parameter k > 0\n"
                                   "variable x, y\n"
                                   "flow x = 1 - k*x\n"
                                   "flow y = -x*y\n");
    col_trajectory_options options = col_trajectory_options_default();
    const double k = 0.7, start[] = {2, 1.5}, times[] = {0, 0.1, 1, 1, 30};
    double values[10];
    col_error error = {0};
    assert_true(col_trajectory(values, &document->models[0], &k, start, times, 5, &options, &error));
    for (int i = 0; i < 5; i++) {
        double t = times[i], decay = exp(-k * t), area = t / k + (start[0] - 1 / k) * (1 - decay) / k;
        assert_near(values[2 * i], 1 / k + (start[0] - 1 / k) * decay, 1e-8);
        assert_near(values[2 * i + 1], start[1] * exp(-area), 1e-8);
    }
    col_document_free(document);
}

/* One head direction with stop-gradient keeps p^2 - (u^2 + v^2)/2 and ends at p = s; also over very long times. */
static void test_head_direction(void **state)
{
    (void)state;
    col_document *document = parse("model head\n"
                                   "parameter s in (0, 1]\n"
                                   "variable p, u, v\n"
                                   "flow p = -((p - s)*u^2 + (p + s)*v^2)/2\n"
                                   "flow u = -(p^2 - s*p)*u\n"
                                   "flow v = -(p^2 + s*p)*v\n");
    col_trajectory_options options = col_trajectory_options_default();
    const double s = sqrt(0.75), start[] = {0.3, 0.2, 0.1}, times[] = {10, 100, 1e6};
    double values[9];
    col_error error = {0};
    assert_true(col_trajectory(values, &document->models[0], &s, start, times, 3, &options, &error));
    double constant = 0.09 - (0.04 + 0.01) / 2;
    for (int i = 0; i < 3; i++) {
        const double *at = values + 3 * i;
        assert_near(at[0] * at[0] - (at[1] * at[1] + at[2] * at[2]) / 2, constant, 1e-7);
    }
    assert_near(values[6], s, 1e-7);
    assert_near(values[7] * values[7], 2 * (0.75 - constant), 1e-6);
    col_document_free(document);
}

static void test_faults(void **state)
{
    (void)state;
    const char *texts[] = {
        "model blow\nvariable x\nflow x = x^2\n",          /* reaches infinity at t = 1 */
        "model edge\nvariable x\nflow x = -sqrt(x) - 1\n", /* leaves the domain of its square root */
        "model still\nvariable x, y\nflow x = y\n"};
    col_trajectory_options options = col_trajectory_options_default();
    const double start[] = {1, 1}, times[] = {5}, unordered[] = {2, 1};
    double values[2];
    for (int i = 0; i < 3; i++) {
        col_document *document = parse(texts[i]);
        col_error error = {0};
        assert_false(col_trajectory(values, &document->models[0], NULL, start, times, 1, &options, &error));
        assert_int_equal(error.fault, i < 2 ? COL_FAULT_RESOURCE : COL_FAULT_INPUT);
        col_document_free(document);
    }
    col_document *document = parse("model line\nvariable x\nflow x = -x\n");
    col_error error = {0};
    assert_false(col_trajectory(values, &document->models[0], NULL, start, unordered, 2, &options, &error));
    col_document_free(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_linear), cmocka_unit_test(test_head_direction),
                                       cmocka_unit_test(test_faults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
