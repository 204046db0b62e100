/* Small operations on integer polynomials that keep signs. */
#include "polynomialtools.h"

#include "../base/memory.h"

#include <stdlib.h>

void col_polynomial_reduce_content(fmpz_mpoly_t polynomial, const fmpz_mpoly_ctx_struct *ctx)
{
    fmpz_t content, coefficient;
    fmpz_init(content);
    fmpz_init(coefficient);
    for (slong i = 0; i < fmpz_mpoly_length(polynomial, ctx) && !fmpz_is_one(content); i++) {
        fmpz_mpoly_get_term_coeff_fmpz(coefficient, polynomial, i, ctx);
        fmpz_gcd(content, content, coefficient);
    }
    if (fmpz_cmp_ui(content, 1) > 0)
        fmpz_mpoly_scalar_divexact_fmpz(polynomial, polynomial, content, ctx);
    fmpz_clear(content);
    fmpz_clear(coefficient);
}

void col_polynomial_fix(fmpz_mpoly_t result, const fmpz_mpoly_t polynomial, slong variable, const fmpq_t value,
    const fmpz_mpoly_ctx_struct *ctx)
{
    slong degree = fmpz_mpoly_degree_si(polynomial, variable, ctx);
    fmpz_mpoly_univar_t powers;
    fmpz_mpoly_t sum, term;
    fmpz_t scale, power;
    fmpz_mpoly_univar_init(powers, ctx);
    fmpz_mpoly_init(sum, ctx);
    fmpz_mpoly_init(term, ctx);
    fmpz_init(scale);
    fmpz_init(power);
    fmpz_mpoly_to_univar(powers, polynomial, variable, ctx);
    for (slong i = 0; i < fmpz_mpoly_univar_length(powers, ctx); i++) {
        slong exponent = fmpz_mpoly_univar_get_term_exp_si(powers, i, ctx);
        fmpz_pow_ui(scale, fmpq_numref(value), (ulong)exponent);
        fmpz_pow_ui(power, fmpq_denref(value), (ulong)(degree - exponent));
        fmpz_mul(scale, scale, power);
        fmpz_mpoly_univar_get_term_coeff(term, powers, i, ctx);
        fmpz_mpoly_scalar_mul_fmpz(term, term, scale, ctx);
        fmpz_mpoly_add(sum, sum, term, ctx);
    }
    fmpz_mpoly_swap(result, sum, ctx);
    col_polynomial_reduce_content(result, ctx);
    fmpz_mpoly_univar_clear(powers, ctx);
    fmpz_mpoly_clear(sum, ctx);
    fmpz_mpoly_clear(term, ctx);
    fmpz_clear(scale);
    fmpz_clear(power);
}

void col_polynomial_coefficient(fmpz_mpoly_t result, const fmpz_mpoly_t polynomial, slong variable, slong exponent,
    const fmpz_mpoly_ctx_struct *ctx)
{
    ulong exponents[1] = {(ulong)exponent};
    slong variables[1] = {variable};
    fmpz_mpoly_get_coeff_vars_ui(result, polynomial, variables, exponents, 1, ctx);
}

/* FLINT's conversion puts 1 for the other variables without a word. */
bool col_polynomial_univariate(fmpz_poly_t result, const fmpz_mpoly_t polynomial, slong variable,
    const fmpz_mpoly_ctx_struct *ctx)
{
    for (slong v = 0; v < fmpz_mpoly_ctx_nvars(ctx); v++)
        if (v != variable && fmpz_mpoly_degree_si(polynomial, v, ctx) > 0)
            return false;
    return fmpz_mpoly_get_fmpz_poly(result, polynomial, variable, ctx);
}

double col_resultant_work(const fmpz_mpoly_t a, const fmpz_mpoly_t b, slong variable,
    const fmpz_mpoly_ctx_struct *ctx)
{
    double m = (double)fmpz_mpoly_degree_si(a, variable, ctx), n = (double)fmpz_mpoly_degree_si(b, variable, ctx);
    double terms = 1;
    for (slong v = 0; v < fmpz_mpoly_ctx_nvars(ctx); v++)
        if (v != variable)
            terms *= 1 + n * (double)fmpz_mpoly_degree_si(a, v, ctx) + m * (double)fmpz_mpoly_degree_si(b, v, ctx);
    double bits = (double)FLINT_ABS(fmpz_mpoly_max_bits(a)) + (double)FLINT_ABS(fmpz_mpoly_max_bits(b));
    return terms * (m + n) * (m + n) * (1 + bits * (m + n) / 400) + 1000;
}

/* log2, rounded up, of a bound M >= 1 on L*|p| at all conjugates of the point, where L = product of
 * (leading coefficient)^degree makes L*p an algebraic integer there; *degree: of the field, at most; *scale: log2 L. */
static double conjugate_bound(double *degree, double *scale, const fmpz_mpoly_t polynomial, qqbar_srcptr point,
    const fmpz_mpoly_ctx_struct *ctx)
{
    double bits = (double)FLINT_ABS(fmpz_mpoly_max_bits(polynomial))
        + (double)FLINT_BIT_COUNT((ulong)fmpz_mpoly_length(polynomial, ctx));
    *degree = 1;
    *scale = 0;
    for (slong v = 0; v < fmpz_mpoly_ctx_nvars(ctx); v++) {
        double power = (double)fmpz_mpoly_degree_si(polynomial, v, ctx);
        if (power == 0)
            continue;
        /* Cauchy: conjugates are at most 1 + max|a_j|/|a_n| in modulus. */
        *degree *= (double)qqbar_degree(point + v);
        *scale += power * (double)(qqbar_height_bits(point + v) + 1);
        bits += power * (double)(qqbar_height_bits(point + v) + 1);
    }
    return bits;
}

static void evaluate_arb(arb_t value, const fmpz_mpoly_t polynomial, qqbar_srcptr point, slong precision,
    const fmpz_mpoly_ctx_struct *ctx)
{
    slong variables = fmpz_mpoly_ctx_nvars(ctx);
    ulong *exponents = col_malloc((size_t)(variables + 1) * sizeof *exponents);
    arb_ptr x = _arb_vec_init(variables);
    arb_t term, power;
    fmpz_t coefficient;
    arb_init(term);
    arb_init(power);
    fmpz_init(coefficient);
    for (slong v = 0; v < variables; v++)
        if (fmpz_mpoly_degree_si(polynomial, v, ctx) > 0)
            qqbar_get_arb(x + v, point + v, precision);
    arb_zero(value);
    for (slong i = 0; i < fmpz_mpoly_length(polynomial, ctx); i++) {
        fmpz_mpoly_get_term_coeff_fmpz(coefficient, polynomial, i, ctx);
        fmpz_mpoly_get_term_exp_ui(exponents, polynomial, i, ctx);
        arb_set_fmpz(term, coefficient);
        for (slong v = 0; v < variables; v++) {
            if (exponents[v] == 0)
                continue;
            arb_pow_ui(power, x + v, exponents[v], precision);
            arb_mul(term, term, power, precision);
        }
        arb_add(value, value, term, precision);
    }
    free(exponents);
    _arb_vec_clear(x, variables);
    arb_clear(term);
    arb_clear(power);
    fmpz_clear(coefficient);
}

/* No coordinate that the polynomial uses is rational. L*p(point) is an algebraic integer of degree at most D with all
 * conjugates at most M: if it is not zero its norm is a non-zero integer, so |L*p| >= M^(1 - D). */
static bool irrational_sign(int *sign, const fmpz_mpoly_t polynomial, qqbar_srcptr point, slong precision,
    const fmpz_mpoly_ctx_struct *ctx)
{
    double degree, scale, bits = conjugate_bound(&degree, &scale, polynomial, point, ctx);
    double gap = (degree - 1) * bits + scale + 2; /* non-zero: |p| >= 2^-gap */
    bool decided = false;
    arb_t value;
    mag_t magnitude;
    arb_init(value);
    mag_init(magnitude);
    for (slong prec = 64; !decided; prec *= 2) {
        evaluate_arb(value, polynomial, point, prec, ctx);
        arb_get_mag(magnitude, value);
        if (!arb_contains_zero(value)) {
            *sign = arb_is_positive(value) ? 1 : -1;
            decided = true;
        } else if (gap < 1e6 && mag_cmp_2exp_si(magnitude, -(slong)gap - 1) < 0) {
            *sign = 0;
            decided = true;
        } else if (prec > precision) {
            break;
        }
    }
    arb_clear(value);
    mag_clear(magnitude);
    return decided;
}

bool col_algebraic_sign(int *sign, const fmpz_mpoly_t polynomial, qqbar_srcptr point, slong precision,
    const fmpz_mpoly_ctx_struct *ctx)
{
    bool decided = true;
    fmpz_mpoly_t rest;
    fmpq_t value;
    fmpz_mpoly_init(rest, ctx);
    fmpq_init(value);
    fmpz_mpoly_set(rest, polynomial, ctx);
    for (slong v = 0; v < fmpz_mpoly_ctx_nvars(ctx); v++) {
        if (fmpz_mpoly_degree_si(rest, v, ctx) <= 0 || !qqbar_is_rational(point + v))
            continue;
        qqbar_get_fmpq(value, point + v);
        col_polynomial_fix(rest, rest, v, value, ctx);
    }
    if (fmpz_mpoly_is_fmpz(rest, ctx)) {
        fmpz_mpoly_get_fmpz(fmpq_numref(value), rest, ctx);
        *sign = fmpz_sgn(fmpq_numref(value));
        fmpq_zero(value);
    } else {
        decided = irrational_sign(sign, rest, point, precision, ctx);
    }
    fmpz_mpoly_clear(rest, ctx);
    fmpq_clear(value);
    return decided;
}

/* In a ring of the used variables alone; inward and outward translate their indices. */
static bool factor_inside(fmpz_mpoly_factor_t factors, const fmpz_mpoly_t polynomial, slong used, const slong *inward,
    const slong *outward, const fmpz_mpoly_ctx_struct *ctx)
{
    fmpz_mpoly_ctx_t few;
    fmpz_mpoly_t inside;
    fmpz_mpoly_factor_t found;
    fmpz_mpoly_ctx_init(few, used, fmpz_mpoly_ctx_ord(ctx));
    fmpz_mpoly_init(inside, few);
    fmpz_mpoly_factor_init(found, few);
    fmpz_mpoly_compose_fmpz_mpoly_gen(inside, polynomial, inward, ctx, few);
    bool done = fmpz_mpoly_factor(found, inside, few) != 0;
    fmpz_mpoly_factor_fit_length(factors, found->num, ctx);
    fmpz_set(factors->constant, found->constant);
    factors->num = found->num;
    for (slong i = 0; i < found->num; i++) {
        fmpz_mpoly_compose_fmpz_mpoly_gen(&factors->poly[i], &found->poly[i], outward, few, ctx);
        fmpz_set(&factors->exp[i], &found->exp[i]);
    }
    fmpz_mpoly_factor_clear(found, few);
    fmpz_mpoly_clear(inside, few);
    fmpz_mpoly_ctx_clear(few);
    return done;
}

bool col_polynomial_factor(fmpz_mpoly_factor_t factors, const fmpz_mpoly_t polynomial, const fmpz_mpoly_ctx_struct *ctx)
{
    slong variables = fmpz_mpoly_ctx_nvars(ctx), used = 0;
    slong *inward = col_calloc((size_t)(2 * variables + 1), sizeof *inward), *outward = inward + variables;
    int *occurs = col_calloc((size_t)variables + 1, sizeof *occurs);
    fmpz_mpoly_used_vars(occurs, polynomial, ctx);
    for (slong i = 0; i < variables; i++) {
        if (!occurs[i])
            continue;
        inward[i] = used;
        outward[used++] = i;
    }
    bool done = used == 0 || used == variables ? fmpz_mpoly_factor(factors, polynomial, ctx) != 0
                                               : factor_inside(factors, polynomial, used, inward, outward, ctx);
    free(occurs);
    free(inward);
    return done;
}
