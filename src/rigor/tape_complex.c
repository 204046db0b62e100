/* Evaluating tapes in complex balls, holomorphic where that is asked for. */
#include "tape_internal.h"

/* The cuts of asin and acos are real and beyond +-1; rotated by i, those of atan. */
static bool crosses_cut(const arb_t along, const arb_t across)
{
    arb_t one;
    arb_init(one);
    arb_one(one);
    bool inside = arb_lt(along, one);
    arb_neg(one, one);
    inside = inside && arb_gt(along, one);
    arb_clear(one);
    return arb_contains_zero(across) && !inside;
}

typedef void (*complex_map)(acb_t, const acb_t, slong);

static void cut_map(acb_t out, complex_map map, const acb_t z, bool crosses, bool analytic, slong precision)
{
    if (analytic && crosses)
        acb_indeterminate(out);
    else
        map(out, z, precision);
}

/* Around zero a power with a positive exponent is small: |z^y| <= max|z|^y, whatever the branch. */
static void bounded_power(acb_t out, const acb_t z, const fmpq_t y, slong precision)
{
    arb_t bound;
    arb_init(bound);
    acb_get_abs_ubound_arf(arb_midref(bound), z, precision);
    arb_pow_fmpq(bound, bound, y, precision);
    mag_t radius;
    mag_init(radius);
    arb_get_mag(radius, bound);
    acb_zero(out);
    acb_add_error_mag(out, radius);
    mag_clear(radius);
    arb_clear(bound);
}

static void rational_power(acb_t out, const acb_t z, const fmpq_t y, bool analytic, slong precision)
{
    if (acb_contains_zero(z) && fmpq_sgn(y) > 0 && !analytic && acb_is_finite(z)) {
        bounded_power(out, z, y, precision);
        return;
    }
    acb_t exponent;
    acb_init(exponent);
    acb_set_fmpq(exponent, y, precision);
    /* An inexact exponent is no integer, so the cut counts. */
    acb_pow_analytic(out, z, exponent, analytic, precision);
    acb_clear(exponent);
}

static void apply(col_tape_workspace *workspace, const col_tape_step *step, acb_t out, bool analytic, slong precision)
{
    const col_tape *tape = workspace->tape;
    acb_srcptr a = &workspace->complexes[step->a], b = &workspace->complexes[step->b];
    switch (step->op) {
    case COL_OP_NUMBER: acb_set_fmpq(out, &tape->rationals[step->n], precision); break;
    case COL_OP_PI: acb_const_pi(out, precision); break;
    case COL_OP_ADD: acb_add(out, a, b, precision); break;
    case COL_OP_SUB: acb_sub(out, a, b, precision); break;
    case COL_OP_MUL: acb_mul(out, a, b, precision); break;
    case COL_OP_DIV: acb_div(out, a, b, precision); break;
    case COL_OP_NEG: acb_neg(out, a); break;
    case COL_OP_POW: acb_pow_analytic(out, a, b, analytic, precision); break;
    case COL_STEP_POWER_INTEGER: acb_pow_si(out, a, step->n, precision); break;
    case COL_STEP_POWER_RATIONAL: rational_power(out, a, &tape->rationals[step->n], analytic, precision); break;
    case COL_OP_SQRT: acb_sqrt_analytic(out, a, analytic, precision); break;
    case COL_OP_LOG: acb_log_analytic(out, a, analytic, precision); break;
    case COL_OP_EXP: acb_exp(out, a, precision); break;
    case COL_OP_SIN: acb_sin(out, a, precision); break;
    case COL_OP_COS: acb_cos(out, a, precision); break;
    case COL_OP_TAN: acb_tan(out, a, precision); break;
    case COL_OP_SINH: acb_sinh(out, a, precision); break;
    case COL_OP_COSH: acb_cosh(out, a, precision); break;
    case COL_OP_TANH: acb_tanh(out, a, precision); break;
    case COL_OP_ERF: acb_hypgeom_erf(out, a, precision); break;
    case COL_OP_ASIN:
        cut_map(out, acb_asin, a, crosses_cut(acb_realref(a), acb_imagref(a)), analytic, precision);
        break;
    case COL_OP_ACOS:
        cut_map(out, acb_acos, a, crosses_cut(acb_realref(a), acb_imagref(a)), analytic, precision);
        break;
    case COL_OP_ATAN:
        cut_map(out, acb_atan, a, crosses_cut(acb_imagref(a), acb_realref(a)), analytic, precision);
        break;
    case COL_OP_ABS: acb_real_abs(out, a, analytic, precision); break;
    case COL_OP_MIN: acb_real_min(out, a, b, analytic, precision); break;
    case COL_OP_MAX: acb_real_max(out, a, b, analytic, precision); break;
    case COL_OP_SUM:
    case COL_OP_INTEGRAL: col_tape_bind_complex(out, workspace, step, analytic, precision); break;
    default: acb_indeterminate(out); break;
    }
}

static void run(col_tape_workspace *workspace, size_t from, size_t to, bool analytic, slong precision)
{
    for (size_t i = from; i < to; i++)
        apply(workspace, &workspace->tape->steps[i], &workspace->complexes[i], analytic, precision);
}

void col_tape_run_complex(col_tape_workspace *workspace, bool analytic, slong precision)
{
    const col_tape *tape = workspace->tape;
    if (workspace->complexes_cache.precision != precision) {
        run(workspace, 0, tape->constant_count, false, precision); /* constants are holomorphic anyway */
        workspace->complexes_cache.precision = precision;
    }
    run(workspace, tape->constant_count + tape->input_count, tape->step_count, analytic, precision);
}

void col_tape_complex(
    acb_ptr out, const col_tape *tape, col_tape_workspace *workspace, acb_srcptr in, bool analytic, slong precision)
{
    col_tape_need_complex(workspace);
    *workspace->left = workspace->limit;
    for (size_t i = 0; i < tape->input_count; i++)
        acb_set(&workspace->complexes[tape->constant_count + i], in + i);
    col_tape_run_complex(workspace, analytic, precision);
    for (size_t i = 0; i < tape->root_count; i++)
        acb_set(out + i, &workspace->complexes[tape->roots[i]]);
}
