/* Existence and uniqueness of zeros of square systems, by Krawczyk's operator.
 *
 * For f: R^n -> R^n differentiable on a convex box X, x in X, Y a matrix and J an enclosure of f' on X, let
 *     K = x - Y f(x) + (1 - Y J)(X - x).
 * Every zero of f in X is in K. If K lies in the interior of X, then f has exactly one zero in X (and Y and every
 * matrix of J are regular). Interval parameters are allowed: the statement holds for each of their values. */
#ifndef COLLAPSAR_NEWTON_H
#define COLLAPSAR_NEWTON_H

#include <collapsar/tape.h>

typedef struct col_system col_system;

typedef enum {
    COL_ZERO_UNKNOWN = 0,
    COL_ZERO_UNIQUE, /* exactly one zero in the box */
    COL_ZERO_NONE    /* none */
} col_zero;

/* The system equations = 0 in as many variables; what other symbols it has are parameters. NULL, with error set, as
 * for tapes. The graph gains derivatives; it is not needed afterwards. */
col_system *col_system_new(col_graph *graph, const col_expr *equations, const col_expr *variables, size_t count,
    const col_expr *parameters, size_t parameter_count, col_error *error);
void col_system_free(col_system *system); /* NULL is allowed */
size_t col_system_dimension(const col_system *system);

/* f and its Jacobian (row-major, count*count; NULL if not wanted) on balls of variables, then parameters. Strict:
 * indeterminate where f may be undefined. A system evaluates in its own workspace: one thread at a time. */
void col_system_ball(arb_ptr values, arb_ptr jacobian, col_system *system, arb_srcptr in, slong precision);

/* One Krawczyk test on the box of the first entries of in (the rest are the parameters). UNIQUE: zero encloses it;
 * NONE or UNKNOWN: zero is the part of the box in which zeros can still be (for NONE the box itself). zero may alias
 * in. */
col_zero col_newton_certify(arb_ptr zero, col_system *system, arb_srcptr in, slong precision);

/* Looks for a box around a guess, growing it a few times, in which there is a unique zero. */
bool col_newton_isolate(arb_ptr zero, col_system *system, const double *guess, arb_srcptr parameters, slong precision);

/* Narrows an enclosure of a unique zero, as certified before, until each coordinate has the wanted number of correct
 * bits (relative, or absolute below 1), doubling the precision up to the highest one. True if it got there; the
 * enclosure is valid and never wider in any case. in: enclosure, then parameters. */
bool col_newton_refine(
    arb_ptr zero, col_system *system, arb_srcptr in, slong bits, slong highest_precision);

#endif
