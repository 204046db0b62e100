/* Exponentials and logarithms of normal forms.
 *
 * An argument is split into its terms c t (c rational, t without a rational factor): exp is then a product of powers
 * of generators exp(g t). Logarithms are split over factors that the oracle knows to be positive. */
#include "exact_field.h"

/* exp(c t): t may be a logarithm; otherwise a power of exp(g t). */
static bool exp_of_term(fmpz_mpoly_q_t out, const fmpq_t c, const fmpz_mpoly_q_t t, col_exact_field *field)
{
    slong index = col_exact_as_generator(t, field);
    if (col_exact_is_function(index, COL_OP_LOG, field))
        return col_exact_pow_fmpq(out, field->generators[index].argument, c, field);
    fmpq_t multiple;
    fmpz_mpoly_q_t base;
    fmpq_init(multiple);
    fmpz_mpoly_q_init(base, field->context);
    index = col_exact_find_multiple(multiple, COL_GENERATOR_EXP, t, field);
    if (index < 0) {
        fmpq_abs(multiple, c);
        index = col_exact_make_multiple(COL_GENERATOR_EXP, multiple, t, field);
    }
    fmpq_div(multiple, c, multiple);
    bool ok = col_exact_set_generator(base, index, field) && col_exact_pow_fmpq(out, base, multiple, field);
    fmpq_clear(multiple);
    fmpz_mpoly_q_clear(base, field->context);
    return ok;
}

bool col_exact_exp(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    col_exact_terms terms;
    fmpz_mpoly_q_t factor;
    col_exact_terms_init(&terms, x, field);
    fmpz_mpoly_q_init(factor, field->context);
    fmpz_mpoly_q_set_si(out, 1, field->context);
    bool ok = true;
    for (slong i = 0; ok && i < terms.count; i++)
        ok = exp_of_term(factor, &terms.coefficients[i], &terms.terms[i], field)
            && col_exact_mul(out, out, factor, field);
    fmpz_mpoly_q_clear(factor, field->context);
    col_exact_terms_clear(&terms, field);
    return ok;
}

/* log of a positive polynomial without further factors. */
static bool log_of_factor(fmpz_mpoly_q_t out, const fmpz_mpoly_t factor, col_exact_field *field)
{
    fmpz_mpoly_q_t argument;
    fmpz_mpoly_q_init(argument, field->context);
    fmpz_mpoly_set(fmpz_mpoly_q_numref(argument), factor, field->context);
    fmpz_mpoly_one(fmpz_mpoly_q_denref(argument), field->context);
    slong index = col_exact_as_generator(argument, field);
    const col_generator *known = index >= 0 ? &field->generators[index] : NULL;
    bool ok;
    if (known != NULL && known->kind == COL_GENERATOR_EXP) {
        fmpz_mpoly_q_set(out, known->argument, field->context);
        ok = true;
    } else if (known != NULL && known->kind == COL_GENERATOR_ROOT) {
        fmpz_mpoly_set(fmpz_mpoly_q_numref(argument), known->relation, field->context);
        slong order = known->order;
        ok = col_exact_log(out, argument, field);
        fmpz_mpoly_q_div_si(out, out, order, field->context);
    } else {
        col_expr expression = col_expr_unary(field->graph, COL_OP_LOG, col_exact_expression(field, argument));
        ok = col_exact_set_generator(
            out, col_exact_find(field, COL_GENERATOR_OPAQUE, COL_OP_LOG, expression, argument, 0, NULL), field);
    }
    fmpz_mpoly_q_clear(argument, field->context);
    return ok;
}

/* out += exponent * log(factor). */
static bool add_log(fmpz_mpoly_q_t out, const fmpz_mpoly_t factor, slong exponent, col_exact_field *field)
{
    fmpz_mpoly_q_t logarithm;
    fmpz_mpoly_q_init(logarithm, field->context);
    bool ok = log_of_factor(logarithm, factor, field);
    if (ok) {
        fmpz_mpoly_q_mul_si(logarithm, logarithm, exponent, field->context);
        fmpz_mpoly_q_add(out, out, logarithm, field->context);
        ok = col_exact_settle(out, field);
    }
    fmpz_mpoly_q_clear(logarithm, field->context);
    return ok;
}

static bool add_constant_log(fmpz_mpoly_q_t out, const fmpz_t constant, slong sign, col_exact_field *field)
{
    fmpz_factor_t primes;
    fmpz_mpoly_t prime;
    fmpz_t value;
    fmpz_factor_init(primes);
    fmpz_mpoly_init(prime, field->context);
    fmpz_init(value);
    fmpz_abs(value, constant);
    fmpz_factor_trial_range(primes, value, 0, 300);
    bool ok = true;
    for (slong i = 0; ok && i < primes->num; i++) {
        fmpz_mpoly_set_fmpz(prime, primes->p + i, field->context);
        ok = add_log(out, prime, sign * (slong)primes->exp[i], field);
    }
    fmpz_clear(value);
    fmpz_mpoly_clear(prime, field->context);
    fmpz_factor_clear(primes);
    return ok;
}

/* Adds sign * log of the factors of known sign (its absolute value); multiplies the rest to unknown, and the sign of
 * what was taken out to flips. */
static bool split_log(fmpz_mpoly_q_t out, fmpz_mpoly_t unknown, int *flips, const fmpz_mpoly_t polynomial, slong sign,
                      col_exact_field *field)
{
    fmpz_mpoly_factor_t factors;
    fmpz_mpoly_t factor;
    fmpz_mpoly_factor_init(factors, field->context);
    fmpz_mpoly_init(factor, field->context);
    bool ok = col_exact_factor(factors, polynomial, field);
    if (ok) {
        *flips += fmpz_sgn(factors->constant) < 0;
        ok = add_constant_log(out, factors->constant, sign, field);
    }
    for (slong i = 0; ok && i < factors->num; i++) {
        slong exponent = fmpz_get_si(factors->exp + i);
        col_signs signs = col_exact_signs(factors->poly + i, field);
        fmpz_mpoly_set(factor, factors->poly + i, field->context);
        if (signs == COL_SIGN_NEGATIVE) {
            fmpz_mpoly_neg(factor, factor, field->context);
            *flips += exponent % 2 != 0;
        }
        if (signs == COL_SIGN_NEGATIVE || signs == COL_SIGN_POSITIVE) {
            ok = add_log(out, factor, sign * exponent, field);
        } else {
            fmpz_mpoly_pow_ui(factor, factor, (ulong)exponent, field->context);
            fmpz_mpoly_mul(unknown, unknown, factor, field->context);
        }
    }
    fmpz_mpoly_clear(factor, field->context);
    fmpz_mpoly_factor_clear(factors, field->context);
    return ok;
}

/* One generator for the logarithm of a quotient whose factors' signs are not known. */
static bool add_unknown_log(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t quotient, col_exact_field *field)
{
    fmpz_mpoly_q_t logarithm;
    fmpz_mpoly_q_init(logarithm, field->context);
    col_expr expression = col_expr_unary(field->graph, COL_OP_LOG, col_exact_expression(field, quotient));
    bool ok = col_exact_set_generator(
        logarithm, col_exact_find(field, COL_GENERATOR_OPAQUE, COL_OP_LOG, expression, quotient, 0, NULL), field);
    if (ok) {
        fmpz_mpoly_q_add(out, out, logarithm, field->context);
        ok = col_exact_settle(out, field);
    }
    fmpz_mpoly_q_clear(logarithm, field->context);
    return ok;
}

bool col_exact_log(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    if (fmpz_mpoly_q_is_zero(x, field->context))
        return col_exact_fail(field, "the logarithm of zero");
    fmpz_mpoly_q_t known, unknown;
    fmpz_mpoly_q_init(known, field->context);
    fmpz_mpoly_q_init(unknown, field->context);
    fmpz_mpoly_q_set_si(unknown, 1, field->context);
    int flips = 0;
    bool ok = split_log(known, fmpz_mpoly_q_numref(unknown), &flips, fmpz_mpoly_q_numref(x), 1, field)
        && split_log(known, fmpz_mpoly_q_denref(unknown), &flips, fmpz_mpoly_q_denref(x), -1, field);
    fmpq_t rest;
    fmpq_init(rest);
    bool nothing_left = ok && col_exact_is_rational(rest, unknown, field);
    if (ok && flips % 2)
        fmpz_mpoly_q_neg(unknown, unknown, field->context);
    if (nothing_left && flips % 2)
        ok = col_exact_fail(field, "the logarithm of a negative quantity");
    else if (ok && !nothing_left)
        ok = add_unknown_log(known, unknown, field);
    if (ok)
        fmpz_mpoly_q_set(out, known, field->context);
    fmpq_clear(rest);
    fmpz_mpoly_q_clear(known, field->context);
    fmpz_mpoly_q_clear(unknown, field->context);
    return ok;
}
