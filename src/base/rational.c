#include <collapsar/rational.h>

#include "memory.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST 1000000
#define LARGEST_EXPONENT 100000

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads digits [. digits], moving *at past them: the digits as one integer, and how many follow the point. */
static bool read_digits(fmpz_t value, long *decimals, const char **at, const char *end)
{
    char *digits = col_malloc((size_t)(end - *at) + 1);
    size_t count = 0;
    bool point = false;
    *decimals = 0;
    for (; *at < end && (is_digit(**at) || (**at == '.' && !point)); (*at)++) {
        if (**at == '.') {
            point = true;
            continue;
        }
        digits[count++] = **at;
        *decimals += point;
    }
    digits[count] = '\0';
    bool read = count > 0 && fmpz_set_str(value, digits, 10) == 0;
    free(digits);
    return read;
}

/* Reads an exponent after e or E, if there is one. */
static bool read_exponent(long *exponent, const char **at, const char *end)
{
    *exponent = 0;
    if (*at == end || (**at != 'e' && **at != 'E'))
        return true;
    (*at)++;
    bool negative = *at < end && **at == '-';
    if (*at < end && (**at == '-' || **at == '+'))
        (*at)++;
    if (*at == end || !is_digit(**at))
        return false;
    for (; *at < end && is_digit(**at); (*at)++) {
        *exponent = 10 * *exponent + (**at - '0');
        if (*exponent > LARGEST_EXPONENT)
            return false;
    }
    *exponent = negative ? -*exponent : *exponent;
    return true;
}

/* value *= 10^power */
static void scale(fmpq_t value, long power)
{
    fmpz_t factor;
    fmpz_init(factor);
    fmpz_ui_pow_ui(factor, 10, (ulong)labs(power));
    if (power >= 0)
        fmpq_mul_fmpz(value, value, factor);
    else
        fmpq_div_fmpz(value, value, factor);
    fmpz_clear(factor);
}

static bool read_decimal(fmpq_t value, const char **at, const char *end)
{
    bool negative = *at < end && **at == '-';
    if (*at < end && (**at == '-' || **at == '+'))
        (*at)++;
    fmpz_t digits;
    fmpz_init(digits);
    long decimals, exponent;
    bool read = read_digits(digits, &decimals, at, end) && read_exponent(&exponent, at, end);
    if (read) {
        fmpq_set_fmpz(value, digits);
        scale(value, exponent - decimals);
        if (negative)
            fmpq_neg(value, value);
    }
    fmpz_clear(digits);
    return read;
}

/* NULL if text is a number, otherwise what it should have been. */
static const char *read_number(fmpq_t value, const char *text, size_t length)
{
    const char *const expected = "expected a number such as 3, 0.25, 1e-3 or 1/3";
    const char *at = text, *end = text + length;
    if (length > LONGEST)
        return "expected a number of at most 1,000,000 characters";
    if (!read_decimal(value, &at, end))
        return expected;
    if (at == end)
        return NULL;
    if (*at++ != '/')
        return expected;
    fmpq_t divisor;
    fmpq_init(divisor);
    bool read = read_decimal(divisor, &at, end) && at == end;
    bool zero = read && fmpq_is_zero(divisor);
    if (read && !zero)
        fmpq_div(value, value, divisor);
    fmpq_clear(divisor);
    return !read ? expected : zero ? "expected a divisor other than zero" : NULL;
}

bool col_rational_parse(fmpq_t value, const char *context, const char *text, size_t length, col_error *error)
{
    fmpq_t read;
    fmpq_init(read);
    const char *expected = read_number(read, text, length);
    if (expected == NULL)
        fmpq_swap(value, read);
    else
        col_error_input(error, "%s: bad number '%.*s', %s", context, length > 40 ? 40 : (int)length, text, expected);
    fmpq_clear(read);
    return expected == NULL;
}
