/* The elementary functions and real powers of balls, with their domains. */
#include "ball.h"

/* The image of [0, hi(x)] under a map with map(0) = 0 that rises on it. */
static void from_zero(arb_t out, col_ball_map map, const arb_t x, slong precision)
{
    arb_t zero, hi;
    arb_init(zero);
    arb_init(hi);
    arb_get_ubound_arf(arb_midref(hi), x, precision);
    map(hi, hi, precision);
    col_ball_hull(out, zero, hi, precision);
    arb_clear(zero);
    arb_clear(hi);
}

static col_domain ball_sqrt(arb_t out, const arb_t x, slong precision)
{
    if (arb_is_positive(x)) {
        col_ball_monotone(out, arb_sqrt, x, precision);
        return COL_DOMAIN_WHOLE;
    }
    if (arb_is_negative(x)) {
        arb_indeterminate(out);
        return COL_DOMAIN_NOWHERE;
    }
    col_domain domain = arb_is_nonnegative(x) ? COL_DOMAIN_WHOLE : COL_DOMAIN_UNKNOWN;
    if (arb_is_finite(x))
        from_zero(out, arb_sqrt, x, precision);
    else
        arb_indeterminate(out);
    return domain;
}

static col_domain ball_log(arb_t out, const arb_t x, slong precision)
{
    if (arb_is_positive(x)) {
        col_ball_monotone(out, arb_log, x, precision);
        return COL_DOMAIN_WHOLE;
    }
    col_domain domain = arb_is_nonpositive(x) ? COL_DOMAIN_NOWHERE : COL_DOMAIN_UNKNOWN;
    arb_indeterminate(out);
    return domain;
}

/* asin and acos on the part of x inside [-1, 1]. */
static col_domain on_unit_interval(arb_t out, col_ball_map map, const arb_t x, slong precision)
{
    arb_t lo, hi, one;
    arb_init(lo);
    arb_init(hi);
    arb_init(one);
    col_domain domain = COL_DOMAIN_WHOLE;
    col_ball_ends(lo, hi, x, precision);
    arb_one(one);
    if (arb_gt(lo, one))
        domain = COL_DOMAIN_NOWHERE;
    if (arb_gt(hi, one)) {
        domain = col_domain_both(domain, COL_DOMAIN_UNKNOWN);
        arb_set(hi, one);
    }
    arb_neg(one, one);
    if (arb_lt(hi, one))
        domain = COL_DOMAIN_NOWHERE;
    if (arb_lt(lo, one)) {
        domain = col_domain_both(domain, COL_DOMAIN_UNKNOWN);
        arb_set(lo, one);
    }
    if (domain == COL_DOMAIN_NOWHERE || !arb_is_finite(x)) {
        arb_indeterminate(out);
        domain = domain == COL_DOMAIN_NOWHERE ? domain : COL_DOMAIN_UNKNOWN;
    } else {
        map(lo, lo, precision);
        map(hi, hi, precision);
        col_ball_hull(out, lo, hi, precision);
    }
    arb_clear(lo);
    arb_clear(hi);
    arb_clear(one);
    return domain;
}

/* Between two poles the tangent rises. */
static col_domain ball_tan(arb_t out, const arb_t x, slong precision)
{
    arb_t cosine;
    arb_init(cosine);
    arb_cos(cosine, x, precision);
    bool regular = !arb_contains_zero(cosine);
    arb_clear(cosine);
    if (regular)
        col_ball_monotone(out, arb_tan, x, precision);
    else
        arb_indeterminate(out);
    return regular && arb_is_finite(out) ? COL_DOMAIN_WHOLE : COL_DOMAIN_UNKNOWN;
}

col_domain col_ball_function(arb_t out, col_op op, const arb_t x, slong precision)
{
    switch (op) {
    case COL_OP_SQRT: return ball_sqrt(out, x, precision);
    case COL_OP_LOG: return ball_log(out, x, precision);
    case COL_OP_ASIN: return on_unit_interval(out, arb_asin, x, precision);
    case COL_OP_ACOS: return on_unit_interval(out, arb_acos, x, precision);
    case COL_OP_TAN: return ball_tan(out, x, precision);
    case COL_OP_EXP: col_ball_monotone(out, arb_exp, x, precision); break;
    case COL_OP_ATAN: col_ball_monotone(out, arb_atan, x, precision); break;
    case COL_OP_SINH: col_ball_monotone(out, arb_sinh, x, precision); break;
    case COL_OP_TANH: col_ball_monotone(out, arb_tanh, x, precision); break;
    case COL_OP_ERF: col_ball_monotone(out, arb_hypgeom_erf, x, precision); break;
    case COL_OP_SIN: arb_sin(out, x, precision); break;
    case COL_OP_COS: arb_cos(out, x, precision); break;
    case COL_OP_ABS: col_ball_abs(out, x, precision); break;
    case COL_OP_COSH:
        col_ball_abs(out, x, precision);
        col_ball_monotone(out, arb_cosh, out, precision);
        break;
    default:
        arb_indeterminate(out);
        return COL_DOMAIN_UNKNOWN;
    }
    return COL_DOMAIN_WHOLE;
}

/* x^n for an integer n that need not fit a word. */
static col_domain integer_power(arb_t out, const arb_t x, const fmpz_t n, slong precision)
{
    if (fmpz_fits_si(n))
        return col_ball_pow_si(out, x, fmpz_get_si(n), precision);
    if (!arb_contains_zero(x)) {
        arb_pow_fmpz(out, x, n, precision);
        return COL_DOMAIN_WHOLE;
    }
    if (fmpz_sgn(n) < 0) {
        col_domain domain = arb_is_zero(x) ? COL_DOMAIN_NOWHERE : COL_DOMAIN_UNKNOWN;
        arb_indeterminate(out);
        return domain;
    }
    arb_t bound;
    arb_init(bound);
    arb_get_abs_ubound_arf(arb_midref(bound), x, precision);
    arb_pow_fmpz(bound, bound, n, precision);
    col_ball_magnitude_range(out, bound, precision);
    if (fmpz_is_odd(n)) {
        arb_neg(bound, out);
        col_ball_hull(out, out, bound, precision);
    }
    arb_clear(bound);
    return COL_DOMAIN_WHOLE;
}

/* x^y for x >= 0 and y > 0, rising in x: the hull of the powers of both ends of x. */
static void power_of_ends(arb_t out, const arb_t x, const fmpq_t y, slong precision)
{
    arb_t lo, hi;
    arb_init(lo);
    arb_init(hi);
    col_ball_ends(lo, hi, x, precision);
    if (arf_sgn(arb_midref(lo)) <= 0)
        arb_zero(lo);
    else
        arb_pow_fmpq(lo, lo, y, precision);
    if (!arb_is_zero(hi))
        arb_pow_fmpq(hi, hi, y, precision);
    col_ball_hull(out, lo, hi, precision);
    arb_clear(lo);
    arb_clear(hi);
}

col_domain col_ball_pow_fmpq(arb_t out, const arb_t x, const fmpq_t y, slong precision)
{
    if (fmpz_is_one(fmpq_denref(y)))
        return integer_power(out, x, fmpq_numref(y), precision);
    if (arb_is_negative(x) || (fmpq_sgn(y) < 0 && arb_is_nonpositive(x))) {
        arb_indeterminate(out);
        return COL_DOMAIN_NOWHERE;
    }
    if (arb_is_positive(x)) {
        if (!arb_is_exact(x) && arb_rel_accuracy_bits(x) < 10 && arb_is_finite(x))
            power_of_ends(out, x, y, precision);
        else
            arb_pow_fmpq(out, x, y, precision);
        return COL_DOMAIN_WHOLE;
    }
    bool whole = fmpq_sgn(y) > 0 && arb_is_nonnegative(x);
    if (fmpq_sgn(y) > 0 && arb_is_finite(x))
        power_of_ends(out, x, y, precision);
    else
        arb_indeterminate(out);
    return whole ? COL_DOMAIN_WHOLE : COL_DOMAIN_UNKNOWN;
}

/* exp(y log x), x > 0 */
static void positive_power(arb_t out, const arb_t x, const arb_t y, slong precision)
{
    if (arb_rel_accuracy_bits(x) > 10 && arb_rel_accuracy_bits(y) > 10) {
        arb_pow(out, x, y, precision);
        return;
    }
    arb_t logarithm;
    arb_init(logarithm);
    ball_log(logarithm, x, precision);
    col_ball_mul(logarithm, logarithm, y, precision);
    col_ball_monotone(out, arb_exp, logarithm, precision);
    arb_clear(logarithm);
}

/* x contains zero, y > 0: |x^y| <= max|x|^y wherever it is defined (x < 0 needs an integer y). */
static col_domain power_around_zero(arb_t out, const arb_t x, const arb_t y, slong precision)
{
    arb_t bound;
    arb_init(bound);
    col_domain domain = arb_is_nonnegative(x) ? COL_DOMAIN_WHOLE : COL_DOMAIN_UNKNOWN;
    arb_get_abs_ubound_arf(arb_midref(bound), x, precision);
    if (!arb_is_zero(bound))
        positive_power(bound, bound, y, precision);
    if (arb_is_finite(bound))
        col_ball_magnitude_range(out, bound, precision);
    else
        arb_indeterminate(out);
    if (domain != COL_DOMAIN_WHOLE) {
        arb_neg(bound, out);
        col_ball_hull(out, out, bound, precision);
    }
    arb_clear(bound);
    return domain;
}

col_domain col_ball_pow(arb_t out, const arb_t x, const arb_t y, slong precision)
{
    if (arb_is_int(y)) {
        fmpz_t n;
        fmpz_init(n);
        bool small = arf_cmpabs_2exp_si(arb_midref(y), 4096) < 0;
        col_domain domain = COL_DOMAIN_UNKNOWN;
        if (small && arb_get_unique_fmpz(n, y))
            domain = integer_power(out, x, n, precision);
        else
            arb_indeterminate(out);
        fmpz_clear(n);
        return domain;
    }
    if (arb_is_positive(x)) {
        positive_power(out, x, y, precision);
        return COL_DOMAIN_WHOLE;
    }
    if (arb_contains_zero(x) && arb_is_positive(y) && arb_is_finite(x) && arb_is_finite(y))
        return power_around_zero(out, x, y, precision);
    col_domain domain = arb_is_negative(x) && !arb_contains_int(y) ? COL_DOMAIN_NOWHERE : COL_DOMAIN_UNKNOWN;
    if (arb_is_zero(x) && arb_is_negative(y))
        domain = COL_DOMAIN_NOWHERE;
    arb_indeterminate(out);
    return domain;
}
