/* Decimal strings of enclosures, rounded outward.
 *
 * Notation: plain (0.70710678, -1250, 0.00012) as long as it stays short, else 1.25e-30 or 3.5e+40; trailing zeros
 * of the fraction are dropped. The lower bound of what has none is "-inf", the upper one "inf" (also for what is
 * not a number). Beyond about 10^(+-10^15) bounds are a power of ten, zero or an infinity. */
#ifndef COLLAPSAR_DECIMAL_H
#define COLLAPSAR_DECIMAL_H

#include <collapsar/flint.h>
#include <collapsar/text.h>

/* Appends a decimal number of at most digits (>= 1) significant digits, the largest not above every point of x
 * (lower), the smallest not below (upper); for numbers beyond 10^(+-10000) one unit of the last digit may be
 * given away. So lower <= t <= upper for every t in x, always; an exact short decimal is printed as itself. */
void col_decimal_lower(col_text *out, const arb_t x, slong digits);
void col_decimal_upper(col_text *out, const arb_t x, slong digits);

/* One bound of one exact number, direction < 0 from below, > 0 from above. */
void col_decimal_arf(col_text *out, const arf_t x, slong digits, int direction);
void col_decimal_fmpq(col_text *out, const fmpq_t x, slong digits, int direction);

/* The short form for people: the number rounded to as many digits, at most the wanted ones, as are certain, in
 * the sense that no point of x is further than one unit of the last printed digit away. A ball that does not have
 * one such digit is printed as "[lower, upper]". Zeros at the end count, so 0.70 has two certain digits; an exact
 * number loses them (0.5). */
void col_decimal_short(col_text *out, const arb_t x, slong digits);

/* How many digits the short form could have; 0 if none; WORD_MAX for an exact number. */
slong col_decimal_digits(const arb_t x);

#endif
