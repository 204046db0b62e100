/* The shared head from a start that is no slot state: what is conserved, what collapses, what fills up. */
#include "catalogue.h"
#include "stage.h"

#include "../base/memory.h"

#include <collapsar/eigen.h>
#include <math.h>
#include <stdlib.h>

typedef struct {
    col_stage_setting state; /* slots "0", or for `filled` those that the head is predicted to end with */
    double spread, head;     /* of the start: size of the coordinates; multiple of the unit matrix in the head */
    double time;
    size_t j, k;             /* entry of the conserved matrix */
    const char *signature;   /* filled: of the head at the start, "+" or "-" a direction; NULL: a random head */
} head_setting;

static void place_start(col_point *start, const col_stage *stage, const head_setting *at)
{
    col_stage_push(start, stage, at->spread);
    for (size_t j = 0; j < start->dimension; j++)
        start->P[j * start->dimension + j] += at->head;
}

/* One entry of P^T P/gamma - sum a x x^T/alpha - sum b y y^T/beta. */
static double conserved_entry(const col_point *z, const col_stage *stage, const col_stage_setting *state, size_t j,
                              size_t k)
{
    const double alpha = state->alpha != 0 ? state->alpha : 1, beta = state->beta != 0 ? state->beta : 1,
                 gamma = state->gamma != 0 ? state->gamma : 1;
    size_t d = z->dimension;
    double sum = 0;
    for (size_t i = 0; i < d; i++)
        sum += z->P[i * d + j] * z->P[i * d + k] / gamma;
    for (size_t i = 0; i < z->samples; i++)
        sum -= stage->basis.sample_degree[i] * z->x[i * d + j] * z->x[i * d + k] / alpha;
    for (size_t c = 0; c < z->labels; c++)
        sum -= stage->basis.label_degree[c] * z->y[c * d + j] * z->y[c * d + k] / beta;
    return sum;
}

static bool measure_conserved(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const head_setting *at = setting;
    col_stage stage;
    col_point point;
    if (!col_stage_open(&stage, &at->state, error))
        return false;
    col_point_init(&point, &stage);
    place_start(&point, &stage, at);
    bool good = col_stage_run(&point, &stage, &point, knobs, at->time, error);
    *value = conserved_entry(&point, &stage, &at->state, at->j, at->k);
    col_point_clear(&point);
    col_stage_close(&stage);
    return good;
}

/* out += weight/rate sum_i v_i v_i^T over `rows` rows v; exact but for the ball's rounding. weights NULL: 1. */
static void add_moments(arb_mat_t out, const double *v, const double *weights, double sign, size_t rows,
                        const fmpq_t rate)
{
    slong d = arb_mat_nrows(out);
    arb_t term, factor;
    arb_init(term);
    arb_init(factor);
    for (size_t i = 0; i < rows; i++) {
        for (slong j = 0; j < d; j++) {
            for (slong k = 0; k < d; k++) {
                arb_set_d(term, v[(slong)i * d + j]);
                arb_set_d(factor, v[(slong)i * d + k]);
                arb_mul(term, term, factor, COL_SCENE_PRECISION);
                arb_set_d(factor, weights != NULL ? sign * weights[i] : sign);
                arb_mul(term, term, factor, COL_SCENE_PRECISION);
                arb_div_fmpz(term, term, fmpq_numref(rate), COL_SCENE_PRECISION);
                arb_mul_fmpz(term, term, fmpq_denref(rate), COL_SCENE_PRECISION);
                arb_add(arb_mat_entry(out, j, k), arb_mat_entry(out, j, k), term, COL_SCENE_PRECISION);
            }
        }
    }
    arb_clear(factor);
    arb_clear(term);
}

/* The conserved matrix of the start, in balls. */
static bool conserved_at_start(arb_mat_t out, col_check *check, const head_setting *at)
{
    col_error error = {0};
    col_stage stage;
    col_point start;
    if (!col_stage_open(&stage, &at->state, &error)) {
        col_check_fail(check, "%s", error.message);
        return false;
    }
    col_point_init(&start, &stage);
    place_start(&start, &stage, at);
    arb_mat_zero(out);
    add_moments(out, start.P, NULL, 1, start.dimension, stage.head.gamma);
    add_moments(out, start.x, stage.basis.sample_degree, -1, start.samples, stage.head.alpha);
    add_moments(out, start.y, stage.basis.label_degree, -1, start.labels, stage.head.beta);
    col_point_clear(&start);
    col_stage_close(&stage);
    return true;
}

/* The entry at the start times exp(-2 rho t). */
static void check_conserved(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    const head_setting *at = setting;
    arb_mat_t matrix;
    arb_t decay;
    arb_mat_init(matrix, at->state.dimension, at->state.dimension);
    arb_init(decay);
    if (conserved_at_start(matrix, check, at)) {
        arb_set_d(decay, -2 * at->state.decay * at->time); /* dyadic: exact */
        arb_exp(decay, decay, COL_SCENE_PRECISION);
        arb_mul(check->predicted, arb_mat_entry(matrix, (slong)at->j, (slong)at->k), decay, COL_SCENE_PRECISION);
        col_measure(check, measure_conserved, setting, 0, options->seed);
    }
    arb_clear(decay);
    arb_mat_clear(matrix);
}

static bool measure_head_square(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const head_setting *at = setting;
    col_stage stage;
    col_point point;
    if (!col_stage_open(&stage, &at->state, error))
        return false;
    col_point_init(&point, &stage);
    place_start(&point, &stage, at);
    bool good = col_stage_run(&point, &stage, &point, knobs, at->time * knobs->window, error);
    *value = 0;
    for (size_t i = 0; i < point.dimension * point.dimension; i++)
        *value += point.P[i] * point.P[i];
    col_point_clear(&point);
    col_stage_close(&stage);
    return good;
}

/* If all of the conserved matrix is certified above 1 >= s^2, every mode vanishes, and P^T P ends as that matrix. */
static void check_large_head(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    const head_setting *at = setting;
    slong d = at->state.dimension;
    arb_mat_t matrix;
    arb_ptr values = _arb_vec_init(d);
    arb_mat_init(matrix, d, d);
    if (conserved_at_start(matrix, check, at)) {
        arb_t least;
        arb_init(least);
        bool enclosed = col_eigen_symmetric(values, matrix, COL_SCENE_PRECISION);
        arb_sub_ui(least, values, 1, COL_SCENE_PRECISION);
        if (enclosed && arb_is_positive(least))
            arb_mat_trace(check->predicted, matrix, COL_SCENE_PRECISION);
        else
            col_check_fail(check, "the conserved matrix is not certified above 1");
        arb_clear(least);
        col_measure(check, measure_head_square, setting, COL_VARY_WINDOW, options->seed);
    }
    arb_mat_clear(matrix);
    _arb_vec_clear(values, d);
}

static double pair_spread(const double *y, size_t labels, size_t d)
{
    double sum = 0;
    for (size_t a = 0; a < labels; a++)
        for (size_t b = a + 1; b < labels; b++)
            for (size_t j = 0; j < d; j++)
                sum += pow(y[a * d + j] - y[b * d + j], 2);
    return sqrt(sum);
}

/* The root mean square separation over that of the start. */
static bool measure_collapse(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const head_setting *at = setting;
    col_stage stage;
    col_point point;
    if (!col_stage_open(&stage, &at->state, error))
        return false;
    col_point_init(&point, &stage);
    place_start(&point, &stage, at);
    double before = pair_spread(point.y, point.labels, point.dimension);
    bool good = col_stage_run(&point, &stage, &point, knobs, at->time * knobs->window, error);
    *value = pair_spread(point.y, point.labels, point.dimension) / before;
    col_point_clear(&point);
    col_stage_close(&stage);
    return good;
}

static void check_collapse(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    arb_zero(check->predicted);
    check->scale = 1;
    col_measure(check, measure_collapse, setting, COL_VARY_WINDOW, options->seed);
}

/* The sum of the head's eigenvalues, or of their squares, from random positions and a head of the given signature, or a
 * random one. */
static bool measure_filled(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const head_setting *at = setting;
    size_t d = (size_t)at->state.dimension;
    col_stage stage;
    if (!col_stage_open(&stage, &at->state, error))
        return false;
    double *P = col_calloc(d * d, sizeof(double));
    double *y = col_calloc(stage.basis.labels * d, sizeof(double));
    col_flow_start start = col_flow_start_default(d);
    for (size_t j = 0; j < d && at->signature != NULL; j++)
        P[j * d + j] = (at->signature[j] == '+' ? 0.5 : -0.5) / (1 + 0.125 * (double)j);
    start.P = at->signature != NULL ? P : NULL;
    start.samples = start.labels = at->spread; /* small: what is conserved keeps the head's signature */
    start.seed = knobs->seed;
    bool good = col_scene_labels(y, P, &stage.scene, &stage.model, &start, knobs, at->time * knobs->window, error);
    *value = 0;
    for (size_t j = 0; j < d; j++)
        for (size_t k = 0; k < d; k++)
            *value += at->signature == NULL ? P[j * d + k] * P[k * d + j] : j == k ? P[j * d + j] : 0;
    free(P);
    free(y);
    col_stage_close(&stage);
    return good;
}

static void add_cell(arb_t sum, const col_cell *cell, int sign, bool square)
{
    if (square)
        arb_addmul(sum, cell->p, cell->p, COL_SCENE_PRECISION);
    else
        (sign > 0 ? arb_add : arb_sub)(sum, sum, cell->p, COL_SCENE_PRECISION);
}

static void check_filled(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    const head_setting *at = setting;
    col_error error = {0};
    col_stage stage;
    if (!col_stage_open(&stage, &at->state, &error)) {
        col_check_fail(check, "%s", error.message);
        return;
    }
    arb_zero(check->predicted);
    for (slong j = 0; j < stage.filling.count; j++)
        add_cell(check->predicted, col_slot_cell(stage.blocks, &stage.filling, j), stage.filling.slots[j].sign,
                 at->signature == NULL);
    col_stage_close(&stage);
    col_measure_ensemble(check, measure_filled, setting, COL_VARY_WINDOW, options->seed, options->longer ? 64 : 8);
}

static const head_setting
    conserved = {{NULL, false, 3, "0", .leak = 0}, 0.25, 0.25, 40, 0, 1, NULL},
    conserved_rates = {{NULL, false, 3, "0", .alpha = 0.5, .beta = 2, .gamma = 0.25}, 0.25, 0.25, 40, 2, 2, NULL},
    decaying = {{NULL, false, 3, "0", .decay = 0.0625, .head_decay = 0.0625}, 0.25, 0.5, 16, 1, 2, NULL},
    leaking = {{NULL, false, 3, "0", .leak = 0.5}, 0.25, 0.5, 100, 0, 0, NULL},
    leaking_decay = {{NULL, false, 3, "0", .leak = 0.25, .decay = 0.0625}, 0.25, 0.5, 100, 0, 0, NULL},
    large = {{NULL, false, 3, "0", .leak = 0}, 0.125, 1.5, 50, 0, 0, NULL},
    two_up = {{NULL, false, 2, "+1,+2", .conserved = 0.0625}, 0.03125, 0, 200, 0, 0, "++"},
    up_and_down = {{NULL, false, 3, "+1,+2,-1", .conserved = 0.0625}, 0.03125, 0, 200, 0, 0, "++-"},
    generic = {{"uniform,K=3,f=1/4", false, 4, "+1,+2,-1,-2", .conserved = 0.0625}, 0.125, 0, 1000, 0, 0, NULL};

const col_check_entry col_checks_head[] = {
    {"conserved", "H1", "P^T P - sum x x^T - sum y y^T is conserved with stop-gradient", check_conserved, &conserved},
    {"conserved-rates", "H1", "the same at unequal learning rates, weighted by 1/eta", check_conserved,
     &conserved_rates},
    {"conserved-decay", "B5", "it falls as exp(-2 rho t) with equal decays", check_conserved, &decaying},
    {"collapse-leak", "H2", "any leak collapses the labels", check_collapse, &leaking},
    {"collapse-leak-decay", "H2", "any leak collapses the labels, with decay of the embeddings", check_collapse,
     &leaking_decay},
    {"large-head", "H6", "a large head collapses in spite of stop-gradient", check_large_head, &large},
    {"filled-two", "H5", "two positive directions of a small start fill with the top two modes", check_filled, &two_up},
    {"filled-signs", "H5", "each sign fills from the top, from a small start", check_filled, &up_and_down},
    {"filled-generic", "H5", "four directions from a random head: sum of squares, the same for every split",
     check_filled, &generic},
    {NULL, NULL, NULL, NULL, NULL}};
