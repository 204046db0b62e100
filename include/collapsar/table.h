/* The table of weights: A_ic >= 0 says how strongly sample i is tied to label c (a one-hot row, annotators'
 * counts, soft labels).
 *
 * Compressed rows of positive entries, exact: integers and binary floating-point numbers are what they are, and a
 * decimal of a text file is the rational number that was typed. Equal samples may share a row: copies says how
 * many samples a row stands for, so that a regular ensemble of a billion samples is a few rows. */
#ifndef COLLAPSAR_TABLE_H
#define COLLAPSAR_TABLE_H

#include <collapsar/flint.h>
#include <collapsar/status.h>
#include <stdint.h>

typedef struct {
    size_t rows, columns;    /* stored rows; labels K */
    size_t *start;           /* rows + 1: row i has the entries start[i] ... start[i + 1] - 1 */
    uint32_t *column;        /* of each entry, ascending within a row */
    double *weight;          /* of each entry: the nearest double, positive and finite */
    fmpq *exact;             /* of each entry; NULL when every weight is exactly its double */
    uint64_t *copies;        /* of each row, at least 1; NULL when each row is one sample */
    char **names;            /* of the columns; NULL if the input names none */
    size_t entries;          /* in all, the row under construction included */
    size_t entry_capacity, row_capacity, copies_capacity;
} col_table;

void col_table_init(col_table *table); /* no rows, no columns */
void col_table_clear(col_table *table);

/* Building, row by row: entries of the row under construction in any order of columns (a column that occurs twice
 * adds up; zero weights are dropped; weights must be non-negative and have a positive finite nearest double), then the
 * end of the row. A row without a positive entry is kept, and found by col_table_check. columns grows to the highest
 * column seen. */
void col_table_add_double(col_table *table, uint32_t column, double weight);
void col_table_add_rational(col_table *table, uint32_t column, const fmpq_t weight);
void col_table_end_row(col_table *table, uint64_t copies);

/* Every sample and every label needs a positive degree: false, with error set at `file`, if a row or a column has none. */
bool col_table_check(const col_table *table, const char *file, col_error *error);

/* Reads FILE ("-": standard input), in one pass, holding the table once:
 *   NPY   known by its first bytes; two-dimensional, N x K; bool, integers of 1 to 8 bytes, floats of 2, 4 or 8 bytes,
 *         either byte order, C or Fortran order;
 *   edges a name ending in .edges: lines "SAMPLE LABEL [WEIGHT]", the weight 1 if left out, pairs that occur twice
 *         add up; samples and labels are words, numbered in the order of their first appearance;
 *   CSV   otherwise: N lines of K fields separated by commas, semicolons or tabs; a first line with a field that
 *         is not a number names the labels. Fields are decimals or fractions ("0.1" is 1/10, "1/3" is 1/3).
 * Blank lines and lines that start with # are skipped in the text formats. False, with error set and an empty table,
 * if anything is wrong, a row or a column without a positive weight included: the message gives file, line and column (NPY: file
 * and index). */
bool col_table_read(col_table *table, const char *file, col_error *error);

/* Equal rows become one row with their copies added; the order of first appearance is kept. Takes linear time. */
void col_table_merge(col_table *table);

/* The exact weight of an entry, and the samples N (rows counted with their copies). */
void col_table_weight(fmpq_t weight, const col_table *table, size_t entry);
uint64_t col_table_samples(const col_table *table);
uint64_t col_table_copies(const col_table *table, size_t row);

/* A row is frustrated if it has two or more positive entries. */
bool col_table_frustrated(const col_table *table, size_t row);

/* Exact degrees: a_i of a row; all b_c (columns rationals, initialised by the caller). */
void col_table_sample_degree(fmpq_t degree, const col_table *table, size_t row);
void col_table_label_degrees(fmpq *degrees, const col_table *table);

#endif
