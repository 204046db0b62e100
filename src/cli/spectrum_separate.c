/* collapsar spectrum: separations over time and time scales of pairs. */
#include "spectrum.h"

#include <collapsar/ladder.h>

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

#define CURVE_LABELS 256  /* of data */
#define PAIR_LABELS 128
#define MANY_LABELS 64    /* from here on vectors are in double precision */
#define RUNGS 4

/* A number of three significant digits near x, exactly. */
static void round_time(fmpq_t out, double x)
{
    int exponent = (int)floor(log10(x)) - 2;
    fmpz_t power;
    fmpz_init_set_ui(power, 10);
    fmpz_pow_ui(power, power, (ulong)abs(exponent));
    fmpq_set_si(out, (slong)floor(x / pow(10, exponent) + 0.5), 1);
    if (exponent >= 0)
        fmpq_mul_fmpz(out, out, power);
    else
        fmpq_div_fmpz(out, out, power);
    fmpz_clear(power);
}

static double middle(const arb_t x)
{
    return arf_get_d(arb_midref(x), ARF_RND_NEAR);
}

/* The fastest and the slowest rate that is not zero, roughly. */
static void rate_range(double *fast, double *slow, const spectrum *work)
{
    *fast = 0;
    *slow = INFINITY;
    for (size_t i = 0; i < work->modes.count; i++) {
        *fast = fmax(*fast, middle(work->mode_rates[i].fast));
        double rate = middle(work->mode_rates[i].slow);
        if (rate > 0)
            *slow = fmin(*slow, rate);
    }
    if (!work->has_coupling) {
        double alpha = middle(work->start.alpha), beta = middle(work->start.beta), mu = pow(middle(work->support + 1), 2);
        *fast = (alpha + beta + sqrt((alpha - beta) * (alpha - beta) + 4 * alpha * beta * mu)) / 2;
        *slow = alpha * beta * (1 - mu) / *fast;
    }
    *slow = fmin(*slow, *fast); /* no mode decays slowly */
}

/* 0, then logarithmically from well before alignment to well after collapse. */
static void choose_times(spectrum *work)
{
    double fast, slow;
    if (work->times != NULL || work->point_count == 0)
        return;
    rate_range(&fast, &slow, work);
    double first = 0.05 / fast, last = fmin(6 / slow, (work->has_coupling ? 1e12 : 1e5) / fast);
    slong count = work->point_count;
    work->times = _fmpq_vec_init(count);
    for (slong i = 1; i < count; i++)
        round_time(work->times + i, first * pow(last / first, count > 2 ? (double)(i - 1) / (double)(count - 2) : 1));
}

static slong least_accuracy(const spectrum *work)
{
    slong least = WORD_MAX;
    for (slong i = 0; i < work->point_count; i++) {
        slong bits = arb_rel_accuracy_bits(work->means + i);
        least = bits < least ? bits : least;
    }
    return least;
}

static bool evaluate_curve(spectrum *work, slong precision, col_error *error)
{
    arb_t t;
    if (work->has_separation)
        col_separation_clear(&work->separation);
    work->has_separation = col_separation_init(&work->separation, work->has_coupling ? &work->coupling : NULL,
        work->has_ensemble ? &work->ensemble : NULL, &work->start, precision, error);
    if (!work->has_separation)
        return false;
    arb_init(t);
    for (slong i = 0; i < work->point_count; i++) {
        arb_set_fmpq(t, work->times + i, precision);
        col_separation_mean(work->means + i, &work->separation, t);
    }
    arb_clear(t);
    return true;
}

/* Raises the precision until the digits are there, a few times; what is reached is certified in any case. */
static void find_curve(spectrum *work)
{
    slong wanted = col_ladder_bits(work->run->digits), precision = wanted + 32;
    bool many = work->has_data && work->coupling.labels > MANY_LABELS;
    col_error error = {.fault = COL_FAULT_NONE};
    work->means = _arb_vec_init(work->point_count);
    for (int rung = 0; rung < RUNGS; rung++, precision *= 2) {
        error.fault = COL_FAULT_NONE;
        bool good = evaluate_curve(work, many ? 53 : precision, &error);
        if (many || (good && least_accuracy(work) >= wanted - 8))
            break;
    }
    if (!work->has_separation) {
        col_text_printf(&work->left_out, "separations over time: %s\n", error.message);
        _arb_vec_clear(work->means, work->point_count);
        work->means = NULL;
    }
}

static int compare_pairs(const void *left, const void *right)
{
    const spectrum_pair *a = left, *b = right;
    if (a->collapses != b->collapses)
        return a->collapses ? 1 : -1; /* those that stay apart first */
    if (a->collapses && arb_is_finite(a->time) != arb_is_finite(b->time))
        return arb_is_finite(a->time) ? 1 : -1; /* an unknown time may be the longest */
    int order = a->collapses ? arf_cmp(arb_midref(b->time), arb_midref(a->time)) : 0;
    if (order != 0)
        return order;
    return a->a != b->a ? (a->a < b->a ? -1 : 1) : (a->b > b->b) - (a->b < b->b);
}

static void find_pairs(spectrum *work)
{
    ulong K = work->coupling.labels;
    bool undecided = false;
    work->pairs = col_malloc(K * (K - 1) / 2 * sizeof *work->pairs);
    for (ulong a = 0; a < K; a++)
        for (ulong b = a + 1; b < K; b++) {
            spectrum_pair *pair = &work->pairs[work->pair_count++];
            pair->a = a;
            pair->b = b;
            arb_init(pair->time);
            pair->collapses = col_separation_time(pair->time, &work->separation, a, b);
            undecided = undecided || (pair->collapses && !arb_is_finite(pair->time));
        }
    qsort(work->pairs, work->pair_count, sizeof *work->pairs, compare_pairs);
    if (undecided)
        col_text_append(&work->undecided, "time scales of some pairs could not be enclosed; more digits may help\n");
}

void spectrum_separate(spectrum *work)
{
    if (work->has_data && work->coupling.labels > CURVE_LABELS) {
        col_text_printf(&work->left_out, "separations over time and time scales of pairs are for at most %d labels\n",
            CURVE_LABELS);
        return;
    }
    choose_times(work);
    find_curve(work);
    if (!work->has_separation || !work->has_coupling)
        return;
    if (work->coupling.labels < 2 || !work->separation.has_vectors || work->coupling.labels > PAIR_LABELS) {
        col_text_printf(&work->left_out, "time scales of pairs are for 2 to %d labels\n", PAIR_LABELS);
        return;
    }
    find_pairs(work);
}
