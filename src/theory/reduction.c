/* The generator reduced to the labels by a Schur complement, samples of equal degree together. */
#include "generator.h"

#include "../base/memory.h"
#include "inertia.h"

#include <stdlib.h>

#define ENTRIES_LIMIT 4000000
#define GUESS_STEPS 12

typedef struct {
    fmpq_t degree;
    size_t row;
} degree_row;

static int compare_degrees(const void *left, const void *right)
{
    const degree_row *a = left, *b = right;
    int order = fmpq_cmp(a->degree, b->degree);
    return order != 0 ? order : a->row < b->row ? -1 : a->row > b->row;
}

static degree_row *sorted_rows(const col_table *table)
{
    degree_row *rows = col_malloc(table->rows * sizeof *rows);
    for (size_t i = 0; i < table->rows; i++) {
        fmpq_init(rows[i].degree);
        rows[i].row = i;
        col_table_sample_degree(rows[i].degree, table, i);
    }
    qsort(rows, table->rows, sizeof *rows, compare_degrees);
    return rows;
}

static slong count_groups(const degree_row *rows, size_t count)
{
    slong groups = 0;
    for (size_t i = 0; i < count; i++)
        groups += i == 0 || !fmpq_equal(rows[i].degree, rows[i - 1].degree);
    return groups;
}

static void set_weight(arb_t out, const col_table *table, size_t entry, slong precision)
{
    if (table->exact != NULL)
        arb_set_fmpq(out, table->exact + entry, precision);
    else
        arb_set_d(out, table->weight[entry]);
}

/* sums += copies A_i^T A_i */
static void add_row(arb_ptr sums, const col_table *table, size_t row, slong precision)
{
    arb_t first, second;
    arb_init(first);
    arb_init(second);
    for (size_t e = table->start[row]; e < table->start[row + 1]; e++) {
        size_t c = table->column[e];
        set_weight(first, table, e, precision);
        arb_mul_ui(first, first, col_table_copies(table, row), precision);
        for (size_t f = table->start[row]; f <= e; f++) {
            set_weight(second, table, f, precision);
            arb_addmul(sums + c * (c + 1) / 2 + table->column[f], first, second, precision);
        }
    }
    arb_clear(second);
    arb_clear(first);
}

static void fill_groups(col_reduction *reduction, const col_table *table, const degree_row *rows, const fmpq_t eta_x)
{
    slong K = reduction->labels, triangle = K * (K + 1) / 2, group = -1;
    for (size_t i = 0; i < table->rows; i++) {
        if (i == 0 || !fmpq_equal(rows[i].degree, rows[i - 1].degree))
            fmpq_mul(reduction->poles + ++group, rows[i].degree, eta_x);
        reduction->sizes[group] += col_table_copies(table, rows[i].row);
        add_row(reduction->sums + group * triangle, table, rows[i].row, reduction->precision + 20);
    }
}

bool col_reduction_init(col_reduction *reduction, const col_coupling *coupling, const fmpq_t eta_x, const fmpq_t eta_y,
    slong precision, col_error *error)
{
    const col_table *table = coupling->table;
    slong K = (slong)coupling->labels, triangle = K * (K + 1) / 2;
    degree_row *rows = sorted_rows(table);
    slong groups = count_groups(rows, table->rows);
    bool good = groups <= ENTRIES_LIMIT / triangle;
    if (good) {
        *reduction = (col_reduction){.labels = K, .groups = groups, .precision = precision, .samples = coupling->samples};
        reduction->sizes = col_calloc((size_t)groups, sizeof *reduction->sizes);
        reduction->poles = _fmpq_vec_init(groups);
        reduction->diagonal = _fmpq_vec_init(K);
        reduction->sums = _arb_vec_init(groups * triangle);
        fmpq_init(reduction->product);
        fmpq_mul(reduction->product, eta_x, eta_y);
        for (slong c = 0; c < K; c++)
            fmpq_mul(reduction->diagonal + c, coupling->degree + c, eta_y);
        fill_groups(reduction, table, rows, eta_x);
    } else {
        col_error_resource(error, "%ld different sample degrees and %ld labels: too many for the generator's spectrum",
            groups, K);
    }
    for (size_t i = 0; i < table->rows; i++)
        fmpq_clear(rows[i].degree);
    free(rows);
    return good;
}

void col_reduction_clear(col_reduction *reduction)
{
    slong K = reduction->labels;
    free(reduction->sizes);
    _fmpq_vec_clear(reduction->poles, reduction->groups);
    _fmpq_vec_clear(reduction->diagonal, K);
    _arb_vec_clear(reduction->sums, reduction->groups * (K * (K + 1) / 2));
    fmpq_clear(reduction->product);
}

/* S -= factor G, slope -= factor/(pole - z) G */
static void subtract_group(arb_mat_t S, arb_mat_t slope, arb_srcptr sums, const arb_t factor, const arb_t distance, slong precision)
{
    arb_t steep;
    arb_init(steep);
    arb_div(steep, factor, distance, precision);
    for (slong c = 0; c < arb_mat_nrows(S); c++)
        for (slong d = 0; d <= c; d++, sums++) {
            arb_submul(arb_mat_entry(S, c, d), factor, sums, precision);
            if (slope != NULL)
                arb_submul(arb_mat_entry(slope, c, d), steep, sums, precision);
        }
    arb_clear(steep);
}

bool col_reduction_matrix(arb_mat_t S, arb_mat_t slope, ulong *below, const col_reduction *reduction, const arb_t z)
{
    slong K = reduction->labels, precision = reduction->precision;
    arb_t distance, factor;
    bool apart = true;
    arb_init(distance);
    arb_init(factor);
    *below = 0;
    arb_mat_zero(S);
    for (slong c = 0; c < K; c++) {
        arb_set_fmpq(arb_mat_entry(S, c, c), reduction->diagonal + c, precision + 20);
        arb_sub(arb_mat_entry(S, c, c), arb_mat_entry(S, c, c), z, precision);
    }
    if (slope != NULL) {
        arb_mat_one(slope);
        arb_mat_neg(slope, slope);
    }
    for (slong g = 0; g < reduction->groups && apart; g++) {
        arb_set_fmpq(distance, reduction->poles + g, precision + 20);
        arb_sub(distance, distance, z, precision);
        apart = arb_is_nonzero(distance);
        if (arb_is_negative(distance))
            *below += reduction->sizes[g];
        arb_set_fmpq(factor, reduction->product, precision + 20);
        arb_div(factor, factor, distance, precision);
        if (apart)
            subtract_group(S, slope, reduction->sums + g * (K * (K + 1) / 2), factor, distance, precision);
    }
    arb_clear(factor);
    arb_clear(distance);
    return apart;
}

/* Haynsworth: the eigenvalues below z are the samples' poles below z and the negative eigenvalues of S(z). */
bool col_reduction_count(ulong *count, const col_reduction *reduction, const arf_t z)
{
    slong negative = 0;
    arb_mat_t S;
    arb_t at;
    arb_mat_init(S, reduction->labels, reduction->labels);
    arb_init(at);
    arb_set_arf(at, z);
    bool good = col_reduction_matrix(S, NULL, count, reduction, at) && col_inertia(&negative, S, reduction->precision);
    *count += (ulong)negative;
    arb_clear(at);
    arb_mat_clear(S);
    return good;
}

static void mirror(arb_mat_t S)
{
    for (slong i = 0; i < arb_mat_nrows(S); i++)
        for (slong j = 0; j < i; j++)
            arb_set(arb_mat_entry(S, j, i), arb_mat_entry(S, i, j));
}

/* v^T M v */
static void quadratic(arb_t out, const arb_mat_t M, const arb_mat_t v, slong precision)
{
    arb_t row;
    arb_init(row);
    arb_zero(out);
    for (slong i = 0; i < arb_mat_nrows(M); i++) {
        arb_zero(row);
        for (slong j = 0; j < arb_mat_nrows(M); j++)
            arb_addmul(row, arb_mat_entry(M, i, j), arb_mat_entry(v, j, 0), precision);
        arb_addmul(out, row, arb_mat_entry(v, i, 0), precision);
    }
    arb_clear(row);
}

/* z -= v^T S v/v^T S' v with v = S^{-1} v: cubic convergence for a symmetric S. True while it moves. */
static bool guess_step(arb_t z, arb_mat_t v, arb_mat_t S, arb_mat_t slope, const col_reduction *reduction)
{
    slong precision = reduction->precision;
    ulong below;
    if (!col_reduction_matrix(S, slope, &below, reduction, z))
        return false;
    mirror(S);
    mirror(slope);
    arb_mat_get_mid(S, S);
    arb_mat_get_mid(slope, slope);
    arb_mat_t solution;
    arb_t size, step;
    arb_mat_init(solution, reduction->labels, 1);
    arb_init(size);
    arb_init(step);
    bool good = arb_mat_approx_solve(solution, S, v, precision);
    if (good) {
        arb_mat_frobenius_norm(size, solution, precision);
        arb_get_mid_arb(size, size);
        arb_mat_scalar_div_arb(v, solution, size, precision);
        arb_mat_get_mid(v, v);
        quadratic(step, S, v, precision);
        quadratic(size, slope, v, precision);
        arb_div(step, step, size, precision);
        good = arb_is_finite(step);
    }
    if (good) {
        arb_sub(z, z, step, precision);
        arb_get_mid_arb(z, z);
        good = arf_cmpabs_2exp_si(arb_midref(step), ARF_EXP(arb_midref(z)) - precision + 4) > 0;
    }
    arb_clear(step);
    arb_clear(size);
    arb_mat_clear(solution);
    return good;
}

void col_reduction_guess(arf_t z, const col_reduction *reduction)
{
    slong K = reduction->labels;
    arb_mat_t S, slope, v;
    arb_t at;
    arb_mat_init(S, K, K);
    arb_mat_init(slope, K, K);
    arb_mat_init(v, K, 1);
    arb_init(at);
    arb_set_arf(at, z);
    for (slong i = 0; i < K; i++) /* any vector that is nearly never orthogonal to the one sought */
        arb_set_d(arb_mat_entry(v, i, 0), 1 + 0.618034 * (double)(i * i % 7) - 0.2718 * (double)(i % 5));
    for (int step = 0; step < GUESS_STEPS && guess_step(at, v, S, slope, reduction); step++)
        continue;
    arf_set(z, arb_midref(at));
    arb_clear(at);
    arb_mat_clear(v);
    arb_mat_clear(slope);
    arb_mat_clear(S);
}
