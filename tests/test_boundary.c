/* The boundary of phase diagrams: exact polynomials, each curve once, its type, and distinguished points. */
#include <collapsar/bifurcation.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    col_document *document;
    col_phase phase;
} diagram;

static void axis_init(col_phase_axis *axis, size_t parameter, const char *lo, const char *hi)
{
    axis->parameter = parameter;
    fmpq_init(axis->lo);
    fmpq_init(axis->hi);
    assert_int_equal(fmpq_set_str(axis->lo, lo, 10), 0);
    assert_int_equal(fmpq_set_str(axis->hi, hi, 10), 0);
}

/* The axes are the model's first two parameters; states are looked for in [-10, 10]. */
static diagram map(const char *text, const char *settings, const char *const ends[4])
{
    diagram d = {0};
    col_error error = {0};
    d.document = col_document_parse("test.col", text, strlen(text), &error);
    if (d.document == NULL)
        print_error("%s\n", error.message);
    assert_non_null(d.document);
    col_model *model = &d.document->models[0];
    col_conditions conditions = {0};
    if (*settings)
        assert_true(col_parse_settings(&conditions, model, "--set", settings, &error));
    col_phase_axis x, y;
    axis_init(&x, 0, ends[0], ends[1]);
    axis_init(&y, 1, ends[2], ends[3]);
    fmpq_t eps, lo, hi;
    fmpq_init(eps);
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_set_si(eps, 1, 500);
    fmpq_set_si(lo, -10, 1);
    fmpq_set_si(hi, 10, 1);
    col_box box;
    col_box_init(&box, model->variable_count);
    for (size_t i = 0; i < box.dimension; i++)
        col_side_set_fmpq(&box.sides[i], lo, hi);
    const col_phase_options options = {.eps = eps, .lines = 16, .digits = 20, .effort = 1, .budget = COL_BUDGET_DEFAULT};
    assert_true(col_phase_map(&d.phase, model, &conditions, &x, &y, &options, &error));
    col_phase_classify(&d.phase, model, &conditions, &x, &y, &box, 20, &options.budget);
    col_box_clear(&box);
    fmpq_clear(hi);
    fmpq_clear(lo);
    fmpq_clear(eps);
    fmpq_clear(x.lo);
    fmpq_clear(x.hi);
    fmpq_clear(y.lo);
    fmpq_clear(y.hi);
    col_conditions_clear(&conditions);
    return d;
}

static void finish(diagram *d)
{
    col_phase_clear(&d->phase);
    col_document_free(d->document);
}

static void check_curve(const diagram *d, const char *text, const char *type)
{
    for (size_t i = 0; i < d->phase.curve_count; i++) {
        const col_phase_curve *curve = &d->phase.curves[i];
        if (strcmp(curve->text, text) != 0)
            continue;
        assert_true(curve->polynomial);
        if (type == NULL)
            assert_null(curve->type);
        else
            assert_non_null(curve->type);
        if (type)
            assert_string_equal(curve->type, type);
        return;
    }
    for (size_t i = 0; i < d->phase.curve_count; i++)
        print_error("curve %s\n", d->phase.curves[i].text);
    fail_msg("no curve %s", text);
}

/* Exactly one mark, of that kind, that holds (x, y) and is thin. */
static void check_mark(const diagram *d, col_phase_mark_kind kind, double x, double y)
{
    size_t found = 0;
    arb_t place;
    arb_init(place);
    for (size_t i = 0; i < d->phase.mark_count; i++) {
        const col_phase_mark *mark = &d->phase.marks[i];
        arb_set_d(place, x);
        bool here = mark->kind == kind && arb_overlaps(place, mark->x);
        arb_set_d(place, y);
        found += here && arb_overlaps(place, mark->y);
        assert_true(mag_cmp_2exp_si(arb_radref(mark->x), -60) < 0 && mag_cmp_2exp_si(arb_radref(mark->y), -60) < 0);
    }
    arb_clear(place);
    assert_int_equal(found, 1);
}

static const char *const unit[] = {"0", "1", "0", "1"};
static const char *const square[] = {"-1", "1", "-1", "1"};

static void test_types(void **state)
{
    (void)state;
    diagram d = map("model t\nparameter a, b\nvariable x, y\nflow x = (a - b)*x - x^3\nflow y = (a + b - 1)*y - y^2\n"
                    "state zero: x = 0, y = 0\nstate up when a > b: x = sqrt(a - b), y = 0\n",
                    "", unit);
    assert_int_equal(d.phase.curve_count, 2);
    check_curve(&d, "a - b", "supercritical pitchfork");
    check_curve(&d, "a + b - 1", "transcritical");
    assert_int_equal(d.phase.mark_count, 5); /* the diagonals end in corners */
    for (int corner = 0; corner < 4; corner++)
        check_mark(&d, COL_PHASE_END, corner % 2, corner / 2);
    check_mark(&d, COL_PHASE_CROSSING, 0.5, 0.5);
    assert_true(d.phase.all_marked);
    finish(&d);
    d = map("model t\nparameter m, w\nvariable x, y\nlet g = m^2 + w^2 - 1/4\nflow x = g*x - y - x*(x^2 + y^2)\n"
            "flow y = x + g*y - y*(x^2 + y^2)\nstate origin: x = 0, y = 0\n", "", square);
    assert_int_equal(d.phase.curve_count, 1);
    check_curve(&d, "4*m^2 + 4*w^2 - 1", "supercritical Hopf");
    assert_int_equal(d.phase.mark_count, 0);
    finish(&d);
}

/* Bogdanov-Takens: a fold, a Hopf half-line that ends on it, and where they touch. */
static void test_bogdanov_takens(void **state)
{
    (void)state;
    diagram d = map("model t\nparameter a, b\nvariable x, y\nflow x = y\nflow y = a + b*x + x^2 + x*y\n"
                    "state left when b^2 > 4*a: x = (-b - sqrt(b^2 - 4*a))/2, y = 0\n"
                    "state right when b^2 > 4*a: x = (-b + sqrt(b^2 - 4*a))/2, y = 0\n", "", square);
    check_curve(&d, "4*a - b^2", "fold");
    check_curve(&d, "a", "subcritical Hopf");
    check_mark(&d, COL_PHASE_CROSSING, 0, 0);
    finish(&d);
}

/* The cusp of 27 a^2 = 4 b^3, and three lines through pairs of points. */
static void test_marks(void **state)
{
    (void)state;
    diagram d = map("model t\nparameter a, b\nvariable x\nflow x = (4*b^3 - 27*a^2)*x - x^2\nstate zero: x = 0\n", "",
                    square);
    assert_int_equal(d.phase.curve_count, 1);
    check_curve(&d, "27*a^2 - 4*b^3", "transcritical");
    check_mark(&d, COL_PHASE_SINGULAR, 0, 0);
    size_t ends = 0;
    for (size_t i = 0; i < d.phase.mark_count; i++)
        ends += d.phase.marks[i].kind == COL_PHASE_END;
    assert_int_equal(ends, 2);
    assert_int_equal(d.phase.mark_count, 3);
    finish(&d);
}

/* A root in the function: its polynomial is the norm. Two conditions on one curve are one curve. */
static void test_norms(void **state)
{
    (void)state;
    diagram d = map("model t\nparameter a, b\nassume b > 0\nvariable x\nflow x = (a - sqrt(b))*x\nstate zero: x = 0\n",
                    "", unit);
    assert_int_equal(d.phase.curve_count, 1);
    check_curve(&d, "a^2 - b", NULL);
    finish(&d);
    d = map("model t\nparameter a, b\nassume b > 0\nvariable x, y\nflow x = (a - sqrt(b))*x - x^3\n"
            "flow y = (a^3 - b*sqrt(b))*y - y^3\nstate zero: x = 0, y = 0\n", "", unit);
    size_t polynomials = 0;
    for (size_t i = 0; i < d.phase.curve_count; i++)
        polynomials += strcmp(d.phase.curves[i].text, "a^2 - b") == 0;
    assert_int_equal(polynomials, 1);
    assert_int_equal(d.phase.curve_count, 1);
    for (size_t i = 0; i + 1 < d.phase.point_count; i++) /* each point of a line once */
        assert_false(arb_equal(d.phase.points[i].x, d.phase.points[i + 1].x)
                     && arb_overlaps(d.phase.points[i].y, d.phase.points[i + 1].y)
                     && d.phase.points[i].along == d.phase.points[i + 1].along);
    finish(&d);
}

/* Unequal rates: (1 + r) s = sqrt(r + rho/alpha) + sqrt(r + rho/beta) on every certified point. */
static void test_unequal_rates(void **state)
{
    (void)state;
    diagram d = map("model t\nparameter s in (0, 1)\nparameter r in (0, 1)\nvariable x\n"
                    "let g = (1 + r)*s - sqrt(r + 1/100) - sqrt(r + 1/20)\nflow x = g*x - x^2\nstate zero: x = 0\n",
                    "", (const char *const[]){"1/10", "1", "1/100", "1"});
    assert_int_equal(d.phase.curve_count, 1);
    assert_true(d.phase.curves[0].polynomial);
    assert_string_equal(d.phase.curves[0].type, "transcritical");
    assert_true(d.phase.point_count > 10);
    arb_t left, right, part, hundredth;
    arb_init(left);
    arb_init(right);
    arb_init(part);
    arb_init(hundredth);
    for (size_t i = 0; i < d.phase.point_count; i++) {
        const col_phase_point *point = &d.phase.points[i];
        arb_add_ui(left, point->y, 1, 200);
        arb_mul(left, left, point->x, 200);
        arb_one(hundredth);
        arb_div_ui(hundredth, hundredth, 100, 200);
        arb_add(part, point->y, hundredth, 200);
        arb_sqrt(right, part, 200);
        arb_mul_ui(hundredth, hundredth, 5, 200);
        arb_add(part, point->y, hundredth, 200);
        arb_sqrt(part, part, 200);
        arb_add(right, right, part, 200);
        arb_sub(left, left, right, 200);
        assert_true(arb_contains_zero(left));
        assert_true(mag_cmp_2exp_si(arb_radref(left), -60) < 0);
    }
    arb_clear(left);
    arb_clear(right);
    arb_clear(part);
    arb_clear(hundredth);
    finish(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types), cmocka_unit_test(test_bogdanov_takens), cmocka_unit_test(test_marks),
        cmocka_unit_test(test_norms), cmocka_unit_test(test_unequal_rates)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup_master();
    return failed;
}
