/* Double-precision singular values and label vectors: guesses, not certified. */
#include <collapsar/coupling.h>

#include "../base/memory.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

#define LABELS_LIMIT 16384

static void approx_gram(double *gram, const col_table *table)
{
    size_t K = table->columns;
    double *degree = col_calloc(K, sizeof *degree);
    for (size_t i = 0; i < table->rows; i++) {
        double sum = 0, copies = (double)col_table_copies(table, i);
        for (size_t e = table->start[i]; e < table->start[i + 1]; e++)
            sum += table->weight[e];
        for (size_t e = table->start[i]; e < table->start[i + 1]; e++) {
            double share = copies * table->weight[e] / sum;
            degree[table->column[e]] += copies * table->weight[e];
            for (size_t f = table->start[i]; f <= e; f++)
                gram[table->column[e] * K + table->column[f]] += share * table->weight[f];
        }
    }
    for (size_t c = 0; c < K; c++)
        for (size_t d = 0; d <= c; d++) {
            gram[c * K + d] /= sqrt(degree[c]) * sqrt(degree[d]);
            gram[d * K + c] = gram[c * K + d];
        }
    free(degree);
}

static bool approx_table(double *s, double *label_vectors, const col_table *table, col_error *error)
{
    lapack_int K = (lapack_int)table->columns;
    size_t side = table->columns;
    double *gram = col_calloc(side * side, sizeof *gram), *values = col_malloc(side * sizeof *values);
    approx_gram(gram, table);
    /* A symmetric matrix is its own transpose: column-major vectors come out as rows. */
    bool good = LAPACKE_dsyevd(LAPACK_COL_MAJOR, label_vectors != NULL ? 'V' : 'N', 'U', K, gram, K, values) == 0;
    if (!good)
        col_error_resource(error, "LAPACK found no spectrum");
    for (size_t k = 0; k < side && good; k++) {
        s[k] = sqrt(fmax(values[side - 1 - k], 0));
        for (size_t c = 0; c < side && label_vectors != NULL; c++)
            label_vectors[k * side + c] = gram[(side - 1 - k) * side + c];
    }
    free(values);
    free(gram);
    return good;
}

bool col_coupling_approx(double *s, double *label_vectors, const col_coupling *coupling, col_error *error)
{
    if (coupling->labels > LABELS_LIMIT) {
        col_error_resource(error, "%lu labels; dense spectra are for at most %d", coupling->labels, LABELS_LIMIT);
        return false;
    }
    if (coupling->table != NULL)
        return approx_table(s, label_vectors, coupling->table, error);
    col_table table;
    col_table_init(&table);
    bool good = col_ensemble_table(&table, coupling->ensemble, 1, error) && approx_table(s, label_vectors, &table, error);
    col_table_clear(&table);
    return good;
}
