/* Evaluating tapes on truncated power series with complex coefficients: integrands of Taylor jets of integrals.
 *
 * The series' variable stays real; what has to be holomorphic, for quadrature, are the coefficients as functions of
 * the point of integration. They are where the operation is at the constant term. */
#include "tape_internal.h"

static void indeterminate(acb_poly_t out, slong length)
{
    acb_poly_fit_length(out, length);
    for (slong i = 0; i < length; i++)
        acb_indeterminate(out->coeffs + i);
    _acb_poly_set_length(out, length);
}

static void divide(acb_poly_t out, const acb_poly_t a, const acb_poly_t b, slong length, slong precision)
{
    acb_t constant;
    acb_init(constant);
    acb_poly_get_coeff_acb(constant, b, 0);
    if (acb_contains_zero(constant))
        indeterminate(out, length);
    else
        acb_poly_div_series(out, a, b, length, precision);
    acb_clear(constant);
}

static void integer_power(acb_poly_t out, const acb_poly_t a, slong n, slong length, slong precision)
{
    if (n >= 0) {
        acb_poly_pow_ui_trunc_binexp(out, a, (ulong)n, length, precision);
        return;
    }
    acb_poly_t one, power;
    acb_poly_init(one);
    acb_poly_init(power);
    acb_poly_one(one);
    acb_poly_pow_ui_trunc_binexp(power, a, 0ul - (ulong)n, length, precision);
    divide(out, one, power, length, precision);
    acb_poly_clear(one);
    acb_poly_clear(power);
}

/* f(a) = f(a_0) + integral of a'/denominator */
static void from_derivative(acb_poly_t out, const acb_t value, const acb_poly_t a, const acb_poly_t denominator,
    slong length, slong precision)
{
    acb_poly_t slope;
    acb_poly_init(slope);
    acb_poly_derivative(slope, a, precision);
    divide(slope, slope, denominator, length, precision);
    acb_poly_integral(slope, slope, precision);
    acb_poly_set_coeff_acb(slope, 0, value);
    acb_poly_truncate(slope, length);
    acb_poly_swap(out, slope);
    acb_poly_clear(slope);
}

/* asin' = 1/sqrt(1 - x^2), acos' = -asin', atan' = 1/(1 + x^2); known off their cuts. */
static void inverse_circular(
    acb_poly_t out, col_op op, const acb_poly_t a, const acb_t constant, slong length, slong precision)
{
    acb_poly_t denominator, one;
    acb_t value;
    acb_poly_init(denominator);
    acb_poly_init(one);
    acb_init(value);
    acb_poly_one(one);
    acb_poly_mullow(denominator, a, a, length, precision);
    if (op == COL_OP_ATAN) {
        acb_poly_add_series(denominator, one, denominator, length, precision);
        acb_atan(value, constant, precision);
    } else {
        acb_poly_sub_series(denominator, one, denominator, length, precision);
        acb_poly_sqrt_series(denominator, denominator, length, precision);
        if (op == COL_OP_ACOS)
            acb_poly_neg(denominator, denominator);
        if (op == COL_OP_ASIN)
            acb_asin(value, constant, precision);
        else
            acb_acos(value, constant, precision);
    }
    from_derivative(out, value, a, denominator, length, precision);
    acb_poly_clear(denominator);
    acb_poly_clear(one);
    acb_clear(value);
}

/* tanh = 1 - 2/(exp(2x) + 1) */
static void tanh_series(acb_poly_t out, const acb_poly_t a, slong length, slong precision)
{
    acb_poly_t two, denominator;
    acb_poly_init(two);
    acb_poly_init(denominator);
    acb_poly_add_series(denominator, a, a, length, precision);
    acb_poly_exp_series(denominator, denominator, length, precision);
    acb_poly_one(two);
    acb_poly_add_series(denominator, denominator, two, length, precision);
    acb_poly_set_si(two, 2);
    divide(out, two, denominator, length, precision);
    acb_poly_one(two);
    acb_poly_sub_series(out, two, out, length, precision);
    acb_poly_clear(two);
    acb_poly_clear(denominator);
}

/* Off zero and the negative real axis, where square roots, logarithms and powers are holomorphic? */
static bool off_negative_axis(const acb_t z)
{
    return arb_is_positive(acb_realref(z)) || arb_is_nonzero(acb_imagref(z));
}

/* Off the cuts of asin and acos (real, beyond +-1), of atan (imaginary, beyond +-i)? Sufficient conditions. */
static bool off_circular_cut(col_op op, const acb_t z)
{
    arb_t size;
    arb_init(size);
    bool atan = op == COL_OP_ATAN;
    arb_abs(size, atan ? acb_imagref(z) : acb_realref(z));
    arb_sub_ui(size, size, 1, 64);
    bool off = arb_is_negative(size) || arb_is_nonzero(atan ? acb_realref(z) : acb_imagref(z));
    arb_clear(size);
    return off;
}

static void function_series(acb_poly_t out, col_op op, const acb_poly_t a, slong length, slong precision)
{
    acb_t constant;
    acb_init(constant);
    acb_poly_get_coeff_acb(constant, a, 0);
    bool off_axis = off_negative_axis(constant), off_cut = off_circular_cut(op, constant);
    switch (op) {
    case COL_OP_EXP: acb_poly_exp_series(out, a, length, precision); break;
    case COL_OP_SIN: acb_poly_sin_series(out, a, length, precision); break;
    case COL_OP_COS: acb_poly_cos_series(out, a, length, precision); break;
    case COL_OP_TAN: acb_poly_tan_series(out, a, length, precision); break;
    case COL_OP_SINH: acb_poly_sinh_series(out, a, length, precision); break;
    case COL_OP_COSH: acb_poly_cosh_series(out, a, length, precision); break;
    case COL_OP_TANH: tanh_series(out, a, length, precision); break;
    case COL_OP_ERF: acb_hypgeom_erf_series(out, a, length, precision); break;
    case COL_OP_SQRT:
        if (off_axis)
            acb_poly_sqrt_series(out, a, length, precision);
        else
            indeterminate(out, length);
        break;
    case COL_OP_LOG:
        if (off_axis)
            acb_poly_log_series(out, a, length, precision);
        else
            indeterminate(out, length);
        break;
    case COL_OP_ASIN: case COL_OP_ACOS: case COL_OP_ATAN:
        if (off_cut)
            inverse_circular(out, op, a, constant, length, precision);
        else
            indeterminate(out, length);
        break;
    case COL_OP_ABS:
        if (arb_is_positive(acb_realref(constant)))
            acb_poly_set(out, a);
        else if (arb_is_negative(acb_realref(constant)))
            acb_poly_neg(out, a);
        else
            indeterminate(out, length);
        break;
    default: indeterminate(out, length); break;
    }
    acb_clear(constant);
}

static void general_power(acb_poly_t out, const acb_poly_t a, const acb_poly_t exponent, slong length, slong precision)
{
    acb_t constant;
    acb_init(constant);
    acb_poly_get_coeff_acb(constant, a, 0);
    if (off_negative_axis(constant))
        acb_poly_pow_series(out, a, exponent, length, precision);
    else
        indeterminate(out, length);
    acb_clear(constant);
}

static void rational_power(acb_poly_t out, const acb_poly_t a, const fmpq_t exponent, slong length, slong precision)
{
    acb_poly_t power;
    acb_t value;
    acb_poly_init(power);
    acb_init(value);
    acb_set_fmpq(value, exponent, precision);
    acb_poly_set_acb(power, value);
    general_power(out, a, power, length, precision);
    acb_poly_clear(power);
    acb_clear(value);
}

/* The smaller of two series, or the larger, if the real parts of their constant terms tell. */
static void select_series(acb_poly_t out, const acb_poly_t a, const acb_poly_t b, bool smaller, slong length)
{
    acb_t x, y;
    acb_init(x);
    acb_init(y);
    acb_poly_get_coeff_acb(x, a, 0);
    acb_poly_get_coeff_acb(y, b, 0);
    bool less = arb_lt(acb_realref(x), acb_realref(y)), greater = arb_gt(acb_realref(x), acb_realref(y));
    if (less || greater)
        acb_poly_set(out, less == smaller ? a : b);
    else
        indeterminate(out, length);
    acb_clear(x);
    acb_clear(y);
}

static void apply(
    col_tape_workspace *workspace, const col_tape_step *step, acb_poly_t out, slong length, slong precision)
{
    const col_tape *tape = workspace->tape;
    const acb_poly_struct *a = &workspace->complex_series[step->a], *b = &workspace->complex_series[step->b];
    acb_t value;
    acb_init(value);
    switch (step->op) {
    case COL_OP_NUMBER:
        acb_set_fmpq(value, &tape->rationals[step->n], precision);
        acb_poly_set_acb(out, value);
        break;
    case COL_OP_PI:
        acb_const_pi(value, precision);
        acb_poly_set_acb(out, value);
        break;
    case COL_OP_ADD: acb_poly_add_series(out, a, b, length, precision); break;
    case COL_OP_SUB: acb_poly_sub_series(out, a, b, length, precision); break;
    case COL_OP_MUL: acb_poly_mullow(out, a, b, length, precision); break;
    case COL_OP_DIV: divide(out, a, b, length, precision); break;
    case COL_OP_NEG: acb_poly_neg(out, a); break;
    case COL_OP_MIN: select_series(out, a, b, true, length); break;
    case COL_OP_MAX: select_series(out, a, b, false, length); break;
    case COL_OP_POW: general_power(out, a, b, length, precision); break;
    case COL_STEP_POWER_INTEGER: integer_power(out, a, step->n, length, precision); break;
    case COL_STEP_POWER_RATIONAL: rational_power(out, a, &tape->rationals[step->n], length, precision); break;
    case COL_OP_SUM: case COL_OP_INTEGRAL: indeterminate(out, length); break;
    default: function_series(out, (col_op)step->op, a, length, precision); break;
    }
    acb_clear(value);
}

void col_tape_run_complex_series(col_tape_workspace *workspace, slong length, slong precision)
{
    const col_tape *tape = workspace->tape;
    for (size_t i = 0; i < tape->step_count; i++)
        if (tape->steps[i].op != COL_OP_SYMBOL)
            apply(workspace, &tape->steps[i], &workspace->complex_series[i], length, precision);
}
