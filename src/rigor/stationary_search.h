/* The search for the zeros of one branch. */
#ifndef COL_RIGOR_STATIONARY_SEARCH_H
#define COL_RIGOR_STATIONARY_SEARCH_H

#include "branch.h"

#include <collapsar/stationary.h>

typedef struct {
    col_stationary *out;
    const col_stationary_problem *problem;
    col_graph *graph;
    col_tape *flow; /* the flow itself, over variables and parameters: where is it defined? */
    col_tape_workspace *flow_workspace;
    col_interval *parameter_intervals;
    arb_ptr parameter_balls;
    col_budget *budget;
    size_t most_leftover; /* boxes, until the search of a branch is given up */
    bool inflate;         /* zeros that move with the parameters are searched by growing boxes, too */
} col_search;

/* Adds the states of a prepared branch to search->out; what stays undecided is counted there. */
void col_search_branch(col_search *search, col_branch *branch);

/* The search of a problem, with the flow compiled; false, with error set, if it can't be. To be closed in any case. */
bool col_search_open(col_search *search, col_graph *graph, const col_stationary_problem *problem, col_error *error);
void col_search_close(col_search *search);

/* Records a box of all variables about which nothing could be decided. */
void col_search_leave(col_search *search, arb_srcptr box, const char *reason);

#endif
