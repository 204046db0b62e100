/* Scaled kernels: atoms or trapezoidal rules with a certified error, and their Taylor coefficients. */
#include "kernel.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

#define STRIPS 48     /* half-widths tried: 2, 2/sqrt(2), 1, ... */
#define RECTANGLES 64 /* the strip is cut into, to bound the weight */

/* Everything that follows from the atoms. */
static void finish(col_kernel *kernel, const arb_t q, slong rows)
{
    slong n = kernel->count, precision = kernel->precision;
    arb_set(kernel->q, q);
    kernel->rows = rows;
    kernel->rate = _arb_vec_init(2 * n);
    kernel->amplitude = _arb_vec_init(2 * n);
    kernel->decay = _arb_vec_init(2 * n);
    kernel->tilted = _arb_vec_init(2 * n);
    kernel->table = _arb_vec_init(2 * n * rows);
    for (slong j = 0; j < n; j++) {
        arb_sub(kernel->rate + j, kernel->top, kernel->s + j, precision);
        arb_add(kernel->rate + n + j, kernel->top, kernel->s + j, precision);
        arb_mul_2exp_si(kernel->amplitude + j, kernel->weight + j, -1);
        arb_set(kernel->amplitude + n + j, kernel->amplitude + j);
    }
    _arb_vec_scalar_mul(kernel->rate, kernel->rate, 2 * n, q, precision);
    _arb_vec_scalar_mul_2exp_si(kernel->rate, kernel->rate, 2 * n, 1);
    for (slong j = 0; j < 2 * n; j++) {
        arb_one(kernel->table + j);
        for (slong i = 1; i < rows; i++) {
            arb_ptr entry = kernel->table + i * 2 * n + j;
            arb_mul(entry, entry - 2 * n, kernel->rate + j, precision);
            arb_div_si(entry, entry, -i, precision);
        }
    }
}

static void start(col_kernel *kernel, slong count, slong precision)
{
    *kernel = (col_kernel){.precision = precision, .count = count};
    kernel->s = _arb_vec_init(count);
    kernel->weight = _arb_vec_init(count);
    arb_init(kernel->top);
    arb_init(kernel->q);
    kernel->at = _arb_vec_init(1);
}

void col_kernel_init_modes(col_kernel *kernel, const col_modes *modes, const arb_t q, slong rows, slong precision)
{
    ulong total = 0;
    start(kernel, (slong)modes->count, precision);
    for (size_t j = 0; j < modes->count; j++)
        total += modes->items[j].multiplicity;
    for (size_t j = 0; j < modes->count; j++) {
        arb_set(kernel->s + j, modes->items[j].s);
        arb_set_ui(kernel->weight + j, modes->items[j].multiplicity);
        arb_div_ui(kernel->weight + j, kernel->weight + j, total, precision);
    }
    arb_set(kernel->top, kernel->s);
    finish(kernel, q, rows);
    if (modes->items[0].equal)
        arb_zero(kernel->rate); /* the top itself, whatever its ball */
    for (slong i = 1; modes->items[0].equal && i < rows; i++)
        arb_zero(kernel->table + i * 2 * kernel->count);
}

/* An upper bound of the weight in the strip abs(Im theta) <= a; infinite if a pole may be inside. The weight is even,
 * 2 pi periodic and real on the real axis: [0, pi] x [0, a] is enough. */
static void weight_bound(mag_t bound, const col_ensemble *ensemble, const arb_t a)
{
    acb_t theta, weight;
    mag_t piece;
    acb_init(theta);
    acb_init(weight);
    mag_init(piece);
    mag_zero(bound);
    for (slong i = 0; i < RECTANGLES; i++) {
        arb_const_pi(acb_realref(theta), 64);
        arb_mul_si(acb_realref(theta), acb_realref(theta), 2 * i + 1, 64);
        arb_div_si(acb_realref(theta), acb_realref(theta), 2 * RECTANGLES, 64);
        mag_set_d(piece, 1.5708 / RECTANGLES); /* more than pi/2 divided by the number */
        mag_add(arb_radref(acb_realref(theta)), arb_radref(acb_realref(theta)), piece);
        arb_zero(acb_imagref(theta));
        arb_union(acb_imagref(theta), acb_imagref(theta), a, 64);
        col_density_weight(weight, theta, ensemble, 64);
        acb_get_mag(piece, weight);
        mag_max(bound, bound, piece);
        if (!acb_is_finite(weight))
            mag_inf(bound);
    }
    acb_clear(theta);
    acb_clear(weight);
    mag_clear(piece);
}

typedef struct {
    arb_t a, edge, growth, rate, weight;
} strip_draft;

/* s_a and what depends on it, at half-width 2^(1 - index/2); false if the weight is not bounded there. */
static bool draft_strip(strip_draft *draft, slong index, const col_ensemble *ensemble, const col_kernel *kernel)
{
    acb_t theta, mu;
    mag_t bound;
    acb_init(theta);
    acb_init(mu);
    mag_init(bound);
    arb_set_si(draft->a, index % 2 ? 2 : 4);
    arb_mul_2exp_si(draft->a, draft->a, -1 - index / 2);
    if (index % 2) { /* a little below sqrt(2) more than the next: any number will do */
        arb_mul_si(draft->a, draft->a, 45, 64);
        arb_mul_2exp_si(draft->a, draft->a, -5);
    }
    arb_set(acb_imagref(theta), draft->a);
    col_density_mu(mu, theta, ensemble, 64);
    arb_sqrt(draft->edge, acb_realref(mu), 64);
    arb_sub(draft->growth, draft->edge, kernel->top, 64);
    arb_add(draft->rate, draft->edge, kernel->top, 64);
    arb_mul(draft->growth, draft->growth, kernel->q, 64);
    arb_mul(draft->rate, draft->rate, kernel->q, 64);
    arb_mul_2exp_si(draft->growth, draft->growth, 1);
    arb_mul_2exp_si(draft->rate, draft->rate, 1);
    weight_bound(bound, ensemble, draft->a);
    bool ok = !mag_is_inf(bound) && arb_is_finite(draft->growth) && arb_is_finite(draft->rate);
    arb_zero(draft->weight);
    arf_set_mag(arb_midref(draft->weight), bound);
    acb_clear(theta);
    acb_clear(mu);
    mag_clear(bound);
    return ok;
}

static double middle(const arb_t x)
{
    return arf_get_d(arb_midref(x), ARF_RND_NEAR);
}

/* The points that the strip needs for an error of 2^-precision of what the kernel is at least, up to reach. */
static double points_for(const strip_draft *draft, double reach, slong precision)
{
    double logarithm = log(6.3 * middle(draft->weight) + 1e-300) + middle(draft->growth) * reach
        + ((double)precision + 12) * log(2) + 4 * middle(draft->rate) + 1.5 * log1p(reach);
    return logarithm / (2 * middle(draft->a));
}

/* factor = 2 pi weight/(e^{2aN} - 1) */
static void set_strip(col_strip *strip, const strip_draft *draft, slong points)
{
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    arb_mul_si(x, draft->a, 2 * points, 64);
    arb_expm1(x, x, 64);
    arb_const_pi(y, 64);
    arb_mul_2exp_si(y, y, 1);
    arb_mul(y, y, draft->weight, 64);
    arb_div(x, y, x, 64);
    mag_init(strip->factor);
    mag_init(strip->growth);
    mag_init(strip->rate);
    mag_init(strip->edge);
    arb_get_mag(strip->factor, x);
    arb_get_mag(strip->growth, draft->growth);
    arb_get_mag(strip->rate, draft->rate);
    arb_get_mag(strip->edge, draft->edge);
    arb_clear(x);
    arb_clear(y);
}

/* Atoms at theta = pi (j + 1/2)/N. */
static void set_rule(col_kernel *kernel, const col_ensemble *ensemble)
{
    slong precision = kernel->precision;
    arb_t step;
    acb_t theta, value;
    arb_init(step);
    acb_init(theta);
    acb_init(value);
    arb_const_pi(step, precision + 10);
    arb_div_si(step, step, kernel->count, precision + 10);
    for (slong j = 0; j < kernel->count; j++) {
        arb_mul_si(acb_realref(theta), step, 2 * j + 1, precision + 10);
        arb_mul_2exp_si(acb_realref(theta), acb_realref(theta), -1);
        col_density_weight(value, theta, ensemble, precision);
        arb_mul(kernel->weight + j, acb_realref(value), step, precision);
        col_density_mu(value, theta, ensemble, precision);
        arb_sqrtpos(kernel->s + j, acb_realref(value), precision);
    }
    arb_clear(step);
    acb_clear(theta);
    acb_clear(value);
}

void col_kernel_init_density(
    col_kernel *kernel, const col_ensemble *ensemble, const arb_t q, double reach, slong rows, slong precision)
{
    strip_draft drafts[STRIPS];
    bool usable[STRIPS];
    double best = 1e6;
    col_kernel small = {.precision = 64};
    arb_t lo;
    arb_init(lo);
    arb_init(small.top);
    arb_init(small.q);
    arb_set(small.q, q);
    col_density_support(lo, small.top, ensemble, FLINT_MAX(precision, 64));
    for (slong i = 0; i < STRIPS; i++) {
        strip_draft *d = &drafts[i];
        arb_init(d->a);
        arb_init(d->edge);
        arb_init(d->growth);
        arb_init(d->rate);
        arb_init(d->weight);
        usable[i] = draft_strip(d, i, ensemble, &small);
        if (usable[i])
            best = fmin(best, points_for(d, reach, precision));
    }
    start(kernel, (slong)ceil(fmax(best, 8)), precision);
    arb_set(kernel->top, small.top);
    kernel->strips = col_calloc(STRIPS, sizeof *kernel->strips);
    for (slong i = 0; i < STRIPS; i++) {
        strip_draft *d = &drafts[i];
        if (usable[i])
            set_strip(&kernel->strips[kernel->strip_count++], d, kernel->count);
        arb_clear(d->a);
        arb_clear(d->edge);
        arb_clear(d->growth);
        arb_clear(d->rate);
        arb_clear(d->weight);
    }
    set_rule(kernel, ensemble);
    finish(kernel, q, rows);
    arb_clear(lo);
    arb_clear(small.top);
    arb_clear(small.q);
}

void col_kernel_clear(col_kernel *kernel)
{
    slong n = kernel->count;
    _arb_vec_clear(kernel->s, n);
    _arb_vec_clear(kernel->weight, n);
    _arb_vec_clear(kernel->rate, 2 * n);
    _arb_vec_clear(kernel->amplitude, 2 * n);
    _arb_vec_clear(kernel->decay, 2 * n);
    _arb_vec_clear(kernel->tilted, 2 * n);
    _arb_vec_clear(kernel->table, 2 * n * kernel->rows);
    for (slong i = 0; i < kernel->strip_count; i++) {
        mag_clear(kernel->strips[i].factor);
        mag_clear(kernel->strips[i].growth);
        mag_clear(kernel->strips[i].rate);
        mag_clear(kernel->strips[i].edge);
    }
    free(kernel->strips);
    arb_clear(kernel->top);
    arb_clear(kernel->q);
    _arb_vec_clear(kernel->at, 1);
}

/* The strip with the smallest bound for the Phi with real part from -below to above, and imaginary part at most
 * beside, and that bound: factor e^{growth above + rate (below + beside)}. NULL for atoms, whose error is 0. */
static const col_strip *best_strip(
    mag_t bound, const col_kernel *kernel, const mag_t above, const mag_t below, const mag_t beside)
{
    const col_strip *best = NULL;
    mag_t exponent, outside;
    mag_init(exponent);
    mag_init(outside);
    mag_add(outside, below, beside);
    if (kernel->strip_count)
        mag_inf(bound);
    else
        mag_zero(bound);
    for (slong i = 0; i < kernel->strip_count; i++) {
        const col_strip *strip = &kernel->strips[i];
        mag_mul(exponent, strip->growth, above);
        mag_addmul(exponent, strip->rate, outside);
        mag_exp(exponent, exponent);
        mag_mul(exponent, exponent, strip->factor);
        if (best == NULL || mag_cmp(exponent, bound) < 0) {
            mag_set(bound, exponent);
            best = strip;
        }
    }
    mag_clear(exponent);
    mag_clear(outside);
    return best;
}

/* Bounds of max(Phi, 0) and max(-Phi, 0) over the ball. */
static void extent(mag_t above, mag_t below, const arb_t at)
{
    arf_t end;
    arf_init(end);
    arb_get_ubound_arf(end, at, MAG_BITS);
    if (arf_sgn(end) > 0)
        arf_get_mag(above, end);
    else
        mag_zero(above);
    arb_get_lbound_arf(end, at, MAG_BITS);
    if (arf_sgn(end) < 0)
        arf_get_mag(below, end);
    else
        mag_zero(below);
    if (!arb_is_finite(at))
        mag_inf(above);
    arf_clear(end);
}

/* The rule's error: bound rate^i/i!, for h_1 times the largest abs(s). */
static void add_errors(arb_ptr coefficients, slong count, const arb_t at, const col_kernel *kernel, bool odd)
{
    mag_t above, below, beside, bound;
    mag_init(above);
    mag_init(below);
    mag_init(beside);
    mag_init(bound);
    extent(above, below, at);
    const col_strip *strip = best_strip(bound, kernel, above, below, beside);
    if (strip && odd)
        mag_mul(bound, bound, strip->edge);
    for (slong i = 0; strip && i < count; i++) {
        mag_add(arb_radref(coefficients + i), arb_radref(coefficients + i), bound);
        mag_mul(bound, bound, strip->rate);
        mag_div_ui(bound, bound, (ulong)i + 1);
    }
    mag_clear(above);
    mag_clear(below);
    mag_clear(beside);
    mag_clear(bound);
}

/* decay_j = weight_j/2 e^{-rate_j at}; tilted: times s_j, the second half times -s_j. */
static void remember(col_kernel *kernel, const arb_t at, slong precision)
{
    slong n = kernel->count;
    if (kernel->known && arb_equal(kernel->at, at))
        return;
    for (slong j = 0; j < 2 * n; j++) {
        arb_ptr decay = kernel->decay + j;
        arb_mul(decay, kernel->rate + j, at, precision);
        arb_neg(decay, decay);
        arb_exp(decay, decay, precision);
        arb_mul(decay, decay, kernel->amplitude + j, precision);
        arb_mul(kernel->tilted + j, decay, kernel->s + j % n, precision);
        if (j >= n)
            arb_neg(kernel->tilted + j, kernel->tilted + j);
    }
    arb_set(kernel->at, at);
    kernel->known = true;
}

static void coefficients_of(arb_ptr out, slong count, const arb_t at, col_kernel *kernel, bool odd)
{
    slong n = kernel->count;
    remember(kernel, at, kernel->precision);
    for (slong i = 0; i < count; i++) {
        if (i < kernel->rows)
            arb_dot(out + i, NULL, 0, odd ? kernel->tilted : kernel->decay, 1, kernel->table + i * 2 * n, 1, 2 * n,
                kernel->precision);
        else
            arb_indeterminate(out + i);
    }
    add_errors(out, count, at, kernel, odd);
}

void col_kernel_even(arb_ptr coefficients, slong count, const arb_t at, void *context, slong precision)
{
    (void)precision; /* the kernel has its own */
    coefficients_of(coefficients, count, at, context, false);
}

void col_kernel_odd(arb_ptr coefficients, slong count, const arb_t at, void *context, slong precision)
{
    (void)precision;
    coefficients_of(coefficients, count, at, context, true);
}

void col_kernel_complex(acb_t value, const acb_t at, const col_kernel *kernel, slong precision)
{
    acb_t term;
    mag_t above, below, beside, bound;
    acb_init(term);
    mag_init(above);
    mag_init(below);
    mag_init(beside);
    mag_init(bound);
    acb_zero(value);
    for (slong j = 0; j < 2 * kernel->count; j++) {
        acb_mul_arb(term, at, kernel->rate + j, precision);
        acb_neg(term, term);
        acb_exp(term, term, precision);
        acb_mul_arb(term, term, kernel->amplitude + j, precision);
        acb_add(value, value, term, precision);
    }
    extent(above, below, acb_realref(at));
    arb_get_mag(beside, acb_imagref(at));
    if (best_strip(bound, kernel, above, below, beside))
        acb_add_error_mag(value, bound);
    acb_clear(term);
    mag_clear(above);
    mag_clear(below);
    mag_clear(beside);
    mag_clear(bound);
}

/* The strip's bound for s^(2n): factor s_a^(2n). */
void col_kernel_moment(arb_t moment, const col_kernel *kernel, ulong n)
{
    arb_t power;
    mag_t bound, best;
    arb_init(power);
    mag_init(bound);
    mag_init(best);
    arb_zero(moment);
    for (slong j = 0; j < kernel->count; j++) {
        arb_pow_ui(power, kernel->s + j, 2 * n, kernel->precision);
        arb_addmul(moment, power, kernel->weight + j, kernel->precision);
    }
    if (kernel->strip_count)
        mag_inf(best);
    for (slong i = 0; i < kernel->strip_count; i++) {
        mag_pow_ui(bound, kernel->strips[i].edge, 2 * n);
        mag_mul(bound, bound, kernel->strips[i].factor);
        mag_min(best, best, bound);
    }
    mag_add(arb_radref(moment), arb_radref(moment), best);
    arb_clear(power);
    mag_clear(bound);
    mag_clear(best);
}
