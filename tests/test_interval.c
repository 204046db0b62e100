/* Double intervals against exact rational arithmetic, in every rounding mode, and balls made from them. */
#include "../src/rigor/interval_arithmetic.h"

#include <fenv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void set_double(fmpq_t out, double x)
{
    arf_t exact;
    fmpz_t mantissa, exponent;
    arf_init(exact);
    fmpz_init(mantissa);
    fmpz_init(exponent);
    arf_set_d(exact, x);
    arf_get_fmpz_2exp(mantissa, exponent, exact);
    fmpq_set_fmpz(out, mantissa);
    slong shift = fmpz_get_si(exponent);
    if (shift >= 0)
        fmpq_mul_2exp(out, out, (ulong)shift);
    else
        fmpq_div_2exp(out, out, (ulong)-shift);
    arf_clear(exact);
    fmpz_clear(mantissa);
    fmpz_clear(exponent);
}

static bool contains(col_interval x, const fmpq_t value)
{
    fmpq_t end;
    fmpq_init(end);
    bool inside = true;
    if (isfinite(x.lo)) {
        set_double(end, x.lo);
        inside = fmpq_cmp(end, value) <= 0;
    }
    if (isfinite(x.hi)) {
        set_double(end, x.hi);
        inside = inside && fmpq_cmp(value, end) <= 0;
    }
    fmpq_clear(end);
    return inside && x.lo != INFINITY && x.hi != -INFINITY && x.lo <= x.hi;
}

/* Numbers of all sizes, often integers, sometimes subnormal or huge. */
static double random_double(flint_rand_t random)
{
    double x = (double)n_randint(random, 1000) - 500;
    switch (n_randint(random, 5)) {
    case 0: return x;
    case 1: return ldexp(x, (int)n_randint(random, 2080) - 1078);
    default: return (x + (double)n_randlimb(random) * 0x1p-64) * exp2((double)n_randint(random, 40) - 20);
    }
}

static col_interval random_interval(flint_rand_t random, double *inside)
{
    double a = random_double(random), b = n_randint(random, 3) ? random_double(random) : a;
    col_interval x = {fmin(a, b), fmax(a, b)};
    switch (n_randint(random, 3)) {
    case 0: *inside = x.lo; break;
    case 1: *inside = x.hi; break;
    default: *inside = col_interval_middle(x); break;
    }
    return x;
}

static void check_operations(flint_rand_t random)
{
    fmpq_t p, q, value;
    fmpq_init(p);
    fmpq_init(q);
    fmpq_init(value);
    for (int round = 0; round < 4000; round++) {
        double a, b;
        col_interval x = random_interval(random, &a), y = random_interval(random, &b);
        set_double(p, a);
        set_double(q, b);
        assert_true(contains(x, p));
        fmpq_add(value, p, q);
        assert_true(contains(col_interval_add(x, y), value));
        fmpq_sub(value, p, q);
        assert_true(contains(col_interval_sub(x, y), value));
        fmpq_mul(value, p, q);
        assert_true(contains(col_interval_mul(x, y), value));
        if (!fmpq_is_zero(q) && !(y.lo == 0 && y.hi == 0)) {
            fmpq_div(value, p, q);
            assert_true(contains(col_interval_div(x, y), value));
        }
        slong n = (slong)n_randint(random, 9) - 3;
        if ((n >= 0 || a != 0) && !(x.lo == 0 && x.hi == 0)) {
            fmpq_pow_si(value, p, n);
            assert_true(contains(col_interval_pow(x, n), value));
        }
        if (a >= 0) {
            double lower = col_sqrt_down(a), upper = col_sqrt_up(a);
            set_double(value, lower);
            fmpq_mul(value, value, value);
            assert_true(lower >= 0 && fmpq_cmp(value, p) <= 0);
            set_double(value, upper);
            fmpq_mul(value, value, value);
            assert_true(fmpq_cmp(value, p) >= 0);
        }
    }
    fmpq_clear(p);
    fmpq_clear(q);
    fmpq_clear(value);
}

static void test_every_rounding_mode(void **state)
{
    (void)state;
    static const int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    flint_rand_t random;
    flint_randinit(random);
    for (int i = 0; i < 4; i++) {
        fesetround(modes[i]);
        check_operations(random);
    }
    fesetround(FE_TONEAREST);
    flint_randclear(random);
}

static void test_exactness(void **state)
{
    (void)state;
    col_interval two = {2, 2}, x = {-1, 1};
    col_interval sum = col_interval_add(two, x), square = col_interval_sqr(x), product = col_interval_mul(two, x);
    assert_true(sum.lo == 1 && sum.hi == 3);
    assert_true(square.lo == 0 && square.hi == 1);
    assert_true(product.lo == -2 && product.hi == 2);
    assert_true(col_sqrt_up(9) == 3 && col_sqrt_down(9) == 3);
    col_interval half_line = col_interval_div(two, (col_interval){0, 4});
    assert_true(half_line.lo == 0.5 && half_line.hi == INFINITY);
    col_interval thirds = col_interval_div((col_interval){1, 1}, (col_interval){3, 3});
    assert_true(thirds.hi == nextafter(nextafter(1.0 / 3, 0), 1) || thirds.hi - thirds.lo < 1e-15);
}

static void test_balls(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    arb_t ball;
    fmpq_t point;
    arb_init(ball);
    fmpq_init(point);
    for (int round = 0; round < 3000; round++) {
        double inside;
        col_interval x = random_interval(random, &inside), back;
        set_double(point, inside);
        col_interval_get_arb(ball, x);
        assert_true(arb_contains_fmpq(ball, point));
        if (x.lo >= 0)
            assert_true(arb_is_nonnegative(ball));
        if (x.hi <= 0)
            assert_true(arb_is_nonpositive(ball));
        col_interval_set_arb(&back, ball);
        assert_true(back.lo <= x.lo && back.hi >= x.hi);
        fmpq_randtest(point, random, 80);
        col_interval_set_fmpq(&back, point);
        assert_true(contains(back, point));
        assert_true(col_interval_width(back) <= 1e-14 * fabs(back.hi));
    }
    arb_clear(ball);
    fmpq_clear(point);
    flint_randclear(random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_rounding_mode),
        cmocka_unit_test(test_exactness),
        cmocka_unit_test(test_balls),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
