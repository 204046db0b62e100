/* The complete spectrum at slot states, against the Jacobian of the simulated flow's velocity. */
#include "catalogue.h"
#include "stage.h"

#include "../base/memory.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    col_stage_setting state;
    int power;   /* sum of the eigenvalues to this power; 0: how many are zero */
    double time; /* zeros: exp(J t) is looked at */
} jacobian_setting;

static bool velocity(double *out, const col_stage *stage, const col_point *z, col_error *error)
{
    size_t N = z->samples, K = z->labels, d = z->dimension;
    return col_flow_velocity(out, out + N * d, out + (N + K) * d, &stage->scene.table, &stage->model, z->x, z->y, z->P,
                             error);
}

/* The Jacobian, a column a coordinate. The velocity is a polynomial of degree three: central differences over h and 2h
 * combine to the derivative itself, whatever h. */
static bool find_jacobian(double *J, const col_stage *stage, col_point *z, double h, col_error *error)
{
    static const double at[4] = {-2, -1, 1, 2}, weight[4] = {1. / 12, -8. / 12, 8. / 12, -1. / 12};
    size_t n = col_point_size(z);
    double *v = col_malloc(n * sizeof(double));
    bool good = true;
    for (size_t j = 0; j < n && good; j++) {
        double middle = z->x[j];
        for (int k = 0; k < 4 && good; k++) {
            z->x[j] = middle + at[k] * h;
            good = velocity(v, stage, z, error);
            for (size_t i = 0; i < n; i++)
                J[i * n + j] += weight[k] * v[i] / h;
        }
        z->x[j] = middle;
    }
    free(v);
    return good;
}

static double trace(const double *A, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += A[i * n + i];
    return sum;
}

static void multiply(double *out, const double *A, const double *B, size_t n)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)n, (int)n, (int)n, 1, A, (int)n, B, (int)n, 0, out,
                (int)n);
}

/* The trace of exp(J t) by Taylor's series of a small part of the time, squared again and again. */
static double trace_of_exponential(const double *J, size_t n, double t)
{
    enum { SQUARINGS = 20, TERMS = 12 };
    double *sum = col_calloc(n * n, sizeof(double)), *term = col_calloc(n * n, sizeof(double)),
           *next = col_calloc(n * n, sizeof(double));
    for (size_t i = 0; i < n; i++)
        sum[i * n + i] = term[i * n + i] = 1;
    for (int k = 1; k <= TERMS; k++) {
        multiply(next, term, J, n);
        for (size_t i = 0; i < n * n; i++) {
            term[i] = ldexp(next[i] * t / k, -SQUARINGS);
            sum[i] += term[i];
        }
    }
    for (int k = 0; k < SQUARINGS; k++) {
        multiply(next, sum, sum, n);
        memcpy(sum, next, n * n * sizeof(double));
    }
    double result = trace(sum, n);
    free(sum);
    free(term);
    free(next);
    return result;
}

/* The integrator has no part in it; what rounding does is seen by doubling the step of the differences. */
static bool measure(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const jacobian_setting *at = setting;
    col_stage stage;
    col_point z;
    if (!col_stage_open(&stage, &at->state, error))
        return false;
    col_point_init(&z, &stage);
    col_stage_place(&z, &stage);
    size_t n = col_point_size(&z);
    double *J = col_calloc(n * n, sizeof(double)), *square = col_calloc(n * n, sizeof(double));
    bool good = find_jacobian(J, &stage, &z, 0.0625 / (double)knobs->size, error);
    multiply(square, J, J, n);
    *value = at->power == 1 ? trace(J, n) : at->power == 2 ? trace(square, n)
                                                           : trace_of_exponential(J, n, at->time * knobs->window);
    free(J);
    free(square);
    col_point_clear(&z);
    col_stage_close(&stage);
    return good;
}

/* The sum over the certified spectrum, zeros left out. */
static void sum_powers(arb_t sum, const col_slot_spectrum *spectrum, int power)
{
    enum { MOST = 4096 };
    acb_ptr values = _acb_vec_init(MOST);
    fmpz *copies = _fmpz_vec_init(MOST);
    size_t count = col_slot_spectrum_list(values, copies, MOST, spectrum);
    acb_t total;
    acb_init(total);
    for (size_t i = 0; i < count; i++) {
        acb_pow_ui(values + i, values + i, (ulong)power, COL_SCENE_PRECISION);
        acb_addmul_fmpz(total, values + i, copies + i, COL_SCENE_PRECISION);
    }
    acb_get_real(sum, total);
    acb_clear(total);
    _acb_vec_clear(values, MOST);
    _fmpz_vec_clear(copies, MOST);
}

static void predict(col_check *check, const jacobian_setting *at)
{
    col_error error = {0};
    col_stage stage;
    if (!col_stage_open(&stage, &at->state, &error)) {
        col_check_fail(check, "%s", error.message);
        return;
    }
    if (at->power > 0)
        sum_powers(check->predicted, &stage.spectrum, at->power);
    else if (stage.spectrum.attracting == COL_PROVED)
        arb_set_fmpz(check->predicted, stage.spectrum.zero_eigenvalues);
    else
        col_check_fail(check, "the state is not proved to attract");
    col_stage_close(&stage);
}

static void check_jacobian(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    predict(check, setting);
    col_measure(check, measure, setting, COL_VARY_WINDOW | COL_VARY_SIZE, options->seed);
}

static const jacobian_setting
    sum_decay = {{NULL, false, 3, "+1,+2,-1", .leak = 0.0625, .decay = 0.03125, .head_decay = 0.0625}, 1, 0},
    sum_unequal = {{NULL, false, 3, "+1,-1,0", .decay = 0.03125, .head_decay = 0.0625, .alpha = 0.5, .beta = 1.5,
                    .gamma = 2}, 1, 0},
    squares_decay = {{NULL, false, 3, "+1,-2,0", .leak = 0.0625, .decay = 0.03125, .head_decay = 0.0625}, 2, 0},
    squares_unequal = {{NULL, false, 2, "+1,-1", .decay = 0.03125, .head_decay = 0.0625, .alpha = 0.5, .beta = 1.5},
                       2, 0},
    squares_family = {{NULL, false, 3, "+1,-1,0", .conserved = 0.125, .empty = 0.25}, 2, 0},
    zeros_decay = {{NULL, false, 3, "+1,+2,-1", .decay = 0.015625, .head_decay = 0.0625}, 0, 2000},
    zeros_family = {{NULL, false, 3, "+1,+2,-1", .conserved = 0.125}, 0, 2000},
    zeros_empty = {{NULL, false, 2, "+1,0", .conserved = 0.125, .empty = 1.25}, 0, 2000},
    zeros_equal = {{"uniform,K=3,f=1/4", false, 3, "+1,+2,-1", .decay = 0.03125, .head_decay = 0.0625}, 0, 2000};

const col_check_entry col_checks_jacobian[] = {
    {"spectrum-sum", "B1", "sum of all eigenvalues at a slot state with leak and decay", check_jacobian, &sum_decay},
    {"spectrum-sum-unequal", "B1", "the same with a plane, an empty direction and unequal rates", check_jacobian,
     &sum_unequal},
    {"spectrum-squares", "B1", "sum of the squared eigenvalues, with an empty direction", check_jacobian,
     &squares_decay},
    {"spectrum-squares-unequal", "B1", "the same at unequal rates", check_jacobian, &squares_unequal},
    {"spectrum-squares-family", "B3", "the same without decay", check_jacobian, &squares_family},
    {"zeros-decay", "B2", "zero eigenvalues with decay: rotations", check_jacobian, &zeros_decay},
    {"zeros-family", "B2", "zero eigenvalues without decay, all slots filled", check_jacobian, &zeros_family},
    {"zeros-empty", "B2", "zero eigenvalues without decay, with a direction that holds nothing", check_jacobian,
     &zeros_empty},
    {"zeros-equal", "B2", "zero eigenvalues with equal modes that mix", check_jacobian, &zeros_equal},
    {NULL, NULL, NULL, NULL, NULL}};
