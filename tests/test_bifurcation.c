/* Bifurcations along a line: classical normal forms whose coefficients are known, the fold of the head model against
 * its closed form, two independent ways to a fold, and what must not be called by a wrong name. */
#include <collapsar/bifurcation.h>
#include <collapsar/newton.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static col_bifurcations find_with(const char *text, const char *settings, const char *lo, const char *hi, long digits,
                                  const char *ranges)
{
    col_error error = {0};
    col_document *document = col_document_parse("test.col", text, strlen(text), &error);
    if (document == NULL)
        print_error("%s\n", error.message);
    assert_non_null(document);
    col_model *model = &document->models[0];
    col_conditions conditions = {0};
    col_phase_axis axis = {.parameter = 0};
    col_box box;
    col_bifurcations found;
    fmpq_init(axis.lo);
    fmpq_init(axis.hi);
    assert_int_equal(fmpq_set_str(axis.lo, lo, 10), 0);
    assert_int_equal(fmpq_set_str(axis.hi, hi, 10), 0);
    col_box_init(&box, model->variable_count);
    col_range *sides;
    assert_true(col_parse_box(&sides, model, "--box", ranges, &error));
    for (size_t i = 0; i < model->variable_count; i++)
        assert_true(col_side_set_range(&box.sides[i], model->graph, &sides[i]));
    free(sides);
    if (*settings)
        assert_true(col_parse_settings(&conditions, model, "--set", settings, &error));
    const col_budget budget = COL_BUDGET_DEFAULT;
    bool good = col_bifurcations_find(&found, model, &conditions, &axis, &box, digits, &budget, &error);
    if (!good)
        print_error("%s\n", error.message);
    assert_true(good);
    fmpq_clear(axis.lo);
    fmpq_clear(axis.hi);
    col_box_clear(&box);
    col_conditions_clear(&conditions);
    col_document_free(document);
    return found;
}

static bool encloses(const arb_t x, double value, double tolerance)
{
    return arb_is_finite(x) && mag_cmp_2exp_si(arb_radref(x), -40) < 0
        && arf_cmpabs_2exp_si(arb_midref(x), 40) < 0
        && arf_get_d(arb_midref(x), ARF_RND_NEAR) > value - tolerance
        && arf_get_d(arb_midref(x), ARF_RND_NEAR) < value + tolerance;
}

static void check_one(const col_bifurcations *found, col_bifurcation_type type, double parameter)
{
    if (found->count != 1 || found->points[0].form.type != type || !found->complete)
        print_error("%zu points, %s, %s; %s\n", found->count,
                    found->count ? col_bifurcation_name(found->points[0].form.type) : "",
                    found->count ? found->points[0].form.reason : "", found->remarks);
    assert_int_equal(found->count, 1);
    assert_int_equal(found->points[0].form.type, type);
    assert_true(encloses(found->points[0].parameter, parameter, 1e-12));
    assert_true(found->complete);
    assert_true(found->precise);
}

/* One dimension, all coefficients known. */
static void test_classical(void **state)
{
    (void)state;
    static const struct { const char *text; col_bifurcation_type type; double at, quadratic, other; } cases[] = {
        {"model a\nparameter m\nvariable x\nflow x = m - x^2\n", COL_BIFURCATION_FOLD, 0, -1, 1},
        {"model a\nparameter m\nvariable x\nflow x = 1/3 - m - 5*(x - 2)^2\n", COL_BIFURCATION_FOLD, 1.0 / 3, -5, -1},
        {"model a\nparameter m\nvariable x\nflow x = m*x - x^2\n", COL_BIFURCATION_TRANSCRITICAL, 0, -1, 1},
        {"model a\nparameter m\nvariable x\nflow x = (x - 1)*(m - 2) + 3*(x - 1)^2\n", COL_BIFURCATION_TRANSCRITICAL,
         2, 3, 1},
        {"model a\nparameter m\nvariable x\nflow x = m*x - x^3\n", COL_BIFURCATION_PITCHFORK_SUPERCRITICAL, 0, 0, -1},
        {"model a\nparameter m\nvariable x\nflow x = 2*m*x + 4*x^3 - x^5 - 1000*x^7\n",
         COL_BIFURCATION_PITCHFORK_SUBCRITICAL, 0, 0, 4}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        col_bifurcations found = find_with(cases[i].text, "", "-1/4", "3", 20, "x in [-10, 10]");
        size_t k = 0;
        while (k + 1 < found.count && found.points[k].form.type != cases[i].type)
            k++;
        assert_true(found.complete);
        assert_int_equal(found.points[k].form.type, cases[i].type);
        const col_normal_form *form = &found.points[k].form;
        assert_true(encloses(found.points[k].parameter, cases[i].at, 1e-12));
        assert_true(encloses(form->quadratic, cases[i].quadratic, 1e-12));
        arb_srcptr other = cases[i].type == COL_BIFURCATION_FOLD ? form->unfolding
            : cases[i].type == COL_BIFURCATION_TRANSCRITICAL     ? form->crossing
                                                                 : form->cubic;
        assert_true(encloses(other, cases[i].other, 1e-12));
        col_bifurcations_clear(&found);
    }
}

/* The symmetric switch: pitchfork at a = 2 in a direction that no variable shows. */
static void test_switch(void **state)
{
    (void)state;
    col_bifurcations found = find_with("model a\nparameter a > 0\nvariable x, y\nflow x = a/(1 + y^2) - x\n"
                                       "flow y = a/(1 + x^2) - y\n",
                                       "", "1/2", "3", 30, "x in [-5, 5], y in [-5, 5]");
    check_one(&found, COL_BIFURCATION_PITCHFORK_SUPERCRITICAL, 2);
    assert_true(encloses(found.points[0].state, 1, 1e-12));
    assert_true(encloses(found.points[0].state + 1, 1, 1e-12));
    col_bifurcations_clear(&found);
}

/* x' = m x - w y + c x (x^2 + y^2) and its partner: q = (1, -i)/sqrt(2) has C(q, q, q*) = 4c q, so the coefficient is
 * 4c/(2w); the pair's real part is m. */
static void test_hopf(void **state)
{
    (void)state;
    static const struct { const char *c; double value; col_bifurcation_type type; } cases[] = {
        {"-1", -1, COL_BIFURCATION_HOPF_SUPERCRITICAL}, {"3/2", 1.5, COL_BIFURCATION_HOPF_SUBCRITICAL}};
    for (size_t i = 0; i < 2; i++) {
        char settings[32];
        snprintf(settings, sizeof settings, "c=%s,w=3", cases[i].c);
        col_bifurcations found = find_with("model a\nparameter m, c, w\nvariable x, y\n"
                                           "flow x = m*x - w*y + c*x*(x^2 + y^2)\n"
                                           "flow y = w*x + m*y + c*y*(x^2 + y^2)\n",
                                           settings, "-1", "1", 20, "x in [-1, 1], y in [-1, 1]");
        check_one(&found, cases[i].type, 0);
        const col_normal_form *form = &found.points[0].form;
        assert_true(encloses(form->cubic, 4 * cases[i].value / 6, 1e-12));
        assert_true(encloses(form->crossing, 1, 1e-12));
        assert_true(encloses(form->frequency, 3, 1e-12));
        assert_int_equal(form->unstable, 0);
        col_bifurcations_clear(&found);
    }
}

/* What must not get a name: a degenerate Hopf point, a fold line through a cusp, a centre at every parameter. */
static void test_degenerate(void **state)
{
    (void)state;
    col_bifurcations found = find_with("model a\nparameter m\nvariable x, y\n"
                                       "flow x = m*x - y - x*(x^2 + y^2)^2\nflow y = x + m*y - y*(x^2 + y^2)^2\n",
                                       "", "-1", "1", 20, "x in [-1, 1], y in [-1, 1]");
    assert_int_equal(found.count, 1);
    assert_int_equal(found.points[0].form.type, COL_BIFURCATION_UNDECIDED);
    col_bifurcations_clear(&found);
    found = find_with("model a\nparameter m\nvariable x\nflow x = m - x^3\n", "", "-1", "1", 20, "x in [-3, 3]");
    for (size_t i = 0; i < found.count; i++)
        assert_int_equal(found.points[i].form.type, COL_BIFURCATION_CUSP);
    col_bifurcations_clear(&found);
    found = find_with("model a\nparameter m\nvariable x\nflow x = m - x^4\n", "", "-1", "1", 20, "x in [-3, 3]");
    for (size_t i = 0; i < found.count; i++)
        assert_int_equal(found.points[i].form.type, COL_BIFURCATION_UNDECIDED);
    col_bifurcations_clear(&found);
    found = find_with("model a\nparameter m\nvariable x, y\nflow x = y\nflow y = -x\n", "", "-1", "1", 20,
                      "x in [-1, 1], y in [-1, 1]");
    assert_int_equal(found.count, 0);
    assert_false(found.complete);
    col_bifurcations_clear(&found);
    found = find_with("model a\nparameter m\nvariable x\nflow x = x^2*(m - x)\n", "", "-1", "1", 20, "x in [-3, 3]");
    assert_false(found.complete);
    for (size_t i = 0; i < found.count; i++)
        assert_int_equal(found.points[i].form.type, COL_BIFURCATION_UNDECIDED);
    col_bifurcations_clear(&found);
    /* defined on one side only */
    found = find_with("model a\nparameter m\nvariable x\nflow x = m*x - sqrt(x)^4\n", "", "-1", "1", 20, "x in [-3, 3]");
    assert_false(found.complete);
    for (size_t i = 0; i < found.count; i++)
        assert_int_equal(found.points[i].form.type, COL_BIFURCATION_UNDECIDED);
    col_bifurcations_clear(&found);
    /* two real eigenvalues of opposite sign: no Hopf point */
    found = find_with("model a\nparameter m\nvariable x, y\nflow x = m*x + 2*y - x^3\nflow y = 2*x + m*y - y^3\n", "",
                      "-1", "1", 20, "x in [-1/8, 1/8], y in [-1/8, 1/8]");
    for (size_t i = 0; i < found.count; i++)
        assert_false(found.points[i].oscillatory);
    col_bifurcations_clear(&found);
}

static const char head[] =
    "model head\nparameter r in [0, 1)\nparameter f in [0, 1)\nparameter rho > 0\nvariable p, u, v\n"
    "let s = sqrt(1 - f)\n"
    "flow p = -((p - s)*u^2 + (p + s)*v^2)/2 - rho*p\n"
    "flow u = -(p^2 + r + rho - (1 + r)*s*p)*u\n"
    "flow v = -(p^2 + r + rho + (1 + r)*s*p)*v\n";

/* r_c = (1 + f - 2 sqrt(f + rho (1 - f)))/(1 - f) */
static void critical_leak(arb_t out, ulong f_denominator, ulong rho_denominator, slong precision)
{
    fmpq_t f, rho, one;
    arb_t root, part;
    fmpq_init(f);
    fmpq_init(rho);
    fmpq_init(one);
    arb_init(root);
    arb_init(part);
    fmpq_set_si(f, 1, f_denominator);
    fmpq_set_si(rho, 1, rho_denominator);
    fmpq_set_si(one, 1, 1);
    fmpq_sub(one, one, f);
    fmpq_mul(rho, rho, one);
    fmpq_add(rho, rho, f);
    arb_set_fmpq(root, rho, precision);
    arb_sqrt(root, root, precision);
    arb_mul_2exp_si(root, root, 1);
    arb_set_fmpq(out, f, precision);
    arb_add_ui(out, out, 1, precision);
    arb_sub(out, out, root, precision);
    arb_set_fmpq(part, one, precision);
    arb_div(out, out, part, precision);
    arb_clear(part);
    arb_clear(root);
    fmpq_clear(one);
    fmpq_clear(rho);
    fmpq_clear(f);
}

/* The fold of the head model, to fifty digits, and its mirror images; no others. */
static void test_head(void **state)
{
    (void)state;
    static const struct { const char *settings; ulong f, rho; } cases[] = {
        {"f=1/4,rho=1/100", 4, 100}, {"f=1/3,rho=1/50", 3, 50}, {"f=1/10,rho=1/1000", 10, 1000}};
    arb_t exact;
    arb_init(exact);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        col_bifurcations found = find_with(head, cases[i].settings, "0", "1", 50,
                                           "p in [-10, 10], u in [-10, 10], v in [-10, 10]");
        critical_leak(exact, cases[i].f, cases[i].rho, 400);
        assert_true(found.complete && found.precise);
        assert_int_equal(found.count, 4);
        for (size_t k = 0; k < found.count; k++) {
            assert_int_equal(found.points[k].form.type, COL_BIFURCATION_FOLD);
            assert_true(arb_contains(found.points[k].parameter, exact));
            assert_true(arb_rel_accuracy_bits(found.points[k].parameter) > 166);
            assert_int_equal(found.points[k].form.unstable, 0);
        }
        col_bifurcations_clear(&found);
    }
    arb_clear(exact);
}

/* The other way: F = 0, J v = 0 and v_p = 1 in (p, u, v, r) together, by Krawczyk's operator around a guess. */
static void test_augmented(void **state)
{
    (void)state;
    static const char text[] =
        "model a\nvariable p, u, r, x, y\nlet s = sqrt(3)/2\n"
        "flow p = -(p - s)*u^2/2 - p/100\nflow u = p^2 + r + 1/100 - (1 + r)*s*p\n"
        "flow r = -(u^2/2 + 1/100)*x - (p - s)*u*y\nflow x = (2*p - (1 + r)*s)*x\nflow y = y - 1\n";
    col_error error = {0};
    col_document *document = col_document_parse("test.col", text, strlen(text), &error);
    assert_non_null(document);
    col_model *model = &document->models[0];
    /* with x free the second row of J v is (2p - (1 + r)s) x = 0: the fold needs x != 0, so fix x and not y */
    col_expr equations[5], variables[5];
    for (size_t i = 0; i < 5; i++) {
        equations[i] = model->variables[i].flow;
        variables[i] = model->variables[i].symbol;
    }
    equations[3] = col_expr_sub(model->graph, col_expr_mul(model->graph, col_expr_integer(model->graph, 2),
                                variables[0]), col_expr_mul(model->graph, col_expr_add(model->graph,
                                col_expr_integer(model->graph, 1), variables[2]),
                                col_expr_div(model->graph, col_expr_unary(model->graph, COL_OP_SQRT,
                                col_expr_integer(model->graph, 3)), col_expr_integer(model->graph, 2))));
    equations[4] = col_expr_sub(model->graph, variables[3], col_expr_integer(model->graph, 1));
    col_system *system = col_system_new(model->graph, equations, variables, 5, NULL, 0, &error);
    assert_non_null(system);
    const double guess[] = {0.56875401067, 0.19561433372, 0.31348112465, 1, 0.5};
    double settled[5];
    memcpy(settled, guess, sizeof guess);
    settled[4] = -(0.19561433372 * 0.19561433372 / 2 + 0.01) / ((0.56875401067 - 0.8660254037844386) * 0.19561433372);
    arb_ptr zero = _arb_vec_init(5);
    assert_true(col_newton_isolate(zero, system, settled, NULL, 128));
    assert_true(col_newton_refine(zero, system, zero, 180, 1024));
    col_bifurcations found = find_with(head, "f=1/4,rho=1/100", "0", "1", 50,
                                       "p in [0, 10], u in [0, 10], v in [-10, 10]");
    assert_int_equal(found.count, 1);
    assert_true(arb_overlaps(zero + 2, found.points[0].parameter));
    assert_true(arb_overlaps(zero, found.points[0].state));
    assert_true(arb_overlaps(zero + 1, found.points[0].state + 1));
    acb_srcptr vector = found.points[0].form.vector;
    arb_t ratio;
    arb_init(ratio);
    arb_div(ratio, acb_realref(vector + 1), acb_realref(vector), 256);
    assert_true(arb_overlaps(ratio, zero + 4));
    arb_clear(ratio);
    col_bifurcations_clear(&found);
    _arb_vec_clear(zero, 5);
    col_system_free(system);
    col_document_free(document);
}

/* The Brusselator: Hopf at b = 1 + a^2, frequency a. */
static void test_brusselator(void **state)
{
    (void)state;
    col_bifurcations found = find_with("model a\nparameter b, a\nvariable x, y\nflow x = a - (b + 1)*x + x^2*y\n"
                                       "flow y = b*x - x^2*y\n",
                                       "a=3/2", "0", "6", 25, "x in [-10, 10], y in [-10, 10]");
    check_one(&found, COL_BIFURCATION_HOPF_SUPERCRITICAL, 3.25);
    assert_true(encloses(found.points[0].form.frequency, 1.5, 1e-12));
    assert_true(encloses(found.points[0].form.crossing, 0.5, 1e-12));
    col_bifurcations_clear(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classical), cmocka_unit_test(test_switch),    cmocka_unit_test(test_hopf),
        cmocka_unit_test(test_degenerate), cmocka_unit_test(test_head),     cmocka_unit_test(test_augmented),
        cmocka_unit_test(test_brusselator)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup_master();
    return failed;
}
