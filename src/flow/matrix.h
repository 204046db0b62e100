/* The coupling of rows and labels: dense or, where most entries vanish, compressed rows. */
#ifndef COL_FLOW_MATRIX_H
#define COL_FLOW_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    size_t rows, columns;
    double *dense;    /* rows x columns, row-major; NULL if compressed: */
    size_t *start;    /* rows + 1 */
    uint32_t *column; /* of each entry */
    double *value;
} col_flow_matrix;

/* Zero matrices; the compressed one has room for `entries` and start[0 ... rows] to be filled in. */
void col_flow_matrix_init_dense(col_flow_matrix *matrix, size_t rows, size_t columns);
void col_flow_matrix_init_compressed(col_flow_matrix *matrix, size_t rows, size_t columns, size_t entries);
void col_flow_matrix_clear(col_flow_matrix *matrix);

/* Would a matrix with so many entries be faster in compressed rows? */
bool col_flow_matrix_is_sparse(size_t rows, size_t columns, size_t entries);

/* For the rows first ... first + count - 1 of the matrix B:
 * out += scale B in       (out count x width, in columns x width)
 * out += B^T in           (out columns x width, in count x width)
 * All row-major and contiguous; out does not alias in. */
void col_flow_matrix_apply(double *out, const col_flow_matrix *matrix, size_t first, size_t count, const double *in,
                           size_t width, double scale);
void col_flow_matrix_apply_transposed(double *out, const col_flow_matrix *matrix, size_t first, size_t count,
                                      const double *in, size_t width);

/* Row-major dense products: C (m x n) = scale A B + keep C, where A is m x k; with A transposed (A stored k x m); with B
 * transposed (B stored n x k). */
void col_flow_product(double *C, double keep, double scale, const double *A, const double *B, size_t m, size_t n,
                      size_t k);
void col_flow_product_left(double *C, double keep, double scale, const double *A, const double *B, size_t m,
                           size_t n, size_t k);
void col_flow_product_right(double *C, double keep, double scale, const double *A, const double *B, size_t m,
                            size_t n, size_t k);

#endif
