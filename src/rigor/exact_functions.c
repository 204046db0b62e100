/* Exponentials, logarithms and circular functions of normal forms.
 *
 * An argument is split into its terms c t (c rational, t without a rational factor): exp and the circular functions
 * are then products and addition formulas over generators exp(g t), cos(g t), of which the other multiples of t are
 * powers and multiple angles. Logarithms are split over factors that the oracle knows to be positive. */
#include "exact_field.h"

#include <collapsar/tape.h>

#include "../base/memory.h"

#include <math.h>

enum { MAX_SPLIT = 6, MAX_MULTIPLE = 40 };

/* x = sum of coefficient[i] * term[i], the rational factors drawn out. */
typedef struct {
    slong count;
    fmpq *coefficients;
    fmpz_mpoly_q_struct *terms;
} argument_terms;

static void set_quotient(fmpz_mpoly_q_t out, const fmpz_mpoly_t numerator, const fmpz_mpoly_t denominator,
                         col_exact_field *field)
{
    fmpz_mpoly_set(fmpz_mpoly_q_numref(out), numerator, field->context);
    fmpz_mpoly_set(fmpz_mpoly_q_denref(out), denominator, field->context);
    fmpz_mpoly_q_canonicalise(out, field->context);
}

/* Draws the rational content (with the sign of the leading term) out of x. */
static void draw_content(fmpq_t content, fmpz_mpoly_q_t x, col_exact_field *field)
{
    fmpz_mpoly_struct *numerator = fmpz_mpoly_q_numref(x), *denominator = fmpz_mpoly_q_denref(x);
    fmpz_t lead;
    fmpz_init(lead);
    fmpz_mpoly_get_term_coeff_fmpz(lead, numerator, 0, field->context);
    _fmpz_vec_content(fmpq_numref(content), numerator->coeffs, numerator->length);
    _fmpz_vec_content(fmpq_denref(content), denominator->coeffs, denominator->length);
    if (fmpz_sgn(lead) < 0)
        fmpz_neg(fmpq_numref(content), fmpq_numref(content));
    fmpz_mpoly_scalar_divexact_fmpz(numerator, numerator, fmpq_numref(content), field->context);
    fmpz_mpoly_scalar_divexact_fmpz(denominator, denominator, fmpq_denref(content), field->context);
    fmpq_canonicalise(content);
    fmpz_clear(lead);
}

static void terms_init(argument_terms *terms, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    slong length = fmpz_mpoly_length(fmpz_mpoly_q_numref(x), field->context);
    bool whole = length > MAX_SPLIT;
    terms->count = whole ? 1 : length;
    terms->coefficients = _fmpq_vec_init(terms->count);
    terms->terms = flint_malloc((size_t)terms->count * sizeof *terms->terms + 1);
    fmpz_mpoly_t term;
    fmpz_mpoly_init(term, field->context);
    for (slong i = 0; i < terms->count; i++) {
        fmpz_mpoly_q_init(&terms->terms[i], field->context);
        if (whole)
            fmpz_mpoly_set(term, fmpz_mpoly_q_numref(x), field->context);
        else
            fmpz_mpoly_get_term(term, fmpz_mpoly_q_numref(x), i, field->context);
        set_quotient(&terms->terms[i], term, fmpz_mpoly_q_denref(x), field);
        draw_content(&terms->coefficients[i], &terms->terms[i], field);
    }
    fmpz_mpoly_clear(term, field->context);
}

static void terms_clear(argument_terms *terms, col_exact_field *field)
{
    for (slong i = 0; i < terms->count; i++)
        fmpz_mpoly_q_clear(&terms->terms[i], field->context);
    flint_free(terms->terms);
    _fmpq_vec_clear(terms->coefficients, terms->count);
}

/* The generator of that kind whose argument is a rational multiple of term: its index, and multiple; -1 if none. */
static slong find_multiple(fmpq_t multiple, col_generator_kind kind, const fmpz_mpoly_q_t term, col_exact_field *field)
{
    slong found = -1;
    fmpz_mpoly_q_t ratio;
    fmpz_mpoly_q_init(ratio, field->context);
    for (size_t i = 0; found < 0 && i < field->count; i++) {
        if (field->generators[i].kind != kind)
            continue;
        fmpz_mpoly_q_div(ratio, field->generators[i].argument, term, field->context);
        if (col_exact_is_rational(multiple, ratio, field))
            found = (slong)i;
    }
    fmpz_mpoly_q_clear(ratio, field->context);
    return found;
}

/* If x is a single generator, which? -1 otherwise. */
static slong as_generator(const fmpz_mpoly_q_t x, const col_exact_field *field)
{
    if (!fmpz_mpoly_is_one(fmpz_mpoly_q_denref(x), field->context))
        return -1;
    for (size_t i = 0; i < field->count; i++)
        if (fmpz_mpoly_is_gen(fmpz_mpoly_q_numref(x), (slong)i, field->context))
            return (slong)i;
    return -1;
}

static bool is_function(slong index, col_op function, const col_exact_field *field)
{
    return index >= 0 && field->generators[index].kind == COL_GENERATOR_OPAQUE
        && field->generators[index].function == function && function != COL_OP_INTEGRAL;
}

/* A new generator exp(c t) or cos(c t), sin(c t); c > 0. */
static slong make_multiple(col_generator_kind kind, const fmpq_t c, const fmpz_mpoly_q_t t, col_exact_field *field)
{
    fmpz_mpoly_q_t argument;
    fmpz_mpoly_q_init(argument, field->context);
    fmpz_mpoly_q_mul_fmpq(argument, t, c, field->context);
    col_expr expression = col_exact_expression(field, argument);
    col_op op = kind == COL_GENERATOR_EXP ? COL_OP_EXP : COL_OP_COS;
    bool pair = kind == COL_GENERATOR_COSINE;
    slong index = -1;
    if (field->count + (pair ? 2 : 1) <= field->capacity)
        index = col_exact_find(field, kind, op, col_expr_unary(field->graph, op, expression), argument, 0, NULL);
    if (pair && index >= 0) {
        fmpz_mpoly_t relation;
        fmpz_mpoly_init(relation, field->context);
        fmpz_mpoly_gen(relation, index, field->context);
        fmpz_mpoly_mul(relation, relation, relation, field->context);
        fmpz_mpoly_sub_si(relation, relation, 1, field->context);
        fmpz_mpoly_neg(relation, relation, field->context);
        col_exact_find(field, COL_GENERATOR_SINE, COL_OP_SIN, col_expr_unary(field->graph, COL_OP_SIN, expression),
                       argument, 2, relation);
        fmpz_mpoly_set(field->generators[index + 1].relation, relation, field->context);
        fmpz_mpoly_clear(relation, field->context);
    }
    fmpz_mpoly_q_clear(argument, field->context);
    return index;
}

/* exp(c t): t may be a logarithm; otherwise a power of exp(g t). */
static bool exp_of_term(fmpz_mpoly_q_t out, const fmpq_t c, const fmpz_mpoly_q_t t, col_exact_field *field)
{
    slong index = as_generator(t, field);
    if (is_function(index, COL_OP_LOG, field))
        return col_exact_pow_fmpq(out, field->generators[index].argument, c, field);
    fmpq_t multiple;
    fmpz_mpoly_q_t base;
    fmpq_init(multiple);
    fmpz_mpoly_q_init(base, field->context);
    index = find_multiple(multiple, COL_GENERATOR_EXP, t, field);
    if (index < 0) {
        fmpq_abs(multiple, c);
        index = make_multiple(COL_GENERATOR_EXP, multiple, t, field);
    }
    fmpq_div(multiple, c, multiple);
    bool ok = col_exact_set_generator(base, index, field) && col_exact_pow_fmpq(out, base, multiple, field);
    fmpq_clear(multiple);
    fmpz_mpoly_q_clear(base, field->context);
    return ok;
}

bool col_exact_exp(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    argument_terms terms;
    fmpz_mpoly_q_t factor;
    terms_init(&terms, x, field);
    fmpz_mpoly_q_init(factor, field->context);
    fmpz_mpoly_q_set_si(out, 1, field->context);
    bool ok = true;
    for (slong i = 0; ok && i < terms.count; i++)
        ok = exp_of_term(factor, &terms.coefficients[i], &terms.terms[i], field)
            && col_exact_mul(out, out, factor, field);
    fmpz_mpoly_q_clear(factor, field->context);
    terms_clear(&terms, field);
    return ok;
}

/* log of a positive polynomial without further factors. */
static bool log_of_factor(fmpz_mpoly_q_t out, const fmpz_mpoly_t factor, col_exact_field *field)
{
    fmpz_mpoly_q_t argument;
    fmpz_mpoly_q_init(argument, field->context);
    fmpz_mpoly_set(fmpz_mpoly_q_numref(argument), factor, field->context);
    fmpz_mpoly_one(fmpz_mpoly_q_denref(argument), field->context);
    slong index = as_generator(argument, field);
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
    bool ok = fmpz_mpoly_factor(factors, polynomial, field->context) != 0
        || col_exact_fail(field, "a polynomial could not be factored");
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

/* (c, s) = (c, s) * (c2, s2) as angles are added. */
static bool add_angle(fmpz_mpoly_q_t c, fmpz_mpoly_q_t s, const fmpz_mpoly_q_t c2, const fmpz_mpoly_q_t s2,
                      col_exact_field *field)
{
    fmpz_mpoly_q_t cc, ss, cs, sc;
    fmpz_mpoly_q_init(cc, field->context);
    fmpz_mpoly_q_init(ss, field->context);
    fmpz_mpoly_q_init(cs, field->context);
    fmpz_mpoly_q_init(sc, field->context);
    bool ok = col_exact_mul(cc, c, c2, field) && col_exact_mul(ss, s, s2, field) && col_exact_mul(cs, c, s2, field)
        && col_exact_mul(sc, s, c2, field);
    if (ok) {
        fmpz_mpoly_q_sub(c, cc, ss, field->context);
        fmpz_mpoly_q_add(s, cs, sc, field->context);
        ok = col_exact_settle(c, field) && col_exact_settle(s, field);
    }
    fmpz_mpoly_q_clear(cc, field->context);
    fmpz_mpoly_q_clear(ss, field->context);
    fmpz_mpoly_q_clear(cs, field->context);
    fmpz_mpoly_q_clear(sc, field->context);
    return ok;
}

/* cos and sin of asin(y): (sqrt(1 - y^2), y); of atan(y): (1, y)/sqrt(1 + y^2). */
static bool angle_of_inverse(fmpz_mpoly_q_t c, fmpz_mpoly_q_t s, slong index, col_exact_field *field)
{
    bool arcsine = field->generators[index].function == COL_OP_ASIN;
    fmpz_mpoly_q_set(s, field->generators[index].argument, field->context);
    bool ok = col_exact_mul(c, s, s, field);
    if (arcsine)
        fmpz_mpoly_q_neg(c, c, field->context);
    fmpz_mpoly_q_add_si(c, c, 1, field->context);
    ok = ok && col_exact_root(c, c, 2, field);
    if (ok && !arcsine) {
        ok = col_exact_div(s, s, c, field);
        fmpz_mpoly_q_inv(c, c, field->context);
    }
    return ok;
}

/* sqrt((2 + sign sqrt(n))/4)-like constants: out = (a + b sqrt(n))/d, then its root if nested. */
static bool surd(fmpz_mpoly_q_t out, slong a, slong b, slong n, slong d, bool nested, col_exact_field *field)
{
    fmpz_mpoly_q_t root;
    fmpz_mpoly_q_init(root, field->context);
    fmpz_mpoly_q_set_si(root, n, field->context);
    bool ok = col_exact_root(root, root, 2, field);
    if (ok) {
        fmpz_mpoly_q_mul_si(root, root, b, field->context);
        fmpz_mpoly_q_add_si(root, root, a, field->context);
        fmpz_mpoly_q_div_si(out, root, d, field->context);
        ok = !nested || col_exact_root(out, out, 2, field);
    }
    fmpz_mpoly_q_clear(root, field->context);
    return ok;
}

/* cos and sin of pi/n for the n whose values are square roots; false, without a reason, for the others. */
static bool angle_of_pi(fmpz_mpoly_q_t c, fmpz_mpoly_q_t s, ulong n, col_exact_field *field)
{
    switch (n) {
    case 1: return surd(c, -1, 0, 1, 1, false, field) && surd(s, 0, 0, 1, 1, false, field);
    case 2: return surd(c, 0, 0, 1, 1, false, field) && surd(s, 1, 0, 1, 1, false, field);
    case 3: return surd(c, 1, 0, 1, 2, false, field) && surd(s, 0, 1, 3, 2, false, field);
    case 4: return surd(c, 0, 1, 2, 2, false, field) && surd(s, 0, 1, 2, 2, false, field);
    case 5: return surd(c, 1, 1, 5, 4, false, field) && surd(s, 5, -1, 5, 8, true, field);
    case 6: return surd(c, 0, 1, 3, 2, false, field) && surd(s, 1, 0, 1, 2, false, field);
    case 8: return surd(c, 2, 1, 2, 4, true, field) && surd(s, 2, -1, 2, 4, true, field);
    case 10: return surd(c, 5, 1, 5, 8, true, field) && surd(s, -1, 1, 5, 4, false, field);
    case 12: return surd(c, 2, 1, 3, 4, true, field) && surd(s, 2, -1, 3, 4, true, field);
    default: return false;
    }
}

static bool is_pi(const fmpz_mpoly_q_t t, const col_exact_field *field)
{
    slong index = as_generator(t, field);
    return index >= 0 && field->generators[index].kind == COL_GENERATOR_PI;
}

static ptrdiff_t find_angle(const fmpz_mpoly_q_t t, const col_exact_field *field)
{
    for (size_t i = 0; i < field->angle_count; i++)
        if (fmpz_mpoly_q_equal(field->angles + i, t, field->context))
            return (ptrdiff_t)i;
    return -1;
}

void col_exact_note_angles(const fmpz_mpoly_q_t x, col_exact_field *field)
{
    argument_terms terms;
    terms_init(&terms, x, field);
    for (slong i = 0; i < terms.count; i++) {
        ptrdiff_t known = find_angle(&terms.terms[i], field);
        if (known >= 0) {
            fmpq_gcd(field->granules + known, field->granules + known, &terms.coefficients[i]);
            continue;
        }
        field->angles = col_grow(field->angles, field->angle_count, &field->angle_capacity, sizeof *field->angles);
        field->granules =
            col_grow(field->granules, field->angle_count, &field->granule_capacity, sizeof *field->granules);
        fmpz_mpoly_q_init(field->angles + field->angle_count, field->context);
        fmpq_init(field->granules + field->angle_count);
        fmpz_mpoly_q_set(field->angles + field->angle_count, &terms.terms[i], field->context);
        fmpq_abs(field->granules + field->angle_count++, &terms.coefficients[i]);
    }
    terms_clear(&terms, field);
}

/* The base angle for multiples of t: (c, s) at the angle granule * t. */
static bool base_angle(fmpz_mpoly_q_t c, fmpz_mpoly_q_t s, fmpq_t granule, const fmpq_t wanted, const fmpz_mpoly_q_t t,
                       col_exact_field *field)
{
    slong index = as_generator(t, field);
    if (is_function(index, COL_OP_ASIN, field) || is_function(index, COL_OP_ATAN, field)) {
        fmpq_one(granule);
        return angle_of_inverse(c, s, index, field);
    }
    if (is_pi(t, field) && fmpz_cmp_ui(fmpq_denref(wanted), 12) <= 0) {
        ulong n = fmpz_get_ui(fmpq_denref(wanted));
        fmpq_set_si(granule, 1, n);
        if (angle_of_pi(c, s, n, field))
            return true;
    }
    index = find_multiple(granule, COL_GENERATOR_COSINE, t, field);
    if (index < 0) {
        ptrdiff_t noted = find_angle(t, field);
        fmpq_abs(granule, noted >= 0 ? field->granules + noted : wanted);
        index = make_multiple(COL_GENERATOR_COSINE, granule, t, field);
    }
    return col_exact_set_generator(c, index, field) && col_exact_set_generator(s, index + 1, field);
}

/* cos(c t), sin(c t). A multiple of t that is no integer multiple of the known angle gets generators of its own. */
static bool angle_of_term(fmpz_mpoly_q_t c, fmpz_mpoly_q_t s, const fmpq_t wanted, const fmpz_mpoly_q_t t,
                          col_exact_field *field)
{
    fmpq_t granule, multiple;
    fmpz_mpoly_q_t base_c, base_s;
    fmpz_t limit;
    fmpz_init_set_ui(limit, MAX_MULTIPLE);
    fmpq_init(granule);
    fmpq_init(multiple);
    fmpz_mpoly_q_init(base_c, field->context);
    fmpz_mpoly_q_init(base_s, field->context);
    bool ok = base_angle(base_c, base_s, granule, wanted, t, field);
    if (ok) {
        fmpq_div(multiple, wanted, granule);
        if (!fmpz_is_one(fmpq_denref(multiple))) {
            fmpq_abs(granule, wanted);
            slong index = make_multiple(COL_GENERATOR_COSINE, granule, t, field);
            ok = col_exact_set_generator(base_c, index, field) && col_exact_set_generator(base_s, index + 1, field);
            fmpq_set_si(multiple, fmpq_sgn(wanted), 1);
        }
        if (is_pi(t, field) && fmpz_is_one(fmpq_numref(granule))) { /* whole turns do nothing */
            fmpz_mul_ui(fmpq_denref(granule), fmpq_denref(granule), 2);
            fmpz_fdiv_r(fmpq_numref(multiple), fmpq_numref(multiple), fmpq_denref(granule));
        }
        if (ok && fmpz_cmpabs(fmpq_numref(multiple), limit) > 0)
            ok = col_exact_fail(field, "a multiple of an angle is too large for a normal form");
    }
    slong count = ok ? fmpz_get_si(fmpq_numref(multiple)) : 0;
    if (count < 0)
        fmpz_mpoly_q_neg(base_s, base_s, field->context);
    fmpz_mpoly_q_set_si(c, 1, field->context);
    fmpz_mpoly_q_zero(s, field->context);
    for (slong i = 0; ok && i < FLINT_ABS(count); i++)
        ok = add_angle(c, s, base_c, base_s, field);
    fmpz_clear(limit);
    fmpq_clear(granule);
    fmpq_clear(multiple);
    fmpz_mpoly_q_clear(base_c, field->context);
    fmpz_mpoly_q_clear(base_s, field->context);
    return ok;
}

bool col_exact_cos_sin(fmpz_mpoly_q_t cosine, fmpz_mpoly_q_t sine, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    argument_terms terms;
    fmpz_mpoly_q_t c, s;
    terms_init(&terms, x, field);
    fmpz_mpoly_q_init(c, field->context);
    fmpz_mpoly_q_init(s, field->context);
    fmpz_mpoly_q_set_si(cosine, 1, field->context);
    fmpz_mpoly_q_zero(sine, field->context);
    bool ok = true;
    for (slong i = 0; ok && i < terms.count; i++)
        ok = angle_of_term(c, s, &terms.coefficients[i], &terms.terms[i], field)
            && add_angle(cosine, sine, c, s, field);
    fmpz_mpoly_q_clear(c, field->context);
    fmpz_mpoly_q_clear(s, field->context);
    terms_clear(&terms, field);
    return ok;
}

/* A constant's value in double precision: a guess that certifies nothing; NaN if it is not a constant. */
static double approximate(const fmpz_mpoly_q_t x, col_exact_field *field)
{
    col_expr e = col_exact_expression(field, x);
    double value = NAN;
    col_tape *tape = col_expr_is_constant(field->graph, e) ? col_tape_new(field->graph, &e, 1, NULL, 0, NULL) : NULL;
    if (tape != NULL) {
        col_tape_workspace *workspace = col_tape_workspace_new(tape);
        col_tape_approx(&value, tape, workspace, NULL);
        col_tape_workspace_free(workspace);
    }
    col_tape_free(tape);
    return value;
}

/* Is the angle k pi/n the inverse sine (tangent) of x, exactly? It lies in the principal range. */
static bool is_inverse(bool arcsine, const fmpz_mpoly_q_t x, const fmpz_mpoly_q_t angle, col_exact_field *field)
{
    fmpz_mpoly_q_t c, s, difference;
    fmpz_mpoly_q_init(c, field->context);
    fmpz_mpoly_q_init(s, field->context);
    fmpz_mpoly_q_init(difference, field->context);
    bool ok = col_exact_cos_sin(c, s, angle, field)
        && (arcsine ? (fmpz_mpoly_q_set(difference, x, field->context), true) : col_exact_mul(difference, x, c, field));
    if (ok) {
        fmpz_mpoly_q_sub(difference, difference, s, field->context);
        ok = col_exact_settle(difference, field) && fmpz_mpoly_q_is_zero(difference, field->context);
    }
    fmpz_mpoly_q_clear(c, field->context);
    fmpz_mpoly_q_clear(s, field->context);
    fmpz_mpoly_q_clear(difference, field->context);
    return ok;
}

/* asin and atan of constants that are the sine and tangent of a simple fraction of pi: guessed, then checked. */
static bool special_angle(fmpz_mpoly_q_t out, col_op function, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    static const slong fractions[] = {1, 2, 3, 4, 5, 6, 8, 10, 12};
    bool arcsine = function == COL_OP_ASIN, found = false;
    double value = function == COL_OP_ERF ? NAN : approximate(x, field);
    double turns = (arcsine ? asin(value) : atan(value)) / 3.14159265358979323846;
    col_expr pi = col_expr_pi(field->graph);
    for (size_t i = 0; !found && isfinite(turns) && i < sizeof fractions / sizeof *fractions; i++) {
        double multiple = turns * (double)fractions[i];
        if (fabs(multiple - nearbyint(multiple)) > 1e-9)
            continue;
        found = col_exact_set_generator(out, col_exact_find(field, COL_GENERATOR_PI, COL_OP_PI, pi, NULL, 0, NULL),
                                        field);
        fmpz_mpoly_q_mul_si(out, out, (slong)nearbyint(multiple), field->context);
        fmpz_mpoly_q_div_si(out, out, fractions[i], field->context);
        found = found && is_inverse(arcsine, x, out, field);
    }
    return found;
}

bool col_exact_odd(fmpz_mpoly_q_t out, col_op function, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    if (fmpz_mpoly_q_is_zero(x, field->context)) {
        fmpz_mpoly_q_zero(out, field->context);
        return true;
    }
    if (special_angle(out, function, x, field))
        return true;
    fmpz_mpoly_q_t argument;
    fmpz_t lead;
    fmpz_mpoly_q_init(argument, field->context);
    fmpz_init(lead);
    fmpz_mpoly_get_term_coeff_fmpz(lead, fmpz_mpoly_q_numref(x), 0, field->context);
    bool negative = fmpz_sgn(lead) < 0;
    fmpz_mpoly_q_set(argument, x, field->context);
    if (negative)
        fmpz_mpoly_q_neg(argument, argument, field->context);
    col_expr expression = col_expr_unary(field->graph, function, col_exact_expression(field, argument));
    bool ok = col_exact_set_generator(
        out, col_exact_find(field, COL_GENERATOR_OPAQUE, function, expression, argument, 0, NULL), field);
    if (ok && negative)
        fmpz_mpoly_q_neg(out, out, field->context);
    fmpz_clear(lead);
    fmpz_mpoly_q_clear(argument, field->context);
    return ok;
}
