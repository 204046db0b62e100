/* JSON as collapsar writes it, on Jansson: every function returns a new reference. */
#ifndef COLLAPSAR_JSON_H
#define COLLAPSAR_JSON_H

#include <collapsar/flint.h>
#include <collapsar/text.h>
#include <jansson.h>

/* A certified number: {"lo": "0.7071", "hi": "0.7072"}, decimal strings rounded outward ("-inf", "inf" where
 * nothing is known). digits: how many significant ones at most. */
json_t *col_json_certified(const arb_t value, long digits);

/* {"re": ..., "im": ...}, both certified. */
json_t *col_json_complex(const acb_t value, long digits);

/* An exact rational as a certified number: both ends are the decimal number if it is one of at most digits
 * digits, else the nearest ones around it. */
json_t *col_json_rational(const fmpq *value, long digits);

/* A simulated number. JSON has no infinities: those and NaN become null. */
json_t *col_json_number(double value);

/* A string or, for NULL, null. Bytes that are not UTF-8 are replaced by U+FFFD. */
json_t *col_json_text(const char *text);

/* Appends the object as indented text with a newline, keys in the order in which they were set. */
void col_json_print(col_text *out, const json_t *json);

#endif
