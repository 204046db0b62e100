/* Truncated power series over a field of normal forms, and the expansions of its generators as a small t > 0 goes to
 * zero: c_0 t^v + c_1 t^(v+1) + ... + O(t^(v+length)), v any integer, the c_i free of t.
 *
 * Logarithms of t are a symbol of their own (log_t, going to -infinity more slowly than any power). Every division,
 * root and logarithm rests on its argument's leading coefficient not vanishing (being positive): these are collected
 * as obligations, for the caller to certify over its region. */
#ifndef COL_VERIFY_SERIES_H
#define COL_VERIFY_SERIES_H

#include "../rigor/exact_field.h"
#include <collapsar/region.h>

typedef struct {
    slong valuation, length;
    fmpz_mpoly_q_struct *coefficients;
} col_series;

typedef struct {
    col_exact_field *field;
    col_expr t, log_t;   /* symbols */
    slong terms;         /* wanted lengths */
    const char *reason;  /* of the last failure */
    bool exponentials;   /* set by the caller: terms beyond all orders matter */
    slong ramification;  /* > 1: the failure goes away with t = tau^ramification */
    col_region_condition *obligations;
    size_t obligation_count, obligation_capacity;
    col_series *known;   /* by generator */
    bool *is_known;
    size_t known_count;
} col_series_context;

void col_series_context_init(col_series_context *context, col_exact_field *field, col_expr t, col_expr log_t,
                             slong terms);
void col_series_context_clear(col_series_context *context);

void col_series_clear(col_series *s, const col_series_context *context);

/* The expansion of a polynomial in the field's generators; out is initialised if true. Leading zeros are stripped:
 * length 0 means that every known coefficient vanishes. */
bool col_series_polynomial(col_series *out, const fmpz_mpoly_t polynomial, col_series_context *context);

/* The expansion of a quotient of polynomials. */
bool col_series_quotient(col_series *out, const fmpz_mpoly_q_t element, col_series_context *context);

#endif
