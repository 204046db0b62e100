/* Numbers as people type them: exact values, refusals, and limits. */
#include <collapsar/rational.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_reads(const char *text, const char *fraction)
{
    fmpq_t value, wanted;
    fmpq_init(value);
    fmpq_init(wanted);
    col_error error = {0};
    assert_int_equal(fmpq_set_str(wanted, fraction, 10), 0);
    assert_true(col_rational_parse(value, "x", text, strlen(text), &error));
    assert_true(fmpq_equal(value, wanted));
    assert_int_equal(error.fault, COL_FAULT_NONE);
    fmpq_clear(value);
    fmpq_clear(wanted);
}

static void assert_refuses(const char *text)
{
    fmpq_t value;
    fmpq_init(value);
    fmpq_set_si(value, 7, 3);
    col_error error = {0};
    assert_false(col_rational_parse(value, "--dim", text, strlen(text), &error));
    assert_int_equal(error.fault, COL_FAULT_INPUT);
    assert_int_equal(strncmp(error.message, "--dim: ", 7), 0);
    assert_true(fmpq_equal_si(value, 7) == 0);
    fmpq_mul_si(value, value, 3);
    assert_true(fmpq_equal_si(value, 7)); /* untouched */
    fmpq_clear(value);
}

static void reads_exactly(void **state)
{
    (void)state;
    assert_reads("0", "0");
    assert_reads("-3", "-3");
    assert_reads("+0.1", "1/10");
    assert_reads(".5", "1/2");
    assert_reads("5.", "5");
    assert_reads("1e-3", "1/1000");
    assert_reads("2.5E+3", "2500");
    assert_reads("1/3", "1/3");
    assert_reads("-0.1/0.3", "-1/3");
    assert_reads("8/3", "8/3");
    assert_reads("0.30000000000000000000000000000000000001", "30000000000000000000000000000000000001/100000000000000000000000000000000000000");
}

static void refuses_what_is_no_number(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "-", ".", "e5", "1e", "1e+", "1 ", " 1", "1,5", "0x10", "nan", "inf", "1/0",
                                      "1/", "/2", "1/2/3", "--1", "1e999999999999", "1e-100001", "1.2.3", "1/0.0"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refuses(bad[i]);
}

/* A number within the text is not read beyond its length. */
static void reads_only_its_part(void **state)
{
    (void)state;
    fmpq_t value;
    fmpq_init(value);
    assert_true(col_rational_parse(value, "x", "12,34", 2, NULL));
    assert_true(fmpq_equal_si(value, 12));
    fmpq_clear(value);
}

static void refuses_excessive_length(void **state)
{
    (void)state;
    size_t length = 2000000;
    char *text = malloc(length);
    memset(text, '9', length);
    fmpq_t value;
    fmpq_init(value);
    col_error error = {0};
    assert_false(col_rational_parse(value, "x", text, length, &error));
    fmpq_clear(value);
    free(text);
}

/* Random decimals against the same digits scaled by hand. */
static void agrees_with_scaled_integers(void **state)
{
    (void)state;
    uint32_t random = 12345;
    for (int round = 0; round < 2000; round++) {
        random = random * 1664525u + 1013904223u;
        unsigned whole = (random >> 8) % 100000, decimals = (random >> 24) % 6;
        int exponent = (int)((random >> 4) % 21) - 10;
        char text[64], fraction[64];
        unsigned power = 1;
        for (unsigned i = 0; i < decimals; i++)
            power *= 10;
        snprintf(text, sizeof text, "%u.%0*ue%d", whole / power, (int)decimals, whole % power, exponent);
        if (decimals == 0)
            snprintf(text, sizeof text, "%ue%d", whole, exponent);
        fmpq_t value, wanted;
        fmpq_init(value);
        fmpq_init(wanted);
        snprintf(fraction, sizeof fraction, "%u/%u", whole, power);
        assert_int_equal(fmpq_set_str(wanted, fraction, 10), 0);
        fmpq_canonicalise(wanted);
        for (int i = 0; i < (exponent < 0 ? -exponent : exponent); i++) {
            if (exponent > 0)
                fmpq_mul_si(wanted, wanted, 10);
            else
                fmpq_div_fmpz(wanted, wanted, (fmpz[]){10});
        }
        assert_true(col_rational_parse(value, "x", text, strlen(text), NULL));
        assert_true(fmpq_equal(value, wanted));
        fmpq_clear(value);
        fmpq_clear(wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_exactly), cmocka_unit_test(refuses_what_is_no_number),
        cmocka_unit_test(reads_only_its_part), cmocka_unit_test(refuses_excessive_length),
        cmocka_unit_test(agrees_with_scaled_integers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
