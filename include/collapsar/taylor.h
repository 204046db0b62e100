/* Vector fields, and the Taylor coefficients of their solutions.
 *
 * A field x' = f(x) is compiled from an expression graph into a list of recurrences: each instruction computes the
 * k-th coefficient of a series in time from the coefficients up to k of its arguments. Solving x_{k+1} = f_k/(k+1)
 * gives the series of the solution through a ball of starting points, to any order and precision, and by
 * differentiating each recurrence the derivatives of the coefficients by the starting point (tangents).
 *
 * A field may use functions that the language does not have: a function symbol stands for g(argument) in the
 * expressions, and a callback encloses the Taylor coefficients of g around a ball. So a kernel that is an integral
 * over a density enters a field like any elementary function. */
#ifndef COLLAPSAR_TAYLOR_H
#define COLLAPSAR_TAYLOR_H

#include <collapsar/expr.h>

typedef struct col_field col_field;
typedef struct col_taylor col_taylor;

/* Encloses g^(i)(x)/i! for every x in the ball at, 0 <= i < count, in coefficients[i]. Where that is impossible
 * the coefficients are to be indeterminate. Called with wide balls too. */
typedef void (*col_field_callback)(
    arb_ptr coefficients, slong count, const arb_t at, void *context, slong precision);

typedef struct {
    col_expr symbol;   /* a symbol of the graph that the flow mentions */
    col_expr argument; /* in variables, parameters and other function symbols (without cycles) */
    col_field_callback coefficients;
    void *context; /* borrowed by the field */
} col_field_function;

/* The field with x_i = variables[i], dx_i/dt = flow[i]. Parameters are symbols whose values, balls, are given when
 * coefficients are asked for. All operations and functions of the language are understood, sums over the variables if
 * their ends are integers (they are written out in the graph), integrals only where they do not depend on the variables.
 * NULL, with error set (input), if the flow is COL_EXPR_NONE or contains anything else. The graph is not needed
 * afterwards. */
col_field *col_field_new(col_graph *graph, const col_expr *variables, const col_expr *flow, slong dimension,
    const col_expr *parameters, slong parameter_count, const col_field_function *functions, slong function_count,
    col_error *error);

void col_field_free(col_field *field); /* NULL is allowed; only after all its col_taylor */

slong col_field_dimension(const col_field *field);
slong col_field_parameter_count(const col_field *field);
slong col_field_size(const col_field *field); /* instructions: the cost of a coefficient */

/* A workspace for coefficients up to order (>= 1) at a precision; one a thread. parameters: as many balls as the
 * field has; constants of the field are evaluated here, once. */
col_taylor *col_taylor_new(const col_field *field, arb_srcptr parameters, slong order, slong precision);
void col_taylor_free(col_taylor *taylor); /* NULL is allowed */

/* Coefficients 0..order (at most the workspace's order) of the solutions through every point of the balls start.
 * With tangents, also d(coefficient)/d(start) for 0..order. False, with nothing said of the coefficients, if a
 * value is not finite: the balls touch the edge of the field's domain, or are too wide. */
bool col_taylor_expand(col_taylor *taylor, arb_srcptr start, slong order, bool tangents);

/* The coefficients of variable i, or of its derivative by the start of variable j: arrays of order + 1 balls, valid
 * until the next expansion. */
arb_srcptr col_taylor_value(const col_taylor *taylor, slong i);
arb_srcptr col_taylor_tangent(const col_taylor *taylor, slong i, slong j);

#endif
