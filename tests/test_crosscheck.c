/* Predictions against simulations: errors are found where they are known, a comparison fails when it should, and every
 * check of the theory notices a prediction that is one per cent off. */
#include "../src/crosscheck/closed_form.h"
#include "../src/crosscheck/measure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void init(col_check *check, double predicted)
{
    col_check_init(check, "name", "T1", "a statement");
    arb_set_d(check->predicted, predicted);
}

static void comparisons(void **unused)
{
    (void)unused;
    /* simulated, error, passes: the prediction is 2. */
    static const struct { double simulated, error; bool pass; } cases[] = {
        {2, 0, true}, {2.0001, 0, false}, {2.03, 0.01, true}, {1.97, 0.01, true}, {2.05, 0.01, false},
        {1.95, 0.01, false}, {NAN, 1, false}, {INFINITY, 1, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        col_check check;
        init(&check, 2);
        check.simulated = cases[i].simulated;
        check.parts[COL_ERROR_WINDOW] = 0.25 * cases[i].error;
        check.parts[COL_ERROR_STATISTICS] = 0.75 * cases[i].error;
        col_check_judge(&check, 0);
        assert_int_equal(check.pass, cases[i].pass);
        assert_int_equal(check.reason[0] != '\0', !isfinite(cases[i].simulated));
        col_check_clear(&check);
    }
}

static void enclosures_are_intervals(void **unused)
{
    (void)unused;
    col_check check;
    init(&check, 2);
    arb_add_error_2exp_si(check.predicted, -3);
    check.simulated = 2.12;
    col_check_judge(&check, 0); /* inside, without any error of its own */
    assert_true(check.pass);
    assert_true(check.sigma == 0);
    col_check_clear(&check);
    init(&check, 2);
    arb_indeterminate(check.predicted);
    check.simulated = 2;
    col_check_judge(&check, 0);
    assert_false(check.pass);
    assert_true(check.reason[0] != '\0');
    col_check_clear(&check);
}

/* A prediction off by a little more than the sensitivity fails, whichever way; by less than sigma allows, it passes. */
static void sensitivity_is_what_is_noticed(void **unused)
{
    (void)unused;
    for (int way = -1; way <= 1; way += 2) {
        for (int more = 0; more < 2; more++) {
            col_check check;
            init(&check, 8);
            check.simulated = 8.01;
            check.parts[COL_ERROR_SIZE] = 0.02;
            col_check_judge(&check, 0);
            double enough = check.sensitivity * (more ? 1.001 : 0.5);
            assert_true(check.pass);
            arb_set_d(check.predicted, 8);
            col_check_judge(&check, way * enough);
            assert_int_equal(check.pass, !more);
            col_check_clear(&check);
        }
    }
}

static void scale_replaces_a_vanishing_prediction(void **unused)
{
    (void)unused;
    col_check check;
    init(&check, 0);
    check.scale = 1;
    check.simulated = 1e-9;
    check.parts[COL_ERROR_WINDOW] = 1e-9;
    col_check_judge(&check, 0);
    assert_true(check.pass);
    arb_zero(check.predicted);
    col_check_judge(&check, 0.01);
    assert_false(check.pass);
    col_check_clear(&check);
}

/* A value with known errors: proportional to the tolerance, to 1/window, to 1/size, and noise of variance 1/12. */
static bool known(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const double *size = setting;
    (void)error;
    ulong mixed = (knobs->seed * 0x9E3779B97F4A7C15UL) >> 11;
    mixed = (mixed * mixed * 0xBF58476D1CE4E5B9UL + mixed) >> 11;
    *value = 3 + size[0] * knobs->tolerance + size[1] / knobs->window + size[2] / (double)knobs->size
        + size[3] * (ldexp((double)mixed, -53) - 0.5);
    return true;
}

static void errors_of_known_problems(void **unused)
{
    (void)unused;
    const double sizes[4] = {1e5, 0.01, 0.002, 0};
    const double finest = COL_MEASURE_TOLERANCE / 4;
    col_check check;
    init(&check, 3);
    col_measure(&check, known, sizes, COL_VARY_WINDOW | COL_VARY_SIZE, 1);
    assert_true(fabs(check.simulated - (3 + 1e5 * finest + 0.005 + 0.001)) < 1e-12);
    assert_true(check.parts[COL_ERROR_INTEGRATION] >= 1e5 * finest); /* at least what is there, */
    assert_true(check.parts[COL_ERROR_INTEGRATION] < 5e5 * finest);  /* and not much more */
    assert_true(fabs(check.parts[COL_ERROR_WINDOW] - 0.005) < 1e-12);
    assert_true(fabs(check.parts[COL_ERROR_SIZE] - 0.001) < 1e-12);
    assert_true(check.parts[COL_ERROR_STATISTICS] == 0);
    col_check_judge(&check, 0);
    assert_true(check.pass);
    col_check_clear(&check);
}

static void standard_errors(void **unused)
{
    (void)unused;
    const double sizes[4] = {0, 0, 0, 1};
    int outside = 0, rounds = 200;
    for (int round = 0; round < rounds; round++) {
        col_check check;
        init(&check, 3);
        col_measure_ensemble(&check, known, sizes, 0, (ulong)(1000 * round + 1), 48);
        assert_true(check.parts[COL_ERROR_STATISTICS] > 0.03 && check.parts[COL_ERROR_STATISTICS] < 0.055); /* 1/24 */
        col_check_judge(&check, 0);
        assert_true(check.pass);
        outside += check.sigma > 1;
        col_check_clear(&check);
    }
    assert_true(outside > rounds / 5 && outside < rounds / 2); /* 32% of normal numbers */
}

static bool impossible(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    (void)value;
    (void)knobs;
    (void)setting;
    col_error_resource(error, "no such simulation");
    return false;
}

static void failed_simulations_give_a_reason(void **unused)
{
    (void)unused;
    col_check check;
    init(&check, 3);
    col_measure(&check, impossible, NULL, COL_VARY_WINDOW, 1);
    col_check_judge(&check, 0);
    assert_false(check.pass);
    assert_string_equal(check.reason, "no such simulation");
    col_check_clear(&check);
}

static void closed_forms(void **unused)
{
    (void)unused;
    arb_t value;
    arb_init(value);
    col_closed_form(value, "4*(6*atan(sqrt(2))/pi^(3/2))^2/3", 100);
    assert_true(fabs(arf_get_d(arb_midref(value), ARF_RND_NEAR) - 4.0 / 3 * pow(1.02937537300396, 2)) < 1e-12);
    col_closed_form(value, "1/0", 100);
    assert_false(arb_is_finite(value));
    col_closed_form(value, "nothing", 100);
    assert_false(arb_is_finite(value));
    arb_clear(value);
}

static void names_are_different(void **unused)
{
    (void)unused;
    size_t count = col_crosscheck_count();
    assert_true(count >= 100);
    for (size_t i = 0; i < count; i++) {
        assert_true(col_crosscheck_matches(i, col_crosscheck_name(i)));
        assert_true(col_crosscheck_matches(i, col_crosscheck_tag(i)));
        assert_true(strlen(col_crosscheck_statement(i)) > 10);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(col_crosscheck_name(i), col_crosscheck_name(k));
    }
}

/* Seconds each: only where there is time. */
static bool takes_long(size_t index)
{
    return col_crosscheck_matches(index, "graph-*") || col_crosscheck_matches(index, "spread-random")
        || col_crosscheck_matches(index, "teacher-*-labels");
}

/* Neither side depends on the prediction's being moved, so that one run serves both ways. */
static void every_check_passes_and_can_fail(void **unused)
{
    (void)unused;
    bool patient = getenv("COLLAPSAR_LONG") != NULL;
    const col_crosscheck_options options = col_crosscheck_options_default();
    arb_t predicted;
    arb_init(predicted);
    for (size_t i = 0; i < col_crosscheck_count(); i++) {
        if (takes_long(i) && !patient)
            continue;
        col_check check;
        col_crosscheck_run(&check, i, &options);
        if (!check.pass)
            fail_msg("%s: predicted %.10g, simulated %.10g, error %.2g; %s", check.name,
                     arf_get_d(arb_midref(check.predicted), ARF_RND_NEAR), check.simulated, check.error, check.reason);
        arb_set(predicted, check.predicted);
        for (int way = -1; way <= 1; way += 2) {
            arb_set(check.predicted, predicted);
            col_check_judge(&check, way * 0.01);
            if (check.pass)
                fail_msg("%s: passes with a prediction that is %+d%% off", check.name, way);
        }
        col_check_clear(&check);
    }
    arb_clear(predicted);
}

/* The switch itself: a run with a wrong prediction fails. */
static void wrong_runs_fail(void **unused)
{
    (void)unused;
    col_crosscheck_options options = col_crosscheck_options_default();
    options.wrong = 0.01;
    for (size_t i = 0; i < col_crosscheck_count(); i++) {
        if (!col_crosscheck_matches(i, "E[2345]") && !col_crosscheck_matches(i, "O1"))
            continue;
        col_check check;
        col_crosscheck_run(&check, i, &options);
        assert_false(check.pass);
        col_check_clear(&check);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparisons),
        cmocka_unit_test(enclosures_are_intervals),
        cmocka_unit_test(sensitivity_is_what_is_noticed),
        cmocka_unit_test(scale_replaces_a_vanishing_prediction),
        cmocka_unit_test(errors_of_known_problems),
        cmocka_unit_test(standard_errors),
        cmocka_unit_test(failed_simulations_give_a_reason),
        cmocka_unit_test(closed_forms),
        cmocka_unit_test(names_are_different),
        cmocka_unit_test(every_check_passes_and_can_fail),
        cmocka_unit_test(wrong_runs_fail),
    };
    openblas_set_num_threads(1);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
