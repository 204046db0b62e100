/* Trajectories of a derivation file's flow in double precision: ordinary numerical integration that certifies nothing. */
#ifndef COLLAPSAR_TRAJECTORY_H
#define COLLAPSAR_TRAJECTORY_H

#include <collapsar/document.h>

typedef struct {
    double relative, absolute; /* tolerances */
    ulong steps;               /* give up after so many */
} col_trajectory_options;

/* 1e-10, 1e-13, 1,000,000 steps. */
col_trajectory_options col_trajectory_options_default(void);

/* Integrates the model's flow from `start` at time 0 to each of the ascending times >= 0. values: count x variables,
 * row-major, in the order of declaration; parameters and start in the order of declaration too. Stiff flows are fine (BDF with
 * the symbolic Jacobian). False, with error set and values indeterminate, if the model gives a variable no flow, if the flow
 * is undefined on the way, or blows up, or if the steps run out (resource). */
bool col_trajectory(double *values, col_model *model, const double *parameters, const double *start,
                    const double *times, size_t count, const col_trajectory_options *options, col_error *error);

#endif
