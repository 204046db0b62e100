/* All solutions of flow = 0 in a box.
 *
 * Equations are split at their factors first: u*(...) = 0 is u = 0, or (...) = 0 with u != 0. In the branch u = 0 the
 * variable is replaced exactly, so that states on coordinate planes have exact coordinates and open ends of the box
 * are decided exactly; what remains is searched by branch and prune with double intervals, and every state is
 * certified in ball arithmetic. */
#ifndef COLLAPSAR_STATIONARY_H
#define COLLAPSAR_STATIONARY_H

#include <collapsar/box.h>
#include <collapsar/newton.h>

/* Where to look. Parameters, if there are any, are left free in their box: what is certified then holds for each of
 * their values. Parameters with fixed values are to be substituted in the flow (and never meet a rounding). */
typedef struct {
    const col_expr *flow;
    const col_expr *variables;
    size_t count;
    const col_box *box;
    const col_expr *parameters;
    size_t parameter_count;
    const col_box *parameter_box; /* NULL if there are none */
} col_stationary_problem;

typedef struct col_branch col_branch;

/* Exactly one stationary state in the product of the balls (for each value of the parameters). An exact ball is
 * the coordinate itself. */
typedef struct {
    arb_ptr at;
    col_branch *branch; /* borrowed: how to refine it */
} col_stationary_state;

typedef struct {
    col_stationary_state *states; /* pairwise distinct, sorted by their coordinates' midpoints */
    size_t count, capacity;
    size_t dimension;
    bool complete;      /* there are no others in the box */
    size_t leftover;    /* boxes about which nothing could be decided; the hull of them all: */
    arb_ptr leftover_hull;
    char reason[256];   /* why not complete; "" otherwise */
    col_branch **branches;
    size_t branch_count, branch_capacity;
} col_stationary;

/* Finds them. False, with error set, only for resource faults; an incomplete search is no fault. out is to be
 * cleared in either case. */
bool col_stationary_solve(col_stationary *out, col_graph *graph, const col_stationary_problem *problem,
    col_budget *budget, col_error *error);
void col_stationary_clear(col_stationary *out);

/* Narrows a state to the wanted number of correct bits (relative, or absolute below 1); only without free parameters.
 * False if the highest precision was not enough; the enclosure is valid in any case. */
bool col_stationary_refine(col_stationary *stationary, size_t state, slong bits, slong highest_precision);

/* A problem made ready to be solved for many small boxes of its parameters; a thread each, since it evaluates in its own
 * workspaces. The graph is used while the family is made, and not any more when it is solved. */
typedef struct col_stationary_family col_stationary_family;

/* NULL, with error set, for resource faults. problem->parameter_box holds all boxes to come. */
col_stationary_family *col_stationary_family_new(col_graph *graph, const col_stationary_problem *problem,
    col_error *error);
void col_stationary_family_free(col_stationary_family *family); /* NULL is allowed */

/* The states for all parameters in the intervals, as col_stationary_solve finds them; gives up at the first box about
 * which nothing can be decided. out is to be cleared, and must not be refined. */
void col_stationary_family_solve(col_stationary *out, col_stationary_family *family, const col_interval *parameters,
    col_budget *budget);

/* Is the number of states in the box count for every value of the parameters in their box? PROVED; REFUTED with a
 * rational parameter value (one fmpq each; NULL if not wanted) at which it is certainly another number; UNDECIDED with
 * a reason (at least 256 bytes; NULL if not wanted). Parameter boxes are subdivided as far as the budget goes. */
col_verdict col_stationary_count(fmpq *witness, char *reason, col_graph *graph, const col_stationary_problem *problem,
    size_t count, col_budget *budget, col_error *error);

#endif
