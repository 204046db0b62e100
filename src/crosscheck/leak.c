/* What a leak, or a head that decays alone, does to separated labels in the long run. */
#include "catalogue.h"
#include "stage.h"

#include <math.h>

typedef struct {
    col_stage_setting state; /* one dimension, slots "0": only the model matters */
    double time;
} leak_setting;

/* The squared label amplitude of mode 1 at a time, from p = s and equal amplitudes of samples and labels. */
static bool label_square(double *square, const leak_setting *at, double leak, const col_knobs *knobs, double time,
                         col_error *error)
{
    col_stage_setting state = at->state;
    col_stage stage;
    col_point point;
    state.leak = leak;
    if (!col_stage_open(&stage, &state, error))
        return false;
    col_point_init(&point, &stage);
    col_basis_add(point.x, point.y, &stage.basis, stage.first, 0, 1, 0.5, 0.5);
    point.P[0] = stage.basis.s[stage.first];
    bool good = col_stage_run(&point, &stage, &point, knobs, time, error);
    *square = pow(col_basis_label(&stage.basis, point.y, stage.first, 0, 1), 2);
    col_point_clear(&point);
    col_stage_close(&stage);
    return good;
}

/* The rate at which the amplitude decays over the second half of the time. */
static bool decay_rate(double *rate, const leak_setting *at, double leak, const col_knobs *knobs, col_error *error)
{
    double early = NAN, late = NAN, time = at->time * knobs->window;
    if (!label_square(&early, at, leak, knobs, time / 2, error) || !label_square(&late, at, leak, knobs, time, error))
        return false;
    *rate = log(early / late) / time;
    return true;
}

static bool measure_rate(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const leak_setting *at = setting;
    return decay_rate(value, at, at->state.leak, knobs, error);
}

/* Rate over leak, extrapolated to no leak: a polynomial in r through two, or three, leaks halved in turn. */
static bool measure_weak(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const leak_setting *at = setting;
    double slope[3] = {0};
    for (int k = 0; k < 3; k++) {
        double leak = ldexp(at->state.leak, -k);
        if (!decay_rate(&slope[k], at, leak, knobs, error))
            return false;
        slope[k] /= leak;
    }
    double linear[2] = {2 * slope[1] - slope[0], 2 * slope[2] - slope[1]};
    *value = knobs->size == 1 ? linear[1] : (4 * linear[1] - linear[0]) / 3;
    return true;
}

/* The slope of the squared label amplitude, whose corrections fall as 1/time: extrapolated. */
static bool measure_growth(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const leak_setting *at = setting;
    double square[3], time = at->time * knobs->window;
    for (int k = 0; k < 3; k++)
        if (!label_square(&square[k], at, 0, knobs, ldexp(time, k), error))
            return false;
    double early = (square[1] - square[0]) / time, late = (square[2] - square[1]) / (2 * time);
    *value = 2 * late - early;
    return true;
}

/* 1 - s^2, or s^2, of mode 1. */
static bool mode_of(arb_t out, col_check *check, const leak_setting *at, bool gap)
{
    col_error error = {0};
    col_stage stage;
    if (!col_stage_open(&stage, &at->state, &error)) {
        col_check_fail(check, "%s", error.message);
        return false;
    }
    arb_set(out, gap ? stage.scene.modes.items[0].gap : stage.scene.modes.items[0].mu);
    col_stage_close(&stage);
    return true;
}

static void multiply(arb_t value, double factor)
{
    arb_t exact;
    arb_init(exact);
    arb_set_d(exact, factor);
    arb_mul(value, value, exact, COL_SCENE_PRECISION);
    arb_clear(exact);
}

/* r (1 - s^2). */
static void check_leak(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    const leak_setting *at = setting;
    if (!mode_of(check->predicted, check, at, true))
        return;
    multiply(check->predicted, at->state.leak);
    col_measure(check, measure_rate, setting, COL_VARY_WINDOW, options->seed);
}

/* 2 alpha beta (1 - s^2)/(alpha + beta); the rates are such that the factor is a double. */
static void check_weak_leak(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    const leak_setting *at = setting;
    if (!mode_of(check->predicted, check, at, true))
        return;
    multiply(check->predicted, 2 * at->state.alpha * at->state.beta / (at->state.alpha + at->state.beta));
    col_measure(check, measure_weak, setting, COL_VARY_WINDOW | COL_VARY_SIZE, options->seed);
}

/* A quarter of 4 rho_P s^2, y being u/2. */
static void check_growth(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    const leak_setting *at = setting;
    if (!mode_of(check->predicted, check, at, false))
        return;
    multiply(check->predicted, at->state.head_decay);
    col_measure(check, measure_growth, setting, COL_VARY_WINDOW, options->seed);
}

#define SINGLE "uniform,K=4,f=1/4" /* centred: s^2 = 3/4 three times */

static const leak_setting
    plain = {{SINGLE, true, 1, "0", .leak = 0.25}, 40}, full = {{SINGLE, true, 1, "0", .leak = 1}, 16},
    weak = {{SINGLE, true, 1, "0", .leak = 0.00390625, .alpha = 0.5, .beta = 1.5}, 40},
    growth = {{SINGLE, true, 1, "0", .head_decay = 0.125}, 4000};

const col_check_entry col_checks_leak[] = {
    {"slow-leak", "O6", "a leak collapses the labels at the rate r(1 - s^2)", check_leak, &plain},
    {"slow-plain-gradient", "O6", "the plain gradient collapses them at the rate 1 - s^2", check_leak, &full},
    {"slow-weak-leak", "O6", "rate over leak of a weak leak at unequal learning rates", check_weak_leak, &weak},
    {"growth-head-decay", "O3", "a head that decays alone drives the labels apart, linearly", check_growth, &growth},
    {NULL, NULL, NULL, NULL, NULL}};
