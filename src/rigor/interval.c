/* Double intervals: conversions and integer powers. */
#include "ball.h"
#include "interval_arithmetic.h"

void col_interval_set_arb(col_interval *out, const arb_t x)
{
    if (!arb_is_finite(x)) {
        *out = COL_INTERVAL_ALL;
        return;
    }
    arf_t end;
    arf_init(end);
    arb_get_lbound_arf(end, x, 64);
    out->lo = arf_get_d(end, ARF_RND_FLOOR);
    arb_get_ubound_arf(end, x, 64);
    out->hi = arf_get_d(end, ARF_RND_CEIL);
    arf_clear(end);
}

void col_interval_set_fmpq(col_interval *out, const fmpq_t x)
{
    arb_t ball;
    arb_init(ball);
    arb_set_fmpq(ball, x, 128);
    col_interval_set_arb(out, ball);
    arb_clear(ball);
}

void col_interval_get_arb(arb_t out, col_interval x)
{
    arf_t lo, hi;
    arf_init(lo);
    arf_init(hi);
    arf_set_d(lo, x.lo);
    arf_set_d(hi, x.hi);
    col_ball_set_ends(out, lo, hi, 64);
    arf_clear(lo);
    arf_clear(hi);
}

/* a^n >= 0 rounded up or down by repeated squaring: products of non-negative bounds stay bounds. */
static double power_up(double a, unsigned long n)
{
    double result = 1;
    for (; n; n >>= 1) {
        if (n & 1)
            result = col_mul_up(result, a);
        if (n > 1)
            a = col_mul_up(a, a);
    }
    return result;
}

static double power_down(double a, unsigned long n)
{
    double result = 1;
    for (; n; n >>= 1) {
        if (n & 1)
            result = fmax(0, col_mul_down(result, a));
        if (n > 1)
            a = fmax(0, col_mul_down(a, a));
    }
    return result;
}

static col_interval positive_power(col_interval x, unsigned long n)
{
    if (n == 0)
        return (col_interval){1, 1};
    if (n == 2)
        return col_interval_sqr(x);
    if (n % 2 == 0)
        x = col_interval_abs(x);
    return (col_interval){x.lo >= 0 ? power_down(x.lo, n) : -power_up(-x.lo, n),
        x.hi >= 0 ? power_up(x.hi, n) : -power_down(-x.hi, n)};
}

col_interval col_interval_pow(col_interval x, long n)
{
    if (n >= 0)
        return positive_power(x, (unsigned long)n);
    col_interval power = positive_power(x, 0ul - (unsigned long)n);
    if (power.lo == 0 && power.hi == 0) /* underflow */
        power.hi = DBL_TRUE_MIN;
    return col_interval_div((col_interval){1, 1}, power);
}
