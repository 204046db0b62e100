/* The explicit Runge-Kutta method of order 8 by Dormand and Prince, with the error estimates of orders 5 and 3 and the
 * continuous extension of order 7 by Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, II.5-II.6.
 * A step takes 12 velocities and passes over the state as few times as it can: for states that do not fit into the
 * cache, the vector operations of multistep methods cost many times what the velocity does. */
#ifndef COL_FLOW_RUNGE_KUTTA_H
#define COL_FLOW_RUNGE_KUTTA_H

#include "ode.h"

typedef struct col_runge_kutta col_runge_kutta;

/* Starts at `state` (copied) at time t. The problem is borrowed. watch: for its event. */
col_runge_kutta *col_runge_kutta_new(const col_ode_problem *problem, double t, const double *state, bool watch);
void col_runge_kutta_free(col_runge_kutta *method); /* NULL is allowed */

/* out: the state at time t, not earlier than the last one asked for. NULL, or the reason why it got only to
 * col_runge_kutta_time; out is then that state. steps: at most so many in all. */
const char *col_runge_kutta_advance(double *out, col_runge_kutta *method, double t, ulong steps);

double col_runge_kutta_time(const col_runge_kutta *method);
double col_runge_kutta_event_time(const col_runge_kutta *method); /* NaN: no event in the steps taken so far */
ulong col_runge_kutta_steps(const col_runge_kutta *method);
ulong col_runge_kutta_evaluations(const col_runge_kutta *method);

#endif
