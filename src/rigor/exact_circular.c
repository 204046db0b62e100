/* Circular functions of normal forms: addition formulas over generators cos(g t), sin(g t), of which the other
 * multiples of t are multiple angles; simple fractions of pi have their values. */
#include "exact_field.h"

#include "../base/memory.h"

enum { MAX_MULTIPLE = 40 };

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
    slong index = col_exact_as_generator(t, field);
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
    col_exact_terms terms;
    col_exact_terms_init(&terms, x, field);
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
    col_exact_terms_clear(&terms, field);
}

/* The base angle for multiples of t: (c, s) at the angle granule * t. */
static bool base_angle(fmpz_mpoly_q_t c, fmpz_mpoly_q_t s, fmpq_t granule, const fmpq_t wanted, const fmpz_mpoly_q_t t,
                       col_exact_field *field)
{
    slong index = col_exact_as_generator(t, field);
    if (col_exact_is_function(index, COL_OP_ASIN, field) || col_exact_is_function(index, COL_OP_ATAN, field)) {
        fmpq_one(granule);
        return angle_of_inverse(c, s, index, field);
    }
    if (is_pi(t, field) && fmpz_cmp_ui(fmpq_denref(wanted), 12) <= 0) {
        ulong n = fmpz_get_ui(fmpq_denref(wanted));
        fmpq_set_si(granule, 1, n);
        if (angle_of_pi(c, s, n, field))
            return true;
    }
    index = col_exact_find_multiple(granule, COL_GENERATOR_COSINE, t, field);
    if (index < 0) {
        ptrdiff_t noted = find_angle(t, field);
        fmpq_abs(granule, noted >= 0 ? field->granules + noted : wanted);
        index = col_exact_make_multiple(COL_GENERATOR_COSINE, granule, t, field);
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
            slong index = col_exact_make_multiple(COL_GENERATOR_COSINE, granule, t, field);
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
    col_exact_terms terms;
    fmpz_mpoly_q_t c, s;
    col_exact_terms_init(&terms, x, field);
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
    col_exact_terms_clear(&terms, field);
    return ok;
}
