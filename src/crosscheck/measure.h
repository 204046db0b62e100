/* Numbers read off simulations, with errors found by repeating them with one thing changed. */
#ifndef COL_CROSSCHECK_MEASURE_H
#define COL_CROSSCHECK_MEASURE_H

#include <collapsar/crosscheck.h>

/* What can be changed. */
typedef struct {
    double tolerance; /* relative, of the integrator */
    double window;    /* multiplies times waited and stretches fitted: 1 or 2 */
    size_t size;      /* multiplies sizes, raises the order of an extrapolation or divides a disturbance: 1 or 2 */
    ulong seed;       /* of a random start */
} col_knobs;

/* One simulated value; false, with error set, if there is none. */
typedef bool (*col_measurement)(double *value, const col_knobs *knobs, const void *setting, col_error *error);

enum { COL_VARY_WINDOW = 1, COL_VARY_SIZE = 2 };

/* The coarsest tolerance; the finest, which the value is taken at, is a quarter of it. Where chance rules, less is
 * enough. */
#define COL_MEASURE_TOLERANCE 1e-9
#define COL_MEASURE_TOLERANCE_RANDOM 1e-6

/* Fills simulated and the parts of the error for integration and for what is varied; the value is that of the finest
 * tolerance and of what is varied at 2. On failure the check has a reason. */
void col_measure(col_check *check, col_measurement measure, const void *setting, unsigned varied, ulong seed);

/* The mean over `count` seeds (at least 2) and its standard error. Integration is judged at the first seed; what is
 * varied, by the change of the mean. */
void col_measure_ensemble(col_check *check, col_measurement measure, const void *setting, unsigned varied, ulong seed,
                          size_t count);

#endif
