/* Roots and absolute values of normal forms.
 *
 * x^(1/n) with x = N/D is (N D^(n-1))^(1/n) / abs(D): the radicand becomes a polynomial, whose n-th powers are drawn
 * out of the root (as absolute values, which the oracle resolves) and whose rest becomes a generator, unless it is a
 * product of square roots that are there already, or denests. */
#include "exact_field.h"

#include <stdlib.h>

typedef struct {
    fmpz_mpoly_q_t outside;
    fmpz_mpoly_t inside;
} root_parts;

static bool multiply_power(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t base, ulong exponent, col_exact_field *field)
{
    fmpz_mpoly_q_t power;
    fmpz_mpoly_q_init(power, field->context);
    bool ok = col_exact_pow_si(power, base, (slong)exponent, field) && col_exact_mul(out, out, power, field);
    fmpz_mpoly_q_clear(power, field->context);
    return ok;
}

static void set_polynomial(fmpz_mpoly_q_t out, const fmpz_mpoly_t polynomial, col_exact_field *field)
{
    fmpz_mpoly_set(fmpz_mpoly_q_numref(out), polynomial, field->context);
    fmpz_mpoly_one(fmpz_mpoly_q_denref(out), field->context);
}

/* A generator for abs(product), product being a polynomial whose sign is not known. */
static bool unknown_abs(fmpz_mpoly_q_t out, const fmpz_mpoly_t product, col_exact_field *field)
{
    fmpz_mpoly_t square;
    fmpz_mpoly_init(square, field->context);
    fmpz_mpoly_mul(square, product, product, field->context);
    col_exact_reduce(square, field);
    col_expr expression =
        col_expr_unary(field->graph, COL_OP_ABS, col_exact_polynomial_expression(field, product));
    bool ok = col_exact_set_generator(
        out, col_exact_find(field, COL_GENERATOR_ROOT, COL_OP_SQRT, expression, NULL, 2, square), field);
    fmpz_mpoly_clear(square, field->context);
    return ok;
}

/* out *= abs(factor)^exponent if that is known; otherwise unknown *= factor. */
static bool abs_of_factor(fmpz_mpoly_q_t out, fmpz_mpoly_t unknown, const fmpz_mpoly_t factor, ulong exponent,
                          col_exact_field *field)
{
    fmpz_mpoly_q_t base;
    fmpz_mpoly_q_init(base, field->context);
    set_polynomial(base, factor, field);
    col_signs signs = exponent % 2 ? col_exact_signs(factor, field) : COL_SIGN_NONNEGATIVE;
    bool positive = (signs & COL_SIGN_NEGATIVE) == 0, negative = (signs & COL_SIGN_POSITIVE) == 0;
    bool ok = true;
    if (positive || negative) {
        ok = multiply_power(out, base, exponent, field);
        if (ok && !positive)
            fmpz_mpoly_q_neg(out, out, field->context);
    } else {
        fmpz_mpoly_mul(unknown, unknown, factor, field->context);
        ok = exponent == 1 || multiply_power(out, base, exponent - 1, field);
    }
    fmpz_mpoly_q_clear(base, field->context);
    return ok;
}

static bool abs_of_polynomial(fmpz_mpoly_q_t out, const fmpz_mpoly_t polynomial, col_exact_field *field)
{
    fmpz_mpoly_factor_t factors;
    fmpz_mpoly_t unknown;
    fmpz_t content;
    fmpz_mpoly_factor_init(factors, field->context);
    fmpz_mpoly_init(unknown, field->context);
    fmpz_init(content);
    fmpz_mpoly_one(unknown, field->context);
    bool ok = col_exact_factor(factors, polynomial, field);
    if (ok) {
        fmpz_abs(content, factors->constant);
        fmpz_mpoly_q_set_fmpz(out, content, field->context);
        for (slong i = 0; ok && i < factors->num; i++)
            ok = abs_of_factor(out, unknown, factors->poly + i, fmpz_get_ui(factors->exp + i), field);
    }
    if (ok && !fmpz_mpoly_is_one(unknown, field->context)) {
        fmpz_mpoly_q_t rest;
        fmpz_mpoly_q_init(rest, field->context);
        ok = unknown_abs(rest, unknown, field) && col_exact_mul(out, out, rest, field);
        fmpz_mpoly_q_clear(rest, field->context);
    }
    fmpz_clear(content);
    fmpz_mpoly_clear(unknown, field->context);
    fmpz_mpoly_factor_clear(factors, field->context);
    return ok;
}

bool col_exact_abs(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    if (fmpz_mpoly_q_is_zero(x, field->context)) {
        fmpz_mpoly_q_zero(out, field->context);
        return true;
    }
    fmpz_mpoly_q_t numerator, denominator;
    fmpz_mpoly_q_init(numerator, field->context);
    fmpz_mpoly_q_init(denominator, field->context);
    bool ok = abs_of_polynomial(numerator, fmpz_mpoly_q_numref(x), field)
        && abs_of_polynomial(denominator, fmpz_mpoly_q_denref(x), field)
        && col_exact_div(out, numerator, denominator, field);
    fmpz_mpoly_q_clear(numerator, field->context);
    fmpz_mpoly_q_clear(denominator, field->context);
    return ok;
}

/* Multiplies the root of factor^(order * exponent) to outside. It has to be non-negative, as the whole root is: for
 * odd order and a factor of unknown sign it stays inside. */
static bool draw_out(root_parts *parts, const fmpz_mpoly_t factor, ulong exponent, slong order,
                     col_exact_field *field)
{
    if (exponent == 0)
        return true;
    fmpz_mpoly_q_t base;
    fmpz_mpoly_t power;
    fmpz_mpoly_q_init(base, field->context);
    fmpz_mpoly_init(power, field->context);
    set_polynomial(base, factor, field);
    col_signs signs = exponent % 2 && order % 2 ? col_exact_signs(factor, field) : COL_SIGN_NONNEGATIVE;
    bool ok = true;
    if (signs == COL_SIGN_ANY || signs == COL_SIGN_NONZERO) {
        ok = fmpz_mpoly_pow_ui(power, factor, exponent * (ulong)order, field->context) != 0;
        fmpz_mpoly_mul(parts->inside, parts->inside, power, field->context);
    } else {
        if (exponent % 2 && order % 2 == 0)
            ok = col_exact_abs(base, base, field);
        if ((signs & COL_SIGN_POSITIVE) == 0) {
            fmpz_mpoly_q_neg(base, base, field->context);
            fmpz_mpoly_neg(parts->inside, parts->inside, field->context);
        }
        ok = ok && multiply_power(parts->outside, base, exponent, field);
    }
    fmpz_mpoly_clear(power, field->context);
    fmpz_mpoly_q_clear(base, field->context);
    return ok;
}

/* Splits an integer: small prime factors one by one, the rest as a whole. */
static bool split_constant(root_parts *parts, const fmpz_t constant, slong order, col_exact_field *field)
{
    fmpz_factor_t primes;
    fmpz_mpoly_t factor;
    fmpz_t rest, root;
    fmpz_factor_init(primes);
    fmpz_mpoly_init(factor, field->context);
    fmpz_init(rest);
    fmpz_init(root);
    fmpz_abs(rest, constant);
    fmpz_factor_trial_range(primes, rest, 0, 300); /* a composite rest is one of the "primes" */
    fmpz_set_si(rest, fmpz_sgn(constant));
    bool ok = true;
    for (slong i = 0; ok && i < primes->num; i++) {
        int power = fmpz_is_perfect_power(root, primes->p + i);
        ulong exponent = primes->exp[i] * (ulong)(power ? power : 1);
        if (power == 0)
            fmpz_set(root, primes->p + i);
        fmpz_mpoly_set_fmpz(factor, root, field->context);
        ok = draw_out(parts, factor, exponent / (ulong)order, order, field);
        fmpz_pow_ui(root, root, exponent % (ulong)order);
        fmpz_mul(rest, rest, root);
    }
    fmpz_mpoly_scalar_mul_fmpz(parts->inside, parts->inside, rest, field->context);
    fmpz_clear(root);
    fmpz_clear(rest);
    fmpz_mpoly_clear(factor, field->context);
    fmpz_factor_clear(primes);
    return ok;
}

/* radicand = outside^order * inside. */
static bool split(root_parts *parts, const fmpz_mpoly_t radicand, slong order, col_exact_field *field)
{
    fmpz_mpoly_factor_t factors;
    fmpz_mpoly_t power;
    fmpz_mpoly_factor_init(factors, field->context);
    fmpz_mpoly_init(power, field->context);
    fmpz_mpoly_one(parts->inside, field->context);
    bool ok = col_exact_factor(factors, radicand, field);
    ok = ok && split_constant(parts, factors->constant, order, field);
    for (slong i = 0; ok && i < factors->num; i++) {
        ulong exponent = fmpz_get_ui(factors->exp + i);
        ok = draw_out(parts, factors->poly + i, exponent / (ulong)order, order, field);
        fmpz_mpoly_pow_ui(power, factors->poly + i, exponent % (ulong)order, field->context);
        fmpz_mpoly_mul(parts->inside, parts->inside, power, field->context);
    }
    fmpz_mpoly_clear(power, field->context);
    fmpz_mpoly_factor_clear(factors, field->context);
    return ok;
}

/* sqrt(inside) through up to three square roots that are there: if inside * R1 * R2 * R3 = h^2, it is
 * abs(h)/(w1 w2 w3). chosen holds the generators' indices in ascending order. */
static bool through_known(fmpz_mpoly_q_t out, const fmpz_mpoly_t product, const size_t *chosen, size_t depth,
                          col_exact_field *field)
{
    fmpz_mpoly_t root;
    fmpz_mpoly_q_t w;
    fmpz_mpoly_init(root, field->context);
    fmpz_mpoly_q_init(w, field->context);
    bool ok = depth > 0 && fmpz_mpoly_sqrt(root, product, field->context) != 0;
    if (ok) {
        set_polynomial(out, root, field);
        ok = col_exact_abs(out, out, field);
        for (size_t i = 0; ok && i < depth; i++)
            ok = col_exact_set_generator(w, (slong)chosen[i], field) && col_exact_div(out, out, w, field);
    }
    fmpz_mpoly_q_clear(w, field->context);
    fmpz_mpoly_clear(root, field->context);
    return ok;
}

static bool search_known(fmpz_mpoly_q_t out, const fmpz_mpoly_t product, size_t *chosen, size_t depth,
                         col_exact_field *field)
{
    if (through_known(out, product, chosen, depth, field))
        return true;
    if (depth == 3)
        return false;
    fmpz_mpoly_t next;
    fmpz_mpoly_init(next, field->context);
    bool found = false;
    for (size_t i = depth ? chosen[depth - 1] + 1 : 0; !found && i < field->count; i++) {
        const col_generator *known = &field->generators[i];
        if (known->kind != COL_GENERATOR_ROOT || known->order != 2
            || fmpz_mpoly_length(known->relation, field->context) > 40)
            continue;
        fmpz_mpoly_mul(next, product, known->relation, field->context);
        chosen[depth] = i;
        found = search_known(out, next, chosen, depth + 1, field);
    }
    fmpz_mpoly_clear(next, field->context);
    return found;
}

/* The last square-root generator in which polynomial is linear: polynomial = a + b w. */
static slong linear_root(fmpz_mpoly_t a, fmpz_mpoly_t b, const fmpz_mpoly_t polynomial, const col_exact_field *field)
{
    for (size_t i = field->count; i-- > 0;) {
        if (field->generators[i].kind != COL_GENERATOR_ROOT || field->generators[i].order != 2
            || fmpz_mpoly_degree_si(polynomial, (slong)i, field->context) != 1)
            continue;
        fmpz_mpoly_univar_t powers;
        fmpz_mpoly_univar_init(powers, field->context);
        fmpz_mpoly_to_univar(powers, polynomial, (slong)i, field->context);
        fmpz_mpoly_zero(a, field->context);
        for (slong k = 0; k < fmpz_mpoly_univar_length(powers, field->context); k++)
            fmpz_mpoly_univar_get_term_coeff(fmpz_mpoly_univar_get_term_exp_si(powers, k, field->context) ? b : a,
                                             powers, k, field->context);
        fmpz_mpoly_univar_clear(powers, field->context);
        return (slong)i;
    }
    return -1;
}

bool col_exact_norm(fmpz_mpoly_t norm, fmpz_mpoly_t a, fmpz_mpoly_t b, const fmpz_mpoly_t polynomial,
                    const col_exact_field *field)
{
    slong w = linear_root(a, b, polynomial, field);
    if (w < 0)
        return false;
    fmpz_mpoly_t square;
    fmpz_mpoly_init(square, field->context);
    fmpz_mpoly_mul(norm, a, a, field->context);
    fmpz_mpoly_mul(square, b, b, field->context);
    fmpz_mpoly_mul(square, square, field->generators[w].relation, field->context);
    fmpz_mpoly_sub(norm, norm, square, field->context);
    col_exact_reduce(norm, field);
    fmpz_mpoly_clear(square, field->context);
    return true;
}

/* sqrt((a + t)/2) +- sqrt((a - t)/2). */
static bool sum_of_roots(fmpz_mpoly_q_t out, const fmpz_mpoly_t a, const fmpz_mpoly_q_t t, bool plus,
                         col_exact_field *field)
{
    fmpz_mpoly_q_t mean, part, root;
    fmpz_mpoly_q_init(mean, field->context);
    fmpz_mpoly_q_init(part, field->context);
    fmpz_mpoly_q_init(root, field->context);
    set_polynomial(mean, a, field);
    fmpz_mpoly_q_add(part, mean, t, field->context);
    fmpz_mpoly_q_div_si(part, part, 2, field->context);
    bool ok = col_exact_root(out, part, 2, field);
    fmpz_mpoly_q_sub(part, mean, t, field->context);
    fmpz_mpoly_q_div_si(part, part, 2, field->context);
    ok = ok && col_exact_root(root, part, 2, field);
    if (ok && plus)
        fmpz_mpoly_q_add(out, out, root, field->context);
    else if (ok)
        fmpz_mpoly_q_sub(out, out, root, field->context);
    fmpz_mpoly_q_clear(mean, field->context);
    fmpz_mpoly_q_clear(part, field->context);
    fmpz_mpoly_q_clear(root, field->context);
    return ok && col_exact_settle(out, field);
}

/* Denesting: with a >= 0, b of known sign and a^2 - b^2 R = t^2,
 * sqrt(a + b w) = sqrt((a + abs(t))/2) + sgn(b) sqrt((a - abs(t))/2). */
static bool denest(fmpz_mpoly_q_t out, const fmpz_mpoly_t inside, col_exact_field *field)
{
    fmpz_mpoly_t a, b, norm, root;
    fmpz_mpoly_q_t t;
    fmpz_mpoly_init(a, field->context);
    fmpz_mpoly_init(b, field->context);
    fmpz_mpoly_init(norm, field->context);
    fmpz_mpoly_init(root, field->context);
    fmpz_mpoly_q_init(t, field->context);
    bool ok = col_exact_norm(norm, a, b, inside, field) && fmpz_mpoly_sqrt(root, norm, field->context) != 0;
    if (ok) {
        col_signs sign = col_exact_signs(b, field);
        bool plus = (sign & COL_SIGN_NEGATIVE) == 0, minus = (sign & COL_SIGN_POSITIVE) == 0;
        set_polynomial(t, root, field);
        ok = (plus || minus) && (col_exact_signs(a, field) & COL_SIGN_NEGATIVE) == 0 && col_exact_abs(t, t, field)
            && sum_of_roots(out, a, t, plus, field);
    }
    fmpz_mpoly_clear(a, field->context);
    fmpz_mpoly_clear(b, field->context);
    fmpz_mpoly_clear(norm, field->context);
    fmpz_mpoly_clear(root, field->context);
    fmpz_mpoly_q_clear(t, field->context);
    return ok;
}

static bool root_of_rest(fmpz_mpoly_q_t out, const fmpz_mpoly_t inside, slong order, col_exact_field *field)
{
    size_t chosen[3];
    if (fmpz_mpoly_is_one(inside, field->context)) {
        fmpz_mpoly_q_set_si(out, 1, field->context);
        return true;
    }
    if (order == 2 && (search_known(out, inside, chosen, 0, field) || denest(out, inside, field)))
        return true;
    col_expr radicand = col_exact_polynomial_expression(field, inside);
    col_expr expression = order == 2
        ? col_expr_unary(field->graph, COL_OP_SQRT, radicand)
        : col_expr_pow(field->graph, radicand,
                       col_expr_div(field->graph, col_expr_integer(field->graph, 1),
                                    col_expr_integer(field->graph, order)));
    return col_exact_set_generator(
        out, col_exact_find(field, COL_GENERATOR_ROOT, COL_OP_SQRT, expression, NULL, order, inside), field);
}

/* x = radicand / denominator^order with denominator > 0. */
static bool clear_denominator(fmpz_mpoly_t radicand, fmpz_mpoly_q_t denominator, const fmpz_mpoly_q_t x, slong order,
                              col_exact_field *field)
{
    set_polynomial(denominator, fmpz_mpoly_q_denref(x), field);
    fmpz_mpoly_pow_ui(radicand, fmpz_mpoly_q_denref(x), (ulong)order - 1, field->context);
    fmpz_mpoly_mul(radicand, radicand, fmpz_mpoly_q_numref(x), field->context);
    col_exact_reduce(radicand, field);
    if (fmpz_mpoly_length(radicand, field->context) > COL_EXACT_MAX_TERMS)
        return col_exact_fail(field, "a root whose normal form grows too large");
    if (order % 2 == 0)
        return col_exact_abs(denominator, denominator, field);
    col_signs signs = col_exact_signs(fmpz_mpoly_q_denref(x), field);
    if ((signs & COL_SIGN_POSITIVE) == 0) {
        fmpz_mpoly_q_neg(denominator, denominator, field->context);
        fmpz_mpoly_neg(radicand, radicand, field->context);
    } else if ((signs & COL_SIGN_NEGATIVE) != 0) {
        return col_exact_fail(field, "an odd root of a quotient whose denominator may have either sign");
    }
    return true;
}

bool col_exact_root(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t x, slong order, col_exact_field *field)
{
    if (fmpz_mpoly_q_is_zero(x, field->context)) {
        fmpz_mpoly_q_zero(out, field->context);
        return true;
    }
    if (order > 24 || fmpz_mpoly_length(fmpz_mpoly_q_denref(x), field->context) > 60)
        return col_exact_fail(field, "a root whose normal form grows too large");
    root_parts parts;
    fmpz_mpoly_t radicand;
    fmpz_mpoly_q_t denominator;
    fmpz_mpoly_q_init(parts.outside, field->context);
    fmpz_mpoly_init(parts.inside, field->context);
    fmpz_mpoly_init(radicand, field->context);
    fmpz_mpoly_q_init(denominator, field->context);
    fmpz_mpoly_q_set_si(parts.outside, 1, field->context);
    bool ok = clear_denominator(radicand, denominator, x, order, field)
        && split(&parts, radicand, order, field) && root_of_rest(out, parts.inside, order, field)
        && col_exact_mul(out, out, parts.outside, field) && col_exact_div(out, out, denominator, field);
    fmpz_mpoly_q_clear(parts.outside, field->context);
    fmpz_mpoly_clear(parts.inside, field->context);
    fmpz_mpoly_clear(radicand, field->context);
    fmpz_mpoly_q_clear(denominator, field->context);
    return ok;
}

bool col_exact_pow_fmpq(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t x, const fmpq_t q, col_exact_field *field)
{
    if (!fmpz_fits_si(fmpq_numref(q)) || fmpz_cmp_si(fmpq_denref(q), 24) > 0)
        return col_exact_fail(field, "an exponent is too large for a normal form");
    slong order = fmpz_get_si(fmpq_denref(q)), exponent = fmpz_get_si(fmpq_numref(q));
    fmpz_mpoly_q_t base;
    fmpz_mpoly_q_init(base, field->context);
    fmpz_mpoly_q_set(base, x, field->context);
    bool ok = order == 1 || col_exact_root(base, base, order, field);
    ok = ok && col_exact_pow_si(out, base, exponent, field);
    fmpz_mpoly_q_clear(base, field->context);
    return ok;
}
