/* Bifurcations along a line: all parameter values in an interval, and states in a box, at which a stationary state of
 * a model is singular, certified one by one.
 *
 * Two kinds of point are looked for: an eigenvalue zero, F = 0 and det J = 0, and a pair of imaginary ones, F = 0 and
 * D = 0, D the last but one Hurwitz determinant of an irreducible block of J, which is up to its sign the product of
 * all sums of two eigenvalues (Orlando). Where F splits into factors each branch has a system of its own, so that the
 * points where branches cross are simple zeros as well. The systems are solved completely, by branch and prune with
 * Krawczyk's operator; each point is then judged by the coefficients of its normal form. */
#ifndef COLLAPSAR_BIFURCATION_H
#define COLLAPSAR_BIFURCATION_H

#include <collapsar/box.h>
#include <collapsar/phase.h>

typedef enum {
    COL_BIFURCATION_UNDECIDED = 0,
    COL_BIFURCATION_FOLD,
    COL_BIFURCATION_CUSP,                   /* a fold's conditions, but its quadratic coefficient is exactly zero */
    COL_BIFURCATION_TRANSCRITICAL,
    COL_BIFURCATION_PITCHFORK_SUPERCRITICAL, /* cubic coefficient negative */
    COL_BIFURCATION_PITCHFORK_SUBCRITICAL,
    COL_BIFURCATION_HOPF_SUPERCRITICAL,      /* first Lyapunov coefficient negative */
    COL_BIFURCATION_HOPF_SUBCRITICAL
} col_bifurcation_type;

const char *col_bifurcation_name(col_bifurcation_type type); /* "fold", "supercritical pitchfork", ..., "undecided" */

/* With v the null vector, w the left one, w.v = 1, s the coordinate along v and m that of the parameter, the motion
 * on the centre manifold is
 *     s' = unfolding*m + quadratic*s^2                               fold (cusp: + cubic*s^3 instead),
 *     s' = crossing*m*s + quadratic*s^2 + bending*m^2                transcritical,
 *     s' = crossing*m*s + cubic*s^3                                  pitchfork, up to terms that don't matter.
 * Hopf: the imaginary pair's real part grows with the parameter as crossing, cubic is the first Lyapunov coefficient
 * for a vector of length one (Kuznetsov's), frequency the eigenvalue's size. Coefficients that the type does not
 * need may be indeterminate; one that is exactly zero is known to be. */
typedef struct {
    col_bifurcation_type type;
    arb_t unfolding, quadratic, crossing, bending, cubic, frequency;
    acb_ptr vector;     /* v, largest component 1 (Hopf: the complex eigenvector); one entry a variable */
    slong unstable;     /* eigenvalues in Re > 0 beside the critical ones; -1: not certified */
    char reason[200];   /* why undecided; "" otherwise */
} col_normal_form;

typedef struct {
    arb_t parameter;
    arb_ptr state;
    bool oscillatory;   /* an imaginary pair, not a zero */
    col_normal_form form;
} col_bifurcation;

typedef struct {
    col_bifurcation *points; /* by ascending parameter, then state */
    size_t count, capacity;
    size_t dimension;
    bool complete;  /* there are no other points in the box and the interval, where the flow is smooth */
    bool precise;   /* all parameters and states have the digits that were asked for */
    char *remarks;  /* one line each: why not complete, or what else is not certified */
} col_bifurcations;

/* settings: as for phase diagrams, every parameter but the axis's has a value. box: one side a variable. Points that
 * are certainly outside the model's declared domain are left out. The model's graph grows; its claims are as before.
 * False, with error set and out empty, for bad settings (input) or resource faults; incomplete is no fault. */
bool col_bifurcations_find(col_bifurcations *out, col_model *model, const col_conditions *settings,
                           const col_phase_axis *axis, const col_box *box, long digits, const col_budget *budget,
                           col_error *error);
void col_bifurcations_clear(col_bifurcations *out);

/* What happens on the curves of a phase diagram: type, x and y of each curve for which all bifurcations on one line
 * across it could be had and those that the curve passes (their parameter's enclosure meets the curve's zeros) are of one
 * type. digits: of that point. What can't be had leaves a curve without a type. settings as for the diagram. */
void col_phase_classify(col_phase *phase, col_model *model, const col_conditions *settings, const col_phase_axis *x,
                        const col_phase_axis *y, const col_box *box, long digits, const col_budget *budget);

#endif
