/* Boxes: products of intervals with exact rational ends, open or closed, finite or infinite. */
#ifndef COLLAPSAR_BOX_H
#define COLLAPSAR_BOX_H

#include <collapsar/document.h>
#include <collapsar/interval.h>

typedef struct {
    fmpq_t lo, hi; /* meaningful when finite */
    bool lo_infinite, hi_infinite;
    bool lo_open, hi_open; /* infinite ends are open */
} col_side;

typedef struct {
    col_side *sides;
    size_t dimension;
} col_box;

void col_box_init(col_box *box, size_t dimension); /* the whole space */
void col_box_clear(col_box *box);
void col_box_set(col_box *out, const col_box *box); /* of the same dimension */

/* The range as a side, if its ends are rational (constants that col_expr_rational folds); otherwise false, and the side
 * is the whole line. */
bool col_side_set_range(col_side *out, const col_graph *graph, const col_range *range);

/* [lo, hi], closed */
void col_side_set_fmpq(col_side *out, const fmpq *lo, const fmpq *hi);

/* Is there no point in the side, or is there exactly one? */
bool col_side_is_empty(const col_side *side);
bool col_side_is_point(const col_side *side);

/* Where x lies: +1 certainly inside (every point of the ball), -1 certainly outside, 0 neither is certain. Exact
 * numbers are always decided: on a closed end is inside, on an open one outside. */
int col_side_locate(const col_side *side, const arb_t x);
bool col_side_contains(const col_side *side, const fmpq_t x);

/* The closed hull, rounded outward; infinite ends give infinite intervals (indeterminate balls). */
void col_side_get_interval(col_interval *out, const col_side *side);
void col_side_get_arb(arb_t out, const col_side *side, slong precision);

/* A rational point inside a side that is not empty: a simple one near the middle. */
void col_side_sample(fmpq_t out, const col_side *side);

/* Halves a side at a rational near the middle: the point belongs to both halves. Infinite sides are cut at doubling
 * distances. The halves may alias the side. */
void col_side_bisect(col_side *lower, col_side *upper, const col_side *side);

/* The smallest box that holds both. */
void col_box_hull(col_box *out, const col_box *a, const col_box *b);

/* The volume; false if it is infinite. */
bool col_box_volume(fmpq_t out, const col_box *box);

#endif
