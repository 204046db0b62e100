/* Where an expression is defined: the sign conditions that its operations put on their arguments. */
#ifndef COL_RIGOR_DEFINEDNESS_H
#define COL_RIGOR_DEFINEDNESS_H

#include <collapsar/region.h>

/* The nodes that e consists of outside the bodies of integrals and sums, in ascending order; the caller frees them. */
col_expr *col_expr_outer(size_t *count, const col_graph *graph, col_expr e);

/* What the operation of one node asks of its arguments: at most two conditions (returns how many; may build nodes).
 * Integrals and sums ask nothing here. */
size_t col_definedness_conditions(col_region_condition conditions[2], col_graph *graph, col_expr e);

#endif
