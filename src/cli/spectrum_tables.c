/* collapsar spectrum: the tables. */
#include "spectrum.h"

#include <collapsar/decimal.h>

#include <string.h>

/* 1/x; an empty cell where x is 0. */
static void put_inverse(col_listing *listing, const arb_t x, slong precision)
{
    if (arb_is_zero(x)) {
        col_listing_put_none(listing);
        return;
    }
    arb_t inverse;
    arb_init(inverse);
    arb_inv(inverse, x, precision);
    col_listing_put_certified(listing, inverse);
    arb_clear(inverse);
}

/* At global rates modes and rates are paired by rank, where clusters and modes have the same sizes. */
static const col_rate *ranked(const col_rate *rates, size_t count, const spectrum *work, size_t mode)
{
    if (!work->has_generator || mode >= count || work->run->centre)
        return NULL;
    for (size_t i = 0; i <= mode; i++)
        if (rates[i].multiplicity != work->modes.items[i].multiplicity)
            return NULL;
    return &rates[mode];
}

static void put_rates(col_listing *listing, const spectrum *work, size_t i, slong precision)
{
    if (work->mode_rates != NULL) {
        col_listing_put_certified(listing, work->mode_rates[i].slow);
        col_listing_put_certified(listing, work->mode_rates[i].fast);
        put_inverse(listing, work->mode_rates[i].slow, precision);
        if (arb_is_zero(work->mode_rates[i].slow))
            col_listing_put_none(listing);
        else
            col_listing_put_certified(listing, work->mode_rates[i].separation);
        return;
    }
    const col_rate *slow = ranked(work->generator.slow, work->generator.slow_count, work, i);
    const col_rate *fast = ranked(work->generator.fast, work->generator.fast_count, work, i);
    arb_t ratio;
    arb_init(ratio);
    if (slow != NULL)
        col_listing_put_certified(listing, slow->rate);
    else
        col_listing_put_none(listing);
    if (fast != NULL)
        col_listing_put_certified(listing, fast->rate);
    else
        col_listing_put_none(listing);
    if (slow != NULL)
        put_inverse(listing, slow->rate, precision);
    else
        col_listing_put_none(listing);
    if (slow != NULL && fast != NULL && !arb_is_zero(slow->rate)) {
        arb_div(ratio, fast->rate, slow->rate, precision);
        col_listing_put_certified(listing, ratio);
    } else {
        col_listing_put_none(listing);
    }
    arb_clear(ratio);
}

col_listing *spectrum_modes_listing(const spectrum *work, bool full)
{
    slong precision = 64 + 4 * work->run->digits;
    col_listing *listing = col_listing_new(work->run->digits);
    col_listing_column(listing, COL_COLUMN_INTEGER, "mode", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "multiplicity", "times", "times");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "s", NULL, "$s$");
    if (full)
        col_listing_column(listing, COL_COLUMN_CERTIFIED, "mu", NULL, "$\\mu = s^2$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "gap", "1 - s^2", "$1 - s^2$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "slow", "slow rate", "$\\lambda_-$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "fast", "fast rate", "$\\lambda_+$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "time", "time scale", "$1/\\lambda_-$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "separation", "fast/slow", "$\\lambda_+/\\lambda_-$");
    for (size_t i = 0; i < work->modes.count; i++) {
        const col_mode *mode = &work->modes.items[i];
        col_listing_put_integer(listing, (slong)i + 1);
        col_listing_put_integer(listing, (slong)mode->multiplicity);
        col_listing_put_certified(listing, mode->s);
        if (full)
            col_listing_put_certified(listing, mode->mu);
        col_listing_put_certified(listing, mode->gap);
        put_rates(listing, work, i, precision);
    }
    return listing;
}

col_listing *spectrum_pairs_listing(const spectrum *work, size_t first, size_t count)
{
    char a[32], b[32];
    col_listing *listing = col_listing_new(work->run->digits);
    col_listing_column(listing, COL_COLUMN_TEXT, "a", "label", "label");
    col_listing_column(listing, COL_COLUMN_TEXT, "b", "and label", "and label");
    col_listing_column(listing, COL_COLUMN_TEXT, "collapses", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "time", "time scale", "$\\tau$");
    for (size_t i = first; i < first + count; i++) {
        const spectrum_pair *pair = &work->pairs[i];
        col_listing_put_text(listing, spectrum_name(work, pair->a, a));
        col_listing_put_text(listing, spectrum_name(work, pair->b, b));
        col_listing_put_text(listing, pair->collapses ? "yes" : "no");
        if (pair->collapses)
            col_listing_put_certified(listing, pair->time);
        else
            col_listing_put_none(listing);
    }
    return listing;
}

/* A time as it was typed or chosen: a short decimal, or else the fraction. */
static void put_decimal(col_listing *listing, const fmpq_t x)
{
    col_text lower, upper;
    col_text_init(&lower);
    col_text_init(&upper);
    col_decimal_fmpq(&lower, x, 20, -1);
    col_decimal_fmpq(&upper, x, 20, 1);
    char *fraction = fmpq_get_str(NULL, 10, x);
    col_listing_put_text(listing, strcmp(lower.data, upper.data) == 0 ? lower.data : fraction);
    flint_free(fraction);
    col_text_clear(&upper);
    col_text_clear(&lower);
}

col_listing *spectrum_curve_listing(const spectrum *work)
{
    col_listing *listing = col_listing_new(work->run->digits);
    col_listing_column(listing, COL_COLUMN_TEXT, "t", NULL, "$t$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "mean", "mean squared separation", "$\\langle|y_a - y_b|^2\\rangle/d$");
    for (slong i = 0; i < work->point_count && work->means != NULL; i++) {
        put_decimal(listing, work->times + i);
        col_listing_put_certified(listing, work->means + i);
    }
    return listing;
}

/* Label shares of the limits; of an ensemble all labels of a component share its half alike. */
static void find_shares(fmpq *shares, const spectrum *work)
{
    bool global = work->rates == SPECTRUM_GLOBAL;
    if (work->has_data)
        col_limit_shares(shares, &work->coupling, global ? work->eta_x : NULL, global ? work->eta_y : NULL);
}

col_listing *spectrum_limits_listing(const spectrum *work)
{
    char name[32];
    col_listing *listing = col_listing_new(work->run->digits);
    col_listing_column(listing, COL_COLUMN_TEXT, "label", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "component", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_EXACT, "share", "weight in the limit", "weight in the limit");
    if (!work->has_data)
        return listing;
    slong K = (slong)work->coupling.labels;
    fmpq *shares = _fmpq_vec_init(K);
    find_shares(shares, work);
    for (slong c = 0; c < K; c++) {
        col_listing_put_text(listing, spectrum_name(work, (ulong)c, name));
        col_listing_put_integer(listing, (slong)col_coupling_component(&work->coupling, (ulong)c) + 1);
        col_listing_put_exact(listing, shares + c);
    }
    _fmpq_vec_clear(shares, K);
    return listing;
}

static void put_generator(col_listing *listing, const char *kind, const col_rate *rates, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        col_listing_put_text(listing, kind);
        col_listing_put_integer(listing, (slong)rates[i].multiplicity);
        col_listing_put_certified(listing, rates[i].rate);
    }
}

col_listing *spectrum_generator_listing(const spectrum *work)
{
    col_listing *listing = col_listing_new(work->run->digits);
    col_listing_column(listing, COL_COLUMN_TEXT, "kind", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "multiplicity", "times", "times");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "rate", NULL, "$\\lambda$");
    if (work->has_generator) {
        put_generator(listing, "slow", work->generator.slow, work->generator.slow_count);
        put_generator(listing, "fast", work->generator.fast, work->generator.fast_count);
    }
    return listing;
}
