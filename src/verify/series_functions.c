/* Functions of series, by the differential equations that they satisfy. */
#include "series_arithmetic.h"

/* The constant term of a series without negative powers; false if it has some. */
static bool finite_part(fmpz_mpoly_q_t c, const col_series *s, col_series_context *context)
{
    if (s->valuation < 0)
        return col_series_fail(context, "a function of an argument that grows without bound");
    fmpz_mpoly_q_zero(c, context->field->context);
    if (s->valuation == 0 && s->length > 0)
        fmpz_mpoly_q_set(c, s->coefficients, context->field->context);
    return col_series_free_of_log(c, context);
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
                ok = col_series_add_product(second->coefficients + n, slope, first->coefficients + (n - k), context);
                fmpz_mpoly_q_neg(slope, slope, context->field->context);
            }
            ok = ok && col_series_add_product(first->coefficients + n, slope, driver->coefficients + (n - k), context);
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
        col_series_init(out, 0, length, context);
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
        col_series_init(&c, 0, length, context);
        col_series_init(&s, 0, length, context);
        ok = col_exact_cos_sin(c.coefficients, s.coefficients, start, context->field)
            && integrate_pair(&c, &s, a, context);
        *out = cosine ? c : s;
        col_series_clear(cosine ? &s : &c, context);
        if (ok)
            col_series_strip(out, context);
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
    col_series_init(out, 0, length > 0 ? length : 0, context);
    bool ok = slope->valuation >= 0 || col_series_fail(context, "a function at a singular point");
    for (slong n = 1; ok && n < out->length; n++) {
        for (slong k = 1; ok && k <= n; k++) {
            derivative_coefficient(step, a, k, context);
            slong j = n - k - slope->valuation;
            if (j >= 0 && j < slope->length)
                ok = col_series_add_product(out->coefficients + n, step, slope->coefficients + j, context);
        }
        fmpz_mpoly_q_div_si(out->coefficients + n, out->coefficients + n, n, context->field->context);
    }
    if (ok && out->length > 0)
        fmpz_mpoly_q_set(out->coefficients, start, context->field->context);
    if (ok)
        col_series_strip(out, context);
    else
        col_series_clear(out, context);
    fmpz_mpoly_q_clear(step, context->field->context);
    return ok;
}

/* log(c t^v (1 + d)) = log c + v log_t + log(1 + d), the last from the derivative a'/a of the stripped series. */
static bool logarithm(col_series *out, const col_series *a, col_series_context *context)
{
    if (a->length == 0)
        return col_series_fail(context, "a quantity vanishes to every order that was tried");
    if (!col_series_free_of_log(a->coefficients, context))
        return false;
    col_exact_field *field = context->field;
    fmpz_mpoly_q_t start, large;
    fmpz_mpoly_q_init(start, field->context);
    fmpz_mpoly_q_init(large, field->context);
    col_series regular, inverse = {0};
    col_series_copy(&regular, a, context);
    regular.valuation = 0;
    col_series_oblige(context, a->coefficients, COL_SIGN_POSITIVE);
    bool ok = col_exact_convert(large, field, context->log_t, NULL)
        && col_exact_log(start, a->coefficients, field);
    if (ok) {
        fmpz_mpoly_q_mul_si(large, large, a->valuation, field->context);
        fmpz_mpoly_q_add(start, start, large, field->context);
        ok = col_series_power(&inverse, &regular, -1, 1, context) && integrate(out, start, &inverse, &regular, context);
    } else {
        col_series_fail(context, field->reason);
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
    col_series_constant(&one, c, context);
    bool ok = col_series_multiply(&square, a, a, context);
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
        ok = col_series_add(&square, &one, context)
            && col_series_power(out, &square, -1, function == COL_OP_ASIN ? 2 : 1, context);
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
        return col_series_fail(context, "a function of an argument that grows without bound");
    fmpz_mpoly_q_t value;
    col_series inverse = {0};
    fmpz_mpoly_q_init(value, field->context);
    col_expr half_pi = col_expr_div(field->graph, col_expr_pi(field->graph), col_expr_integer(field->graph, 2));
    bool ok = col_exact_convert(value, field, function == COL_OP_ERF ? col_expr_integer(field->graph, 1) : half_pi,
                                NULL);
    fmpz_mpoly_q_mul_si(value, value, sign, field->context);
    if (ok && function == COL_OP_ERF) {
        col_series_constant(out, value, context);
    } else if (ok) {
        col_series limit;
        ok = col_series_power(&inverse, a, -1, 1, context) && odd_function(out, COL_OP_ATAN, &inverse, context);
        for (slong i = 0; ok && i < out->length; i++)
            fmpz_mpoly_q_neg(out->coefficients + i, out->coefficients + i, field->context);
        col_series_constant(&limit, value, context);
        ok = ok && col_series_add(out, &limit, context);
        col_series_clear(&limit, context);
    }
    col_series_clear(&inverse, context);
    fmpz_mpoly_q_clear(value, field->context);
    return ok;
}

bool col_series_function(col_series *out, const col_generator *generator, const col_series *a,
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
    default: return col_series_fail(context, "a function without a known expansion at the limit");
    }
}
