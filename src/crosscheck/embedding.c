/* The embedding-only model: decay rates of single modes. */
#include "catalogue.h"
#include "scene.h"

#include "../base/memory.h"

#include <collapsar/embedding.h>
#include <collapsar/slots.h>
#include <math.h>
#include <stdlib.h>

enum { RATE_SAMPLES = 120 }; /* a label */

typedef struct {
    const char *ensemble;
    ulong mode;          /* number of the mode, 1 the mean one */
    double alpha, beta;  /* rates; dyadic, so that both sides have the same */
    enum { SLOW, FAST, SEPARATION } quantity;
} rate_setting;

/* Rates of a balanced model; the arrays belong to the model. */
typedef struct {
    double *samples, *labels;
} balanced_rates;

/* eta_x a_i = alpha, eta_y b_c = beta. */
static balanced_rates balance(col_flow_model *model, const col_table *table, double alpha, double beta)
{
    balanced_rates rates = {.samples = col_calloc(table->rows, sizeof(double)),
                            .labels = col_calloc(table->columns, sizeof(double))};
    for (size_t i = 0; i < table->rows; i++) {
        double degree = 0;
        for (size_t e = table->start[i]; e < table->start[i + 1]; e++) {
            degree += table->weight[e];
            rates.labels[table->column[e]] += table->weight[e] * (double)col_table_copies(table, i);
        }
        rates.samples[i] = alpha / degree;
    }
    for (size_t c = 0; c < table->columns; c++)
        rates.labels[c] = beta / rates.labels[c];
    model->sample_rates = rates.samples;
    model->label_rates = rates.labels;
    return rates;
}

/* Labels start along the mode in one dimension, samples at 0: the separation is then a sum of two exponentials. Its
 * values at 0, h, 2h, 3h obey s_{j+2} = a s_{j+1} - b s_j; the roots of z^2 - a z + b are exp(-rate h). */
static bool two_rates(double *slow, double *fast, const col_scene *scene, const rate_setting *at, const double *y,
                      const col_knobs *knobs, col_error *error)
{
    double *x = col_calloc((size_t)col_table_samples(&scene->table), sizeof(double));
    double h = knobs->window / (at->alpha + at->beta), s[4];
    col_flow_model model = col_flow_model_default(1);
    model.head = false;
    balanced_rates rates = balance(&model, &scene->table, at->alpha, at->beta);
    col_flow_start start = col_flow_start_default(1);
    start.x = x;
    start.y = y;
    bool good = true;
    for (int k = 0; k < 4 && good; k++)
        good = col_scene_separation(&s[k], scene, &model, &start, knobs, k * h, error);
    double determinant = s[1] * s[1] - s[0] * s[2];
    double a = (s[1] * s[2] - s[0] * s[3]) / determinant, b = (s[2] * s[2] - s[1] * s[3]) / determinant;
    double upper = (a + sqrt(a * a - 4 * b)) / 2;
    *slow = -log(upper) / h;
    *fast = -log(b / upper) / h;
    free(x);
    free(rates.samples);
    free(rates.labels);
    return good;
}

static bool measure_rate(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const rate_setting *at = setting;
    col_scene scene;
    if (!col_scene_ensemble(&scene, at->ensemble, RATE_SAMPLES, error))
        return false;
    size_t labels = scene.table.columns;
    double *vectors = col_calloc(labels * labels, sizeof(double)), *s = col_calloc(labels, sizeof(double));
    double slow, fast;
    bool good = col_coupling_approx(s, vectors, &scene.coupling, error)
        && two_rates(&slow, &fast, &scene, at, vectors + (at->mode - 1) * labels, knobs, error);
    if (good)
        *value = at->quantity == SLOW ? slow : at->quantity == FAST ? fast : fast / slow;
    free(vectors);
    free(s);
    col_scene_clear(&scene);
    return good;
}

/* The certified rates of the mode at these dyadic rates. */
static void predict_rate(col_check *check, const rate_setting *at)
{
    col_error error = {0};
    col_scene scene;
    if (!col_scene_ensemble(&scene, at->ensemble, RATE_SAMPLES, &error)) {
        col_check_fail(check, "%s", error.message);
        return;
    }
    size_t mode = 0;
    ulong member = 0;
    arb_t alpha, beta;
    col_rates rates;
    arb_init(alpha);
    arb_init(beta);
    col_rates_init(&rates);
    arb_set_d(alpha, at->alpha);
    arb_set_d(beta, at->beta);
    if (col_modes_find(&mode, &member, &scene.modes, at->mode)) {
        col_rates_balanced(&rates, &scene.modes.items[mode], alpha, beta, COL_SCENE_PRECISION);
        arb_set(check->predicted, at->quantity == SLOW ? rates.slow : at->quantity == FAST ? rates.fast : rates.separation);
    }
    col_rates_clear(&rates);
    arb_clear(alpha);
    arb_clear(beta);
    col_scene_clear(&scene);
}

static void check_rate(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    predict_rate(check, setting);
    col_measure(check, measure_rate, setting, COL_VARY_WINDOW, options->seed);
}

static const rate_setting
    slow_uniform = {"uniform,K=6,f=1/5", 2, 1, 1, SLOW}, fast_uniform = {"uniform,K=6,f=1/5", 2, 1, 1, FAST},
    slow_pairs = {"pairs,K=6,f=1/4", 2, 0.5, 2, SLOW}, fast_pairs = {"pairs,K=6,f=1/4", 2, 0.5, 2, FAST},
    slow_ring = {"ring,K=7,f=3/10", 4, 1, 0.25, SLOW}, slow_hypercube = {"hypercube,m=3,f=1/5", 6, 0.0625, 1, SLOW},
    separation_rare = {"uniform,K=4,f=1/100", 2, 1, 1, SEPARATION};

const col_check_entry col_checks_embedding[] = {
    {"slow-uniform", "E4", "a frustrated mode collapses at the slow rate (uniform)", check_rate, &slow_uniform},
    {"fast-uniform", "E4", "a mode aligns at the fast rate (uniform)", check_rate, &fast_uniform},
    {"slow-pairs", "E4", "slow rate, samples slower than labels (pairs)", check_rate, &slow_pairs},
    {"fast-pairs", "E4", "fast rate, samples slower than labels (pairs)", check_rate, &fast_pairs},
    {"slow-ring", "E4", "slow rate of the second class mode, labels slower (ring)", check_rate, &slow_ring},
    {"slow-hypercube", "E4", "slow rate of a mode in the middle, samples 16 times slower (hypercube)", check_rate,
     &slow_hypercube},
    {"separation-rare", "E5", "separation of the time scales at one frustrated sample in a hundred", check_rate,
     &separation_rare},
    {NULL, NULL, NULL, NULL, NULL}};
