/* The linear teacher-student model. In the eigenbasis of Sigma = U diag(lambda) U^T the student is an embedding of D
 * rows sqrt(lambda_j) W u_j with a_j = lambda_j and one learning rate: rotations do not change the gradient flow of W. */
#include "build.h"

#include "../base/memory.h"
#include "random.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Inputs without variance have no gradient: eigenvalues below this fraction of the highest count as zero. */
static const double null_variance = 1e-13;

/* K orthonormal rows of length D, uniformly distributed: Q of the QR decomposition of normal columns. */
static void draw_teacher_rows(double *rows, size_t labels, size_t inputs, col_flow_random *random)
{
    double *reflectors = col_malloc(labels * sizeof(double));
    col_flow_random_normal(rows, labels * inputs, 1, random);
    LAPACKE_dgeqrf(LAPACK_COL_MAJOR, (int)inputs, (int)labels, rows, (int)inputs, reflectors);
    LAPACKE_dorgqr(LAPACK_COL_MAJOR, (int)inputs, (int)labels, (int)labels, rows, (int)inputs, reflectors);
    free(reflectors);
}

static uint32_t judge(const double *rows, size_t labels, size_t inputs, const double *input)
{
    uint32_t best = 0;
    double highest = -INFINITY;
    for (size_t c = 0; c < labels; c++) {
        double score = 0;
        for (size_t j = 0; j < inputs; j++)
            score += rows[c * inputs + j] * input[j];
        if (score > highest) {
            highest = score;
            best = (uint32_t)c;
        }
    }
    return best;
}

/* Sigma, Gamma and the degrees. */
static void gather(col_teacher *t)
{
    size_t D = t->inputs, K = t->labels;
    col_flow_product_left(t->sigma, 0, 1, t->input, t->input, D, D, t->samples);
    for (size_t i = 0; i < t->samples; i++) {
        for (size_t c = 0; c < K; c++) {
            double weight = i < t->frustrated ? 1 / (double)K : t->label[i] == c;
            if (weight == 0)
                continue;
            t->degree[c] += weight;
            for (size_t j = 0; j < D; j++)
                t->gamma[j * K + c] += weight * t->input[i * D + j];
        }
    }
}

static bool check_sizes(size_t inputs, size_t labels, size_t samples, double f, col_error *error)
{
    if (labels < 2 || inputs < labels || samples < 1)
        col_error_input(error, "a teacher of %zu labels, %zu inputs and %zu samples: expected K >= 2, D >= K, N >= 1",
                        labels, inputs, samples);
    else if (!(f >= 0 && f <= 1))
        col_error_input(error, "the frustrated fraction is %g, expected a number in [0, 1]", f);
    else if (inputs > 8192 || (double)inputs * (double)samples > 4e8)
        col_error_resource(error, "%zu samples of %zu inputs are too many, at most 4e8 numbers and 8192 inputs", samples,
                           inputs);
    else
        return true;
    return false;
}

bool col_teacher_draw(col_teacher *teacher, size_t inputs, size_t labels, size_t samples, double f, ulong seed,
                      col_error *error)
{
    *teacher = (col_teacher){0};
    if (!check_sizes(inputs, labels, samples, f, error))
        return false;
    col_flow_random *random = col_flow_random_new(seed, error);
    if (random == NULL)
        return false;
    *teacher = (col_teacher){.inputs = inputs, .labels = labels, .samples = samples,
        .frustrated = (size_t)llround(f * (double)samples), .input = col_malloc(inputs * samples * sizeof(double)),
        .label = col_malloc(samples * sizeof(uint32_t)), .sigma = col_calloc(inputs * inputs, sizeof(double)),
        .gamma = col_calloc(inputs * labels, sizeof(double)), .degree = col_calloc(labels, sizeof(double))};
    double *rows = col_malloc(labels * inputs * sizeof(double));
    draw_teacher_rows(rows, labels, inputs, random);
    col_flow_random_normal(teacher->input, inputs * samples, 1, random);
    for (size_t i = 0; i < samples; i++)
        teacher->label[i] = judge(rows, labels, inputs, teacher->input + i * inputs);
    gather(teacher);
    free(rows);
    col_flow_random_free(random);
    for (size_t c = 0; c < labels; c++) {
        if (teacher->degree[c] > 0)
            continue;
        col_error_input(error, "label %zu does not occur among the teacher's %zu samples, expected more samples", c + 1,
                        samples);
        col_teacher_clear(teacher);
        return false;
    }
    return true;
}

void col_teacher_clear(col_teacher *teacher)
{
    free(teacher->input);
    free(teacher->label);
    free(teacher->sigma);
    free(teacher->gamma);
    free(teacher->degree);
    *teacher = (col_teacher){0};
}

/* Eigenvalues of Sigma above zero, descending, and their vectors (rows of length D). Returns how many. */
static size_t directions(double *variance, double *vectors, const col_teacher *t)
{
    size_t D = t->inputs, kept = 0;
    double *ascending = col_malloc(D * sizeof(double)), *columns = col_malloc(D * D * sizeof(double));
    memcpy(columns, t->sigma, D * D * sizeof(double));
    LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'U', (int)D, columns, (int)D, ascending);
    for (size_t j = D; j-- > 0 && ascending[j] > null_variance * ascending[D - 1]; kept++) {
        variance[kept] = ascending[j];
        memcpy(vectors + kept * D, columns + j * D, D * sizeof(double));
    }
    free(ascending);
    free(columns);
    return kept;
}

/* The rows of the system: sqrt(lambda_j) u_j^T times W^T, and their coupling lambda_j^{-1/2} u_j^T Gamma D_b^{-1/2}. */
static void fill_rows(col_flow_system *system, const col_teacher *t, const col_flow_model *model, double *variance,
                      const double *vectors)
{
    size_t K = t->labels, D = t->inputs, n = system->rows;
    double rate = model->sample_rate >= 0 ? model->sample_rate : 1 / system->total;
    col_flow_matrix_init_dense(&system->coupling, n, K);
    col_flow_product(system->coupling.dense, 0, 1, vectors, t->gamma, n, K, D);
    system->alpha = col_malloc(n * sizeof(double));
    system->balanced = true;
    for (size_t j = 0; j < n; j++) {
        system->alpha[j] = rate * variance[j];
        system->balanced = system->balanced && system->alpha[j] == system->alpha[0];
        for (size_t c = 0; c < K; c++)
            system->coupling.dense[j * K + c] /= sqrt(variance[j] * t->degree[c]);
    }
}

/* x_i = sum_j (u_j . xi_i) / sqrt(lambda_j) (row j). */
static void fill_witnesses(col_flow_system *system, const col_teacher *t, size_t wanted, const double *variance,
                           const double *vectors)
{
    col_flow_witnesses *to = &system->witnesses;
    size_t D = t->inputs, n = system->rows, unfrustrated = t->samples - t->frustrated;
    to->count = unfrustrated < wanted ? unfrustrated : wanted;
    col_flow_matrix_init_dense(&to->rows, to->count, n);
    to->leftover = col_calloc(to->count * system->dimension, sizeof(double));
    to->remainder = col_calloc(to->count, sizeof(ptrdiff_t));
    to->label = col_calloc(to->count, sizeof(uint32_t));
    for (size_t w = 0; w < to->count; w++) {
        size_t i = t->frustrated + w * unfrustrated / to->count;
        to->remainder[w] = -1;
        to->label[w] = t->label[i];
        col_flow_product_right(to->rows.dense + w * n, 0, 1, t->input + i * D, vectors, 1, n, D);
        for (size_t j = 0; j < n; j++)
            to->rows.dense[w * n + j] /= sqrt(variance[j]);
    }
}

static void draw_state(double *state, const col_flow_system *system, const col_teacher *t, const col_flow_start *start,
                       col_flow_random *random, const double *variance, const double *vectors)
{
    size_t d = system->dimension, D = t->inputs, K = t->labels;
    col_flow_blocks blocks = col_flow_state_blocks(system, state);
    double *head = col_malloc(d * d * sizeof(double)), *weights = col_malloc(D * d * sizeof(double));
    col_flow_random_normal(blocks.y, K * d, col_flow_deviation(start->labels, system->total), random);
    col_flow_random_normal(head, d * d, start->head, random);
    col_flow_random_normal(weights, D * d, col_flow_deviation(start->samples, system->total) / sqrt((double)D), random);
    if (start->y != NULL)
        memcpy(blocks.y, start->y, K * d * sizeof(double));
    if (blocks.P != NULL)
        memcpy(blocks.P, start->P != NULL ? start->P : head, d * d * sizeof(double));
    col_flow_product(blocks.x, 0, 1, vectors, start->x != NULL ? start->x : weights, system->rows, d, D);
    for (size_t i = 0; i < system->rows; i++)
        for (size_t j = 0; j < d; j++)
            blocks.x[i * d + j] *= sqrt(variance[i]);
    for (size_t c = 0; c < K; c++)
        for (size_t j = 0; j < d; j++)
            blocks.y[c * d + j] *= sqrt(t->degree[c]);
    free(head);
    free(weights);
}

static bool check_teacher_model(const col_flow_model *model, col_error *error)
{
    if (model->centre)
        col_error_input(error, "a teacher's inputs have no mean mode, expected a model that is not centred");
    else if (model->sample_rates != NULL)
        col_error_input(error, "the student has one learning rate, expected no rates of single samples");
    else
        return col_flow_check_model(model, error);
    return false;
}

bool col_flow_build_teacher(col_flow_system *system, double **state, const col_teacher *teacher,
                            const col_flow_model *model, const col_flow_start *start, size_t witnesses,
                            col_error *error)
{
    if (!check_teacher_model(model, error) || !col_flow_check_start(start, error))
        return false;
    col_flow_random *random = col_flow_random_new(start->seed, error);
    if (random == NULL)
        return false;
    size_t D = teacher->inputs;
    double *variance = col_malloc(D * sizeof(double)), *vectors = col_malloc(D * D * sizeof(double));
    col_flow_system_init(system, model, teacher->labels, teacher->degree, (double)teacher->samples);
    system->rows = directions(variance, vectors, teacher);
    fill_rows(system, teacher, model, variance, vectors);
    fill_witnesses(system, teacher, witnesses, variance, vectors);
    *state = col_calloc(col_flow_state_size(system), sizeof(double));
    draw_state(*state, system, teacher, start, random, variance, vectors);
    free(variance);
    free(vectors);
    col_flow_random_free(random);
    return true;
}

bool col_flow_velocity_teacher(double *dW, double *dy, double *dP, const col_teacher *teacher,
                               const col_flow_model *model, const double *W, const double *y, const double *P,
                               col_error *error)
{
    col_flow_system system;
    double *state;
    col_flow_start start = col_flow_start_default(model->dimension);
    start.x = W;
    start.y = y;
    start.P = P;
    if (!col_flow_build_teacher(&system, &state, teacher, model, &start, 0, error))
        return false;
    size_t d = model->dimension, D = teacher->inputs, K = teacher->labels;
    double *variance = col_malloc(D * sizeof(double)), *vectors = col_malloc(D * D * sizeof(double));
    double *velocity = col_calloc(col_flow_state_size(&system), sizeof(double));
    col_flow_workspace workspace;
    col_flow_workspace_init(&workspace, &system);
    size_t n = directions(variance, vectors, teacher);
    system.decay = 0; /* of W it is added below, where inputs without variance decay too */
    col_flow_system_velocity(velocity, &system, &workspace, state);
    col_flow_blocks out = col_flow_state_blocks(&system, velocity);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++)
            out.x[i * d + j] /= sqrt(variance[i]);
    col_flow_product_left(dW, 0, 1, vectors, out.x, D, d, n);
    for (size_t j = 0; j < D * d; j++)
        dW[j] -= model->decay * W[j];
    for (size_t j = 0; j < K * d; j++)
        dy[j] = out.y[j] / sqrt(teacher->degree[j / d]) - model->decay * y[j];
    if (model->head)
        memcpy(dP, out.P, d * d * sizeof(double));
    col_flow_workspace_clear(&workspace);
    col_flow_system_clear(&system);
    free(velocity);
    free(state);
    free(variance);
    free(vectors);
    return true;
}
