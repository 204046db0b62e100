/* Sums and integrals inside tapes: the body is a tape of its own, evaluated with the captured values in place. */
#include "ball.h"
#include "tape_internal.h"

/* The number of terms between two integers if it can be paid for; false otherwise. */
static bool charge_terms(fmpz_t first, fmpz_t last, const arb_t lo, const arb_t hi, col_tape_workspace *workspace,
    const col_tape *body)
{
    if (!arb_get_unique_fmpz(first, lo) || !arb_get_unique_fmpz(last, hi))
        return false;
    fmpz_t work;
    fmpz_init(work);
    fmpz_sub(work, last, first);
    fmpz_add_ui(work, work, 1);
    fmpz_mul_ui(work, work, body->step_count);
    bool ok = fmpz_sgn(work) <= 0
        || (fmpz_abs_fits_ui(work) && col_tape_charge(workspace, fmpz_get_ui(work)));
    fmpz_clear(work);
    return ok;
}

/* The bound symbol's slot in the body is the first input. */
static void fill_captures_ball(col_tape_workspace *inner, const col_tape_workspace *workspace, const col_body *body)
{
    col_tape_need_ball(inner);
    size_t base = body->tape->constant_count;
    inner->ball_domains[base] = COL_DOMAIN_WHOLE;
    for (size_t i = 1; i < body->tape->input_count; i++) {
        arb_set(&inner->balls[base + i], &workspace->balls[body->captures[i - 1]]);
        inner->ball_domains[base + i] = workspace->ball_domains[body->captures[i - 1]];
    }
}

static void fill_captures_complex(
    col_tape_workspace *inner, const col_tape_workspace *workspace, const col_body *body)
{
    col_tape_need_complex(inner);
    for (size_t i = 1; i < body->tape->input_count; i++)
        acb_set(&inner->complexes[body->tape->constant_count + i], &workspace->complexes[body->captures[i - 1]]);
}

static col_domain sum_ball(
    arb_t out, col_tape_workspace *inner, const arb_t lo, const arb_t hi, slong precision)
{
    const col_tape *body = inner->tape;
    fmpz_t j, last;
    fmpz_init(j);
    fmpz_init(last);
    /* An end that is not certainly an integer is one wherever the sum is defined. */
    col_domain domain = arb_is_int(lo) && arb_is_int(hi) ? COL_DOMAIN_WHOLE : COL_DOMAIN_UNKNOWN;
    arb_zero(out);
    if (charge_terms(j, last, lo, hi, inner, body)) {
        for (; fmpz_cmp(j, last) <= 0; fmpz_add_ui(j, j, 1)) {
            arb_set_fmpz(&inner->balls[body->constant_count], j);
            col_tape_run_ball(inner, precision);
            arb_add(out, out, &inner->balls[body->roots[0]], precision);
            domain = col_domain_both(domain, (col_domain)inner->ball_domains[body->roots[0]]);
        }
    } else {
        arb_indeterminate(out);
        domain = COL_DOMAIN_UNKNOWN;
    }
    fmpz_clear(j);
    fmpz_clear(last);
    return domain;
}

static void sum_complex(acb_t out, col_tape_workspace *inner, const acb_t lo, const acb_t hi, bool analytic,
    slong precision)
{
    const col_tape *body = inner->tape;
    fmpz_t j, last;
    fmpz_init(j);
    fmpz_init(last);
    acb_zero(out);
    bool real = acb_is_real(lo) && acb_is_real(hi) && acb_is_exact(lo) && acb_is_exact(hi);
    if (real && charge_terms(j, last, acb_realref(lo), acb_realref(hi), inner, body)) {
        for (; fmpz_cmp(j, last) <= 0; fmpz_add_ui(j, j, 1)) {
            acb_set_fmpz(&inner->complexes[body->constant_count], j);
            col_tape_run_complex(inner, analytic, precision);
            acb_add(out, out, &inner->complexes[body->roots[0]], precision);
        }
    } else {
        acb_indeterminate(out);
    }
    fmpz_clear(j);
    fmpz_clear(last);
}

col_domain col_tape_bind_ball(arb_t out, col_tape_workspace *workspace, const col_tape_step *step, slong precision)
{
    col_tape_workspace *inner = workspace->bodies[step->n];
    fill_captures_ball(inner, workspace, &workspace->tape->bodies[step->n]);
    arb_srcptr lo = &workspace->balls[step->a], hi = &workspace->balls[step->b];
    if (step->op == COL_OP_SUM)
        return sum_ball(out, inner, lo, hi, precision);
    return col_quadrature_ball(out, inner, lo, hi, precision);
}

void col_tape_bind_complex(acb_t out, col_tape_workspace *workspace, const col_tape_step *step, bool analytic,
    slong precision)
{
    col_tape_workspace *inner = workspace->bodies[step->n];
    fill_captures_complex(inner, workspace, &workspace->tape->bodies[step->n]);
    acb_srcptr lo = &workspace->complexes[step->a], hi = &workspace->complexes[step->b];
    if (step->op == COL_OP_SUM)
        sum_complex(out, inner, lo, hi, analytic, precision);
    else
        col_quadrature_complex(out, inner, lo, hi, analytic, precision);
}

static void indeterminate_series(arb_poly_t out, slong length)
{
    arb_poly_fit_length(out, length);
    for (slong i = 0; i < length; i++)
        arb_indeterminate(out->coeffs + i);
    _arb_poly_set_length(out, length);
}

static void set_integer(arb_poly_t out, const fmpz_t n)
{
    arb_poly_fit_length(out, 1);
    arb_set_fmpz(out->coeffs, n);
    _arb_poly_set_length(out, 1);
    _arb_poly_normalise(out);
}

/* Term by term; false if the ends are not known, or too far apart. */
static bool sum_series(
    arb_poly_t out, col_tape_workspace *inner, const arb_t lo, const arb_t hi, slong length, slong precision)
{
    const col_tape *body = inner->tape;
    fmpz_t j, last;
    fmpz_init(j);
    fmpz_init(last);
    arb_poly_zero(out);
    bool known = arb_is_int(lo) && arb_is_int(hi) && charge_terms(j, last, lo, hi, inner, body);
    for (; known && fmpz_cmp(j, last) <= 0; fmpz_add_ui(j, j, 1)) {
        set_integer(&inner->series[body->constant_count], j);
        col_tape_run_series(inner, length, precision);
        arb_poly_add_series(out, out, &inner->series[body->roots[0]], length, precision);
    }
    fmpz_clear(j);
    fmpz_clear(last);
    return known;
}

void col_tape_bind_series(
    arb_poly_t out, col_tape_workspace *workspace, const col_tape_step *step, slong length, slong precision)
{
    const col_body *body = &workspace->tape->bodies[step->n];
    col_tape_workspace *inner = workspace->bodies[step->n];
    size_t slot = (size_t)(step - workspace->tape->steps);
    fill_captures_ball(inner, workspace, body);
    col_tape_need_series(inner);
    for (size_t i = 1; i < body->tape->input_count; i++)
        arb_poly_set(&inner->series[body->tape->constant_count + i], &workspace->series[body->captures[i - 1]]);
    bool known = workspace->ball_domains[slot] == COL_DOMAIN_WHOLE;
    if (known && step->op == COL_OP_SUM)
        known = sum_series(
            out, inner, &workspace->balls[step->a], &workspace->balls[step->b], length, precision);
    else if (known)
        col_quadrature_series(
            out, inner, &workspace->series[step->a], &workspace->series[step->b], length, precision);
    if (!known)
        indeterminate_series(out, length);
}
