/* Portraits: all states of one head direction against their closed forms, names that must and must not be given,
 * exact zeros, and what stays open. */
#include <collapsar/portrait.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char head[] =
    "model head\n"
    "parameter s in (0, 1]\n"
    "parameter r in [0, 1)\n"
    "parameter rho > 0\n"
    "variable p, u, v\n"
    "let D = (1 + r)^2*s^2 - 4*(r + rho)\n"
    "flow p = -((p - s)*u^2 + (p + s)*v^2)/2 - rho*p\n"
    "flow u = -(p^2 + r + rho - (1 + r)*s*p)*u\n"
    "flow v = -(p^2 + r + rho + (1 + r)*s*p)*v\n"
    "state collapsed: p = 0, u = 0, v = 0\n"
    "state separated when D > 0:\n"
    "    p = ((1 + r)*s + sqrt(D))/2, u = sqrt(2*rho*p/(s - p)), v = 0\n"
    "state saddle when D > 0:\n"
    "    p = ((1 + r)*s - sqrt(D))/2, u = sqrt(2*rho*p/(s - p)), v = 0\n"
    "state absent when D < 0: p = 0, u = 0, v = 0\n";

/* A portrait together with its document. */
typedef struct {
    col_document *document;
    col_model *model;
    col_portrait portrait;
    col_error error;
    bool drawn;
} picture;

static picture draw(const char *text, const char *settings, const char *box_text, long digits)
{
    picture made = {0};
    made.document = col_document_parse("test.col", text, strlen(text), &made.error);
    assert_non_null(made.document);
    made.model = &made.document->models[0];
    col_conditions conditions = {0};
    if (*settings)
        assert_true(col_parse_settings(&conditions, made.model, "--set", settings, &made.error));
    col_range *ranges = NULL;
    assert_true(col_parse_box(&ranges, made.model, "--box", box_text, &made.error));
    col_box box;
    col_box_init(&box, made.model->variable_count);
    for (size_t i = 0; i < made.model->variable_count; i++)
        assert_true(col_side_set_range(&box.sides[i], made.model->graph, &ranges[i]));
    col_budget budget = COL_BUDGET_DEFAULT;
    made.drawn = col_portrait_draw(&made.portrait, made.model, &conditions, &box, digits, &budget, &made.error);
    free(ranges);
    col_box_clear(&box);
    col_conditions_clear(&conditions);
    return made;
}

static void finish(picture *made)
{
    col_portrait_clear(&made->portrait);
    col_document_free(made->document);
}

/* The states that are called so; NULL: the unnamed ones. */
static size_t count_named(const picture *made, const char *name)
{
    size_t count = 0;
    for (size_t k = 0; k < made->portrait.count; k++) {
        ptrdiff_t index = made->portrait.states[k].name;
        count += name ? index >= 0 && strcmp(made->model->states[index].name, name) == 0 : index < 0;
    }
    return count;
}

static size_t count_stability(const picture *made, col_stability stability)
{
    size_t count = 0;
    for (size_t k = 0; k < made->portrait.count; k++)
        count += made->portrait.states[k].stability == stability;
    return count;
}

/* Nine states: collapsed, p+ and p- with u or v of either sign. */
static void one_head_direction_has_nine_states(void **state)
{
    (void)state;
    picture made = draw(head, "s=sqrt(3)/2, r=1/10, rho=1/100", "p in [-2, 2], u in [-3, 3], v in [-3, 3]", 30);
    assert_true(made.drawn);
    assert_true(made.portrait.complete);
    assert_true(made.portrait.precise);
    assert_int_equal(made.portrait.count, 9);
    assert_int_equal(count_stability(&made, COL_STABILITY_STABLE), 5);
    assert_int_equal(count_stability(&made, COL_STABILITY_UNSTABLE), 4);
    assert_int_equal(count_named(&made, "collapsed"), 1);
    assert_int_equal(count_named(&made, "separated"), 1);
    assert_int_equal(count_named(&made, "saddle"), 1);
    assert_int_equal(count_named(&made, "absent"), 0);
    assert_int_equal(count_named(&made, NULL), 6);
    finish(&made);
}

/* At p+, u: roots of x^2 + rho s/(s - p) x + 2 rho p sqrt(D), and -2(1 + r)sp: symmetric functions compared. */
static void eigenvalues_match_the_closed_form(void **state)
{
    (void)state;
    picture made = draw(head, "s=9/10, r=1/10, rho=1/100", "p in [-2, 2], u in [-3, 3], v in [-3, 3]", 40);
    assert_true(made.drawn);
    const col_portrait_state *separated = &made.portrait.states[1];
    assert_true(separated->name >= 0);
    assert_string_equal(made.model->states[separated->name].name, "separated");
    slong precision = 300;
    arb_t s, p, root, trace, gap;
    acb_t sum;
    arb_init(s);
    arb_init(p);
    arb_init(root);
    arb_init(trace);
    arb_init(gap);
    acb_init(sum);
    arb_set_str(s, "0.9", precision);
    arb_set_str(root, "0.5401", precision); /* D = 0.9801 - 0.44 */
    arb_sqrt(root, root, precision);
    arb_set_str(p, "0.99", precision);
    arb_add(p, p, root, precision);
    arb_mul_2exp_si(p, p, -1);
    assert_true(arb_overlaps(p, separated->at));
    /* -trace = rho s/(s - p) + 2(1 + r) s p */
    arb_sub(gap, s, p, precision);
    arb_div(trace, s, gap, precision);
    arb_div_ui(trace, trace, 100, precision);
    arb_mul(gap, s, p, precision);
    arb_mul_ui(gap, gap, 22, precision);
    arb_div_ui(gap, gap, 10, precision);
    arb_add(trace, trace, gap, precision);
    for (int i = 0; i < 3; i++)
        acb_add(sum, sum, separated->eigenvalues + i, precision);
    arb_neg(trace, trace);
    assert_true(arb_overlaps(trace, acb_realref(sum)));
    assert_true(arb_contains_zero(acb_imagref(sum)));
    assert_true(arb_rel_accuracy_bits(acb_realref(sum)) > 120);
    arb_clear(s);
    arb_clear(p);
    arb_clear(root);
    arb_clear(trace);
    arb_clear(gap);
    acb_clear(sum);
    finish(&made);
}

static void settings_must_be_complete(void **state)
{
    (void)state;
    static const struct {
        const char *settings, *message;
    } cases[] = {{"s=1/2, r=0", "parameter rho has no value"}, {"", "parameter s has no value"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        picture made = draw(head, cases[i].settings, "p in [-2, 2], u in [-3, 3], v in [-3, 3]", 10);
        assert_false(made.drawn);
        assert_int_equal(made.error.fault, COL_FAULT_INPUT);
        assert_string_equal(made.error.message, cases[i].message);
        finish(&made);
    }
}

/* Close to a state is not the state: a wrong name would be a wrong theorem. */
static void near_misses_get_no_name(void **state)
{
    (void)state;
    picture made = draw("model m\nvariable x\nflow x = 1/3 - x\n"
                        "state near: x = 33333333333333333333333333333333/100000000000000000000000000000000\n"
                        "state third: x = 1/3\nstate far: x = 1/2\n", "", "x in [0, 1]", 10);
    assert_true(made.drawn && made.portrait.complete);
    assert_int_equal(made.portrait.count, 1);
    assert_int_equal(count_named(&made, "near"), 0);
    assert_int_equal(count_named(&made, "third"), 1);
    finish(&made);
}

/* x' = -x, y' = -y^3: one eigenvalue is exactly zero, and that is proved. */
static void zero_eigenvalues_are_certified(void **state)
{
    (void)state;
    picture made = draw("model m\nvariable x, y\nflow x = -x\nflow y = -y^3\nstate origin: x = 0, y = 0\n", "",
                        "x in [-1, 1], y in [-1, 1]", 10);
    assert_true(made.drawn && made.portrait.complete);
    assert_int_equal(made.portrait.count, 1);
    assert_int_equal(made.portrait.states[0].zero_eigenvalues, 1);
    assert_int_equal(made.portrait.states[0].maybe_zero, 0);
    assert_int_equal(made.portrait.states[0].stability, COL_STABILITY_ATTRACTING);
    assert_int_equal(count_named(&made, "origin"), 1);
    finish(&made);
}

/* A centre: the eigenvalues +-i are certain, their side of the axis can't be. */
static void centres_stay_undecided(void **state)
{
    (void)state;
    picture made = draw("model m\nvariable x, y\nflow x = y\nflow y = -x\n", "", "x in [-1, 1], y in [-1, 1]", 10);
    assert_true(made.drawn && made.portrait.complete);
    assert_int_equal(made.portrait.count, 1);
    assert_int_equal(made.portrait.states[0].stability, COL_STABILITY_UNDECIDED);
    assert_int_equal(made.portrait.states[0].zero_eigenvalues, 0);
    assert_int_equal(made.portrait.states[0].maybe_zero, 0);
    finish(&made);
}

/* A line of states: nothing complete can be said, and nothing is. */
static void continua_are_not_complete(void **state)
{
    (void)state;
    picture made = draw("model m\nvariable x, y\nflow x = (x - y)*(x + y + 3)\nflow y = y - x\n", "",
                        "x in [-1, 1], y in [-1, 1]", 10);
    assert_true(made.drawn);
    assert_false(made.portrait.complete);
    assert_true(made.portrait.reason[0] != '\0');
    finish(&made);
}

static void half_open_boxes_count_their_ends(void **state)
{
    (void)state;
    static const char logistic[] = "model m\nvariable x\nflow x = x*(1 - x)\n";
    static const struct {
        const char *box;
        size_t count;
    } cases[] = {{"x in [0, 1]", 2}, {"x in (0, 1]", 1}, {"x in (0, 1)", 0}, {"x in [0, 1)", 1}, {"x in [-5, 5]", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        picture made = draw(logistic, "", cases[i].box, 10);
        assert_true(made.drawn && made.portrait.complete);
        assert_int_equal(made.portrait.count, cases[i].count);
        finish(&made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_head_direction_has_nine_states), cmocka_unit_test(eigenvalues_match_the_closed_form),
        cmocka_unit_test(settings_must_be_complete), cmocka_unit_test(near_misses_get_no_name),
        cmocka_unit_test(zero_eigenvalues_are_certified), cmocka_unit_test(centres_stay_undecided),
        cmocka_unit_test(continua_are_not_complete), cmocka_unit_test(half_open_boxes_count_their_ends)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
