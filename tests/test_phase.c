/* Phase diagrams: areas against integrals of closed-form boundaries, every labelled box against exact signs at its
 * corners, classical bifurcations, what must stay undecided, and bad input. */
#include <collapsar/phase.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char head[] =
    "model head\n"
    "parameter f in [0, 1)\n"
    "parameter r in [0, 1)\n"
    "parameter rho > 0\n"
    "variable p, u, v\n"
    "let s = sqrt(1 - f)\n"
    "let D = (1 + r)^2*(1 - f) - 4*(r + rho)\n"
    "flow p = -((p - s)*u^2 + (p + s)*v^2)/2 - rho*p\n"
    "flow u = -(p^2 + r + rho - (1 + r)*s*p)*u\n"
    "flow v = -(p^2 + r + rho + (1 + r)*s*p)*v\n"
    "state separated when D > 0:\n"
    "    p = ((1 + r)*s + sqrt(D))/2, u = sqrt(2*rho*p/(s - p)), v = 0\n"
    "state saddle when D > 0:\n"
    "    p = ((1 + r)*s - sqrt(D))/2, u = sqrt(2*rho*p/(s - p)), v = 0\n"
    "state collapsed: p = 0, u = 0, v = 0\n";

typedef struct {
    col_document *document;
    col_phase phase;
    col_phase_axis x, y;
    col_error error;
    bool made;
} diagram;

static void axis_init(col_phase_axis *axis, size_t parameter, const char *lo, const char *hi)
{
    axis->parameter = parameter;
    fmpq_init(axis->lo);
    fmpq_init(axis->hi);
    assert_int_equal(fmpq_set_str(axis->lo, lo, 10), 0);
    assert_int_equal(fmpq_set_str(axis->hi, hi, 10), 0);
}

/* The axes are the model's first two parameters. */
static diagram map_with(const char *text, const char *settings, const char *const ends[4], ulong inverse_eps,
                        col_budget budget, size_t second)
{
    diagram d = {0};
    d.document = col_document_parse("test.col", text, strlen(text), &d.error);
    assert_non_null(d.document);
    col_model *model = &d.document->models[0];
    col_conditions conditions = {0};
    if (*settings)
        assert_true(col_parse_settings(&conditions, model, "--set", settings, &d.error));
    axis_init(&d.x, 0, ends[0], ends[1]);
    axis_init(&d.y, second, ends[2], ends[3]);
    fmpq_t eps;
    fmpq_init(eps);
    fmpq_set_si(eps, 1, inverse_eps);
    const col_phase_options options = {eps, 20, 20, 1, budget};
    d.made = col_phase_map(&d.phase, model, &conditions, &d.x, &d.y, &options, &d.error);
    fmpq_clear(eps);
    col_conditions_clear(&conditions);
    return d;
}

static diagram map(const char *text, const char *settings, const char *const ends[4], ulong inverse_eps)
{
    diagram d = map_with(text, settings, ends, inverse_eps, COL_BUDGET_DEFAULT, 1);
    if (!d.made)
        print_error("%s\n", d.error.message);
    assert_true(d.made);
    return d;
}

static void finish(diagram *d)
{
    col_phase_clear(&d->phase);
    col_document_free(d->document);
    fmpq_clear(d->x.lo);
    fmpq_clear(d->x.hi);
    fmpq_clear(d->y.lo);
    fmpq_clear(d->y.hi);
}

static const col_phase_region *region(const diagram *d, const char *label)
{
    for (size_t i = 0; i < d->phase.region_count; i++)
        if (strcmp(d->phase.regions[i].label, label) == 0)
            return &d->phase.regions[i];
    for (size_t i = 0; i < d->phase.region_count; i++)
        print_error("region %s\n", d->phase.regions[i].label);
    print_error("remarks %s\n", d->phase.remarks);
    fail_msg("no region '%s'", label);
    return NULL;
}

/* The true area lies between the certain one and that with the band. */
static void check_area(const diagram *d, const char *label, double truth, double rounding)
{
    double least = fmpq_get_d(region(d, label)->area), most = least + fmpq_get_d(d->phase.undecided_area);
    assert_true(least <= truth + rounding);
    assert_true(most >= truth - rounding);
}

/* Regions and band make up the rectangle, exactly; so do the boxes. */
static void check_partition(const diagram *d)
{
    fmpq_t sum, side;
    fmpq_init(sum);
    fmpq_init(side);
    fmpq_sub(sum, d->x.hi, d->x.lo);
    fmpq_sub(side, d->y.hi, d->y.lo);
    fmpq_mul(sum, sum, side);
    for (size_t i = 0; i < d->phase.region_count; i++)
        fmpq_sub(sum, sum, d->phase.regions[i].area);
    fmpq_sub(sum, sum, d->phase.undecided_area);
    assert_true(fmpq_is_zero(sum));
    for (size_t i = 0; i < d->phase.box_count; i++) {
        fmpq_set_si(side, 1, 1);
        fmpq_div_2exp(side, side, 2 * (ulong)d->phase.boxes[i].level);
        fmpq_add(sum, sum, side);
    }
    assert_true(fmpq_is_one(sum));
    fmpq_clear(side);
    fmpq_clear(sum);
}

static double critical_leak(double f, double rho)
{
    return (1 + f - 2 * sqrt(f + rho * (1 - f))) / (1 - f);
}

/* Midpoint rule after f = t^2 makes the integrand smooth. */
static double separated_area(double rho)
{
    double sum = 0, top = sqrt(1 - 4 * rho);
    for (int i = 0; i < 100000; i++) {
        double t = top * (i + 0.5) / 100000;
        sum += critical_leak(t * t, rho) * 2 * t * top / 100000;
    }
    return sum;
}

/* (1 + r)^2 (1 - f) - 4 (r + rho), exactly. */
static int sign_of_discriminant(const fmpq_t f, const fmpq_t r, const fmpq_t rho)
{
    fmpq_t value, other;
    fmpq_init(value);
    fmpq_init(other);
    fmpq_set_si(value, 1, 1);
    fmpq_add(other, r, value);
    fmpq_mul(other, other, other);
    fmpq_sub(value, value, f);
    fmpq_mul(value, value, other);
    fmpq_add(other, r, rho);
    fmpq_mul_si(other, other, 4);
    fmpq_sub(value, value, other);
    int sign = fmpq_sgn(value);
    fmpq_clear(other);
    fmpq_clear(value);
    return sign;
}

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

static const char *const unit[] = {"0", "1", "0", "1"};

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
    assert_true(fmpq_get_d(fine.phase.undecided_area) < 0.7 * fmpq_get_d(coarse.phase.undecided_area));
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
    col_budget little = {.steps = 20000, .precision = 64};
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
