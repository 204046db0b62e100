/* Arithmetic of truncated series: what series.c and series_functions.c share. Results are initialised; where a
 * function returns false, nothing needs to be cleared and the context has the reason. */
#ifndef COL_VERIFY_SERIES_ARITHMETIC_H
#define COL_VERIFY_SERIES_ARITHMETIC_H

#include "series.h"

/* false, with the reason noted. */
bool col_series_fail(col_series_context *context, const char *reason);

/* Zero coefficients. */
void col_series_init(col_series *s, slong valuation, slong length, const col_series_context *context);

/* Drops leading zeros. */
void col_series_strip(col_series *s, const col_series_context *context);

/* The constant series, of the context's length. */
void col_series_constant(col_series *s, const fmpz_mpoly_q_t value, col_series_context *context);

void col_series_copy(col_series *out, const col_series *s, const col_series_context *context);

/* out += s, in place; both stay correct up to the lower of the two orders. out stays valid on failure. */
bool col_series_add(col_series *out, const col_series *s, col_series_context *context);

/* out stays valid on failure. */
bool col_series_multiply(col_series *out, const col_series *a, const col_series *b, col_series_context *context);

/* s^(numerator/order): the leading coefficient becomes an obligation. */
bool col_series_power(col_series *out, const col_series *s, slong numerator, slong order, col_series_context *context);

/* Is the coefficient without log t? Fails otherwise. */
bool col_series_free_of_log(const fmpz_mpoly_q_t coefficient, col_series_context *context);

/* Notes that a coefficient has to have one of the signs for every value of the parameters. */
void col_series_oblige(col_series_context *context, const fmpz_mpoly_q_t coefficient, col_signs signs);

/* c += a b. */
bool col_series_add_product(fmpz_mpoly_q_t c, const fmpz_mpoly_q_t a, const fmpz_mpoly_q_t b,
                            col_series_context *context);

/* The function that a transcendental generator stands for, of the series a. */
bool col_series_function(col_series *out, const col_generator *generator, const col_series *a,
                           col_series_context *context);

#endif
