/* Predictions against simulations that could contradict them.
 *
 * A check has two sides that share no formula: an enclosure from the certified library, and a number read off a
 * simulated flow (flow.h, trajectory.h) with an estimate of its own error. The error has parts, each derived by
 * repeating the simulation with one thing changed; none is set by hand:
 *   integration  the tolerance of the integrator halved twice: twice the larger change (errors in proportion to the
 *                tolerance then sum to less), and the finest tolerance itself times the value, than which no integrator
 *                promises more
 *   window       the time waited, or the stretch that a fit uses, doubled: the change
 *   size         the number of labels or samples, or the order of an extrapolation, raised; or a small disturbance
 *                halved: the change
 *   statistics   over random starts: the standard error of the mean
 * A check passes if the simulated value lies within COL_CHECK_SIGMAS errors of the enclosure. */
#ifndef COLLAPSAR_CROSSCHECK_H
#define COLLAPSAR_CROSSCHECK_H

#include <collapsar/flint.h>
#include <collapsar/status.h>

/* Normal errors exceed it once in 16,000 checks; the mean of 32 random starts (Student) once in 2,700. */
#define COL_CHECK_SIGMAS 4

typedef enum {
    COL_ERROR_INTEGRATION, COL_ERROR_WINDOW, COL_ERROR_SIZE, COL_ERROR_STATISTICS, COL_ERROR_PARTS
} col_error_part;

const char *col_error_part_name(col_error_part part); /* "integration", "window", "size", "statistics" */

typedef struct {
    char *name, *tag, *statement; /* "slow-uniform", "E4", what is predicted, in a sentence */
    /* Found by the check's two sides: */
    arb_t predicted;
    double scale;                 /* what a relative deviation refers to; 0: the predicted value */
    double simulated;             /* NaN: nothing could be simulated, reason says why */
    double parts[COL_ERROR_PARTS]; /* of the error, each at least 0 */
    char *reason;                 /* why there is nothing to compare; "" otherwise */
    /* Found by col_check_judge: */
    double error;                 /* sum of the parts */
    double difference;            /* between the simulated value and the middle of the enclosure, signed */
    double sigma;                 /* distance from the enclosure in errors; 0 inside; infinite if the error is 0 */
    double tolerance;             /* half the enclosure's width + COL_CHECK_SIGMAS * error */
    double sensitivity;           /* a prediction that is off by more than this, relative to scale, either way,
                                     would have failed: (tolerance + abs(difference))/scale */
    bool pass;
} col_check;

/* Copies the texts; predicted is indeterminate, simulated NaN, all else 0. */
void col_check_init(col_check *check, const char *name, const char *tag, const char *statement);
void col_check_clear(col_check *check);

/* Records the first reason why there is nothing to compare. */
void col_check_fail(col_check *check, const char *format, ...) COL_PRINTF(2, 3);

/* Compares. wrong: the prediction is first moved by this fraction of the scale, to see whether the check can fail
 * (0: as it is). Doesn't pass if a number is missing or not finite. */
void col_check_judge(col_check *check, double wrong);

typedef struct {
    ulong seed;  /* of random starts */
    bool longer; /* larger sizes, more random starts */
    double wrong; /* see col_check_judge */
} col_crosscheck_options;

/* seed 1, short, as it is. */
col_crosscheck_options col_crosscheck_options_default(void);

/* The predictions of the theory: check number `index`, 0 ... col_crosscheck_count() - 1. */
size_t col_crosscheck_count(void);
const char *col_crosscheck_name(size_t index);
const char *col_crosscheck_tag(size_t index);
const char *col_crosscheck_statement(size_t index);

/* Does the shell pattern (*, ?, [...]) fit the whole name, or the whole tag, of the check? */
bool col_crosscheck_matches(size_t index, const char *pattern);

/* Runs one check; initialised here, to be cleared. The outcome depends on index and options alone, not on what other
 * threads run (OpenBLAS is to be set to one thread). */
void col_crosscheck_run(col_check *check, size_t index, const col_crosscheck_options *options);

#endif
