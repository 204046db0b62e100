/* Numbers as people type them, read exactly. */
#ifndef COLLAPSAR_RATIONAL_H
#define COLLAPSAR_RATIONAL_H

#include <collapsar/flint.h>
#include <collapsar/status.h>

/* Reads the whole of text[0 .. length) as a number: digits with an optional sign, decimal point and exponent
 * (0.1, -3, 2.5e-3), or a quotient of two such numbers (1/3). Nothing is rounded. Exponents are at most 100,000
 * in size and the text at most 1,000,000 characters long. False, with value untouched and the fault recorded
 * (context: what the number is for, "--digits" say), if the text is no such number. error may be NULL. */
bool col_rational_parse(fmpq_t value, const char *context, const char *text, size_t length, col_error *error);

#endif
