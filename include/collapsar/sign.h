/* The sign engine: signs of expressions over regions, decided exactly over the reals.
 *
 * The tactics, cheapest first: certified evaluation at sample points (refutes); constants by balls of growing
 * precision, exact algebraic numbers and Calcium; normal forms; the polynomials behind a normal form on the
 * semialgebraic set that the region's conditions and the generators' relations describe; monotonicity from an end of
 * a range; interval branch and bound. */
#ifndef COLLAPSAR_SIGN_H
#define COLLAPSAR_SIGN_H

#include <collapsar/region.h>

typedef struct {
    col_verdict verdict;
    bool empty;        /* proved because the region has no point */
    char method[320];  /* the argument's name */
    char reason[640];  /* if undecided */
    char *argument;    /* proved: its steps in words, one a line, where there is more to say than method; or NULL */
    col_expr *point;   /* refuted: where (one expression a free parameter of the region); NULL if it can't be written */
    size_t point_count;
    char point_text[256]; /* refuted, point NULL: the witness in words */
} col_sign_result;

void col_sign_result_init(col_sign_result *result);
void col_sign_result_clear(col_sign_result *result);

/* Has e, everywhere on the region, one of the signs? e has to be defined on the whole region (col_sign_defined), else
 * proved and refuted speak of the points where it is. result is initialised and overwritten. */
void col_sign_determine(col_sign_result *result, const col_region *region, col_expr e, col_signs signs,
                     unsigned long effort);

/* Is e defined (real, no division by zero, ...) everywhere on the region? */
void col_sign_defined(col_sign_result *result, const col_region *region, col_expr e, unsigned long effort);

/* Each expression in normal form over the region, where it has one of moderate size (an identical zero becomes the
 * number 0); otherwise with the fixed parameters replaced only. out may alias in. */
void col_sign_normalize(col_expr *out, const col_region *region, const col_expr *in, size_t count);

/* The sign of a constant expression, COL_SIGN_ANY if it could not be certified or e is not defined. Up to precision
 * bits; exact arithmetic, which alone can certify a zero that is not one by its digits, from 256 bits on. */
col_signs col_constant_sign(col_graph *graph, col_expr e, slong precision);

#endif
