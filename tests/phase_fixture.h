/* Diagrams of small models for the tests of phase diagrams. */
#ifndef COL_TEST_PHASE_FIXTURE_H
#define COL_TEST_PHASE_FIXTURE_H

#include <collapsar/phase.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const unit[] = {"0", "1", "0", "1"};

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

static inline void axis_init(col_phase_axis *axis, size_t parameter, const char *lo, const char *hi)
{
    axis->parameter = parameter;
    fmpq_init(axis->lo);
    fmpq_init(axis->hi);
    assert_int_equal(fmpq_set_str(axis->lo, lo, 10), 0);
    assert_int_equal(fmpq_set_str(axis->hi, hi, 10), 0);
}

/* The axes are the model's first two parameters. */
static inline diagram map_with(const char *text, const char *settings, const char *const ends[4], ulong inverse_eps,
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
    const col_phase_options options = {eps, 20, 20, 1, budget, 2, NULL};
    d.made = col_phase_map(&d.phase, model, &conditions, &d.x, &d.y, &options, &d.error);
    fmpq_clear(eps);
    col_conditions_clear(&conditions);
    return d;
}

static inline diagram map(const char *text, const char *settings, const char *const ends[4], ulong inverse_eps)
{
    diagram d = map_with(text, settings, ends, inverse_eps, COL_BUDGET_DEFAULT, 1);
    if (!d.made)
        print_error("%s\n", d.error.message);
    assert_true(d.made);
    return d;
}

static inline void finish(diagram *d)
{
    col_phase_clear(&d->phase);
    col_document_free(d->document);
    fmpq_clear(d->x.lo);
    fmpq_clear(d->x.hi);
    fmpq_clear(d->y.lo);
    fmpq_clear(d->y.hi);
}

static inline const col_phase_region *region(const diagram *d, const char *label)
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

static inline void fmpq_set_d(fmpq_t out, double x)
{
    arf_t exact;
    arf_init(exact);
    arf_set_d(exact, x);
    arf_get_fmpq(out, exact);
    arf_clear(exact);
}

/* The true area lies between the certain one and that with the band. */
static inline void check_area(const diagram *d, const char *label, double truth, double rounding)
{
    double least = fmpq_get_d(region(d, label)->area), most = least + fmpq_get_d(d->phase.undecided_area);
    assert_true(least <= truth + rounding);
    assert_true(most >= truth - rounding);
}

/* Regions and band make up the rectangle, exactly; so do the boxes. */
static inline void check_partition(const diagram *d)
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
    for (size_t i = 0; i < d->phase.band_count; i++) {
        const col_phase_band *band = &d->phase.bands[i];
        fmpq_set_d(side, (band->to - band->from) * (band->top - band->bottom)); /* powers of two: exact */
        fmpq_add(sum, sum, side);
    }
    assert_true(fmpq_is_one(sum));
    fmpq_clear(side);
    fmpq_clear(sum);
}

static inline double critical_leak(double f, double rho)
{
    return (1 + f - 2 * sqrt(f + rho * (1 - f))) / (1 - f);
}

/* Midpoint rule after f = t^2 makes the integrand smooth. */
static inline double separated_area(double rho)
{
    double sum = 0, top = sqrt(1 - 4 * rho);
    for (int i = 0; i < 100000; i++) {
        double t = top * (i + 0.5) / 100000;
        sum += critical_leak(t * t, rho) * 2 * t * top / 100000;
    }
    return sum;
}

/* (1 + r)^2 (1 - f) - 4 (r + rho), exactly. */
static inline int sign_of_discriminant(const fmpq_t f, const fmpq_t r, const fmpq_t rho)
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

#endif
