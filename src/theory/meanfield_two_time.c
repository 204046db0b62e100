/* Two-time functions: correlation, response, and the kernels of the effective process. */
#include "meanfield_solver.h"

void col_meanfield_pair_init(col_meanfield_pair *pair)
{
    arb_init(pair->correlation);
    arb_init(pair->response);
    arb_init(pair->memory);
    arb_init(pair->noise);
}

void col_meanfield_pair_clear(col_meanfield_pair *pair)
{
    arb_clear(pair->correlation);
    arb_clear(pair->response);
    arb_clear(pair->memory);
    arb_clear(pair->noise);
}

/* e^{-Psi} integral nu cosh(q s x) = e^{q s_+ x - Psi} h_0(x/2): the exponent first, so that nothing overflows. */
static void damped_cosh(arb_t value, col_meanfield *m, const arb_t x, const arb_t Psi)
{
    arb_t exponent;
    arb_init(exponent);
    arb_abs(exponent, x);
    arb_mul(exponent, exponent, m->q, m->precision);
    arb_mul(exponent, exponent, m->top, m->precision);
    arb_sub(exponent, exponent, Psi, m->precision);
    arb_exp(exponent, exponent, m->precision);
    col_meanfield_cosh(value, m, x);
    arb_mul(value, value, exponent, m->precision);
    arb_clear(exponent);
}

/* value = q^2 p p' <s^2> e^{-Psi} */
static void process_kernel(arb_t value, const col_meanfield *m, const arb_t p, const arb_t p_earlier, const arb_t Psi)
{
    slong precision = m->precision;
    arb_t x;
    arb_init(x);
    arb_neg(x, Psi);
    arb_exp(value, x, precision);
    col_meanfield_moment(x, m, 1);
    arb_mul(value, value, x, precision);
    arb_mul(x, m->q, p, precision);
    arb_mul(value, value, x, precision);
    arb_mul(x, m->q, p_earlier, precision);
    arb_mul(value, value, x, precision);
    arb_clear(x);
}

void col_meanfield_two_time(col_meanfield_pair *pair, col_meanfield *m, const col_meanfield_state *later,
    const col_meanfield_state *earlier)
{
    slong precision = m->precision;
    arb_t sum, difference, Psi_sum, Psi_difference, term;
    arb_init(sum);
    arb_init(difference);
    arb_init(Psi_sum);
    arb_init(Psi_difference);
    arb_init(term);
    arb_add(sum, later->Phi, earlier->Phi, precision);
    arb_sub(difference, later->Phi, earlier->Phi, precision);
    arb_add(Psi_sum, later->Psi, earlier->Psi, precision);
    arb_sub(Psi_difference, later->Psi, earlier->Psi, precision);
    damped_cosh(pair->correlation, m, sum, Psi_sum);
    if (arb_is_zero(earlier->Phi)) { /* both cosh are one: W_y is left, without cancellation */
        arb_set_fmpq(term, m->problem->Wy, precision);
        arb_mul(pair->correlation, pair->correlation, term, precision);
    } else {
        arb_mul(pair->correlation, pair->correlation, m->W, precision);
        damped_cosh(term, m, difference, Psi_sum);
        arb_submul(pair->correlation, term, m->difference, precision);
        arb_mul_2exp_si(pair->correlation, pair->correlation, -1);
    }
    damped_cosh(pair->response, m, difference, Psi_difference);
    process_kernel(pair->memory, m, later->p, earlier->p, Psi_difference);
    process_kernel(pair->noise, m, later->p, earlier->p, Psi_sum);
    arb_set_fmpq(term, m->problem->Wx, precision);
    arb_mul(pair->noise, pair->noise, term, precision);
    arb_clear(sum);
    arb_clear(difference);
    arb_clear(Psi_sum);
    arb_clear(Psi_difference);
    arb_clear(term);
}
