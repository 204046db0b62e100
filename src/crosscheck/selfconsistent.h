/* The certified side of checks of the mean-field equations. */
#ifndef COL_CROSSCHECK_SELFCONSISTENT_H
#define COL_CROSSCHECK_SELFCONSISTENT_H

#include "scene.h"

#include <collapsar/meanfield.h>

/* Numbers of a problem: the same doubles for both sides, exactly. */
typedef struct {
    double p0, Wx, Wy, W0, r, rho, rho_P;
} col_selfconsistent;

void col_selfconsistent_problem(col_meanfield_problem *problem, const col_selfconsistent *numbers);

/* The state at the time; the two-time functions with an earlier time (NULL: not wanted). On failure the check has a
 * reason. */
bool col_selfconsistent_at(col_meanfield_state *state, col_meanfield_pair *pair, col_check *check,
                           const col_meanfield_problem *problem, double time, double earlier);

#endif
