/* Null vectors of matrices that are known to be singular, and directional derivatives of a flow; in balls. */
#ifndef COL_VERIFY_NULLVECTOR_H
#define COL_VERIFY_NULLVECTOR_H

#include "normalform.h"

/* The matrix's balls hold a singular matrix; what is returned holds its null vector, if leaving out one row and one
 * column certainly leaves a regular matrix. *row >= 0: that one is left out; otherwise it is chosen. False if none was
 * found: the rank may be less than n - 1. */
bool null_vector_right(arb_ptr v, const arb_mat_t matrix, slong *row, slong *column, slong precision);
bool null_vector_left(arb_ptr w, const arb_mat_t matrix, slong row, slong column, slong precision);
bool null_vector_complex(acb_ptr v, const acb_mat_t matrix, bool left, slong precision);

/* x with x_column = 0 and matrix x = rhs but for the row; rhs is in the range of the singular matrix. */
bool null_vector_solve(arb_ptr x, const arb_mat_t matrix, arb_srcptr rhs, slong row, slong column, slong precision);

/* Divides by the component of the largest size. */
void null_vector_scale(arb_ptr v, slong n, slong precision);

/* J and F_m at the point (variables, parameter); indeterminate where the flow may be undefined. */
void flow_jacobian(arb_mat_t jacobian, arb_ptr slope, const normal_form_flow *flow, arb_srcptr at, slong precision);

/* Second and third derivatives of the flow in directions of n + 1 entries. */
void flow_second(arb_ptr out, const normal_form_flow *flow, arb_srcptr at, arb_srcptr a, arb_srcptr b,
                 slong precision);
void flow_third(arb_ptr out, const normal_form_flow *flow, arb_srcptr at, arb_srcptr a, slong precision);

#endif
