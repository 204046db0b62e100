/* The approach to s_+ beyond the last computed time. The gap g = s_+ - p obeys dg/dPhi = -(p - C/p)(g - delta(Phi)),
 * delta = s_+ - G_1/G_0 falling: once g >= delta it stays so and falls. With delta <= c/(Phi - k) and m the least
 * p - C/p to come, g <= c/(Phi - K) is kept if (K - k)(m y - 1) >= y for y = Phi_0 - K. Phi' = s_+ - g turns this and
 * g >= delta >= beta/(Phi + l) into bounds in t. */
#include "meanfield_edge.h"

#define STRIDES 400 /* of a quarter of the time, in search of the greatest (s_+ - p) t */

void col_meanfield_tail_init(col_meanfield_tail *tail)
{
    arb_init(tail->from);
    arb_init(tail->Phi);
    arb_init(tail->top);
    arb_init(tail->c);
    arb_init(tail->k);
    arb_init(tail->beta);
    arb_init(tail->l);
    arb_init(tail->y);
    arb_init(tail->lower);
    arb_init(tail->upper);
}

void col_meanfield_tail_clear(col_meanfield_tail *tail)
{
    arb_clear(tail->from);
    arb_clear(tail->Phi);
    arb_clear(tail->top);
    arb_clear(tail->c);
    arb_clear(tail->k);
    arb_clear(tail->beta);
    arb_clear(tail->l);
    arb_clear(tail->y);
    arb_clear(tail->lower);
    arb_clear(tail->upper);
}

/* y = Phi_0 - K: at most c/g and the larger root of m y^2 - m L y + L, L = Phi_0 - k, where (L - y)(m y - 1) = y. The
 * inequality is then checked; also that y exceeds 2c/s_+, so that the bound of Phi - K in time rises. */
static bool find_start(col_meanfield_tail *tail, const arb_t p, const arb_t gap, const arb_t C, slong precision)
{
    arb_t m, L, x;
    arb_init(m), arb_init(L), arb_init(x);
    arb_union(x, p, tail->top, precision);
    arb_div(m, C, x, precision);
    arb_sub(m, x, m, precision);
    arb_sub(L, tail->Phi, tail->k, precision);
    arb_div(x, L, m, precision);
    arb_mul_2exp_si(x, x, 2);
    arb_neg(x, x);
    arb_addmul(x, L, L, precision);
    arb_sqrt(x, x, precision);
    arb_add(x, x, L, precision);
    arb_mul_2exp_si(x, x, -1);
    arb_mul_2exp_si(tail->y, L, -1); /* between the roots: step there from the larger, whose check could only fail */
    arb_sub(tail->y, x, tail->y, precision);
    arb_mul_2exp_si(tail->y, tail->y, -10);
    arb_sub(x, x, tail->y, precision);
    arb_div(tail->y, tail->c, gap, precision);
    arb_min(tail->y, tail->y, x, precision);
    col_meanfield_round_down(tail->y, precision);
    bool ok = arb_is_positive(m) && arb_is_finite(tail->y) && arb_is_positive(tail->y);
    arb_sub(L, L, tail->y, precision);
    arb_mul(x, m, tail->y, precision);
    arb_sub_ui(x, x, 1, precision);
    ok = ok && arb_is_positive(x);
    arb_mul(x, x, L, precision);
    ok = ok && arb_ge(x, tail->y);
    arb_mul(x, tail->y, tail->top, precision);
    arb_mul_2exp_si(x, x, -1);
    ok = ok && arb_gt(x, tail->c);
    arb_clear(m), arb_clear(L), arb_clear(x);
    return ok;
}

/* Y = y + s_+ tau - (c/s_+) log(1 + s_+ tau/z), z = y - c/s_+, at most Phi - K at from + tau; and its rate
 * s_+ - c/(z + s_+ tau). It is convex. */
static void least_progress(arb_t Y, arb_t rate, const col_meanfield_tail *tail, const arb_t t, slong precision)
{
    arb_t way, drag, z, x;
    arb_init(way), arb_init(drag), arb_init(z), arb_init(x);
    arb_sub(way, t, tail->from, precision);
    arb_mul(way, way, tail->top, precision);
    arb_div(drag, tail->c, tail->top, precision);
    arb_sub(z, tail->y, drag, precision);
    arb_add(x, z, way, precision);
    arb_div(rate, tail->c, x, precision);
    arb_sub(rate, tail->top, rate, precision);
    arb_div(x, way, z, precision);
    arb_log1p(x, x, precision);
    arb_add(Y, tail->y, way, precision);
    arb_submul(Y, drag, x, precision);
    arb_clear(way), arb_clear(drag), arb_clear(z), arb_clear(x);
}

void col_meanfield_tail_drive(arb_t delta, const col_meanfield_tail *tail, const arb_t Phi, slong precision)
{
    arb_t x;
    arb_init(x);
    arb_sub(x, Phi, tail->k, precision);
    arb_div(x, tail->c, x, precision);
    arb_add(delta, Phi, tail->l, precision);
    arb_div(delta, tail->beta, delta, precision);
    arb_union(delta, delta, x, precision);
    arb_clear(x);
}

/* beta/(s_+ (t - from) + Phi_0 + l), since Phi grows by less than s_+ in a unit of time. */
static void least_gap(arb_t gap, const col_meanfield_tail *tail, const arb_t t, slong precision)
{
    arb_sub(gap, t, tail->from, precision);
    arb_mul(gap, gap, tail->top, precision);
    arb_add(gap, gap, tail->Phi, precision);
    arb_add(gap, gap, tail->l, precision);
    arb_div(gap, tail->beta, gap, precision);
}

void col_meanfield_tail_gap(arb_t gap, const col_meanfield_tail *tail, const arb_t t, slong precision)
{
    arb_t Y, rate;
    arb_init(Y), arb_init(rate);
    least_progress(Y, rate, tail, t, precision);
    arb_div(Y, tail->c, Y, precision);
    least_gap(gap, tail, t, precision);
    arb_union(gap, gap, Y, precision);
    arb_clear(Y), arb_clear(rate);
}

/* Of t beta/(s_+ t + constant), which is monotone: the smaller of the first value and the limit. Of c t/Y(t), Y convex:
 * Y - t Y' falls, so the first value if Y <= t Y' there; otherwise c/Y'(t) at any t with Y >= t Y', since the tangent
 * at t lies above the ray t Y'. */
static void bound_coefficient(col_meanfield_tail *tail, slong precision)
{
    arb_t t, Y, rate, x;
    arb_init(t), arb_init(Y), arb_init(rate), arb_init(x);
    least_gap(x, tail, tail->from, precision);
    arb_mul(x, x, tail->from, precision);
    arb_div(tail->lower, tail->beta, tail->top, precision);
    arb_min(tail->lower, tail->lower, x, precision);
    col_meanfield_round_down(tail->lower, precision);
    arb_indeterminate(tail->upper);
    arb_set(t, tail->from);
    for (slong i = 0; i < STRIDES; i++) {
        least_progress(Y, rate, tail, t, precision);
        arb_mul(x, t, rate, precision);
        bool before = arb_ge(Y, x), after = arb_le(Y, x);
        arb_mul(x, tail->c, t, precision);
        if (before)
            arb_div(tail->upper, tail->c, rate, precision);
        else if (i == 0 && after)
            arb_div(tail->upper, x, Y, precision);
        if (!before)
            break;
        arb_mul_ui(t, t, 5, precision);
        arb_mul_2exp_si(t, t, -2);
    }
    col_meanfield_round_up(tail->upper, precision);
    arb_clear(t), arb_clear(Y), arb_clear(rate), arb_clear(x);
}

static void unknown_tail(col_meanfield_tail *tail)
{
    arb_ptr members[] = {tail->from, tail->Phi, tail->top, tail->c, tail->k, tail->beta, tail->l, tail->y, tail->lower,
        tail->upper};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        arb_indeterminate(members[i]);
}

/* C = p_0^2 - W - W_0 and 1 + W_0/W; false if W = 0 */
static bool set_constants(arb_t C, arb_t null, const col_meanfield_problem *problem, slong precision)
{
    fmpq_t W, x;
    fmpq_init(W);
    fmpq_init(x);
    fmpq_add(W, problem->Wx, problem->Wy);
    bool excited = fmpq_sgn(W) > 0;
    if (excited)
        fmpq_div(x, problem->W0, W);
    arb_set_fmpq(null, x, precision);
    arb_add_ui(null, null, 1, precision);
    fmpq_mul(x, problem->p0, problem->p0);
    fmpq_sub(x, x, W);
    fmpq_sub(x, x, problem->W0);
    arb_set_fmpq(C, x, precision);
    fmpq_clear(W);
    fmpq_clear(x);
    return excited;
}

static bool is_of_the_kind(const col_meanfield_problem *problem)
{
    return problem->density && fmpq_sgn(problem->density->f) > 0 && fmpq_is_zero(problem->r)
        && fmpq_is_zero(problem->rho) && fmpq_is_zero(problem->rho_P);
}

bool col_meanfield_tail_from(col_meanfield_tail *tail, const col_meanfield_state *state, const arb_t t,
    const col_meanfield_problem *problem, slong precision)
{
    if (!is_of_the_kind(problem) || !arb_is_positive(t)) {
        unknown_tail(tail);
        return false;
    }
    arb_t p, gap, rate, Phi, C, null;
    arb_init(p), arb_init(gap), arb_init(rate), arb_init(Phi), arb_init(C), arb_init(null);
    col_density_support(null, tail->top, problem->density, precision);
    arb_set(tail->from, t);
    arb_abs(p, state->p);
    arb_abs(tail->Phi, state->Phi);
    arb_sub(gap, tail->top, p, precision);
    arb_mul_si(rate, state->rate, arb_is_negative(state->p) ? -1 : 1, precision);
    arb_set(Phi, tail->Phi);
    col_meanfield_round_down(Phi, precision);
    /* p' = S(sigma - p) >= 0: the gap is not below the drive's, and never will be */
    bool ok = set_constants(C, null, problem, precision) && arb_is_positive(Phi) && arb_is_nonnegative(rate)
        && arb_is_positive(p) && arb_is_positive(gap)
        && col_meanfield_edge(tail, Phi, null, problem->density, precision) && find_start(tail, p, gap, C, precision);
    if (ok)
        bound_coefficient(tail, precision);
    ok = ok && arb_is_finite(tail->lower) && arb_is_finite(tail->upper);
    if (!ok)
        unknown_tail(tail);
    arb_clear(p), arb_clear(gap), arb_clear(rate), arb_clear(Phi), arb_clear(C), arb_clear(null);
    return ok;
}
