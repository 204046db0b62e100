/* The mean-field equations against flows in one dimension whose start has the moments of a random one exactly: of every
 * two equal modes the samples have one, the labels the other. */
#include "basis.h"
#include "catalogue.h"
#include "selfconsistent.h"

#include "../base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef enum {
    HEAD,        /* p at the time */
    GAP,         /* s_+ - p at the time, s_+ = 1 */
    LABELS,      /* the labels' total second moment at the time */
    CORRELATION, /* of the label amplitudes at two times */
    RESPONSE,    /* of a label amplitude at the time to a push at time 0, one mode */
    LAST_HEAD,   /* p in the end */
    LAST_LABELS
} quantity;

typedef struct {
    const char *ensemble; /* NULL: a large ring with its mean mode, against the density of the infinite one */
    col_selfconsistent numbers;
    quantity quantity;
    double time, earlier;
} meanfield_setting;

enum { SAMPLES = 4 }; /* a label */

static bool open_scene(col_scene *scene, const meanfield_setting *at, size_t size, col_error *error)
{
    char ring[64];
    snprintf(ring, sizeof ring, "ring,K=%zu,f=1/2", 100 * size + 1);
    return col_scene_ensemble(scene, at->ensemble != NULL ? at->ensemble : ring, SAMPLES, error);
}

/* x and y, N and K numbers. The mean mode, alone if it is there, has both shares on the samples. */
static void place_start(double *x, double *y, const col_basis *basis, const meanfield_setting *at)
{
    size_t first = at->ensemble != NULL ? 1 : 0;
    double modes = (double)(basis->labels - first);
    double wx = at->numbers.Wx / modes, wy = at->numbers.Wy / modes;
    if (first == 0)
        col_basis_add(x, y, basis, 0, 0, 1, sqrt(wx + wy), 0);
    for (size_t k = 1; k + 1 < basis->labels; k += 2) {
        col_basis_add(x, y, basis, k, 0, 1, sqrt(2 * wx), 0);
        col_basis_add(x, y, basis, k + 1, 0, 1, 0, sqrt(2 * wy));
    }
    /* The first two samples are equal: their difference is a mode without a label. */
    x[0] += sqrt(at->numbers.W0 / 2 / basis->sample_degree[0]);
    x[1] -= sqrt(at->numbers.W0 / 2 / basis->sample_degree[1]);
}

/* A push of the labels that is orthogonal to the start of samples and labels: of modes 1 and 3, equal ones, opposed. */
static void push_labels(double *x, double *y, const col_basis *basis, double size)
{
    col_basis_add(x, y, basis, 1, 0, 1, 0, size);
    col_basis_add(x, y, basis, 3, 0, 1, 0, -size);
}

static bool run(double *p, double *y, const col_scene *scene, const col_basis *basis, const meanfield_setting *at,
                double push, const col_knobs *knobs, double time, col_error *error)
{
    double *x = col_calloc(basis->samples, sizeof(double)), *start_y = col_calloc(basis->labels, sizeof(double));
    place_start(x, start_y, basis, at);
    if (push != 0)
        push_labels(x, start_y, basis, push);
    col_flow_model model = col_flow_model_default(1);
    model.centre = at->ensemble != NULL;
    model.leak = at->numbers.r;
    model.decay = at->numbers.rho;
    model.head_decay = at->numbers.rho_P;
    const col_flow_start start = {.x = x, .y = start_y, .P = &at->numbers.p0};
    bool good = col_scene_labels(y, p, scene, &model, &start, knobs, time, error);
    free(x);
    free(start_y);
    return good;
}

static double moment(const double *y, const double *z, const col_basis *basis)
{
    double sum = 0;
    for (size_t c = 0; c < basis->labels; c++)
        sum += basis->label_degree[c] * y[c] * z[c];
    return sum;
}

/* What is read off; y and z have room for the labels. */
static bool read_off(double *value, double *y, double *z, const col_scene *scene, const col_basis *basis,
                     const meanfield_setting *at, const col_knobs *knobs, col_error *error)
{
    double p = NAN, push = at->quantity == RESPONSE ? 0.001 / (double)knobs->size : 0, time = at->time;
    if (at->quantity == LAST_HEAD || at->quantity == LAST_LABELS)
        time *= knobs->window;
    if (!run(&p, y, scene, basis, at, push, knobs, time, error))
        return false;
    double last = p;
    if (at->quantity == CORRELATION && !run(&p, z, scene, basis, at, 0, knobs, at->earlier, error))
        return false;
    if (at->quantity == RESPONSE && !run(&p, z, scene, basis, at, -push, knobs, time, error))
        return false;
    switch (at->quantity) {
    case HEAD: case LAST_HEAD: *value = last; break;
    case GAP: *value = 1 - last; break;
    case LABELS: case LAST_LABELS: *value = moment(y, y, basis); break;
    case CORRELATION: *value = moment(y, z, basis); break;
    case RESPONSE:
        *value = (col_basis_label(basis, y, 1, 0, 1) - col_basis_label(basis, z, 1, 0, 1)) / (2 * push);
        break;
    }
    return true;
}

static bool measure(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const meanfield_setting *at = setting;
    col_scene scene;
    col_basis basis;
    if (!open_scene(&scene, at, knobs->size, error))
        return false;
    bool good = col_basis_init(&basis, &scene, error);
    if (good) {
        double *y = col_calloc(2 * basis.labels, sizeof(double));
        good = read_off(value, y, y + basis.labels, &scene, &basis, at, knobs, error);
        free(y);
        col_basis_clear(&basis);
    }
    col_scene_clear(&scene);
    return good;
}

static void predict_last(col_check *check, const col_meanfield_problem *problem, const meanfield_setting *at)
{
    const col_budget budget = COL_BUDGET_DEFAULT;
    col_meanfield_limit limit;
    col_meanfield_limit_init(&limit);
    col_meanfield_limits(&limit, problem, 12, &budget);
    arb_set(check->predicted, at->quantity == LAST_HEAD ? limit.p : limit.yy);
    col_meanfield_limit_clear(&limit);
}

static void predict_at(col_check *check, const col_meanfield_problem *problem, const meanfield_setting *at)
{
    bool two = at->quantity == CORRELATION || at->quantity == RESPONSE;
    col_meanfield_state state;
    col_meanfield_pair pair;
    col_meanfield_state_init(&state);
    col_meanfield_pair_init(&pair);
    if (col_selfconsistent_at(&state, two ? &pair : NULL, check, problem, at->time, at->earlier))
        arb_set(check->predicted, at->quantity == HEAD ? state.p : at->quantity == GAP ? state.gap
                                : at->quantity == LABELS ? state.yy : at->quantity == CORRELATION ? pair.correlation
                                                                                                  : pair.response);
    col_meanfield_pair_clear(&pair);
    col_meanfield_state_clear(&state);
}

static void predict(col_check *check, const meanfield_setting *at)
{
    col_error error = {0};
    col_scene scene;
    col_ensemble density;
    col_meanfield_problem problem;
    if (!open_scene(&scene, at, 1, &error) || !col_ensemble_parse(&density, "kesten-mckay,k=2,f=1/2", &error)) {
        col_check_fail(check, "%s", error.message);
        return;
    }
    col_meanfield_problem_init(&problem);
    col_selfconsistent_problem(&problem, &at->numbers);
    problem.coupling = at->ensemble != NULL ? &scene.coupling : NULL;
    problem.density = at->ensemble != NULL ? NULL : &density;
    problem.centre = at->ensemble != NULL;
    if (at->quantity == LAST_HEAD || at->quantity == LAST_LABELS)
        predict_last(check, &problem, at);
    else
        predict_at(check, &problem, at);
    col_meanfield_problem_clear(&problem);
    col_ensemble_clear(&density);
    col_scene_clear(&scene);
}

static void check_meanfield(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    const meanfield_setting *at = setting;
    bool last = at->quantity == LAST_HEAD || at->quantity == LAST_LABELS;
    predict(check, at);
    bool sized = at->ensemble == NULL || at->quantity == RESPONSE;
    col_measure(check, measure, setting, (last ? COL_VARY_WINDOW : 0) | (sized ? COL_VARY_SIZE : 0), options->seed);
}

#define RING "ring,K=9,f=1/2"
#define UNIFORM "uniform,K=7,f=1/4" /* s^2 = 3/4 six times */

static const meanfield_setting
    ring_head = {RING, {.p0 = 0.5, .Wx = 0.125, .Wy = 0.25}, HEAD, .time = 5},
    ring_labels = {RING, {.p0 = 0.5, .Wx = 0.125, .Wy = 0.25}, LABELS, .time = 5},
    ring_null = {RING, {.p0 = 0.375, .Wx = 0.125, .Wy = 0.0625, .W0 = 0.25}, HEAD, .time = 8},
    ring_leak = {RING, {.p0 = 0.5, .Wx = 0.125, .Wy = 0.25, .r = 0.125}, HEAD, .time = 6},
    ring_decay = {RING, {.p0 = 0.5, .Wx = 0.25, .Wy = 0.25, .W0 = 0.125, .r = 0.0625, .rho = 0.03125, .rho_P = 0.0625},
                  LABELS, .time = 10},
    two_times = {RING, {.p0 = 0.5, .Wx = 0.125, .Wy = 0.25}, CORRELATION, .time = 6, .earlier = 2},
    response = {UNIFORM, {.p0 = 0.5, .Wx = 0.125, .Wy = 0.25}, RESPONSE, .time = 4},
    end_head = {UNIFORM, {.p0 = 0.5, .Wx = 0.125, .Wy = 0.25}, LAST_HEAD, .time = 60},
    end_labels = {UNIFORM, {.p0 = 0.5, .Wx = 0.125, .Wy = 0.25, .W0 = 0.125}, LAST_LABELS, .time = 60},
    end_collapsed = {UNIFORM, {.p0 = 1.25, .Wx = 0.125, .Wy = 0.25}, LAST_HEAD, .time = 60},
    end_decay = {RING, {.p0 = 0.5, .Wx = 0.25, .Wy = 0.25, .r = 0.03125, .rho = 0.03125, .rho_P = 0.0625},
                 LAST_HEAD, .time = 400},
    end_decay_labels = {RING, {.p0 = 0.5, .Wx = 0.25, .Wy = 0.25, .r = 0.03125, .rho = 0.03125, .rho_P = 0.0625},
                 LAST_LABELS, .time = 400},
    limit_early = {NULL, {.p0 = 0.5, .Wx = 0.125, .Wy = 0.125}, HEAD, .time = 4},
    limit_labels = {NULL, {.p0 = 0.5, .Wx = 0.25, .Wy = 0.25}, HEAD, .time = 16},
    ageing = {NULL, {.p0 = 0.5, .Wx = 0.125, .Wy = 0.125}, GAP, .time = 128};

const col_check_entry col_checks_meanfield[] = {
    {"field-head", "M1", "head at one time (ring)", check_meanfield, &ring_head},
    {"field-labels", "M2", "second moment of the labels at one time (ring)", check_meanfield, &ring_labels},
    {"field-null-modes", "M1", "head at one time, with modes that have no label (ring)", check_meanfield, &ring_null},
    {"field-leak", "M1", "head at one time, with leak (ring)", check_meanfield, &ring_leak},
    {"field-decay", "M2", "second moment of the labels with leak and decay (ring)", check_meanfield, &ring_decay},
    {"field-two-times", "M2", "correlation of the labels at two times (ring)", check_meanfield, &two_times},
    {"field-response", "M2", "response of a label amplitude to a push (uniform)", check_meanfield, &response},
    {"field-last-head", "M3", "the head ends at the top of the spectrum (uniform)", check_meanfield, &end_head},
    {"field-last-labels", "M3", "second moment of the labels in the end (uniform)", check_meanfield, &end_labels},
    {"field-collapsed", "M3", "C above the top collapses: the head ends at sqrt(C) (uniform)", check_meanfield,
     &end_collapsed},
    {"field-last-decay", "M5", "head in the end, with leak and decay (ring)", check_meanfield, &end_decay},
    {"field-last-decay-labels", "M5", "second moment of the labels in the end, with leak and decay (ring)",
     check_meanfield, &end_decay_labels},
    {"field-limit", "M1", "head at one time with infinitely many labels (degree 2)", check_meanfield, &limit_early},
    {"field-limit-late", "M1", "head later on with infinitely many labels (degree 2)", check_meanfield, &limit_labels},
    {"field-ageing", "M4", "slow approach to the top of a continuous spectrum (degree 2)", check_meanfield, &ageing},
    {NULL, NULL, NULL, NULL, NULL}};
