/* Mean squared separation of labels from a random start. */
#include <collapsar/density.h>
#include <collapsar/embedding.h>

#include "../base/memory.h"
#include "../coupling/spectrum.h"
#include "separation.h"

#include <stdlib.h>
#include <string.h>

#define DATA_LIMIT 1024    /* labels, for the matrices of a start */
#define VECTORS_LIMIT 256  /* labels of an ensemble, for single pairs */

static void square_fmpq(arb_t out, const fmpq_t x, slong precision)
{
    arb_set_fmpq(out, x, precision + 8);
    arb_mul(out, out, out, precision);
}

/* W^T M W scale */
static void congruence(arb_mat_t out, const arb_mat_t W, const arb_mat_t M, const arb_t scale, slong precision)
{
    slong K = arb_mat_nrows(W);
    arb_mat_t transposed;
    arb_mat_init(transposed, K, K);
    arb_mat_transpose(transposed, W);
    arb_mat_mul(out, M, W, precision);
    arb_mat_mul(out, transposed, out, precision);
    arb_mat_scalar_mul_arb(out, out, scale, precision);
    arb_mat_clear(transposed);
}

/* D_b^{-1/2} (1 - J/K) D_b^{-1/2} */
static void averaging(arb_mat_t out, arb_srcptr scale, slong K, slong precision)
{
    for (slong c = 0; c < K; c++)
        for (slong d = 0; d < K; d++) {
            arb_ptr entry = arb_mat_entry(out, c, d);
            arb_set_si(entry, c == d ? K - 1 : -1);
            arb_div_si(entry, entry, K, precision);
            arb_mul(entry, entry, scale + c, precision);
            arb_mul(entry, entry, scale + d, precision);
        }
}

static void prepare_data(col_separation *separation, const col_coupling *coupling)
{
    slong K = separation->labels, precision = separation->precision;
    arb_mat_t matrix;
    arb_t square;
    arb_init(square);
    arb_mat_init(matrix, K, K);
    arb_mat_init(separation->label_start, K, K);
    arb_mat_init(separation->sample_start, K, K);
    arb_mat_init(separation->average, K, K);
    separation->scale = _arb_vec_init(K);
    col_inverse_roots(separation->scale, coupling->degree, K, precision);
    for (slong c = 0; c < K; c++)
        arb_set_fmpq(arb_mat_entry(matrix, c, c), coupling->degree + c, precision);
    square_fmpq(square, separation->start->sigma_y, precision);
    congruence(separation->label_start, separation->vectors, matrix, square, precision);
    col_gram_weighted(matrix, coupling->table, coupling->degree, precision);
    square_fmpq(square, separation->start->sigma_x, precision);
    congruence(separation->sample_start, separation->vectors, matrix, square, precision);
    averaging(matrix, separation->scale, K, precision);
    arb_one(square);
    congruence(separation->average, separation->vectors, matrix, square, precision);
    arb_mat_clear(matrix);
    arb_clear(square);
}

static void name_columns(col_separation *separation)
{
    slong column = 0;
    separation->mode = col_malloc((size_t)separation->labels * sizeof *separation->mode);
    for (size_t i = 0; i < separation->modes.count; i++)
        for (ulong j = 0; j < separation->modes.items[i].multiplicity; j++)
            separation->mode[column++] = (slong)i;
}

/* A cluster whose members may differ has no propagator of its own. */
static bool proved_equal(const col_modes *modes, slong precision, col_error *error)
{
    for (size_t i = 0; i < modes->count; i++)
        if (!modes->items[i].equal) {
            col_error_resource(error, "a cluster of %lu modes could not be resolved at %ld bits",
                modes->items[i].multiplicity, precision);
            return false;
        }
    return true;
}

static bool find_vectors(col_separation *separation, const col_coupling *coupling, col_error *error)
{
    slong K = (slong)coupling->labels, precision = separation->precision;
    arb_mat_init(separation->vectors, K, K);
    separation->has_vectors = true;
    if (!col_coupling_vectors(separation->vectors, &separation->modes, coupling, precision, error)
            || !proved_equal(&separation->modes, precision, error))
        return false;
    if (!arb_mat_is_finite(separation->vectors)) {
        col_error_resource(error, "the label vectors could not be certified at %ld bits", precision);
        return false;
    }
    name_columns(separation);
    if (coupling->table != NULL)
        prepare_data(separation, coupling);
    return true;
}

bool col_separation_init(col_separation *separation, const col_coupling *coupling, const col_ensemble *ensemble,
    const col_start *start, slong precision, col_error *error)
{
    memset(separation, 0, sizeof *separation);
    col_modes_init(&separation->modes);
    separation->coupling = coupling;
    separation->start = start;
    separation->precision = precision;
    separation->ensemble = coupling != NULL ? coupling->ensemble : ensemble;
    if (coupling == NULL)
        return true;
    separation->labels = (slong)coupling->labels;
    bool good = true;
    if (coupling->table != NULL && coupling->labels > DATA_LIMIT) {
        col_error_resource(error, "%lu labels: separations of data are for at most %d", coupling->labels, DATA_LIMIT);
        good = false;
    } else if (coupling->table != NULL || coupling->labels <= VECTORS_LIMIT) {
        good = find_vectors(separation, coupling, error);
    } else {
        good = col_coupling_modes(&separation->modes, coupling, precision, error)
            && proved_equal(&separation->modes, precision, error);
    }
    if (!good)
        col_separation_clear(separation);
    return good;
}

void col_separation_clear(col_separation *separation)
{
    slong K = separation->labels;
    if (separation->has_vectors)
        arb_mat_clear(separation->vectors);
    if (separation->scale != NULL) {
        arb_mat_clear(separation->label_start);
        arb_mat_clear(separation->sample_start);
        arb_mat_clear(separation->average);
        _arb_vec_clear(separation->scale, K);
    }
    free(separation->mode);
    col_modes_clear(&separation->modes);
    memset(separation, 0, sizeof *separation);
}

/* Ensembles: g_yy^2 sigma_y^2 + h^2 mu sigma_x^2/samples, sample weights 1 and label weights `samples`. */
static void ensemble_amplitude(arb_t out, const col_separation *separation, const arb_t mu, const arb_t gap, const arb_t t)
{
    const col_start *start = separation->start;
    slong precision = separation->precision;
    arb_t g, h, square;
    arb_init(g);
    arb_init(h);
    arb_init(square);
    col_propagator(g, h, mu, gap, start->alpha, start->beta, t, precision);
    square_fmpq(square, start->sigma_y, precision);
    arb_mul(g, g, g, precision);
    arb_mul(out, g, square, precision);
    if (start->samples > 0) {
        square_fmpq(square, start->sigma_x, precision);
        arb_div_ui(square, square, start->samples, precision);
        arb_mul(h, h, h, precision);
        arb_mul(h, h, mu, precision);
        arb_addmul(out, h, square, precision);
    }
    arb_clear(square);
    arb_clear(h);
    arb_clear(g);
}

/* 2/(K - 1) times the sum over the modes but the mean one. */
static void mean_of_modes(arb_t mean, const col_separation *separation, const arb_t t)
{
    slong precision = separation->precision;
    arb_t amplitude;
    arb_init(amplitude);
    arb_zero(mean);
    for (size_t i = 0; i < separation->modes.count; i++) {
        const col_mode *mode = &separation->modes.items[i];
        ulong count = mode->multiplicity - (i == 0);
        if (count == 0)
            continue;
        ensemble_amplitude(amplitude, separation, mode->mu, mode->gap, t);
        arb_addmul_ui(mean, amplitude, count, precision);
    }
    arb_mul_2exp_si(mean, mean, 1);
    arb_div_si(mean, mean, separation->labels - 1, precision);
    arb_clear(amplitude);
}

/* g and h of every column of W. */
static void column_propagators(arb_ptr g, arb_ptr h, const col_separation *separation, const arb_t t)
{
    const col_start *start = separation->start;
    for (slong j = 0; j < separation->labels; j++) {
        const col_mode *mode = &separation->modes.items[separation->mode[j]];
        if (j > 0 && separation->mode[j] == separation->mode[j - 1]) {
            arb_set(g + j, g + j - 1);
            arb_set(h + j, h + j - 1);
        } else {
            col_propagator(g + j, h + j, mode->mu, mode->gap, start->alpha, start->beta, t, separation->precision);
        }
    }
}

/* Z_jk of the header. */
static void covariance_entry(arb_t z, const col_separation *separation, arb_srcptr g, arb_srcptr h, slong j, slong k)
{
    slong precision = separation->precision;
    arb_t part;
    arb_init(part);
    arb_mul(z, arb_mat_entry(separation->label_start, j, k), g + j, precision);
    arb_mul(z, z, g + k, precision);
    arb_mul(part, arb_mat_entry(separation->sample_start, j, k), h + j, precision);
    arb_addmul(z, part, h + k, precision);
    arb_clear(part);
}

/* sum over columns j, k >= 1 of Z_jk weight_jk; weight = q_j q_k if q is given. */
static void covariance_sum(arb_t sum, const col_separation *separation, arb_srcptr q, const arb_t t)
{
    slong K = separation->labels, precision = separation->precision;
    arb_ptr g = _arb_vec_init(K), h = _arb_vec_init(K);
    arb_t entry, row;
    arb_init(entry);
    arb_init(row);
    column_propagators(g, h, separation, t);
    arb_zero(sum);
    for (slong j = 1; j < K; j++) {
        arb_zero(row);
        for (slong k = 1; k < K; k++) {
            covariance_entry(entry, separation, g, h, j, k);
            arb_addmul(row, entry, q != NULL ? q + k : arb_mat_entry(separation->average, j, k), precision);
        }
        if (q != NULL)
            arb_addmul(sum, row, q + j, precision);
        else
            arb_add(sum, sum, row, precision);
    }
    arb_clear(row);
    arb_clear(entry);
    _arb_vec_clear(h, K);
    _arb_vec_clear(g, K);
}

typedef struct {
    const col_separation *separation;
    arb_srcptr t;
} density_data;

/* The amplitude as an entire function of mu: alpha = beta is not assumed, so it is written with cosh and sinh(x)/x of
 * x = t delta/2, delta^2 = (alpha - beta)^2 + 4 alpha beta mu. */
static void density_amplitude(acb_t out, const acb_t mu, void *context, bool analytic, slong precision)
{
    const density_data *data = context;
    const col_start *start = data->separation->start;
    acb_t x, cosh, sinhc;
    arb_t value, product;
    (void)analytic;
    acb_init(x);
    acb_init(cosh);
    acb_init(sinhc);
    arb_init(value);
    arb_init(product);
    arb_mul(product, start->alpha, start->beta, precision);
    arb_sub(value, start->alpha, start->beta, precision);
    arb_mul(value, value, value, precision);
    acb_mul_arb(x, mu, product, precision);
    acb_mul_2exp_si(x, x, 2);
    acb_add_arb(x, x, value, precision);
    acb_sqrt(x, x, precision);
    acb_mul_arb(x, x, data->t, precision);
    acb_mul_2exp_si(x, x, -1); /* cosh and sinh(x)/x are even: either root serves, also on a ball across the cut */
    acb_mul_onei(sinhc, x);
    acb_sinc(sinhc, sinhc, precision);
    acb_cosh(cosh, x, precision);
    /* exp(-t(alpha + beta)/2) times g_yy = cosh - (beta - alpha)/2 t sinhc, h = beta t sinhc. */
    arb_sub(value, start->alpha, start->beta, precision);
    arb_mul_2exp_si(value, value, -1);
    arb_mul(value, value, data->t, precision);
    acb_mul_arb(x, sinhc, value, precision);
    acb_add(cosh, cosh, x, precision);
    acb_mul(cosh, cosh, cosh, precision);
    square_fmpq(value, start->sigma_y, precision);
    acb_mul_arb(out, cosh, value, precision);
    if (start->samples > 0) {
        acb_mul_arb(sinhc, sinhc, data->t, precision);
        acb_mul(sinhc, sinhc, sinhc, precision);
        acb_mul(sinhc, sinhc, mu, precision);
        square_fmpq(value, start->sigma_x, precision);
        arb_div_ui(value, value, start->samples, precision);
        arb_mul(value, value, start->beta, precision);
        arb_mul(value, value, start->beta, precision);
        acb_mul_arb(sinhc, sinhc, value, precision);
        acb_add(out, out, sinhc, precision);
    }
    arb_add(value, start->alpha, start->beta, precision);
    arb_mul(value, value, data->t, precision);
    arb_neg(value, value);
    arb_exp(value, value, precision);
    acb_mul_arb(out, out, value, precision);
    arb_clear(product);
    arb_clear(value);
    acb_clear(sinhc);
    acb_clear(cosh);
    acb_clear(x);
}

void col_separation_mean(arb_t mean, const col_separation *separation, const arb_t t)
{
    if (separation->labels == 0) {
        density_data data = {separation, t};
        col_density_average(mean, density_amplitude, &data, separation->ensemble, separation->precision);
        arb_mul_2exp_si(mean, mean, 1);
    } else if (separation->ensemble != NULL) {
        mean_of_modes(mean, separation, t);
    } else {
        covariance_sum(mean, separation, NULL, t);
        arb_mul_2exp_si(mean, mean, 1);
        arb_div_si(mean, mean, separation->labels - 1, separation->precision);
    }
}

void col_pair_amplitudes(arb_ptr q, const col_separation *separation, ulong a, ulong b)
{
    slong precision = separation->precision;
    arb_t other;
    arb_init(other);
    arb_zero(q);
    for (slong j = 1; j < separation->labels; j++) {
        arb_set(q + j, arb_mat_entry(separation->vectors, a, j));
        arb_set(other, arb_mat_entry(separation->vectors, b, j));
        if (separation->scale != NULL) {
            arb_mul(q + j, q + j, separation->scale + a, precision);
            arb_mul(other, other, separation->scale + b, precision);
        }
        arb_sub(q + j, q + j, other, precision);
    }
    arb_clear(other);
}

/* sum_j q_j^2 times the ensemble's amplitude of the mode */
static void pair_of_modes(arb_t value, const col_separation *separation, arb_srcptr q, const arb_t t)
{
    arb_t amplitude, square;
    arb_init(amplitude);
    arb_init(square);
    arb_zero(value);
    for (slong j = 1; j < separation->labels; j++) {
        const col_mode *mode = &separation->modes.items[separation->mode[j]];
        if (j == 1 || separation->mode[j] != separation->mode[j - 1])
            ensemble_amplitude(amplitude, separation, mode->mu, mode->gap, t);
        arb_mul(square, q + j, q + j, separation->precision);
        arb_addmul(value, square, amplitude, separation->precision);
    }
    arb_clear(square);
    arb_clear(amplitude);
}

void col_separation_pair(arb_t value, const col_separation *separation, ulong a, ulong b, const arb_t t)
{
    arb_ptr q = _arb_vec_init(separation->labels);
    col_pair_amplitudes(q, separation, a, b);
    if (separation->ensemble != NULL)
        pair_of_modes(value, separation, q, t);
    else
        covariance_sum(value, separation, q, t);
    _arb_vec_clear(q, separation->labels);
}

