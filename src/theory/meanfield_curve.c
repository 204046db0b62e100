/* Curves to a wanted number of digits, by the precision ladder. */
#include <collapsar/ladder.h>
#include <collapsar/meanfield.h>

#include <math.h>

typedef struct {
    col_meanfield_state *states;
    const fmpq *times;
    slong count, digits;
    const col_meanfield_problem *problem;
    col_integration status;
    col_error *error;
    bool failed;
} climb;

/* Is the ball known to so many digits? Zero, and what is below 10^-300, counts absolutely. */
static bool sharp(const arb_t x, slong digits)
{
    return arb_is_exact(x) || arb_rel_accuracy_bits(x) > 3.33 * (double)digits + 1;
}

static bool all_sharp(const col_meanfield_state *state, slong digits)
{
    return sharp(state->p, digits) && sharp(state->Phi, digits) && sharp(state->Psi, digits)
        && sharp(state->yy, digits);
}

static bool rung(void *context, slong precision)
{
    climb *c = context;
    double horizon = c->count ? fmpq_get_d(c->times + c->count - 1) : 0;
    col_meanfield *meanfield = col_meanfield_new(c->problem, horizon, precision, c->error);
    c->failed = meanfield == NULL;
    if (c->failed)
        return true;
    bool done = true;
    arb_t t;
    arb_init(t);
    c->status = COL_INTEGRATION_REACHED;
    for (slong i = 0; i < c->count; i++) {
        arb_set_fmpq(t, c->times + i, precision);
        col_integration status = col_meanfield_at(&c->states[i], meanfield, t);
        if (status != COL_INTEGRATION_REACHED)
            c->status = status;
        done &= status == COL_INTEGRATION_REACHED && all_sharp(&c->states[i], c->digits);
    }
    arb_clear(t);
    col_meanfield_free(meanfield);
    return done || c->status == COL_INTEGRATION_SPENT;
}

col_integration col_meanfield_curve(col_meanfield_state *states, const fmpq *times, slong count,
    const col_meanfield_problem *problem, slong digits, const col_budget *budget, col_error *error)
{
    climb c = {.states = states, .times = times, .count = count, .digits = digits, .problem = problem,
        .error = error};
    bool done = col_ladder_climb(NULL, rung, &c, budget);
    if (c.failed)
        return COL_INTEGRATION_UNDECIDED;
    return done || c.status != COL_INTEGRATION_REACHED ? c.status : COL_INTEGRATION_WIDE;
}
