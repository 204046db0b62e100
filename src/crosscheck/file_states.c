/* How many stationary states a box holds: seen from random starts, by Newton's method and by the flow. */
#include "file.h"

#include "../base/memory.h"

#include <collapsar/portrait.h>
#include <lapacke.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NEWTON_STARTS = 400,
    NEWTON_STEPS = 60,
    FLOW_STARTS = 16,
    MOST_SEEN = 200,
    PORTRAIT_STEPS = 4000000,
    PORTRAIT_DIGITS = 16,
    MOST_STATES_VARIABLES = 30
};
static const double same = 1e-6;      /* points closer than this, relative to their size, are one */
static const double on_the_edge = 1e-9;
static const double at_rest = 1e-7;   /* of the speed at the start */

typedef struct {
    col_subject *subject;
    col_moving *moving;
    size_t n;
    double *lo, *hi;      /* the box */
    col_tape *jacobian;   /* of parameters, then variables: values, then derivatives */
    col_tape_workspace *workspace;
    double *in, *out, *matrix;
    int *pivots;
    double *seen;         /* states in the box */
    size_t seen_count;
    int rest, stray, left, unsettled; /* starts of the flow by where they end */
} search;

static bool compile(search *at)
{
    const col_model *model = &at->moving->model;
    size_t n = at->n, p = model->parameter_count;
    col_expr *roots = col_malloc(n * sizeof *roots), *inputs = col_malloc((p + n) * sizeof *inputs);
    for (size_t i = 0; i < p + n; i++)
        inputs[i] = i < p ? model->parameters[i].symbol : model->variables[i - p].symbol;
    for (size_t i = 0; i < n; i++)
        roots[i] = model->variables[i].flow;
    at->jacobian = col_tape_new_jacobian(model->graph, roots, n, inputs, p + n, NULL);
    free(roots);
    free(inputs);
    if (at->jacobian == NULL)
        return false;
    at->workspace = col_tape_workspace_new(at->jacobian);
    at->in = col_calloc(p + n, sizeof *at->in);
    if (p > 0)
        memcpy(at->in, at->moving->parameters, p * sizeof *at->in);
    at->out = col_calloc(n + n * (p + n), sizeof *at->out);
    at->matrix = col_calloc(n * n, sizeof *at->matrix);
    at->pivots = col_calloc(n, sizeof *at->pivots);
    at->seen = col_calloc(MOST_SEEN * n, sizeof *at->seen);
    return true;
}

static double end_of(const col_graph *graph, col_expr end, double otherwise)
{
    arb_t value;
    arb_init(value);
    bool good = end != COL_EXPR_NONE && col_enclose(value, graph, &end, 1, 128);
    double x = good ? arf_get_d(arb_midref(value), ARF_RND_NEAR) : otherwise;
    arb_clear(value);
    return x;
}

static bool search_init(search *at, col_subject *subject, col_moving *moving)
{
    size_t n = moving->n;
    *at = (search){.subject = subject, .moving = moving, .n = n};
    at->lo = col_calloc(n, sizeof *at->lo);
    at->hi = col_calloc(n, sizeof *at->hi);
    for (size_t i = 0; i < n; i++) {
        const col_range *range = &subject->claim->box[i];
        at->lo[i] = end_of(subject->model->graph, range->lo, -INFINITY);
        at->hi[i] = end_of(subject->model->graph, range->hi, INFINITY);
    }
    return compile(at);
}

static void search_clear(search *at)
{
    col_tape_workspace_free(at->workspace);
    col_tape_free(at->jacobian);
    free(at->lo);
    free(at->hi);
    free(at->in);
    free(at->out);
    free(at->matrix);
    free(at->pivots);
    free(at->seen);
}

/* One step of Newton's method; its length relative to the point's, infinite if there is none. */
static double newton_step(double *x, search *at)
{
    size_t n = at->n, p = at->moving->model.parameter_count;
    memcpy(at->in + p, x, n * sizeof *x);
    col_tape_approx(at->out, at->jacobian, at->workspace, at->in);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            at->matrix[i * n + j] = at->out[n + i * (p + n) + p + j];
    for (size_t i = 0; i < n * n; i++)
        if (!isfinite(at->matrix[i]) || !isfinite(at->out[i / n]))
            return INFINITY;
    if (LAPACKE_dgesv(LAPACK_ROW_MAJOR, (int)n, 1, at->matrix, (int)n, at->pivots, at->out, 1) != 0)
        return INFINITY;
    double length = 0, size = 1e-300;
    for (size_t i = 0; i < n; i++) {
        x[i] -= at->out[i];
        length = fmax(length, fabs(at->out[i]));
        size = fmax(size, fabs(x[i]));
    }
    return length < 1e-14 ? 0 : length / size;
}

/* Convergence that ends at the last digits: not at states where the Jacobian is singular. */
static bool newton(double *x, search *at)
{
    double step = 1;
    for (int k = 0; k < NEWTON_STEPS && step > 1e-14 && isfinite(step); k++) {
        double next = newton_step(x, at);
        if (next >= step && step < 1e-11)
            break;
        step = next;
    }
    return step < 1e-11;
}

/* Inside of the box; what lies on an end is where it belongs. */
static bool is_inside(const search *at, const double *x)
{
    for (size_t i = 0; i < at->n; i++) {
        const col_range *range = &at->subject->claim->box[i];
        double edge = on_the_edge * (1 + fabs(x[i]));
        if (x[i] < at->lo[i] + (range->lo_open ? edge : -edge) || x[i] > at->hi[i] - (range->hi_open ? edge : -edge))
            return false;
    }
    return true;
}

static bool is_near(const double *x, const double *y, size_t n, double closeness)
{
    double size = fmax(col_norm(x, n), 1e-6);
    for (size_t i = 0; i < n; i++)
        if (!(fabs(x[i] - y[i]) <= closeness * size))
            return false;
    return true;
}

static bool was_seen(const search *at, const double *x, double closeness)
{
    for (size_t k = 0; k < at->seen_count; k++)
        if (is_near(at->seen + k * at->n, x, at->n, closeness))
            return true;
    return false;
}

/* Goes to the stationary state near x, if there is one in the box. */
static void look_from(search *at, double *x)
{
    if (newton(x, at) && is_inside(at, x) && !was_seen(at, x, same) && at->seen_count < MOST_SEEN)
        memcpy(at->seen + at->seen_count++ * at->n, x, at->n * sizeof *x);
}

static void look_around(search *at, double *x)
{
    for (int k = 0; k < NEWTON_STARTS; k++)
        if (col_moving_start(x, at->moving, at->subject->sampler.random, at->lo, at->hi))
            look_from(at, x);
}

/* The certified portrait of the box, if it can be had. */
static bool draw_portrait(col_portrait *portrait, const search *at)
{
    const col_subject *subject = at->subject;
    col_model *model = subject->model;
    col_conditions settings = {.count = model->parameter_count};
    settings.items = col_calloc(settings.count + 1, sizeof *settings.items);
    for (size_t i = 0; i < settings.count; i++) {
        col_expr symbol = model->parameters[i].symbol;
        settings.items[i] = (col_comparison){COL_EQUAL, symbol,
            col_region_at(&subject->sampler.region, symbol, subject->draw.point), model->at};
    }
    col_box box;
    col_box_init(&box, at->n);
    bool good = true;
    for (size_t i = 0; good && i < at->n; i++)
        good = col_side_set_range(&box.sides[i], model->graph, &subject->claim->box[i]);
    const col_budget budget = {.steps = PORTRAIT_STEPS, .precision = 512};
    col_error error = {0};
    good = good && col_portrait_draw(portrait, model, &settings, &box, PORTRAIT_DIGITS, &budget, &error);
    col_box_clear(&box);
    free(settings.items);
    return good;
}

static void look_at_portrait(search *at, const col_portrait *portrait, double *x)
{
    for (size_t k = 0; k < portrait->count; k++) {
        for (size_t i = 0; i < at->n; i++)
            x[i] = arf_get_d(arb_midref(portrait->states[k].at + i), ARF_RND_NEAR);
        look_from(at, x);
    }
}

/* Is it, loosely, a state of the portrait or one that was seen? */
static bool is_known(const search *at, const col_portrait *portrait, const double *x, double closeness)
{
    double *state = col_malloc(at->n * sizeof *state);
    bool known = was_seen(at, x, closeness);
    for (size_t k = 0; !known && k < portrait->count; k++) {
        for (size_t i = 0; i < at->n; i++)
            state[i] = arf_get_d(arb_midref(portrait->states[k].at + i), ARF_RND_NEAR);
        known = is_near(state, x, at->n, closeness);
    }
    free(state);
    return known;
}

/* Runs until the velocity has died down; false if it does not, or the flow leaves all bounds. */
static bool run_to_rest(double *x, search *at, const double *start)
{
    double *velocity = col_malloc(2 * at->n * sizeof *velocity), *from = velocity + at->n;
    bool moves = col_moving_velocity(velocity, at->moving, start), rests = false;
    double speed = col_norm(velocity, at->n), time = fmax(col_norm(start, at->n), 1e-3) / fmax(speed, 1e-300);
    memcpy(from, start, at->n * sizeof *from);
    for (int k = 0; moves && !rests && k < 2; k++) {
        col_error error = {0};
        time *= 100;
        moves = col_moving_run(x, at->moving, from, time, 1e-8, 1e-12, &error)
            && col_moving_velocity(velocity, at->moving, x);
        rests = moves && col_norm(velocity, at->n) <= at_rest * speed;
        memcpy(from, x, at->n * sizeof *from);
    }
    free(velocity);
    return rests;
}

/* Where a random start of the box ends. */
static void follow(search *at, const col_portrait *portrait, double *start, double *x)
{
    if (!col_moving_start(start, at->moving, at->subject->sampler.random, at->lo, at->hi))
        return;
    if (!run_to_rest(x, at, start)) {
        at->unsettled++;
        return;
    }
    memcpy(start, x, at->n * sizeof *x);
    bool sharp = newton(x, at) && is_near(x, start, at->n, 1e-2);
    if (!sharp)
        memcpy(x, start, at->n * sizeof *x);
    if (!is_inside(at, x))
        at->left++;
    else if (is_known(at, portrait, x, sharp ? same : 1e-2))
        at->rest++;
    else if (sharp)
        at->stray++;
    else
        at->unsettled++;
}

static void report(col_subject *subject, const search *at, const col_portrait *portrait)
{
    char text[200];
    col_file_check *check = col_subject_add(subject, "states", COL_EQUAL, subject->claim->body);
    size_t wanted = subject->claim->count;
    arb_set_ui(check->check.predicted, wanted);
    check->check.scale = fmax((double)wanted, 1);
    check->check.simulated = (double)at->seen_count;
    if (at->seen_count < wanted && !(portrait->complete && portrait->count < wanted))
        col_check_fail(&check->check, "only %zu of %zu states were seen from random starts", at->seen_count, wanted);
    col_subject_judge(subject, check);
    if (subject->claim->refute)
        return;
    snprintf(text, sizeof text, "of %d random starts %d end at a state that was found, %d outside of the box, %d do not settle",
             FLOW_STARTS, at->rest, at->left, at->unsettled);
    check = col_subject_add(subject, "ends", COL_EQUAL, text);
    arb_zero(check->check.predicted);
    check->check.scale = 1;
    check->check.simulated = at->stray;
    col_subject_judge(subject, check);
}

void col_trial_states(col_subject *subject)
{
    col_moving moving;
    col_error error = {0};
    search at = {0};
    bool good = subject->model->variable_count <= MOST_STATES_VARIABLES
        && col_moving_init(&moving, subject->model, subject->draw.parameters, NULL, &error);
    if (good && search_init(&at, subject, &moving)) {
        double *x = col_malloc(2 * moving.n * sizeof *x);
        col_portrait portrait = {0};
        draw_portrait(&portrait, &at);
        look_at_portrait(&at, &portrait, x);
        look_around(&at, x);
        for (int k = 0; k < FLOW_STARTS; k++)
            follow(&at, &portrait, x, x + moving.n);
        report(subject, &at, &portrait);
        col_portrait_clear(&portrait);
        free(x);
    } else {
        col_file_check *check = col_subject_add(subject, "states", COL_EQUAL, subject->claim->body);
        col_check_fail(&check->check, "%s", error.fault ? error.message : "the model has too many variables");
        col_subject_judge(subject, check);
    }
    search_clear(&at);
    if (subject->model->variable_count <= MOST_STATES_VARIABLES)
        col_moving_clear(&moving);
}
