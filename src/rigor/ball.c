/* Functions of wide balls with their domains. */
#include "ball.h"

#define WIDE_BITS 10 /* balls with fewer correct bits are treated by their ends */

static bool is_wide(const arb_t x)
{
    return !arb_is_exact(x) && arb_rel_accuracy_bits(x) < WIDE_BITS;
}

static void get_ends(arf_t lo, arf_t hi, const arb_t x, slong precision)
{
    arb_get_lbound_arf(lo, x, precision);
    arb_get_ubound_arf(hi, x, precision);
}

/* 0 <= lo <= hi finite. The radius m bounds half the width, the midpoint is lo + m exactly: nothing is lost at
 * the lower end. */
static void set_ends_from_below(arb_t out, const arf_t lo, const arf_t hi)
{
    arf_t width;
    arf_init(width);
    arf_sub(width, hi, lo, MAG_BITS, ARF_RND_UP);
    arf_mul_2exp_si(width, width, -1);
    arf_get_mag(arb_radref(out), width);
    arf_set_mag(width, arb_radref(out));
    arf_add(arb_midref(out), lo, width, ARF_PREC_EXACT, ARF_RND_DOWN);
    arf_clear(width);
}

/* Is lo > 0 so small against hi that lo + m would be long? */
static bool far_apart(const arf_t lo, const arf_t hi)
{
    arf_t scaled;
    arf_init(scaled);
    arf_mul_2exp_si(scaled, lo, 256);
    bool far = arf_cmp(scaled, hi) < 0;
    arf_clear(scaled);
    return far;
}

void col_ball_set_ends(arb_t out, const arf_t lo, const arf_t hi, slong precision)
{
    arf_t zero;
    arf_init(zero);
    if (!arf_is_finite(lo) || !arf_is_finite(hi)) {
        arb_indeterminate(out);
    } else if (arf_sgn(lo) >= 0) {
        set_ends_from_below(out, far_apart(lo, hi) ? zero : lo, hi);
    } else if (arf_sgn(hi) <= 0) {
        arf_t minus_lo, minus_hi;
        arf_init(minus_lo);
        arf_init(minus_hi);
        arf_neg(minus_lo, lo);
        arf_neg(minus_hi, hi);
        set_ends_from_below(out, far_apart(minus_hi, minus_lo) ? zero : minus_hi, minus_lo);
        arb_neg(out, out);
        arf_clear(minus_lo);
        arf_clear(minus_hi);
    } else {
        arb_set_interval_arf(out, lo, hi, precision);
    }
    arf_clear(zero);
}

void col_ball_mul(arb_t out, const arb_t x, const arb_t y, slong precision)
{
    /* with one narrow factor Arb's product is tight enough; ends need finite balls */
    if (!is_wide(x) || !is_wide(y) || !arb_is_finite(x) || !arb_is_finite(y)) {
        arb_mul(out, x, y, precision);
        return;
    }
    arf_t a[2], b[2], lo, hi, product;
    for (int i = 0; i < 2; i++) {
        arf_init(a[i]);
        arf_init(b[i]);
    }
    arf_init(lo);
    arf_init(hi);
    arf_init(product);
    get_ends(a[0], a[1], x, precision);
    get_ends(b[0], b[1], y, precision);
    for (int i = 0; i < 4; i++) {
        arf_mul(product, a[i / 2], b[i % 2], precision, ARF_RND_FLOOR);
        if (i == 0 || arf_cmp(product, lo) < 0)
            arf_set(lo, product);
        arf_mul(product, a[i / 2], b[i % 2], precision, ARF_RND_CEIL);
        if (i == 0 || arf_cmp(product, hi) > 0)
            arf_set(hi, product);
    }
    col_ball_set_ends(out, lo, hi, precision);
    for (int i = 0; i < 2; i++) {
        arf_clear(a[i]);
        arf_clear(b[i]);
    }
    arf_clear(lo);
    arf_clear(hi);
    arf_clear(product);
}

void col_ball_ends(arb_t lo, arb_t hi, const arb_t x, slong precision)
{
    arf_t lower;
    arf_init(lower);
    arb_get_lbound_arf(lower, x, precision);
    arb_get_ubound_arf(arb_midref(hi), x, precision);
    mag_zero(arb_radref(hi));
    arb_set_arf(lo, lower);
    arf_clear(lower);
}

void col_ball_hull(arb_t out, const arb_t x, const arb_t y, slong precision)
{
    if (!arb_is_finite(x) || !arb_is_finite(y)) {
        arb_indeterminate(out);
        return;
    }
    arf_t lo, hi, other;
    arf_init(lo);
    arf_init(hi);
    arf_init(other);
    arb_get_lbound_arf(lo, x, precision);
    arb_get_lbound_arf(other, y, precision);
    arf_min(lo, lo, other);
    arb_get_ubound_arf(hi, x, precision);
    arb_get_ubound_arf(other, y, precision);
    arf_max(hi, hi, other);
    col_ball_set_ends(out, lo, hi, precision);
    arf_clear(lo);
    arf_clear(hi);
    arf_clear(other);
}

void col_ball_monotone(arb_t out, col_ball_map map, const arb_t x, slong precision)
{
    if (!is_wide(x) || !arb_is_finite(x)) {
        map(out, x, precision);
        return;
    }
    arb_t lo, hi;
    arb_init(lo);
    arb_init(hi);
    col_ball_ends(lo, hi, x, precision);
    map(lo, lo, precision);
    map(hi, hi, precision);
    col_ball_hull(out, lo, hi, precision);
    arb_clear(lo);
    arb_clear(hi);
}

static void inverse(arb_t out, const arb_t x, slong precision)
{
    arb_inv(out, x, precision);
}

col_domain col_ball_div(arb_t out, const arb_t x, const arb_t y, slong precision)
{
    if (arb_is_zero(y)) {
        arb_indeterminate(out);
        return COL_DOMAIN_NOWHERE;
    }
    if (arb_contains_zero(y)) {
        if (arb_is_zero(x))
            arb_zero(out);
        else
            arb_indeterminate(out);
        return COL_DOMAIN_UNKNOWN;
    }
    if (is_wide(y)) {
        arb_t quotient;
        arb_init(quotient);
        col_ball_monotone(quotient, inverse, y, precision);
        col_ball_mul(out, x, quotient, precision);
        arb_clear(quotient);
    } else {
        arb_div(out, x, y, precision);
    }
    return COL_DOMAIN_WHOLE;
}

void col_ball_magnitude_range(arb_t out, const arb_t x, slong precision)
{
    arf_t lo, hi;
    arf_init(lo);
    arf_init(hi);
    arb_get_abs_ubound_arf(hi, x, precision);
    col_ball_set_ends(out, lo, hi, precision);
    arf_clear(lo);
    arf_clear(hi);
}

void col_ball_abs(arb_t out, const arb_t x, slong precision)
{
    if (arb_is_nonnegative(x))
        arb_set(out, x);
    else if (arb_is_nonpositive(x))
        arb_neg(out, x);
    else
        col_ball_magnitude_range(out, x, precision);
}

/* n >= 1, and x >= 0 or n odd: the power rises. */
static void rising_power(arb_t out, const arb_t x, ulong n, slong precision)
{
    arb_t lo, hi;
    arb_init(lo);
    arb_init(hi);
    col_ball_ends(lo, hi, x, precision);
    arb_pow_ui(lo, lo, n, precision);
    arb_pow_ui(hi, hi, n, precision);
    col_ball_hull(out, lo, hi, precision);
    arb_clear(lo);
    arb_clear(hi);
}

static void natural_power(arb_t out, const arb_t x, ulong n, slong precision)
{
    if (n == 0) {
        arb_one(out);
    } else if (n == 1) {
        arb_set_round(out, x, precision);
    } else if (!is_wide(x) || !arb_is_finite(x)) {
        arb_pow_ui(out, x, n, precision);
    } else if (n % 2 == 0) {
        col_ball_abs(out, x, precision);
        rising_power(out, out, n, precision);
    } else {
        rising_power(out, x, n, precision);
    }
}

col_domain col_ball_pow_si(arb_t out, const arb_t x, slong n, slong precision)
{
    if (n >= 0) {
        natural_power(out, x, (ulong)n, precision);
        return COL_DOMAIN_WHOLE;
    }
    bool zero = arb_is_zero(x), touches = arb_contains_zero(x);
    if (touches) {
        arb_indeterminate(out);
        return zero ? COL_DOMAIN_NOWHERE : COL_DOMAIN_UNKNOWN;
    }
    natural_power(out, x, 0ul - (ulong)n, precision);
    if (arb_contains_zero(out)) /* underflow of a bound */
        arb_indeterminate(out);
    else
        col_ball_monotone(out, inverse, out, precision);
    return COL_DOMAIN_WHOLE;
}
