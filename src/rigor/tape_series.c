/* Evaluating tapes on truncated power series: Taylor jets.
 *
 * A series whose constant term leaves an operation's domain, or may, has no certain Taylor expansion: all its
 * coefficients are then indeterminate. */
#include "ball.h"
#include "tape_internal.h"

static void indeterminate(arb_poly_t out, slong length)
{
    arb_poly_fit_length(out, length);
    for (slong i = 0; i < length; i++)
        arb_indeterminate(out->coeffs + i);
    _arb_poly_set_length(out, length);
}

static void get_constant(arb_t out, const arb_poly_t series)
{
    arb_poly_get_coeff_arb(out, series, 0);
}

static void divide(arb_poly_t out, const arb_poly_t a, const arb_poly_t b, slong length, slong precision)
{
    arb_t constant;
    arb_init(constant);
    get_constant(constant, b);
    if (arb_contains_zero(constant))
        indeterminate(out, length);
    else
        arb_poly_div_series(out, a, b, length, precision);
    arb_clear(constant);
}

static void integer_power(arb_poly_t out, const arb_poly_t a, slong n, slong length, slong precision)
{
    if (n >= 0) {
        arb_poly_pow_ui_trunc_binexp(out, a, (ulong)n, length, precision);
        return;
    }
    arb_poly_t one, power;
    arb_poly_init(one);
    arb_poly_init(power);
    arb_poly_one(one);
    arb_poly_pow_ui_trunc_binexp(power, a, 0ul - (ulong)n, length, precision);
    divide(out, one, power, length, precision);
    arb_poly_clear(one);
    arb_poly_clear(power);
}

/* tanh = 1 - 2/(exp(2x) + 1) */
static void tanh_series(arb_poly_t out, const arb_poly_t a, slong length, slong precision)
{
    arb_poly_t two, denominator;
    arb_poly_init(two);
    arb_poly_init(denominator);
    arb_poly_scalar_mul_2exp_si(denominator, a, 1);
    arb_poly_exp_series(denominator, denominator, length, precision);
    arb_poly_one(two);
    arb_poly_add_series(denominator, denominator, two, length, precision);
    arb_poly_set_si(two, 2);
    divide(out, two, denominator, length, precision);
    arb_poly_one(two);
    arb_poly_sub_series(out, two, out, length, precision);
    arb_poly_clear(two);
    arb_poly_clear(denominator);
}

/* Inside the open unit interval, where asin and acos are analytic? */
static bool inside_unit(const arb_t x)
{
    arb_t square;
    arb_init(square);
    arb_abs(square, x);
    arb_sub_ui(square, square, 1, 64);
    bool inside = arb_is_negative(square);
    arb_clear(square);
    return inside;
}

static void function_series(arb_poly_t out, col_op op, const arb_poly_t a, slong length, slong precision)
{
    arb_t constant;
    arb_init(constant);
    get_constant(constant, a);
    bool positive = arb_is_positive(constant), negative = arb_is_negative(constant), inside = inside_unit(constant);
    arb_clear(constant);
    bool known = op == COL_OP_SQRT || op == COL_OP_LOG ? positive
        : op == COL_OP_ABS                             ? positive || negative
        : op == COL_OP_ASIN || op == COL_OP_ACOS       ? inside
                                                       : true;
    if (!known) {
        indeterminate(out, length);
        return;
    }
    switch (op) {
    case COL_OP_SQRT: arb_poly_sqrt_series(out, a, length, precision); break;
    case COL_OP_LOG: arb_poly_log_series(out, a, length, precision); break;
    case COL_OP_EXP: arb_poly_exp_series(out, a, length, precision); break;
    case COL_OP_SIN: arb_poly_sin_series(out, a, length, precision); break;
    case COL_OP_COS: arb_poly_cos_series(out, a, length, precision); break;
    case COL_OP_TAN: arb_poly_tan_series(out, a, length, precision); break;
    case COL_OP_ASIN: arb_poly_asin_series(out, a, length, precision); break;
    case COL_OP_ACOS: arb_poly_acos_series(out, a, length, precision); break;
    case COL_OP_ATAN: arb_poly_atan_series(out, a, length, precision); break;
    case COL_OP_SINH: arb_poly_sinh_series(out, a, length, precision); break;
    case COL_OP_COSH: arb_poly_cosh_series(out, a, length, precision); break;
    case COL_OP_TANH: tanh_series(out, a, length, precision); break;
    case COL_OP_ERF: arb_hypgeom_erf_series(out, a, length, precision); break;
    case COL_OP_ABS:
        if (negative)
            arb_poly_neg(out, a);
        else
            arb_poly_set(out, a);
        break;
    default: indeterminate(out, length); break;
    }
}

static void general_power(
    arb_poly_t out, const arb_poly_t a, const arb_poly_t exponent, slong length, slong precision)
{
    arb_t constant;
    arb_init(constant);
    get_constant(constant, a);
    if (arb_is_positive(constant))
        arb_poly_pow_series(out, a, exponent, length, precision);
    else
        indeterminate(out, length);
    arb_clear(constant);
}

static void rational_power(arb_poly_t out, const arb_poly_t a, const fmpq_t exponent, slong length, slong precision)
{
    arb_poly_t power;
    arb_poly_init(power);
    arb_poly_fit_length(power, 1);
    arb_set_fmpq(power->coeffs, exponent, precision);
    _arb_poly_set_length(power, 1);
    general_power(out, a, power, length, precision);
    arb_poly_clear(power);
}

/* The smaller of two series, or the larger, if their constant terms tell. */
static void select_series(arb_poly_t out, const arb_poly_t a, const arb_poly_t b, bool smaller, slong length)
{
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    get_constant(x, a);
    get_constant(y, b);
    if (smaller ? arb_lt(x, y) : arb_gt(x, y))
        arb_poly_set(out, a);
    else if (smaller ? arb_gt(x, y) : arb_lt(x, y))
        arb_poly_set(out, b);
    else
        indeterminate(out, length);
    arb_clear(x);
    arb_clear(y);
}

static void apply(
    col_tape_workspace *workspace, const col_tape_step *step, arb_poly_t out, slong length, slong precision)
{
    const arb_poly_struct *a = &workspace->series[step->a], *b = &workspace->series[step->b];
    switch (step->op) {
    case COL_OP_ADD: arb_poly_add_series(out, a, b, length, precision); break;
    case COL_OP_SUB: arb_poly_sub_series(out, a, b, length, precision); break;
    case COL_OP_MUL: arb_poly_mullow(out, a, b, length, precision); break;
    case COL_OP_DIV: divide(out, a, b, length, precision); break;
    case COL_OP_NEG: arb_poly_neg(out, a); break;
    case COL_OP_MIN: select_series(out, a, b, true, length); break;
    case COL_OP_MAX: select_series(out, a, b, false, length); break;
    case COL_OP_POW: general_power(out, a, b, length, precision); break;
    case COL_STEP_POWER_INTEGER: integer_power(out, a, step->n, length, precision); break;
    case COL_STEP_POWER_RATIONAL:
        rational_power(out, a, &workspace->tape->rationals[step->n], length, precision);
        break;
    case COL_OP_SUM:
    case COL_OP_INTEGRAL: col_tape_bind_series(out, workspace, step, length, precision); break;
    default: function_series(out, (col_op)step->op, a, length, precision); break;
    }
}

static bool is_constant_step(const col_tape_workspace *workspace, const col_tape_step *step)
{
    if (workspace->series[step->a].length > 1)
        return false;
    if (col_step_takes_two(step->op) && workspace->series[step->b].length > 1)
        return false;
    if (step->op != COL_OP_SUM && step->op != COL_OP_INTEGRAL)
        return true;
    const col_body *body = &workspace->tape->bodies[step->n];
    for (size_t i = 1; i < body->tape->input_count; i++)
        if (workspace->series[body->captures[i - 1]].length > 1)
            return false;
    return true;
}

static void set_constant(col_tape_workspace *workspace, size_t slot, slong length)
{
    if (workspace->ball_domains[slot] == COL_DOMAIN_WHOLE)
        arb_poly_set_arb(&workspace->series[slot], &workspace->balls[slot]);
    else
        indeterminate(&workspace->series[slot], length);
}

void col_tape_run_series(col_tape_workspace *workspace, slong length, slong precision)
{
    const col_tape *tape = workspace->tape;
    size_t first = tape->constant_count + tape->input_count;
    for (size_t i = tape->constant_count; i < first; i++)
        get_constant(&workspace->balls[i], &workspace->series[i]);
    col_tape_run_ball(workspace, precision);
    for (size_t i = 0; i < tape->constant_count; i++)
        set_constant(workspace, i, length);
    for (size_t i = first; i < tape->step_count; i++) {
        const col_tape_step *step = &tape->steps[i];
        if (is_constant_step(workspace, step))
            set_constant(workspace, i, length);
        else
            apply(workspace, step, &workspace->series[i], length, precision);
    }
}

void col_tape_series(arb_poly_struct *out, const col_tape *tape, col_tape_workspace *workspace,
    const arb_poly_struct *in, slong length, slong precision)
{
    col_tape_need_ball(workspace);
    col_tape_need_series(workspace);
    workspace->domains = workspace->ball_domains;
    *workspace->left = workspace->limit;
    for (size_t i = 0; i < tape->input_count; i++) {
        arb_poly_set_trunc(&workspace->series[tape->constant_count + i], in + i, length);
        workspace->ball_domains[tape->constant_count + i] = COL_DOMAIN_WHOLE;
    }
    col_tape_run_series(workspace, length, precision);
    for (size_t i = 0; i < tape->root_count; i++)
        arb_poly_set(out + i, &workspace->series[tape->roots[i]]);
}
