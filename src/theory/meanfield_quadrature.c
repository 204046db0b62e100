/* M1 at C = 0 by quadrature. With g_0 = e^{-2 s_+ Phi} G_0 and F = e^{-s_+ Phi} sqrt(E),
 *   F = e^{-s_+ Phi} + integral_0^Phi e^{-s_+ (Phi - phi)} sqrt(g_0(phi)) dphi,
 *   p = sqrt(g_0)/F,  Psi = s_+ Phi + log F,
 * from dE/dPhi = 2 sqrt(G_0 E): integrals of moderate numbers, whatever Phi. */
#include "meanfield_solver.h"

typedef struct {
    const col_kernel *kernel;
    const arb_struct *W, *W0, *top, *Phi;
} integrand;

/* g_0 at a complex point; value and phi are different */
static void scaled_moment(acb_t value, const acb_t phi, const integrand *in, slong precision)
{
    acb_t decay;
    acb_init(decay);
    col_kernel_complex(value, phi, in->kernel, precision);
    acb_mul_arb(value, value, in->W, precision);
    if (!arb_is_zero(in->W0)) {
        acb_mul_arb(decay, phi, in->top, precision);
        acb_mul_si(decay, decay, -2, precision);
        acb_exp(decay, decay, precision);
        acb_mul_arb(decay, decay, in->W0, precision);
        acb_add(value, value, decay, precision);
    }
    acb_clear(decay);
}

static int evaluate(acb_ptr out, const acb_t phi, void *context, slong order, slong precision)
{
    const integrand *in = context;
    acb_t weight;
    acb_init(weight);
    scaled_moment(out, phi, in, precision);
    acb_sqrt_analytic(out, out, order != 0, precision);
    acb_sub_arb(weight, phi, in->Phi, precision);
    acb_mul_arb(weight, weight, in->top, precision);
    acb_exp(weight, weight, precision);
    acb_mul(out, out, weight, precision);
    acb_clear(weight);
    return 0;
}

/* F, from the integral and the start. */
static bool integrate(arb_t F, const integrand *in, slong precision)
{
    acb_t zero, end, value;
    mag_t tolerance;
    acb_init(zero);
    acb_init(end);
    acb_init(value);
    mag_init(tolerance);
    mag_set_ui_2exp_si(tolerance, 1, -precision);
    acb_set_arb(end, in->Phi);
    acb_calc_integrate(value, evaluate, (void *)in, zero, end, precision, tolerance, NULL, precision);
    arb_mul(F, in->Phi, in->top, precision);
    arb_neg(F, F);
    arb_exp(F, F, precision);
    arb_add(F, F, acb_realref(value), precision);
    bool ok = arb_is_positive(F) && arb_is_finite(F);
    acb_clear(zero);
    acb_clear(end);
    acb_clear(value);
    mag_clear(tolerance);
    return ok;
}

/* p_0 > 0 and C = p_0^2 - W_x - W_y - W_0 = 0 without leak and decay. */
static bool is_closed_form(const col_meanfield_problem *problem)
{
    fmpq_t C;
    fmpq_init(C);
    fmpq_mul(C, problem->p0, problem->p0);
    fmpq_sub(C, C, problem->Wx);
    fmpq_sub(C, C, problem->Wy);
    fmpq_sub(C, C, problem->W0);
    bool ok = fmpq_is_zero(C) && fmpq_sgn(problem->p0) > 0 && fmpq_is_zero(problem->r) && fmpq_is_zero(problem->rho)
        && fmpq_is_zero(problem->rho_P);
    fmpq_clear(C);
    return ok;
}

bool col_meanfield_quadrature(
    col_meanfield_state *state, const fmpq_t Phi, const col_meanfield_problem *problem, slong precision)
{
    if (!is_closed_form(problem) || fmpq_sgn(Phi) < 0)
        return false;
    col_meanfield *m = col_meanfield_new(problem, fmpq_get_d(Phi), 0, precision, NULL);
    if (m == NULL)
        return false;
    acb_t at, moment;
    arb_t F;
    acb_init(at);
    acb_init(moment);
    arb_init(F);
    arb_set_fmpq(state->Phi, Phi, precision);
    integrand in = {&m->kernel, m->W, m->W0, m->top, state->Phi};
    bool ok = integrate(F, &in, precision);
    if (ok) {
        acb_set_arb(at, state->Phi);
        scaled_moment(moment, at, &in, precision);
        arb_sqrt(state->p, acb_realref(moment), precision);
        arb_div(state->p, state->p, F, precision);
        arb_log(F, F, precision);
        arb_mul(state->Psi, m->top, state->Phi, precision);
        arb_add(state->Psi, state->Psi, F, precision);
        arb_mul_si(F, F, -2, precision);
        col_meanfield_observe(state, m, F);
    }
    acb_clear(at);
    acb_clear(moment);
    arb_clear(F);
    col_meanfield_free(m);
    return ok;
}
