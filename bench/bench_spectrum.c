/* From data to a certified spectrum, beside the same spectrum by LAPACK in double precision, uncertified:
 * small counts (10,000 samples, 10 labels, like a human-annotated test set) at 12 digits, and random sparse counts of
 * 1,000,000 samples and 1,000 labels at 9 digits. Doubling the samples shows how the time grows. */
#include <collapsar/coupling.h>

#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

typedef struct {
    size_t samples, labels, ties; /* ties: draws a sample */
    long digits;
} problem;

/* Counts whose labels have very different popularity, so that singular values spread out; a third of the samples are one-hot. */
static void draw(col_table *table, const problem *shape, flint_rand_t random)
{
    col_table_init(table);
    for (size_t i = 0; i < shape->samples; i++) {
        uint32_t own = (uint32_t)(i % shape->labels);
        col_table_add_double(table, own, 40);
        size_t others = i % 3 == 0 ? 0 : shape->ties;
        for (size_t e = 0; e < others; e++)
            col_table_add_double(table, (uint32_t)((own + n_randint(random, 1 + own)) % shape->labels), (double)(1 + n_randint(random, 9)));
        col_table_end_row(table, 1);
    }
}

static double seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void compare(const problem *shape, flint_rand_t random)
{
    col_table table;
    col_coupling coupling;
    col_modes modes;
    col_error error = {.fault = COL_FAULT_NONE};
    col_budget budget = COL_BUDGET_DEFAULT;
    char what[128];
    draw(&table, shape, random);
    double *s = malloc(shape->labels * sizeof *s);
    double start = seconds();
    col_coupling_from_table(&coupling, &table);
    col_modes_init(&modes);
    bool good = col_coupling_certify(&modes, &coupling, shape->digits, &budget, &error);
    double ours = seconds() - start;
    start = seconds();
    col_coupling_approx(s, NULL, &coupling, &error);
    double theirs = seconds() - start;
    snprintf(what, sizeof what, "spectrum, N = %zu, K = %zu, %ld digits%s", shape->samples, shape->labels, shape->digits,
        good ? "" : " (NOT reached)");
    bench_print(what, ours, "LAPACK, uncertified", theirs);
    col_modes_clear(&modes);
    col_coupling_clear(&coupling);
    col_table_clear(&table);
    free(s);
}

int main(void)
{
    static const problem shapes[] = {{10000, 10, 3, 12}, {20000, 10, 3, 12}, {10000, 50, 3, 50}, {500000, 1000, 6, 9},
        {1000000, 1000, 6, 9}};
    flint_rand_t random;
    flint_randinit(random);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        compare(&shapes[i], random);
    flint_randclear(random);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("most memory: %.0f MB\n", (double)usage.ru_maxrss / 1024);
    return 0;
}
