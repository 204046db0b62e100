/* What the simulated flow ends up as, against the theory: conservation, matrix exponentials, symmetries, limits,
 * head spectra, the ablation, centred runs, teacher and student, rates. */
#include "tables.h"

#include <collapsar/flow.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance * (1 + fabs(b)))) {
        print_error("%.15g is not %.15g (difference %.3g)\n", a, b, a - b);
        fail();
    }
}

static col_flow_options short_run(double end)
{
    col_flow_options options = col_flow_options_default();
    options.end = end;
    options.points = 20;
    options.witnesses = 100;
    return options;
}

static col_flow_result simulate(const col_table *table, const col_flow_model *model, const col_flow_start *start,
                                const col_flow_options *options)
{
    col_flow_result result;
    col_error error = {0};
    if (!col_flow_simulate(&result, table, model, start, options, &error)) {
        print_error("%s\n", error.message);
        fail();
    }
    return result;
}

static const col_flow_point *last_point(const col_flow_result *result)
{
    return &result->series[result->points - 1];
}

/* n samples a label, one in `one_in` of them frustrated. */
static void uniform_table(col_table *table, uint32_t labels, uint64_t samples, uint64_t one_in)
{
    col_table_init(table);
    for (uint32_t c = 0; c < labels; c++) {
        col_table_add_double(table, c, 1);
        col_table_end_row(table, samples - samples / one_in);
    }
    for (uint32_t c = 0; c < labels; c++)
        col_table_add_double(table, c, 1.0 / labels);
    col_table_end_row(table, labels * (samples / one_in));
}

/* H1 for any A and any rates, centred too; B5: it decays like exp(-2 rho t) if rho = rho_P. */
static void test_conserved_matrix(void **state)
{
    (void)state;
    test_random random = {5};
    col_table table;
    test_table(&table, &random, 14, 4, 8);
    col_flow_options options = short_run(200);
    for (int kind = 0; kind < 5; kind++) {
        col_flow_model model = col_flow_model_default(5);
        col_flow_start start = col_flow_start_default(5);
        model.centre = kind == 1;
        model.decay = model.head_decay = kind == 2 ? 0.01 : 0;
        if (kind == 3) {
            model.sample_rate = 0.1;
            model.label_rate = 0.02;
            model.head_rate = 0.01;
        }
        model.head = kind != 4;
        col_flow_result result = simulate(&table, &model, &start, &options);
        for (size_t k = 0; k < result.points; k++)
            assert_true(result.series[k].drift < 2e-8);
        col_flow_result_clear(&result);
        model.leak = 0.1; /* and with a leak there is nothing to drift */
        result = simulate(&table, &model, &start, &options);
        assert_true(kind == 4 || isnan(last_point(&result)->drift));
        col_flow_result_clear(&result);
    }
    col_table_clear(&table);
}

/* E1: without head the flow is exp(-t G) on samples and labels, G the weighted bipartite Laplacian. */
static void test_embedding_is_matrix_exponential(void **state)
{
    (void)state;
    enum { N = 6, K = 3, D = 2, n = N + K };
    test_random random = {8};
    col_table table;
    test_table(&table, &random, N, K, 1);
    double *x = test_numbers(&random, N * D, 1), *y = test_numbers(&random, K * D, 1), t = 3.7;
    gsl_matrix *generator = gsl_matrix_calloc(n, n), *flow = gsl_matrix_alloc(n, n);
    const double eta_x = 0.11, eta_y = 0.05, leak = 0.3;
    for (size_t i = 0; i < N; i++) {
        for (size_t e = table.start[i]; e < table.start[i + 1]; e++) {
            size_t c = N + table.column[e];
            double weight = -t * (1 + leak) * table.weight[e];
            *gsl_matrix_ptr(generator, i, i) += eta_x * weight;
            *gsl_matrix_ptr(generator, i, c) -= eta_x * weight;
            *gsl_matrix_ptr(generator, c, c) += eta_y * weight;
            *gsl_matrix_ptr(generator, c, i) -= eta_y * weight;
        }
    }
    gsl_linalg_exponential_ss(generator, flow, GSL_PREC_DOUBLE);
    col_flow_model model = col_flow_model_default(D);
    model.head = false;
    model.leak = leak;
    model.sample_rate = eta_x;
    model.label_rate = eta_y;
    col_flow_start start = col_flow_start_default(D);
    start.x = x;
    start.y = y;
    col_flow_options options = short_run(t);
    col_flow_result result = simulate(&table, &model, &start, &options);
    for (size_t c = 0; c < K; c++) {
        for (size_t j = 0; j < D; j++) {
            double expected = 0;
            for (size_t i = 0; i < n; i++)
                expected += gsl_matrix_get(flow, N + c, i) * (i < N ? x[i * D + j] : y[(i - N) * D + j]);
            assert_near(result.y[c * D + j], expected, 1e-8);
        }
    }
    col_flow_result_clear(&result);
    gsl_matrix_free(generator);
    gsl_matrix_free(flow);
    free(x);
    free(y);
    col_table_clear(&table);
}

/* E2, E3: each component goes to its weighted mean; labels of different components stay apart. */
static void test_components_go_to_their_means(void **state)
{
    (void)state;
    col_table table;
    col_table_init(&table);
    const double weights[4][3] = {{2, 1, 0}, {1, 3, 0}, {0, 0, 2}, {0, 0, 5}};
    for (int i = 0; i < 4; i++) {
        for (uint32_t c = 0; c < 3; c++)
            col_table_add_double(&table, c, weights[i][c]);
        col_table_end_row(&table, 1);
    }
    const double x[4] = {1, 2, -1, 4}, y[3] = {0.5, -2, 3};
    const double a[4] = {3, 4, 2, 5}, b[3] = {3, 4, 7}; /* unit rates: 1/eta is the degree */
    double first = (a[0] * x[0] + a[1] * x[1] + b[0] * y[0] + b[1] * y[1]) / (a[0] + a[1] + b[0] + b[1]);
    double second = (a[2] * x[2] + a[3] * x[3] + b[2] * y[2]) / (a[2] + a[3] + b[2]);
    col_flow_model model = col_flow_model_default(1);
    model.head = false;
    col_flow_start start = col_flow_start_default(1);
    start.x = x;
    start.y = y;
    col_flow_options options = short_run(300);
    col_flow_result result = simulate(&table, &model, &start, &options);
    assert_near(result.y[0], first, 1e-7);
    assert_near(result.y[1], first, 1e-7);
    assert_near(result.y[2], second, 1e-7);
    col_flow_result_clear(&result);
    col_table_clear(&table);
}

/* A rotated start gives a rotated flow: separations and head eigenvalues stay. */
static void test_rotation(void **state)
{
    (void)state;
    enum { N = 7, K = 3, D = 2 };
    test_random random = {31};
    col_table table;
    test_table(&table, &random, N, K, 1);
    double *x = test_numbers(&random, N * D, 0.5), *y = test_numbers(&random, K * D, 0.5),
           *P = test_numbers(&random, D * D, 0.5);
    const double cosine = 0.6, sine = 0.8;
    double rx[N * D], ry[K * D], rP[4];
    for (size_t i = 0; i < N; i++) {
        rx[2 * i] = cosine * x[2 * i] - sine * x[2 * i + 1];
        rx[2 * i + 1] = sine * x[2 * i] + cosine * x[2 * i + 1];
    }
    for (size_t i = 0; i < K; i++) {
        ry[2 * i] = cosine * y[2 * i] - sine * y[2 * i + 1];
        ry[2 * i + 1] = sine * y[2 * i] + cosine * y[2 * i + 1];
    }
    const double R[2][2] = {{cosine, -sine}, {sine, cosine}};
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) {
            rP[2 * i + j] = 0;
            for (int k = 0; k < 2; k++)
                for (int l = 0; l < 2; l++)
                    rP[2 * i + j] += R[i][k] * P[2 * k + l] * R[j][l];
        }
    col_flow_model model = col_flow_model_default(D);
    model.leak = 0.05;
    col_flow_start start = {.x = x, .y = y, .P = P}, turned = {.x = rx, .y = ry, .P = rP};
    col_flow_options options = short_run(40);
    col_flow_result one = simulate(&table, &model, &start, &options);
    col_flow_result two = simulate(&table, &model, &turned, &options);
    for (size_t k = 0; k < one.points; k++) {
        assert_near(one.series[k].separation_min, two.series[k].separation_min, 1e-8);
        for (size_t j = 0; j < D; j++)
            assert_near(one.head_real[k * D + j], two.head_real[k * D + j], 1e-7);
    }
    for (size_t c = 0; c < K; c++) {
        assert_near(cosine * one.y[2 * c] - sine * one.y[2 * c + 1], two.y[2 * c], 1e-8);
        assert_near(sine * one.y[2 * c] + cosine * one.y[2 * c + 1], two.y[2 * c + 1], 1e-8);
    }
    col_flow_result_clear(&one);
    col_flow_result_clear(&two);
    free(x);
    free(y);
    free(P);
    col_table_clear(&table);
}

/* Samples and labels in another order; and, without head, all positions shifted. */
static void test_permutation_and_translation(void **state)
{
    (void)state;
    enum { N = 9, K = 3, D = 3 };
    test_random random = {37};
    col_table table, permuted;
    test_table(&table, &random, N, K, 1);
    col_table_init(&permuted);
    double *x = test_numbers(&random, N * D, 0.5), *y = test_numbers(&random, K * D, 0.5),
           *P = test_numbers(&random, D * D, 0.5), px[N * D], py[K * D];
    const size_t rows[N] = {4, 2, 8, 0, 1, 7, 3, 6, 5};
    const uint32_t labels[K] = {2, 0, 1};
    for (size_t i = 0; i < N; i++) {
        for (size_t e = table.start[rows[i]]; e < table.start[rows[i] + 1]; e++)
            col_table_add_double(&permuted, labels[table.column[e]], table.weight[e]);
        col_table_end_row(&permuted, 1);
        memcpy(px + i * D, x + rows[i] * D, D * sizeof *x);
    }
    for (size_t c = 0; c < K; c++)
        memcpy(py + labels[c] * D, y + c * D, D * sizeof *y);
    col_flow_options options = short_run(20);
    for (int head = 1; head >= 0; head--) {
        col_flow_model model = col_flow_model_default(D);
        model.head = head;
        col_flow_start start = {.x = x, .y = y, .P = P}, other = {.x = px, .y = py, .P = P};
        for (size_t k = 0; k < N * D && !head; k++)
            px[k] += 0.7;
        for (size_t k = 0; k < K * D && !head; k++)
            py[k] += 0.7;
        col_flow_result one = simulate(&table, &model, &start, &options);
        col_flow_result two = simulate(&permuted, &model, &other, &options);
        for (size_t c = 0; c < K; c++)
            for (size_t j = 0; j < D; j++)
                assert_near(two.y[labels[c] * D + j], one.y[c * D + j] + (head ? 0 : 0.7), 1e-8);
        col_flow_result_clear(&one);
        col_flow_result_clear(&two);
    }
    free(x);
    free(y);
    free(P);
    col_table_clear(&table);
    col_table_clear(&permuted);
}

/* H3, H5: every head eigenvalue ends at plus or minus a canonical correlation, the top ones of either sign. */
static void check_spectrum(const col_flow_result *result, double tolerance)
{
    size_t d = result->dimension, last = (result->points - 1) * d, positive = 0;
    while (positive < d && result->head_real[last + positive] > 0)
        positive++;
    for (size_t k = 0; k < d; k++) {
        size_t mode = k < positive ? k : d - 1 - k;
        assert_true(mode < result->labels);
        double expected = k < positive ? result->correlations[mode] : -result->correlations[mode];
        assert_near(result->head_real[last + k], expected, tolerance);
        assert_true(fabs(result->head_imaginary[last + k]) < tolerance);
    }
}

static void test_head_spectrum(void **state)
{
    (void)state;
    for (ulong seed = 1; seed <= 4; seed++) {
        test_random random = {seed};
        col_table table;
        test_table(&table, &random, 20, 4, 5);
        col_flow_model model = col_flow_model_default(4);
        col_flow_start start = col_flow_start_default(4);
        start.seed = seed;
        col_flow_options options = short_run(1e6);
        col_flow_result result = simulate(&table, &model, &start, &options);
        check_spectrum(&result, 1e-5);
        col_flow_result_clear(&result);
        col_table_clear(&table);
    }
}

/* H4: only head and stop-gradient together keep frustrated classes apart. */
static void test_ablation(void **state)
{
    (void)state;
    col_table table;
    uniform_table(&table, 5, 100, 10);
    col_flow_options options = short_run(1000);
    col_flow_start start = col_flow_start_default(12);
    for (int head = 0; head < 2; head++) {
        for (int leak = 0; leak < 2; leak++) {
            col_flow_model model = col_flow_model_default(12);
            model.head = head;
            model.leak = leak;
            col_flow_result result = simulate(&table, &model, &start, &options);
            bool apart = head == 1 && leak == 0;
            assert_true(apart == (last_point(&result)->separation_min > 0.1 * result.series[0].separation_mean));
            assert_true(apart == isnan(result.collapse_time));
            assert_true(apart == !isnan(result.plateau_time));
            assert_true(!apart || last_point(&result)->accuracy == 1);
            col_flow_result_clear(&result);
        }
    }
    col_table_clear(&table);
}

/* O3 with every slot filled, a head that starts near it and samples that start at random: with r = 0 and unit rates, K
 * degenerate modes of s^2 = 1 - f at p^2 - s p + rho = 0 give |y_a - y_b|^2 = 2 rho_P p^2/(rho b) for any two labels of
 * degree b. The certified slot has the same p and amplitude. */
static void test_decay_fixes_the_separation(void **state)
{
    (void)state;
    enum { K = 4, D = 2 * K, SAMPLES = 100 };
    const double f = 0.1, rho = 0.01, head_rho[2] = {0.01, 0.02};
    for (int kind = 0; kind < 2; kind++) {
        col_table table;
        uniform_table(&table, K, SAMPLES, 10);
        col_flow_model model = col_flow_model_default(D);
        model.decay = rho;
        model.head_decay = head_rho[kind];
        double P[D * D] = {0}, s = sqrt(1 - f), p = (s + sqrt(s * s - 4 * rho)) / 2;
        for (int j = 0; j < D; j++)
            P[j * D + j] = j < K ? 0.9 : -0.9;
        col_flow_start start = col_flow_start_default(D);
        start.P = P;
        col_flow_options options = short_run(10000);
        col_flow_result result = simulate(&table, &model, &start, &options);
        double expected = sqrt(2 * head_rho[kind] * p * p / (rho * SAMPLES));
        assert_near(last_point(&result)->separation_mean / expected, 1, 1e-6);
        assert_near(last_point(&result)->separation_min / expected, 1, 1e-6);
        assert_near(result.head_real[(result.points - 1) * D + 1], p, 1e-6);
        assert_near(result.head_real[(result.points - 1) * D + K], -p, 1e-6);
        col_flow_result_clear(&result);
        col_table_clear(&table);
    }
}

/* E4: without head the separation decays with 1 -+ sqrt(1 - f); the leak multiplies both. The event is where the
 * series says. */
static void test_two_rates(void **state)
{
    (void)state;
    col_table table;
    uniform_table(&table, 5, 100, 10);
    for (int leak = 0; leak < 2; leak++) {
        col_flow_model model = col_flow_model_default(8);
        model.head = false;
        model.leak = leak;
        col_flow_start start = col_flow_start_default(8);
        col_flow_options options = col_flow_options_default();
        col_flow_result result = simulate(&table, &model, &start, &options);
        double s = sqrt(0.9);
        assert_near(result.slow.rate, (1 + leak) * (1 - s), 1e-4);
        assert_near(result.fast.rate, (1 + leak) * (1 + s), 2e-2);
        assert_true(result.slow.error < 1e-4 && result.fast.error < 2e-2);
        for (size_t k = 0; k < result.points; k++) {
            double share = result.series[k].separation_mean / result.series[0].separation_mean;
            assert_true(result.series[k].time < result.collapse_time ? share > 5e-4 : share < 2e-3);
        }
        col_flow_result_clear(&result);
    }
    col_table_clear(&table);
}

/* H7: the mean mode, unstable, stays out. For unbalanced data and any rates sum b_c y_c = 0. */
static void test_centred_stays_centred(void **state)
{
    (void)state;
    test_random random = {41};
    col_table table;
    test_table(&table, &random, 30, 4, 6);
    double degree[4] = {0};
    for (size_t i = 0; i < table.rows; i++)
        for (size_t e = table.start[i]; e < table.start[i + 1]; e++)
            degree[table.column[e]] += (double)col_table_copies(&table, i) * table.weight[e];
    for (int kind = 0; kind < 2; kind++) {
        col_flow_model model = col_flow_model_default(4);
        model.centre = true;
        if (kind == 1)
            model.sample_rate = model.label_rate = 0.01;
        col_flow_start start = col_flow_start_default(4);
        col_flow_options options = short_run(2000);
        col_flow_result result = simulate(&table, &model, &start, &options);
        for (size_t j = 0; j < 4; j++) {
            double sum = 0, size = 0;
            for (size_t c = 0; c < 4; c++) {
                sum += degree[c] * result.y[c * 4 + j];
                size += degree[c] * fabs(result.y[c * 4 + j]);
            }
            assert_true(fabs(sum) <= 1e-9 * (1 + size));
        }
        for (size_t j = 0; j < 4 && kind == 0; j++) /* so no head eigenvalue is one */
            assert_true(fabs(result.head_real[(result.points - 1) * 4 + j]) < 0.99 * result.correlations[0]);
        col_flow_result_clear(&result);
    }
    col_table_clear(&table);
}

/* S1: the student's head ends at plus and minus canonical correlations, which the 1 of a mean mode is not among. S3: with
 * more inputs than samples and no frustration they are all one. */
static void test_teacher_and_student(void **state)
{
    (void)state;
    col_error error = {0};
    for (int kind = 0; kind < 2; kind++) {
        col_teacher teacher;
        assert_true(col_teacher_draw(&teacher, kind ? 60 : 12, 3, kind ? 40 : 400, kind ? 0 : 0.2, 3, &error));
        col_flow_model model = col_flow_model_default(3);
        col_flow_start start = col_flow_start_default(3);
        col_flow_options options = short_run(1e5);
        col_flow_result result;
        assert_true(col_flow_simulate_teacher(&result, &teacher, &model, &start, &options, &error));
        if (kind == 0) {
            check_spectrum(&result, 1e-5);
            assert_true(result.correlations[0] < 0.95);
        } else {
            for (size_t k = 0; k < 3; k++)
                assert_near(result.correlations[k], 1, 1e-9);
            assert_true(last_point(&result)->accuracy == 1);
        }
        assert_true(last_point(&result)->drift < 1e-6);
        col_flow_result_clear(&result);
        model.centre = true;
        assert_false(col_flow_simulate_teacher(&result, &teacher, &model, &start, &options, &error));
        error = (col_error){0};
        col_teacher_clear(&teacher);
    }
}

static void test_same_seed_same_run(void **state)
{
    (void)state;
    col_table table;
    uniform_table(&table, 4, 50, 5);
    col_flow_model model = col_flow_model_default(6);
    col_flow_start start = col_flow_start_default(6);
    col_flow_options options = short_run(10);
    col_flow_result one = simulate(&table, &model, &start, &options);
    col_flow_result two = simulate(&table, &model, &start, &options);
    start.seed = 2;
    col_flow_result other = simulate(&table, &model, &start, &options);
    assert_memory_equal(one.y, two.y, 4 * 6 * sizeof(double));
    assert_memory_equal(one.P, two.P, 6 * 6 * sizeof(double));
    assert_true(memcmp(one.y, other.y, 4 * 6 * sizeof(double)) != 0);
    col_flow_result_clear(&one);
    col_flow_result_clear(&two);
    col_flow_result_clear(&other);
    col_table_clear(&table);
}

/* All methods agree. */
static void test_methods_agree(void **state)
{
    (void)state;
    test_random random = {43};
    col_table table;
    test_table(&table, &random, 10, 3, 4);
    col_flow_model model = col_flow_model_default(4);
    model.leak = 0.02;
    col_flow_start start = col_flow_start_default(4);
    col_flow_options options = short_run(50);
    col_flow_result reference = simulate(&table, &model, &start, &options);
    for (col_flow_method method = COL_FLOW_ADAMS; method <= COL_FLOW_RUNGE_KUTTA; method++) {
        options.method = method;
        col_flow_result result = simulate(&table, &model, &start, &options);
        for (size_t k = 0; k < result.points; k++)
            assert_near(result.series[k].separation_mean / reference.series[k].separation_mean, 1, 1e-6);
        col_flow_result_clear(&result);
    }
    col_flow_result_clear(&reference);
    col_table_clear(&table);
}

static void test_principal_axes(void **state)
{
    (void)state;
    const double y[] = {1, 0, 5, -1, 0, 5, 0, 3, 5, 0, -3, 5}; /* four points in the plane z = 5 */
    double axes[8];
    col_flow_principal_axes(axes, y, 4, 3);
    for (int i = 0; i < 4; i++) {
        assert_near(fabs(axes[2 * i]), i < 2 ? 0 : 3, 1e-12);
        assert_near(fabs(axes[2 * i + 1]), i < 2 ? 1 : 0, 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conserved_matrix), cmocka_unit_test(test_embedding_is_matrix_exponential),
        cmocka_unit_test(test_components_go_to_their_means), cmocka_unit_test(test_rotation),
        cmocka_unit_test(test_permutation_and_translation), cmocka_unit_test(test_head_spectrum),
        cmocka_unit_test(test_ablation), cmocka_unit_test(test_decay_fixes_the_separation),
        cmocka_unit_test(test_two_rates),
        cmocka_unit_test(test_centred_stays_centred), cmocka_unit_test(test_teacher_and_student),
        cmocka_unit_test(test_same_seed_same_run), cmocka_unit_test(test_methods_agree),
        cmocka_unit_test(test_principal_axes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
