/* Initial value problems through SUNDIALS: the only module that includes it. */
#ifndef COL_FLOW_ODE_H
#define COL_FLOW_ODE_H

#include <collapsar/flow.h>

typedef struct {
    size_t size;
    /* The velocity at a state; false: undefined there (the step is tried again, shorter). */
    bool (*velocity)(double *out, double t, const double *state, void *context);
    /* Its Jacobian, size x size, row-major; NULL: BDF works matrix-free. */
    bool (*jacobian)(double *out, double t, const double *state, void *context);
    /* Weights of the error norm sqrt(mean((weight error)^2)); NULL: 1/(relative |state| + absolute) each. */
    void (*weights)(double *out, const double *state, void *context);
    /* A function whose first zero is noted; NULL: none. */
    double (*event)(double t, const double *state, void *context);
    void *context;
    double relative, absolute;
    double last; /* no velocity is asked for at later times */
    ulong steps; /* at most so many in all */
} col_ode_problem;

typedef struct col_ode col_ode;

/* Starts at `state` (copied) at time t. method is not COL_FLOW_AUTOMATIC. The problem is copied, its context borrowed.
 * NULL, with error set, if memory runs out or the velocity is undefined. */
col_ode *col_ode_new(const col_ode_problem *problem, col_flow_method method, double t, const double *state,
                     col_error *error);
void col_ode_free(col_ode *ode); /* NULL is allowed */

/* Goes on to exactly time t, later than now. False, with error set (resource), if it cannot. */
bool col_ode_advance(col_ode *ode, double t, col_error *error);

/* Goes on with another method, from where it is. */
bool col_ode_switch(col_ode *ode, col_flow_method method, col_error *error);

double *col_ode_state(col_ode *ode);          /* now; valid until the ode is freed */
double col_ode_event_time(const col_ode *ode); /* NaN: not yet */
ulong col_ode_steps(const col_ode *ode);
ulong col_ode_evaluations(const col_ode *ode);

#endif
