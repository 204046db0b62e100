/* Exact algebra on a table: its rank, and its Gram matrix over the rationals. */
#include "spectrum.h"

#define RANK_LIMIT 512 /* columns */

/* A row scaled to whole numbers: the rank does not notice. */
static void whole_row(fmpz *out, const col_table *table, size_t row)
{
    size_t begin = table->start[row], count = table->start[row + 1] - begin;
    fmpz_t common, factor;
    fmpq_t weight;
    fmpz_init_set_ui(common, 1);
    fmpz_init(factor);
    fmpq_init(weight);
    for (size_t e = 0; e < count; e++) {
        col_table_weight(weight, table, begin + e);
        fmpz_lcm(common, common, fmpq_denref(weight));
    }
    for (size_t e = 0; e < count; e++) {
        col_table_weight(weight, table, begin + e);
        fmpz_divexact(factor, common, fmpq_denref(weight));
        fmpz_mul(out + e, fmpq_numref(weight), factor);
    }
    fmpq_clear(weight);
    fmpz_clear(factor);
    fmpz_clear(common);
}

/* rank A = rank of the sum of r r^T over its rows r, each scaled by a positive number: for real v, v^T (sum r r^T) v = 0 exactly
 * if every r v = 0. */
slong col_table_rank(const col_table *table)
{
    slong K = (slong)table->columns;
    if (K > RANK_LIMIT)
        return -1;
    fmpz_mat_t sum;
    fmpz *row = _fmpz_vec_init(K);
    fmpz_mat_init(sum, K, K);
    for (size_t i = 0; i < table->rows; i++) {
        size_t begin = table->start[i], count = table->start[i + 1] - begin;
        whole_row(row, table, i);
        for (size_t e = 0; e < count; e++)
            for (size_t f = 0; f < count; f++)
                fmpz_addmul(fmpz_mat_entry(sum, table->column[begin + e], table->column[begin + f]), row + e, row + f);
    }
    slong rank = fmpz_mat_rank(sum);
    fmpz_mat_clear(sum);
    _fmpz_vec_clear(row, K);
    return rank;
}

/* C += copies A_i^T A_i/a_i; false once a denominator is too long. */
static bool add_row(fmpq_mat_t C, const col_table *table, size_t row, slong bits)
{
    fmpq_t degree, first, second;
    fmpz_t copies;
    bool good = true;
    fmpq_init(degree);
    fmpq_init(first);
    fmpq_init(second);
    fmpz_init_set_ui(copies, col_table_copies(table, row));
    col_table_sample_degree(degree, table, row);
    for (size_t e = table->start[row]; e < table->start[row + 1] && good; e++) {
        col_table_weight(first, table, e);
        fmpq_div(first, first, degree);
        fmpq_mul_fmpz(first, first, copies);
        for (size_t f = table->start[row]; f < table->start[row + 1] && good; f++) {
            fmpq *entry = fmpq_mat_entry(C, table->column[e], table->column[f]);
            col_table_weight(second, table, f);
            fmpq_mul(second, second, first);
            fmpq_add(entry, entry, second);
            good = (slong)fmpz_bits(fmpq_denref(entry)) <= bits;
        }
    }
    fmpz_clear(copies);
    fmpq_clear(second);
    fmpq_clear(first);
    fmpq_clear(degree);
    return good;
}

bool col_gram_exact(fmpz_mat_t matrix, fmpz_t scale, const col_table *table, const fmpq *degrees, slong bits)
{
    slong K = (slong)table->columns;
    fmpq_mat_t C;
    fmpq_mat_init(C, K, K);
    bool good = true;
    for (size_t i = 0; i < table->rows && good; i++)
        good = add_row(C, table, i, bits);
    fmpz_one(scale);
    for (slong c = 0; c < K && good; c++)
        for (slong d = 0; d < K && good; d++) {
            fmpq *entry = fmpq_mat_entry(C, c, d);
            fmpq_div(entry, entry, degrees + c);
            fmpz_lcm(scale, scale, fmpq_denref(entry));
            good = (slong)fmpz_bits(scale) <= bits;
        }
    fmpz_t factor;
    fmpz_init(factor);
    for (slong c = 0; c < K && good; c++)
        for (slong d = 0; d < K; d++) {
            const fmpq *entry = fmpq_mat_entry(C, c, d);
            fmpz_divexact(factor, scale, fmpq_denref(entry));
            fmpz_mul(fmpz_mat_entry(matrix, c, d), fmpq_numref(entry), factor);
        }
    fmpz_clear(factor);
    fmpq_mat_clear(C);
    return good;
}
