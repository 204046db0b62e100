/* Rates of growth and decay at a state: certified from the Jacobian, and measured from the simulated flow.
 *
 * The flow over a time h maps displacements y from the state to A y + O(y^2). Differences of trajectories that start at +y and
 * -y give the columns of A without the quadratic terms; its eigenvalues m give the rates log|m|/h, whatever the directions,
 * oscillations and multiplicities. */
#include "file_rate.h"

#include "../base/memory.h"
#include "../verify/spectrum.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

enum { FIRST_BITS = 128, LAST_BITS = 1024 };

static void state_init(col_portrait_state *state, size_t n)
{
    *state = (col_portrait_state){.name = -1, .eigenvalues = _acb_vec_init((slong)n)};
}

/* The Jacobian at the state as constants: row by row. False: too large. */
static bool jacobian_entries(col_expr *entries, const col_subject *subject, const col_expr *components)
{
    const col_model *model = subject->model;
    size_t n = model->variable_count, p = model->parameter_count;
    col_expr *symbols = col_malloc((n + p) * sizeof *symbols), *values = col_malloc((n + p) * sizeof *values);
    for (size_t i = 0; i < p; i++) {
        symbols[i] = model->parameters[i].symbol;
        values[i] = col_region_at(&subject->sampler.region, symbols[i], subject->draw.point);
    }
    for (size_t i = 0; i < n; i++) {
        symbols[p + i] = model->variables[i].symbol;
        values[p + i] = components[i];
    }
    bool good = true;
    for (size_t k = 0; good && k < n * n; k++) {
        col_expr derivative =
            col_expr_derivative(model->graph, model->variables[k / n].flow, model->variables[k % n].symbol);
        entries[k] = derivative == COL_EXPR_NONE
            ? COL_EXPR_NONE : col_expr_substitute(model->graph, derivative, symbols, values, n + p);
        good = entries[k] != COL_EXPR_NONE;
    }
    free(symbols);
    free(values);
    return good;
}

static int descending(const void *a, const void *b)
{
    return -arf_cmp((arf_srcptr)a, (arf_srcptr)b);
}

/* The i-th largest real part lies between the i-th largest of the lower ends and that of the upper ends. */
static void sort_real_parts(arb_ptr rates, acb_srcptr eigenvalues, slong n)
{
    arf_struct *lower = col_malloc((size_t)n * sizeof *lower), *upper = col_malloc((size_t)n * sizeof *upper);
    for (slong i = 0; i < n; i++) {
        arf_init(lower + i);
        arf_init(upper + i);
        arb_get_lbound_arf(lower + i, acb_realref(eigenvalues + i), LAST_BITS);
        arb_get_ubound_arf(upper + i, acb_realref(eigenvalues + i), LAST_BITS);
    }
    qsort(lower, (size_t)n, sizeof *lower, descending);
    qsort(upper, (size_t)n, sizeof *upper, descending);
    for (slong i = 0; i < n; i++) {
        arb_set_interval_arf(rates + i, lower + i, upper + i, FIRST_BITS);
        arf_clear(lower + i);
        arf_clear(upper + i);
    }
    free(lower);
    free(upper);
}

static double largest_modulus(acb_srcptr eigenvalues, slong n)
{
    double largest = 0;
    for (slong i = 0; i < n; i++)
        largest = fmax(largest, hypot(arf_get_d(arb_midref(acb_realref(eigenvalues + i)), ARF_RND_NEAR),
                                      arf_get_d(arb_midref(acb_imagref(eigenvalues + i)), ARF_RND_NEAR)));
    return largest;
}

static bool sharp(arb_srcptr rates, slong n)
{
    for (slong i = 0; i < n; i++)
        if (!arb_is_finite(rates + i) || (!arb_contains_zero(rates + i) && arb_rel_accuracy_bits(rates + i) < 40))
            return false;
    return true;
}

bool col_rates_certified(arb_ptr rates, double *fastest, const col_subject *subject, const col_expr *components)
{
    const col_model *model = subject->model;
    slong n = (slong)model->variable_count;
    col_expr *entries = col_calloc((size_t)(n * n), sizeof *entries);
    col_portrait_state state;
    state_init(&state, (size_t)n);
    arb_mat_t jacobian;
    arb_mat_init(jacobian, n, n);
    arb_ptr flat = _arb_vec_init(n * n);
    bool good = false;
    if (jacobian_entries(entries, subject, components))
        for (slong bits = FIRST_BITS; !(good && sharp(rates, n)) && bits <= LAST_BITS; bits *= 2) {
            good = col_enclose(flat, model->graph, entries, (size_t)(n * n), bits);
            for (slong k = 0; k < n * n; k++)
                arb_set(arb_mat_entry(jacobian, k / n, k % n), flat + k);
            good = good && spectrum_of_jacobian(&state, jacobian, NULL, bits);
            if (good) {
                sort_real_parts(rates, state.eigenvalues, n);
                *fastest = largest_modulus(state.eigenvalues, n);
            }
        }
    _arb_vec_clear(flat, n * n);
    arb_mat_clear(jacobian);
    _acb_vec_clear(state.eigenvalues, n);
    free(entries);
    return good;
}

/* Column j of the flow map. */
static bool column(double *matrix, size_t j, const col_rate_setting *at, const col_knobs *knobs, double h, double *scratch,
                   col_error *error)
{
    size_t n = at->moving->n;
    double *start = scratch, *ahead = scratch + n, *behind = scratch + 2 * n;
    double step = COL_RATE_DISPLACEMENT / (double)knobs->size * at->sizes[j], least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        start[i] = 0;
        least = fmin(least, at->sizes[i]);
    }
    double absolute = knobs->tolerance * COL_RATE_DISPLACEMENT / (double)knobs->size * least;
    start[j] = step;
    if (!col_moving_run(ahead, at->moving, start, h, knobs->tolerance, absolute, error))
        return false;
    start[j] = -step;
    if (!col_moving_run(behind, at->moving, start, h, knobs->tolerance, absolute, error))
        return false;
    for (size_t i = 0; i < n; i++)
        matrix[i * n + j] = (ahead[i] - behind[i]) / (2 * step) * (at->sizes[j] / at->sizes[i]);
    return true;
}

static int larger_first(const void *a_, const void *b_)
{
    double a = *(const double *)a_, b = *(const double *)b_;
    return (a < b) - (a > b);
}

bool col_rate_measure(double *value, const col_knobs *knobs, const void *setting_, col_error *error)
{
    const col_rate_setting *at = setting_;
    size_t n = at->moving->n;
    double h = at->time * knobs->window;
    double *matrix = col_malloc(n * n * sizeof *matrix), *scratch = col_malloc(3 * n * sizeof *scratch);
    double *real = scratch, *imaginary = scratch + n;
    bool good = true;
    for (size_t j = 0; good && j < n; j++)
        good = column(matrix, j, at, knobs, h, scratch, error);
    if (good && LAPACKE_dgeev(LAPACK_ROW_MAJOR, 'N', 'N', (int)n, matrix, (int)n, real, imaginary, NULL, 1, NULL, 1) != 0) {
        col_error_resource(error, "the eigenvalues of the flow map did not converge");
        good = false;
    }
    if (good) {
        for (size_t i = 0; i < n; i++)
            real[i] = hypot(real[i], imaginary[i]);
        qsort(real, n, sizeof *real, larger_first);
        *value = log(real[at->index]) / h;
    }
    free(matrix);
    free(scratch);
    return good;
}
