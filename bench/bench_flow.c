/* The unreduced right-hand side of the simulated flow, beside NumPy and the time that dgemm needs for as many
 * operations; a billion samples through the exact reduction. */
#include "bench.h"

#include "../src/flow/build.h"

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 20000, K = 10, D = 32, SIDE = 400 };

typedef struct {
    col_flow_system system;
    col_flow_workspace workspace;
    double *state, *velocity, *square;
} work;

static void evaluate(void *data)
{
    work *w = data;
    col_flow_system_velocity(w->velocity, &w->system, &w->workspace, w->state);
}

static void multiply(void *data)
{
    double *A = ((work *)data)->square, *B = A + SIDE * SIDE, *C = B + SIDE * SIDE;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIDE, SIDE, SIDE, 1, A, SIDE, B, SIDE, 0, C, SIDE);
}

static void simulate_billion(void *data)
{
    const col_table *table = data;
    col_flow_model model = col_flow_model_default(D);
    col_flow_start start = col_flow_start_default(D);
    col_flow_options options = col_flow_options_default();
    col_flow_result result;
    if (col_flow_simulate(&result, table, &model, &start, &options, NULL))
        col_flow_result_clear(&result);
}

static void bench_velocity(void)
{
    work w;
    col_table table;
    col_table_init(&table);
    for (int i = 0; i < N; i++) {
        for (uint32_t c = 0; c < K; c++)
            col_table_add_double(&table, c, 0.1 + (i * 7 + (int)c * 13) % 101);
        col_table_end_row(&table, 1);
    }
    col_flow_model model = col_flow_model_default(D);
    col_flow_start start = col_flow_start_default(D);
    if (!col_flow_build(&w.system, &w.state, &table, &model, &start, false, 0, (size_t)1 << 30, NULL))
        exit(1);
    col_flow_workspace_init(&w.workspace, &w.system);
    w.velocity = calloc(col_flow_state_size(&w.system), sizeof(double));
    w.square = calloc(3 * SIDE * SIDE, sizeof(double));
    double ours = bench_seconds(evaluate, &w);
    double limit = bench_seconds(multiply, &w) * 0.12e9 / (2.0 * SIDE * SIDE * SIDE);
    printf("OpenBLAS kernel: %s\n", openblas_get_corename());
    bench_print("flow, N = 20000: a velocity", ours, "dgemm of as much", limit);
    bench_print("flow, N = 20000: a velocity", ours, "NumPy", bench_rival("python3", "flow_numpy.py"));
    free(w.velocity);
    free(w.square);
    free(w.state);
    col_flow_workspace_clear(&w.workspace);
    col_flow_system_clear(&w.system);
    col_table_clear(&table);
}

int main(void)
{
    openblas_set_num_threads(1);
    bench_velocity();
    col_table table;
    col_table_init(&table);
    for (uint32_t c = 0; c < K; c++) {
        col_table_add_double(&table, c, 1);
        col_table_end_row(&table, 80000000);
    }
    for (uint32_t c = 0; c < K; c++)
        col_table_add_double(&table, c, 1.0 / K);
    col_table_end_row(&table, 200000000);
    bench_print("flow, a billion samples to t = 1000", bench_seconds(simulate_billion, &table), "the aim", 10);
    col_table_clear(&table);
    return 0;
}
