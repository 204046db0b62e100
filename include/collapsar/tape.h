/* Tapes: expressions compiled for evaluation.
 *
 * A tape lists the nodes that a set of roots needs, arguments first; a flat loop evaluates it, so that neither
 * the depth of a formula nor its sharing costs anything. A tape is immutable and may be used by many threads at
 * a time; what an evaluation writes to is a workspace, one a thread.
 *
 * Enclosures mean the following. Over a box of inputs, the result of a root encloses the value of its formula at
 * every point of the box at which the formula is defined, and col_tape_domain tells what is known of the rest:
 * defined on the whole box, defined nowhere in it, or unknown. col_tape_ball turns everything that is not known
 * to be defined on the whole box into indeterminate balls; col_tape_ball_clipped keeps the values (the square
 * root of [-1, 4] is then [0, 2]), for callers that do not rely on definedness: pruning, or points at which
 * definedness is known otherwise. */
#ifndef COLLAPSAR_TAPE_H
#define COLLAPSAR_TAPE_H

#include <collapsar/expr.h>
#include <collapsar/interval.h>

typedef struct col_tape col_tape;
typedef struct col_tape_workspace col_tape_workspace;

typedef enum {
    COL_DOMAIN_UNKNOWN = 0, /* may be undefined somewhere in the box */
    COL_DOMAIN_WHOLE,       /* defined at every point of the box */
    COL_DOMAIN_NOWHERE      /* undefined at every point of the box */
} col_domain;

/* Compiles the roots over the inputs, which are symbols of the graph. NULL, with error set (resource), if a root
 * is COL_EXPR_NONE or contains a free symbol that is not an input, or if integrals and sums are nested more than
 * sixteen deep. The graph is not needed afterwards. error may be NULL. */
col_tape *col_tape_new(const col_graph *graph, const col_expr *roots, size_t root_count, const col_expr *inputs,
    size_t input_count, col_error *error);

/* The same with the Jacobian: root_count + root_count*input_count roots, the values first, then the derivatives row
 * by row (root i by input j at root_count + i*input_count + j), by symbolic differentiation in the graph.
 * Enclosures of derivatives say nothing about where the function itself is defined: ask the roots that are values. */
col_tape *col_tape_new_jacobian(col_graph *graph, const col_expr *roots, size_t root_count, const col_expr *inputs,
    size_t input_count, col_error *error);

void col_tape_free(col_tape *tape); /* NULL is allowed */

size_t col_tape_root_count(const col_tape *tape);
size_t col_tape_input_count(const col_tape *tape);
size_t col_tape_size(const col_tape *tape); /* nodes in the flat list: the cost of an evaluation */

/* The workspace lives no longer than its tape. limit bounds the node evaluations inside sums and integrals of one
 * evaluation; beyond it their value is indeterminate. */
col_tape_workspace *col_tape_workspace_new(const col_tape *tape);
void col_tape_workspace_free(col_tape_workspace *workspace); /* NULL is allowed */
void col_tape_set_limit(col_tape_workspace *workspace, ulong limit); /* default 20,000,000 */
ulong col_tape_spent(const col_tape_workspace *workspace); /* of that, by the last evaluation */

/* Plain double evaluation, a guess that certifies nothing: NaN where undefined. Integrals by a coarse
 * Gauss-Legendre rule. out: one value a root, in: one a input. */
void col_tape_approx(double *out, const col_tape *tape, col_tape_workspace *workspace, const double *in);

/* Arb balls at any precision; see above for the two treatments of points at which a root is undefined. out may
 * not alias in. */
void col_tape_ball(arb_ptr out, const col_tape *tape, col_tape_workspace *workspace, arb_srcptr in, slong precision);
void col_tape_ball_clipped(
    arb_ptr out, const col_tape *tape, col_tape_workspace *workspace, arb_srcptr in, slong precision);

/* Double intervals, outward rounded; clipped. (-inf, inf) for what cannot be bounded, and for a root that is
 * defined nowhere. Constants and transcendental functions go through 64-bit balls. */
void col_tape_interval(col_interval *out, const col_tape *tape, col_tape_workspace *workspace, const col_interval *in);

/* Complex balls. With analytic set, what is not certainly holomorphic on the box (square roots and logarithms
 * across their cuts, abs, min and max across their switch) is indeterminate, as quadrature needs it; otherwise
 * principal branches. Domains are not reported. */
void col_tape_complex(
    acb_ptr out, const col_tape *tape, col_tape_workspace *workspace, acb_srcptr in, bool analytic, slong precision);

/* Taylor jets: the inputs are power series in one variable t truncated at t^length, and so are the results.
 * Coefficients that are not certain to exist are indeterminate. length >= 1. */
void col_tape_series(arb_poly_struct *out, const col_tape *tape, col_tape_workspace *workspace,
    const arb_poly_struct *in, slong length, slong precision);

/* What the last col_tape_ball*, or col_tape_interval, found out about a root's domain. */
col_domain col_tape_domain(const col_tape_workspace *workspace, size_t root);

#endif
