/* A run: build the system, integrate it over a logarithmic grid of times, observe. */
#include "build.h"
#include "observe.h"
#include "ode.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An explicit step is about six times the fastest time scale at most, while on a logarithmic axis the solution changes
 * with t: BDF, which takes about a hundred steps as t doubles, wins when t is this many fast times. */
static const double stiff_after = 300;

col_flow_options col_flow_options_default(void)
{
    return (col_flow_options){.first = 0.01, .end = 1000, .points = 201, .relative = 1e-9, .absolute = 1e-12,
        .reduce = true, .correlations = true, .method = COL_FLOW_AUTOMATIC, .collapsed = 1e-3, .witnesses = 10000, .steps = 10000000,
        .memory = (size_t)1 << 28};
}

typedef struct {
    const col_flow_system *system;
    const col_flow_options *options;
    col_flow_workspace workspace;
    double *state;
    col_ode *ode;
    double spread;    /* of the labels at the start */
    double *constant; /* what the flow conserves, at the start and now */
    size_t constant_size;
    double constant_norm;
} run;

static bool check_options(const col_flow_options *options, col_error *error)
{
    if (!(options->first > 0 && options->first < options->end && isfinite(options->end)))
        col_error_input(error, "times from %g to %g, expected 0 < first < end", options->first, options->end);
    else if (options->points < 2 || options->points > 1000000)
        col_error_input(error, "%zu points, expected 2 to 1000000", options->points);
    else if (!(options->relative > 0 && options->relative < 0.1 && options->absolute > 0 && options->absolute < 0.1))
        col_error_input(error, "tolerances %g and %g, expected numbers in (0, 0.1)", options->relative,
                        options->absolute);
    else
        return true;
    return false;
}

static bool run_velocity(double *out, double t, const double *state, void *context)
{
    run *r = context;
    (void)t;
    col_flow_system_velocity(out, r->system, &r->workspace, state);
    return isfinite(out[0]) && isfinite(out[col_flow_state_size(r->system) - 1]);
}

static void weigh_block(double *out, const double *block, size_t count, double share, const col_flow_options *options)
{
    double square = 0;
    for (size_t i = 0; i < count; i++)
        square += block[i] * block[i];
    double weight = share * sqrt((double)count) / (options->relative * sqrt(square) + options->absolute);
    for (size_t i = 0; i < count; i++)
        out[i] = weight;
}

/* Each block counts alike, against its own norm: the error does not depend on the axes, and a small head
 * does not drown among many samples. */
static void run_weights(double *out, const double *state, void *context)
{
    run *r = context;
    const col_flow_system *s = r->system;
    size_t d = s->dimension, blocks = 2 + (s->head ? 1 : 0) + s->remainder_count;
    size_t size = col_flow_state_size(s);
    const size_t counts[3] = {s->rows * d, s->labels * d, d * d};
    for (size_t k = 0; k < blocks; k++) {
        size_t count = counts[k < 2 ? k : 2];
        double share = sqrt((double)size / ((double)blocks * (double)count));
        weigh_block(out, state, count, share, r->options);
        out += count;
        state += count;
    }
}

static double run_event(double t, const double *state, void *context)
{
    run *r = context;
    (void)t;
    return col_flow_label_spread(r->system, state) / r->spread - r->options->collapsed * r->options->collapsed;
}

static double relative_drift(run *r, double t)
{
    if (r->constant_size == 0)
        return NAN;
    double *now = r->constant + r->constant_size, norm, sum = 0;
    col_flow_conserved(now, &norm, r->system, col_ode_state(r->ode), r->workspace.scratch);
    double decay = exp(-2 * r->system->decay * t);
    for (size_t k = 0; k < r->constant_size; k++)
        sum += (now[k] - decay * r->constant[k]) * (now[k] - decay * r->constant[k]);
    return sqrt(sum) / r->constant_norm;
}

static void observe(col_flow_result *result, size_t point, run *r, double t)
{
    size_t d = r->system->dimension;
    const double *state = col_ode_state(r->ode);
    result->series[point].time = t;
    col_flow_observe(&result->series[point], r->system, &r->workspace, state);
    result->series[point].drift = relative_drift(r, t);
    if (result->head_real != NULL)
        col_flow_spectrum(result->head_real + point * d, result->head_imaginary + point * d,
                          col_flow_state_blocks(r->system, (double *)state).P, d);
}

static bool start_run(run *r, col_error *error)
{
    const col_flow_options *options = r->options;
    col_flow_workspace_init(&r->workspace, r->system);
    size_t d = r->system->dimension;
    r->constant = col_calloc(2 * d * d, sizeof(double));
    r->constant_size = col_flow_conserved(r->constant, &r->constant_norm, r->system, r->state, r->workspace.scratch);
    r->spread = col_flow_label_spread(r->system, r->state);
    col_ode_problem problem = {.size = col_flow_state_size(r->system), .velocity = run_velocity,
        .weights = run_weights, .event = r->spread > 0 ? run_event : NULL, .context = r, .relative = options->relative,
        .absolute = options->absolute, .last = options->end, .steps = options->steps};
    col_flow_method method = options->method == COL_FLOW_AUTOMATIC ? COL_FLOW_RUNGE_KUTTA : options->method;
    r->ode = col_ode_new(&problem, method, 0, r->state, error);
    return r->ode != NULL;
}

static void end_run(run *r)
{
    col_ode_free(r->ode);
    col_flow_workspace_clear(&r->workspace);
    free(r->constant);
}

/* From time `from` to t; the flow may become stiff on the way. */
static bool advance(col_flow_result *result, run *r, double from, double t, col_error *error)
{
    if (r->options->method == COL_FLOW_AUTOMATIC && !result->stiff) {
        double limit = stiff_after / col_flow_fastest_rate(r->system, &r->workspace, col_ode_state(r->ode));
        if (limit < t) {
            result->stiff = true;
            if ((limit > from && !col_ode_advance(r->ode, limit, error))
                || !col_ode_switch(r->ode, COL_FLOW_BDF, error))
                return false;
        }
    }
    return col_ode_advance(r->ode, t, error);
}

static bool integrate(col_flow_result *result, run *r, col_error *error)
{
    const col_flow_options *options = r->options;
    double ratio = log(options->end / options->first);
    double now = 0;
    observe(result, 0, r, 0);
    for (size_t k = 1; k <= options->points; k++) {
        double fraction = (double)(k - 1) / (double)(options->points - 1);
        double t = k == options->points ? options->end : options->first * exp(ratio * fraction);
        if (!advance(result, r, now, t, error))
            return false;
        observe(result, k, r, t);
        now = t;
        if (options->progress != NULL && !options->progress(options->context, (double)k / (double)options->points)) {
            col_error_resource(error, "stopped at time %g", t);
            return false;
        }
    }
    return true;
}

static void init_result(col_flow_result *result, const col_flow_system *system, size_t points)
{
    size_t d = system->dimension, K = system->labels;
    *result = (col_flow_result){.labels = K, .dimension = d, .points = points, .rows = system->rows};
    result->series = col_calloc(points, sizeof(col_flow_point));
    result->y = col_calloc(K * d, sizeof(double));
    result->correlations = col_calloc(K, sizeof(double));
    if (system->head) {
        result->head_real = col_calloc(points * d, sizeof(double));
        result->head_imaginary = col_calloc(points * d, sizeof(double));
        result->P = col_calloc(d * d, sizeof(double));
    }
}

/* The time from which on the mean separation changes by less than 1% a unit of log time; NaN unless that is at least
 * the last factor of two. */
static double plateau_of(const col_flow_result *result)
{
    size_t from = result->points - 1;
    const col_flow_point *s = result->series;
    while (from > 1) {
        double change = log(s[from].separation_mean / s[from - 1].separation_mean);
        if (!(fabs(change) < 0.01 * log(s[from].time / s[from - 1].time)))
            break;
        from--;
    }
    return s[from].time <= s[result->points - 1].time / 2 ? s[from].time : NAN;
}

/* Positions of the samples; without reduction each row is one. */
static double *sample_positions(const run *r)
{
    size_t d = r->system->dimension, rows = r->system->rows;
    const double *scaled = col_flow_state_blocks(r->system, col_ode_state(r->ode)).x;
    double *x = col_malloc(rows * d * sizeof(double));
    for (size_t i = 0; i < rows * d; i++)
        x[i] = scaled[i] / r->system->row_mean[i / d];
    return x;
}

static void finish_result(col_flow_result *result, run *r)
{
    size_t d = r->system->dimension;
    const double *state = col_ode_state(r->ode);
    col_flow_label_positions(result->y, r->system, state);
    if (result->P != NULL)
        memcpy(result->P, col_flow_state_blocks(r->system, (double *)state).P, d * d * sizeof(double));
    if (!r->options->reduce && r->system->row_mean != NULL)
        result->x = sample_positions(r);
    for (size_t k = 0; k < result->labels; k++)
        result->correlations[k] = NAN;
    if (r->options->correlations)
        col_flow_correlations(result->correlations, r->system);
    result->collapse_time = col_ode_event_time(r->ode);
    result->plateau_time = isnan(result->collapse_time) ? plateau_of(result) : NAN;
    result->steps = col_ode_steps(r->ode);
    result->evaluations = col_ode_evaluations(r->ode);
    col_flow_fit(&result->fast, &result->slow, result->series, result->points);
}

/* Takes over the system and its state. */
static bool run_system(col_flow_result *result, col_flow_system *system, double *state, const col_flow_start *start,
                       const col_flow_options *options, col_error *error)
{
    run r = {.system = system, .options = options, .state = state};
    init_result(result, system, options->points + 1);
    result->start_samples = col_flow_deviation(start->samples, system->total);
    result->start_labels = col_flow_deviation(start->labels, system->total);
    bool done = start_run(&r, error) && integrate(result, &r, error);
    if (done)
        finish_result(result, &r);
    else
        col_flow_result_clear(result);
    end_run(&r);
    col_flow_system_clear(system);
    free(state);
    return done;
}

bool col_flow_simulate(col_flow_result *result, const col_table *table, const col_flow_model *model,
                       const col_flow_start *start, const col_flow_options *options, col_error *error)
{
    col_flow_system system;
    double *state;
    return check_options(options, error)
        && col_flow_build(&system, &state, table, model, start, options->reduce, options->witnesses, options->memory,
                          error)
        && run_system(result, &system, state, start, options, error);
}

bool col_flow_simulate_teacher(col_flow_result *result, const col_teacher *teacher, const col_flow_model *model,
                               const col_flow_start *start, const col_flow_options *options, col_error *error)
{
    col_flow_system system;
    double *state;
    return check_options(options, error)
        && col_flow_build_teacher(&system, &state, teacher, model, start, options->witnesses, error)
        && run_system(result, &system, state, start, options, error);
}

void col_flow_result_clear(col_flow_result *result)
{
    free(result->series);
    free(result->head_real);
    free(result->head_imaginary);
    free(result->x);
    free(result->y);
    free(result->P);
    free(result->correlations);
    *result = (col_flow_result){0};
}

bool col_flow_velocity(double *dx, double *dy, double *dP, const col_table *table, const col_flow_model *model,
                       const double *x, const double *y, const double *P, col_error *error)
{
    col_flow_system system;
    double *state;
    col_flow_start start = col_flow_start_default(model->dimension);
    start.x = x;
    start.y = y;
    start.P = P;
    if (!col_flow_build(&system, &state, table, model, &start, false, 0, (size_t)1 << 40, error))
        return false;
    size_t d = model->dimension;
    double *velocity = col_calloc(col_flow_state_size(&system), sizeof(double));
    col_flow_workspace workspace;
    col_flow_workspace_init(&workspace, &system);
    col_flow_system_velocity(velocity, &system, &workspace, state);
    col_flow_blocks out = col_flow_state_blocks(&system, velocity);
    for (size_t j = 0; j < system.rows * d; j++)
        dx[j] = out.x[j] / system.row_mean[j / d];
    for (size_t j = 0; j < system.labels * d; j++)
        dy[j] = out.y[j] / system.label_mean[j / d];
    if (model->head)
        memcpy(dP, out.P, d * d * sizeof(double));
    col_flow_workspace_clear(&workspace);
    col_flow_system_clear(&system);
    free(velocity);
    free(state);
    return true;
}
