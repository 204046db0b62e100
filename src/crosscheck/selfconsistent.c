#include "selfconsistent.h"

enum { DIGITS = 10 };

void col_selfconsistent_problem(col_meanfield_problem *problem, const col_selfconsistent *numbers)
{
    col_rational_of_double(problem->p0, numbers->p0);
    col_rational_of_double(problem->Wx, numbers->Wx);
    col_rational_of_double(problem->Wy, numbers->Wy);
    col_rational_of_double(problem->W0, numbers->W0);
    col_rational_of_double(problem->r, numbers->r);
    col_rational_of_double(problem->rho, numbers->rho);
    col_rational_of_double(problem->rho_P, numbers->rho_P);
}

bool col_selfconsistent_at(col_meanfield_state *state, col_meanfield_pair *pair, col_check *check,
                           const col_meanfield_problem *problem, double time, double earlier)
{
    const col_budget budget = COL_BUDGET_DEFAULT;
    col_error error = {0};
    col_meanfield_state states[2];
    col_meanfield_pair pairs[3];
    fmpq *times = _fmpq_vec_init(2);
    slong count = pair != NULL ? 2 : 1;
    for (int k = 0; k < 2; k++)
        col_meanfield_state_init(&states[k]);
    for (int k = 0; k < 3; k++)
        col_meanfield_pair_init(&pairs[k]);
    col_rational_of_double(times, earlier);
    col_rational_of_double(times + count - 1, time);
    col_integration outcome = col_meanfield_curve(states, pair != NULL ? pairs : NULL, times, count, problem, DIGITS,
                                                  &budget, &error);
    bool good = outcome == COL_INTEGRATION_REACHED || outcome == COL_INTEGRATION_WIDE;
    if (good) {
        col_meanfield_state swap = *state;
        *state = states[count - 1];
        states[count - 1] = swap;
    } else {
        col_check_fail(check, "the equations were not enclosed: %s", error.message);
    }
    if (good && pair != NULL) {
        col_meanfield_pair swap = *pair;
        *pair = pairs[1]; /* later 1, earlier 0 */
        pairs[1] = swap;
    }
    for (int k = 0; k < 3; k++)
        col_meanfield_pair_clear(&pairs[k]);
    for (int k = 0; k < 2; k++)
        col_meanfield_state_clear(&states[k]);
    _fmpq_vec_clear(times, 2);
    return good;
}
