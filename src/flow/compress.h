/* Orthogonal compression of the samples of one rate: a QR decomposition of their coupling, built up chunk by chunk
 * while the samples stream by, that carries their positions along.
 *
 * Samples come as rows (B_i | X_i | m_i) with m = sqrt(a). With B = V R, V^T (B | X | m) = (R | Z | m') are the K rows that
 * are kept; of the other rows of X only the second moment is. */
#ifndef COL_FLOW_COMPRESS_H
#define COL_FLOW_COMPRESS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    size_t labels, dimension;
    size_t height, filled;  /* of the table: rows in all, rows in use (the first K hold R) */
    double *table;          /* height x (K + d + 1), column-major */
    double *reflectors;     /* K */
    double *moment;         /* d x d */
} col_flow_compressor;

void col_flow_compressor_init(col_flow_compressor *compressor, size_t labels, size_t dimension);
void col_flow_compressor_clear(col_flow_compressor *compressor);

/* One sample: its entries of B, its position X_i and m_i, all times scale. */
void col_flow_compressor_push(col_flow_compressor *compressor, const uint32_t *column, const double *value,
                              size_t entries, const double *x, double mean, double scale);

/* Afterwards entry (i, j) of the K rows (R | Z | m') is table[i + j*height]. */
void col_flow_compressor_finish(col_flow_compressor *compressor);

/* The coordinates v of `count` samples in the rows kept, B_i = v_i R: coupling K x count, column-major, is replaced
 * by them. Where R is singular v is the shortest solution: directions without coupling move like the remainder. */
void col_flow_compressor_coordinates(const col_flow_compressor *compressor, double *coupling, size_t count);

#endif
