/* collapsar spectrum: the summary in plain words, and the tables below it. */
#include "spectrum.h"

#include <collapsar/decimal.h>

#define SHORT 4      /* digits in sentences */
#define SHOWN 5      /* slowest and fastest pairs */
#define ALL_PAIRS 15 /* as many pairs are all shown */
#define NAMED 12     /* labels of a component that are named */

static void put_number(col_text *out, const arb_t x)
{
    col_decimal_short(out, x, SHORT);
}

static void put_inverse(col_text *out, const arb_t rate)
{
    arb_t time;
    arb_init(time);
    arb_inv(time, rate, 128);
    put_number(out, time);
    arb_clear(time);
}

static void put_percent(col_text *out, const fmpq_t fraction)
{
    arb_t percent;
    arb_init(percent);
    arb_set_fmpq(percent, fraction, 128);
    arb_mul_si(percent, percent, 100, 128);
    put_number(out, percent);
    arb_clear(percent);
    col_text_append(out, " %");
}

static void put_grouped(col_text *out, ulong n)
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%lu", n);
    for (int i = 0; i < length; i++) {
        col_text_put(out, digits[i]);
        if ((length - i - 1) % 3 == 0 && i + 1 < length)
            col_text_put(out, ',');
    }
}

static void tell_input(col_text *out, const spectrum *work)
{
    if (work->has_data) {
        put_grouped(out, work->coupling.samples);
        col_text_append(out, work->coupling.samples == 1 ? " sample, " : " samples, ");
    } else {
        col_text_append(out, "Ensemble ");
        col_ensemble_print(out, &work->ensemble);
        col_text_append(out, ": ");
    }
    if (work->has_coupling)
        put_grouped(out, work->coupling.labels);
    else
        col_text_append(out, "infinitely many");
    col_text_append(out, " labels; ");
    const fmpq *fraction = work->has_coupling ? work->coupling.frustrated : work->ensemble.f;
    if (fmpq_is_zero(fraction)) {
        col_text_append(out, "no sample is frustrated.\n");
    } else {
        put_percent(out, fraction);
        col_text_append(out, " of the samples are frustrated (tied to two or more labels).\n");
    }
}

static void list_components(col_text *out, const spectrum *work)
{
    char name[32];
    for (ulong component = 0; component < work->coupling.components && component < NAMED; component++) {
        ulong shown = 0, size = 0;
        col_text_printf(out, "  component %lu:", component + 1);
        for (ulong c = 0; c < work->coupling.labels; c++) {
            if (col_coupling_component(&work->coupling, c) != component)
                continue;
            if (size++ < NAMED) {
                col_text_printf(out, "%s %s", shown > 0 ? "," : "", spectrum_name(work, c, name));
                shown++;
            }
        }
        if (size > shown)
            col_text_printf(out, " and %lu more", size - shown);
        col_text_put(out, '\n');
    }
    if (work->coupling.components > NAMED)
        col_text_printf(out, "  and %lu more components\n", work->coupling.components - NAMED);
}

static void tell_components(col_text *out, const spectrum *work)
{
    const col_coupling *coupling = &work->coupling;
    if (!work->has_coupling) {
        col_text_append(out, "One component, in the limit: every pair of labels collapses.\n");
    } else if (coupling->classifiable) {
        col_text_append(out, "The data are perfectly classifiable: every singular value is 1 and no pair collapses.\n");
    } else if (coupling->components == 1) {
        col_text_append(out, "1 component: every pair of labels collapses.\n");
    } else {
        col_text_printf(out, "%lu components: labels of one component collapse onto each other, labels of different ones stay "
            "apart for ever.\n", coupling->components);
        if (coupling->labels <= 100000)
            list_components(out, work);
    }
}

static void put_pair(col_text *out, const spectrum *work, const spectrum_pair *pair)
{
    char a[32], b[32];
    col_text_printf(out, "%s and %s, time scale ", spectrum_name(work, pair->a, a), spectrum_name(work, pair->b, b));
    put_number(out, pair->time);
}

/* The first pair that collapses; pairs that stay apart come before it. */
static size_t first_collapsing(const spectrum *work)
{
    size_t first = 0;
    while (first < work->pair_count && !work->pairs[first].collapses)
        first++;
    return first;
}

/* Nothing is called slowest or fastest that may only be as slow or as fast as another pair. */
static void tell_pairs(col_text *out, const spectrum *work)
{
    size_t first = first_collapsing(work), count = work->pair_count - first;
    const spectrum_pair *slowest = &work->pairs[first], *fastest = &work->pairs[work->pair_count - 1];
    if (count == 1 || (count > 1 && arb_overlaps(slowest->time, fastest->time))) {
        col_text_append(out, count == 1 ? "The pair that collapses: " : "Pairs collapse alike: ");
        put_pair(out, work, slowest);
        col_text_append(out, ".\n");
    } else if (count > 1) {
        col_text_append(out, arb_gt(slowest->time, slowest[1].time) ? "Slowest pair: " : "Among the slowest pairs: ");
        put_pair(out, work, slowest);
        col_text_append(out, arb_lt(fastest->time, fastest[-1].time) ? "; fastest: " : "; among the fastest: ");
        put_pair(out, work, fastest);
        col_text_append(out, ".\n");
    }
}

static void tell_rates_meant(col_text *out, const spectrum *work)
{
    char *alpha = fmpq_get_str(NULL, 10, work->rates == SPECTRUM_GLOBAL ? work->eta_x : work->alpha);
    char *beta = fmpq_get_str(NULL, 10, work->rates == SPECTRUM_GLOBAL ? work->eta_y : work->beta);
    if (work->rates == SPECTRUM_UNIT)
        col_text_append(out, "At unit rates (a node's rate is the inverse of its degree)");
    else if (work->rates == SPECTRUM_BALANCED)
        col_text_printf(out, "At balanced rates alpha = %s (samples) and beta = %s (labels)", alpha, beta);
    else
        col_text_printf(out, "At learning rates %s (samples) and %s (labels)", alpha, beta);
    flint_free(alpha);
    flint_free(beta);
}

/* "alignment takes ..., collapse ... to ...", from the rates of the modes that decay. */
static void tell_scales(col_text *out, const arb_t fast, const arb_t slow_first, const arb_t slow_last)
{
    arb_t ratio;
    arb_init(ratio);
    col_text_append(out, " alignment takes a time of ");
    put_inverse(out, fast);
    col_text_append(out, "; the class modes then decay on time scales ");
    if (arb_overlaps(slow_first, slow_last)) {
        col_text_append(out, "of ");
    } else {
        col_text_append(out, "from ");
        put_inverse(out, slow_last);
        col_text_append(out, " to ");
    }
    put_inverse(out, slow_first);
    arb_div(ratio, fast, slow_first, 128);
    col_text_append(out, ": the last one ");
    put_number(out, ratio);
    col_text_append(out, " times slower than alignment.\n");
    arb_clear(ratio);
}

/* The rates at one end of the support, as of a mode. */
static void edge_rates(col_rates *rates, const spectrum *work, arb_srcptr s)
{
    col_modes edge;
    arb_t mu;
    arb_init(mu);
    col_modes_init(&edge);
    arb_mul(mu, s, s, 128);
    col_modes_add(&edge, mu, 1, true, 128);
    col_rates_balanced(rates, &edge.items[0], work->start.alpha, work->start.beta, 128);
    col_modes_clear(&edge);
    arb_clear(mu);
}

static void tell_density_rates(col_text *out, const spectrum *work)
{
    col_rates top, bottom;
    col_rates_init(&top);
    col_rates_init(&bottom);
    edge_rates(&bottom, work, work->support);
    edge_rates(&top, work, work->support + 1);
    if (arb_is_positive(top.slow))
        tell_scales(out, top.fast, top.slow, bottom.slow);
    else
        col_text_append(out, " modes decay on all time scales: the density reaches up to s = 1.\n");
    col_rates_clear(&bottom);
    col_rates_clear(&top);
}

static void tell_rates(col_text *out, const spectrum *work)
{
    size_t first = 0, last = work->modes.count;
    tell_rates_meant(out, work);
    if (!work->has_coupling) {
        tell_density_rates(out, work);
        return;
    }
    if (work->has_generator) {
        const col_generator *generator = &work->generator;
        if (generator->slow_count > 1 && generator->fast_count > 0)
            tell_scales(out, generator->fast[0].rate, generator->slow[1].rate, generator->slow[generator->slow_count - 1].rate);
        else
            col_text_append(out, " nothing collapses.\n");
        return;
    }
    while (first < last && arb_is_zero(work->mode_rates[first].slow))
        first++;
    if (first < last)
        tell_scales(out, work->mode_rates[first].fast, work->mode_rates[first].slow, work->mode_rates[last - 1].slow);
    else
        col_text_append(out, " nothing collapses.\n");
}

static void tell_limits(col_text *out, const spectrum *work)
{
    if (!work->has_data)
        return;
    const char *where = work->coupling.components == 1 ? "Everything ends at the mean of all start positions"
        : "Each component ends at the mean of its start positions";
    col_text_printf(out, "%s, a node weighing %s (--table limits).\n", where, work->rates == SPECTRUM_GLOBAL
        ? "the inverse of its learning rate" : "its degree");
}

static void put_listing(col_text *out, col_listing *listing, const char *title)
{
    if (col_listing_rows(listing) > 0) {
        col_text_printf(out, "\n%s\n", title);
        col_listing_print(out, listing);
    }
    col_listing_free(listing);
}

static void print_pairs(col_text *out, const spectrum *work)
{
    size_t first = first_collapsing(work);
    if (first == 0 && work->pair_count > 0 && arb_overlaps(work->pairs[0].time, work->pairs[work->pair_count - 1].time))
        return; /* all alike, as was said */
    if (work->pair_count <= ALL_PAIRS) {
        put_listing(out, spectrum_pairs_listing(work, 0, work->pair_count), "Pairs of labels, slowest first:");
        return;
    }
    put_listing(out, spectrum_pairs_listing(work, 0, SHOWN), "The slowest pairs of labels:");
    put_listing(out, spectrum_pairs_listing(work, work->pair_count - SHOWN, SHOWN), "The fastest:");
}

static void print_density(col_text *out, const spectrum *work)
{
    fmpq_t exponent;
    fmpq_init(exponent);
    col_density_exponent(exponent, &work->ensemble);
    col_text_append(out, "Singular values fill the interval from ");
    col_decimal_short(out, work->support, work->run->digits);
    col_text_append(out, " to s+ = ");
    col_decimal_short(out, work->support + 1, work->run->digits);
    col_text_append(out, ";\nthe density behaves as (s+ - s)^(");
    char *power = fmpq_get_str(NULL, 10, exponent);
    col_text_append(out, power);
    flint_free(power);
    col_text_append(out, ") at the top.\n");
    fmpq_clear(exponent);
}

void spectrum_tell(const spectrum *work)
{
    col_text *out = &work->run->result;
    tell_input(out, work);
    tell_components(out, work);
    tell_rates(out, work);
    if (work->pair_count > 0)
        tell_pairs(out, work);
    tell_limits(out, work);
    if (!work->has_coupling)
        print_density(out, work);
}

void spectrum_print_text(const spectrum *work)
{
    col_text *out = &work->run->result;
    spectrum_tell(work);
    put_listing(out, spectrum_modes_listing(work, false), work->run->centre ? "Modes, the mean mode projected out:" : "Modes:");
    print_pairs(out, work);
    put_listing(out, spectrum_curve_listing(work), "Mean squared separation of the labels per dimension, from a random start:");
    if (work->left_out.length > 0)
        col_text_printf(out, "\nLeft out: %s", work->left_out.data);
    if (work->undecided.length > 0)
        col_text_printf(out, "\nUndecided: %s", work->undecided.data);
}
