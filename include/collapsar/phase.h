/* Phase diagrams: a rectangle of two parameters, divided by which of a model's named states exist there and by their
 * certified stability; or by how many stationary states there are in a box of the variables, and how many of these are
 * stable.
 *
 * What decides a label is the signs of finitely many functions of the two parameters: those of the domain's and the
 * states' conditions, and those of the Routh-Hurwitz conditions at each state. A box of the rectangle is labelled when
 * outward-rounded enclosures make all the signs certain that its label needs; where a single function decides and is
 * monotone in one parameter, two polygons enclose its zeros; what is left over is the undecided band.
 * Signs that hold wherever a state exists are decided once, exactly, by the sign engine.
 *
 * States are counted by Krawczyk's operator with intervals as parameters, which proves existence and uniqueness for all
 * of them at once, and by exclusion elsewhere; their stability by the Routh-Hurwitz conditions of the enclosed Jacobian.
 *
 * Labels speak of area: a curve inside a labelled box on which a formula degenerates (a removable singularity, an edge
 * of the parameters' declared ranges) is not told apart. */
#ifndef COLLAPSAR_PHASE_H
#define COLLAPSAR_PHASE_H

#include <collapsar/box.h>
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
    size_t count, stable;     /* if counted: stationary states, and how many of them are stable */
    char *label;              /* "separated:stable collapsed:stable", "none", "outside"; "3 states, 2 stable" */
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

/* A function that vanishes on a part of the boundary. A polynomial is irreducible over the rationals, and one curve
 * however many conditions change their signs on it. */
typedef struct {
    char *text;
    col_expr function; /* in the two parameters */
    bool polynomial;   /* with integer coefficients: algebraic, exact */
    const char *type;  /* col_phase_classify: of a bifurcation at (x, y), certified, that lies on the curve to all the */
    arb_t x, y;        /* digits of its enclosure; NULL: none was found */
} col_phase_curve;

typedef enum {
    COL_PHASE_SINGULAR, /* a curve's polynomial and both its derivatives vanish: a cusp, a node, an isolated point */
    COL_PHASE_CROSSING, /* two curves' polynomials vanish */
    COL_PHASE_END       /* the boundary meets an edge of the rectangle between two regions on it, or a corner
                         * between those on both edges, exactly, where it is a polynomial's */
} col_phase_mark_kind;

/* A distinguished point of the boundary's curves in the closed rectangle, inside the given balls. Singular points and
 * crossings, found exactly from the polynomials, may lie on a part of a curve that is not the boundary. */
typedef struct {
    col_phase_mark_kind kind;
    arb_t x, y;
    size_t curves[2]; /* SINGULAR, END: twice the same */
} col_phase_mark;

/* On the line where one parameter has an exact value, the curve's function vanishes within the ball of the
 * other one, and the labels on both sides of the band differ. */
typedef struct {
    arb_t x, y;
    size_t curve;
    int along;           /* the axis of the ball that is not exact */
    size_t below, above; /* the regions on both sides, in its direction */
} col_phase_point;

typedef struct {
    bool counted;       /* otherwise by named states */
    size_t state_count; /* named ones; 0 if counted */
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
    col_phase_mark *marks;
    size_t mark_count;
    bool all_marked;       /* no singular point or crossing of curves that have polynomials is missing */
    fmpq_t undecided_area; /* exactly the rectangle's area less that of all regions */
    bool fine;             /* no undecided box is wider, and no band thicker, than asked for */
    char *remarks;         /* one line each: why a state's stability is undecided, or the subdivision stopped */
} col_phase;

typedef struct {
    const fmpq *eps;      /* > 0 */
    size_t lines;         /* grid lines in each direction on which the boundary is looked for; 0: none */
    long digits;          /* correct decimals of the boundary's points */
    unsigned long effort; /* multiplies the sign engine's budgets; at least 1 */
    col_budget budget;    /* of the subdivision */
    unsigned threads;     /* 0 or 1: none but the caller's */
    const col_box *count; /* the stationary states in this box of the variables are counted; NULL: named ones */
} col_phase_options;

/* settings: PARAMETER == constant expression for every parameter that is no axis, once. Undecided boxes are quartered
 * until their diagonal, in units of the rectangle's sides, is at most eps, or the budget does not last for
 * another level. Where one function decides, and one of its partial derivatives has no zero, they become bands, cut
 * into slabs until the lines are at most eps apart: their number grows with the inverse root of eps. The boundary's
 * points lie on the midlines of equal columns and rows. The result does not depend on the number of threads.
 *
 * The model's graph grows; its claims are as before. False, with error set and out empty, if an axis or a setting is
 * wrong, or a variable has no flow. */
bool col_phase_map(col_phase *out, col_model *model, const col_conditions *settings, const col_phase_axis *x,
                   const col_phase_axis *y, const col_phase_options *options, col_error *error);

/* The same in pieces, for programs that share the work out, keep what is done, or put it together. What a first,
 * coarse subdivision leaves over are cells, at most 256: each is subdivided on its own with an equal share of the
 * budget. Begin with the same arguments gives the same cells anywhere. */
typedef struct col_phase_task col_phase_task;

/* NULL, with error set, as above. model and options->eps are borrowed until the task is freed, all else is copied. */
col_phase_task *col_phase_begin(col_model *model, const col_conditions *settings, const col_phase_axis *x,
                                const col_phase_axis *y, const col_phase_options *options, col_error *error);
size_t col_phase_cell_count(const col_phase_task *task);
bool col_phase_cell_is_done(const col_phase_task *task, size_t cell);

/* Subdivides the cells that are not done and wanted (all, if wanted is NULL), on options->threads. report, if not NULL,
 * is told of each cell that gets done, from any of the threads, one at a time; false ends the work early. */
void col_phase_work(col_phase_task *task, const bool *wanted, bool (*report)(void *data, size_t cell), void *data);

/* A cell that is done as a list of integers, which the caller frees; and back again. False, with the cell as it was, if
 * the numbers are not those of a subdivision of this cell. */
int64_t *col_phase_cell_numbers(size_t *count, const col_phase_task *task, size_t cell);
bool col_phase_cell_accept(col_phase_task *task, size_t cell, const int64_t *numbers, size_t count);

/* The diagram; cells that are not done count as undecided. */
void col_phase_finish(col_phase *out, col_phase_task *task);
void col_phase_task_free(col_phase_task *task); /* NULL is allowed */

void col_phase_clear(col_phase *phase);

#endif
