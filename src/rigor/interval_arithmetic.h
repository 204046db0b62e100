/* Outward-rounded arithmetic on double intervals, by predecessor and successor.
 *
 * In every rounding mode the computed value of an operation is one of the two representable numbers next to
 * the true one, or the true one itself. So [down(z), up(z)] encloses the truth; where a cheap test shows that z
 * is exact it is kept, which keeps zeros, integers and symmetric boxes what they are. */
#ifndef COL_RIGOR_INTERVAL_ARITHMETIC_H
#define COL_RIGOR_INTERVAL_ARITHMETIC_H

#include <collapsar/interval.h>

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define COL_INTERVAL_ALL ((col_interval){-INFINITY, INFINITY})

/* The next number above; down() mirrors it. -inf goes to -DBL_MAX: an overflow downwards only says "below". */
static inline double col_up(double x)
{
    int64_t bits;
    if (!(x < INFINITY))
        return x;
    if (x == 0)
        return DBL_TRUE_MIN;
    memcpy(&bits, &x, sizeof bits);
    bits += bits >= 0 ? 1 : -1;
    memcpy(&x, &bits, sizeof bits);
    return x;
}

static inline double col_down(double x)
{
    return -col_up(-x);
}

/* s = a + b rounded; is it the sum itself? The larger addend is subtracted first: Dekker's condition. */
static inline bool col_sum_is_exact(double a, double b, double s)
{
    return fabs(a) >= fabs(b) ? s - a == b : s - b == a;
}

static inline double col_add_up(double a, double b)
{
    double s = a + b;
    return col_sum_is_exact(a, b, s) ? s : col_up(s);
}

static inline double col_add_down(double a, double b)
{
    return -col_add_up(-a, -b);
}

/* The smallest product whose error term is certainly representable. */
#define COL_EXACT_PRODUCT_MIN 0x1p-960

/* An end of an interval that is infinite bounds nothing, and 0*inf as a product of ends is 0. */
static inline double col_mul_up(double a, double b)
{
    if (a == 0 || b == 0)
        return 0;
    double p = a * b;
    if (isinf(a) || isinf(b))
        return p;
    if (fabs(p) >= COL_EXACT_PRODUCT_MIN && fabs(p) <= DBL_MAX && fma(a, b, -p) == 0)
        return p;
    return col_up(p);
}

static inline double col_mul_down(double a, double b)
{
    return -col_mul_up(-a, b);
}

/* b != 0 */
static inline double col_div_up(double a, double b)
{
    if (a == 0)
        return 0;
    if (isinf(b))
        return isinf(a) ? ((a > 0) == (b > 0) ? INFINITY : 0) : ((a > 0) == (b > 0) ? DBL_TRUE_MIN : 0);
    double q = a / b;
    if (isinf(a))
        return q;
    if (fabs(q) <= DBL_MAX && fabs(q) >= DBL_MIN && fabs(a) >= COL_EXACT_PRODUCT_MIN && fma(q, b, -a) == 0)
        return q;
    return col_up(q);
}

static inline double col_div_down(double a, double b)
{
    return -col_div_up(-a, b);
}

/* a >= 0 */
static inline double col_sqrt_up(double a)
{
    double r = sqrt(a);
    if (a == 0 || isinf(a) || (a >= COL_EXACT_PRODUCT_MIN && fma(r, r, -a) == 0))
        return r;
    return col_up(r);
}

static inline double col_sqrt_down(double a)
{
    double r = sqrt(a);
    if (a == 0 || (a >= COL_EXACT_PRODUCT_MIN && a <= DBL_MAX && fma(r, r, -a) == 0))
        return r;
    return col_down(r);
}

static inline bool col_interval_has_zero(col_interval x)
{
    return x.lo <= 0 && x.hi >= 0;
}

static inline bool col_interval_is_finite(col_interval x)
{
    return x.lo >= -DBL_MAX && x.hi <= DBL_MAX;
}

static inline col_interval col_interval_neg(col_interval x)
{
    return (col_interval){-x.hi, -x.lo};
}

static inline col_interval col_interval_add(col_interval x, col_interval y)
{
    return (col_interval){col_add_down(x.lo, y.lo), col_add_up(x.hi, y.hi)};
}

static inline col_interval col_interval_sub(col_interval x, col_interval y)
{
    return (col_interval){col_add_down(x.lo, -y.hi), col_add_up(x.hi, -y.lo)};
}

static inline col_interval col_interval_mul(col_interval x, col_interval y)
{
    if (x.lo >= 0) {
        if (y.lo >= 0)
            return (col_interval){col_mul_down(x.lo, y.lo), col_mul_up(x.hi, y.hi)};
        if (y.hi <= 0)
            return (col_interval){col_mul_down(x.hi, y.lo), col_mul_up(x.lo, y.hi)};
        return (col_interval){col_mul_down(x.hi, y.lo), col_mul_up(x.hi, y.hi)};
    }
    if (x.hi <= 0) {
        if (y.lo >= 0)
            return (col_interval){col_mul_down(x.lo, y.hi), col_mul_up(x.hi, y.lo)};
        if (y.hi <= 0)
            return (col_interval){col_mul_down(x.hi, y.hi), col_mul_up(x.lo, y.lo)};
        return (col_interval){col_mul_down(x.lo, y.hi), col_mul_up(x.lo, y.lo)};
    }
    if (y.lo >= 0)
        return (col_interval){col_mul_down(x.lo, y.hi), col_mul_up(x.hi, y.hi)};
    if (y.hi <= 0)
        return (col_interval){col_mul_down(x.hi, y.lo), col_mul_up(x.lo, y.lo)};
    return (col_interval){fmin(col_mul_down(x.lo, y.hi), col_mul_down(x.hi, y.lo)),
        fmax(col_mul_up(x.lo, y.lo), col_mul_up(x.hi, y.hi))};
}

/* All quotients x/t, t in y, t != 0; y must not be [0, 0]. A divisor with zero at one end gives a half-line. */
static inline col_interval col_interval_div(col_interval x, col_interval y)
{
    if (y.hi < 0 || (y.hi == 0 && y.lo < 0)) {
        x = col_interval_neg(x);
        y = col_interval_neg(y);
    }
    if (y.lo > 0) {
        double lo = col_div_down(x.lo, x.lo >= 0 ? y.hi : y.lo);
        double hi = col_div_up(x.hi, x.hi >= 0 ? y.lo : y.hi);
        return (col_interval){lo, hi};
    }
    if (x.lo == 0 && x.hi == 0)
        return x;
    if (y.lo == 0 && x.lo >= 0)
        return (col_interval){col_div_down(x.lo, y.hi), INFINITY};
    if (y.lo == 0 && x.hi <= 0)
        return (col_interval){-INFINITY, col_div_up(x.hi, y.hi)};
    return COL_INTERVAL_ALL;
}

static inline col_interval col_interval_abs(col_interval x)
{
    if (x.lo >= 0)
        return x;
    if (x.hi <= 0)
        return col_interval_neg(x);
    return (col_interval){0, fmax(-x.lo, x.hi)};
}

static inline col_interval col_interval_sqr(col_interval x)
{
    x = col_interval_abs(x);
    return (col_interval){col_mul_down(x.lo, x.lo), col_mul_up(x.hi, x.hi)};
}

static inline col_interval col_interval_intersect(col_interval x, col_interval y) /* may come out empty: lo > hi */
{
    return (col_interval){fmax(x.lo, y.lo), fmin(x.hi, y.hi)};
}

static inline double col_interval_width(col_interval x)
{
    return x.hi - x.lo;
}

/* A double inside: half way, or a finite point of an infinite interval. */
static inline double col_interval_middle(col_interval x)
{
    if (x.lo == -INFINITY)
        return x.hi == INFINITY ? 0 : x.hi > 0 ? -1 : 2 * x.hi - 1 >= -DBL_MAX ? 2 * x.hi - 1 : x.hi;
    if (x.hi == INFINITY)
        return x.lo < 0 ? 1 : 2 * x.lo + 1 <= DBL_MAX ? 2 * x.lo + 1 : x.lo;
    double middle = x.lo / 2 + x.hi / 2;
    return middle < x.lo ? x.lo : middle > x.hi ? x.hi : middle;
}

/* x^n for integer n; clipped to x != 0 if n < 0 (x must then not be [0, 0]). */
col_interval col_interval_pow(col_interval x, long n);

#endif
