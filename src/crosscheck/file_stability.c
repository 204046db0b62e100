/* Stationary states: do they rest, how fast do displacements grow or decay, do starts nearby come back? */
#include "file_rate.h"

#include "../base/memory.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BITS = 128, STARTS = 8, MOST_MODES = 30 };

static const double natural_times = 12;   /* how long starts are followed, in units of the rate: exp(-12) = 6e-6 */
static const double settled = 1e-3; /* what must be left of a displacement by then; a Jacobian's transients are forgiven */

/* A state at a draw. */
typedef struct {
    size_t n;
    col_expr *components; /* constants */
    double *at, *sizes;
    arb_ptr rates;        /* certified, descending */
    bool certified;
    double fastest;       /* largest absolute eigenvalue, about */
    col_moving moving;
    bool moves;           /* the simulation is set up */
    col_error error;
} place;

static bool place_components(place *out, const col_subject *subject)
{
    const col_model *model = subject->model;
    const col_state *state = &model->states[subject->state];
    arb_ptr values = _arb_vec_init((slong)out->n);
    for (size_t i = 0; i < out->n; i++)
        out->components[i] = col_region_at(&subject->sampler.region, state->components[i], subject->draw.point);
    bool good = col_enclose(values, model->graph, out->components, out->n, BITS);
    for (size_t i = 0; i < out->n; i++)
        out->at[i] = arf_get_d(arb_midref(values + i), ARF_RND_NEAR);
    double size = col_norm(out->at, out->n);
    for (size_t i = 0; i < out->n; i++)
        out->sizes[i] = fabs(out->at[i]) > 1e-6 * size ? fabs(out->at[i]) : size > 0 ? size : 1;
    _arb_vec_clear(values, (slong)out->n);
    return good;
}

static void place_init(place *out, col_subject *subject)
{
    size_t n = subject->model->variable_count;
    *out = (place){.n = n};
    out->components = col_calloc(n + 1, sizeof *out->components);
    out->at = col_calloc(n + 1, sizeof *out->at);
    out->sizes = col_calloc(n + 1, sizeof *out->sizes);
    out->rates = _arb_vec_init((slong)n);
    if (n > MOST_MODES)
        col_error_resource(&out->error, "the model has more than %d variables", MOST_MODES);
    else if (!place_components(out, subject))
        col_error_resource(&out->error, "the state could not be evaluated");
    else
        out->moves = col_moving_init(&out->moving, subject->model, subject->draw.parameters, out->at, &out->error);
    if (out->moves)
        out->certified = col_rates_certified(out->rates, &out->fastest, subject, out->components);
}

static void place_clear(place *at)
{
    if (at->moving.n > 0)
        col_moving_clear(&at->moving);
    _arb_vec_clear(at->rates, (slong)at->n);
    free(at->components);
    free(at->at);
    free(at->sizes);
}

/* The velocity at the state against its rounding error: the variable that is worst off. */
static void check_rest(col_subject *subject, const char *statement)
{
    const col_model *model = subject->model;
    const col_region *region = &subject->sampler.region;
    const col_state *state = &model->states[subject->state];
    size_t n = model->variable_count;
    col_expr *variables = col_malloc((n + 1) * sizeof *variables), *values = col_malloc((n + 1) * sizeof *values);
    for (size_t i = 0; i < n; i++) {
        variables[i] = model->variables[i].symbol;
        values[i] = col_region_apply_as_written(region, state->components[i]);
    }
    for (size_t i = 0; i < n; i++) {
        col_expr flow = model->variables[i].flow == COL_EXPR_NONE
            ? COL_EXPR_NONE : col_region_apply_as_written(region, model->variables[i].flow);
        if (flow != COL_EXPR_NONE)
            flow = col_expr_replace(model->graph, flow, variables, values, n);
        col_file_check *check = col_subject_add(subject, "stationary", COL_EQUAL, statement);
        col_formula formula = {0};
        if (flow != COL_EXPR_NONE
            && col_formula_init(&formula, region->graph, &flow, 1, region->symbols, region->count)) {
            double error;
            col_formula_evaluate(&check->check.simulated, &error, NULL, &formula, subject->draw.free);
            check->check.parts[COL_ERROR_INTEGRATION] = error;
            if (!isfinite(error) || !isfinite(check->check.simulated))
                col_check_fail(&check->check, "the velocity of %s could not be evaluated", model->variables[i].name);
        }
        col_formula_clear(&formula);
        arb_zero(check->check.predicted);
        check->check.scale = 1;
        col_subject_judge(subject, check);
    }
    free(variables);
    free(values);
}

void col_trial_stationary(col_subject *subject)
{
    check_rest(subject, subject->claim ? subject->claim->body : "the flow vanishes there");
}

/* The time between the ends of the flow map: that of the rate itself, unless it is zero. */
static double natural_time(const place *at, size_t index)
{
    double rate = fabs(arf_get_d(arb_midref(at->rates + index), ARF_RND_NEAR));
    if (arb_contains_zero(at->rates + index))
        rate = at->fastest;
    return rate > 1e-15 ? 1 / rate : 1;
}

/* The displacement in units of the sizes. */
static double distance(const place *at, const double *y)
{
    double most = 0;
    for (size_t i = 0; i < at->n; i++)
        most = fmax(most, fabs(y[i]) / at->sizes[i]);
    return most;
}

/* Is the velocity at the state small enough to leave the displacements of the flow map alone? */
static bool rests(place *at, size_t index)
{
    double *zero = col_calloc(2 * at->n, sizeof *zero), *velocity = zero + at->n;
    bool small = col_moving_velocity(velocity, &at->moving, zero)
        && distance(at, velocity) * natural_time(at, index) < 1e-3 * COL_RATE_DISPLACEMENT;
    free(zero);
    return small;
}

/* Fills simulated and its errors with the rate of that index. */
static void measure_rate(col_check *check, place *at, size_t index, ulong seed)
{
    if (!at->certified) {
        col_check_fail(check, "%s", at->moves ? "the spectrum could not be certified" : at->error.message);
        return;
    }
    if (!rests(at, index)) {
        col_check_fail(check, "the flow does not rest at the state");
        return;
    }
    const col_rate_setting setting = {
        .moving = &at->moving, .sizes = at->sizes, .time = natural_time(at, index), .index = index};
    col_measure(check, col_rate_measure, &setting, COL_VARY_WINDOW | COL_VARY_SIZE, seed);
    if (isfinite(check->simulated)) /* the eigenvalues of a perturbed flow map, in units of the rate's own time */
        check->parts[COL_ERROR_INTEGRATION] += COL_MEASURE_TOLERANCE / setting.time;
}

/* The rate that tells: the largest if it is positive, else the largest that is not zero. */
static size_t telling_rate(const place *at)
{
    for (size_t i = 0; i < at->n; i++)
        if (!arb_contains_zero(at->rates + i))
            return i;
    return 0;
}

void col_trial_rate(col_subject *subject)
{
    place at;
    place_init(&at, subject);
    size_t index = at.certified ? telling_rate(&at) : 0;
    col_file_check *check = col_subject_add(subject, "rate", COL_EQUAL, "the simulated rate nearby is the Jacobian's");
    if (at.certified)
        arb_set(check->check.predicted, at.rates + index);
    check->check.scale = at.certified && arb_contains_zero(at.rates + index) ? fmax(at.fastest, 1e-300) : 0;
    measure_rate(&check->check, &at, index, subject->options->seed);
    col_subject_judge(subject, check);
    place_clear(&at);
}

/* A random displacement of about the given fraction of the variables' sizes. */
static void displace(double *start, const place *at, gsl_rng *random, double fraction)
{
    double most = 0;
    for (size_t i = 0; i < at->n; i++) {
        start[i] = gsl_ran_gaussian(random, 1);
        most = fmax(most, fabs(start[i]));
    }
    for (size_t i = 0; i < at->n; i++)
        start[i] *= fraction * at->sizes[i] / most;
}

typedef enum { UNFINISHED, RETURNED, STRAYED } journey;

/* Does the flow come to rest, after a time, near the state? Close to it if it has no neutral directions. */
static journey travel(place *at, const double *start, double fraction, double time, bool neutral)
{
    double *end = col_malloc(2 * at->n * sizeof *end), *velocity = end + at->n;
    col_error error = {0};
    journey outcome = UNFINISHED;
    double absolute = 1e-6 * settled * fraction * col_norm(at->sizes, at->n);
    if (col_moving_velocity(velocity, &at->moving, start)) {
        double before = distance(at, velocity);
        if (!col_moving_run(end, &at->moving, start, time, 1e-6, absolute, &error))
            outcome = UNFINISHED;
        else if (!neutral)
            outcome = distance(at, end) < settled * fraction ? RETURNED : STRAYED;
        else if (distance(at, end) < sqrt(fraction) && col_moving_velocity(velocity, &at->moving, end))
            outcome = distance(at, velocity) <= settled * before ? RETURNED : STRAYED;
        else
            outcome = STRAYED;
    }
    free(end);
    return outcome;
}

/* How the starts end; the displacements are made smaller until all come back, or they are small. */
static void count_journeys(int counts[3], place *at, gsl_rng *random, double rate, bool neutral)
{
    double *start = col_malloc(at->n * sizeof *start);
    counts[RETURNED] = 0;
    for (double fraction = 1e-2; fraction > 1e-6 && counts[RETURNED] < STARTS; fraction /= 10) {
        counts[RETURNED] = counts[STRAYED] = counts[UNFINISHED] = 0;
        for (int k = 0; k < STARTS; k++) {
            displace(start, at, random, fraction);
            counts[travel(at, start, fraction, natural_times / rate, neutral)]++;
        }
    }
    free(start);
}

static int count_departures(place *at, gsl_rng *random, double rate)
{
    double *start = col_malloc(2 * at->n * sizeof *start), *end = start + at->n;
    const double fraction = 1e-6;
    int departures = 0;
    for (int k = 0; k < STARTS; k++) {
        col_error error = {0};
        displace(start, at, random, fraction);
        bool moved = col_moving_run(end, &at->moving, start, natural_times / rate, 1e-8, 1e-10 * fraction, &error);
        departures += moved ? distance(at, end) > 10 * fraction : 1; /* beyond all bounds, if it did not arrive */
    }
    free(start);
    return departures;
}

/* Starts nearby: all come back to what is stable, all leave what is not. */
static void check_starts(col_subject *subject, place *at, double rate)
{
    const col_claim *claim = subject->claim;
    bool leaves = claim->kind == COL_CLAIM_UNSTABLE, neutral = claim->kind == COL_CLAIM_ATTRACTING && claim->count > 0;
    col_file_check *check = col_subject_add(
        subject, "starts", COL_EQUAL, leaves ? "random starts nearby leave" : "random starts nearby come back");
    gsl_rng *random = subject->sampler.random;
    int counts[3] = {0};
    arb_set_si(check->check.predicted, STARTS);
    if (!leaves && rate < 0)
        count_journeys(counts, at, random, -rate, neutral);
    else if (leaves && rate > 0)
        counts[RETURNED] = count_departures(at, random, rate);
    check->check.simulated = counts[RETURNED];
    if (counts[UNFINISHED] > 0 && counts[STRAYED] == 0)
        col_check_fail(&check->check, "%d of %d runs did not reach their end", counts[UNFINISHED], STARTS);
    else if (neutral && counts[STRAYED] > 0)
        col_check_fail(&check->check, "%d of %d starts drift along the neutral directions", counts[STRAYED], STARTS);
    col_subject_judge(subject, check);
}

/* Zero within its error, and by the certified spectrum: then no sign is left to hope for. */
static void settle_zero(col_subject *subject, col_file_check *check, const place *at, size_t index)
{
    const col_check *found = &check->check;
    if (check->outcome != COL_OUTCOME_PASSED || fabs(found->simulated) > COL_CHECK_SIGMAS * found->error)
        return;
    if (arb_contains_zero(at->rates + index)) {
        check->outcome = COL_OUTCOME_FAILED;
        return;
    }
    col_check_fail(&check->check, "the rate is zero within its error");
    col_subject_judge(subject, check);
}

void col_trial_stability(col_subject *subject)
{
    static const char *const tags[] = {"stable", "unstable", "attracting"};
    const col_claim *claim = subject->claim;
    place at;
    place_init(&at, subject);
    size_t zeros = claim->kind == COL_CLAIM_ATTRACTING ? claim->count : 0, index = zeros < at.n ? zeros : at.n - 1;
    bool leaves = claim->kind == COL_CLAIM_UNSTABLE;
    if (zeros > 0 && zeros <= at.n) {
        col_file_check *neutral = col_subject_add(subject, "modulo", COL_EQUAL, claim->body);
        arb_zero(neutral->check.predicted);
        neutral->check.scale = fmax(at.fastest, 1e-300);
        measure_rate(&neutral->check, &at, zeros - 1, subject->options->seed);
        col_subject_judge(subject, neutral);
    }
    col_file_check *sign = col_subject_add(subject, tags[claim->kind - COL_CLAIM_STABLE],
                                           leaves ? COL_GREATER : COL_LESS, claim->body);
    arb_zero(sign->check.predicted);
    sign->check.scale = fmax(at.fastest, 1e-300);
    measure_rate(&sign->check, &at, index, subject->options->seed);
    col_subject_judge(subject, sign);
    double rate = sign->check.simulated;
    bool measured = sign->outcome != COL_OUTCOME_OPEN && fabs(rate) > COL_CHECK_SIGMAS * sign->check.error;
    if (sign->outcome != COL_OUTCOME_OPEN && (subject->options->wrong == 0 || claim->refute))
        settle_zero(subject, sign, &at, index);
    if (measured)
        check_starts(subject, &at, rate);
    place_clear(&at);
}
