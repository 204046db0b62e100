/* The mean-field equations against random starts on large random regular graphs of labels. */
#include "../base/memory.h"
#include "../flow/random.h"
#include "catalogue.h"
#include "selfconsistent.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    size_t degree;
    double f;        /* dyadic */
    double p0, W;    /* W_x = W_y = W; each sample mode without a label has the variance of one with */
    double time;
    bool labels;     /* the labels' second moment; else the head */
} graph_setting;

/* Independent uniform numbers below n, from the sums of normal ones: U = Phi(g). */
static size_t below(size_t n, col_flow_random *random)
{
    double g;
    col_flow_random_normal(&g, 1, 1, random);
    size_t at = (size_t)(0.5 * erfc(-g / sqrt(2)) * (double)n);
    return at < n ? at : n - 1;
}

/* A uniformly random matching of the labels' stubs; false if it has a loop or a double edge. */
static bool match(uint32_t *stubs, size_t labels, size_t degree, col_flow_random *random)
{
    size_t count = labels * degree;
    for (size_t i = 0; i < count; i++)
        stubs[i] = (uint32_t)(i / degree);
    for (size_t i = count - 1; i > 0; i--) {
        size_t j = below(i + 1, random);
        uint32_t swap = stubs[i];
        stubs[i] = stubs[j];
        stubs[j] = swap;
    }
    uint32_t *seen = col_malloc(count * sizeof *seen);
    size_t *number = col_calloc(labels, sizeof *number);
    bool simple = true;
    for (size_t i = 0; i < count && simple; i += 2) {
        uint32_t a = stubs[i], b = stubs[i + 1];
        simple = a != b;
        for (size_t k = 0; k < number[a] && simple; k++)
            simple = seen[a * degree + k] != b;
        seen[a * degree + number[a]++] = b;
        if (simple)
            seen[b * degree + number[b]++] = a;
    }
    free(seen);
    free(number);
    return simple;
}

/* A sample of weight 1 - f for each label, one of weight 2f/k for each edge. */
static void graph_table(col_table *table, const graph_setting *at, size_t labels, col_flow_random *random)
{
    uint32_t *stubs = col_malloc(labels * at->degree * sizeof *stubs);
    while (!match(stubs, labels, at->degree, random))
        continue;
    col_table_init(table);
    for (size_t c = 0; c < labels; c++) {
        col_table_add_double(table, (uint32_t)c, 1 - at->f);
        col_table_end_row(table, 1);
    }
    for (size_t i = 0; i < labels * at->degree; i += 2) {
        col_table_add_double(table, stubs[i], at->f / (double)at->degree);
        col_table_add_double(table, stubs[i + 1], at->f / (double)at->degree);
        col_table_end_row(table, 1);
    }
    free(stubs);
}

/* Positions of random sign, whose total second moments do not fluctuate: hatted samples sqrt(wx), labels sqrt(wy). */
static void random_start(double *x, double *y, const graph_setting *at, size_t labels, col_flow_random *random)
{
    size_t edges = labels * at->degree / 2;
    double w = at->W / (double)labels;
    col_flow_random_normal(x, labels + edges, 1, random);
    col_flow_random_normal(y, labels, 1, random);
    for (size_t i = 0; i < labels + edges; i++)
        x[i] = copysign(sqrt(w / (i < labels ? 1 - at->f : 2 * at->f / (double)at->degree)), x[i]);
    for (size_t c = 0; c < labels; c++)
        y[c] = copysign(sqrt(w), y[c]);
}

static bool run(double *value, const col_table *table, double *x, double *y, const graph_setting *at,
                const col_knobs *knobs, col_error *error)
{
    col_flow_model model = col_flow_model_default(1);
    col_flow_options options = col_scene_options(knobs, at->time);
    const col_flow_start start = {.x = x, .y = y, .P = &at->p0};
    col_flow_result result;
    model.centre = true;
    options.reduce = false;
    if (!col_flow_simulate(&result, table, &model, &start, &options, error))
        return false;
    *value = at->labels ? 0 : result.P[0];
    for (size_t c = 0; c < result.labels && at->labels; c++)
        *value += result.y[c] * result.y[c]; /* label degrees are 1 */
    col_flow_result_clear(&result);
    return true;
}

/* The mean of a run and one whose labels are reflected: the start's correlation of samples and labels cancels. */
static bool run_pair(double *value, const graph_setting *at, size_t labels, const col_knobs *knobs, col_error *error)
{
    col_flow_random *random = col_flow_random_new(knobs->seed, error);
    if (random == NULL)
        return false;
    size_t samples = labels + labels * at->degree / 2;
    double *x = col_malloc(samples * sizeof(double)), *y = col_malloc(labels * sizeof(double)), other = NAN;
    col_table table;
    graph_table(&table, at, labels, random);
    random_start(x, y, at, labels, random);
    bool good = run(value, &table, x, y, at, knobs, error);
    for (size_t c = 0; c < labels; c++)
        y[c] = -y[c];
    good = good && run(&other, &table, x, y, at, knobs, error);
    *value = (*value + other) / 2;
    col_table_clear(&table);
    free(x);
    free(y);
    col_flow_random_free(random);
    return good;
}

/* Corrections of 1/K are removed by extrapolation from half the size. */
static bool measure(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    double half = NAN, full = NAN;
    size_t labels = 100 * knobs->size;
    if (!run_pair(&half, setting, labels, knobs, error) || !run_pair(&full, setting, 2 * labels, knobs, error))
        return false;
    *value = 2 * full - half;
    return true;
}

static void check_graph(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    const graph_setting *at = setting;
    col_error error = {0};
    col_ensemble density;
    char text[64];
    snprintf(text, sizeof text, "kesten-mckay,k=%zu,f=%.0f/1024", at->degree, 1024 * at->f);
    if (!col_ensemble_parse(&density, text, &error)) {
        col_check_fail(check, "%s", error.message);
        return;
    }
    col_meanfield_problem problem;
    col_meanfield_state state;
    col_meanfield_problem_init(&problem);
    col_meanfield_state_init(&state);
    const col_selfconsistent numbers = {
        .p0 = at->p0, .Wx = at->W, .Wy = at->W, .W0 = at->W * (double)at->degree / 2};
    col_selfconsistent_problem(&problem, &numbers);
    problem.density = &density;
    if (col_selfconsistent_at(&state, NULL, check, &problem, at->time, 0))
        arb_set(check->predicted, at->labels ? state.yy : state.p);
    col_meanfield_state_clear(&state);
    col_meanfield_problem_clear(&problem);
    col_ensemble_clear(&density);
    col_measure_ensemble(check, measure, setting, COL_VARY_SIZE, options->seed, options->longer ? 1024 : 96);
}

static const graph_setting
    cubic_head = {3, 0.125, 0.5, 0.125, 8, false}, cubic_labels = {3, 0.25, 0.5, 0.125, 8, true},
    quintic_head = {5, 0.25, 0.5, 0.125, 8, false};

const col_check_entry col_checks_meanfield_graph[] = {
    {"graph-head", "M1", "head at one time, random starts on random graphs of degree 3", check_graph, &cubic_head},
    {"graph-labels", "M2", "second moment of the labels, random starts on random graphs of degree 3", check_graph,
     &cubic_labels},
    {"graph-head-dense", "M1", "head at one time, random starts on random graphs of degree 5", check_graph,
     &quintic_head},
    {NULL, NULL, NULL, NULL, NULL}};
