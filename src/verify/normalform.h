/* Normal forms of bifurcations from Taylor coefficients of the flow, in ball arithmetic. */
#ifndef COL_VERIFY_NORMALFORM_H
#define COL_VERIFY_NORMALFORM_H

#include <collapsar/bifurcation.h>
#include <collapsar/tape.h>

/* The flow and its derivatives by the n variables and then the parameter, compiled. */
typedef struct {
    slong n;
    col_tape *flow, *jacobian;
    col_tape_workspace *flow_space, *jacobian_space;
} normal_form_flow;

/* False if a formula can't be compiled; to be cleared in either case. */
bool normal_form_flow_init(normal_form_flow *out, col_graph *graph, const col_expr *flow, const col_expr *variables,
                           col_expr parameter, size_t n);
void normal_form_flow_clear(normal_form_flow *flow);

void normal_form_init(col_normal_form *form, slong n);
void normal_form_clear(col_normal_form *form, slong n);

/* The form at a stationary state where the Jacobian is exactly singular. at: enclosures of the variables, then of the
 * parameter. zero_row: a row of the Jacobian that is exactly zero there, and so is that row's derivative by the
 * parameter (two factors of that component vanish); -1: none is known. */
void normal_form_static(col_normal_form *out, const normal_form_flow *flow, arb_srcptr at, slong zero_row,
                        slong precision);

/* The form at a stationary state where two eigenvalues of the Jacobian sum to zero exactly. False if these are
 * certainly real and not zero: no bifurcation. */
bool normal_form_hopf(col_normal_form *out, const normal_form_flow *flow, arb_srcptr at, slong precision);

#endif
