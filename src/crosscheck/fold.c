/* The fold at which separated states disappear: certified by bisection, seen as the end of a branch. */
#include "catalogue.h"
#include "stage.h"

#include <math.h>
#include <stdio.h>

typedef enum { LEAK, DECAY, FRUSTRATION } parameter;

typedef struct {
    col_stage_setting state; /* of one slot in one dimension; the parameter is filled in */
    parameter parameter;
    double first, last;      /* dyadic: where the branch is followed, all before the fold */
} fold_setting;

/* A setting at one value of the parameter, a dyadic number of at most 44 binary places. */
typedef struct {
    col_stage_setting state;
    char ensemble[64];
} fold_point;

static void set_parameter(fold_point *point, const fold_setting *at, double value)
{
    point->state = at->state;
    if (at->parameter == LEAK)
        point->state.leak = value;
    if (at->parameter == DECAY)
        point->state.decay = value;
    if (at->parameter == FRUSTRATION) {
        snprintf(point->ensemble, sizeof point->ensemble, "uniform,K=4,f=%.0f/%.0f", ldexp(value, 44), ldexp(1, 44));
        point->state.ensemble = point->ensemble;
    }
}

/* The head's eigenvalue at the separated state, after a wait. */
static bool follow(double *p, const fold_setting *at, double value, const col_knobs *knobs, col_error *error)
{
    fold_point here;
    col_stage stage;
    col_point point;
    set_parameter(&here, at, value);
    if (!col_stage_open(&stage, &here.state, error))
        return false;
    col_point_init(&point, &stage);
    col_stage_place(&point, &stage);
    point.P[0] *= 1.0625; /* from above, away from the saddle */
    bool good = col_stage_run(&point, &stage, &point, knobs, 500 * knobs->window, error);
    *p = point.P[0];
    col_point_clear(&point);
    col_stage_close(&stage);
    return good;
}

/* The polynomial through the points at t (Neville's scheme). */
static double interpolate(double t, const double *x, const double *y, int count)
{
    double table[16];
    for (int i = 0; i < count; i++)
        table[i] = y[i];
    for (int step = 1; step < count; step++)
        for (int i = 0; i + step < count; i++)
            table[i] = ((t - x[i + step]) * table[i] + (x[i] - t) * table[i + 1]) / (x[i] - x[i + step]);
    return table[0];
}

/* Along the branch the parameter is a smooth function of p, whose maximum is the fold. */
static bool measure(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const fold_setting *at = setting;
    double p[9], level[9];
    int count = knobs->size == 1 ? 6 : 9;
    for (int i = 0; i < count; i++) {
        double share = 0.5 - 0.5 * cos(M_PI * (i + 0.5) / count);
        level[i] = round(ldexp(at->first + (at->last - at->first) * share, 30)) * ldexp(1, -30);
        if (!follow(&p[i], at, level[i], knobs, error))
            return false;
    }
    double lo = 0.5 * p[count - 1], hi = p[0]; /* the branch falls towards the fold */
    for (int k = 0; k < 100; k++) {
        double left = lo + (hi - lo) / 3, right = hi - (hi - lo) / 3;
        if (interpolate(left, p, level, count) < interpolate(right, p, level, count))
            lo = left;
        else
            hi = right;
    }
    *value = interpolate((lo + hi) / 2, p, level, count);
    return true;
}

/* Is there a separated state at this value? */
static col_verdict exists(const fold_setting *at, double value, col_error *error)
{
    fold_point here;
    col_stage stage;
    col_cell cell;
    set_parameter(&here, at, value);
    here.state.slots = "0";
    if (!col_stage_open(&stage, &here.state, error))
        return COL_UNDECIDED;
    col_cell_init(&cell);
    col_cell_solve(&cell, &stage.head, 0, 1, COL_SCENE_PRECISION);
    col_verdict verdict = cell.exists;
    col_cell_clear(&cell);
    col_stage_close(&stage);
    return verdict;
}

/* Between a value with a separated state and one without, halved forty times. */
static void predict(col_check *check, const fold_setting *at)
{
    col_error error = {0};
    double lo = at->last, hi = 1;
    bool good = exists(at, lo, &error) == COL_PROVED && exists(at, hi, &error) == COL_REFUTED;
    for (int k = 0; k < 36 && good; k++) {
        double middle = (lo + hi) / 2;
        col_verdict verdict = exists(at, middle, &error);
        good = verdict != COL_UNDECIDED;
        *(verdict == COL_PROVED ? &lo : &hi) = middle;
    }
    if (!good) {
        col_check_fail(check, "the fold could not be enclosed: %s", error.message);
        return;
    }
    arb_t end;
    arb_init(end);
    arb_set_d(check->predicted, lo);
    arb_set_d(end, hi);
    arb_union(check->predicted, check->predicted, end, COL_SCENE_PRECISION);
    arb_clear(end);
}

static void check_fold(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    predict(check, setting);
    col_measure(check, measure, setting, COL_VARY_WINDOW | COL_VARY_SIZE, options->seed);
}

#define SINGLE "uniform,K=4,f=1/4" /* centred: s^2 = 3/4 */

static const fold_setting
    leak = {{SINGLE, true, 1, "+1", .decay = 0.0078125, .head_decay = 0.25}, LEAK, 0.28125, 0.31640625},
    decay = {{SINGLE, true, 1, "+1", .head_decay = 0.25}, DECAY, 0.125, 0.171875},
    frustration = {{NULL, true, 1, "+1", .decay = 0.125, .head_decay = 0.25}, FRUSTRATION, 0.4375, 0.49609375},
    unequal = {{SINGLE, true, 1, "+1", .decay = 0.03125, .head_decay = 0.25, .alpha = 0.5, .beta = 2}, LEAK, 0.21875,
               0.25390625};

const col_check_entry col_checks_fold[] = {
    {"critical-leak", "O4", "the leak at which separated states disappear", check_fold, &leak},
    {"critical-decay", "O4", "the weight decay at which they disappear, without leak", check_fold, &decay},
    {"critical-frustration", "O4", "the frustrated fraction at which they disappear", check_fold, &frustration},
    {"critical-leak-unequal", "O5", "the critical leak at unequal learning rates", check_fold, &unequal},
    {NULL, NULL, NULL, NULL, NULL}};
