/* Phase diagrams by counting: classical bifurcations with known areas; the same diagram by named states; what can't be
 * counted. */
#include "phase_fixture.h"

/* The axes are the first two parameters; x in the box is counted. */
static diagram count(const char *text, const char *settings, const char *box, const char *const ends[4],
                     slong inverse_eps, unsigned threads)
{
    diagram d = {0};
    d.document = col_document_parse("test.col", text, strlen(text), &d.error);
    assert_non_null(d.document);
    col_model *model = &d.document->models[0];
    col_conditions conditions = {0};
    if (*settings)
        assert_true(col_parse_settings(&conditions, model, "--set", settings, &d.error));
    axis_init(&d.x, 0, ends[0], ends[1]);
    axis_init(&d.y, 1, ends[2], ends[3]);
    col_range *ranges;
    col_box sides;
    assert_true(col_parse_box(&ranges, model, "--box", box, &d.error));
    col_box_init(&sides, model->variable_count);
    for (size_t i = 0; i < model->variable_count; i++)
        assert_true(col_side_set_range(&sides.sides[i], model->graph, &ranges[i]));
    free(ranges);
    fmpq_t eps;
    fmpq_init(eps);
    fmpq_set_si(eps, 1, (ulong)inverse_eps);
    const col_phase_options options = {eps, 20, 20, 1, COL_BUDGET_DEFAULT, threads, &sides};
    d.made = col_phase_map(&d.phase, model, &conditions, &d.x, &d.y, &options, &d.error);
    assert_true(d.made);
    fmpq_clear(eps);
    col_box_clear(&sides);
    col_conditions_clear(&conditions);
    return d;
}

static const char cusp[] = "model t\nparameter a, b\nvariable x\nflow x = a + b*x - x^3\n";
static const char *const square[] = {"-1", "1", "-1", "1"};

static double band(const diagram *d)
{
    return fmpq_get_d(d->phase.undecided_area);
}

/* x' = a + b x - x^3 folds on 4 b^3 = 27 a^2: three states within |a| < 2 (b/3)^(3/2), an area of 8/(15 sqrt(3)). */
static void test_cusp(void **state)
{
    (void)state;
    diagram d = count(cusp, "", "x in [-3, 3]", square, 100, 2);
    double three = 8 / (15 * sqrt(3.0));
    check_area(&d, "3 states, 2 stable", three, 1e-12);
    check_area(&d, "1 state, 1 stable", 4 - three, 1e-12);
    assert_int_equal(d.phase.region_count, 2);
    assert_true(band(&d) < 0.1);
    check_partition(&d);
    finish(&d);
}

/* Labelled boxes of the cusp against the discriminant's sign at their corners. */
static void test_cusp_corners(void **state)
{
    (void)state;
    diagram d = count(cusp, "", "x in (-inf, inf)", square, 30,
                      1);
    for (size_t i = 0; i < d.phase.box_count; i++) {
        const col_phase_box *box = &d.phase.boxes[i];
        for (uint32_t corner = 0; box->region >= 0 && corner < 4; corner++) {
            double a = 2 * ldexp((double)(box->column + corner % 2), -box->level) - 1; /* dyadic: exact */
            double b = 2 * ldexp((double)(box->row + corner / 2), -box->level) - 1;
            double discriminant = 4 * b * b * b - 27 * a * a;
            assert_true(d.phase.regions[box->region].count == 3 ? discriminant >= 0 : discriminant <= 0);
        }
    }
    finish(&d);
}

static void test_pitchfork_and_transcritical(void **state)
{
    (void)state;
    diagram d = count("model t\nparameter m, c\nvariable x\nflow x = (m - c)*x - x^3\n", "",
                      "x in [-3, 3]", square, 100, 1);
    check_area(&d, "3 states, 2 stable", 2, 1e-12);
    check_area(&d, "1 state, 1 stable", 2, 1e-12);
    assert_true(band(&d) < 0.1);
    finish(&d);
    d = count("model t\nparameter a, b\nvariable x\nflow x = a*x - x^2\n", "", "x in [-3, 3]", square, 100, 1);
    check_area(&d, "2 states, 1 stable", 4, 1e-12);
    assert_int_equal(d.phase.region_count, 1);
    assert_true(band(&d) > 0 && band(&d) < 0.1);
    finish(&d);
}

/* A focus that loses its stability on the line m = w/2: complex eigenvalues. The count does not change. */
static void test_hopf(void **state)
{
    (void)state;
    diagram d = count("model t\nparameter m, w\nvariable x, y\nflow x = (m - w/2)*x - 2*y - x*(x^2 + y^2)\n"
                      "flow y = 2*x + (m - w/2)*y - y*(x^2 + y^2)\n", "", "x in [-2, 2], y in [-2, 2]", square, 50, 2);
    check_area(&d, "1 state, 1 stable", 2, 1e-12);
    check_area(&d, "1 state, 0 stable", 2, 1e-12);
    assert_int_equal(d.phase.region_count, 2);
    assert_true(band(&d) < 0.15);
    finish(&d);
}

static bool boxes_meet(const col_phase_box *a, const col_phase_box *b)
{
    int level = a->level > b->level ? a->level : b->level, up = level - a->level, right = level - b->level;
    uint64_t column[] = {(uint64_t)a->column << up, (uint64_t)b->column << right};
    uint64_t row[] = {(uint64_t)a->row << up, (uint64_t)b->row << right};
    uint64_t size[] = {(uint64_t)1 << up, (uint64_t)1 << right};
    return column[0] < column[1] + size[1] && column[1] < column[0] + size[0] && row[0] < row[1] + size[1]
        && row[1] < row[0] + size[0];
}

static void existing(size_t *states, size_t *stable, const col_phase_region *region, size_t count)
{
    *states = *stable = 0;
    for (size_t i = 0; i < count; i++) {
        *states += region->states[i].exists;
        *stable += region->states[i].exists && region->states[i].stability == COL_STABILITY_STABLE;
    }
}

/* Where labelled boxes of both diagrams meet, they say the same. */
static void test_named_agree(void **state)
{
    (void)state;
    static const struct { const char *text, *settings, *box; } cases[] = {
        {head, "rho=1/100", "p in (0.01, 2), u in [0, 3], v in [-3, 3]"},
        {"model t\nparameter f, r\nparameter rho\nvariable x\nflow x = (f - r)*x - x^3 + 0*rho\n"
         "state zero: x = 0\nstate up when f > r: x = sqrt(f - r)\nstate down when f > r: x = -sqrt(f - r)\n",
         "rho=0", "x in [-2, 2]"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        diagram named = map(cases[i].text, cases[i].settings, unit, 64);
        diagram counted = count(cases[i].text, cases[i].settings, cases[i].box, unit, 60, 2);
        size_t compared = 0, collapsed = i == 0; /* p = 0 is not in the box */
        for (size_t k = 0; k < counted.phase.box_count; k++)
            for (size_t j = 0; j < named.phase.box_count; j++) {
                const col_phase_box *a = &counted.phase.boxes[k], *b = &named.phase.boxes[j];
                if (a->region < 0 || b->region < 0 || !boxes_meet(a, b))
                    continue;
                size_t states, stable;
                existing(&states, &stable, &named.phase.regions[b->region], named.phase.state_count);
                assert_int_equal(counted.phase.regions[a->region].count, states - collapsed);
                assert_int_equal(counted.phase.regions[a->region].stable, stable - collapsed);
                compared++;
            }
        assert_true(compared > 100);
        assert_true(counted.phase.region_count >= 2);
        finish(&counted);
        finish(&named);
    }
}

/* States on the box's edge, lines of states, the domain's edge; and any number of threads. */
static void test_limits(void **state)
{
    (void)state;
    diagram d = count("model t\nparameter a, b\nvariable x\nflow x = a - x\n", "", "x in [0, 3]", square, 100, 1);
    check_area(&d, "0 states, 0 stable", 2, 1e-12);
    check_area(&d, "1 state, 1 stable", 2, 1e-12);
    finish(&d);
    d = count("model t\nparameter a, b\nvariable x, y\nflow x = a - x\nflow y = 0\n", "", "x in [-3, 3], y in [0, 1]",
              square, 10, 1);
    assert_int_equal(d.phase.region_count, 0);
    assert_true(band(&d) == 4);
    finish(&d);
    static const char disc[] = "model t\nparameter a, b\nassume a^2 + b^2 < 1\nvariable x\nflow x = a + b - x\n";
    d = count(disc, "", "x in [-3, 3]", square, 200, 1);
    check_area(&d, "1 state, 1 stable", 3.14159265358979, 1e-12);
    check_area(&d, "outside", 4 - 3.14159265358979, 1e-12);
    assert_true(band(&d) < 0.05);
    diagram other = count(disc, "", "x in [-3, 3]", square, 200, 3);
    assert_true(fmpq_equal(d.phase.undecided_area, other.phase.undecided_area));
    assert_int_equal(d.phase.box_count, other.phase.box_count);
    assert_int_equal(d.phase.band_count, other.phase.band_count);
    finish(&other);
    finish(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cusp), cmocka_unit_test(test_cusp_corners),
        cmocka_unit_test(test_pitchfork_and_transcritical), cmocka_unit_test(test_hopf),
        cmocka_unit_test(test_named_agree), cmocka_unit_test(test_limits)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
