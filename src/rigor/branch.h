/* The branches of a system of equations: at each a factor of each equation is zero.
 *
 * A factor that is a variable minus a constant fixes that variable exactly; it is replaced everywhere, which often lets
 * the next equation split. Branches are disjoint: taking a factor's cofactor instead of the factor adds the condition
 * that the factor is not zero. */
#ifndef COL_RIGOR_BRANCH_H
#define COL_RIGOR_BRANCH_H

#include <collapsar/stationary.h>

struct col_branch {
    size_t variable_count;
    col_expr *fixed;           /* by variable: its value, a formula in the parameters; COL_EXPR_NONE: free */
    col_expr *equations;       /* in the free variables and the parameters; at least one free variable in each */
    size_t equation_count;
    col_expr *unequal;         /* none of these is zero */
    size_t unequal_count;
    bool degenerate;           /* an equation has vanished identically: zeros are not isolated, or there are none */
    /* made ready for the search: */
    fmpq *rationals;           /* by variable: the fixed value where it folds to a rational number */
    bool *is_rational;
    size_t *free_variables;
    size_t free_count;
    col_system *system;        /* NULL if there is no free variable */
    col_tape *values;          /* the fixed variables in order, then the unequal expressions */
    col_tape_workspace *values_workspace;
};

typedef struct {
    col_branch **items;
    size_t count, capacity;
    bool exhausted; /* more than the limit: some are missing */
} col_branches;

/* All branches of equations = 0. Those in which an equation is certainly never zero for the parameters in the balls
 * are left out. */
void col_branches_init(col_branches *branches, col_graph *graph, const col_expr *equations, const col_expr *variables,
    size_t count, const col_expr *parameters, arb_srcptr parameter_balls, size_t parameter_count, size_t limit);

/* Compiles what the search needs; false, with error set, if that cannot be. */
bool col_branch_prepare(col_branch *branch, col_graph *graph, const col_expr *variables, const col_expr *parameters,
    size_t parameter_count, col_error *error);

/* Given the enclosure of a unique zero of the branch's system: is it a point with simple rational coordinates? Then
 * these are in out (one a free variable). */
bool col_branch_exact_zero(
    fmpq *out, const col_branch *branch, col_graph *graph, const col_expr *variables, arb_srcptr enclosure);

void col_branch_free(col_branch *branch); /* NULL is allowed */

#endif
