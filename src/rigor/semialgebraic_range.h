/* Ranges with rational ends: what the modules of the sign decision share about boxes. Internal. */
#ifndef COL_RIGOR_SEMIALGEBRAIC_RANGE_H
#define COL_RIGOR_SEMIALGEBRAIC_RANGE_H

#include <collapsar/semialgebraic.h>

/* count ranges: copies of source, or (-inf, inf) each if source is NULL. */
col_semialgebraic_range *col_ranges_new(slong count, const col_semialgebraic_range *source);
void col_ranges_free(col_semialgebraic_range *ranges, slong count);

bool col_range_is_empty(const col_semialgebraic_range *range);
bool col_range_is_point(const col_semialgebraic_range *range);
bool col_range_contains(const col_semialgebraic_range *range, const fmpq_t x);
void col_range_set_line(col_semialgebraic_range *range);             /* (-inf, inf) */
void col_range_set_point(col_semialgebraic_range *range, const fmpq_t x);

/* Cuts off what lies below (above) the end; an open cut also takes the end itself. */
void col_range_cut_below(col_semialgebraic_range *range, const fmpq_t end, bool open);
void col_range_cut_above(col_semialgebraic_range *range, const fmpq_t end, bool open);

/* A simple rational number in a range that is not empty; in its interior unless it is a point. */
void col_range_sample(fmpq_t x, const col_semialgebraic_range *range);

static inline col_signs col_signs_of(int sign)
{
    return sign < 0 ? COL_SIGN_NEGATIVE : sign > 0 ? COL_SIGN_POSITIVE : COL_SIGN_ZERO;
}

/* The signs of -x. */
static inline col_signs col_signs_negated(col_signs signs)
{
    return (col_signs)((signs & COL_SIGN_ZERO) | (signs & COL_SIGN_NEGATIVE ? COL_SIGN_POSITIVE : 0)
        | (signs & COL_SIGN_POSITIVE ? COL_SIGN_NEGATIVE : 0));
}

#endif
