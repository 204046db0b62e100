#include "series_arithmetic.h"

#include "../base/memory.h"

#include <stdlib.h>

bool col_series_fail(col_series_context *context, const char *reason)
{
    context->reason = reason;
    return false;
}

void col_series_context_init(col_series_context *context, col_exact_field *field, col_expr t, col_expr log_t,
                             slong terms)
{
    *context = (col_series_context){.field = field, .t = t, .log_t = log_t, .terms = terms, .reason = ""};
    context->known_count = field->capacity;
    context->known = col_calloc(context->known_count, sizeof *context->known);
    context->is_known = col_calloc(context->known_count, sizeof *context->is_known);
}

void col_series_context_clear(col_series_context *context)
{
    for (size_t i = 0; i < context->known_count; i++)
        if (context->is_known[i])
            col_series_clear(&context->known[i], context);
    free(context->known);
    free(context->is_known);
    free(context->obligations);
}

void col_series_oblige(col_series_context *context, const fmpz_mpoly_q_t coefficient, col_signs signs)
{
    fmpq_t value;
    fmpq_init(value);
    if (!(col_exact_is_rational(value, coefficient, context->field) && fmpq_sgn(value) > 0)) {
        context->obligations = col_grow(context->obligations, context->obligation_count,
                                        &context->obligation_capacity, sizeof *context->obligations);
        context->obligations[context->obligation_count++] =
            (col_region_condition){col_exact_expression(context->field, coefficient), signs};
    }
    fmpq_clear(value);
}

void col_series_init(col_series *s, slong valuation, slong length, const col_series_context *context)
{
    *s = (col_series){valuation, length, col_malloc((size_t)(length > 0 ? length : 0) * sizeof *s->coefficients)};
    for (slong i = 0; i < length; i++)
        fmpz_mpoly_q_init(s->coefficients + i, context->field->context);
}

void col_series_clear(col_series *s, const col_series_context *context)
{
    for (slong i = 0; i < s->length; i++)
        fmpz_mpoly_q_clear(s->coefficients + i, context->field->context);
    free(s->coefficients);
    *s = (col_series){0};
}

/* Drops leading zeros. */
void col_series_strip(col_series *s, const col_series_context *context)
{
    slong zeros = 0;
    while (zeros < s->length && fmpz_mpoly_q_is_zero(s->coefficients + zeros, context->field->context))
        zeros++;
    if (zeros == 0)
        return;
    for (slong i = zeros; i < s->length; i++)
        fmpz_mpoly_q_swap(s->coefficients + i - zeros, s->coefficients + i, context->field->context);
    for (slong i = s->length - zeros; i < s->length; i++)
        fmpz_mpoly_q_clear(s->coefficients + i, context->field->context);
    s->length -= zeros;
    s->valuation += zeros;
}

void col_series_constant(col_series *s, const fmpz_mpoly_q_t value, col_series_context *context)
{
    col_series_init(s, 0, context->terms, context);
    fmpz_mpoly_q_set(s->coefficients, value, context->field->context);
    col_series_strip(s, context);
}

void col_series_copy(col_series *out, const col_series *s, const col_series_context *context)
{
    col_series_init(out, s->valuation, s->length, context);
    for (slong i = 0; i < s->length; i++)
        fmpz_mpoly_q_set(out->coefficients + i, s->coefficients + i, context->field->context);
}

/* out += s; both stay correct up to the lower of the two orders. */
bool col_series_add(col_series *out, const col_series *s, col_series_context *context)
{
    slong low = out->valuation < s->valuation ? out->valuation : s->valuation;
    slong high = out->valuation + out->length < s->valuation + s->length ? out->valuation + out->length
                                                                        : s->valuation + s->length;
    col_series sum;
    bool ok = true;
    col_series_init(&sum, low < high ? low : high, low < high ? high - low : 0, context);
    for (slong i = 0; ok && i < sum.length; i++) {
        slong power = sum.valuation + i;
        fmpz_mpoly_q_struct *c = sum.coefficients + i;
        if (power >= out->valuation)
            fmpz_mpoly_q_add(c, c, out->coefficients + (power - out->valuation), context->field->context);
        if (power >= s->valuation)
            fmpz_mpoly_q_add(c, c, s->coefficients + (power - s->valuation), context->field->context);
        ok = col_exact_settle(c, context->field) || col_series_fail(context, context->field->reason);
    }
    col_series_clear(out, context);
    *out = sum;
    col_series_strip(out, context);
    return ok;
}

/* c += a b. */
bool col_series_add_product(fmpz_mpoly_q_t c, const fmpz_mpoly_q_t a, const fmpz_mpoly_q_t b,
                            col_series_context *context)
{
    if (fmpz_mpoly_q_is_zero(a, context->field->context) || fmpz_mpoly_q_is_zero(b, context->field->context))
        return true;
    fmpz_mpoly_q_t product;
    fmpz_mpoly_q_init(product, context->field->context);
    bool ok = col_exact_mul(product, a, b, context->field);
    if (ok) {
        fmpz_mpoly_q_add(c, c, product, context->field->context);
        ok = col_exact_settle(c, context->field);
    }
    fmpz_mpoly_q_clear(product, context->field->context);
    return ok || col_series_fail(context, context->field->reason);
}

bool col_series_multiply(col_series *out, const col_series *a, const col_series *b, col_series_context *context)
{
    slong length = a->length < b->length ? a->length : b->length;
    col_series product;
    bool ok = true;
    col_series_init(&product, a->valuation + b->valuation, length, context);
    for (slong i = 0; ok && i < length; i++)
        for (slong j = 0; ok && j <= i; j++)
            ok = col_series_add_product(product.coefficients + i, a->coefficients + j, b->coefficients + (i - j),
                                        context);
    *out = product;
    col_series_strip(out, context);
    return ok;
}

static bool multiply_in_place(col_series *out, const col_series *b, col_series_context *context)
{
    col_series product;
    bool ok = col_series_multiply(&product, out, b, context);
    col_series_clear(out, context);
    *out = product;
    return ok;
}

/* Coefficients are rational in log t, which orders them. Another function of log t would be a scale of its own (t^a with
 * a free, exp(log(t)^2), log(log(t)), ...), that no power of t or log t measures: it is not expanded. */
bool col_series_free_of_log(const fmpz_mpoly_q_t coefficient, col_series_context *context)
{
    return !col_expr_contains(context->field->graph, col_exact_expression(context->field, coefficient), context->log_t)
        || col_series_fail(context, "a function of the logarithm of the distance to the limit");
}

/* s^(numerator/order), length > 0: with leading term c t^v, c^(p/q) t^(v p/q) (1 + d)^(p/q), by the recurrence
 * n b_n = sum_k ((p/q) k - (n - k)) d_k b_(n-k). */
bool col_series_power(col_series *out, const col_series *s, slong numerator, slong order, col_series_context *context)
{
    col_exact_field *field = context->field;
    if (s->length == 0)
        return col_series_fail(context, "a quantity vanishes to every order that was tried");
    if (s->valuation * numerator % order != 0) {
        context->ramification = order;
        return col_series_fail(context, "fractional powers of the distance to the limit");
    }
    if (order > 1 && !col_series_free_of_log(s->coefficients, context))
        return false;
    col_series_oblige(context, s->coefficients, order > 1 ? COL_SIGN_POSITIVE : COL_SIGN_NONZERO);
    fmpq_t exponent, factor;
    fmpz_mpoly_q_t inverse, term;
    fmpq_init(exponent);
    fmpq_init(factor);
    fmpz_mpoly_q_init(inverse, field->context);
    fmpz_mpoly_q_init(term, field->context);
    fmpq_set_si(exponent, numerator, (ulong)order);
    fmpq_canonicalise(exponent);
    col_series_init(out, s->valuation * numerator / order, s->length, context);
    bool ok = col_exact_pow_fmpq(out->coefficients, s->coefficients, exponent, field)
        && col_exact_pow_si(inverse, s->coefficients, -1, field);
    for (slong n = 1; ok && n < out->length; n++) {
        for (slong k = 1; ok && k <= n; k++) {
            fmpq_mul_si(factor, exponent, k);
            fmpq_sub_si(factor, factor, n - k);
            fmpz_mpoly_q_mul_fmpq(term, out->coefficients + (n - k), factor, field->context);
            ok = col_series_add_product(out->coefficients + n, s->coefficients + k, term, context);
        }
        ok = ok && col_exact_mul(out->coefficients + n, out->coefficients + n, inverse, field);
        fmpz_mpoly_q_div_si(out->coefficients + n, out->coefficients + n, n, field->context);
    }
    if (!ok) {
        col_series_fail(context, field->reason);
        col_series_clear(out, context);
    }
    fmpz_mpoly_q_clear(inverse, field->context);
    fmpz_mpoly_q_clear(term, field->context);
    fmpq_clear(exponent);
    fmpq_clear(factor);
    return ok;
}

/* The expansion of one generator, kept for the next time. */
static bool generator_series(col_series *out, size_t index, col_series_context *context)
{
    col_exact_field *field = context->field;
    if (!context->is_known[index]) {
        /* a copy: the field may move its generators while it grows */
        const col_generator generator = field->generators[index];
        fmpz_mpoly_q_t value;
        col_series inner = {0}, made = {0};
        fmpz_mpoly_q_init(value, field->context);
        col_exact_set_generator(value, (slong)index, field);
        bool ok = true;
        if (generator.expression == context->t) {
            fmpz_mpoly_q_set_si(value, 1, field->context);
            col_series_constant(&made, value, context);
            made.valuation = 1;
        } else if (!col_expr_contains(field->graph, generator.expression, context->t)) {
            col_series_constant(&made, value, context);
        } else if (generator.kind == COL_GENERATOR_ROOT) {
            ok = col_series_polynomial(&inner, generator.relation, context)
                && col_series_power(&made, &inner, 1, generator.order, context);
        } else if (generator.function == COL_OP_INTEGRAL) {
            ok = col_series_fail(context, "an integral that depends on the parameter");
        } else {
            ok = col_series_quotient(&inner, generator.argument, context)
                && col_series_function(&made, &generator, &inner, context);
        }
        col_series_clear(&inner, context);
        fmpz_mpoly_q_clear(value, field->context);
        if (!ok)
            return false;
        context->known[index] = made;
        context->is_known[index] = true;
    }
    col_series_copy(out, &context->known[index], context);
    return true;
}

/* out *= generator^exponent. */
static bool multiply_generator(col_series *out, size_t index, ulong exponent, col_series_context *context)
{
    col_series factor;
    if (!generator_series(&factor, index, context))
        return false;
    bool ok = true;
    for (ulong i = 0; ok && i < exponent; i++)
        ok = multiply_in_place(out, &factor, context);
    col_series_clear(&factor, context);
    return ok;
}

bool col_series_polynomial(col_series *out, const fmpz_mpoly_t polynomial, col_series_context *context)
{
    col_exact_field *field = context->field;
    ulong *exponents = col_calloc(field->capacity, sizeof *exponents);
    fmpz_mpoly_q_t value;
    fmpz_t coefficient;
    fmpz_mpoly_q_init(value, field->context);
    fmpz_init(coefficient);
    bool ok = true;
    for (slong i = 0; ok && i < fmpz_mpoly_length(polynomial, field->context); i++) {
        col_series term;
        fmpz_mpoly_get_term_coeff_fmpz(coefficient, polynomial, i, field->context);
        fmpz_mpoly_get_term_exp_ui(exponents, polynomial, i, field->context);
        fmpz_mpoly_q_set_fmpz(value, coefficient, field->context);
        col_series_constant(&term, value, context);
        for (size_t k = 0; ok && k < field->count; k++)
            if (exponents[k] > 0)
                ok = multiply_generator(&term, k, exponents[k], context);
        if (i == 0) {
            *out = term;
        } else {
            ok = ok && col_series_add(out, &term, context);
            col_series_clear(&term, context);
        }
        if (!ok)
            col_series_clear(out, context);
    }
    if (ok && fmpz_mpoly_is_zero(polynomial, field->context))
        col_series_init(out, context->terms, 0, context);
    fmpz_clear(coefficient);
    fmpz_mpoly_q_clear(value, field->context);
    free(exponents);
    return ok;
}

bool col_series_quotient(col_series *out, const fmpz_mpoly_q_t element, col_series_context *context)
{
    col_series denominator, inverse = {0};
    if (!col_series_polynomial(out, fmpz_mpoly_q_numref(element), context))
        return false;
    bool ok = col_series_polynomial(&denominator, fmpz_mpoly_q_denref(element), context);
    if (ok) {
        ok = col_series_power(&inverse, &denominator, -1, 1, context) && multiply_in_place(out, &inverse, context);
        col_series_clear(&denominator, context);
        col_series_clear(&inverse, context);
    }
    if (!ok)
        col_series_clear(out, context);
    return ok;
}
