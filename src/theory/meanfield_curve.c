/* Curves to a wanted number of digits, by the precision ladder. */
#include <collapsar/ladder.h>
#include <collapsar/meanfield.h>

#include <math.h>

#define STEP_COST 1000 /* budget that a step of the integrator takes at 64 bits */

typedef struct {
    col_meanfield_state *states;
    col_meanfield_pair *pairs;
    const fmpq *times;
    slong count, digits;
    const col_meanfield_problem *problem;
    const col_budget *budget;
    col_integration status;
    col_error *error;
    bool failed;
} climb;

/* Is the ball known to so many digits? */
static bool sharp(const arb_t x, slong digits)
{
    return arb_is_exact(x) || (double)arb_rel_accuracy_bits(x) > 3.33 * (double)digits + 1;
}

static bool state_is_sharp(const col_meanfield_state *state, slong digits)
{
    return sharp(state->p, digits) && sharp(state->Phi, digits) && sharp(state->Psi, digits)
        && sharp(state->yy, digits);
}

/* The two-time functions of time i with all before it; true if they are sharp. */
static bool add_pairs(climb *c, col_meanfield *meanfield, slong i)
{
    bool done = true;
    for (slong j = 0; j <= i; j++) {
        col_meanfield_pair *pair = &c->pairs[i * (i + 1) / 2 + j];
        col_meanfield_two_time(pair, meanfield, &c->states[i], &c->states[j]);
        done &= sharp(pair->correlation, c->digits) && sharp(pair->response, c->digits);
    }
    return done;
}

static bool rung(void *context, slong precision)
{
    climb *c = context;
    double horizon = c->count ? fmpq_get_d(c->times + c->count - 1) : 0;
    double steps = (double)c->budget->steps / STEP_COST * 64 / (double)precision;
    col_meanfield *meanfield =
        col_meanfield_new(c->problem, horizon, (slong)fmax(fmin(steps, 1e9), 10), precision, c->error);
    c->failed = meanfield == NULL;
    if (c->failed)
        return true;
    bool done = true;
    arb_t t;
    arb_init(t);
    c->status = COL_INTEGRATION_REACHED;
    for (slong i = 0; i < c->count; i++) {
        arb_set_fmpq(t, c->times + i, precision + 32);
        col_integration status = col_meanfield_at(&c->states[i], meanfield, t);
        if (status != COL_INTEGRATION_REACHED)
            c->status = status;
        done &= status == COL_INTEGRATION_REACHED && state_is_sharp(&c->states[i], c->digits);
        if (c->pairs)
            done &= add_pairs(c, meanfield, i);
    }
    arb_clear(t);
    col_meanfield_free(meanfield);
    return done || c->status == COL_INTEGRATION_SPENT;
}

col_integration col_meanfield_curve(col_meanfield_state *states, col_meanfield_pair *pairs, const fmpq *times,
    slong count, const col_meanfield_problem *problem, slong digits, const col_budget *budget, col_error *error)
{
    climb c = {.states = states, .pairs = pairs, .times = times, .count = count, .digits = digits,
        .problem = problem, .budget = budget, .error = error};
    bool done = col_ladder_climb(NULL, rung, &c, budget);
    if (c.failed)
        return COL_INTEGRATION_UNDECIDED;
    return done || c.status != COL_INTEGRATION_REACHED ? c.status : COL_INTEGRATION_WIDE;
}
