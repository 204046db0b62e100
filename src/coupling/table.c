/* The table of weights: building it row by row, degrees, equal rows. */
#include <collapsar/table.h>

#include "../base/memory.h"
#include "exact.h"
#include "input.h"

#include <stdlib.h>
#include <string.h>

void col_table_init(col_table *table)
{
    memset(table, 0, sizeof *table);
    table->start = col_calloc(1, sizeof *table->start);
    table->row_capacity = 1;
}

void col_table_clear(col_table *table)
{
    if (table->exact != NULL)
        for (size_t e = 0; e < table->entries; e++)
            fmpq_clear(table->exact + e);
    if (table->names != NULL)
        for (size_t c = 0; c < table->columns; c++)
            free(table->names[c]);
    free(table->start);
    free(table->column);
    free(table->weight);
    free(table->exact);
    free(table->copies);
    free(table->names);
    memset(table, 0, sizeof *table);
}

static void reserve_entry(col_table *table)
{
    if (table->entries < table->entry_capacity)
        return;
    table->entry_capacity = table->entry_capacity ? table->entry_capacity + table->entry_capacity / 2 : 64;
    table->column = col_realloc(table->column, table->entry_capacity * sizeof *table->column);
    table->weight = col_realloc(table->weight, table->entry_capacity * sizeof *table->weight);
    if (table->exact != NULL)
        table->exact = col_realloc(table->exact, table->entry_capacity * sizeof *table->exact);
}

static void see_column(col_table *table, uint32_t column)
{
    if (column >= table->columns)
        table->columns = (size_t)column + 1;
}

void col_table_add_double(col_table *table, uint32_t column, double weight)
{
    see_column(table, column);
    if (weight == 0)
        return;
    reserve_entry(table);
    table->column[table->entries] = column;
    table->weight[table->entries] = weight;
    if (table->exact != NULL) {
        fmpq_init(table->exact + table->entries);
        col_rational_set_double(table->exact + table->entries, weight);
    }
    table->entries++;
}

/* From the first weight on that is not a double, all weights are kept as rationals. */
static void keep_exact(col_table *table)
{
    table->exact = col_malloc(table->entry_capacity * sizeof *table->exact);
    for (size_t e = 0; e < table->entries; e++) {
        fmpq_init(table->exact + e);
        col_rational_set_double(table->exact + e, table->weight[e]);
    }
}

void col_table_add_rational(col_table *table, uint32_t column, const fmpq_t weight)
{
    double nearest;
    bool is_double = col_rational_get_double(&nearest, weight);
    if (is_double || fmpq_is_zero(weight)) {
        col_table_add_double(table, column, fmpq_is_zero(weight) ? 0.0 : nearest);
        return;
    }
    see_column(table, column);
    reserve_entry(table);
    if (table->exact == NULL)
        keep_exact(table);
    table->column[table->entries] = column;
    table->weight[table->entries] = nearest;
    fmpq_init(table->exact + table->entries);
    fmpq_set(table->exact + table->entries, weight);
    table->entries++;
}

static void swap_entries(col_table *table, size_t i, size_t j)
{
    uint32_t column = table->column[i];
    table->column[i] = table->column[j];
    table->column[j] = column;
    double weight = table->weight[i];
    table->weight[i] = table->weight[j];
    table->weight[j] = weight;
    if (table->exact != NULL)
        fmpq_swap(table->exact + i, table->exact + j);
}

static void sift_down(col_table *table, size_t begin, size_t root, size_t count)
{
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= count)
            return;
        if (child + 1 < count && table->column[begin + child] < table->column[begin + child + 1])
            child++;
        if (table->column[begin + root] >= table->column[begin + child])
            return;
        swap_entries(table, begin + root, begin + child);
        root = child;
    }
}

/* Heap sort by column: the parallel arrays are sorted in place, in O(n log n) whatever the order was. */
static void sort_row(col_table *table, size_t begin, size_t count)
{
    bool sorted = true;
    for (size_t e = 1; e < count && sorted; e++)
        sorted = table->column[begin + e - 1] < table->column[begin + e];
    if (sorted)
        return;
    for (size_t root = count / 2; root-- > 0;)
        sift_down(table, begin, root, count);
    for (size_t last = count - 1; last > 0; last--) {
        swap_entries(table, begin, begin + last);
        sift_down(table, begin, 0, last);
    }
}

/* Adds the weight of entry `from` to entry `to`, exactly. */
static void add_weight(col_table *table, size_t to, size_t from)
{
    fmpq_t sum, other;
    fmpq_init(sum);
    fmpq_init(other);
    col_table_weight(sum, table, to);
    col_table_weight(other, table, from);
    fmpq_add(sum, sum, other);
    if (!col_rational_get_double(&table->weight[to], sum) && table->exact == NULL)
        keep_exact(table);
    if (table->exact != NULL)
        fmpq_set(table->exact + to, sum);
    fmpq_clear(other);
    fmpq_clear(sum);
}

/* Sorts the entries begin ... end - 1, adds up those of one column and moves what remains to `to` <= begin; returns the
 * end of what remains. */
static size_t fold_entries(col_table *table, size_t to, size_t begin, size_t end)
{
    sort_row(table, begin, end - begin);
    size_t kept = to;
    for (size_t e = begin; e < end; e++) {
        if (kept > to && table->column[kept - 1] == table->column[e]) {
            add_weight(table, kept - 1, e);
            continue;
        }
        if (kept != e)
            swap_entries(table, kept, e);
        kept++;
    }
    return kept;
}

static void drop_entries(col_table *table, size_t kept)
{
    if (table->exact != NULL)
        for (size_t e = kept; e < table->entries; e++)
            fmpq_clear(table->exact + e);
    table->entries = kept;
}

static void fold_row(col_table *table, size_t begin)
{
    drop_entries(table, fold_entries(table, begin, begin, table->entries));
}

void col_table_fold_rows(col_table *table, const size_t *ends, size_t rows)
{
    size_t begin = 0, kept = 0;
    table->start = col_realloc(table->start, (rows + 1) * sizeof *table->start);
    table->row_capacity = rows + 1;
    table->rows = rows;
    for (size_t i = 0; i < rows; i++) {
        kept = fold_entries(table, kept, begin, ends[i]);
        begin = ends[i];
        table->start[i + 1] = kept;
    }
    drop_entries(table, kept);
}

/* From here on every row says how many samples it stands for. */
static void keep_copies(col_table *table)
{
    if (table->copies != NULL)
        return;
    table->copies_capacity = table->rows + 1;
    table->copies = col_malloc(table->copies_capacity * sizeof *table->copies);
    for (size_t i = 0; i < table->rows; i++)
        table->copies[i] = 1;
}

void col_table_end_row(col_table *table, uint64_t copies)
{
    fold_row(table, table->start[table->rows]);
    if (copies != 1)
        keep_copies(table);
    if (table->copies != NULL) {
        table->copies = col_grow(table->copies, table->rows, &table->copies_capacity, sizeof *table->copies);
        table->copies[table->rows] = copies;
    }
    table->rows++;
    table->start = col_grow(table->start, table->rows, &table->row_capacity, sizeof *table->start);
    table->start[table->rows] = table->entries;
}

bool col_table_check(const col_table *table, const char *file, col_error *error)
{
    col_position whole = {file, 0, 0};
    if (table->rows == 0 || table->columns == 0) {
        col_error_at(error, whole, "the table is empty; expected one row a sample and one column a label");
        return false;
    }
    for (size_t i = 0; i < table->rows; i++)
        if (table->start[i] == table->start[i + 1]) {
            col_error_at(error, whole, "row %zu has no positive weight; every sample needs one", i);
            return false;
        }
    bool *seen = col_calloc(table->columns, sizeof *seen);
    for (size_t e = 0; e < table->entries; e++)
        seen[table->column[e]] = true;
    size_t zero = 0;
    while (zero < table->columns && seen[zero])
        zero++;
    free(seen);
    if (zero < table->columns)
        col_error_at(error, whole, "column %zu has no positive weight; every label needs one", zero);
    return zero == table->columns;
}

static uint64_t hash_row(const col_table *table, size_t row)
{
    uint64_t hash = 0x9e3779b97f4a7c15u;
    for (size_t e = table->start[row]; e < table->start[row + 1]; e++) {
        uint64_t bits;
        memcpy(&bits, &table->weight[e], sizeof bits);
        hash = (hash ^ (bits + table->column[e])) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    return hash;
}

static bool same_row(const col_table *table, size_t i, size_t j)
{
    size_t length = table->start[i + 1] - table->start[i];
    if (length != table->start[j + 1] - table->start[j])
        return false;
    for (size_t e = table->start[i], f = table->start[j]; e < table->start[i + 1]; e++, f++) {
        if (table->column[e] != table->column[f] || table->weight[e] != table->weight[f])
            return false;
        if (table->exact != NULL && !fmpq_equal(table->exact + e, table->exact + f))
            return false;
    }
    return true;
}

/* Moves row `from` to place `to` <= from, directly behind the rows kept so far. */
static void move_row(col_table *table, size_t to, size_t from)
{
    size_t length = table->start[from + 1] - table->start[from];
    for (size_t e = 0; e < length; e++)
        swap_entries(table, table->start[to] + e, table->start[from] + e);
    table->start[to + 1] = table->start[to] + length;
    table->copies[to] = table->copies[from];
}

void col_table_merge(col_table *table)
{
    size_t size = 16;
    while (size < 2 * table->rows)
        size *= 2;
    size_t *slots = col_calloc(size, sizeof *slots); /* row + 1; 0: free */
    keep_copies(table);
    size_t kept = 0;
    for (size_t i = 0; i < table->rows; i++) {
        size_t slot = hash_row(table, i) & (size - 1);
        while (slots[slot] != 0 && !same_row(table, slots[slot] - 1, i))
            slot = (slot + 1) & (size - 1);
        if (slots[slot] != 0) {
            table->copies[slots[slot] - 1] += table->copies[i];
            continue;
        }
        if (kept != i)
            move_row(table, kept, i);
        slots[slot] = ++kept;
    }
    free(slots);
    if (table->exact != NULL)
        for (size_t e = table->start[kept]; e < table->entries; e++)
            fmpq_clear(table->exact + e);
    table->rows = kept;
    table->entries = table->start[kept];
}

void col_table_weight(fmpq_t weight, const col_table *table, size_t entry)
{
    if (table->exact != NULL)
        fmpq_set(weight, table->exact + entry);
    else
        col_rational_set_double(weight, table->weight[entry]);
}

uint64_t col_table_copies(const col_table *table, size_t row)
{
    return table->copies != NULL ? table->copies[row] : 1;
}

uint64_t col_table_samples(const col_table *table)
{
    uint64_t samples = 0;
    for (size_t i = 0; i < table->rows; i++)
        samples += col_table_copies(table, i);
    return samples;
}

bool col_table_frustrated(const col_table *table, size_t row)
{
    return table->start[row + 1] - table->start[row] >= 2;
}

/* out = out + copies * weight of entry; the sums of doubles are exact dyadic numbers. */
static void sum_entry(arf_t out, const col_table *table, size_t entry, uint64_t copies)
{
    arf_t term;
    arf_init(term);
    arf_set_d(term, table->weight[entry]);
    if (copies != 1)
        arf_mul_ui(term, term, copies, ARF_PREC_EXACT, ARF_RND_NEAR);
    arf_add(out, out, term, ARF_PREC_EXACT, ARF_RND_NEAR);
    arf_clear(term);
}

void col_table_sample_degree(fmpq_t degree, const col_table *table, size_t row)
{
    fmpq_zero(degree);
    if (table->exact != NULL) {
        for (size_t e = table->start[row]; e < table->start[row + 1]; e++)
            fmpq_add(degree, degree, table->exact + e);
        return;
    }
    arf_t sum;
    arf_init(sum);
    for (size_t e = table->start[row]; e < table->start[row + 1]; e++)
        sum_entry(sum, table, e, 1);
    arf_get_fmpq(degree, sum);
    arf_clear(sum);
}

static void label_degrees_exact(fmpq *degrees, const col_table *table)
{
    fmpq_t term;
    fmpz_t copies;
    fmpq_init(term);
    fmpz_init(copies);
    for (size_t i = 0; i < table->rows; i++) {
        fmpz_set_ui(copies, col_table_copies(table, i));
        for (size_t e = table->start[i]; e < table->start[i + 1]; e++) {
            fmpq_mul_fmpz(term, table->exact + e, copies);
            fmpq_add(degrees + table->column[e], degrees + table->column[e], term);
        }
    }
    fmpz_clear(copies);
    fmpq_clear(term);
}

void col_table_label_degrees(fmpq *degrees, const col_table *table)
{
    for (size_t c = 0; c < table->columns; c++)
        fmpq_zero(degrees + c);
    if (table->exact != NULL) {
        label_degrees_exact(degrees, table);
        return;
    }
    arb_ptr sums = _arb_vec_init(table->columns); /* midpoints only: nothing is rounded */
    for (size_t i = 0; i < table->rows; i++)
        for (size_t e = table->start[i]; e < table->start[i + 1]; e++)
            sum_entry(arb_midref(sums + table->column[e]), table, e, col_table_copies(table, i));
    for (size_t c = 0; c < table->columns; c++)
        arf_get_fmpq(degrees + c, arb_midref(sums + c));
    _arb_vec_clear(sums, table->columns);
}
