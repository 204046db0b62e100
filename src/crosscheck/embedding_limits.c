/* The embedding-only model: where labels end, and how far apart they are on the way. */
#include "basis.h"
#include "catalogue.h"

#include "../base/memory.h"

#include <collapsar/embedding.h>
#include <math.h>
#include <stdlib.h>

enum { LABELS = 3, SAMPLES = 5 };

/* One component; two; perfectly classifiable. Rows are samples. */
static const double joined[SAMPLES * LABELS] = {3, 1, 0,  0, 2, 1,  1, 0, 4,  2, 2, 1,  0, 1, 0};
static const double parted[SAMPLES * LABELS] = {3, 1, 0,  1, 2, 0,  0, 0, 4,  2, 5, 0,  0, 0, 1};
static const double one_hot[SAMPLES * LABELS] = {3, 0, 0,  0, 2, 0,  0, 0, 4,  1, 0, 0,  0, 5, 0};

typedef struct {
    const double *weights;
    double sample_rate, label_rate; /* global, dyadic; negative: unit rates */
    size_t a, b; /* the share of label b in the limit of label a; or the distance of labels a and b */
} limit_setting;

/* Labels start at unit vectors, samples at 0: coordinate b of label a ends as the weight of b in the limit of a. */
static bool run_to_limit(double *y, const col_knobs *knobs, const limit_setting *at, col_error *error)
{
    col_scene scene;
    double start_y[LABELS * LABELS] = {0}, start_x[SAMPLES * LABELS] = {0};
    if (!col_scene_table(&scene, at->weights, SAMPLES, LABELS, error))
        return false;
    for (size_t c = 0; c < LABELS; c++)
        start_y[c * LABELS + c] = 1;
    col_flow_model model = col_flow_model_default(LABELS);
    model.head = false;
    model.sample_rate = at->sample_rate;
    model.label_rate = at->label_rate;
    const col_flow_start start = {.x = start_x, .y = start_y};
    bool good = col_scene_labels(y, NULL, &scene, &model, &start, knobs, 100 * knobs->window, error);
    col_scene_clear(&scene);
    return good;
}

static bool measure_share(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const limit_setting *at = setting;
    double y[LABELS * LABELS];
    if (!run_to_limit(y, knobs, at, error))
        return false;
    *value = y[at->a * LABELS + at->b];
    return true;
}

static bool measure_distance(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const limit_setting *at = setting;
    double y[LABELS * LABELS], square = 0;
    if (!run_to_limit(y, knobs, at, error))
        return false;
    for (size_t j = 0; j < LABELS; j++)
        square += pow(y[at->a * LABELS + j] - y[at->b * LABELS + j], 2);
    *value = sqrt(square);
    return true;
}

/* The exact shares of the labels in their limits. */
static bool predict_shares(fmpq *share, col_check *check, const limit_setting *at)
{
    col_error error = {0};
    col_scene scene;
    if (!col_scene_table(&scene, at->weights, SAMPLES, LABELS, &error)) {
        col_check_fail(check, "%s", error.message);
        return false;
    }
    fmpq *eta = _fmpq_vec_init(2);
    col_rational_of_double(eta, at->sample_rate);
    col_rational_of_double(eta + 1, at->label_rate);
    bool global = at->sample_rate > 0;
    col_limit_shares(share, &scene.coupling, global ? eta : NULL, global ? eta + 1 : NULL);
    _fmpq_vec_clear(eta, 2);
    col_scene_clear(&scene);
    return true;
}

static void check_share(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    const limit_setting *at = setting;
    fmpq *share = _fmpq_vec_init(LABELS);
    if (predict_shares(share, check, at)) {
        arb_set_fmpq(check->predicted, share + at->b, COL_SCENE_PRECISION);
        col_measure(check, measure_share, setting, COL_VARY_WINDOW, options->seed);
    }
    _fmpq_vec_clear(share, LABELS);
}

/* Labels of different components, each alone in its own, end at their own shares along different axes. */
static void check_distance(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    const limit_setting *at = setting;
    fmpq *share = _fmpq_vec_init(LABELS);
    if (predict_shares(share, check, at)) {
        fmpq_mul(share + at->a, share + at->a, share + at->a);
        fmpq_addmul(share + at->a, share + at->b, share + at->b);
        arb_set_fmpq(check->predicted, share + at->a, COL_SCENE_PRECISION);
        arb_sqrt(check->predicted, check->predicted, COL_SCENE_PRECISION);
        col_measure(check, measure_distance, setting, COL_VARY_WINDOW, options->seed);
    }
    _fmpq_vec_clear(share, LABELS);
}

static const limit_setting
    limit_unit = {joined, -1, -1, 0, 2}, limit_global = {joined, 0.25, 0.0625, 1, 0},
    limit_component = {parted, 0.125, 0.25, 0, 1},
    apart_unit = {one_hot, -1, -1, 0, 1}, apart_global = {one_hot, 0.0625, 0.25, 1, 2};

const col_check_entry col_checks_embedding_limits[] = {
    {"limit-unit-rates", "E2", "all positions go to one mean, in which a label weighs its degree", check_share,
     &limit_unit},
    {"limit-global-rates", "E2", "all positions go to one mean with weights 1/eta", check_share, &limit_global},
    {"limit-component", "E2", "the labels of a component go to its own mean", check_share, &limit_component},
    {"classifiable-unit-rates", "E3", "labels of classifiable data stay apart", check_distance, &apart_unit},
    {"classifiable-global-rates", "E3", "labels of classifiable data stay apart, global rates", check_distance,
     &apart_global},
    {NULL, NULL, NULL, NULL, NULL}};
