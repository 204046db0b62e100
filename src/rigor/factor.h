/* Factors of expressions as they are written: which simpler equations e = 0 splits into. */
#ifndef COL_RIGOR_FACTOR_H
#define COL_RIGOR_FACTOR_H

#include <collapsar/expr.h>

/* Wherever e is defined, e = 0 exactly where one of the factors is 0. Factors that are certainly not zero (numbers,
 * exponentials) are left out, so no factors means: never zero. */
typedef struct {
    col_expr *items;
    size_t count, capacity;
    bool vanishes; /* e is identically zero */
} col_factors;

/* Products, quotients' numerators, positive powers, and variables common to all terms of a sum. */
void col_factors_init(col_factors *factors, col_graph *graph, col_expr e, const col_expr *variables, size_t count);
void col_factors_clear(col_factors *factors);

/* If e contains no variable but one, and that one only as a*v + b with a number a != 0: *variable is its index and
 * *value is -b/a, so that e = 0 is v = value. */
bool col_factor_solve(size_t *variable, col_expr *value, col_graph *graph, col_expr e, const col_expr *variables,
    size_t count);

#endif
