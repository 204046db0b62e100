/* Bands around the zeros of a function that is monotone in one parameter. */
#ifndef COL_VERIFY_PHASE_STRIP_H
#define COL_VERIFY_PHASE_STRIP_H

#include "phase_part.h"

/* Covers the box, in units of the rectangle's sides, with bands whose lines are at most tolerance apart, as far as the
 * budget lasts: part->fine tells. below: the label where the function is negative; above: where it is positive. False,
 * with nothing done, if none of its partial derivatives has one sign in the box, or it is not smooth there. */
bool phase_strip(phase_part *part, phase_worker *worker, size_t function, const col_interval *box,
                 const ptrdiff_t labels[2], double tolerance, col_budget *budget);

#endif
