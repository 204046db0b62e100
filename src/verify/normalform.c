/* Normal forms where an eigenvalue is zero.
 *
 * J v = 0, w J = 0, w.v = 1, in enclosures that hold the true vectors, since the matrix's balls hold the true singular
 * matrix: with a row and a column left out that leave a regular matrix, v solves the rest, and the left-out equation
 * follows. B(a, b) and C(a, b, c) are the second and third derivatives of the flow F; m is the parameter.
 *     unfolding  w.F_m;    quadratic  w.B(v, v)/2
 * and, where the unfolding is exactly zero, with J h = -F_m,
 *     crossing   w.(F_mx v + B(v, h));    bending  w.(F_mm + 2 F_mx h + B(h, h))/2,
 * and, where the quadratic coefficient is exactly zero, with J k = -B(v, v)/2,
 *     cubic      w.(C(v, v, v)/6 + B(v, k)).
 * (Lyapunov and Schmidt; for k and h any solution will do.) */
#include "normalform.h"

#include <collapsar/eigen.h>

#include "../base/memory.h"
#include "nullvector.h"

#include <stdio.h>
#include <stdlib.h>

bool normal_form_flow_init(normal_form_flow *out, col_graph *graph, const col_expr *flow, const col_expr *variables,
                           col_expr parameter, size_t n)
{
    *out = (normal_form_flow){.n = (slong)n};
    col_expr *inputs = col_malloc((n + 1) * sizeof *inputs);
    for (size_t i = 0; i < n; i++)
        inputs[i] = variables[i];
    inputs[n] = parameter;
    out->flow = col_tape_new(graph, flow, n, inputs, n + 1, NULL);
    if (out->flow)
        out->jacobian = col_tape_new_jacobian(graph, flow, n, inputs, n + 1, NULL);
    free(inputs);
    if (out->jacobian) {
        out->flow_space = col_tape_workspace_new(out->flow);
        out->jacobian_space = col_tape_workspace_new(out->jacobian);
    }
    return out->jacobian != NULL;
}

void normal_form_flow_clear(normal_form_flow *flow)
{
    col_tape_workspace_free(flow->flow_space);
    col_tape_workspace_free(flow->jacobian_space);
    col_tape_free(flow->flow);
    col_tape_free(flow->jacobian);
    *flow = (normal_form_flow){0};
}

void normal_form_init(col_normal_form *form, slong n)
{
    *form = (col_normal_form){.unstable = -1};
    arb_ptr numbers[] = {form->unfolding, form->quadratic, form->crossing, form->bending, form->cubic,
                         form->frequency};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        arb_init(numbers[i]);
        arb_indeterminate(numbers[i]);
    }
    form->vector = _acb_vec_init(n);
    _acb_vec_indeterminate(form->vector, n);
}

void normal_form_clear(col_normal_form *form, slong n)
{
    arb_ptr numbers[] = {form->unfolding, form->quadratic, form->crossing, form->bending, form->cubic,
                         form->frequency};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        arb_clear(numbers[i]);
    _acb_vec_clear(form->vector, n);
}

/* What the steps share: the point, J, F_m, v, w. */
typedef struct {
    const normal_form_flow *flow;
    slong n, precision;
    arb_srcptr at;
    arb_mat_t jacobian;
    arb_ptr slope, right, left; /* F_m, v, w */
    slong row, column;          /* left out */
} task;

static void dot(arb_t out, const task *t, arb_srcptr a, arb_srcptr b)
{
    arb_dot(out, NULL, 0, a, 1, b, 1, t->n, t->precision);
}

/* (row, column) left out: J x = rhs, x_column = 0, for a right-hand side in J's range. */
static bool solve(arb_ptr x, const task *t, arb_srcptr rhs)
{
    return null_vector_solve(x, t->jacobian, rhs, t->row, t->column, t->precision);
}

/* w.(F_mx v + B(v, h)): the flow's second derivative by (v, 0) and (h, 1). */
static void find_crossing(arb_t crossing, arb_t bending, const task *t)
{
    slong n = t->n;
    arb_ptr a = _arb_vec_init(n + 1), b = _arb_vec_init(n + 1), second = _arb_vec_init(n);
    _arb_vec_neg(second, t->slope, n);
    if (solve(b, t, second)) {
        _arb_vec_set(a, t->right, n);
        arb_one(b + n);
        flow_second(second, t->flow, t->at, a, b, t->precision);
        dot(crossing, t, t->left, second);
        flow_second(second, t->flow, t->at, b, b, t->precision);
        dot(bending, t, t->left, second);
        arb_mul_2exp_si(bending, bending, -1);
    }
    _arb_vec_clear(a, n + 1);
    _arb_vec_clear(b, n + 1);
    _arb_vec_clear(second, n);
}

static void find_cubic(arb_t cubic, const task *t)
{
    slong n = t->n;
    arb_ptr a = _arb_vec_init(n + 1), k = _arb_vec_init(n + 1), sum = _arb_vec_init(n), third = _arb_vec_init(n);
    _arb_vec_set(a, t->right, n);
    flow_second(sum, t->flow, t->at, a, a, t->precision);
    _arb_vec_scalar_mul_2exp_si(sum, sum, n, -1);
    _arb_vec_neg(sum, sum, n);
    if (solve(k, t, sum)) {
        flow_second(sum, t->flow, t->at, a, k, t->precision);
        flow_third(third, t->flow, t->at, a, t->precision);
        for (slong i = 0; i < n; i++)
            arb_div_ui(third + i, third + i, 6, t->precision);
        _arb_vec_add(sum, sum, third, n, t->precision);
        dot(cubic, t, t->left, sum);
    }
    _arb_vec_clear(a, n + 1);
    _arb_vec_clear(k, n + 1);
    _arb_vec_clear(sum, n);
    _arb_vec_clear(third, n);
}

/* The eigenvalues in Re > 0, if only the zero is neither there nor in Re < 0. */
static slong count_unstable(const task *t)
{
    col_half_planes planes;
    col_eigen_half_planes(&planes, t->jacobian, t->precision);
    return planes.undecided == 1 ? planes.right : -1;
}

static bool has_sign(const arb_t x)
{
    return arb_is_finite(x) && !arb_contains_zero(x);
}

static void judge_crossing(col_normal_form *out, const task *t)
{
    arb_t discriminant, product;
    arb_init(discriminant);
    arb_init(product);
    arb_mul(discriminant, out->crossing, out->crossing, t->precision);
    arb_mul(product, out->quadratic, out->bending, t->precision);
    arb_mul_2exp_si(product, product, 2);
    arb_sub(discriminant, discriminant, product, t->precision);
    if (arb_is_finite(discriminant) && arb_is_positive(discriminant))
        out->type = COL_BIFURCATION_TRANSCRITICAL;
    else if (arb_is_finite(discriminant) && arb_is_negative(discriminant))
        snprintf(out->reason, sizeof out->reason, "an isolated point of the branches: none leave it");
    else
        snprintf(out->reason, sizeof out->reason, "it is not certain that two branches cross");
    arb_clear(product);
    arb_clear(discriminant);
}

static void judge(col_normal_form *out, const task *t)
{
    bool known = arb_is_zero(out->unfolding), flat = arb_is_zero(out->quadratic);
    if (!known && !has_sign(out->unfolding)) {
        snprintf(out->reason, sizeof out->reason, "the unfolding coefficient may or may not be zero");
    } else if (!flat && !has_sign(out->quadratic)) {
        snprintf(out->reason, sizeof out->reason, "the quadratic coefficient may or may not be zero");
    } else if (!known && !flat) {
        out->type = COL_BIFURCATION_FOLD;
    } else if (!flat) {
        judge_crossing(out, t);
    } else if (!has_sign(out->cubic)) {
        snprintf(out->reason, sizeof out->reason, "the cubic coefficient may be zero");
    } else if (!known) {
        out->type = COL_BIFURCATION_CUSP;
    } else if (!has_sign(out->crossing)) {
        snprintf(out->reason, sizeof out->reason, "the crossing coefficient may be zero");
    } else {
        out->type = arb_is_negative(out->cubic) ? COL_BIFURCATION_PITCHFORK_SUPERCRITICAL
                                                : COL_BIFURCATION_PITCHFORK_SUBCRITICAL;
    }
}

/* v, w with w.v = 1, and the row and the column that were left out. */
static bool find_vectors(col_normal_form *out, task *t, slong zero_row)
{
    slong n = t->n;
    bool good;
    t->row = zero_row;
    if (zero_row >= 0) {
        for (slong j = 0; j < n; j++)
            arb_zero(arb_mat_entry(t->jacobian, zero_row, j));
        arb_zero(t->slope + zero_row);
        arb_one(t->left + zero_row);
        good = null_vector_right(t->right, t->jacobian, &t->row, &t->column, t->precision);
    } else {
        good = null_vector_right(t->right, t->jacobian, &t->row, &t->column, t->precision)
            && null_vector_left(t->left, t->jacobian, t->row, t->column, t->precision);
    }
    if (!good) {
        snprintf(out->reason, sizeof out->reason, "more than one eigenvalue may be zero");
        return false;
    }
    null_vector_scale(t->right, n, t->precision);
    arb_t product;
    arb_init(product);
    dot(product, t, t->left, t->right);
    good = has_sign(product);
    if (good)
        _arb_vec_scalar_div(t->left, t->left, n, product, t->precision);
    else
        snprintf(out->reason, sizeof out->reason, "the zero eigenvalue may be a double one");
    arb_clear(product);
    return good;
}

static void task_init(task *t, const normal_form_flow *flow, arb_srcptr at, slong precision)
{
    slong n = flow->n;
    *t = (task){.flow = flow, .n = n, .precision = precision, .at = at, .slope = _arb_vec_init(n),
                .right = _arb_vec_init(n), .left = _arb_vec_init(n)};
    arb_mat_init(t->jacobian, n, n);
    flow_jacobian(t->jacobian, t->slope, flow, at, precision);
}

static void task_clear(task *t)
{
    arb_mat_clear(t->jacobian);
    _arb_vec_clear(t->slope, t->n);
    _arb_vec_clear(t->right, t->n);
    _arb_vec_clear(t->left, t->n);
}

void normal_form_static(col_normal_form *out, const normal_form_flow *flow, arb_srcptr at, slong zero_row,
                        slong precision)
{
    task t;
    task_init(&t, flow, at, precision);
    out->type = COL_BIFURCATION_UNDECIDED;
    out->reason[0] = '\0';
    if (!arb_mat_is_finite(t.jacobian)) {
        snprintf(out->reason, sizeof out->reason, "the flow may not be smooth there");
    } else if (find_vectors(out, &t, zero_row)) {
        arb_ptr a = _arb_vec_init(t.n + 1), second = _arb_vec_init(t.n);
        for (slong i = 0; i < t.n; i++)
            acb_set_arb(out->vector + i, t.right + i);
        dot(out->unfolding, &t, t.left, t.slope);
        _arb_vec_set(a, t.right, t.n);
        flow_second(second, flow, at, a, a, precision);
        dot(out->quadratic, &t, t.left, second);
        arb_mul_2exp_si(out->quadratic, out->quadratic, -1);
        if (arb_is_zero(out->unfolding))
            find_crossing(out->crossing, out->bending, &t);
        if (arb_is_zero(out->quadratic))
            find_cubic(out->cubic, &t);
        out->unstable = count_unstable(&t);
        judge(out, &t);
        _arb_vec_clear(a, t.n + 1);
        _arb_vec_clear(second, t.n);
    }
    task_clear(&t);
}
