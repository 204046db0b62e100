/* Phase diagrams in pieces: bands keep to their sides of the curve, and cells make the same diagram however they are
 * shared out. */
#include "phase_fixture.h"

/* A point of the unit square, given by doubles, has the discriminant's sign of the region; -1: nothing to check. */
static void check_sign(const diagram *d, double f_, double r_, ptrdiff_t region, const fmpq_t rho)
{
    fmpq_t f, r;
    fmpq_init(f);
    fmpq_init(r);
    fmpq_set_d(f, f_);
    fmpq_set_d(r, r_);
    int sign = sign_of_discriminant(f, r, rho);
    if (region >= 0)
        assert_true(d->phase.regions[region].states[0].exists ? sign >= 0 : sign <= 0);
    fmpq_clear(r);
    fmpq_clear(f);
}

/* Both lines of every band keep to their sides of the curve, at 17 points each, and so does what lies beyond. */
static void check_bands(const diagram *d, const fmpq_t rho, double thickness)
{
    for (size_t i = 0; i < d->phase.band_count; i++) {
        const col_phase_band *band = &d->phase.bands[i];
        for (int k = 0; k <= 16; k++) {
            double part = k / 16.0, t = band->from + part * (band->to - band->from);
            double line[] = {band->lower[0] + part * (band->lower[1] - band->lower[0]),
                             band->upper[0] + part * (band->upper[1] - band->upper[0])};
            double beyond[] = {(line[0] + band->bottom) / 2, (line[1] + band->top) / 2};
            /* rounded away from the curve, by more than the arithmetic's error */
            line[0] = fmax(band->bottom, line[0] - 1e-15);
            line[1] = fmin(band->top, line[1] + 1e-15);
            for (int side = 0; side < 2; side++) {
                ptrdiff_t region = side == 0 ? band->below : band->above;
                double at[] = {line[side], beyond[side]};
                for (int j = 0; j < 2; j++)
                    check_sign(d, band->along == 0 ? t : at[j], band->along == 0 ? at[j] : t, region, rho);
            }
            assert_true(line[1] - line[0] <= thickness + 4e-15);
        }
    }
}

static void test_bands(void **state)
{
    (void)state;
    static const struct { const char *settings; slong numerator; ulong denominator; } cases[] = {
        {"rho=1/100", 1, 100}, {"rho=1/5", 1, 5}, {"rho=1/1000", 1, 1000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        diagram d = map(head, cases[i].settings, unit, 1000);
        fmpq_t rho;
        fmpq_init(rho);
        fmpq_set_si(rho, cases[i].numerator, cases[i].denominator);
        assert_true(d.phase.band_count > 10);
        check_bands(&d, rho, 1e-3);
        fmpq_clear(rho);
        finish(&d);
    }
}

/* The band as thin as it gets, for few boxes. */
static void test_thin(void **state)
{
    (void)state;
    diagram d = map(head, "rho=1/100", unit, 1000000000);
    fmpq_t rho;
    fmpq_init(rho);
    fmpq_set_si(rho, 1, 100);
    assert_true(d.phase.fine);
    assert_true(fmpq_get_d(d.phase.undecided_area) < 1e-9);
    assert_true(d.phase.band_count > 1000 && d.phase.band_count + d.phase.box_count < 100000);
    check_area(&d, "separated:stable saddle:unstable collapsed:stable", separated_area(0.01), 1e-8);
    check_partition(&d);
    check_bands(&d, rho, 1e-9);
    fmpq_clear(rho);
    finish(&d);
}

static void assert_same(const col_phase *a, const col_phase *b)
{
    assert_int_equal(a->region_count, b->region_count);
    assert_int_equal(a->box_count, b->box_count);
    assert_int_equal(a->band_count, b->band_count);
    for (size_t i = 0; i < a->region_count; i++) {
        assert_string_equal(a->regions[i].label, b->regions[i].label);
        assert_true(fmpq_equal(a->regions[i].area, b->regions[i].area));
    }
    for (size_t i = 0; i < a->box_count; i++) {
        const col_phase_box *p = &a->boxes[i], *q = &b->boxes[i];
        assert_true(p->column == q->column && p->row == q->row && p->level == q->level && p->region == q->region);
    }
    for (size_t i = 0; i < a->band_count; i++) {
        const col_phase_band *p = &a->bands[i], *q = &b->bands[i];
        assert_true(p->along == q->along && p->from == q->from && p->to == q->to && p->bottom == q->bottom
                    && p->top == q->top && p->below == q->below && p->above == q->above);
        for (int k = 0; k < 2; k++)
            assert_true(p->lower[k] == q->lower[k] && p->upper[k] == q->upper[k]);
    }
    assert_true(fmpq_equal(a->undecided_area, b->undecided_area));
}

typedef struct {
    col_document *document;
    col_conditions settings;
    col_phase_axis x, y;
    fmpq_t eps;
    col_phase_task *task;
} piecework;

static piecework begin(const char *text, const char *settings, slong inverse_eps, unsigned threads)
{
    piecework w = {0};
    col_error error = {0};
    w.document = col_document_parse("test.col", text, strlen(text), &error);
    assert_non_null(w.document);
    if (*settings)
        assert_true(col_parse_settings(&w.settings, &w.document->models[0], "--set", settings, &error));
    axis_init(&w.x, 0, "0", "1");
    axis_init(&w.y, 1, "0", "1");
    fmpq_init(w.eps);
    fmpq_set_si(w.eps, 1, (ulong)inverse_eps);
    const col_phase_options options = {w.eps, 20, 20, 1, COL_BUDGET_DEFAULT, threads, NULL};
    w.task = col_phase_begin(&w.document->models[0], &w.settings, &w.x, &w.y, &options, &error);
    assert_non_null(w.task);
    return w;
}

static void end(piecework *w)
{
    col_phase_task_free(w->task);
    col_conditions_clear(&w->settings);
    col_document_free(w->document);
    fmpq_clear(w->x.lo);
    fmpq_clear(w->x.hi);
    fmpq_clear(w->y.lo);
    fmpq_clear(w->y.hi);
    fmpq_clear(w->eps);
}

static bool stop_after_three(void *count, size_t cell)
{
    (void)cell;
    return ++*(int *)count < 3;
}

static const char exponential[] =
    "model t\nparameter a, b\nvariable x\nflow x = (exp(a) - 2 - b)*x\nstate zero: x = 0\n";

/* Whole; on five threads; stopped in between; every second cell elsewhere and carried over as numbers. */
static void test_cells(void **state)
{
    (void)state;
    static const struct { const char *text, *settings; } cases[] = {{head, "rho=1/100"}, {exponential, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        piecework ways[4];
        col_phase phases[4];
        for (size_t k = 0; k < 4; k++)
            ways[k] = begin(cases[i].text, cases[i].settings, 2000, k == 1 ? 5 : 1);
        size_t cells = col_phase_cell_count(ways[0].task);
        assert_true(cells > 10 && cells <= 256);
        col_phase_work(ways[0].task, NULL, NULL, NULL);
        col_phase_work(ways[1].task, NULL, NULL, NULL);
        int count = 0;
        col_phase_work(ways[2].task, NULL, stop_after_three, &count);
        size_t done = 0;
        for (size_t c = 0; c < cells; c++)
            done += col_phase_cell_is_done(ways[2].task, c);
        assert_int_equal(done, 3);
        col_phase_work(ways[2].task, NULL, NULL, NULL);
        bool *wanted = calloc(cells, sizeof *wanted);
        for (size_t c = 0; c < cells; c += 2)
            wanted[c] = true;
        col_phase_work(ways[3].task, wanted, NULL, NULL);
        for (size_t c = 0; c < cells; c++) {
            size_t length;
            assert_int_equal(col_phase_cell_is_done(ways[3].task, c), c % 2 == 0);
            int64_t *numbers = col_phase_cell_numbers(&length, ways[0].task, c);
            if (c % 2 == 1) {
                assert_false(col_phase_cell_accept(ways[3].task, c - 1, numbers, length)); /* another cell's */
                assert_false(col_phase_cell_accept(ways[3].task, c, numbers, length - 1));
                assert_true(col_phase_cell_accept(ways[3].task, c, numbers, length));
            }
            free(numbers);
        }
        free(wanted);
        for (size_t k = 0; k < 4; k++) {
            col_phase_finish(&phases[k], ways[k].task);
            assert_same(&phases[0], &phases[k]);
        }
        for (size_t k = 0; k < 4; k++) {
            col_phase_clear(&phases[k]);
            end(&ways[k]);
        }
    }
}

/* Numbers that were tampered with are refused, or give a partition of the same cell. */
static void test_numbers(void **state)
{
    (void)state;
    piecework w = begin(head, "rho=1/100", 300, 1);
    col_phase_work(w.task, NULL, NULL, NULL);
    size_t length, refused = 0, tries = 0;
    for (size_t cell = 0; cell < col_phase_cell_count(w.task); cell += 7) {
        int64_t *numbers = col_phase_cell_numbers(&length, w.task, cell);
        for (size_t i = 0; i < length; i++)
            for (int shift = 0; shift < 64; shift += 9) {
                int64_t kept = numbers[i];
                numbers[i] = (int64_t)((uint64_t)numbers[i] ^ (uint64_t)1 << shift);
                refused += !col_phase_cell_accept(w.task, cell, numbers, length);
                numbers[i] = kept;
                tries++;
            }
        assert_true(col_phase_cell_accept(w.task, cell, numbers, length));
        free(numbers);
    }
    assert_true(refused > tries / 2);
    col_phase phase;
    col_phase_finish(&phase, w.task);
    assert_true(fmpq_sgn(phase.undecided_area) >= 0);
    col_phase_clear(&phase);
    end(&w);
}

/* Cells that nobody has worked on are undecided. */
static void test_unfinished(void **state)
{
    (void)state;
    piecework w = begin(head, "rho=1/100", 300, 1);
    col_phase phase;
    col_phase_finish(&phase, w.task);
    assert_false(phase.fine);
    assert_true(fmpq_get_d(phase.undecided_area) > 0.01);
    assert_int_equal(phase.band_count, 0);
    col_phase_clear(&phase);
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bands), cmocka_unit_test(test_thin),
                                       cmocka_unit_test(test_cells), cmocka_unit_test(test_numbers),
                                       cmocka_unit_test(test_unfinished)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
