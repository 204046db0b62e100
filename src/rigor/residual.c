/* Residual bounds in double precision. */
#include "residual.h"

#include "../base/memory.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>

#define BLOCK 32
#define UNIT 0x1p-53
/* One product that underflows is wrong by less than this. */
#define UNDERFLOW_UNIT 0x1p-1074

/* out = op(a) b as blocks of the inner index are added up; op transposes if asked for. All n x n. */
static void blocked_product(double *out, const double *a, const double *b, size_t n, CBLAS_TRANSPOSE transpose)
{
    double *part = col_malloc(n * n * sizeof *part);
    for (size_t i = 0; i < n * n; i++)
        out[i] = 0;
    for (size_t start = 0; start < n; start += BLOCK) {
        size_t count = n - start < BLOCK ? n - start : BLOCK;
        const double *left = transpose == CblasTrans ? a + start : a + start * n;
        cblas_dgemm(CblasColMajor, transpose, CblasNoTrans, (int)n, (int)n, (int)count, 1, left, (int)n, b + start,
            (int)n, 0, part, (int)n);
        for (size_t i = 0; i < n * n; i++)
            out[i] += part[i];
    }
    free(part);
}

/* Roundings that a term of blocked_product goes through: its own product, at most BLOCK - 1 additions inside the
 * block (with beta = 0 one more does no harm), and one addition for each block. */
static double product_roundings(size_t n)
{
    return BLOCK + 1 + (double)((n + BLOCK - 1) / BLOCK);
}

static double *absolute(const double *a, size_t n)
{
    double *out = col_malloc(n * n * sizeof *out);
    for (size_t i = 0; i < n * n; i++)
        out[i] = fabs(a[i]);
    return out;
}

/* An upper bound of a sum of n non-negative numbers that was computed as sum. */
static double sum_bound(double sum, size_t n)
{
    return sum * (1 + 4 * (double)n * UNIT) + (double)n * UNDERFLOW_UNIT;
}

/* sqrt(||a||_1 ||a||_inf), from above */
static void norm_bound(mag_t out, const double *a, size_t n)
{
    double *rows = col_calloc(n, sizeof *rows), largest_row = 0, largest_column = 0;
    for (size_t j = 0; j < n; j++) {
        double column = 0;
        for (size_t i = 0; i < n; i++) {
            column += fabs(a[i + j * n]);
            rows[i] += fabs(a[i + j * n]);
        }
        largest_column = column > largest_column || isnan(column) ? column : largest_column;
    }
    for (size_t i = 0; i < n; i++)
        largest_row = rows[i] > largest_row || isnan(rows[i]) ? rows[i] : largest_row;
    free(rows);
    mag_t other;
    mag_init(other);
    largest_row = sum_bound(largest_row, n);
    largest_column = sum_bound(largest_column, n);
    if (isfinite(largest_row) && isfinite(largest_column)) {
        mag_set_d(out, largest_row);
        mag_set_d(other, largest_column);
        mag_mul(out, out, other);
        mag_sqrt(out, out);
    } else {
        mag_inf(out);
    }
    mag_clear(other);
}

/* bound += the norm of the rounding errors of op(a) b, given |a| and |b| */
static void add_product_error(mag_t bound, const double *a, const double *b, size_t n, CBLAS_TRANSPOSE transpose)
{
    double *product = col_malloc(n * n * sizeof *product);
    mag_t error, factor;
    mag_init(error);
    mag_init(factor);
    blocked_product(product, a, b, n, transpose);
    norm_bound(error, product, n);
    /* gamma/(1 - gamma) <= 2 m u also pays for the roundings in the product of absolute values. */
    mag_set_d(factor, 2 * product_roundings(n) * UNIT);
    mag_mul(error, error, factor);
    mag_add(bound, bound, error);
    /* n^2 entries with 2 n underflows each, in the Frobenius norm, twice */
    mag_set_ui_2exp_si(factor, n, -1072);
    mag_mul_ui(factor, factor, n);
    mag_add(bound, bound, factor);
    mag_clear(error);
    mag_clear(factor);
    free(product);
}

/* difference = product - V D (or - I), with its norm and the roundings of the subtraction */
static void add_difference(mag_t bound, double *product, const double *vectors, const double *values, size_t n)
{
    double *scale = col_malloc(n * n * sizeof *scale);
    mag_t norm;
    mag_init(norm);
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < n; i++) {
            double term = vectors ? vectors[i + j * n] * values[j] : (double)(i == j);
            product[i + j * n] -= term;
            /* the product with values[j] and the subtraction each round once */
            scale[i + j * n] = 2 * UNIT * (fabs(term) + fabs(product[i + j * n]));
        }
    }
    norm_bound(norm, product, n);
    mag_add(bound, bound, norm);
    norm_bound(norm, scale, n);
    mag_add(bound, bound, norm);
    mag_set_ui_2exp_si(norm, n, -1072);
    mag_add(bound, bound, norm);
    mag_clear(norm);
    free(scale);
}

void col_residual_symmetric(mag_t residual, mag_t departure, const double *matrix, const double *vectors,
    const double *values, size_t n)
{
    double *product = col_malloc(n * n * sizeof *product);
    double *matrix_abs = absolute(matrix, n), *vectors_abs = absolute(vectors, n);
    mag_zero(residual);
    mag_zero(departure);
    blocked_product(product, matrix, vectors, n, CblasNoTrans);
    add_difference(residual, product, vectors, values, n);
    add_product_error(residual, matrix_abs, vectors_abs, n, CblasNoTrans);
    blocked_product(product, vectors, vectors, n, CblasTrans);
    add_difference(departure, product, NULL, NULL, n);
    add_product_error(departure, vectors_abs, vectors_abs, n, CblasTrans);
    free(product);
    free(matrix_abs);
    free(vectors_abs);
}
