/* The velocity of the simulated flow against differences of the loss; the exact reduction against every sample. */
#include "tables.h"

#include "../src/flow/random.h"

#include <collapsar/flow.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* A point of the unreduced flow, and the loss there as it is defined, sample by sample. */
typedef struct {
    size_t N, K, d;
    double *A, *x, *y, *P;
    bool head;
} problem;

static double *times(double *out, const double *P, const double *v, size_t d)
{
    for (size_t i = 0; i < d; i++) {
        out[i] = 0;
        for (size_t j = 0; j < d; j++)
            out[i] += P[i * d + j] * v[j];
    }
    return out;
}

/* L(x, y, P; stopped_x, stopped_y). */
static double loss(const problem *p, const double *stopped_x, const double *stopped_y)
{
    size_t d = p->d;
    double sum = 0, image[16];
    for (size_t i = 0; i < p->N; i++) {
        for (size_t c = 0; c < p->K; c++) {
            double square = 0;
            const double *x = p->x + i * d, *y = p->y + c * d, *sx = stopped_x + i * d, *sy = stopped_y + c * d;
            if (!p->head) {
                for (size_t j = 0; j < d; j++)
                    square += (x[j] - y[j]) * (x[j] - y[j]);
            } else {
                times(image, p->P, x, d);
                for (size_t j = 0; j < d; j++)
                    square += (image[j] - sy[j]) * (image[j] - sy[j]);
                times(image, p->P, y, d);
                for (size_t j = 0; j < d; j++)
                    square += (image[j] - sx[j]) * (image[j] - sx[j]);
            }
            sum += p->A[i * p->K + c] * square / 2;
        }
    }
    return sum;
}

/* dL/d*where with the stopped branches fixed; *where belongs to x, y or P. */
static double live_difference(const problem *p, double *where)
{
    const double h = 1e-5;
    double *sx = malloc(p->N * p->d * sizeof *sx), *sy = malloc(p->K * p->d * sizeof *sy), before = *where;
    memcpy(sx, p->x, p->N * p->d * sizeof *sx);
    memcpy(sy, p->y, p->K * p->d * sizeof *sy);
    *where = before + h;
    double above = loss(p, sx, sy);
    *where = before - h;
    double below = loss(p, sx, sy);
    *where = before;
    free(sx);
    free(sy);
    return (above - below) / (2 * h);
}

/* dL/d(stopped copy of entry k of x or y). */
static double stopped_difference(const problem *p, bool of_x, size_t k)
{
    const double h = 1e-5;
    size_t count = (of_x ? p->N : p->K) * p->d;
    double *copy = malloc(count * sizeof *copy), value[2];
    memcpy(copy, of_x ? p->x : p->y, count * sizeof *copy);
    double before = copy[k];
    for (int side = 0; side < 2; side++) {
        copy[k] = side ? before - h : before + h;
        value[side] = of_x ? loss(p, copy, p->y) : loss(p, p->x, copy);
    }
    free(copy);
    return (value[0] - value[1]) / (2 * h);
}

/* The full gradient of entry k of x or y. Without a head the leak multiplies it. */
static double gradient(const problem *p, bool of_x, size_t k, double leak)
{
    double live = live_difference(p, (of_x ? p->x : p->y) + k);
    return p->head ? live + leak * stopped_difference(p, of_x, k) : (1 + leak) * live;
}

static void problem_init(problem *p, const col_table *table, size_t d, bool head, test_random *random)
{
    p->N = (size_t)col_table_samples(table);
    p->K = table->columns;
    p->d = d;
    p->head = head;
    p->A = calloc(p->N * p->K, sizeof(double));
    size_t sample = 0;
    for (size_t i = 0; i < table->rows; i++)
        for (uint64_t k = 0; k < col_table_copies(table, i); k++, sample++)
            for (size_t e = table->start[i]; e < table->start[i + 1]; e++)
                p->A[sample * p->K + table->column[e]] = table->weight[e];
    p->x = test_numbers(random, p->N * d, 1);
    p->y = test_numbers(random, p->K * d, 1);
    p->P = test_numbers(random, d * d, 0.7);
}

static void problem_clear(problem *p)
{
    free(p->A);
    free(p->x);
    free(p->y);
    free(p->P);
}

static void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance * (1 + fabs(b)))) {
        print_error("%.15g is not %.15g (difference %.3g)\n", a, b, a - b);
        fail();
    }
}

/* Some entries of each block against differences. eta: rates of samples, labels, head. */
static void check_velocity(const col_table *table, const col_flow_model *model, const double *eta_x,
                           const double *eta_y, double eta_P, test_random *random)
{
    problem p;
    col_error error = {0};
    size_t d = model->dimension;
    problem_init(&p, table, d, model->head, random);
    double *dx = calloc(p.N * d, sizeof *dx), *dy = calloc(p.K * d, sizeof *dy), *dP = calloc(d * d, sizeof *dP);
    assert_true(col_flow_velocity(dx, dy, dP, table, model, p.x, p.y, p.P, &error));
    for (size_t k = 0; k < p.N * d; k += 1 + p.N * d / 40)
        assert_near(dx[k], -eta_x[k / d] * gradient(&p, true, k, model->leak) - model->decay * p.x[k], 1e-7);
    for (size_t k = 0; k < p.K * d; k++)
        assert_near(dy[k], -eta_y[k / d] * gradient(&p, false, k, model->leak) - model->decay * p.y[k], 1e-7);
    for (size_t k = 0; k < d * d && model->head; k++)
        assert_near(dP[k], -eta_P * live_difference(&p, p.P + k) - model->head_decay * p.P[k], 1e-7);
    free(dx);
    free(dy);
    free(dP);
    problem_clear(&p);
}

/* Degrees, sample by sample. */
static void degrees(double *a, double *b, const col_table *table)
{
    size_t sample = 0;
    memset(b, 0, table->columns * sizeof *b);
    for (size_t i = 0; i < table->rows; i++) {
        for (uint64_t k = 0; k < col_table_copies(table, i); k++, sample++) {
            a[sample] = 0;
            for (size_t e = table->start[i]; e < table->start[i + 1]; e++) {
                a[sample] += table->weight[e];
                b[table->column[e]] += table->weight[e];
            }
        }
    }
}

static void check_default_rates(const col_table *table, col_flow_model model, test_random *random)
{
    size_t N = (size_t)col_table_samples(table), K = table->columns;
    double *a = malloc(N * sizeof *a), *b = malloc(K * sizeof *b);
    degrees(a, b, table);
    for (size_t i = 0; i < N; i++)
        a[i] = 1 / a[i];
    for (size_t c = 0; c < K; c++)
        b[c] = 1 / b[c];
    check_velocity(table, &model, a, b, 1, random);
    free(a);
    free(b);
}

static void test_gradient_of_every_variant(void **state)
{
    (void)state;
    test_random random = {7};
    const double leaks[] = {0, 0.3, 1};
    for (int kind = 0; kind < 3; kind++) {
        col_table table;
        if (kind == 0)
            test_table(&table, &random, 9, 4, 3);
        else if (kind == 1)
            test_sparse_table(&table, &random, 40, 8);
        else
            test_table(&table, &random, 300, 3, 1); /* more than one chunk of rows */
        for (int head = 0; head < 2; head++) {
            for (int k = 0; k < 3; k++) {
                col_flow_model model = col_flow_model_default(3);
                model.head = head;
                model.leak = leaks[k];
                model.decay = 0.2 * k;
                model.head_decay = head ? 0.1 * k : 0;
                check_default_rates(&table, model, &random);
            }
        }
        col_table_clear(&table);
    }
}

static void test_gradient_with_rates(void **state)
{
    (void)state;
    test_random random = {11};
    col_table table;
    test_table(&table, &random, 8, 3, 1);
    double *eta_x = test_numbers(&random, 8, 0.4), *eta_y = test_numbers(&random, 3, 0.4);
    for (int i = 0; i < 8; i++)
        eta_x[i] += 0.5;
    for (int c = 0; c < 3; c++)
        eta_y[c] += 0.5;
    col_flow_model model = col_flow_model_default(4);
    model.leak = 0.25;
    model.decay = 0.1;
    model.head_rate = 0.7;
    model.sample_rates = eta_x;
    model.label_rates = eta_y;
    check_velocity(&table, &model, eta_x, eta_y, 0.7, &random);
    const double common[8] = {0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3};
    model.sample_rates = model.label_rates = NULL;
    model.sample_rate = model.label_rate = 0.3;
    check_velocity(&table, &model, common, common, 0.7, &random);
    free(eta_x);
    free(eta_y);
    col_table_clear(&table);
}

/* Teacher-student: the same loss with x_i = W xi_i; the chain rule sums over the samples. */
static void test_gradient_of_teacher(void **state)
{
    (void)state;
    test_random random = {3};
    col_teacher teacher;
    col_error error = {0};
    const size_t D = 6, K = 3, N = 25, d = 4;
    assert_true(col_teacher_draw(&teacher, D, K, N, 0.2, 5, &error));
    assert_int_equal(teacher.frustrated, 5);
    problem p = {.N = N, .K = K, .d = d};
    p.A = calloc(N * K, sizeof(double));
    for (size_t i = 0; i < N; i++)
        for (size_t c = 0; c < K; c++)
            p.A[i * K + c] = i < teacher.frustrated ? 1.0 / 3 : teacher.label[i] == c;
    for (int kind = 0; kind < 4; kind++) {
        col_flow_model model = col_flow_model_default(d);
        model.head = p.head = kind > 0;
        model.leak = kind == 2 ? 0.4 : 0;
        model.decay = kind == 3 ? 0.2 : 0;
        model.sample_rate = 0.05;
        model.label_rate = 0.07;
        model.head_rate = 0.03;
        double *W = test_numbers(&random, D * d, 1), *dW = calloc(D * d, sizeof *dW), dy[12], dP[16];
        p.y = test_numbers(&random, K * d, 1);
        p.P = test_numbers(&random, d * d, 1);
        p.x = calloc(N * d, sizeof(double));
        for (size_t i = 0; i < N; i++)
            for (size_t j = 0; j < D; j++)
                for (size_t k = 0; k < d; k++)
                    p.x[i * d + k] += teacher.input[i * D + j] * W[j * d + k];
        assert_true(col_flow_velocity_teacher(dW, dy, dP, &teacher, &model, W, p.y, p.P, &error));
        for (size_t j = 0; j < D; j++) {
            for (size_t k = 0; k < d; k++) {
                double sum = 0;
                for (size_t i = 0; i < N; i++)
                    sum += gradient(&p, true, i * d + k, model.leak) * teacher.input[i * D + j];
                assert_near(dW[j * d + k], -0.05 * sum - model.decay * W[j * d + k], 1e-6);
            }
        }
        for (size_t k = 0; k < K * d; k++)
            assert_near(dy[k], -0.07 * gradient(&p, false, k, model.leak) - model.decay * p.y[k], 1e-6);
        for (size_t k = 0; k < d * d && model.head; k++)
            assert_near(dP[k], -0.03 * live_difference(&p, p.P + k), 1e-6);
        free(W);
        free(dW);
        free(p.x);
        free(p.y);
        free(p.P);
    }
    free(p.A);
    col_teacher_clear(&teacher);
}

/* Runs with and without the reduction must tell the same story. */
static void compare_runs(const col_table *table, const col_flow_model *model, const col_flow_start *start,
                         bool reduces)
{
    col_flow_result reduced, full;
    col_error error = {0};
    col_flow_options options = col_flow_options_default();
    options.end = 30;
    options.points = 12;
    options.witnesses = 50;
    assert_true(col_flow_simulate(&reduced, table, model, start, &options, &error));
    options.reduce = false;
    assert_true(col_flow_simulate(&full, table, model, start, &options, &error));
    assert_int_equal(full.rows, col_table_samples(table));
    assert_true(reduces ? reduced.rows < full.rows : reduced.rows <= full.rows);
    for (size_t k = 0; k < full.points; k++) {
        const col_flow_point *r = &reduced.series[k], *f = &full.series[k], *first = &full.series[0];
        assert_near(r->separation_mean / first->separation_mean, f->separation_mean / first->separation_mean, 1e-7);
        assert_near(r->separation_min / first->separation_min, f->separation_min / first->separation_min, 1e-7);
        assert_near(r->loss / first->loss, f->loss / first->loss, 1e-7);
        assert_near(r->misfit / first->misfit, f->misfit / first->misfit, 1e-7);
        assert_true(fabs(r->accuracy - f->accuracy) < 1e-12 || (isnan(r->accuracy) && isnan(f->accuracy)));
        assert_true(fabs(r->alignment - f->alignment) < 1e-12 || (isnan(r->alignment) && isnan(f->alignment)));
    }
    double unit = full.series[0].separation_mean;
    for (size_t k = 0; k < full.labels * full.dimension; k++)
        assert_near(reduced.y[k] / unit, full.y[k] / unit, 1e-6);
    for (size_t k = 0; k < full.labels; k++)
        assert_near(reduced.correlations[k], full.correlations[k], 1e-12);
    col_flow_result_clear(&reduced);
    col_flow_result_clear(&full);
}

static void test_reduction_is_exact(void **state)
{
    (void)state;
    test_random random = {23};
    for (int kind = 0; kind < 5; kind++) {
        col_table table;
        if (kind % 2 == 0)
            test_table(&table, &random, 12, 4, 20);
        else
            test_sparse_table(&table, &random, 150, 5);
        col_flow_model model = col_flow_model_default(6);
        model.head = kind != 3;
        model.leak = kind == 2 ? 0.2 : 0;
        model.decay = model.head_decay = kind == 4 ? 0.02 : 0;
        model.centre = kind == 1;
        col_flow_start start = col_flow_start_default(6);
        compare_runs(&table, &model, &start, true);
        double *x = test_numbers(&random, (size_t)col_table_samples(&table) * 6, 0.6);
        start.x = x;
        compare_runs(&table, &model, &start, true);
        free(x);
        col_table_clear(&table);
    }
}

/* With one learning rate for all samples, those of equal degree are reduced, the others kept. */
static void test_reduction_by_rate(void **state)
{
    (void)state;
    test_random random = {29};
    col_table table;
    col_table_init(&table);
    for (int i = 0; i < 8; i++) {
        for (uint32_t c = 0; c < 3; c++)
            col_table_add_double(&table, c, 1 + test_uniform(&random));
        col_table_end_row(&table, i < 2 ? 60 : 1 + (uint64_t)i);
    }
    col_flow_model model = col_flow_model_default(4);
    model.sample_rate = 0.2;
    model.label_rate = 0.01;
    col_flow_start start = col_flow_start_default(4);
    compare_runs(&table, &model, &start, true);
    model.centre = true;
    compare_runs(&table, &model, &start, true);
    col_table_clear(&table);
}

/* A Wishart matrix of n terms has mean n 1 and variances n (off the diagonal) and 2n. */
static void test_wishart_moments(void **state)
{
    (void)state;
    enum { D = 4, DRAWS = 20000 };
    const uint64_t terms[] = {3, 50};
    col_flow_random *random = col_flow_random_new(17, NULL);
    for (int k = 0; k < 2; k++) {
        double mean[D * D] = {0}, square[D * D] = {0};
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum[D * D] = {0};
            col_flow_random_wishart(sum, D, terms[k], 1, random);
            for (int j = 0; j < D * D; j++) {
                mean[j] += sum[j] / DRAWS;
                square[j] += sum[j] * sum[j] / DRAWS;
            }
        }
        double n = (double)terms[k];
        for (int j = 0; j < D * D; j++) {
            bool diagonal = j % (D + 1) == 0;
            double variance = diagonal ? 2 * n : n;
            assert_true(fabs(mean[j] - (diagonal ? n : 0)) < 5 * sqrt(variance / DRAWS));
            assert_true(fabs(square[j] - mean[j] * mean[j] - variance) < 0.1 * variance);
        }
    }
    col_flow_random_free(random);
}

/* Beyond COL_FLOW_EXPLICIT sums are drawn: the loss at the start, a sum over all samples, has its expected value. */
static void test_sums_match_samples(void **state)
{
    (void)state;
    col_error error = {0};
    double loss_of[2], misfit_of[2];
    for (int huge = 0; huge < 2; huge++) {
        col_table table;
        col_table_init(&table);
        for (uint32_t c = 0; c < 3; c++) {
            col_table_add_double(&table, c, 1);
            col_table_end_row(&table, huge ? 400000000 : 40000);
        }
        for (uint32_t c = 0; c < 3; c++)
            col_table_add_double(&table, c, 1.0 / 3);
        col_table_end_row(&table, huge ? 300000000 : 30000);
        col_flow_model model = col_flow_model_default(5);
        col_flow_start start = col_flow_start_default(5);
        col_flow_options options = col_flow_options_default();
        col_flow_result result;
        options.end = 5;
        options.points = 4;
        options.witnesses = 200;
        assert_true(col_flow_simulate(&result, &table, &model, &start, &options, &error));
        assert_int_equal(result.rows, 3);
        double weight = huge ? 1.5e9 : 1.5e5; /* the default start shrinks with its root */
        loss_of[huge] = weight * result.series[0].loss;
        misfit_of[huge] = weight * result.series[0].misfit;
        assert_true(result.series[result.points - 1].drift < 1e-7);
        col_flow_result_clear(&result);
        col_table_clear(&table);
    }
    assert_near(loss_of[1], loss_of[0], 0.02);
    assert_near(misfit_of[1], misfit_of[0], 0.05);
}

static void test_bad_input(void **state)
{
    (void)state;
    test_random random = {2};
    col_table table;
    col_flow_result result;
    col_flow_options options = col_flow_options_default();
    test_table(&table, &random, 5, 3, 1);
    for (int kind = 0; kind < 12; kind++) {
        col_flow_model model = col_flow_model_default(2);
        col_flow_start start = col_flow_start_default(2);
        options = col_flow_options_default();
        switch (kind) {
        case 0: model.dimension = 0; break;
        case 1: model.leak = 1.5; break;
        case 2: model.leak = NAN; break;
        case 3: model.decay = -1; break;
        case 4: model.head_decay = INFINITY; break;
        case 5: model.sample_rate = NAN; break;
        case 6: start.samples = NAN; break;
        case 7: start.seed = (ulong)1 << 40; break;
        case 8: options.end = 0; break;
        case 9: options.points = 1; break;
        case 10: options.relative = 0; break;
        default: options.memory = 3; break;
        }
        col_error error = {0};
        assert_false(col_flow_simulate(&result, &table, &model, &start, &options, &error));
        assert_int_equal(error.fault, kind == 11 ? COL_FAULT_RESOURCE : COL_FAULT_INPUT);
        assert_true(strlen(error.message) > 10);
    }
    col_table_clear(&table);
    col_teacher teacher;
    col_error error = {0};
    assert_false(col_teacher_draw(&teacher, 2, 3, 10, 0, 1, &error)); /* D < K */
    error = (col_error){0};
    assert_false(col_teacher_draw(&teacher, 5, 3, 10, 1.5, 1, &error));
    error = (col_error){0};
    assert_false(col_teacher_draw(&teacher, 5, 5, 2, 0, 1, &error)); /* a label is missing */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gradient_of_every_variant), cmocka_unit_test(test_gradient_with_rates),
        cmocka_unit_test(test_gradient_of_teacher), cmocka_unit_test(test_reduction_is_exact),
        cmocka_unit_test(test_reduction_by_rate), cmocka_unit_test(test_wishart_moments),
        cmocka_unit_test(test_sums_match_samples), cmocka_unit_test(test_bad_input)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
