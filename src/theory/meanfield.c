/* The mean-field equations as a vector field with two kernels, and their certified solution. */
#include "meanfield_solver.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

#define GUARD_BITS 8

void col_meanfield_problem_init(col_meanfield_problem *problem)
{
    *problem = (col_meanfield_problem){.density = NULL};
    fmpq_init(problem->p0);
    fmpq_init(problem->Wx);
    fmpq_init(problem->Wy);
    fmpq_init(problem->W0);
    fmpq_init(problem->r);
    fmpq_init(problem->rho);
    fmpq_init(problem->rho_P);
}

void col_meanfield_problem_clear(col_meanfield_problem *problem)
{
    fmpq_clear(problem->p0);
    fmpq_clear(problem->Wx);
    fmpq_clear(problem->Wy);
    fmpq_clear(problem->W0);
    fmpq_clear(problem->r);
    fmpq_clear(problem->rho);
    fmpq_clear(problem->rho_P);
}

bool col_meanfield_check(const col_meanfield_problem *problem, col_error *error)
{
    const struct {
        const char *name;
        const fmpq *value;
    } numbers[] = {{"Wx", problem->Wx}, {"Wy", problem->Wy}, {"W0", problem->W0}, {"r", problem->r},
        {"rho", problem->rho}, {"rho_P", problem->rho_P}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (fmpq_sgn(numbers[i].value) < 0) {
            col_error_input(error, "--set: %s is negative, expected a number >= 0", numbers[i].name);
            return false;
        }
    if (fmpq_cmp_si(problem->r, 1) > 0) {
        col_error_input(error, "--set: r is above 1, expected a number in [0, 1]");
        return false;
    }
    if (problem->density == NULL && problem->coupling == NULL) {
        col_error_input(error, "the mean field needs a spectrum: an ensemble or data");
        return false;
    }
    return true;
}

void col_meanfield_state_init(col_meanfield_state *state)
{
    arb_init(state->p);
    arb_init(state->Phi);
    arb_init(state->Psi);
    arb_init(state->yy);
    arb_init(state->S);
    arb_init(state->T);
    arb_init(state->gap);
    arb_init(state->rate);
}

void col_meanfield_state_clear(col_meanfield_state *state)
{
    arb_clear(state->p);
    arb_clear(state->Phi);
    arb_clear(state->Psi);
    arb_clear(state->yy);
    arb_clear(state->S);
    arb_clear(state->T);
    arb_clear(state->gap);
    arb_clear(state->rate);
}

static void unknown_state(col_meanfield_state *state)
{
    arb_indeterminate(state->p);
    arb_indeterminate(state->Phi);
    arb_indeterminate(state->Psi);
    arb_indeterminate(state->yy);
    arb_indeterminate(state->S);
    arb_indeterminate(state->T);
    arb_indeterminate(state->gap);
    arb_indeterminate(state->rate);
}

bool col_meanfield_kernel(col_kernel *kernel, const col_meanfield_problem *problem, double reach, slong rows,
    slong precision, col_error *error)
{
    bool ok = true;
    arb_t q;
    arb_init(q);
    arb_set_fmpq(q, problem->r, precision);
    arb_add_ui(q, q, 1, precision);
    if (problem->density) {
        col_kernel_init_density(kernel, problem->density, q, reach, rows, precision);
    } else {
        col_modes modes;
        col_modes_init(&modes);
        ok = col_coupling_modes(&modes, problem->coupling, precision, error);
        if (ok && problem->centre)
            col_modes_centre(&modes);
        if (ok && modes.count == 0) {
            col_error_input(error, "--centre: no mode is left, expected at least two labels");
            ok = false;
        }
        if (ok)
            col_kernel_init_modes(kernel, &modes, q, rows, precision);
        col_modes_clear(&modes);
    }
    arb_clear(q);
    return ok;
}

enum { SYMBOL_P, SYMBOL_PHI, SYMBOL_Y, SYMBOL_EVEN, SYMBOL_ODD, SYMBOL_W, SYMBOL_W0, SYMBOL_Q, SYMBOL_TOP,
    SYMBOL_DECAY, SYMBOL_RHO_P, SYMBOLS };

/* e^y (p (W h_0 + W_0 e^{-2 q s_+ Phi}) - W h_1) */
static col_expr drift(col_graph *g, const col_expr *symbol, bool null_modes)
{
    col_expr even = col_expr_mul(g, symbol[SYMBOL_W], symbol[SYMBOL_EVEN]);
    if (null_modes) {
        col_expr rate = col_expr_mul(g, col_expr_integer(g, -2), col_expr_mul(g, symbol[SYMBOL_Q], symbol[SYMBOL_TOP]));
        col_expr decay = col_expr_unary(g, COL_OP_EXP, col_expr_mul(g, rate, symbol[SYMBOL_PHI]));
        even = col_expr_add(g, even, col_expr_mul(g, symbol[SYMBOL_W0], decay));
    }
    col_expr odd = col_expr_mul(g, symbol[SYMBOL_W], symbol[SYMBOL_ODD]);
    col_expr force = col_expr_sub(g, col_expr_mul(g, symbol[SYMBOL_P], even), odd);
    return col_expr_mul(g, col_expr_unary(g, COL_OP_EXP, symbol[SYMBOL_Y]), force);
}

/* p' = -drift - rho_P p,  Phi' = p,  y' = 2 (q s_+ p - p^2 - (r + rho)) */
static bool build_field(col_meanfield *m, col_error *error)
{
    static const char *const names[SYMBOLS] = {
        "p", "Phi", "y", "even", "odd", "W", "W0", "q", "top", "decay", "rho_P"};
    col_expr symbol[SYMBOLS];
    col_graph *g = m->graph = col_graph_new(0);
    for (int i = 0; i < SYMBOLS; i++)
        symbol[i] = col_expr_symbol(g, names[i]);
    col_expr p = symbol[SYMBOL_P];
    col_expr head = col_expr_neg(g, drift(g, symbol, !fmpq_is_zero(m->problem->W0)));
    if (!fmpq_is_zero(m->problem->rho_P))
        head = col_expr_sub(g, head, col_expr_mul(g, symbol[SYMBOL_RHO_P], p));
    col_expr gain = col_expr_mul(g, col_expr_mul(g, symbol[SYMBOL_Q], symbol[SYMBOL_TOP]), p);
    col_expr loss = col_expr_add(g, col_expr_pow_si(g, p, 2), symbol[SYMBOL_DECAY]);
    col_expr flow[3] = {head, p, col_expr_mul(g, col_expr_integer(g, 2), col_expr_sub(g, gain, loss))};
    col_field_function functions[2] = {
        {symbol[SYMBOL_EVEN], symbol[SYMBOL_PHI], col_kernel_even, &m->kernel},
        {symbol[SYMBOL_ODD], symbol[SYMBOL_PHI], col_kernel_odd, &m->kernel}};
    m->field = col_field_new(g, symbol, flow, 3, symbol + SYMBOL_W, SYMBOLS - SYMBOL_W, functions, 2, error);
    return m->field != NULL;
}

static void set_parameters(col_meanfield *m)
{
    const col_meanfield_problem *problem = m->problem;
    fmpq_t x;
    fmpq_init(x);
    fmpq_add(x, problem->Wx, problem->Wy);
    arb_set_fmpq(m->W, x, m->precision);
    fmpq_sub(x, problem->Wx, problem->Wy);
    arb_set_fmpq(m->difference, x, m->precision);
    fmpq_add(x, problem->r, problem->rho);
    arb_set_fmpq(m->decay, x, m->precision);
    arb_set_fmpq(m->W0, problem->W0, m->precision);
    arb_set_fmpq(m->rho_P, problem->rho_P, m->precision);
    arb_set_fmpq(m->q, problem->r, m->precision);
    arb_add_ui(m->q, m->q, 1, m->precision);
    fmpq_clear(x);
}

static void start_integrator(col_meanfield *m, slong order, slong steps)
{
    arb_ptr parameters = _arb_vec_init(SYMBOLS - SYMBOL_W), start = _arb_vec_init(3);
    arb_srcptr values[] = {m->W, m->W0, m->q, m->top, m->decay, m->rho_P};
    for (int i = 0; i < SYMBOLS - SYMBOL_W; i++)
        arb_set(parameters + i, values[i]);
    arb_set_fmpq(start, m->problem->p0, m->precision + 10);
    arb_abs(start, start);
    col_integrator_options options = COL_INTEGRATOR_OPTIONS_DEFAULT;
    options.precision = m->precision;
    options.order = order;
    if (steps > 0)
        options.steps = steps;
    m->integrator = col_integrator_new(m->field, parameters, start, &options);
    _arb_vec_clear(parameters, SYMBOLS - SYMBOL_W);
    _arb_vec_clear(start, 3);
}

col_meanfield *col_meanfield_new(
    const col_meanfield_problem *problem, double horizon, slong steps, slong precision, col_error *error)
{
    col_meanfield *m = col_calloc(1, sizeof *m);
    slong order = 4 + 35 * precision / 100; /* of the series; the kernels must have as many coefficients and two */
    m->problem = problem;
    m->precision = precision;
    m->still = fmpq_is_zero(problem->p0);
    m->mirrored = fmpq_sgn(problem->p0) < 0;
    m->state = _arb_vec_init(3);
    arb_init(m->W);
    arb_init(m->W0);
    arb_init(m->difference);
    arb_init(m->q);
    arb_init(m->decay);
    arb_init(m->rho_P);
    arb_init(m->top);
    set_parameters(m);
    /* p' < 0 where p > s_+, so abs(p) stays below the larger of abs(p_0) and 1: a guess of the range of Phi. */
    arb_set_fmpq(m->state, problem->p0, 64);
    double reach = fmin(fmax(fabs(arf_get_d(arb_midref(m->state), ARF_RND_NEAR)), 1) * (horizon + 4), 1e9);
    bool ok = col_meanfield_kernel(&m->kernel, problem, reach, order + 2, precision + GUARD_BITS, error);
    if (ok) {
        arb_set(m->top, m->kernel.top);
        ok = build_field(m, error);
    }
    if (ok) {
        start_integrator(m, order, steps);
        return m;
    }
    col_meanfield_free(m);
    return NULL;
}

void col_meanfield_free(col_meanfield *m)
{
    if (m == NULL)
        return;
    col_integrator_free(m->integrator);
    col_field_free(m->field);
    col_graph_free(m->graph);
    if (m->kernel.s)
        col_kernel_clear(&m->kernel);
    _arb_vec_clear(m->state, 3);
    arb_clear(m->W);
    arb_clear(m->W0);
    arb_clear(m->difference);
    arb_clear(m->q);
    arb_clear(m->decay);
    arb_clear(m->rho_P);
    arb_clear(m->top);
    free(m);
}

/* S = e^y (W h_0 + W_0 e^{-2q s_+ Phi}), T = e^y W h_1, yy = e^y W h_0/2 - (W_x - W_y) e^{-2 Psi}/2. */
void col_meanfield_observe(col_meanfield_state *state, col_meanfield *m, const arb_t y)
{
    slong precision = m->precision;
    arb_t scale, decay;
    arb_init(scale);
    arb_init(decay);
    arb_exp(scale, y, precision);
    arb_mul(scale, scale, m->W, precision);
    col_kernel_even(state->S, 1, state->Phi, &m->kernel, precision);
    col_kernel_odd(state->T, 1, state->Phi, &m->kernel, precision);
    arb_mul(state->S, state->S, scale, precision);
    arb_mul(state->T, state->T, scale, precision);
    arb_mul_2exp_si(decay, state->Psi, 1);
    arb_neg(decay, decay);
    arb_exp(decay, decay, precision); /* e^{-2 Psi} = e^y e^{-2q s_+ Phi} */
    arb_mul(state->yy, decay, m->difference, precision);
    arb_sub(state->yy, state->S, state->yy, precision);
    arb_mul_2exp_si(state->yy, state->yy, -1);
    arb_addmul(state->S, decay, m->W0, precision);
    arb_sub(state->gap, m->top, state->p, precision);
    arb_mul(state->rate, state->p, state->S, precision);
    arb_sub(state->rate, state->T, state->rate, precision);
    arb_submul(state->rate, m->rho_P, state->p, precision);
    arb_clear(scale);
    arb_clear(decay);
}

static void reflect(col_meanfield_state *state)
{
    arb_neg(state->p, state->p);
    arb_neg(state->Phi, state->Phi);
    arb_neg(state->T, state->T);
    arb_neg(state->rate, state->rate);
}

/* p_0 = 0: p = Phi = 0, Psi = (r + rho) t, yy = W_y e^{-2 Psi}. */
static void still_state(col_meanfield_state *state, const col_meanfield *m, const arb_t t)
{
    slong precision = m->precision;
    arb_zero(state->p);
    arb_zero(state->Phi);
    arb_zero(state->T);
    arb_zero(state->rate);
    arb_set(state->gap, m->top);
    arb_mul(state->Psi, m->decay, t, precision);
    arb_mul_si(state->S, state->Psi, -2, precision);
    arb_exp(state->S, state->S, precision);
    arb_set_fmpq(state->yy, m->problem->Wy, precision);
    arb_mul(state->yy, state->yy, state->S, precision);
    arb_t total;
    arb_init(total);
    arb_add(total, m->W, m->W0, precision);
    arb_mul(state->S, state->S, total, precision);
    arb_clear(total);
}

static void fill_state(col_meanfield_state *state, col_meanfield *m)
{
    slong precision = m->precision;
    arb_set(state->p, m->state);
    arb_set(state->Phi, m->state + 1);
    arb_mul(state->Psi, m->q, m->top, precision);
    arb_mul(state->Psi, state->Psi, state->Phi, precision);
    arb_mul_2exp_si(state->Psi, state->Psi, 1);
    arb_sub(state->Psi, state->Psi, m->state + 2, precision);
    arb_mul_2exp_si(state->Psi, state->Psi, -1);
    col_meanfield_observe(state, m, m->state + 2);
    if (m->mirrored)
        reflect(state);
}

col_integration col_meanfield_at(col_meanfield_state *state, col_meanfield *m, const arb_t t)
{
    if (m->still) {
        still_state(state, m, t);
        return COL_INTEGRATION_REACHED;
    }
    col_integration status = col_integrator_at(m->state, m->integrator, t);
    if (status == COL_INTEGRATION_REACHED)
        fill_state(state, m);
    else
        unknown_state(state);
    if (status == COL_INTEGRATION_REACHED && arb_is_zero(t))
        arb_set_fmpq(state->yy, m->problem->Wy, m->precision);
    return status;
}

col_integration col_meanfield_step(col_meanfield_state *state, arb_t t, col_meanfield *m)
{
    col_integration status = col_integrator_step(m->integrator);
    arf_t from, to;
    arf_init(from);
    arf_init(to);
    col_integrator_times(from, to, m->integrator);
    arb_set_arf(t, to);
    if (status != COL_INTEGRATION_REACHED) {
        unknown_state(state);
    } else if (m->still) {
        still_state(state, m, t);
    } else {
        col_integrator_state(m->state, m->integrator);
        fill_state(state, m);
    }
    arf_clear(from);
    arf_clear(to);
    return status;
}

void col_meanfield_top(arb_t s, const col_meanfield *m)
{
    arb_set(s, m->top);
}

slong col_meanfield_steps(const col_meanfield *m)
{
    return col_integrator_step_count(m->integrator);
}

void col_meanfield_moment(arb_t moment, const col_meanfield *m, ulong n)
{
    col_kernel_moment(moment, &m->kernel, n);
}

void col_meanfield_cosh(arb_t value, col_meanfield *m, const arb_t x)
{
    arb_t half;
    arb_init(half);
    arb_abs(half, x);
    arb_mul_2exp_si(half, half, -1);
    col_kernel_even(value, 1, half, &m->kernel, m->precision);
    arb_clear(half);
}
