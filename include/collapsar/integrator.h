/* Validated integration: solutions of x' = f(x) with every digit enclosed.
 *
 * One step, from t to t + h, for the set X of possible states at t:
 *   1. An a-priori enclosure Z of all trajectories over [t, t + h]: with P(tau) the Taylor polynomial of degree K - 1
 *      over X and F the K-th coefficient over Z, P([0, h]) + F [0, h^K] lies in Z. Then (Banach's fixed-point theorem
 *      applied to the Picard operator) every solution that starts in X exists on [t, t + h] and stays in Z.
 *   2. x(t + h) = P(h; x) + F h^K, and P(h; x) lies in P(h; m) + A (x - m), A the enclosure of dP/dx over X
 *      (mean value theorem), m the centre of X.
 *   3. X is kept as m + C r0 + B r, with r0 the box of starting points, C and B thin matrices, B orthogonal and fitted
 *      to the image at each step (Lohner), r a small box for all that has been added: so neither does the box of
 *      starting points wrap, nor do the rounding and truncation errors.
 * Order and step follow the precision and the coefficients. */
#ifndef COLLAPSAR_INTEGRATOR_H
#define COLLAPSAR_INTEGRATOR_H

#include <collapsar/taylor.h>

typedef enum {
    COL_INTEGRATION_UNDECIDED = 0, /* not started */
    COL_INTEGRATION_REACHED,       /* the time asked for was reached: the enclosure is certified */
    COL_INTEGRATION_STALLED,       /* no step could be verified: the solution may end, or leave the domain */
    COL_INTEGRATION_WIDE,          /* the enclosure grew beyond the limit of width */
    COL_INTEGRATION_SPENT          /* the limit of steps, or the budget, ran out */
} col_integration;

const char *col_integration_reason(col_integration status); /* a clause for people */

typedef struct {
    slong precision; /* working precision in bits; 64 */
    slong order;     /* of the Taylor series; 0: chosen for the tolerance */
    slong tolerance; /* a step's truncation error is kept below 2^-tolerance of the state; 0: precision - 2 */
    slong steps;     /* at most; 100,000 */
    double width;    /* a state wider than this (absolute, any component) ends the integration; 1e6 */
    double blunting; /* steps from wide states are kept so short that their image is at most this factor more
                        uncertain than to first order in the step; 1.25 */
} col_integrator_options;

#define COL_INTEGRATOR_OPTIONS_DEFAULT \
    ((col_integrator_options){.precision = 64, .steps = 100000, .width = 1e6, .blunting = 1.25})

typedef struct col_integrator col_integrator;

/* Starts at t = 0 from the box start (one ball a variable; radii may be zero or wide). parameters: balls for the
 * field's parameters. The field must outlive the integrator. options NULL: the defaults. */
col_integrator *col_integrator_new(
    const col_field *field, arb_srcptr parameters, arb_srcptr start, const col_integrator_options *options);
void col_integrator_free(col_integrator *integrator); /* NULL is allowed */

/* Encloses in state the solutions at every time in the ball t. Times are asked for in ascending order: t must not
 * lie before the time of the last question. Steps go beyond t and are evaluated inside, so that many times cost
 * no more than few. On anything but COL_INTEGRATION_REACHED the state is indeterminate; later questions then have
 * the same answer. */
col_integration col_integrator_at(arb_ptr state, col_integrator *integrator, const arb_t t);

/* One step; then the state at its end, an enclosure over the whole step and the step's ends, exact numbers. */
col_integration col_integrator_step(col_integrator *integrator);
void col_integrator_state(arb_ptr state, const col_integrator *integrator);
void col_integrator_range(arb_ptr range, const col_integrator *integrator);
void col_integrator_times(arf_t from, arf_t to, const col_integrator *integrator);

/* Encloses the linear form sum_i weights[i] x_i at the end of the last step, without the wrapping of a box. */
void col_integrator_form(arb_t value, const col_integrator *integrator, arb_srcptr weights);

slong col_integrator_step_count(const col_integrator *integrator);
slong col_integrator_order(const col_integrator *integrator);

#endif
