#include "compress.h"

#include "../base/memory.h"

#include <cblas.h>
#include <lapacke.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 256 };

void col_flow_compressor_init(col_flow_compressor *compressor, size_t labels, size_t dimension)
{
    *compressor = (col_flow_compressor){.labels = labels, .dimension = dimension, .filled = labels};
    compressor->height = labels + (labels > CHUNK ? labels : CHUNK);
    compressor->table = col_calloc(compressor->height * (labels + dimension + 1), sizeof(double));
    compressor->reflectors = col_calloc(labels, sizeof(double));
    compressor->moment = col_calloc(dimension * dimension, sizeof(double));
}

void col_flow_compressor_clear(col_flow_compressor *compressor)
{
    free(compressor->table);
    free(compressor->reflectors);
    free(compressor->moment);
    *compressor = (col_flow_compressor){0};
}

/* Rotates the filled rows so that B becomes R, and moves what is below R into the moment. */
static void fold(col_flow_compressor *c)
{
    size_t K = c->labels, d = c->dimension, below = c->filled - K;
    if (below == 0)
        return;
    int height = (int)c->height, rows = (int)c->filled;
    double *positions = c->table + K * c->height;
    LAPACKE_dgeqrf(LAPACK_COL_MAJOR, rows, (int)K, c->table, height, c->reflectors);
    LAPACKE_dormqr(LAPACK_COL_MAJOR, 'L', 'T', rows, (int)d + 1, (int)K, c->table, height, c->reflectors, positions,
                   height);
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, (int)d, (int)d, (int)below, 1, positions + K, height,
                positions + K, height, 1, c->moment, (int)d);
    for (size_t j = 0; j < K; j++)
        memset(c->table + j * c->height + j + 1, 0, (c->height - j - 1) * sizeof(double));
    for (size_t j = 0; j < d + 1; j++)
        memset(positions + j * c->height + K, 0, below * sizeof(double));
    c->filled = K;
}

void col_flow_compressor_push(col_flow_compressor *compressor, const uint32_t *column, const double *value,
                              size_t entries, const double *x, double mean, double scale)
{
    size_t K = compressor->labels, d = compressor->dimension;
    double *row = compressor->table + compressor->filled;
    for (size_t e = 0; e < entries; e++)
        row[column[e] * compressor->height] = scale * value[e];
    for (size_t j = 0; j < d; j++)
        row[(K + j) * compressor->height] = scale * x[j];
    row[(K + d) * compressor->height] = scale * mean;
    if (++compressor->filled == compressor->height)
        fold(compressor);
}

void col_flow_compressor_finish(col_flow_compressor *compressor)
{
    fold(compressor);
}

/* Least squares for R^T v = B_i. Directions in which R is below 1e-9 of its norm are left out: there, rows and
 * remainder move alike up to as much. */
void col_flow_compressor_coordinates(const col_flow_compressor *compressor, double *coupling, size_t count)
{
    size_t K = compressor->labels;
    double *transposed = col_malloc(K * K * sizeof(double)), *singular = col_malloc(K * sizeof(double));
    for (size_t i = 0; i < K; i++)
        for (size_t j = 0; j < K; j++)
            transposed[i + j * K] = compressor->table[j + i * compressor->height];
    lapack_int rank;
    if (count > 0)
        LAPACKE_dgelsd(LAPACK_COL_MAJOR, (int)K, (int)K, (int)count, transposed, (int)K, coupling, (int)K, singular, 1e-9,
                       &rank);
    free(transposed);
    free(singular);
}
