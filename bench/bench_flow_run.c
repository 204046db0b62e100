/* The unreduced flow of a dense table to t = 20, beside SciPy's RK45 at the same achieved error: that of the final
 * labels and head against the reduced flow at tight tolerances. */
#include "bench.h"

#include <collapsar/flow.h>

#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 20000, K = 10, D = 32, FINAL = K * D + D * D };

typedef struct {
    col_table table;
    col_flow_model model;
    col_flow_start start;
    col_flow_options options;
    double final[FINAL]; /* labels, then head */
    ulong evaluations;
} work;

static double *wave(size_t count, double frequency, double deviation)
{
    double *numbers = malloc(count * sizeof(double));
    for (size_t n = 0; n < count; n++)
        numbers[n] = deviation * sqrt(2) * sin(frequency * (1 + (double)n) * (1 + (double)(n % 17)));
    return numbers;
}

static void set_up(work *w)
{
    double total = 0;
    col_table_init(&w->table);
    for (int i = 0; i < N; i++) {
        for (int c = 0; c < K; c++) {
            double weight = 0.1 + (i * 7 + c * 13) % 101;
            col_table_add_double(&w->table, (uint32_t)c, weight);
            total += weight;
        }
        col_table_end_row(&w->table, 1);
    }
    w->model = col_flow_model_default(D);
    w->start = col_flow_start_default(D);
    w->start.x = wave(N * D, 0.37, 0.3 / sqrt(total));
    w->start.y = wave(K * D, 0.73, 0.3 / sqrt(total));
    w->start.P = wave(D * D, 1.31, 0.5 / sqrt(D));
    w->options = col_flow_options_default();
    w->options.reduce = false;
    w->options.end = 20;
    w->options.first = 10;
    w->options.points = 2;
    w->options.witnesses = 0;
}

static void clear(work *w)
{
    free((double *)w->start.x);
    free((double *)w->start.y);
    free((double *)w->start.P);
    col_table_clear(&w->table);
}

static void run(void *data)
{
    work *w = data;
    col_flow_result result;
    if (!col_flow_simulate(&result, &w->table, &w->model, &w->start, &w->options, NULL))
        exit(1);
    memcpy(w->final, result.y, K * D * sizeof(double));
    memcpy(w->final + K * D, result.P, D * D * sizeof(double));
    w->evaluations = result.evaluations;
    col_flow_result_clear(&result);
}

static void run_at(work *w, double tolerance)
{
    w->options.relative = tolerance;
    w->options.absolute = 1e-3 * tolerance;
    run(w);
}

static double distance(const double *a, const double *b, size_t count)
{
    double difference = 0, norm = 0;
    for (size_t k = 0; k < count; k++) {
        difference += (a[k] - b[k]) * (a[k] - b[k]);
        norm += b[k] * b[k];
    }
    return sqrt(difference / norm);
}

static double error_of(const double *final, const double *exact)
{
    return fmax(distance(final, exact, K * D), distance(final + K * D, exact + K * D, D * D));
}

/* The first tolerance, from loose to tight, whose error is no larger than the rival's; times of both in turn. */
static void compare(work *w, const double *exact, const char *rival_tolerance)
{
    static double rival[1 + FINAL], again[1 + FINAL];
    char name[80];
    if (!bench_rival_numbers(rival, 1 + FINAL, "python3", "flow_scipy.py", rival_tolerance)) {
        bench_print("flow, N = 20000 to t = 20", bench_seconds(run, w), "SciPy RK45", NAN);
        return;
    }
    double bound = error_of(rival + 1, exact), tolerance = 1e-2;
    do {
        tolerance /= sqrt(10);
        run_at(w, tolerance);
    } while (error_of(w->final, exact) > bound && tolerance > 1e-12);
    double ours = bench_seconds(run, w);
    if (bench_rival_numbers(again, 1 + FINAL, "python3", "flow_scipy.py", rival_tolerance))
        rival[0] = fmin(rival[0], again[0]);
    snprintf(name, sizeof name, "flow, N = 20000 to t = 20, error <= %.2g", bound);
    bench_print(name, ours, "SciPy RK45", rival[0]);
    printf("    ours: error %.2g at relative tolerance %.2g, %lu velocities; SciPy's tolerance %s\n",
           error_of(w->final, exact), tolerance, (unsigned long)w->evaluations, rival_tolerance);
}

int main(void)
{
    static work w;
    static double exact[FINAL];
    openblas_set_num_threads(1);
    set_up(&w);
    w.options.reduce = true;
    run_at(&w, 1e-13);
    memcpy(exact, w.final, sizeof exact);
    w.options.reduce = false;
    compare(&w, exact, "1e-4");
    compare(&w, exact, "1e-6");
    compare(&w, exact, "1e-9");
    clear(&w);
    return 0;
}
