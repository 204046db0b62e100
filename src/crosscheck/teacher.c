/* The linear teacher-student model: the head's spectrum is that of the canonical correlations of inputs and labels. */
#include "../base/memory.h"
#include "catalogue.h"
#include "closed_form.h"
#include "scene.h"

#include <collapsar/eigen.h>
#include <math.h>
#include <stdlib.h>

typedef struct {
    size_t inputs, labels, samples, directions;
    double f;
    const char *formula; /* as the number of samples goes to infinity; NULL: there are as many as said */
    double time;
} teacher_setting;

/* Sum of the squares of the head's eigenvalues after a run from a positive head: it fills with the top correlations. */
static bool settle(double *value, const col_teacher *teacher, const teacher_setting *at, const col_knobs *knobs,
                   double time, col_error *error)
{
    size_t d = at->directions;
    double *P = col_calloc(d * d, sizeof(double));
    const col_flow_model model = col_flow_model_default(d);
    const col_flow_options options = col_scene_options(knobs, time);
    col_flow_start start = col_flow_start_default(d);
    col_flow_result result;
    for (size_t j = 0; j < d; j++)
        P[j * d + j] = 0.25 / (1 + 0.125 * (double)j);
    start.P = P;
    start.seed = knobs->seed;
    start.samples = start.labels = 0.03 / sqrt((double)teacher->samples); /* so small that no eigenvalue crosses 0 */
    bool good = col_flow_simulate_teacher(&result, teacher, &model, &start, &options, error);
    if (good) {
        *value = 0;
        for (size_t j = 0; j < d; j++)
            for (size_t k = 0; k < d; k++)
                *value += result.P[j * d + k] * result.P[k * d + j];
        col_flow_result_clear(&result);
    }
    free(P);
    return good;
}

static bool draw(col_teacher *teacher, const teacher_setting *at, size_t samples, ulong seed, col_error *error)
{
    return col_teacher_draw(teacher, at->inputs, at->labels, samples, at->f, seed, error);
}

/* The teacher of a finite check is always the first: that of the prediction. */
static bool measure_drawn(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const teacher_setting *at = setting;
    col_teacher teacher;
    if (!draw(&teacher, at, at->samples, 1, error))
        return false;
    bool good = settle(value, &teacher, at, knobs, at->time * knobs->window, error);
    col_teacher_clear(&teacher);
    return good;
}

static bool measure_many(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const teacher_setting *at = setting;
    col_teacher teacher;
    if (!draw(&teacher, at, at->samples * knobs->size, knobs->seed, error))
        return false;
    bool good = settle(value, &teacher, at, knobs, at->time, error);
    col_teacher_clear(&teacher);
    return good;
}

/* Sigma = sum xi xi^T and Gamma = sum xi_i A_i of the inputs drawn, in balls; degrees on the diagonal of D. */
static void moments(arb_mat_t sigma, arb_mat_t gamma, arb_ptr degree, const col_teacher *t)
{
    slong D = (slong)t->inputs, K = (slong)t->labels;
    arb_mat_t inputs, transposed, weights;
    arb_mat_init(inputs, (slong)t->samples, D);
    arb_mat_init(transposed, D, (slong)t->samples);
    arb_mat_init(weights, (slong)t->samples, K);
    for (slong i = 0; i < (slong)t->samples; i++) {
        for (slong j = 0; j < D; j++)
            arb_set_d(arb_mat_entry(inputs, i, j), t->input[i * D + j]);
        for (slong c = 0; c < K; c++) {
            arb_set_ui(arb_mat_entry(weights, i, c), i < (slong)t->frustrated || t->label[i] == c);
            if (i < (slong)t->frustrated)
                arb_div_si(arb_mat_entry(weights, i, c), arb_mat_entry(weights, i, c), K, COL_SCENE_PRECISION);
            arb_add(degree + c, degree + c, arb_mat_entry(weights, i, c), COL_SCENE_PRECISION);
        }
    }
    arb_mat_transpose(transposed, inputs);
    arb_mat_mul(sigma, transposed, inputs, COL_SCENE_PRECISION);
    arb_mat_mul(gamma, transposed, weights, COL_SCENE_PRECISION);
    arb_mat_clear(inputs);
    arb_mat_clear(transposed);
    arb_mat_clear(weights);
}

/* The sum of the `top` largest eigenvalues of D_b^{-1/2} Gamma^T Sigma^{-1} Gamma D_b^{-1/2}: squared correlations. */
static void predict_correlations(arb_t sum, const col_teacher *t, size_t top)
{
    slong D = (slong)t->inputs, K = (slong)t->labels;
    arb_mat_t sigma, gamma, solved, transposed, square;
    arb_ptr degree = _arb_vec_init(K), values = _arb_vec_init(K);
    arb_mat_init(sigma, D, D);
    arb_mat_init(gamma, D, K);
    arb_mat_init(solved, D, K);
    arb_mat_init(transposed, K, D);
    arb_mat_init(square, K, K);
    moments(sigma, gamma, degree, t);
    _arb_vec_zero(values, K);
    for (slong c = 0; c < K; c++) {
        arb_rsqrt(degree + c, degree + c, COL_SCENE_PRECISION);
        for (slong j = 0; j < D; j++)
            arb_mul(arb_mat_entry(gamma, j, c), arb_mat_entry(gamma, j, c), degree + c, COL_SCENE_PRECISION);
    }
    arb_mat_transpose(transposed, gamma);
    if (arb_mat_spd_solve(solved, sigma, gamma, COL_SCENE_PRECISION)) {
        arb_mat_mul(square, transposed, solved, COL_SCENE_PRECISION);
        if (col_eigen_symmetric(values, square, COL_SCENE_PRECISION))
            arb_zero(sum);
    }
    for (size_t k = 0; k < top; k++)
        arb_add(sum, sum, values + K - 1 - (slong)k, COL_SCENE_PRECISION);
    arb_mat_clear(sigma);
    arb_mat_clear(gamma);
    arb_mat_clear(solved);
    arb_mat_clear(transposed);
    arb_mat_clear(square);
    _arb_vec_clear(degree, K);
    _arb_vec_clear(values, K);
}

/* The sum of the squared singular values of the labels' table, as if every sample were an input of its own. */
static void predict_labels(arb_t sum, const col_teacher *t)
{
    size_t K = t->labels;
    double *weights = col_calloc(t->samples * K, sizeof(double));
    col_scene scene;
    for (size_t i = 0; i < t->samples; i++)
        for (size_t c = 0; c < K; c++)
            weights[i * K + c] = i < t->frustrated ? 1 : t->label[i] == c ? (double)K : 0; /* K times the weight */
    if (col_scene_table(&scene, weights, t->samples, K, NULL)) {
        if (col_scene_find_modes(&scene, NULL))
            arb_zero(sum);
        for (size_t k = 0; k < scene.modes.count; k++)
            arb_addmul_ui(sum, scene.modes.items[k].mu, scene.modes.items[k].multiplicity, COL_SCENE_PRECISION);
        col_scene_clear(&scene);
    }
    free(weights);
}

static void check_drawn(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    const teacher_setting *at = setting;
    col_error error = {0};
    col_teacher teacher;
    if (!draw(&teacher, at, at->samples, 1, &error)) {
        col_check_fail(check, "%s", error.message);
        return;
    }
    if (at->inputs < at->samples)
        predict_correlations(check->predicted, &teacher, at->directions);
    else
        predict_labels(check->predicted, &teacher);
    col_teacher_clear(&teacher);
    col_measure(check, measure_drawn, setting, COL_VARY_WINDOW, options->seed);
}

static void check_many(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    const teacher_setting *at = setting;
    col_closed_form(check->predicted, at->formula, COL_SCENE_PRECISION);
    col_measure_ensemble(check, measure_many, setting, COL_VARY_SIZE, options->seed, options->longer ? 1024 : 192);
}

/* f dyadic; many: (K - 1) s^2 = (1 - f)^2 K m_K^2/(K - 1), m_K the mean of the largest of K standard normal numbers. */
static const teacher_setting
    correlations = {6, 4, 80, 2, 0.25, NULL, 400}, unfrustrated = {5, 2, 60, 1, 0, NULL, 400},
    general = {14, 3, 12, 3, 0, NULL, 200}, general_frustrated = {14, 3, 12, 3, 0.25, NULL, 400},
    two_labels = {3, 2, 50000, 1, 0.25, "(3/4)^2*2/pi", 500},
    three_labels = {3, 3, 20000, 2, 0.25, "(3/4)^2*3*(3/(2*sqrt(pi)))^2/2", 500},
    four_labels = {4, 4, 20000, 3, 0, "4*(6*atan(sqrt(2))/pi^(3/2))^2/3", 500};

const col_check_entry col_checks_teacher[] = {
    {"teacher-correlations", "S1", "the head fills with the canonical correlations of inputs and labels", check_drawn,
     &correlations},
    {"teacher-unfrustrated", "S1", "a linear student is frustrated without frustrated samples", check_drawn,
     &unfrustrated},
    {"teacher-two-labels", "S2", "Gaussian inputs, two labels, many samples", check_many, &two_labels},
    {"teacher-three-labels", "S2", "Gaussian inputs, three labels, many samples", check_many, &three_labels},
    {"teacher-four-labels", "S2", "Gaussian inputs, four labels, many samples, none frustrated", check_many,
     &four_labels},
    {"teacher-general", "S3", "more inputs than samples: classifiable data do not collapse", check_drawn, &general},
    {"teacher-general-frustrated", "S3", "more inputs than samples: the spectrum of the labels' table", check_drawn,
     &general_frustrated},
    {NULL, NULL, NULL, NULL, NULL}};
