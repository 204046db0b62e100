/* Derivation files against their simulated flow: what is right passes, planted errors are found, by the check that should
 * find them; what cannot be simulated stays open. */
#include <collapsar/crosscheck_file.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static col_file_checks check(const char *text, const char *settings, const col_crosscheck_options *options)
{
    col_error error = {0};
    col_document *document = col_document_parse("test.col", text, strlen(text), &error);
    if (document == NULL)
        print_error("%s\n", error.message);
    assert_non_null(document);
    col_conditions conditions = {0};
    if (settings)
        assert_true(col_parse_settings(&conditions, &document->models[0], "--set", settings, &error));
    col_file_checks checks = {0};
    bool good = col_crosscheck_model(&checks, &document->models[0], &conditions, NULL, options, &error);
    if (!good)
        print_error("%s\n", error.message);
    assert_true(good);
    for (size_t i = 0; i < checks.count; i++)
        checks.items[i].at.file = NULL; /* the document goes */
    col_conditions_clear(&conditions);
    col_document_free(document);
    return checks;
}

static void print_checks(const col_file_checks *checks)
{
    for (size_t i = 0; i < checks->count; i++) {
        const col_file_check *item = &checks->items[i];
        print_error("%s %s %s %g (error %g) at %s: %s\n", col_outcome_name(item->outcome), item->check.name,
                    item->check.tag, item->check.simulated, item->check.error, item->parameters, item->check.reason);
    }
}

/* The outcome of the check of that name and tag. */
static col_outcome outcome_of(const col_file_checks *checks, const char *name, const char *tag)
{
    for (size_t i = 0; i < checks->count; i++)
        if (strcmp(checks->items[i].check.name, name) == 0 && strcmp(checks->items[i].check.tag, tag) == 0)
            return checks->items[i].outcome;
    print_checks(checks);
    print_error("there is no check %s of %s\n", tag, name);
    fail();
    return COL_OUTCOME_OPEN;
}

static void assert_outcome(col_file_checks *checks, const char *name, const char *tag, col_outcome wanted)
{
    if (outcome_of(checks, name, tag) != wanted) {
        print_checks(checks);
        print_error("check %s of %s is not %s\n", tag, name, col_outcome_name(wanted));
        fail();
    }
}

/* Two species that compete: closed forms in a, b. */
#define COMPETITION \
    "parameter a in (0, 1/2)\n" \
    "parameter b in (0, 1/2)\n" \
    "variable x, y\n" \
    "flow x = x*(1 - x - a*y)\n" \
    "flow y = y*(1 - y - b*x)\n" \
    "state both: x = (1 - a)/(1 - a*b), y = (1 - b)/(1 - a*b)\n" \
    "state first: x = 1, y = 0\n" \
    "state none: x = 0, y = 0\n"

static void test_right_claims(void **state)
{
    (void)state;
    col_crosscheck_options options = col_crosscheck_options_default();
    col_file_checks checks = check(COMPETITION
        "claim rests: stationary both\n"
        "claim holds: stable both\n"
        "claim gives-way: unstable first\n"
        "claim four: states 4 in x in [0, 2], y in [0, 2] when a == 1/4, b == 1/3\n"
        "claim sum: both.x*(1 - a*b) + a == 1\n"
        "claim order: both.x < 1/(1 - a*b)\n"
        "claim weak: both.x ~ 1 - a as b -> 0\n"
        "refute too-many: states 5 in x in [0, 2], y in [0, 2] when a == 1/4, b == 1/3\n"
        "refute holds-not: stable none\n"
        "refute too-large: both.x > 1\n"
        "refute rest-not: conserved x + y\n", NULL, &options);
    if (col_file_checks_count(&checks, COL_OUTCOME_PASSED) != checks.count)
        print_checks(&checks);
    assert_int_equal(col_file_checks_count(&checks, COL_OUTCOME_PASSED), checks.count);
    assert_true(checks.count >= 16);
    assert_int_equal(checks.items[0].at.line, 6);
    col_file_checks_clear(&checks);
}

/* Whatever is right fails when it is turned around. */
static void test_wrong_predictions(void **state)
{
    (void)state;
    col_crosscheck_options options = col_crosscheck_options_default();
    options.wrong = 0.01;
    col_file_checks checks = check(COMPETITION
        "claim rests: stationary both\n"
        "claim holds: stable both\n"
        "claim gives-way: unstable first\n"
        "claim four: states 4 in x in [0, 2], y in [0, 2] when a == 1/4, b == 1/3\n"
        "claim sum: both.x*(1 - a*b) + a == 1\n"
        "claim order: both.x < 1/(1 - a*b)\n"
        "claim weak: both.x ~ 1 - a as b -> 0\n"
        "refute too-large: both.x > 1\n", NULL, &options);
    if (col_file_checks_count(&checks, COL_OUTCOME_FAILED) != checks.count)
        print_checks(&checks);
    assert_int_equal(col_file_checks_count(&checks, COL_OUTCOME_FAILED), checks.count);
    col_file_checks_clear(&checks);
}

static void test_planted_errors(void **state)
{
    static const struct {
        const char *text, *name, *tag;
    } cases[] = {
        {COMPETITION "claim c: stable first\n", "c", "stable"},
        {COMPETITION "claim c: unstable both\n", "c", "unstable"},
        {COMPETITION "claim c: unstable both\n", "c", "starts"},
        {COMPETITION "claim c: attracting both modulo 1\n", "c", "modulo"},
        {COMPETITION "claim c: states 3 in x in [0, 2], y in [0, 2] when a == 1/4, b == 1/3\n", "c", "states"},
        {COMPETITION "claim c: states 5 in x in [0, 2], y in [0, 2] when a == 1/4, b == 1/3\n", "c", "states"},
        {COMPETITION "claim c: both.x*(1 + a*b) + a == 1\n", "c", "formula"},
        {COMPETITION "claim c: both.x > both.y\n", "c", "formula"},
        {COMPETITION "claim c: both.x ~ 1 + a as b -> 0\n", "c", "limit"},
        {COMPETITION "state wrong: x = (1 - a)/(1 + a*b), y = (1 - b)/(1 + a*b)\nclaim c: stationary wrong\n", "c", "stationary"},
        {COMPETITION "state wrong: x = (1 - a)/(1 + a*b), y = (1 - b)/(1 + a*b)\n", "wrong", "stationary"},
        {COMPETITION "refute c: stable both\n", "c", "stable"},
        /* A sign of the energy, and one in the equation. */
        {"parameter k > 0\nvariable x, y\nflow x = y\nflow y = -k*x\nclaim c: conserved k*x^2 - y^2\n", "c", "conserved"},
        {"parameter k > 0\nvariable x, y\nflow x = y\nflow y = k*x\nclaim c: conserved k*x^2 + y^2\n", "c", "conserved"},
        /* A drift that is as small as a millionth. */
        {"parameter k in (1, 2)\nvariable x, y\nflow x = y - x/1000000\nflow y = -k*x\nclaim c: conserved k*x^2 + y^2\n", "c", "conserved"},
        /* Stable by the Jacobian at the wrong point of a double well. */
        {"parameter m in (1/4, 4)\nvariable x\nflow x = m*x - x^3\nstate s: x = 0\nclaim c: stable s\n", "c", "stable"},
        {"parameter m in (1/4, 4)\nvariable x\nflow x = m*x - x^3\nstate s: x = sqrt(m)\nclaim c: attracting s modulo 1\n", "c", "modulo"}};
    (void)state;
    col_crosscheck_options options = col_crosscheck_options_default();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        col_file_checks checks = check(cases[i].text, NULL, &options);
        bool refute = strstr(cases[i].text, "refute") != NULL;
        assert_outcome(&checks, cases[i].name, cases[i].tag, refute ? COL_OUTCOME_OPEN : COL_OUTCOME_FAILED);
        col_file_checks_clear(&checks);
    }
}

/* The rate that is measured is the closed form's, whatever the dimension: focus, multiple rates, lines of states. */
static void test_rates(void **state)
{
    static const struct {
        const char *text;
        double rate;
    } cases[] = {
        {"variable x, y\nflow x = -x/5 + 3*y\nflow y = -3*x - y/5\nstate s: x = 0, y = 0\n", -0.2},
        {"variable x, y\nflow x = -2*x\nflow y = -2*y + x^2\nstate s: x = 0, y = 0\n", -2},
        {"variable x, y\nflow x = -x + y\nflow y = x - y\nstate s: x = 1, y = 1\n", -2},
        {"variable x, y, z\nflow x = x*(3 - x)\nflow y = -1000*y\nflow z = -z/100\nstate s: x = 3, y = 0, z = 0\n", -0.01},
        {"variable x, y\nflow x = x + sin(y)\nflow y = -7*y + x^2\nstate s: x = 0, y = 0\n", 1}};
    (void)state;
    col_crosscheck_options options = col_crosscheck_options_default();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        col_file_checks checks = check(cases[i].text, NULL, &options);
        assert_outcome(&checks, "s", "rate", COL_OUTCOME_PASSED);
        for (size_t k = 0; k < checks.count; k++)
            if (strcmp(checks.items[k].check.tag, "rate") == 0) {
                assert_true(fabs(checks.items[k].check.simulated - cases[i].rate) < 1e-5 * fabs(cases[i].rate));
                assert_true(checks.items[k].check.error < 1e-3 * fabs(cases[i].rate));
            }
        col_file_checks_clear(&checks);
    }
}

/* Flows that end, blow up, or never rest are reported, not failed. */
static void test_open(void **state)
{
    (void)state;
    col_crosscheck_options options = col_crosscheck_options_default();
    col_file_checks checks = check("variable x, y\nflow x = x^2 + y^2\nflow y = 1 + x^4\nstate s: x = 1, y = 2\n"
                                   "claim none: states 0 in x in [-1, 1], y in [-1, 1]\n"
                                   "claim kept: conserved log(-1 - x^2)\n", NULL, &options);
    assert_outcome(&checks, "s", "stationary", COL_OUTCOME_FAILED);
    assert_outcome(&checks, "s", "rate", COL_OUTCOME_OPEN);
    assert_outcome(&checks, "none", "states", COL_OUTCOME_PASSED);
    assert_outcome(&checks, "none", "ends", COL_OUTCOME_PASSED);
    assert_outcome(&checks, "kept", "conserved", COL_OUTCOME_OPEN);
    col_file_checks_clear(&checks);
    checks = check("parameter a in (0, 1)\nclaim none: a == 1 when a^2 == 1/2\nclaim undefined: log(-a) < 0\n", NULL, &options);
    assert_outcome(&checks, "none", "formula", COL_OUTCOME_OPEN);
    assert_outcome(&checks, "undefined", "formula", COL_OUTCOME_OPEN);
    col_file_checks_clear(&checks);
}

/* Parameters that are set, equations that are solved, the same outcome for the same seed. */
static void test_draws(void **state)
{
    const char *text = "parameter a in (0, 1)\nparameter b > 0\nassume 2*a + b == 3\n"
                       "claim sum: b == 3 - 2*a\nclaim small: a < 1/2 when a < 1/3\nclaim half: b == 2 when a == 1/2\n";
    (void)state;
    col_crosscheck_options options = col_crosscheck_options_default();
    col_file_checks checks = check(text, NULL, &options), again = check(text, NULL, &options);
    assert_int_equal(col_file_checks_count(&checks, COL_OUTCOME_PASSED), 3);
    for (size_t i = 0; i < checks.count; i++) {
        assert_string_equal(checks.items[i].parameters, again.items[i].parameters);
        assert_true(checks.items[i].check.simulated == again.items[i].check.simulated);
    }
    col_file_checks_clear(&checks);
    col_file_checks_clear(&again);
    checks = check(text, "a=2/3", &options);
    assert_outcome(&checks, "sum", "formula", COL_OUTCOME_PASSED);
    assert_outcome(&checks, "small", "formula", COL_OUTCOME_ASIDE);
    col_file_checks_clear(&checks);
}

static void test_settings(void **state)
{
    const char *text = "parameter a in (0, 1)\nparameter b\nclaim c: a < 2\n";
    const char *bad[] = {"a=1", "a=0", "a=-3", "a=1/2,a=1/3"};
    (void)state;
    col_crosscheck_options options = col_crosscheck_options_default();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        col_error error = {0};
        col_document *document = col_document_parse("test.col", text, strlen(text), &error);
        col_conditions conditions = {0};
        col_file_checks checks = {0};
        if (col_parse_settings(&conditions, &document->models[0], "--set", bad[i], &error))
            assert_false(col_crosscheck_model(&checks, &document->models[0], &conditions, NULL, &options, &error));
        assert_int_equal(error.fault, COL_FAULT_INPUT);
        col_file_checks_clear(&checks);
        col_conditions_clear(&conditions);
        col_document_free(document);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right_claims), cmocka_unit_test(test_wrong_predictions),
        cmocka_unit_test(test_planted_errors), cmocka_unit_test(test_rates), cmocka_unit_test(test_open),
        cmocka_unit_test(test_draws), cmocka_unit_test(test_settings)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
