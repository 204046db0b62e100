/* The embedding-only model: mean squared separations of labels that start at random. */
#include "basis.h"
#include "catalogue.h"

#include "../base/memory.h"

#include <collapsar/embedding.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { WIDE = 16 }; /* dimensions of a random start: as many independent draws */

typedef struct {
    const char *ensemble; /* NULL: the table */
    uint64_t samples;     /* a label */
    double sigma_x, sigma_y, time; /* dyadic */
    ulong a, b;           /* the pair; a == b: the mean over all pairs */
} spread_setting;

static const double table[] = {3, 1, 0, 1,  0, 2, 1, 0,  1, 0, 4, 0,  2, 2, 1, 0,  0, 1, 0, 5,  1, 1, 1, 1};
enum { TABLE_ROWS = 6, TABLE_LABELS = 4 };

static bool open_scene(col_scene *scene, const spread_setting *at, col_error *error)
{
    return at->ensemble != NULL ? col_scene_ensemble(scene, at->ensemble, at->samples, error)
                                : col_scene_table(scene, table, TABLE_ROWS, TABLE_LABELS, error);
}

/* The squared distance of the pair, or its mean over pairs. */
static double spread(const double *y, size_t labels, size_t d, const spread_setting *at)
{
    double sum = 0, pairs = 0;
    for (size_t a = 0; a < labels; a++) {
        for (size_t b = a + 1; b < labels; b++) {
            if (at->a != at->b && !(a == at->a && b == at->b))
                continue;
            for (size_t j = 0; j < d; j++)
                sum += pow(y[a * d + j] - y[b * d + j], 2);
            pairs++;
        }
    }
    return sum / pairs;
}

static bool run_spread(double *value, const col_scene *scene, const col_flow_start *start, size_t d,
                       const col_knobs *knobs, const spread_setting *at, col_error *error)
{
    size_t labels = scene->table.columns;
    double *y = col_malloc(labels * d * sizeof(double));
    col_flow_model model = col_flow_model_default(d);
    model.head = false;
    bool good = col_scene_labels(y, NULL, scene, &model, start, knobs, at->time, error);
    if (good)
        *value = spread(y, labels, d, at);
    free(y);
    return good;
}

/* The flow is linear: started with every node on an axis of its own, at its standard deviation, the squared distance is
 * the mean over all random starts. */
static bool measure_axes(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const spread_setting *at = setting;
    col_scene scene;
    if (!open_scene(&scene, at, error))
        return false;
    size_t N = (size_t)col_table_samples(&scene.table), K = scene.table.columns;
    size_t moving = at->sigma_x > 0 ? N : 0, d = moving + K; /* samples that all start at 0 need no axes */
    double *x = col_calloc(N * d, sizeof(double)), *y = col_calloc(K * d, sizeof(double));
    for (size_t i = 0; i < moving; i++)
        x[i * d + i] = at->sigma_x;
    for (size_t c = 0; c < K; c++)
        y[c * d + moving + c] = at->sigma_y;
    const col_flow_start start = {.x = x, .y = y};
    bool good = run_spread(value, &scene, &start, d, knobs, at, error);
    free(x);
    free(y);
    col_scene_clear(&scene);
    return good;
}

/* A random start, a dimension at a time. */
static bool measure_random(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const spread_setting *at = setting;
    col_scene scene;
    if (!open_scene(&scene, at, error))
        return false;
    col_flow_start start = col_flow_start_default(WIDE);
    start.samples = at->sigma_x;
    start.labels = at->sigma_y;
    start.seed = knobs->seed;
    bool good = run_spread(value, &scene, &start, WIDE, knobs, at, error);
    *value /= WIDE;
    col_scene_clear(&scene);
    return good;
}

/* The mean over the pairs of a ring of `labels`, samples at 0. */
static bool ring_spread(double *value, ulong labels, const col_knobs *knobs, const spread_setting *at, col_error *error)
{
    char ensemble[64];
    snprintf(ensemble, sizeof ensemble, "ring,K=%lu,f=1/2", labels);
    spread_setting ring = *at;
    ring.ensemble = ensemble;
    ring.samples = 4;
    return measure_axes(value, knobs, &ring, error);
}

/* A large ring is the connected graph of degree 2 in the limit; the parabola in 1/K through three sizes leaves 1/K^3. */
static bool measure_limit(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    double mean[3];
    ulong labels = 8 * knobs->size;
    for (int k = 0; k < 3; k++, labels *= 2)
        if (!ring_spread(&mean[k], labels, knobs, setting, error))
            return false;
    *value = (mean[0] - 6 * mean[1] + 8 * mean[2]) / 3;
    return true;
}

/* The certified mean squared separation a dimension. continuous: of the infinite graph. */
static void predict(col_check *check, const spread_setting *at, const char *continuous)
{
    col_error error = {0};
    col_scene scene;
    col_ensemble limit;
    if (!open_scene(&scene, at, &error))
        goto failed;
    if (continuous != NULL && !col_ensemble_parse(&limit, continuous, &error))
        goto scene_failed;
    col_start start;
    col_separation separation;
    arb_t time;
    arb_init(time);
    arb_set_d(time, at->time);
    col_start_init(&start);
    col_rational_of_double(start.sigma_x, at->sigma_x);
    col_rational_of_double(start.sigma_y, at->sigma_y);
    start.samples = at->samples;
    if (col_separation_init(&separation, continuous ? NULL : &scene.coupling, continuous ? &limit : NULL, &start,
                            COL_SCENE_PRECISION, &error)) {
        if (at->a == at->b)
            col_separation_mean(check->predicted, &separation, time);
        else
            col_separation_pair(check->predicted, &separation, at->a, at->b, time);
        col_separation_clear(&separation);
    }
    col_start_clear(&start);
    arb_clear(time);
    if (continuous != NULL)
        col_ensemble_clear(&limit);
scene_failed:
    col_scene_clear(&scene);
failed:
    if (error.fault != COL_FAULT_NONE)
        col_check_fail(check, "%s", error.message);
}

static void check_axes(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    predict(check, setting, NULL);
    col_measure(check, measure_axes, setting, 0, options->seed);
}

static void check_random(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    predict(check, setting, NULL);
    col_measure_ensemble(check, measure_random, setting, 0, options->seed, options->longer ? 131072 : 16384);
}

static void check_limit(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    predict(check, setting, "kesten-mckay,k=2,f=1/2");
    col_measure(check, measure_limit, setting, COL_VARY_SIZE, options->seed);
}

static const spread_setting
    mean_uniform = {"uniform,K=5,f=1/5", 10, 0.5, 0.25, 4, 0, 0},
    pair_pairs = {"pairs,K=4,f=1/2", 12, 0.25, 1, 2, 0, 3},
    mean_ring = {"ring,K=7,f=1/2", 8, 1, 0.5, 8, 0, 0}, pair_table = {NULL, 0, 0.5, 0.5, 3, 1, 3},
    mean_table = {NULL, 0, 0.25, 1, 6, 0, 0}, random_table = {NULL, 0, 0.5, 0.25, 1, 0, 0},
    limit_ring = {"ring,K=5,f=1/2", 4, 0, 1, 8, 0, 0};

const col_check_entry col_checks_embedding_spread[] = {
    {"spread-uniform", "E7", "mean squared separation over the pairs (uniform)", check_axes, &mean_uniform},
    {"spread-pairs", "E7", "mean squared separation of one pair (pairs)", check_axes, &pair_pairs},
    {"spread-ring", "E7", "mean squared separation over the pairs (ring)", check_axes, &mean_ring},
    {"spread-data-pair", "E7", "mean squared separation of one pair of unbalanced data", check_axes, &pair_table},
    {"spread-data", "E7", "mean squared separation over the pairs of unbalanced data", check_axes, &mean_table},
    {"spread-random", "E7", "mean squared separation over the pairs, over random starts", check_random, &random_table},
    {"spread-limit", "E7", "mean squared separation with infinitely many labels (degree 2)", check_limit, &limit_ring},
    {NULL, NULL, NULL, NULL, NULL}};
