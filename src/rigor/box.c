/* Boxes with exact ends. */
#include <collapsar/box.h>

#include "../base/memory.h"
#include "ball.h"
#include "interval_arithmetic.h"

#include <stdlib.h>

static void side_init(col_side *side)
{
    fmpq_init(side->lo);
    fmpq_init(side->hi);
    side->lo_infinite = side->hi_infinite = side->lo_open = side->hi_open = true;
}

static void side_set(col_side *out, const col_side *side)
{
    fmpq_set(out->lo, side->lo);
    fmpq_set(out->hi, side->hi);
    out->lo_infinite = side->lo_infinite;
    out->hi_infinite = side->hi_infinite;
    out->lo_open = side->lo_open;
    out->hi_open = side->hi_open;
}

void col_box_init(col_box *box, size_t dimension)
{
    box->dimension = dimension;
    box->sides = col_calloc(dimension + 1, sizeof *box->sides);
    for (size_t i = 0; i < dimension; i++)
        side_init(&box->sides[i]);
}

void col_box_clear(col_box *box)
{
    for (size_t i = 0; box->sides && i < box->dimension; i++) {
        fmpq_clear(box->sides[i].lo);
        fmpq_clear(box->sides[i].hi);
    }
    free(box->sides);
    *box = (col_box){0};
}

void col_box_set(col_box *out, const col_box *box)
{
    for (size_t i = 0; i < box->dimension; i++)
        side_set(&out->sides[i], &box->sides[i]);
}

bool col_side_set_range(col_side *out, const col_graph *graph, const col_range *range)
{
    const slong bits = 100000;
    out->lo_infinite = range->lo == COL_EXPR_NONE;
    out->hi_infinite = range->hi == COL_EXPR_NONE;
    bool ok = (out->lo_infinite || col_expr_rational(out->lo, graph, range->lo, bits))
        && (out->hi_infinite || col_expr_rational(out->hi, graph, range->hi, bits));
    if (!ok)
        out->lo_infinite = out->hi_infinite = true;
    out->lo_open = range->lo_open || out->lo_infinite;
    out->hi_open = range->hi_open || out->hi_infinite;
    return ok;
}

void col_side_set_fmpq(col_side *out, const fmpq *lo, const fmpq *hi)
{
    fmpq_set(out->lo, lo);
    fmpq_set(out->hi, hi);
    out->lo_infinite = out->hi_infinite = out->lo_open = out->hi_open = false;
}

bool col_side_is_empty(const col_side *side)
{
    if (side->lo_infinite || side->hi_infinite)
        return false;
    int order = fmpq_cmp(side->lo, side->hi);
    return order > 0 || (order == 0 && (side->lo_open || side->hi_open));
}

bool col_side_is_point(const col_side *side)
{
    return !side->lo_infinite && !side->hi_infinite && !side->lo_open && !side->hi_open
        && fmpq_equal(side->lo, side->hi);
}

bool col_side_contains(const col_side *side, const fmpq_t x)
{
    int lower = side->lo_infinite ? 1 : fmpq_cmp(x, side->lo);
    int upper = side->hi_infinite ? -1 : fmpq_cmp(x, side->hi);
    return (lower > 0 || (lower == 0 && !side->lo_open)) && (upper < 0 || (upper == 0 && !side->hi_open));
}

static int compare_arf(const arf_t x, const fmpq_t q)
{
    arb_t difference;
    arb_init(difference);
    arf_mul_fmpz(arb_midref(difference), x, fmpq_denref(q), ARF_PREC_EXACT, ARF_RND_DOWN);
    arf_sub_fmpz(arb_midref(difference), arb_midref(difference), fmpq_numref(q), ARF_PREC_EXACT, ARF_RND_DOWN);
    int order = arf_sgn(arb_midref(difference));
    arb_clear(difference);
    return order;
}

int col_side_locate(const col_side *side, const arb_t x)
{
    if (!arb_is_finite(x))
        return 0;
    arf_t lo, hi;
    arf_init(lo);
    arf_init(hi);
    slong precision = arb_bits(x) + 64;
    arb_get_lbound_arf(lo, x, precision);
    arb_get_ubound_arf(hi, x, precision);
    int lo_to_lo = side->lo_infinite ? 1 : compare_arf(lo, side->lo);
    int hi_to_lo = side->lo_infinite ? 1 : compare_arf(hi, side->lo);
    int lo_to_hi = side->hi_infinite ? -1 : compare_arf(lo, side->hi);
    int hi_to_hi = side->hi_infinite ? -1 : compare_arf(hi, side->hi);
    bool above = lo_to_lo > 0 || (lo_to_lo == 0 && !side->lo_open);
    bool below = hi_to_hi < 0 || (hi_to_hi == 0 && !side->hi_open);
    bool left = hi_to_lo < 0 || (hi_to_lo == 0 && side->lo_open);
    bool right = lo_to_hi > 0 || (lo_to_hi == 0 && side->hi_open);
    arf_clear(lo);
    arf_clear(hi);
    return above && below ? 1 : left || right ? -1 : 0;
}

void col_side_get_interval(col_interval *out, const col_side *side)
{
    col_interval end;
    *out = COL_INTERVAL_ALL;
    if (!side->lo_infinite) {
        col_interval_set_fmpq(&end, side->lo);
        out->lo = end.lo;
    }
    if (!side->hi_infinite) {
        col_interval_set_fmpq(&end, side->hi);
        out->hi = end.hi;
    }
}

void col_side_get_arb(arb_t out, const col_side *side, slong precision)
{
    if (side->lo_infinite || side->hi_infinite) {
        arb_indeterminate(out);
        return;
    }
    arb_t hi;
    arb_init(hi);
    arb_set_fmpq(out, side->lo, precision);
    arb_set_fmpq(hi, side->hi, precision);
    if (!fmpq_equal(side->lo, side->hi))
        col_ball_hull(out, out, hi, precision);
    arb_clear(hi);
}

/* The simplest rational in the middle half. */
static void near_middle(fmpq_t out, const fmpq_t lo, const fmpq_t hi)
{
    fmpq_t quarter, left, right;
    fmpq_init(quarter);
    fmpq_init(left);
    fmpq_init(right);
    fmpq_sub(quarter, hi, lo);
    fmpq_div_2exp(quarter, quarter, 2);
    fmpq_add(left, lo, quarter);
    fmpq_sub(right, hi, quarter);
    fmpq_simplest_between(out, left, right);
    fmpq_clear(quarter);
    fmpq_clear(left);
    fmpq_clear(right);
}

/* An integer beyond x: above it at least 1 and twice as far from zero. */
static void integer_above(fmpq_t out, const fmpq_t x)
{
    fmpz_t n;
    fmpz_init(n);
    fmpz_fdiv_q(n, fmpq_numref(x), fmpq_denref(x));
    if (fmpz_sgn(n) < 0) {
        fmpz_fdiv_q_2exp(n, n, 1);
        fmpz_add_ui(n, n, 1);
    } else {
        fmpz_mul_2exp(n, n, 1);
        fmpz_add_ui(n, n, 1);
    }
    if (fmpq_cmp_fmpz(x, n) >= 0)
        fmpz_add_ui(n, n, 1);
    fmpq_set_fmpz(out, n);
    fmpz_clear(n);
}

void col_side_sample(fmpq_t out, const col_side *side)
{
    if (side->lo_infinite && side->hi_infinite) {
        fmpq_zero(out);
    } else if (side->hi_infinite) {
        integer_above(out, side->lo);
    } else if (side->lo_infinite) {
        fmpq_neg(out, side->hi);
        integer_above(out, out);
        fmpq_neg(out, out);
    } else if (fmpq_equal(side->lo, side->hi)) {
        fmpq_set(out, side->lo);
    } else {
        near_middle(out, side->lo, side->hi);
    }
}

void col_side_bisect(col_side *lower, col_side *upper, const col_side *side)
{
    fmpq_t middle;
    col_side whole;
    fmpq_init(middle);
    side_init(&whole);
    side_set(&whole, side);
    col_side_sample(middle, side);
    side_set(lower, &whole);
    side_set(upper, &whole);
    fmpq_set(lower->hi, middle);
    fmpq_set(upper->lo, middle);
    lower->hi_infinite = upper->lo_infinite = false;
    lower->hi_open = upper->lo_open = false;
    fmpq_clear(middle);
    fmpq_clear(whole.lo);
    fmpq_clear(whole.hi);
}

static void side_hull(col_side *out, const col_side *a, const col_side *b)
{
    int lower = a->lo_infinite || b->lo_infinite ? 0 : fmpq_cmp(a->lo, b->lo);
    int upper = a->hi_infinite || b->hi_infinite ? 0 : fmpq_cmp(a->hi, b->hi);
    bool lo_open = lower < 0 ? a->lo_open : lower > 0 ? b->lo_open : a->lo_open && b->lo_open;
    bool hi_open = upper > 0 ? a->hi_open : upper < 0 ? b->hi_open : a->hi_open && b->hi_open;
    bool lo_infinite = a->lo_infinite || b->lo_infinite, hi_infinite = a->hi_infinite || b->hi_infinite;
    fmpq_set(out->lo, lower <= 0 ? a->lo : b->lo);
    fmpq_set(out->hi, upper >= 0 ? a->hi : b->hi);
    out->lo_open = lo_open || lo_infinite;
    out->hi_open = hi_open || hi_infinite;
    out->lo_infinite = lo_infinite;
    out->hi_infinite = hi_infinite;
}

void col_box_hull(col_box *out, const col_box *a, const col_box *b)
{
    for (size_t i = 0; i < a->dimension; i++)
        side_hull(&out->sides[i], &a->sides[i], &b->sides[i]);
}

bool col_box_volume(fmpq_t out, const col_box *box)
{
    fmpq_t width;
    bool finite = true;
    fmpq_init(width);
    fmpq_one(out);
    for (size_t i = 0; i < box->dimension; i++) {
        const col_side *side = &box->sides[i];
        finite = finite && !side->lo_infinite && !side->hi_infinite;
        fmpq_sub(width, side->hi, side->lo);
        if (fmpq_sgn(width) < 0)
            fmpq_zero(width);
        fmpq_mul(out, out, width);
    }
    fmpq_clear(width);
    return finite;
}
