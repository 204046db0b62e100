/* Taylor coefficients of integrals whose ends and body depend on the series' variable t:
 *
 *     int_lo^hi f(x) dx = int_0^1 f(lo + (hi - lo) y) (hi - lo) dy,
 *
 * coefficient by coefficient, by quadrature over y. */
#include "tape_internal.h"

typedef struct {
    col_tape_workspace *inner;
    acb_poly_t lo, width;
    slong length, coefficient;
    ulong evaluations;
} integrand;

/* Every operation of the series evaluator is holomorphic where it is finite, so the order does not matter. */
static int evaluate(acb_ptr out, const acb_t y, void *parameter, slong order, slong precision)
{
    (void)order;
    integrand *f = parameter;
    const col_tape *body = f->inner->tape;
    acb_poly_struct *bound = &f->inner->complex_series[body->constant_count];
    acb_poly_t value;
    acb_poly_init(value);
    f->evaluations++;
    acb_poly_scalar_mul(bound, f->width, y, precision);
    acb_poly_add_series(bound, bound, f->lo, f->length, precision);
    col_tape_run_complex_series(f->inner, f->length, precision);
    acb_poly_mullow(value, &f->inner->complex_series[body->roots[0]], f->width, f->length, precision);
    acb_poly_get_coeff_acb(out, value, f->coefficient);
    acb_poly_clear(value);
    return 0;
}

/* One coefficient; indeterminate when the limit of evaluations is reached. */
static void integrate(acb_t out, integrand *f, slong precision)
{
    acb_t zero, one;
    mag_t tolerance;
    acb_calc_integrate_opt_t options;
    ulong steps = f->inner->tape->step_count + 1;
    acb_init(zero);
    acb_init(one);
    mag_init(tolerance);
    acb_one(one);
    mag_set_ui_2exp_si(tolerance, 1, -precision);
    acb_calc_integrate_opt_init(options);
    options->eval_limit = (slong)FLINT_MIN(*f->inner->left / steps, (ulong)(400 + 400 * precision));
    f->evaluations = 0;
    if (options->eval_limit > 0)
        acb_calc_integrate(out, evaluate, f, zero, one, precision, tolerance, options, precision);
    else
        acb_indeterminate(out);
    col_tape_charge(f->inner, FLINT_MIN(f->evaluations * steps, *f->inner->left));
    acb_clear(zero);
    acb_clear(one);
    mag_clear(tolerance);
}

void col_quadrature_series(arb_poly_t out, col_tape_workspace *inner, const arb_poly_t lo, const arb_poly_t hi,
    slong length, slong precision)
{
    integrand f = {.inner = inner, .length = length};
    size_t base = inner->tape->constant_count;
    acb_t value;
    acb_init(value);
    acb_poly_init(f.lo);
    acb_poly_init(f.width);
    acb_poly_set_arb_poly(f.lo, lo);
    acb_poly_set_arb_poly(f.width, hi);
    acb_poly_sub_series(f.width, f.width, f.lo, length, precision);
    col_tape_need_complex_series(inner);
    for (size_t i = 1; i < inner->tape->input_count; i++)
        acb_poly_set_arb_poly(&inner->complex_series[base + i], &inner->series[base + i]);
    arb_poly_zero(out);
    for (slong k = 0; k < length; k++) {
        f.coefficient = k;
        integrate(value, &f, precision);
        if (!acb_is_finite(value) || !arb_contains_zero(acb_imagref(value)))
            arb_indeterminate(acb_realref(value));
        arb_poly_set_coeff_arb(out, k, acb_realref(value));
    }
    acb_clear(value);
    acb_poly_clear(f.lo);
    acb_poly_clear(f.width);
}
