#include "observe.h"

#include "../base/memory.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double dot(const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

static double squared_distance(const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

static double trace(const double *matrix, size_t d)
{
    double sum = 0;
    for (size_t i = 0; i < d; i++)
        sum += matrix[i * d + i];
    return sum;
}

static col_flow_blocks blocks_of(const col_flow_system *system, const double *state)
{
    return col_flow_state_blocks(system, (double *)state);
}

void col_flow_label_positions(double *y, const col_flow_system *system, const double *state)
{
    size_t d = system->dimension;
    const double *scaled = blocks_of(system, state).y;
    for (size_t c = 0; c < system->labels; c++)
        for (size_t j = 0; j < d; j++)
            y[c * d + j] = scaled[c * d + j] / system->label_mean[c];
}

double col_flow_label_spread(const col_flow_system *system, const double *state)
{
    size_t d = system->dimension, K = system->labels;
    const double *scaled = blocks_of(system, state).y;
    double spread = 0;
    for (size_t j = 0; j < d; j++) {
        double mean = 0;
        for (size_t c = 0; c < K; c++)
            mean += scaled[c * d + j] / system->label_mean[c] / (double)K;
        for (size_t c = 0; c < K; c++) {
            double offset = scaled[c * d + j] / system->label_mean[c] - mean;
            spread += offset * offset / (double)K;
        }
    }
    return spread;
}

static void separations(col_flow_point *point, const double *y, size_t labels, size_t d)
{
    double sum = 0, least = INFINITY;
    for (size_t a = 0; a < labels; a++) {
        for (size_t b = a + 1; b < labels; b++) {
            double distance = sqrt(squared_distance(y + a * d, y + b * d, d));
            sum += distance;
            least = fmin(least, distance);
        }
    }
    point->separation_mean = sum / (0.5 * (double)labels * (double)(labels - 1));
    point->separation_min = least;
}

/* Positions of the witnesses: their combination of rows, and their share of the remainder. */
static void witness_positions(double *x, const col_flow_system *system, const col_flow_blocks *in)
{
    size_t d = system->dimension;
    const col_flow_witnesses *witnesses = &system->witnesses;
    memset(x, 0, witnesses->count * d * sizeof(double));
    col_flow_matrix_apply(x, &witnesses->rows, 0, witnesses->count, in->x, d, 1);
    for (size_t w = 0; w < witnesses->count; w++) {
        if (witnesses->remainder[w] < 0)
            continue;
        const double *F = in->F + (size_t)witnesses->remainder[w] * d * d;
        for (size_t i = 0; i < d; i++)
            x[w * d + i] += dot(F + i * d, witnesses->leftover + w * d, d);
    }
}

/* The share of positions that are nearer to their own label than to any other. |x - y|^2 is compared through
 * |y|^2/2 - x.y about the mean of the labels, where nothing large cancels. */
static double nearest_own(const double *x, const double *y, const col_flow_system *system)
{
    size_t d = system->dimension, K = system->labels, count = system->witnesses.count, right = 0;
    double *centred = col_malloc(K * d * sizeof(double)), *half = col_malloc(K * sizeof(double));
    double *mean = col_calloc(d, sizeof(double)), *score = col_malloc(K * sizeof(double));
    double *offset = col_malloc(d * sizeof(double));
    for (size_t c = 0; c < K; c++)
        for (size_t j = 0; j < d; j++)
            mean[j] += y[c * d + j] / (double)K;
    for (size_t c = 0; c < K; c++) {
        for (size_t j = 0; j < d; j++)
            centred[c * d + j] = y[c * d + j] - mean[j];
        half[c] = dot(centred + c * d, centred + c * d, d) / 2;
    }
    for (size_t w = 0; w < count; w++) {
        size_t own = system->witnesses.label[w], nearer = 0;
        for (size_t j = 0; j < d; j++)
            offset[j] = x[w * d + j] - mean[j];
        memcpy(score, half, K * sizeof(double));
        cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)K, (int)d, -1, centred, (int)d, offset, 1, 1, score, 1);
        for (size_t c = 0; c < K; c++)
            nearer += c != own && score[c] <= score[own];
        right += nearer == 0;
    }
    free(centred);
    free(half);
    free(mean);
    free(score);
    free(offset);
    return count > 0 ? (double)right / (double)count : NAN;
}

static void accuracies(col_flow_point *point, const double *y, const col_flow_system *system,
                       const col_flow_blocks *in)
{
    size_t d = system->dimension, count = system->witnesses.count;
    double *x = col_malloc(count * d * sizeof(double));
    witness_positions(x, system, in);
    point->alignment = nearest_own(x, y, system);
    point->accuracy = point->alignment;
    if (in->P != NULL && count > 0) {
        double *prediction = col_malloc(count * d * sizeof(double));
        col_flow_product_right(prediction, 0, 1, x, in->P, count, d, d);
        point->accuracy = nearest_own(prediction, y, system);
        free(prediction);
    }
    free(x);
}

/* With G = X^T X + Y^T Y and C = X^T B Y the loss is (<P^T P, G> + tr G)/2 - <P, C + C^T>, and without head
 * tr G/2 - tr C. */
static double loss_of(const col_flow_system *system, const col_flow_workspace *w, const double *P, double *scratch)
{
    size_t d = system->dimension;
    double loss = trace(w->moment, d) / 2;
    if (P == NULL)
        return (loss - trace(w->cross, d)) / system->total;
    col_flow_product(scratch, 0, 1, P, w->moment, d, d, d);
    loss += dot(scratch, P, d * d) / 2;
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++)
            loss -= P[i * d + j] * (w->cross[i * d + j] + w->cross[j * d + i]);
    return loss / system->total;
}

/* Rows of Y P^T - B^T X are sqrt(b_c) (P y_c - mean of its samples). */
static double misfit_of(const col_flow_system *system, const col_flow_workspace *w, const col_flow_blocks *in)
{
    size_t d = system->dimension, K = system->labels;
    double *offset = col_malloc(K * d * sizeof(double));
    memcpy(offset, w->meeting, K * d * sizeof(double));
    col_flow_product_right(offset, -1, 1, in->y, in->P != NULL ? in->P : w->identity, K, d, d);
    col_flow_remove_mean(offset, system->label_mean, NULL, K, d);
    double misfit = dot(offset, offset, K * d) / system->total;
    free(offset);
    return misfit;
}

void col_flow_observe(col_flow_point *point, const col_flow_system *system, col_flow_workspace *workspace,
                      const double *state)
{
    size_t d = system->dimension, K = system->labels;
    col_flow_blocks in = blocks_of(system, state);
    double *y = col_malloc(K * d * sizeof(double));
    col_flow_label_positions(y, system, state);
    separations(point, y, K, d);
    accuracies(point, y, system, &in);
    col_flow_system_moments(workspace, system, state);
    point->loss = fmax(0, loss_of(system, workspace, in.P, workspace->scratch));
    point->misfit = misfit_of(system, workspace, &in);
    free(y);
}

/* Rows of one rate at once. */
static void subtract_moment(double *out, double *norm, const double *rows, const double *rate, size_t count, size_t d)
{
    for (size_t first = 0, next; first < count; first = next) {
        const double *block = rows + first * d;
        for (next = first + 1; next < count && rate[next] == rate[first];)
            next++;
        col_flow_product_left(out, 1, -1 / rate[first], block, block, d, d, next - first);
        *norm += dot(block, block, (next - first) * d) / rate[first];
    }
}

/* P^T P / eta_P - sum x x^T / eta - sum y y^T / eta: constant without leak up to exp(-2 rho t), if rho = rho_P. */
static void head_constant(double *out, double *norm, const col_flow_system *system, const col_flow_blocks *in,
                          double *scratch)
{
    size_t d = system->dimension;
    col_flow_product_left(out, 0, 1 / system->head_rate, in->P, in->P, d, d, d);
    *norm = dot(in->P, in->P, d * d) / system->head_rate;
    subtract_moment(out, norm, in->x, system->alpha, system->rows, d);
    subtract_moment(out, norm, in->y, system->beta, system->labels, d);
    for (size_t k = 0; k < system->remainder_count; k++)
        col_flow_add_remainder(out, &system->remainders[k], in->F + k * d * d, d, -1 / system->remainders[k].alpha,
                               scratch);
}

static void add_mean(double *out, double *norm, const double *rows, const double *mean, const double *rate,
                     size_t count, size_t d)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < d; j++)
            out[j] += mean[i] * rows[i * d + j] / rate[i];
        *norm += fabs(mean[i]) * sqrt(dot(rows + i * d, rows + i * d, d)) / rate[i];
    }
}

size_t col_flow_conserved(double *out, double *norm, const col_flow_system *system, const double *state,
                          double *scratch)
{
    size_t d = system->dimension;
    col_flow_blocks in = blocks_of(system, state);
    bool moving = !system->head || system->head_rate > 0;
    for (size_t i = 0; i < system->rows && moving; i++)
        moving = system->alpha[i] > 0;
    for (size_t c = 0; c < system->labels && moving; c++)
        moving = system->beta[c] > 0;
    if (!moving)
        return 0;
    if (system->head) {
        if (system->leak != 0 || system->decay != system->head_decay)
            return 0;
        head_constant(out, norm, system, &in, scratch);
        return d * d;
    }
    if (system->row_mean == NULL || system->decay != 0 || system->centre)
        return 0;
    memset(out, 0, d * sizeof(double));
    *norm = 0;
    add_mean(out, norm, in.x, system->row_mean, system->alpha, system->rows, d);
    add_mean(out, norm, in.y, system->label_mean, system->beta, system->labels, d);
    return d;
}

typedef struct {
    double real, imaginary;
} eigenvalue;

static int descending(const void *left, const void *right)
{
    const eigenvalue *l = left, *r = right;
    if (l->real != r->real)
        return l->real < r->real ? 1 : -1;
    return (l->imaginary < r->imaginary) - (l->imaginary > r->imaginary);
}

void col_flow_spectrum(double *real, double *imaginary, const double *matrix, size_t dimension)
{
    size_t d = dimension;
    double *copy = col_malloc(d * d * sizeof(double));
    eigenvalue *sorted = col_malloc(d * sizeof(eigenvalue));
    memcpy(copy, matrix, d * d * sizeof(double));
    LAPACKE_dgeev(LAPACK_COL_MAJOR, 'N', 'N', (int)d, copy, (int)d, real, imaginary, NULL, 1, NULL, 1);
    for (size_t k = 0; k < d; k++)
        sorted[k] = (eigenvalue){real[k], imaginary[k]};
    qsort(sorted, d, sizeof(eigenvalue), descending);
    for (size_t k = 0; k < d; k++) {
        real[k] = sorted[k].real;
        imaginary[k] = sorted[k].imaginary;
    }
    free(copy);
    free(sorted);
}

/* Singular values through the triangle that dgesdd finds: B has K columns and more rows, or it is filled up. */
void col_flow_correlations(double *out, const col_flow_system *system)
{
    size_t K = system->labels, n = system->rows > K ? system->rows : K;
    if ((double)n * (double)K > 1e8) {
        for (size_t k = 0; k < K; k++)
            out[k] = NAN;
        return;
    }
    double *dense = col_calloc(n * K, sizeof(double));
    double *unit = col_calloc(K * K, sizeof(double));
    for (size_t c = 0; c < K; c++)
        unit[c * K + c] = 1;
    col_flow_matrix_apply(dense, &system->coupling, 0, system->rows, unit, K, 1);
    LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'N', (int)K, (int)n, dense, (int)K, out, NULL, 1, NULL, 1);
    free(dense);
    free(unit);
}

static double highest_eigenvalue(const double *symmetric, size_t d)
{
    double *copy = col_malloc(d * d * sizeof(double)), *values = col_malloc(d * sizeof(double));
    memcpy(copy, symmetric, d * d * sizeof(double));
    LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', (int)d, copy, (int)d, values);
    double highest = values[d - 1];
    free(copy);
    free(values);
    return highest;
}

double col_flow_fastest_rate(const col_flow_system *system, const col_flow_workspace *workspace, const double *state)
{
    size_t d = system->dimension;
    const double *P = blocks_of(system, state).P;
    double rate = 0, stretch = 1, head = 0;
    for (size_t i = 0; i < system->rows; i++)
        rate = fmax(rate, system->alpha[i]);
    for (size_t c = 0; c < system->labels; c++)
        rate = fmax(rate, system->beta[c]);
    if (P != NULL) {
        double *square = col_malloc(d * d * sizeof(double));
        col_flow_product_left(square, 0, 1, P, P, d, d, d);
        stretch = highest_eigenvalue(square, d);
        head = system->head_rate * highest_eigenvalue(workspace->moment, d) + system->head_decay;
        free(square);
    }
    return fmax(rate * (stretch + system->leak + (1 + system->leak) * sqrt(stretch)) + system->decay, head);
}

/* Through the Gram matrix of the centred points: coordinates along an axis are its eigenvectors times sqrt(eigenvalue). */
void col_flow_principal_axes(double *out, const double *y, size_t count, size_t dimension)
{
    size_t n = count, d = dimension;
    double *centred = col_malloc(n * d * sizeof(double)), *gram = col_malloc(n * n * sizeof(double));
    double *values = col_malloc(n * sizeof(double)), *ones = col_malloc(n * sizeof(double));
    memcpy(centred, y, n * d * sizeof(double));
    for (size_t i = 0; i < n; i++)
        ones[i] = 1;
    col_flow_remove_mean(centred, ones, NULL, n, d);
    col_flow_product_right(gram, 0, 1, centred, centred, n, n, d);
    LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'U', (int)n, gram, (int)n, values);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < 2; k++)
            out[2 * i + k] = k < n ? gram[(n - 1 - k) * n + i] * sqrt(fmax(0, values[n - 1 - k])) : 0;
    free(centred);
    free(gram);
    free(values);
    free(ones);
}
