/* Rates at a state: certified, and measured. */
#ifndef COL_CROSSCHECK_FILE_RATE_H
#define COL_CROSSCHECK_FILE_RATE_H

#include "file.h"

/* Real parts of the Jacobian's eigenvalues at a state (constant components), in descending order, and about their largest
 * absolute value; false: not certified. */
bool col_rates_certified(arb_ptr rates, double *fastest, const col_subject *subject, const col_expr *components);

/* Displacements of the flow map, in sizes of the variables; halved to judge the nonlinear terms. */
#define COL_RATE_DISPLACEMENT 1e-5

/* Which rate to measure, and how. */
typedef struct {
    col_moving *moving;  /* in displacements from the state */
    const double *sizes; /* of the variables */
    double time;         /* between the ends of the flow map */
    size_t index;        /* 0: the largest rate */
} col_rate_setting;

/* A col_measurement: the rate from the flow map; window lengthens the time, size shortens the displacements. */
bool col_rate_measure(double *value, const col_knobs *knobs, const void *setting, col_error *error);

#endif
