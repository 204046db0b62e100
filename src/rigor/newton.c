/* Square systems and Krawczyk's test in ball arithmetic. */
#include "newton_internal.h"

#include "../base/memory.h"

#include <stdlib.h>

#define MOST_ITERATIONS 60
#define MOST_GROWTHS 10

/* The Jacobian with respect to the variables only. */
static col_tape *full_tape(col_graph *graph, const col_expr *equations, const col_expr *variables, size_t n,
    const col_expr *inputs, size_t input_count, col_error *error)
{
    col_expr *roots = col_malloc((n + n * n + 1) * sizeof *roots);
    for (size_t i = 0; i < n; i++) {
        roots[i] = equations[i];
        for (size_t j = 0; j < n; j++)
            roots[n + i * n + j]
                = equations[i] ? col_expr_derivative(graph, equations[i], variables[j]) : COL_EXPR_NONE;
    }
    col_tape *tape = col_tape_new(graph, roots, n + n * n, inputs, input_count, error);
    free(roots);
    return tape;
}

/* The derivatives by the parameters; NULL if they are too large. */
static col_tape *drift_tape(col_graph *graph, const col_expr *equations, size_t count, const col_expr *inputs,
    size_t parameter_count)
{
    col_expr *roots = col_malloc((count * parameter_count + 1) * sizeof *roots);
    for (size_t i = 0; i < count * parameter_count; i++)
        roots[i] = col_expr_derivative(graph, equations[i / parameter_count], inputs[count + i % parameter_count]);
    col_tape *tape = col_tape_new(graph, roots, count * parameter_count, inputs, count + parameter_count, NULL);
    free(roots);
    return tape;
}

col_system *col_system_new(col_graph *graph, const col_expr *equations, const col_expr *variables, size_t count,
    const col_expr *parameters, size_t parameter_count, col_error *error)
{
    size_t input_count = count + parameter_count;
    col_expr *inputs = col_malloc((input_count + 1) * sizeof *inputs);
    for (size_t i = 0; i < input_count; i++)
        inputs[i] = i < count ? variables[i] : parameters[i - count];
    col_system *system = col_calloc(1, sizeof *system);
    system->dimension = count;
    system->parameter_count = parameter_count;
    system->plain = col_tape_new(graph, equations, count, inputs, input_count, error);
    if (system->plain)
        system->full = full_tape(graph, equations, variables, count, inputs, input_count, error);
    if (system->full && parameter_count > 0)
        system->drift = drift_tape(graph, equations, count, inputs, parameter_count);
    free(inputs);
    if (system->full == NULL) {
        col_system_free(system);
        return NULL;
    }
    system->plain_workspace = col_tape_workspace_new(system->plain);
    system->full_workspace = col_tape_workspace_new(system->full);
    if (system->drift)
        system->drift_workspace = col_tape_workspace_new(system->drift);
    system->numbers = col_calloc(3 * count * count + 2 * count + input_count + 1, sizeof *system->numbers);
    system->intervals = col_calloc(2 * count * count + 4 * count + input_count + (count + 1) * parameter_count + 1,
        sizeof *system->intervals);
    return system;
}

void col_system_free(col_system *system)
{
    if (system == NULL)
        return;
    col_tape_workspace_free(system->plain_workspace);
    col_tape_workspace_free(system->full_workspace);
    col_tape_workspace_free(system->drift_workspace);
    col_tape_free(system->plain);
    col_tape_free(system->full);
    col_tape_free(system->drift);
    free(system->numbers);
    free(system->intervals);
    free(system);
}

size_t col_system_dimension(const col_system *system)
{
    return system->dimension;
}

void col_system_ball(arb_ptr values, arb_ptr jacobian, col_system *system, arb_srcptr in, slong precision)
{
    slong n = (slong)system->dimension;
    if (jacobian == NULL) {
        col_tape_ball(values, system->plain, system->plain_workspace, in, precision);
        return;
    }
    arb_ptr all = _arb_vec_init(n + n * n);
    col_tape_ball(all, system->full, system->full_workspace, in, precision);
    for (slong i = 0; i < n; i++)
        arb_swap(values + i, all + i);
    for (slong i = 0; i < n * n; i++)
        arb_swap(jacobian + i, all + n + i);
    _arb_vec_clear(all, n + n * n);
}

/* K = x - Y f(x) + (1 - Y J)(X - x), with Y an approximate inverse of J's midpoint; false if there is none. */
static bool krawczyk(arb_ptr image, const arb_mat_t jacobian, arb_srcptr values, arb_srcptr middle, arb_srcptr box,
    slong precision)
{
    slong n = arb_mat_nrows(jacobian);
    arb_mat_t y, middle_jacobian, deviation;
    arb_t difference;
    arb_mat_init(y, n, n);
    arb_mat_init(middle_jacobian, n, n);
    arb_mat_init(deviation, n, n);
    arb_init(difference);
    arb_mat_get_mid(middle_jacobian, jacobian);
    bool ok = arb_mat_approx_inv(y, middle_jacobian, precision);
    arb_mat_get_mid(y, y);
    arb_mat_mul(deviation, y, jacobian, precision);
    for (slong i = 0; ok && i < n; i++) {
        arb_sub_ui(arb_mat_entry(deviation, i, i), arb_mat_entry(deviation, i, i), 1, precision);
        arb_set(image + i, middle + i);
        for (slong j = 0; j < n; j++) {
            arb_submul(image + i, arb_mat_entry(y, i, j), values + j, precision);
            arb_sub(difference, box + j, middle + j, precision);
            arb_submul(image + i, arb_mat_entry(deviation, i, j), difference, precision);
        }
        ok = arb_is_finite(image + i);
    }
    arb_mat_clear(y);
    arb_mat_clear(middle_jacobian);
    arb_mat_clear(deviation);
    arb_clear(difference);
    return ok;
}

/* What the image of a box says; box is narrowed to where zeros can be. */
static col_zero conclude(arb_ptr box, arb_srcptr image, size_t n, slong precision)
{
    bool inside = true;
    for (size_t i = 0; i < n; i++) {
        if (!arb_overlaps(box + i, image + i))
            return COL_ZERO_NONE;
        inside = inside && arb_contains_interior(box + i, image + i);
    }
    for (size_t i = 0; i < n; i++) {
        if (inside)
            arb_set(box + i, image + i);
        else
            arb_intersection(box + i, box + i, image + i, precision);
    }
    return inside ? COL_ZERO_UNIQUE : COL_ZERO_UNKNOWN;
}

/* Is some component certainly not zero, or undefined, on the whole box? */
static bool excluded(arb_srcptr values, const col_system *system)
{
    for (size_t i = 0; i < system->dimension; i++) {
        if (col_tape_domain(system->full_workspace, i) == COL_DOMAIN_NOWHERE)
            return true;
        if (arb_is_finite(values + i) && !arb_contains_zero(values + i))
            return true;
    }
    return false;
}

col_zero col_newton_certify(arb_ptr zero, col_system *system, arb_srcptr in, slong precision)
{
    slong n = (slong)system->dimension, inputs = n + (slong)system->parameter_count;
    arb_ptr values = _arb_vec_init(n), at_middle = _arb_vec_init(n), image = _arb_vec_init(n);
    arb_ptr middle = _arb_vec_init(inputs), box = _arb_vec_init(n);
    arb_mat_t jacobian;
    arb_mat_init(jacobian, n, n);
    for (slong i = 0; i < inputs; i++) {
        if (i < n)
            arb_get_mid_arb(middle + i, in + i);
        else
            arb_set(middle + i, in + i);
    }
    _arb_vec_set(box, in, n);
    col_zero result = n == 0 ? COL_ZERO_UNIQUE : COL_ZERO_UNKNOWN;
    if (n > 0) {
        col_system_ball(values, jacobian->entries, system, in, precision);
        if (excluded(values, system)) {
            result = COL_ZERO_NONE;
        } else if (arb_mat_is_finite(jacobian) && _arb_vec_is_finite(values, n)) {
            col_system_ball(at_middle, NULL, system, middle, precision);
            if (krawczyk(image, jacobian, at_middle, middle, in, precision))
                result = conclude(box, image, (size_t)n, precision);
        }
    }
    _arb_vec_set(zero, result == COL_ZERO_NONE ? in : box, n);
    _arb_vec_clear(values, n);
    _arb_vec_clear(at_middle, n);
    _arb_vec_clear(image, n);
    _arb_vec_clear(middle, inputs);
    _arb_vec_clear(box, n);
    arb_mat_clear(jacobian);
    return result;
}

bool col_newton_isolate(arb_ptr zero, col_system *system, const double *guess, arb_srcptr parameters, slong precision)
{
    slong n = (slong)system->dimension, inputs = n + (slong)system->parameter_count;
    arb_ptr in = _arb_vec_init(inputs);
    _arb_vec_set(in + n, parameters, inputs - n);
    bool found = false;
    for (slong growth = 0; !found && growth < MOST_GROWTHS; growth++) {
        for (slong i = 0; i < n; i++) {
            mag_t radius;
            mag_init(radius);
            arb_set_d(in + i, guess[i]);
            arb_get_mag(radius, in + i);
            mag_add_ui_2exp_si(radius, radius, 1, 0);
            mag_mul_2exp_si(radius, radius, 4 * growth - 42);
            arb_add_error_mag(in + i, radius);
            mag_clear(radius);
        }
        found = col_newton_certify(zero, system, in, precision) == COL_ZERO_UNIQUE;
    }
    _arb_vec_clear(in, inputs);
    return found;
}

static bool accurate(arb_srcptr zero, slong n, slong bits)
{
    for (slong i = 0; i < n; i++)
        if (arb_rel_accuracy_bits(zero + i) < bits && mag_cmp_2exp_si(arb_radref(zero + i), -bits) >= 0)
            return false;
    return true;
}

static void total_radius(mag_t out, arb_srcptr zero, slong n)
{
    mag_zero(out);
    for (slong i = 0; i < n; i++)
        mag_add(out, out, arb_radref(zero + i));
}

/* Krawczyk's operator at one precision until it stops halving the box. */
static void settle(arb_ptr in, col_system *system, slong bits, slong precision)
{
    slong n = (slong)system->dimension;
    mag_t before, after;
    mag_init(before);
    mag_init(after);
    bool progress = true;
    for (int i = 0; progress && i < MOST_ITERATIONS && !accurate(in, n, bits); i++) {
        total_radius(before, in, n);
        /* The box holds exactly one zero: the intersection with its image does, too. */
        progress = col_newton_certify(in, system, in, precision) != COL_ZERO_NONE;
        total_radius(after, in, n);
        mag_mul_2exp_si(after, after, 1);
        progress = progress && mag_cmp(after, before) <= 0;
    }
    mag_clear(before);
    mag_clear(after);
}

bool col_newton_refine(arb_ptr zero, col_system *system, arb_srcptr in, slong bits, slong highest_precision)
{
    slong n = (slong)system->dimension, inputs = n + (slong)system->parameter_count;
    arb_ptr box = _arb_vec_init(inputs);
    _arb_vec_set(box, in, inputs);
    for (slong precision = FLINT_MIN(64, highest_precision); !accurate(box, n, bits); precision *= 2) {
        slong now = FLINT_MIN(precision, highest_precision);
        settle(box, system, bits, now);
        if (now == highest_precision)
            break;
    }
    bool done = accurate(box, n, bits);
    _arb_vec_set(zero, box, n);
    _arb_vec_clear(box, inputs);
    return done;
}
