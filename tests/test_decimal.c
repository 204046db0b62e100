/* Decimal strings: read back exactly they bound what they were made from. */
#include <collapsar/decimal.h>
#include <collapsar/ladder.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* An exact reading of "-12.5e-3". */
static void read_decimal(fmpq_t out, const char *text)
{
    char digits[4096];
    size_t count = 0;
    long exponent = 0;
    bool negative = *text == '-', fraction = false;
    for (text += negative; *text && *text != 'e'; text++) {
        if (*text == '.') {
            fraction = true;
        } else {
            digits[count++] = *text;
            exponent -= fraction;
        }
    }
    digits[count] = '\0';
    if (*text == 'e')
        exponent += strtol(text + 1, NULL, 10);
    assert_int_equal(fmpz_set_str(fmpq_numref(out), digits, 10), 0);
    fmpz_one(fmpq_denref(out));
    fmpz_t power;
    fmpz_init(power);
    fmpz_ui_pow_ui(power, 10, (ulong)labs(exponent));
    if (exponent < 0)
        fmpq_div_fmpz(out, out, power);
    else
        fmpq_mul_fmpz(out, out, power);
    if (negative)
        fmpq_neg(out, out);
    fmpz_clear(power);
}

static size_t significant_digits(const char *text)
{
    size_t count = 0;
    bool leading = true;
    for (; *text && *text != 'e'; text++) {
        if (*text < '0' || *text > '9')
            continue;
        leading = leading && *text == '0';
        count += !leading;
    }
    return count;
}

static void test_bounds_hold(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    arb_t x;
    fmpq_t sample, bound;
    col_text text;
    arb_init(x);
    fmpq_init(sample);
    fmpq_init(bound);
    col_text_init(&text);
    for (int round = 0; round < 4000; round++) {
        arb_randtest(x, random, 200, 1 + (slong)n_randint(random, 12));
        slong digits = 1 + (slong)n_randint(random, 40);
        arb_get_rand_fmpq(sample, random, x, 30);
        col_text_reset(&text);
        col_decimal_lower(&text, x, digits);
        if (strchr(text.data, 'n') == NULL) {
            assert_true(significant_digits(text.data) <= (size_t)digits || strchr(text.data, 'e') == NULL);
            read_decimal(bound, text.data);
            assert_true(fmpq_cmp(bound, sample) <= 0);
        }
        col_text_reset(&text);
        col_decimal_upper(&text, x, digits);
        read_decimal(bound, text.data);
        assert_true(fmpq_cmp(bound, sample) >= 0);
    }
    arb_clear(x);
    fmpq_clear(sample);
    fmpq_clear(bound);
    col_text_clear(&text);
    flint_randclear(random);
}

/* A bound of a rational is the best one with its digits: one unit further is on the other side. */
static void test_bounds_are_best(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    fmpq_t x, lower, upper, gap, allowed;
    col_text text;
    fmpq_init(x);
    fmpq_init(lower);
    fmpq_init(upper);
    fmpq_init(gap);
    fmpq_init(allowed);
    col_text_init(&text);
    for (int round = 0; round < 2000; round++) {
        fmpq_randtest_not_zero(x, random, 60);
        slong digits = 1 + (slong)n_randint(random, 20);
        col_text_reset(&text);
        col_decimal_fmpq(&text, x, digits, -1);
        read_decimal(lower, text.data);
        col_text_reset(&text);
        col_decimal_fmpq(&text, x, digits, 1);
        read_decimal(upper, text.data);
        assert_true(fmpq_cmp(lower, x) <= 0 && fmpq_cmp(x, upper) <= 0);
        fmpq_sub(gap, upper, lower);
        /* a unit of the last of the digits is at most |x| 10^(1 - digits) */
        fmpz_ui_pow_ui(fmpq_denref(allowed), 10, (ulong)digits - 1);
        fmpz_one(fmpq_numref(allowed));
        fmpq_mul(allowed, allowed, x);
        fmpq_abs(allowed, allowed);
        assert_true(fmpq_cmp(gap, allowed) <= 0);
    }
    fmpq_clear(x);
    fmpq_clear(lower);
    fmpq_clear(upper);
    fmpq_clear(gap);
    fmpq_clear(allowed);
    col_text_clear(&text);
    flint_randclear(random);
}

static void assert_short(const char *ball, slong digits, const char *expected)
{
    arb_t x;
    col_text text;
    arb_init(x);
    col_text_init(&text);
    arb_set_str(x, ball, 200);
    col_decimal_short(&text, x, digits);
    assert_string_equal(text.data, expected);
    arb_clear(x);
    col_text_clear(&text);
}

static void test_short_form(void **state)
{
    (void)state;
    assert_short("0.5", 10, "0.5");
    assert_short("0", 10, "0");
    assert_short("-1250", 10, "-1250");
    assert_short("0.70710678118654752440 +/- 1e-12", 30, "0.70710678119");
    assert_short("0.70710678118654752440 +/- 1e-12", 5, "0.70711");
    assert_short("0.7000000 +/- 1e-3", 10, "0.70");
    assert_short("1.25e-30 +/- 1e-40", 20, "1.250000000e-30");
    assert_short("[0 +/- 1]", 10, "[-1.01, 1.01]");
    assert_short("[+/- inf]", 10, "[-inf, inf]");
    assert_short("-0.99999 +/- 1e-9", 6, "-0.999990");
}

static void test_digits(void **state)
{
    (void)state;
    arb_t x;
    arb_init(x);
    assert_true(col_decimal_digits(x) == WORD_MAX);
    arb_set_str(x, "3.14159265358979 +/- 1e-10", 128);
    assert_true(col_decimal_digits(x) == 10 || col_decimal_digits(x) == 11);
    arb_set_str(x, "[0 +/- 1e-10]", 128);
    assert_true(col_decimal_digits(x) == 0);
    arb_const_pi(x, col_ladder_bits(50));
    assert_true(col_decimal_digits(x) >= 50);
    arb_clear(x);
}

static void put_power(col_text *text, slong exponent, int sign, int direction)
{
    arf_t x;
    arf_init(x);
    arf_set_si(x, sign);
    arf_mul_2exp_si(x, x, exponent);
    col_text_reset(text);
    col_decimal_arf(text, x, 6, direction);
    arf_clear(x);
}

static void test_extremes(void **state)
{
    (void)state;
    col_text text;
    col_text_init(&text);
    put_power(&text, 1000000, 1, -1); /* 2^1000000 = 9.900656229295898...e+301029 */
    assert_string_equal(text.data, "9.90065e+301029");
    put_power(&text, 1000000, 1, 1);
    assert_string_equal(text.data, "9.90066e+301029");
    put_power(&text, 1000000, -1, 1);
    assert_string_equal(text.data, "-9.90065e+301029");
    put_power(&text, -1000000, 1, -1); /* 1.010034057560296...e-301030 */
    assert_string_equal(text.data, "1.01003e-301030");
    put_power(&text, 4000000000000000, 1, 1);
    assert_string_equal(text.data, "inf");
    put_power(&text, -4000000000000000, 1, -1);
    assert_string_equal(text.data, "0");
    put_power(&text, -4000000000000000, -1, -1);
    assert_string_equal(text.data, "-1e-750000000000000");
    col_text_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds_hold),
        cmocka_unit_test(test_bounds_are_best),
        cmocka_unit_test(test_short_form),
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_extremes),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
