/* Conserved quantities along simulated trajectories. */
#include "file.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STARTS = 3, START_TRIES = 60, MOST_SHORTENINGS = 8 };

typedef struct {
    col_moving *moving;
    col_formula *quantity; /* of parameters, then variables */
    const double *start;
    double time;
    double *in; /* scratch */
} run;

static double quantity_at(double *error, arb_ptr enclosure, const run *at, const double *state)
{
    size_t p = at->moving->model.parameter_count;
    double value;
    if (p > 0)
        memcpy(at->in, at->moving->parameters, p * sizeof *at->in);
    memcpy(at->in + p, state, at->moving->n * sizeof *at->in);
    col_formula_evaluate(&value, error, enclosure, at->quantity, at->in);
    return value;
}

/* A col_measurement: the quantity after the time. */
static bool measure_end(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const run *at = setting;
    double *end = col_malloc(at->moving->n * sizeof *end), rounding;
    bool good = col_moving_run(end, at->moving, at->start, at->time, knobs->tolerance, 1e-3 * knobs->tolerance, error);
    if (good) {
        *value = quantity_at(&rounding, NULL, at, end);
        good = isfinite(*value) && isfinite(rounding);
        if (!good)
            col_error_resource(error, "the quantity is undefined at the end");
    }
    free(end);
    return good;
}

/* A few times the time in which the velocity covers the distance to the origin; less if the flow blows up before. */
static bool choose_time(run *at)
{
    double *velocity = col_malloc(at->moving->n * sizeof *velocity);
    double speed = col_moving_velocity(velocity, at->moving, at->start) ? col_norm(velocity, at->moving->n) : 0;
    at->time = speed > 0 ? 3 * fmax(col_norm(at->start, at->moving->n), 1e-3) / speed : 1;
    const col_knobs knobs = {.tolerance = COL_MEASURE_TOLERANCE, .window = 1, .size = 1};
    bool good = false;
    for (int k = 0; !good && k < MOST_SHORTENINGS; k++) {
        double value;
        col_error error = {0};
        good = measure_end(&value, &knobs, at, &error);
        if (!good)
            at->time /= 4;
    }
    free(velocity);
    return good;
}

static void check_run(col_subject *subject, run *at)
{
    col_file_check *check = col_subject_add(subject, "conserved", COL_EQUAL, subject->claim->body);
    double rounding_start, rounding_end, value = quantity_at(&rounding_start, check->check.predicted, at, at->start);
    if (!choose_time(at)) {
        col_check_fail(&check->check, "the flow blows up or is undefined after a short while");
    } else {
        double *end = col_malloc(at->moving->n * sizeof *end);
        col_error error = {0};
        col_measure(&check->check, measure_end, at, 0, 1);
        if (col_moving_run(end, at->moving, at->start, at->time, COL_MEASURE_TOLERANCE, 1e-3 * COL_MEASURE_TOLERANCE,
                           &error)) {
            quantity_at(&rounding_end, NULL, at, end);
            check->check.parts[COL_ERROR_INTEGRATION] += rounding_start + rounding_end;
        }
        free(end);
    }
    if (value == 0)
        check->check.scale = 1;
    col_subject_judge(subject, check);
}

/* A random start at which the flow and the quantity are defined. */
static bool find_start(run *at, double *start, gsl_rng *random)
{
    arb_t enclosure;
    arb_init(enclosure);
    bool found = false;
    for (int t = 0; !found && t < START_TRIES; t++) {
        double error;
        found = col_moving_start(start, at->moving, random, NULL, NULL) && isfinite(quantity_at(&error, enclosure, at, start))
            && isfinite(error) && arb_is_finite(enclosure);
    }
    arb_clear(enclosure);
    return found;
}

void col_trial_conserved(col_subject *subject)
{
    col_model *model = subject->model;
    size_t n = model->variable_count, p = model->parameter_count;
    col_expr *inputs = col_malloc((p + n + 1) * sizeof *inputs);
    double *start = col_malloc((n + 1) * sizeof *start), *in = col_malloc((p + n + 1) * sizeof *in);
    for (size_t i = 0; i < p + n; i++)
        inputs[i] = i < p ? model->parameters[i].symbol : model->variables[i - p].symbol;
    col_moving moving;
    col_formula quantity = {0};
    col_error error = {0};
    bool good = col_moving_init(&moving, model, subject->draw.parameters, NULL, &error)
        && col_formula_init(&quantity, model->graph, &subject->claim->left, 1, inputs, p + n);
    for (int k = 0; good && k < STARTS; k++) {
        run at = {.moving = &moving, .quantity = &quantity, .start = start, .in = in};
        if (find_start(&at, start, subject->sampler.random))
            check_run(subject, &at);
        else
            col_error_resource(&error, "no random start was found at which the flow and the quantity are defined");
    }
    if (error.fault != COL_FAULT_NONE || !good) {
        col_file_check *check = col_subject_add(subject, "conserved", COL_EQUAL, subject->claim->body);
        col_check_fail(&check->check, "%s", error.fault ? error.message : "the quantity is too large to evaluate");
        col_subject_judge(subject, check);
    }
    col_formula_clear(&quantity);
    col_moving_clear(&moving);
    free(inputs);
    free(start);
    free(in);
}
