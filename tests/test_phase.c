/* Phase diagrams: areas against integrals of closed-form boundaries, every labelled box against exact signs at its
 * corners, classical bifurcations, what must stay undecided, and bad input. */
#include "phase_fixture.h"

/* Every labelled box of the unit square has the discriminant's sign of its label at all corners. */
static void check_corners(const diagram *d, const fmpq_t rho)
{
    fmpq_t f, r;
    fmpq_init(f);
    fmpq_init(r);
    for (size_t i = 0; i < d->phase.box_count; i++) {
        const col_phase_box *box = &d->phase.boxes[i];
        if (box->region < 0)
            continue;
        bool separated = d->phase.regions[box->region].states[0].exists;
        for (uint32_t corner = 0; corner < 4; corner++) {
            fmpq_set_si(f, (slong)(box->column + corner % 2), 1);
            fmpq_div_2exp(f, f, (ulong)box->level);
            fmpq_set_si(r, (slong)(box->row + corner / 2), 1);
            fmpq_div_2exp(r, r, (ulong)box->level);
            assert_int_equal(sign_of_discriminant(f, r, rho) > 0, separated);
        }
    }
    fmpq_clear(r);
    fmpq_clear(f);
}

/* The enclosures of boundary points: thin, and the discriminant changes its sign within each. */
static void check_points(const diagram *d, const fmpq_t rho, size_t least)
{
    assert_true(d->phase.point_count >= least);
    assert_int_equal(d->phase.curve_count, 1);
    assert_true(d->phase.curves[0].polynomial);
    fmpq_t lo[2], hi[2];
    for (int i = 0; i < 2; i++) {
        fmpq_init(lo[i]);
        fmpq_init(hi[i]);
    }
    arf_t end;
    arf_init(end);
    for (size_t i = 0; i < d->phase.point_count; i++) {
        const col_phase_point *point = &d->phase.points[i];
        arb_srcptr coordinates[] = {point->x, point->y};
        for (int k = 0; k < 2; k++) {
            arb_get_lbound_arf(end, coordinates[k], 400);
            arf_get_fmpq(lo[k], end);
            arb_get_ubound_arf(end, coordinates[k], 400);
            arf_get_fmpq(hi[k], end);
        }
        assert_true(arb_rel_accuracy_bits(point->x) > 60 && arb_rel_accuracy_bits(point->y) > 55);
        assert_true(sign_of_discriminant(lo[0], lo[1], rho) >= 0);
        assert_true(sign_of_discriminant(hi[0], hi[1], rho) <= 0);
    }
    arf_clear(end);
    for (int i = 0; i < 2; i++) {
        fmpq_clear(lo[i]);
        fmpq_clear(hi[i]);
    }
}

static void test_head(void **state)
{
    (void)state;
    static const struct { const char *settings; slong numerator; ulong denominator; } cases[] = {
        {"rho=1/100", 1, 100}, {"rho=1/5", 1, 5}, {"rho=1/1000", 1, 1000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        diagram d = map(head, cases[i].settings, unit, 1000);
        fmpq_t rho;
        fmpq_init(rho);
        fmpq_set_si(rho, cases[i].numerator, cases[i].denominator);
        assert_int_equal(d.phase.region_count, 2);
        double area = separated_area(fmpq_get_d(rho));
        check_area(&d, "separated:stable saddle:unstable collapsed:stable", area, 1e-7);
        check_area(&d, "collapsed:stable", 1 - area, 1e-7);
        assert_true(fmpq_get_d(d.phase.undecided_area) < 1e-3);
        assert_true(d.phase.fine);
        check_partition(&d);
        check_corners(&d, rho);
        check_points(&d, rho, 5);
        fmpq_clear(rho);
        finish(&d);
    }
}

/* Halving eps halves the band, and a region only grows. */
static void test_refinement(void **state)
{
    (void)state;
    diagram coarse = map(head, "rho=1/100", unit, 100), fine = map(head, "rho=1/100", unit, 200);
    const char *label = "separated:stable saddle:unstable collapsed:stable";
    assert_true(fmpq_cmp(region(&coarse, label)->area, region(&fine, label)->area) <= 0);
    assert_true(fmpq_get_d(fine.phase.undecided_area) < 0.8 * fmpq_get_d(coarse.phase.undecided_area));
    finish(&coarse);
    finish(&fine);
}

/* Two lines of states exchange their stability. */
static void test_transcritical(void **state)
{
    (void)state;
    diagram d = map("model t\nparameter m, a\nvariable x\nflow x = m*x - a*x^2\n"
                    "state zero: x = 0\nstate other when a != 0: x = m/a\n",
                    "", (const char *const[]){"-1", "2", "1", "2"}, 500);
    check_area(&d, "zero:stable other:unstable", 1, 1e-12);
    check_area(&d, "zero:unstable other:stable", 2, 1e-12);
    assert_true(fmpq_get_d(d.phase.undecided_area) < 0.02);
    assert_int_equal(d.phase.region_count, 2);
    assert_int_equal(d.phase.point_count, 20);
    for (size_t i = 0; i < d.phase.point_count; i++)
        assert_true(arb_contains_zero(d.phase.points[i].x));
    check_partition(&d);
    finish(&d);
}

static void test_pitchfork(void **state)
{
    (void)state;
    diagram d = map("model t\nparameter m, c\nvariable x\nflow x = (m - c)*x - x^3\nstate zero: x = 0\n"
                    "state up when m > c: x = sqrt(m - c)\nstate down when m > c: x = -sqrt(m - c)\n",
                    "", unit, 500);
    check_area(&d, "zero:stable", 0.5, 1e-12);
    check_area(&d, "zero:unstable up:stable down:stable", 0.5, 1e-12);
    assert_true(fmpq_get_d(d.phase.undecided_area) < 0.01);
    check_partition(&d);
    finish(&d);
}

/* A focus that loses its stability on a circle, with complex eigenvalues g + i and g - i. */
static void test_hopf_and_circle(void **state)
{
    (void)state;
    diagram d = map("model t\nparameter m, w\nvariable x, y\nlet g = m^2 + w^2 - 1/4\n"
                    "flow x = g*x - y - x*(x^2 + y^2)\nflow y = x + g*y - y*(x^2 + y^2)\nstate origin: x = 0, y = 0\n",
                    "", (const char *const[]){"-1", "1", "-1", "1"}, 500);
    check_area(&d, "origin:stable", 3.14159265358979 / 4, 1e-12);
    check_area(&d, "origin:unstable", 4 - 3.14159265358979 / 4, 1e-12);
    assert_int_equal(d.phase.region_count, 2);
    assert_true(d.phase.point_count >= 30);
    finish(&d);
}

/* The domain's edge inside the rectangle, curved and straight; the third state exists on a line only. */
static void test_outside(void **state)
{
    (void)state;
    diagram d = map("model t\nparameter a in [0, 1)\nparameter b\nassume b^2 < a\nvariable x\nflow x = -x\n"
                    "state zero: x = 0\nstate line when a == b: x = 0\n",
                    "", (const char *const[]){"-1", "2", "-1", "1"}, 500);
    check_area(&d, "zero:stable", 4.0 / 3, 1e-12);
    check_area(&d, "outside", 6 - 4.0 / 3, 1e-12);
    assert_int_equal(d.phase.region_count, 2);
    finish(&d);
}

/* Zero eigenvalues; states that don't solve the flow; kinks; centres; more states than the plane tells apart. */
static void test_labels(void **state)
{
    (void)state;
    static const struct { const char *text, *label; } cases[] = {
        {"model t\nparameter a, b\nvariable x, y\nflow x = -x\nflow y = 0\nstate rest: x = 0, y = a\n",
         "rest:attracting"},
        {"model t\nparameter a, b\nvariable x\nflow x = a + 2 - x\nstate wrong: x = a\nstate right: x = a + 2\n",
         "wrong:undecided right:stable"},
        {"model t\nparameter a, b\nvariable x\nflow x = -x - abs(x)/2\nstate kink: x = 0\n", "kink:undecided"},
        {"model t\nparameter a, b\nvariable x, y\nflow x = y\nflow y = -x\nstate centre: x = 0, y = 0\n",
         "centre:undecided"},
        {"model t\nparameter a, b\nvariable x\nflow x = 1 + x^2\n", "none"},
        {"model t\nparameter a, b\nvariable x\nflow x = exp(a)*(x - b)\nstate only: x = b\n", "only:unstable"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        diagram d = map(cases[i].text, "", unit, 100);
        region(&d, cases[i].label);
        assert_int_equal(d.phase.region_count, 1);
        assert_int_equal(d.phase.box_count, 1);
        assert_true(fmpq_is_zero(d.phase.undecided_area));
        assert_int_equal(strstr(cases[i].label, ":undecided") != NULL, d.phase.remarks[0] != '\0');
        finish(&d);
    }
}

/* A transcendental boundary: exp(a) = 2 + b. */
static void test_transcendental(void **state)
{
    (void)state;
    diagram d = map("model t\nparameter a, b\nvariable x\nflow x = (exp(a) - 2 - b)*x\nstate zero: x = 0\n", "",
                    unit, 500);
    /* stable for a < log(2 + b): the integral of log over [2, 3], where log < 1 up to e */
    double stable = (exp(1.0) * 1 - exp(1.0)) - (2 * log(2.0) - 2) + (3 - exp(1.0));
    check_area(&d, "zero:stable", stable, 1e-12);
    check_area(&d, "zero:unstable", 1 - stable, 1e-12);
    assert_true(d.phase.point_count >= 10);
    assert_false(d.phase.curves[0].polynomial);
    arb_t value, other;
    arb_init(value);
    arb_init(other);
    for (size_t i = 0; i < d.phase.point_count; i++) {
        arb_exp(value, d.phase.points[i].x, 200);
        arb_add_ui(other, d.phase.points[i].y, 2, 200);
        assert_true(arb_overlaps(value, other));
    }
    arb_clear(other);
    arb_clear(value);
    finish(&d);
}

/* A budget that doesn't last leaves a true but thicker band. */
static void test_budget(void **state)
{
    (void)state;
    col_budget little = {.steps = 3000, .precision = 64};
    diagram d = map_with(head, "rho=1/100", unit, 1000, little, 1);
    assert_true(d.made);
    assert_false(d.phase.fine);
    assert_true(fmpq_get_d(d.phase.undecided_area) > 1e-3);
    assert_non_null(strstr(d.phase.remarks, "effort"));
    check_partition(&d);
    check_area(&d, "collapsed:stable", 1 - separated_area(0.01), 1e-7);
    finish(&d);
}

static void test_bad_input(void **state)
{
    (void)state;
    static const char *const empty[] = {"1", "1", "0", "1"};
    static const struct { const char *settings; const char *const *ends; ulong inverse_eps; size_t second;
                          const char *message; } cases[] = {
        {"rho=1/100", unit, 100, 0, "both axes"},
        {"", unit, 100, 1, "rho has no value"},
        {"rho=1/100,rho=1/100", unit, 100, 1, "set already"},
        {"rho=1/100,f=1/2", unit, 100, 1, "is an axis"},
        {"rho=1/100", empty, 100, 1, "empty"},
        {"rho=1/100", unit, 100000000000, 1, "width"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        diagram d = {0};
        col_error refused = {0};
        d.document = col_document_parse("test.col", head, strlen(head), &refused);
        col_conditions settings = {0};
        bool parsed = !*cases[i].settings
            || col_parse_settings(&settings, &d.document->models[0], "--set", cases[i].settings, &refused);
        col_conditions_clear(&settings);
        col_document_free(d.document);
        if (parsed) {
            d = map_with(head, cases[i].settings, cases[i].ends, cases[i].inverse_eps, COL_BUDGET_DEFAULT,
                         cases[i].second);
            assert_false(d.made);
            refused = d.error;
            finish(&d);
        }
        assert_int_equal(refused.fault, COL_FAULT_INPUT);
        if (strstr(refused.message, cases[i].message) == NULL)
            fail_msg("'%s' does not say '%s'", refused.message, cases[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_head),          cmocka_unit_test(test_refinement),
        cmocka_unit_test(test_transcritical), cmocka_unit_test(test_pitchfork),
        cmocka_unit_test(test_hopf_and_circle), cmocka_unit_test(test_outside),
        cmocka_unit_test(test_labels),        cmocka_unit_test(test_transcendental),
        cmocka_unit_test(test_budget),        cmocka_unit_test(test_bad_input)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
