#include "series.h"

#include "../base/memory.h"

#include <stdlib.h>

static bool fail(col_series_context *context, const char *reason)
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

static void oblige(col_series_context *context, const fmpz_mpoly_q_t coefficient, col_signs signs)
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

static void series_init(col_series *s, slong valuation, slong length, const col_series_context *context)
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
static void strip(col_series *s, const col_series_context *context)
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

static void constant(col_series *s, const fmpz_mpoly_q_t value, col_series_context *context)
{
    series_init(s, 0, context->terms, context);
    fmpz_mpoly_q_set(s->coefficients, value, context->field->context);
    strip(s, context);
}

static void copy(col_series *out, const col_series *s, const col_series_context *context)
{
    series_init(out, s->valuation, s->length, context);
    for (slong i = 0; i < s->length; i++)
        fmpz_mpoly_q_set(out->coefficients + i, s->coefficients + i, context->field->context);
}

/* out += s; both stay correct up to the lower of the two orders. */
static bool add(col_series *out, const col_series *s, col_series_context *context)
{
    slong low = out->valuation < s->valuation ? out->valuation : s->valuation;
    slong high = out->valuation + out->length < s->valuation + s->length ? out->valuation + out->length
                                                                        : s->valuation + s->length;
    col_series sum;
    bool ok = true;
    series_init(&sum, low < high ? low : high, low < high ? high - low : 0, context);
    for (slong i = 0; ok && i < sum.length; i++) {
        slong power = sum.valuation + i;
        fmpz_mpoly_q_struct *c = sum.coefficients + i;
        if (power >= out->valuation)
            fmpz_mpoly_q_add(c, c, out->coefficients + (power - out->valuation), context->field->context);
        if (power >= s->valuation)
            fmpz_mpoly_q_add(c, c, s->coefficients + (power - s->valuation), context->field->context);
        ok = col_exact_settle(c, context->field) || fail(context, context->field->reason);
    }
    col_series_clear(out, context);
    *out = sum;
    strip(out, context);
    return ok;
}

/* c += a b. */
static bool add_product(fmpz_mpoly_q_t c, const fmpz_mpoly_q_t a, const fmpz_mpoly_q_t b, col_series_context *context)
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
    return ok || fail(context, context->field->reason);
}

static bool multiply(col_series *out, const col_series *a, const col_series *b, col_series_context *context)
{
    slong length = a->length < b->length ? a->length : b->length;
    col_series product;
    bool ok = true;
    series_init(&product, a->valuation + b->valuation, length, context);
    for (slong i = 0; ok && i < length; i++)
        for (slong j = 0; ok && j <= i; j++)
            ok = add_product(product.coefficients + i, a->coefficients + j, b->coefficients + (i - j), context);
    *out = product;
    strip(out, context);
    return ok;
}

static bool multiply_in_place(col_series *out, const col_series *b, col_series_context *context)
{
    col_series product;
    bool ok = multiply(&product, out, b, context);
    col_series_clear(out, context);
    *out = product;
    return ok;
}

/* s^(numerator/order), length > 0: with leading term c t^v, c^(p/q) t^(v p/q) (1 + d)^(p/q), by the recurrence
 * n b_n = sum_k ((p/q) k - (n - k)) d_k b_(n-k). */
static bool power(col_series *out, const col_series *s, slong numerator, slong order, col_series_context *context)
{
    col_exact_field *field = context->field;
    if (s->length == 0)
        return fail(context, "a quantity vanishes to every order that was tried");
    if (s->valuation * numerator % order != 0) {
        context->ramification = order;
        return fail(context, "fractional powers of the distance to the limit");
    }
    oblige(context, s->coefficients, order > 1 ? COL_SIGN_POSITIVE : COL_SIGN_NONZERO);
    fmpq_t exponent, factor;
    fmpz_mpoly_q_t inverse, term;
    fmpq_init(exponent);
    fmpq_init(factor);
    fmpz_mpoly_q_init(inverse, field->context);
    fmpz_mpoly_q_init(term, field->context);
    fmpq_set_si(exponent, numerator, (ulong)order);
    fmpq_canonicalise(exponent);
    series_init(out, s->valuation * numerator / order, s->length, context);
    bool ok = col_exact_pow_fmpq(out->coefficients, s->coefficients, exponent, field)
        && col_exact_pow_si(inverse, s->coefficients, -1, field);
    for (slong n = 1; ok && n < out->length; n++) {
        for (slong k = 1; ok && k <= n; k++) {
            fmpq_mul_si(factor, exponent, k);
            fmpq_sub_si(factor, factor, n - k);
            fmpz_mpoly_q_mul_fmpq(term, out->coefficients + (n - k), factor, field->context);
            ok = add_product(out->coefficients + n, s->coefficients + k, term, context);
        }
        ok = ok && col_exact_mul(out->coefficients + n, out->coefficients + n, inverse, field);
        fmpz_mpoly_q_div_si(out->coefficients + n, out->coefficients + n, n, field->context);
    }
    if (!ok) {
        fail(context, field->reason);
        col_series_clear(out, context);
    }
    fmpz_mpoly_q_clear(inverse, field->context);
    fmpz_mpoly_q_clear(term, field->context);
    fmpq_clear(exponent);
    fmpq_clear(factor);
    return ok;
}

/* The constant term of a series without negative powers; false if it has some. */
static bool finite_part(fmpz_mpoly_q_t c, const col_series *s, col_series_context *context)
{
    if (s->valuation < 0)
        return fail(context, "a function of an argument that grows without bound");
    fmpz_mpoly_q_zero(c, context->field->context);
    if (s->valuation == 0 && s->length > 0)
        fmpz_mpoly_q_set(c, s->coefficients, context->field->context);
    return true;
}

/* k times the coefficient of t^k, i.e. that of t^(k-1) in the derivative; zero where not stored. */
static void derivative_coefficient(fmpz_mpoly_q_t out, const col_series *s, slong k, const col_series_context *context)
{
    fmpz_mpoly_q_zero(out, context->field->context);
    if (k >= s->valuation && k < s->valuation + s->length)
        fmpz_mpoly_q_mul_si(out, s->coefficients + (k - s->valuation), k, context->field->context);
}

/* How far a series without negative powers is known. */
static slong known_order(const col_series *s)
{
    return s->valuation + s->length;
}

/* exp: E' = E A'. cos and sin: C' = -S A', S' = C A'. first holds E or C, second S (NULL for exp); their constant
 * terms are set. sign: -1 for the circular pair. */
static bool integrate_pair(col_series *first, col_series *second, const col_series *a, col_series_context *context)
{
    fmpz_mpoly_q_t slope;
    fmpz_mpoly_q_init(slope, context->field->context);
    bool ok = true;
    for (slong n = 1; ok && n < first->length; n++) {
        for (slong k = 1; ok && k <= n; k++) {
            derivative_coefficient(slope, a, k, context);
            const col_series *driver = second != NULL ? second : first;
            if (second != NULL) {
                ok = add_product(second->coefficients + n, slope, first->coefficients + (n - k), context);
                fmpz_mpoly_q_neg(slope, slope, context->field->context);
            }
            ok = ok && add_product(first->coefficients + n, slope, driver->coefficients + (n - k), context);
        }
        fmpz_mpoly_q_div_si(first->coefficients + n, first->coefficients + n, n, context->field->context);
        if (second != NULL)
            fmpz_mpoly_q_div_si(second->coefficients + n, second->coefficients + n, n, context->field->context);
    }
    fmpz_mpoly_q_clear(slope, context->field->context);
    return ok;
}

static bool exponential(col_series *out, const col_series *a, col_series_context *context)
{
    fmpz_mpoly_q_t start;
    fmpz_mpoly_q_init(start, context->field->context);
    bool ok = finite_part(start, a, context);
    if (ok) {
        slong length = known_order(a) < context->terms ? known_order(a) : context->terms;
        series_init(out, 0, length, context);
        ok = (length == 0 || col_exact_exp(out->coefficients, start, context->field))
            && integrate_pair(out, NULL, a, context);
        if (!ok)
            col_series_clear(out, context);
    }
    fmpz_mpoly_q_clear(start, context->field->context);
    return ok;
}

static bool circular(col_series *out, const col_series *a, bool cosine, col_series_context *context)
{
    fmpz_mpoly_q_t start;
    fmpz_mpoly_q_init(start, context->field->context);
    bool ok = finite_part(start, a, context) && known_order(a) > 0;
    if (ok) {
        slong length = known_order(a) < context->terms ? known_order(a) : context->terms;
        col_series c, s;
        series_init(&c, 0, length, context);
        series_init(&s, 0, length, context);
        ok = col_exact_cos_sin(c.coefficients, s.coefficients, start, context->field)
            && integrate_pair(&c, &s, a, context);
        *out = cosine ? c : s;
        col_series_clear(cosine ? &s : &c, context);
        if (ok)
            strip(out, context);
        else
            col_series_clear(out, context);
    }
    fmpz_mpoly_q_clear(start, context->field->context);
    return ok;
}

/* start + the integral of slope * a' dt, for a function with that derivative. Consumes nothing. */
static bool integrate(col_series *out, const fmpz_mpoly_q_t start, const col_series *slope, const col_series *a,
                      col_series_context *context)
{
    fmpz_mpoly_q_t step;
    fmpz_mpoly_q_init(step, context->field->context);
    slong length = known_order(a) < known_order(slope) + 1 ? known_order(a) : known_order(slope) + 1;
    if (length > context->terms)
        length = context->terms;
    series_init(out, 0, length > 0 ? length : 0, context);
    bool ok = slope->valuation >= 0 || fail(context, "a function at a singular point");
    for (slong n = 1; ok && n < out->length; n++) {
        for (slong k = 1; ok && k <= n; k++) {
            derivative_coefficient(step, a, k, context);
            slong j = n - k - slope->valuation;
            if (j >= 0 && j < slope->length)
                ok = add_product(out->coefficients + n, step, slope->coefficients + j, context);
        }
        fmpz_mpoly_q_div_si(out->coefficients + n, out->coefficients + n, n, context->field->context);
    }
    if (ok && out->length > 0)
        fmpz_mpoly_q_set(out->coefficients, start, context->field->context);
    if (ok)
        strip(out, context);
    else
        col_series_clear(out, context);
    fmpz_mpoly_q_clear(step, context->field->context);
    return ok;
}

/* log(c t^v (1 + d)) = log c + v log_t + log(1 + d), the last from the derivative a'/a of the stripped series. */
static bool logarithm(col_series *out, const col_series *a, col_series_context *context)
{
    if (a->length == 0)
        return fail(context, "a quantity vanishes to every order that was tried");
    col_exact_field *field = context->field;
    fmpz_mpoly_q_t start, large;
    fmpz_mpoly_q_init(start, field->context);
    fmpz_mpoly_q_init(large, field->context);
    col_series regular, inverse = {0};
    copy(&regular, a, context);
    regular.valuation = 0;
    oblige(context, a->coefficients, COL_SIGN_POSITIVE);
    bool ok = col_exact_convert(large, field, context->log_t, NULL)
        && col_exact_log(start, a->coefficients, field);
    if (ok) {
        fmpz_mpoly_q_mul_si(large, large, a->valuation, field->context);
        fmpz_mpoly_q_add(start, start, large, field->context);
        ok = power(&inverse, &regular, -1, 1, context) && integrate(out, start, &inverse, &regular, context);
    } else {
        fail(context, field->reason);
    }
    col_series_clear(&regular, context);
    col_series_clear(&inverse, context);
    fmpz_mpoly_q_clear(start, field->context);
    fmpz_mpoly_q_clear(large, field->context);
    return ok;
}

/* The derivative of atan, asin or erf at a: 1/(1 + a^2), 1/sqrt(1 - a^2), 2/sqrt(pi) exp(-a^2). */
static bool function_slope(col_series *out, col_op function, const col_series *a, col_series_context *context)
{
    col_exact_field *field = context->field;
    fmpz_mpoly_q_t c;
    col_series square, one;
    fmpz_mpoly_q_init(c, field->context);
    fmpz_mpoly_q_set_si(c, 1, field->context);
    constant(&one, c, context);
    bool ok = multiply(&square, a, a, context);
    if (function != COL_OP_ATAN)
        for (slong i = 0; i < square.length; i++)
            fmpz_mpoly_q_neg(square.coefficients + i, square.coefficients + i, field->context);
    if (ok && function == COL_OP_ERF) {
        col_expr factor = col_expr_div(field->graph, col_expr_integer(field->graph, 2),
                                       col_expr_unary(field->graph, COL_OP_SQRT, col_expr_pi(field->graph)));
        ok = exponential(out, &square, context) && col_exact_convert(c, field, factor, NULL);
        for (slong i = 0; ok && i < out->length; i++)
            ok = col_exact_mul(out->coefficients + i, out->coefficients + i, c, field);
    } else if (ok) {
        ok = add(&square, &one, context)
            && power(out, &square, -1, function == COL_OP_ASIN ? 2 : 1, context);
    }
    col_series_clear(&square, context);
    col_series_clear(&one, context);
    fmpz_mpoly_q_clear(c, field->context);
    return ok;
}

static bool odd_function(col_series *out, col_op function, const col_series *a, col_series_context *context)
{
    fmpz_mpoly_q_t start, value;
    col_series slope = {0};
    fmpz_mpoly_q_init(start, context->field->context);
    fmpz_mpoly_q_init(value, context->field->context);
    bool ok = finite_part(start, a, context) && col_exact_odd(value, function, start, context->field)
        && function_slope(&slope, function, a, context) && integrate(out, value, &slope, a, context);
    col_series_clear(&slope, context);
    fmpz_mpoly_q_clear(start, context->field->context);
    fmpz_mpoly_q_clear(value, context->field->context);
    return ok;
}

/* The sign of a leading coefficient that does not vanish; 0 if it is not known. */
static int lead_sign(const col_series *s, col_series_context *context)
{
    fmpz_mpoly_t product;
    fmpz_mpoly_init(product, context->field->context);
    fmpz_mpoly_mul(product, fmpz_mpoly_q_numref(s->coefficients), fmpz_mpoly_q_denref(s->coefficients),
                   context->field->context);
    col_signs signs = col_exact_signs(product, context->field);
    fmpz_mpoly_clear(product, context->field->context);
    return signs == COL_SIGN_POSITIVE ? 1 : signs == COL_SIGN_NEGATIVE ? -1 : 0;
}

/* atan a = +-pi/2 - atan(1/a) and erf a = +-1, up to what is smaller than any power, as a grows without bound. */
static bool saturated(col_series *out, col_op function, const col_series *a, col_series_context *context)
{
    col_exact_field *field = context->field;
    int sign = a->length > 0 ? lead_sign(a, context) : 0;
    if (sign == 0 || (function == COL_OP_ERF && context->exponentials))
        return fail(context, "a function of an argument that grows without bound");
    fmpz_mpoly_q_t value;
    col_series inverse = {0};
    fmpz_mpoly_q_init(value, field->context);
    col_expr half_pi = col_expr_div(field->graph, col_expr_pi(field->graph), col_expr_integer(field->graph, 2));
    bool ok = col_exact_convert(value, field, function == COL_OP_ERF ? col_expr_integer(field->graph, 1) : half_pi,
                                NULL);
    fmpz_mpoly_q_mul_si(value, value, sign, field->context);
    if (ok && function == COL_OP_ERF) {
        constant(out, value, context);
    } else if (ok) {
        col_series limit;
        ok = power(&inverse, a, -1, 1, context) && odd_function(out, COL_OP_ATAN, &inverse, context);
        for (slong i = 0; ok && i < out->length; i++)
            fmpz_mpoly_q_neg(out->coefficients + i, out->coefficients + i, field->context);
        constant(&limit, value, context);
        ok = ok && add(out, &limit, context);
        col_series_clear(&limit, context);
    }
    col_series_clear(&inverse, context);
    fmpz_mpoly_q_clear(value, field->context);
    return ok;
}

static bool apply_function(col_series *out, const col_generator *generator, const col_series *a,
                           col_series_context *context)
{
    bool saturates = generator->function == COL_OP_ATAN || generator->function == COL_OP_ERF;
    if (a->valuation < 0 && saturates)
        return saturated(out, generator->function, a, context);
    switch (generator->kind) {
    case COL_GENERATOR_EXP: return exponential(out, a, context);
    case COL_GENERATOR_COSINE: return circular(out, a, true, context);
    case COL_GENERATOR_SINE: return circular(out, a, false, context);
    default: break;
    }
    switch (generator->function) {
    case COL_OP_LOG: return logarithm(out, a, context);
    case COL_OP_ATAN:
    case COL_OP_ASIN:
    case COL_OP_ERF: return odd_function(out, generator->function, a, context);
    default: return fail(context, "a function without a known expansion at the limit");
    }
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
            constant(&made, value, context);
            made.valuation = 1;
        } else if (!col_expr_contains(field->graph, generator.expression, context->t)) {
            constant(&made, value, context);
        } else if (generator.kind == COL_GENERATOR_ROOT) {
            ok = col_series_polynomial(&inner, generator.relation, context)
                && power(&made, &inner, 1, generator.order, context);
        } else if (generator.function == COL_OP_INTEGRAL) {
            ok = fail(context, "an integral that depends on the parameter");
        } else {
            ok = col_series_quotient(&inner, generator.argument, context)
                && apply_function(&made, &generator, &inner, context);
        }
        col_series_clear(&inner, context);
        fmpz_mpoly_q_clear(value, field->context);
        if (!ok)
            return false;
        context->known[index] = made;
        context->is_known[index] = true;
    }
    copy(out, &context->known[index], context);
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
        constant(&term, value, context);
        for (size_t k = 0; ok && k < field->count; k++)
            if (exponents[k] > 0)
                ok = multiply_generator(&term, k, exponents[k], context);
        if (i == 0) {
            *out = term;
        } else {
            ok = ok && add(out, &term, context);
            col_series_clear(&term, context);
        }
        if (!ok)
            col_series_clear(out, context);
    }
    if (ok && fmpz_mpoly_is_zero(polynomial, field->context))
        series_init(out, context->terms, 0, context);
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
        ok = power(&inverse, &denominator, -1, 1, context) && multiply_in_place(out, &inverse, context);
        col_series_clear(&denominator, context);
        col_series_clear(&inverse, context);
    }
    if (!ok)
        col_series_clear(out, context);
    return ok;
}
