/* The embedding-only model on unbalanced data with global rates: the two ends of the generator's spectrum. */
#include "basis.h"
#include "catalogue.h"

#include "../base/memory.h"

#include <collapsar/embedding.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 7, LABELS = 4 };

static const double counts[SAMPLES * LABELS] = {9, 1, 0, 0,  0, 8, 2, 0,  1, 0, 9, 0,  0, 1, 1, 5,
                                                4, 4, 0, 1,  0, 0, 2, 8,  6, 0, 0, 0};
static const double rare[SAMPLES * LABELS] = {50, 0, 1, 0,  0, 20, 0, 1,  0, 2, 70, 0,  1, 0, 0, 30,
                                              0, 90, 1, 0,  40, 0, 0, 3,  0, 0, 80, 0};

typedef struct {
    const double *weights;
    double sample_rate, label_rate; /* global, dyadic */
    double time;                    /* to wait, and half of what the fit spans */
    bool fastest;
} generator_setting;

static col_flow_model model_of(const generator_setting *at)
{
    col_flow_model model = col_flow_model_default(1);
    model.head = false;
    model.sample_rate = at->sample_rate;
    model.label_rate = at->label_rate;
    return model;
}

/* Positions, samples first, that vary from node to node, with the conserved mean (weights 1/eta) at 0. */
static void varied_start(double *z, const generator_setting *at)
{
    double sum = 0;
    for (size_t i = 0; i < SAMPLES + LABELS; i++) {
        z[i] = cos(2.0 * (double)(i * i) + 1);
        sum += z[i] / (i < SAMPLES ? at->sample_rate : at->label_rate);
    }
    for (size_t i = 0; i < SAMPLES + LABELS; i++)
        z[i] -= sum / (SAMPLES / at->sample_rate + LABELS / at->label_rate);
}

/* The logarithmic slope of the separation, late. */
static bool late_slope(double *rate, const col_scene *scene, const generator_setting *at, const col_knobs *knobs,
                       col_error *error)
{
    double z[SAMPLES + LABELS], early, late, time = at->time * knobs->window;
    varied_start(z, at);
    const col_flow_model model = model_of(at);
    const col_flow_start start = {.x = z, .y = z + SAMPLES};
    if (!col_scene_separation(&early, scene, &model, &start, knobs, time, error)
        || !col_scene_separation(&late, scene, &model, &start, knobs, 1.5 * time, error))
        return false;
    *rate = log(early / late) / (0.5 * time);
    return true;
}

/* The velocity of the flow is a linear function of the positions; its powers grow at the fastest rate. */
static bool power_growth(double *rate, const col_scene *scene, const generator_setting *at, const col_knobs *knobs,
                         col_error *error)
{
    double z[SAMPLES + LABELS], v[SAMPLES + LABELS];
    const col_flow_model model = model_of(at);
    varied_start(z, at);
    for (int round = 0; round < 200 * knobs->window; round++) {
        double before = 0, after = 0;
        if (!col_flow_velocity(v, v + SAMPLES, NULL, &scene->table, &model, z, z + SAMPLES, NULL, error))
            return false;
        for (size_t i = 0; i < SAMPLES + LABELS; i++) {
            double weight = i < SAMPLES ? at->label_rate : at->sample_rate; /* makes the generator symmetric */
            before += weight * z[i] * z[i];
            after += weight * v[i] * v[i];
        }
        *rate = sqrt(after / before);
        for (size_t i = 0; i < SAMPLES + LABELS; i++)
            z[i] = v[i] / sqrt(after);
    }
    return true;
}

static bool measure(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const generator_setting *at = setting;
    col_scene scene;
    if (!col_scene_table(&scene, at->weights, SAMPLES, LABELS, error))
        return false;
    bool good = (at->fastest ? power_growth : late_slope)(value, &scene, at, knobs, error);
    col_scene_clear(&scene);
    return good;
}

/* slow[0] is the conserved mean. */
static void predict(col_check *check, const generator_setting *at)
{
    col_error error = {0};
    col_scene scene;
    col_generator generator;
    col_budget budget = COL_BUDGET_DEFAULT;
    if (!col_scene_table(&scene, at->weights, SAMPLES, LABELS, &error)) {
        col_check_fail(check, "%s", error.message);
        return;
    }
    fmpq *eta = _fmpq_vec_init(2);
    col_rational_of_double(eta, at->sample_rate);
    col_rational_of_double(eta + 1, at->label_rate);
    col_generator_init(&generator, &scene.coupling, eta, eta + 1, 15, &budget, &error);
    if (error.fault == COL_FAULT_NONE) {
        arb_set(check->predicted, at->fastest ? generator.fast[0].rate : generator.slow[1].rate);
        col_generator_clear(&generator);
    } else {
        col_check_fail(check, "%s", error.message);
    }
    _fmpq_vec_clear(eta, 2);
    col_scene_clear(&scene);
}

static void check_generator(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    predict(check, setting);
    col_measure(check, measure, setting, COL_VARY_WINDOW, options->seed);
}

static const generator_setting
    slow_counts = {counts, 0.125, 0.0625, 60, false}, slow_rare = {rare, 0.03125, 0.0078125, 600, false},
    fast_counts = {counts, 0.125, 0.0625, 0, true};

const col_check_entry col_checks_embedding_data[] = {
    {"slow-data", "E6", "slowest rate of unbalanced data with global rates", check_generator, &slow_counts},
    {"slow-data-rare", "E6", "slowest rate of data with few frustrated samples", check_generator, &slow_rare},
    {"fast-data", "E6", "fastest rate of unbalanced data with global rates", check_generator, &fast_counts},
    {NULL, NULL, NULL, NULL, NULL}};
