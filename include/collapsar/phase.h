/* Phase diagrams: a rectangle of two parameters, divided by which of a model's named states exist there and by their
 * certified stability.
 *
 * What decides a label is the signs of finitely many functions of the two parameters: those of the domain's and the
 * states' conditions, and those of the Routh-Hurwitz conditions at each state. A box of the rectangle is labelled when
 * outward-rounded enclosures make all the signs certain that its label needs; where a single function decides and is
 * monotone in one parameter, two polygons enclose its zeros; what is left over is the undecided band.
 * Signs that hold wherever a state exists are decided once, exactly, by the sign engine.
 *
 * Labels speak of area: a curve inside a labelled box on which a formula degenerates (a removable singularity, an edge
 * of the parameters' declared ranges) is not told apart. */
#ifndef COLLAPSAR_PHASE_H
#define COLLAPSAR_PHASE_H

#include <collapsar/document.h>
#include <collapsar/portrait.h>
#include <stdint.h>

typedef struct {
    size_t parameter; /* index in the model */
    fmpq_t lo, hi;    /* lo < hi */
} col_phase_axis;

/* What is known of a state in a region. */
typedef struct {
    bool exists;
    col_stability stability; /* undecided: its conditions can't be had as functions, or vanish identically */
} col_phase_status;

typedef struct {
    bool outside;             /* of the model's parameter domain */
    col_phase_status *states; /* one a state of the model */
    char *label;              /* "separated:stable collapsed:stable", "none", "outside" */
    fmpq_t area;              /* of the boxes that certainly have the label */
} col_phase_region;

/* A box of the subdivision: column and row at its level, of 2^level each; counted from lo. */
typedef struct {
    uint32_t column, row;
    int level;
    ptrdiff_t region; /* -1: undecided */
} col_phase_box;

/* A slab in which the boundary is a graph over one axis. t is the position along that axis and w that along the other
 * one, in units of the rectangle's sides, from lo: for from <= t <= to, points with bottom <= w <= top have the label
 * below if they lie under the lower line, and the label above if they lie over the upper line; between the two,
 * nothing is certain. The lines are straight and stay in the slab. All numbers are exact multiples of 2^-60. */
typedef struct {
    int along;                 /* t runs along x: 0; along y: 1 */
    double from, to, bottom, top;
    double lower[2], upper[2]; /* w of the lines at from and at to */
    ptrdiff_t below, above;    /* regions */
} col_phase_band;

/* A function whose sign changes across the band; the boundary is its zero set there. */
typedef struct {
    char *text;
    bool polynomial; /* in the two parameters: algebraic, exact */
} col_phase_curve;

/* On the line where one parameter has an exact value, the curve's function changes its sign within the ball of the
 * other one, and the labels on both sides of the band differ. */
typedef struct {
    arb_t x, y;
    size_t curve;
} col_phase_point;

typedef struct {
    size_t state_count;
    col_phase_region *regions; /* in the order of their largest boxes, then of bands */
    size_t region_count;
    col_phase_box *boxes;
    size_t box_count;
    col_phase_band *bands; /* boxes and bands cover the rectangle and overlap in edges only */
    size_t band_count;
    col_phase_curve *curves;
    size_t curve_count;
    col_phase_point *points; /* along the curves' grid lines: x ascending for columns, then y ascending for rows */
    size_t point_count;
    fmpq_t undecided_area; /* exactly the rectangle's area less that of all regions */
    bool fine;             /* no undecided box is wider, and no band thicker, than asked for */
    char *remarks;         /* one line each: why a state's stability is undecided, or the subdivision stopped */
} col_phase;

typedef struct {
    const fmpq *eps;      /* > 0 */
    size_t lines;         /* grid lines in each direction on which the boundary is looked for; 0: none */
    long digits;          /* correct decimals of the boundary's points */
    unsigned long effort; /* multiplies the sign engine's budgets; at least 1 */
    col_budget budget;    /* of the subdivision: a step a tape node and box */
} col_phase_options;

/* settings: PARAMETER == constant expression for every parameter that is no axis, once. Undecided boxes are quartered
 * until their diagonal, in units of the rectangle's sides, is at most eps, or the budget does not last for
 * another level. Where one function decides, and one of its partial derivatives has no zero, they become bands, cut
 * into slabs until the lines are at most eps apart: their number grows with the inverse root of eps. The boundary's points lie on the midlines of equal columns and rows.
 *
 * The model's graph grows; its claims are as before. False, with error set and out empty, if an axis or a setting is
 * wrong, or a variable has no flow. */
bool col_phase_map(col_phase *out, col_model *model, const col_conditions *settings, const col_phase_axis *x,
                   const col_phase_axis *y, const col_phase_options *options, col_error *error);

void col_phase_clear(col_phase *phase);

#endif
