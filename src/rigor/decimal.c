/* Outward-rounded decimal strings.
 *
 * A bound is mantissa * 10^exponent with a rounded-down or rounded-up integer mantissa. Numbers of moderate size
 * are rationals and rounded exactly; beyond, 10^exponent is a ball, and the mantissa is rounded outward from it. */
#include <collapsar/decimal.h>

#include <stdlib.h>
#include <string.h>

#define EXACT_BITS 40000           /* binary exponents up to this size are treated exactly */
#define LARGEST_EXPONENT 1000000000000000L /* decimal */
#define PLAIN_ABOVE (-5)           /* 0.00001234 is still plain */
#define PLAIN_BELOW 21

typedef struct {
    fmpz_t mantissa; /* >= 0 */
    fmpz_t exponent;
} decimal;

static void decimal_init(decimal *d)
{
    fmpz_init(d->mantissa);
    fmpz_init(d->exponent);
}

static void decimal_clear(decimal *d)
{
    fmpz_clear(d->mantissa);
    fmpz_clear(d->exponent);
}

static void put_scientific(col_text *out, const char *digits, size_t count, const fmpz_t point)
{
    fmpz_t exponent;
    fmpz_init(exponent);
    fmpz_sub_ui(exponent, point, 1);
    col_text_put(out, digits[0]);
    if (count > 1)
        col_text_put(out, '.');
    col_text_append_bytes(out, digits + 1, count - 1);
    char *text = fmpz_get_str(NULL, 10, exponent);
    col_text_append(out, fmpz_sgn(exponent) < 0 ? "e" : "e+");
    col_text_append(out, text);
    flint_free(text);
    fmpz_clear(exponent);
}

static void put_plain(col_text *out, const char *digits, size_t count, slong point)
{
    if (point <= 0)
        col_text_append(out, "0.");
    for (slong i = point; i < 0; i++)
        col_text_put(out, '0');
    for (size_t i = 0; i < count; i++) {
        if (point > 0 && i == (size_t)point)
            col_text_put(out, '.');
        col_text_put(out, digits[i]);
    }
    for (slong i = (slong)count; i < point; i++)
        col_text_put(out, '0');
}

/* Digits as 0.DDDD * 10^point. */
static void put_decimal(col_text *out, bool negative, const decimal *d, bool keep_zeros)
{
    if (fmpz_is_zero(d->mantissa)) {
        col_text_put(out, '0');
        return;
    }
    char *digits = fmpz_get_str(NULL, 10, d->mantissa);
    size_t count = strlen(digits);
    fmpz_t point;
    fmpz_init(point);
    fmpz_add_ui(point, d->exponent, count);
    if (negative)
        col_text_put(out, '-');
    while (!keep_zeros && count > 1 && digits[count - 1] == '0')
        count--;
    if (fmpz_cmp_si(point, PLAIN_ABOVE) > 0 && fmpz_cmp_si(point, PLAIN_BELOW) <= 0)
        put_plain(out, digits, count, fmpz_get_si(point));
    else
        put_scientific(out, digits, count, point);
    flint_free(digits);
    fmpz_clear(point);
}

/* floor (direction < 0), ceiling (> 0) or nearest of a non-negative rational */
static void round_fmpq(fmpz_t out, const fmpq_t x, int direction)
{
    if (direction < 0) {
        fmpz_fdiv_q(out, fmpq_numref(x), fmpq_denref(x));
    } else if (direction > 0) {
        fmpz_cdiv_q(out, fmpq_numref(x), fmpq_denref(x));
    } else {
        fmpz_t twice;
        fmpz_init(twice);
        fmpz_mul_2exp(twice, fmpq_numref(x), 1);
        fmpz_add(twice, twice, fmpq_denref(x));
        fmpz_fdiv_q(out, twice, fmpq_denref(x));
        fmpz_fdiv_q_2exp(out, out, 1);
        fmpz_clear(twice);
    }
}

/* x * 10^shift */
static void scale_fmpq(fmpq_t out, const fmpq_t x, slong shift)
{
    fmpz_t power;
    fmpz_init(power);
    fmpz_ui_pow_ui(power, 10, (ulong)FLINT_ABS(shift));
    if (shift >= 0)
        fmpq_mul_fmpz(out, x, power);
    else
        fmpq_div_fmpz(out, x, power);
    fmpz_clear(power);
}

/* x > 0 to the given number of digits; a carry to 10^digits is left as it is: it has trailing zeros only. */
static void decimal_from_fmpq(decimal *d, const fmpq_t x, slong digits, int direction)
{
    fmpq_t scaled;
    fmpz_t limit;
    fmpq_init(scaled);
    fmpz_init(limit);
    /* log10(2) = 0.30103; the guess may be one too high or low, which the loop sees. */
    double log2 = (double)fmpz_bits(fmpq_numref(x)) - (double)fmpz_bits(fmpq_denref(x));
    slong exponent = (slong)(log2 * 0.30103) + 1 - digits;
    fmpz_ui_pow_ui(limit, 10, (ulong)digits - 1);
    for (exponent += 1;; exponent--) {
        scale_fmpq(scaled, x, -exponent);
        fmpz_fdiv_q(d->mantissa, fmpq_numref(scaled), fmpq_denref(scaled));
        if (fmpz_cmp(d->mantissa, limit) >= 0)
            break;
    }
    round_fmpq(d->mantissa, scaled, direction);
    fmpz_set_si(d->exponent, exponent);
    fmpq_clear(scaled);
    fmpz_clear(limit);
}

/* x > 0 with a large binary exponent. */
static void decimal_from_large(decimal *d, const arf_t x, slong digits, int direction)
{
    slong precision = digits * 4 + 64 + 2 * (slong)fmpz_bits(ARF_EXPREF(x)) + arf_bits(x);
    arb_t logarithm, ten, scaled;
    arf_t end;
    fmpz_t shift, limit;
    arb_init(logarithm);
    arb_init(ten);
    arb_init(scaled);
    arf_init(end);
    fmpz_init(shift);
    fmpz_init(limit);
    arb_set_arf(logarithm, x);
    arb_log(logarithm, logarithm, precision);
    arb_const_log10(ten, precision);
    arb_div(logarithm, logarithm, ten, precision);
    arf_get_fmpz(d->exponent, arb_midref(logarithm), ARF_RND_FLOOR);
    fmpz_sub_si(d->exponent, d->exponent, digits - 2);
    fmpz_ui_pow_ui(limit, 10, (ulong)digits - 1);
    for (;; fmpz_sub_ui(d->exponent, d->exponent, 1)) {
        fmpz_neg(shift, d->exponent);
        arb_set_ui(ten, 10);
        arb_pow_fmpz(ten, ten, shift, precision);
        arb_set_arf(scaled, x);
        arb_mul(scaled, scaled, ten, precision);
        arb_get_lbound_arf(end, scaled, precision);
        arf_get_fmpz(d->mantissa, end, ARF_RND_FLOOR);
        if (fmpz_cmp(d->mantissa, limit) >= 0)
            break;
    }
    if (direction > 0) {
        arb_get_ubound_arf(end, scaled, precision);
        arf_get_fmpz(d->mantissa, end, ARF_RND_CEIL);
    }
    arb_clear(logarithm);
    arb_clear(ten);
    arb_clear(scaled);
    arf_clear(end);
    fmpz_clear(shift);
    fmpz_clear(limit);
}

static void arf_to_fmpq(fmpq_t out, const arf_t x)
{
    fmpz_t mantissa, exponent;
    fmpz_init(mantissa);
    fmpz_init(exponent);
    arf_get_fmpz_2exp(mantissa, exponent, x);
    fmpz_set(fmpq_numref(out), mantissa);
    fmpz_one(fmpq_denref(out));
    if (fmpz_sgn(exponent) >= 0)
        fmpq_mul_2exp(out, out, fmpz_get_ui(exponent));
    else
        fmpq_div_2exp(out, out, (ulong)-fmpz_get_si(exponent));
    fmpz_clear(mantissa);
    fmpz_clear(exponent);
}

static bool is_moderate(const arf_t x)
{
    return arf_is_zero(x)
        || (arf_is_finite(x) && arf_cmpabs_2exp_si(x, EXACT_BITS) < 0 && arf_cmpabs_2exp_si(x, -EXACT_BITS) > 0);
}

/* |x| beyond 10^(+-LARGEST_EXPONENT)? +1 huge, -1 tiny, 0 neither (log2(10) is between 3 and 4) */
static int extreme(const arf_t x)
{
    if (arf_cmpabs_2exp_si(x, 3 * LARGEST_EXPONENT) > 0)
        return 1;
    return arf_cmpabs_2exp_si(x, -3 * LARGEST_EXPONENT) < 0 ? -1 : 0;
}

/* The bound of an extreme number: a power of ten, zero, or infinity; away: of the magnitude, from above. */
static void put_extreme(col_text *out, int size, bool negative, bool away)
{
    if (!away && size < 0) {
        col_text_put(out, '0');
        return;
    }
    if (negative)
        col_text_put(out, '-');
    if (away && size > 0)
        col_text_append(out, "inf");
    else /* 10^(3/4 L) < 2^(3 L) */
        col_text_printf(out, size > 0 ? "1e+%ld" : "1e-%ld", LARGEST_EXPONENT / 4 * 3);
}

void col_decimal_fmpq(col_text *out, const fmpq_t x, slong digits, int direction)
{
    if (fmpq_is_zero(x)) {
        col_text_put(out, '0');
        return;
    }
    bool negative = fmpq_sgn(x) < 0;
    decimal d;
    fmpq_t magnitude;
    decimal_init(&d);
    fmpq_init(magnitude);
    fmpq_abs(magnitude, x);
    decimal_from_fmpq(&d, magnitude, digits, negative ? -direction : direction);
    put_decimal(out, negative, &d, false);
    decimal_clear(&d);
    fmpq_clear(magnitude);
}

void col_decimal_arf(col_text *out, const arf_t x, slong digits, int direction)
{
    if (!arf_is_finite(x)) {
        bool down = arf_is_neg_inf(x) || (arf_is_nan(x) && direction < 0);
        col_text_append(out, down ? "-inf" : "inf");
        return;
    }
    if (is_moderate(x)) {
        fmpq_t exact;
        fmpq_init(exact);
        arf_to_fmpq(exact, x);
        col_decimal_fmpq(out, exact, digits, direction);
        fmpq_clear(exact);
        return;
    }
    bool negative = arf_sgn(x) < 0;
    int away = negative ? -direction : direction;
    if (extreme(x)) {
        put_extreme(out, extreme(x), negative, away > 0);
        return;
    }
    decimal d;
    arf_t magnitude;
    decimal_init(&d);
    arf_init(magnitude);
    arf_abs(magnitude, x);
    decimal_from_large(&d, magnitude, digits, away);
    put_decimal(out, negative, &d, false);
    decimal_clear(&d);
    arf_clear(magnitude);
}

static void get_end(arf_t out, const arb_t x, int direction)
{
    arf_t radius;
    arf_init(radius);
    arf_set_mag(radius, arb_radref(x));
    bool moderate = is_moderate(arb_midref(x)) && is_moderate(radius);
    slong precision = moderate ? ARF_PREC_EXACT : 4 * EXACT_BITS;
    if (direction < 0)
        arf_sub(out, arb_midref(x), radius, precision, ARF_RND_FLOOR);
    else
        arf_add(out, arb_midref(x), radius, precision, ARF_RND_CEIL);
    arf_clear(radius);
}

static void put_end(col_text *out, const arb_t x, slong digits, int direction)
{
    arf_t end;
    arf_init(end);
    if (!arb_is_finite(x))
        arf_nan(end);
    else
        get_end(end, x, direction);
    col_decimal_arf(out, end, digits, direction);
    arf_clear(end);
}

void col_decimal_lower(col_text *out, const arb_t x, slong digits)
{
    put_end(out, x, digits, -1);
}

void col_decimal_upper(col_text *out, const arb_t x, slong digits)
{
    put_end(out, x, digits, 1);
}

/* The rounded midpoint with the most digits, at most the wanted ones, whose last unit bounds its distance to both
 * ends: how many digits, 0 if none. x has no zero and moderate ends. */
static slong certain_digits(decimal *d, bool *negative, const arb_t x, slong wanted)
{
    fmpq_t ends[2], middle, unit, distance;
    arf_t end;
    slong digits = wanted;
    for (int i = 0; i < 2; i++)
        fmpq_init(ends[i]);
    fmpq_init(middle);
    fmpq_init(unit);
    fmpq_init(distance);
    arf_init(end);
    get_end(end, x, -1);
    arf_to_fmpq(ends[0], end);
    get_end(end, x, 1);
    arf_to_fmpq(ends[1], end);
    *negative = fmpq_sgn(ends[1]) < 0;
    for (int i = 0; i < 2; i++)
        fmpq_abs(ends[i], ends[i]);
    fmpq_add(middle, ends[0], ends[1]);
    fmpq_div_2exp(middle, middle, 1);
    for (bool certain = false; digits > 0 && !certain; digits -= certain ? 0 : 1) {
        decimal_from_fmpq(d, middle, digits, 0);
        fmpq_set_si(unit, 1, 1);
        scale_fmpq(unit, unit, fmpz_get_si(d->exponent));
        certain = true;
        for (int i = 0; i < 2; i++) {
            fmpq_mul_fmpz(distance, unit, d->mantissa);
            fmpq_sub(distance, distance, ends[i]);
            fmpq_abs(distance, distance);
            certain = certain && fmpq_cmp(distance, unit) <= 0;
        }
    }
    for (int i = 0; i < 2; i++)
        fmpq_clear(ends[i]);
    fmpq_clear(middle);
    fmpq_clear(unit);
    fmpq_clear(distance);
    arf_clear(end);
    return digits;
}

/* Digits that x can have at the most, from its accuracy in bits. */
static slong digits_estimate(const arb_t x)
{
    slong bits = arb_rel_accuracy_bits(x);
    return bits < -4 ? 0 : (slong)((double)bits * 0.30103) + 3;
}

static bool has_digits(const arb_t x)
{
    arf_t radius;
    arf_init(radius);
    arf_set_mag(radius, arb_radref(x));
    bool ok = arb_is_finite(x) && !arb_contains_zero(x) && is_moderate(arb_midref(x)) && is_moderate(radius);
    arf_clear(radius);
    return ok;
}

void col_decimal_short(col_text *out, const arb_t x, slong digits)
{
    decimal d;
    bool negative = false;
    decimal_init(&d);
    slong certain = 0;
    if (!arb_is_exact(x) && has_digits(x))
        certain = certain_digits(&d, &negative, x, FLINT_MIN(digits, digits_estimate(x)));
    if (certain > 0) {
        put_decimal(out, negative, &d, true);
    } else if (arb_is_exact(x) && is_moderate(arb_midref(x))) {
        if (arb_is_zero(x) || certain_digits(&d, &negative, x, digits) == 0)
            fmpz_zero(d.mantissa);
        put_decimal(out, negative, &d, false);
    } else {
        col_text_put(out, '[');
        col_decimal_lower(out, x, FLINT_MIN(digits, 3));
        col_text_append(out, ", ");
        col_decimal_upper(out, x, FLINT_MIN(digits, 3));
        col_text_put(out, ']');
    }
    decimal_clear(&d);
}

slong col_decimal_digits(const arb_t x)
{
    if (arb_is_exact(x) && arb_is_finite(x))
        return WORD_MAX;
    if (!has_digits(x))
        return 0;
    decimal d;
    bool negative;
    decimal_init(&d);
    slong digits = certain_digits(&d, &negative, x, digits_estimate(x));
    decimal_clear(&d);
    return digits;
}
