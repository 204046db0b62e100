#include "matrix.h"

#include "../base/memory.h"

#include <cblas.h>
#include <stdlib.h>

void col_flow_matrix_init_dense(col_flow_matrix *matrix, size_t rows, size_t columns)
{
    *matrix = (col_flow_matrix){.rows = rows, .columns = columns};
    matrix->dense = col_calloc(rows * columns, sizeof(double));
}

void col_flow_matrix_init_compressed(col_flow_matrix *matrix, size_t rows, size_t columns, size_t entries)
{
    *matrix = (col_flow_matrix){.rows = rows, .columns = columns};
    matrix->start = col_calloc(rows + 1, sizeof(size_t));
    matrix->column = col_calloc(entries, sizeof(uint32_t));
    matrix->value = col_calloc(entries, sizeof(double));
}

void col_flow_matrix_clear(col_flow_matrix *matrix)
{
    free(matrix->dense);
    free(matrix->start);
    free(matrix->column);
    free(matrix->value);
    *matrix = (col_flow_matrix){0};
}

bool col_flow_matrix_is_sparse(size_t rows, size_t columns, size_t entries)
{
    /* A dense product does about four times as many multiplications a second. */
    return entries < rows * columns / 4;
}

void col_flow_matrix_apply(double *out, const col_flow_matrix *matrix, size_t first, size_t count, const double *in,
                           size_t width, double scale)
{
    if (matrix->dense != NULL) {
        const double *block = matrix->dense + first * matrix->columns;
        col_flow_product(out, 1, scale, block, in, count, width, matrix->columns);
        return;
    }
    for (size_t i = 0; i < count; i++, out += width) {
        for (size_t e = matrix->start[first + i]; e < matrix->start[first + i + 1]; e++) {
            const double *row = in + matrix->column[e] * width;
            double weight = scale * matrix->value[e];
            for (size_t j = 0; j < width; j++)
                out[j] += weight * row[j];
        }
    }
}

void col_flow_matrix_apply_transposed(double *out, const col_flow_matrix *matrix, size_t first, size_t count,
                                      const double *in, size_t width)
{
    if (matrix->dense != NULL) {
        const double *block = matrix->dense + first * matrix->columns;
        col_flow_product_left(out, 1, 1, block, in, matrix->columns, width, count);
        return;
    }
    for (size_t i = 0; i < count; i++, in += width) {
        for (size_t e = matrix->start[first + i]; e < matrix->start[first + i + 1]; e++) {
            double *row = out + matrix->column[e] * width;
            double weight = matrix->value[e];
            for (size_t j = 0; j < width; j++)
                row[j] += weight * in[j];
        }
    }
}

void col_flow_product(double *C, double keep, double scale, const double *A, const double *B, size_t m, size_t n,
                      size_t k)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)m, (int)n, (int)k, scale, A, (int)k, B, (int)n, keep, C,
                (int)n);
}

void col_flow_product_left(double *C, double keep, double scale, const double *A, const double *B, size_t m,
                           size_t n, size_t k)
{
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)m, (int)n, (int)k, scale, A, (int)m, B, (int)n, keep, C,
                (int)n);
}

void col_flow_product_right(double *C, double keep, double scale, const double *A, const double *B, size_t m,
                            size_t n, size_t k)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, (int)n, (int)k, scale, A, (int)k, B, (int)k, keep, C,
                (int)n);
}
