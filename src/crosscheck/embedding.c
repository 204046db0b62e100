/* The embedding-only model: decay rates of single modes. */
#include "basis.h"
#include "catalogue.h"

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

/* Labels start along the mode in one dimension, samples at 0: the separation is then a sum of two exponentials. Its
 * values at 0, h, 2h, 3h obey s_{j+2} = a s_{j+1} - b s_j; the roots of z^2 - a z + b are exp(-rate h). */
static bool two_rates(double *slow, double *fast, const col_scene *scene, const col_basis *basis,
                      const rate_setting *at, const col_knobs *knobs, col_error *error)
{
    double *x = col_calloc(basis->samples, sizeof(double)), *y = col_calloc(basis->labels, sizeof(double));
    double h = knobs->window / (at->alpha + at->beta), s[4] = {0};
    col_flow_model model = col_flow_model_default(1);
    model.head = false;
    double *rates = col_basis_balance(&model, basis, at->alpha, at->beta);
    col_basis_add(x, y, basis, at->mode - 1, 0, 1, 0, 1);
    col_flow_start start = {.x = x, .y = y};
    bool good = true;
    for (int k = 0; k < 4 && good; k++)
        good = col_scene_separation(&s[k], scene, &model, &start, knobs, k * h, error);
    double determinant = s[1] * s[1] - s[0] * s[2];
    double a = (s[1] * s[2] - s[0] * s[3]) / determinant, b = (s[2] * s[2] - s[1] * s[3]) / determinant;
    double upper = (a + sqrt(a * a - 4 * b)) / 2;
    *slow = -log(upper) / h;
    *fast = -log(b / upper) / h;
    free(x);
    free(y);
    free(rates);
    return good;
}

static bool measure_rate(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const rate_setting *at = setting;
    col_scene scene;
    col_basis basis;
    if (!col_scene_ensemble(&scene, at->ensemble, RATE_SAMPLES, error))
        return false;
    bool good = col_basis_init(&basis, &scene, error);
    if (good) {
        double slow = NAN, fast = NAN;
        good = two_rates(&slow, &fast, &scene, &basis, at, knobs, error);
        *value = at->quantity == SLOW ? slow : at->quantity == FAST ? fast : fast / slow;
        col_basis_clear(&basis);
    }
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
    if (col_scene_find_modes(&scene, &error) && col_modes_find(&mode, &member, &scene.modes, at->mode)) {
        col_rates_balanced(&rates, &scene.modes.items[mode], alpha, beta, COL_SCENE_PRECISION);
        arb_set(check->predicted,
                at->quantity == SLOW ? rates.slow : at->quantity == FAST ? rates.fast : rates.separation);
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
