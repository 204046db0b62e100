/* Ranges with rational ends. */
#include "semialgebraic_range.h"

#include "../base/memory.h"

#include <stdlib.h>

static void range_set(col_semialgebraic_range *range, const col_semialgebraic_range *source)
{
    fmpq_set(range->lo, source->lo);
    fmpq_set(range->hi, source->hi);
    range->lo_finite = source->lo_finite;
    range->hi_finite = source->hi_finite;
    range->lo_open = source->lo_open || !source->lo_finite;
    range->hi_open = source->hi_open || !source->hi_finite;
}

col_semialgebraic_range *col_ranges_new(slong count, const col_semialgebraic_range *source)
{
    col_semialgebraic_range *ranges = col_calloc((size_t)count + 1, sizeof *ranges);
    for (slong i = 0; i < count; i++) {
        fmpq_init(ranges[i].lo);
        fmpq_init(ranges[i].hi);
        if (source != NULL)
            range_set(&ranges[i], &source[i]);
        else
            col_range_set_line(&ranges[i]);
    }
    return ranges;
}

void col_ranges_free(col_semialgebraic_range *ranges, slong count)
{
    if (ranges == NULL)
        return;
    for (slong i = 0; i < count; i++) {
        fmpq_clear(ranges[i].lo);
        fmpq_clear(ranges[i].hi);
    }
    free(ranges);
}

bool col_range_is_empty(const col_semialgebraic_range *range)
{
    if (!range->lo_finite || !range->hi_finite)
        return false;
    int order = fmpq_cmp(range->lo, range->hi);
    return order > 0 || (order == 0 && (range->lo_open || range->hi_open));
}

bool col_range_is_point(const col_semialgebraic_range *range)
{
    return range->lo_finite && range->hi_finite && !range->lo_open && !range->hi_open
        && fmpq_cmp(range->lo, range->hi) == 0;
}

bool col_range_contains(const col_semialgebraic_range *range, const fmpq_t x)
{
    if (range->lo_finite) {
        int order = fmpq_cmp(range->lo, x);
        if (order > 0 || (order == 0 && range->lo_open))
            return false;
    }
    if (range->hi_finite) {
        int order = fmpq_cmp(x, range->hi);
        if (order > 0 || (order == 0 && range->hi_open))
            return false;
    }
    return true;
}

void col_range_set_line(col_semialgebraic_range *range)
{
    range->lo_finite = range->hi_finite = false;
    range->lo_open = range->hi_open = true;
}

void col_range_set_point(col_semialgebraic_range *range, const fmpq_t x)
{
    fmpq_set(range->lo, x);
    fmpq_set(range->hi, x);
    range->lo_finite = range->hi_finite = true;
    range->lo_open = range->hi_open = false;
}

void col_range_cut_below(col_semialgebraic_range *range, const fmpq_t end, bool open)
{
    int order = range->lo_finite ? fmpq_cmp(end, range->lo) : 1;
    if (order < 0)
        return;
    range->lo_open = order > 0 ? open : range->lo_open || open;
    fmpq_set(range->lo, end);
    range->lo_finite = true;
}

void col_range_cut_above(col_semialgebraic_range *range, const fmpq_t end, bool open)
{
    int order = range->hi_finite ? fmpq_cmp(end, range->hi) : -1;
    if (order > 0)
        return;
    range->hi_open = order < 0 ? open : range->hi_open || open;
    fmpq_set(range->hi, end);
    range->hi_finite = true;
}

/* Strictly between two finite ends: a number with a small denominator, near the middle. */
static void sample_between(fmpq_t x, const col_semialgebraic_range *range)
{
    fmpq_t quarter, left, right;
    fmpq_init(quarter);
    fmpq_init(left);
    fmpq_init(right);
    fmpq_sub(quarter, range->hi, range->lo);
    fmpq_div_2exp(quarter, quarter, 2);
    fmpq_add(left, range->lo, quarter);
    fmpq_sub(right, range->hi, quarter);
    fmpq_simplest_between(x, left, right);
    fmpq_clear(quarter);
    fmpq_clear(left);
    fmpq_clear(right);
}

void col_range_sample(fmpq_t x, const col_semialgebraic_range *range)
{
    if (col_range_is_point(range))
        fmpq_set(x, range->lo);
    else if (range->lo_finite && range->hi_finite)
        sample_between(x, range);
    else if (range->lo_finite)
        fmpq_add_si(x, range->lo, 1);
    else if (range->hi_finite)
        fmpq_sub_si(x, range->hi, 1);
    else
        fmpq_zero(x);
}
