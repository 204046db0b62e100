/* Square systems, and Krawczyk's operator in double intervals: the fast path of the search for zeros. */
#ifndef COL_RIGOR_NEWTON_INTERNAL_H
#define COL_RIGOR_NEWTON_INTERNAL_H

#include <collapsar/newton.h>

struct col_system {
    size_t dimension, parameter_count;
    col_tape *plain, *full; /* values; values and Jacobian */
    col_tape *drift;        /* derivatives by the parameters, row by row; NULL: none, or they can't be had */
    col_tape_workspace *plain_workspace, *full_workspace, *drift_workspace;
    double *numbers;         /* scratch of the interval step */
    col_interval *intervals;
};

/* One step on box, the variables; parameters holds the rest. trial becomes box widened by the fraction of its width.
 * NONE: no zero in box. UNIQUE: exactly one zero in trial, and zero encloses it. UNKNOWN: box is narrowed to where its
 * zeros can be. */
col_zero col_newton_interval_step(col_interval *box, col_interval *trial, col_interval *zero, col_system *system,
    const col_interval *parameters, double fraction);

/* Boxes around the guess grow to a little more than their images, which have the shape of the zero that the parameters
 * move, until these lie in their interiors: zero encloses it. Then they grow as long as they do, to the last one, so
 * that what is not in it is away from the zero. False if there was none: last and zero are as they were. */
bool col_newton_grow(col_interval *last, col_interval *zero, col_system *system, const double *guess,
    const col_interval *parameters);

/* Newton's iteration in plain double from the guess, a proposal only; false if it does not settle. */
bool col_newton_approx(double *guess, col_system *system, const double *parameters);

#endif
