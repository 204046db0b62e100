/* Small polynomials. Quadratics in closed form; cubics from Arb's certified root enclosures, or, where roots cluster,
 * from a box whose right edge is moved by Hurwitz' criterion for the shifted polynomial. */
#include "smallroots.h"

/* Routh and Hurwitz: degree 1: c0 > 0; degree 2: c0, c1 > 0; degree 3: c0, c2 > 0, c2 c1 > c0. If one of these numbers
 * is negative while no root lies on the imaginary axis, some root is in Re > 0:
 *   c0 < 0 gives a positive root (degrees 1 to 3); the sum of the roots is -c_{degree-1};
 *   degree 3 with c0 != 0 has roots ±i w exactly if c1 > 0 and c2 c1 = c0. */
col_verdict col_small_hurwitz(arb_srcptr c, slong degree, slong precision)
{
    col_verdict verdict = COL_UNDECIDED;
    arb_t minor;
    arb_init(minor);
    if (degree == 3) {
        arb_mul(minor, c + 2, c + 1, precision);
        arb_sub(minor, minor, c, precision);
    } else {
        arb_one(minor);
    }
    if (arb_is_positive(c) && arb_is_positive(c + degree - 1) && arb_is_positive(minor))
        verdict = COL_PROVED;
    else if (arb_is_negative(c) || arb_is_negative(c + degree - 1)
        || (arb_is_positive(c) && arb_is_negative(minor)))
        verdict = COL_REFUTED;
    arb_clear(minor);
    return verdict;
}

/* -b/2 ± sqrt(b^2/4 - c); the root of larger modulus first, the other as c over it, so that neither cancels. */
static void quadratic_roots(acb_ptr roots, const arb_t c, const arb_t b, slong precision)
{
    arb_t half, discriminant;
    arb_init(half);
    arb_init(discriminant);
    arb_mul_2exp_si(half, b, -1);
    arb_neg(half, half);
    arb_mul(discriminant, half, half, precision);
    arb_sub(discriminant, discriminant, c, precision);
    acb_zero(roots);
    acb_zero(roots + 1);
    if (arb_is_positive(discriminant) && arb_is_nonzero(half)) {
        arb_sqrt(discriminant, discriminant, precision);
        if (arb_is_negative(half))
            arb_neg(discriminant, discriminant);
        arb_add(acb_realref(roots), half, discriminant, precision);
        arb_div(acb_realref(roots + 1), c, acb_realref(roots), precision);
    } else if (arb_is_nonnegative(discriminant)) {
        arb_sqrt(discriminant, discriminant, precision);
        arb_add(acb_realref(roots), half, discriminant, precision);
        arb_sub(acb_realref(roots + 1), half, discriminant, precision);
    } else if (arb_is_negative(discriminant)) {
        arb_neg(discriminant, discriminant);
        arb_sqrt(acb_imagref(roots), discriminant, precision);
        arb_set(acb_realref(roots), half);
        acb_conj(roots + 1, roots);
    } else {
        /* A double root or nearly so: both within the square root of |discriminant|. */
        mag_t radius;
        mag_init(radius);
        arb_get_mag(radius, discriminant);
        mag_sqrt(radius, radius);
        acb_set_arb(roots, half);
        arb_add_error_mag(acb_realref(roots), radius);
        arb_add_error_mag(acb_imagref(roots), radius);
        acb_set(roots + 1, roots);
        mag_clear(radius);
    }
    arb_clear(half);
    arb_clear(discriminant);
}

/* Are all roots in Re < -shift? lambda = mu - shift in the cubic. */
static bool cubic_left_of(arb_srcptr c, const arb_t shift, slong precision)
{
    arb_poly_t f, line;
    arb_ptr shifted = _arb_vec_init(3);
    arb_poly_init(f);
    arb_poly_init(line);
    for (slong i = 0; i < 3; i++)
        arb_poly_set_coeff_arb(f, i, c + i);
    arb_poly_set_coeff_si(f, 3, 1);
    arb_poly_set_coeff_si(line, 1, 1);
    arb_poly_set_coeff_arb(line, 0, shift);
    arb_neg(line->coeffs, line->coeffs);
    arb_poly_compose(f, f, line, precision);
    for (slong i = 0; i < 3; i++)
        arb_poly_get_coeff_arb(shifted + i, f, i);
    bool left = col_small_hurwitz(shifted, 3, precision) == COL_PROVED;
    _arb_vec_clear(shifted, 3);
    arb_poly_clear(f);
    arb_poly_clear(line);
    return left;
}

/* Cauchy's bound 1 + max |c_i| holds all roots; if they are in Re < 0, their common distance from the axis is found
 * within a factor of 9/8 by trying shifts. */
static void cubic_box(acb_ptr roots, arb_srcptr c, slong precision)
{
    mag_t bound, size;
    arb_t shift, edge;
    mag_init(bound);
    mag_init(size);
    arb_init(shift);
    arb_init(edge);
    for (slong i = 0; i < 3; i++) {
        arb_get_mag(size, c + i);
        mag_max(bound, bound, size);
    }
    mag_one(size);
    mag_add(bound, bound, size);
    acb_zero(roots);
    arb_add_error_mag(acb_realref(roots), bound);
    arb_add_error_mag(acb_imagref(roots), bound);
    arb_set(edge, acb_realref(roots));
    arb_get_ubound_arf(arb_midref(shift), edge, precision);
    mag_zero(arb_radref(shift));
    for (int tries = 0; tries < 400 && col_small_hurwitz(c, 3, precision) == COL_PROVED; tries++) {
        if (cubic_left_of(c, shift, precision)) {
            arf_t left, right;
            arf_init(left);
            arf_init(right);
            arb_get_lbound_arf(left, edge, precision);
            arf_neg(right, arb_midref(shift));
            arb_set_interval_arf(acb_realref(roots), left, right, precision);
            arf_clear(left);
            arf_clear(right);
            break;
        }
        arb_mul_ui(shift, shift, 8, precision);
        arb_div_ui(shift, shift, 9, precision);
        mag_zero(arb_radref(shift));
    }
    acb_set(roots + 1, roots);
    acb_set(roots + 2, roots);
    mag_clear(bound);
    mag_clear(size);
    arb_clear(shift);
    arb_clear(edge);
}

/* With three disjoint enclosures, one that meets its own conjugate but no other's holds a real root: the conjugate of
 * its root is a root, in the conjugate enclosure. */
static void mark_real(acb_ptr roots)
{
    acb_t conjugate;
    acb_init(conjugate);
    for (slong i = 0; i < 3; i++) {
        acb_conj(conjugate, roots + i);
        bool alone = acb_overlaps(conjugate, roots + i);
        for (slong j = 0; j < 3; j++)
            alone = alone && (j == i || !acb_overlaps(conjugate, roots + j));
        if (alone)
            arb_zero(acb_imagref(roots + i));
    }
    acb_clear(conjugate);
}

static void cubic_roots(acb_ptr roots, arb_srcptr c, slong precision)
{
    acb_poly_t f;
    acb_poly_init2(f, 4);
    for (slong i = 0; i < 3; i++)
        acb_poly_set_coeff_acb(f, i, roots); /* lengthens f; set below */
    acb_poly_set_coeff_si(f, 3, 1);
    for (slong i = 0; i < 3; i++)
        acb_set_arb(f->coeffs + i, c + i);
    if (acb_poly_find_roots(roots, f, NULL, 0, precision) == 3)
        mark_real(roots);
    else
        cubic_box(roots, c, precision);
    acb_poly_clear(f);
}

void col_small_roots(acb_ptr roots, arb_srcptr c, slong degree, slong precision)
{
    if (degree == 1) {
        acb_set_arb(roots, c);
        acb_neg(roots, roots);
    } else if (degree == 2) {
        quadratic_roots(roots, c, c + 1, precision);
    } else {
        cubic_roots(roots, c, precision);
    }
}
