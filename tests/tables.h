/* Random tables and numbers for the tests of the simulated flow. */
#ifndef COL_TESTS_TABLES_H
#define COL_TESTS_TABLES_H

#include <collapsar/table.h>
#include <stdint.h>
#include <stdlib.h>

/* A small generator of its own, so that inputs do not come from the code under test. */
typedef struct {
    uint64_t state;
} test_random;

static inline double test_uniform(test_random *random) /* in [0, 1) */
{
    random->state = random->state * 6364136223846793005u + 1442695040888963407u;
    return (double)(random->state >> 11) / 9007199254740992.0;
}

static inline double *test_numbers(test_random *random, size_t count, double scale)
{
    double *numbers = calloc(count > 0 ? count : 1, sizeof *numbers);
    for (size_t i = 0; i < count; i++)
        numbers[i] = scale * (2 * test_uniform(random) - 1);
    return numbers;
}

/* Dense unbalanced weights; sample i leans to label i mod K. */
static inline void test_table(col_table *table, test_random *random, size_t rows, size_t labels, uint64_t most_copies)
{
    col_table_init(table);
    for (size_t i = 0; i < rows; i++) {
        for (size_t c = 0; c < labels; c++)
            col_table_add_double(table, (uint32_t)c, 0.05 + test_uniform(random) + (i % labels == c ? 4 : 0));
        col_table_end_row(table, 1 + (uint64_t)((double)most_copies * test_uniform(random)) % most_copies);
    }
}

/* Mostly one label a sample, of varied weight; every fifth sample has two. */
static inline void test_sparse_table(col_table *table, test_random *random, size_t rows, size_t labels)
{
    col_table_init(table);
    for (size_t i = 0; i < rows; i++) {
        col_table_add_double(table, (uint32_t)(i % labels), 0.5 + test_uniform(random));
        if (i % 5 == 0)
            col_table_add_double(table, (uint32_t)((i + 1) % labels), 0.5 + test_uniform(random));
        col_table_end_row(table, 1);
    }
}

#endif
