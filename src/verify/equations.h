/* The equations of singular stationary states, one system a branch. */
#ifndef COL_VERIFY_EQUATIONS_H
#define COL_VERIFY_EQUATIONS_H

#include <collapsar/box.h>
#include <collapsar/document.h>

/* One component of the flow, content * product of factors; content has no zero where the component is defined. */
typedef struct {
    col_expr content;
    col_expr *factors;
    bool *repeated; /* an even or higher power in the flow, which is then singular wherever the factor vanishes */
    size_t count;
} equation;

/* The flow in coordinates y in which its mirror symmetries are sign changes: variables i and j that may be swapped,
 * x_i = y_i + y_j, x_j = sign*(y_i - y_j), become their mean and half their difference. */
typedef struct {
    col_graph *graph;
    size_t n;
    col_expr *symbols;    /* y; those of the model where nothing changed */
    col_expr *flow;       /* of y, as a quotient of expanded polynomials where it has one */
    col_expr parameter;
    equation *equations;
    ptrdiff_t *partner;   /* i's, for both of a pair; -1: none */
    int *sign;
} branch_equations;

/* flow: of the model's variables and the parameter, all else fixed. False if the formulas grow too large. */
bool branch_equations_init(branch_equations *out, col_graph *graph, const col_expr *variables, const col_expr *flow,
                           size_t n, col_expr parameter);
void branch_equations_clear(branch_equations *equations);

/* From y to the model's variables; vectors of n entries. */
void branch_equations_restore(arb_ptr x, const branch_equations *equations, arb_srcptr y, slong precision);

/* Of a pair, sides that hold all its y for x in the box; the other sides of out are left as they are. */
void branch_equations_box(col_box *out, const branch_equations *equations, const col_box *box);

#endif
