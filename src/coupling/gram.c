/* The Gram matrix of the normalised coupling.
 *
 * C_cd = sum_i A_ic A_id/a_i. Whole weights at up to 62 bits, the common case: with h_ic = floor(2^62 A_ic/a_i) the sum of
 * the integers A_id h_ic fits 128 bits and is at most 2^62 C_cd, and short of it by less than sum_i A_id = b_d. Nothing else is
 * rounded, so the result does not depend on the order of the samples. Other weights and precisions: balls. */
#include "spectrum.h"

#include "../base/memory.h"
#include "exact.h"

#include <math.h>
#include <stdlib.h>

#define FIXED_BITS 62
#define TOTAL_LIMIT 4611686018427387904.0 /* 2^62, for all weights together */

typedef unsigned __int128 wide;

/* Every weight is a whole number and all together, copies included, stay below 2^62. */
static bool whole_weights(const col_table *table)
{
    double total = 0;
    if (table->exact != NULL)
        return false;
    for (size_t i = 0; i < table->rows; i++)
        for (size_t e = table->start[i]; e < table->start[i + 1]; e++) {
            double weight = table->weight[e];
            if (weight != floor(weight))
                return false;
            total += weight * (double)col_table_copies(table, i);
        }
    return total < TOTAL_LIMIT / 2; /* the sum of doubles is far more exact than a factor of two */
}

/* The lower triangle, row by row: entry (c, d), d <= c, is at c(c + 1)/2 + d. */
static wide *fixed_sums(const col_table *table)
{
    size_t K = table->columns;
    wide *sums = col_calloc(K * (K + 1) / 2, sizeof *sums);
    for (size_t i = 0; i < table->rows; i++) {
        uint64_t degree = 0, copies = col_table_copies(table, i);
        for (size_t e = table->start[i]; e < table->start[i + 1]; e++)
            degree += (uint64_t)table->weight[e];
        for (size_t e = table->start[i]; e < table->start[i + 1]; e++) {
            size_t c = table->column[e];
            wide share = ((wide)(uint64_t)table->weight[e] << FIXED_BITS) / degree * copies;
            for (size_t f = table->start[i]; f <= e; f++)
                sums[c * (c + 1) / 2 + table->column[f]] += share * (uint64_t)table->weight[f];
        }
    }
    return sums;
}

static void set_wide(fmpz_t out, wide value)
{
    fmpz_set_uiui(out, (ulong)(value >> 64), (ulong)value);
}

/* [sum, sum + b_d] 2^-62; b_d <= 2^62 fits. */
static void fixed_gram(arb_mat_t gram, const col_table *table, const fmpq *degrees, slong precision)
{
    wide *sums = fixed_sums(table);
    arb_t error;
    fmpz_t whole;
    arb_init(error);
    fmpz_init(whole);
    for (size_t c = 0; c < table->columns; c++)
        for (size_t d = 0; d <= c; d++) {
            arb_ptr entry = arb_mat_entry(gram, c, d);
            wide sum = sums[c * (c + 1) / 2 + d];
            if (sum == 0) {
                arb_zero(entry); /* no sample has both */
                continue;
            }
            set_wide(whole, sum);
            arb_set_fmpz(entry, whole);
            arb_set_fmpz(error, fmpq_numref(degrees + d)); /* whole weights: a whole degree */
            arb_mul_2exp_si(error, error, -1);
            arb_add(entry, entry, error, precision + 32);
            arb_add_error(entry, error);
            arb_mul_2exp_si(entry, entry, -FIXED_BITS);
        }
    fmpz_clear(whole);
    arb_clear(error);
    free(sums);
}

static void set_weight(arb_t out, const col_table *table, size_t entry, slong precision)
{
    if (table->exact != NULL)
        arb_set_fmpq(out, table->exact + entry, precision);
    else
        arb_set_d(out, table->weight[entry]);
}

/* Row by row in balls; divide: by the sample degree. */
static void ball_gram(arb_mat_t gram, const col_table *table, bool divide, slong precision)
{
    slong working = precision + 10 + FLINT_BIT_COUNT(table->rows);
    arb_ptr row = _arb_vec_init(table->columns);
    arb_t share, degree;
    fmpq_t exact;
    arb_init(share);
    arb_init(degree);
    fmpq_init(exact);
    arb_mat_zero(gram);
    for (size_t i = 0; i < table->rows; i++) {
        size_t begin = table->start[i], count = table->start[i + 1] - begin;
        if (divide) {
            col_table_sample_degree(exact, table, i);
            arb_set_fmpq(degree, exact, working);
        }
        for (size_t e = 0; e < count; e++)
            set_weight(row + e, table, begin + e, working);
        for (size_t e = 0; e < count; e++) {
            if (divide)
                arb_div(share, row + e, degree, working);
            else
                arb_set(share, row + e);
            if (table->copies != NULL)
                arb_mul_ui(share, share, table->copies[i], working);
            for (size_t f = 0; f <= e; f++)
                arb_addmul(arb_mat_entry(gram, table->column[begin + e], table->column[begin + f]), share, row + f, working);
        }
    }
    fmpq_clear(exact);
    arb_clear(degree);
    arb_clear(share);
    _arb_vec_clear(row, table->columns);
}

void col_inverse_roots(arb_ptr roots, const fmpq *degrees, slong count, slong precision)
{
    for (slong c = 0; c < count; c++) {
        arb_set_fmpq(roots + c, degrees + c, precision + 8);
        arb_rsqrt(roots + c, roots + c, precision);
    }
}

/* C_cd/sqrt(b_c b_d), both triangles. */
static void normalise(arb_mat_t gram, const fmpq *degrees, slong precision)
{
    slong K = arb_mat_nrows(gram);
    arb_ptr roots = _arb_vec_init(K);
    col_inverse_roots(roots, degrees, K, precision + 20);
    for (slong c = 0; c < K; c++)
        for (slong d = 0; d <= c; d++) {
            arb_ptr entry = arb_mat_entry(gram, c, d);
            arb_mul(entry, entry, roots + c, precision + 20);
            arb_mul(entry, entry, roots + d, precision + 20);
            arb_set(arb_mat_entry(gram, d, c), entry);
        }
    _arb_vec_clear(roots, K);
}

void col_gram(arb_mat_t gram, const col_table *table, const fmpq *degrees, slong precision)
{
    if (precision <= FIXED_BITS && whole_weights(table))
        fixed_gram(gram, table, degrees, precision);
    else
        ball_gram(gram, table, true, precision);
    normalise(gram, degrees, precision);
}

void col_gram_weighted(arb_mat_t gram, const col_table *table, const fmpq *degrees, slong precision)
{
    ball_gram(gram, table, false, precision);
    normalise(gram, degrees, precision);
}
