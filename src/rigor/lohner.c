/* Lohner's sets. With A = A_m + (A - A_m), A_m the midpoint of the slopes times C:
 *   image + A (C r0 + B r) is in m' + C' r0 + Q Q^{-1} (A B) r + Q Q^{-1} (image - m' + (A C - C') r0),
 * m' and C' midpoints, Q the orthogonal factor of the midpoint of A B, its columns taken in the order of their
 * lengths in the image (the longest edge of the parallelepiped is followed best). Any invertible Q is right; a good
 * one keeps the boxes small. */
#include "lohner.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

void col_lohner_init(col_lohner *set, slong dimension)
{
    set->dimension = dimension;
    set->centre = _arb_vec_init(dimension);
    set->r0 = _arb_vec_init(dimension);
    set->r = _arb_vec_init(dimension);
    arb_mat_init(set->C, dimension, dimension);
    arb_mat_init(set->B, dimension, dimension);
    set->wide = false;
}

void col_lohner_clear(col_lohner *set)
{
    _arb_vec_clear(set->centre, set->dimension);
    _arb_vec_clear(set->r0, set->dimension);
    _arb_vec_clear(set->r, set->dimension);
    arb_mat_clear(set->C);
    arb_mat_clear(set->B);
}

void col_lohner_swap(col_lohner *a, col_lohner *b)
{
    col_lohner other = *a;
    *a = *b;
    *b = other;
}

void col_lohner_set_box(col_lohner *set, arb_srcptr box)
{
    set->wide = false;
    for (slong i = 0; i < set->dimension; i++) {
        arb_get_mid_arb(set->centre + i, box + i);
        arb_zero(set->r0 + i);
        mag_set(arb_radref(set->r0 + i), arb_radref(box + i));
        arb_zero(set->r + i);
        set->wide |= !mag_is_zero(arb_radref(box + i));
    }
    arb_mat_one(set->C);
    arb_mat_one(set->B);
}

/* A ball around zero that contains x. */
static void centred(arb_t out, const arb_t x)
{
    mag_t bound;
    mag_init(bound);
    arb_get_mag(bound, x);
    arb_zero(out);
    mag_set(arb_radref(out), bound);
    mag_clear(bound);
}

/* out = initial + row . x, out not among the inputs; initial NULL: 0. */
static void row_times(arb_t out, arb_srcptr initial, const arb_mat_t M, slong row, arb_srcptr x, slong precision)
{
    arb_dot(out, initial, 0, arb_mat_entry(M, row, 0), 1, x, 1, arb_mat_ncols(M), precision);
}

void col_lohner_hull(arb_ptr box, const col_lohner *set, slong precision)
{
    for (slong i = 0; i < set->dimension; i++) {
        row_times(box + i, set->centre + i, set->B, i, set->r, precision);
        if (set->wide)
            row_times(box + i, box + i, set->C, i, set->r0, precision);
    }
}

void col_lohner_image_hull(
    arb_ptr box, const col_lohner *set, arb_srcptr image, const arb_mat_t A, slong precision)
{
    arb_mat_t product;
    arb_mat_init(product, set->dimension, set->dimension);
    arb_mat_mul(product, A, set->B, precision);
    for (slong i = 0; i < set->dimension; i++)
        row_times(box + i, image + i, product, i, set->r, precision);
    if (set->wide) {
        arb_mat_mul(product, A, set->C, precision);
        for (slong i = 0; i < set->dimension; i++)
            row_times(box + i, box + i, product, i, set->r0, precision);
    }
    arb_mat_clear(product);
}

void col_lohner_form(arb_t value, const col_lohner *set, arb_srcptr weights, slong precision)
{
    slong n = set->dimension;
    arb_mat_t row, product;
    arb_mat_init(row, 1, n);
    arb_mat_init(product, 1, n);
    for (slong i = 0; i < n; i++)
        arb_set(arb_mat_entry(row, 0, i), weights + i);
    arb_dot(value, NULL, 0, weights, 1, set->centre, 1, n, precision);
    arb_mat_mul(product, row, set->B, precision);
    row_times(value, value, product, 0, set->r, precision);
    arb_mat_mul(product, row, set->C, precision);
    row_times(value, value, product, 0, set->r0, precision);
    arb_mat_clear(row);
    arb_mat_clear(product);
}

/* Column j of M as doubles, scaled to length 1 (a guess, certifies nothing); its length times the radius of r_j in
 * *weight, as a logarithm. Entries may be far outside the range of doubles. */
static void unit_column(double *column, double *weight, const arb_mat_t M, slong j, const arb_t r)
{
    slong n = arb_mat_nrows(M);
    arf_t entry;
    fmpz_t top, exponent;
    arf_init(entry);
    fmpz_init(top);
    fmpz_init(exponent);
    bool zero = true;
    for (slong i = 0; i < n; i++) {
        arf_srcptr mid = arb_midref(arb_mat_entry(M, i, j));
        if (arf_is_special(mid))
            continue;
        arf_abs_bound_lt_2exp_fmpz(exponent, mid);
        if (zero || fmpz_cmp(exponent, top) > 0)
            fmpz_set(top, exponent);
        zero = false;
    }
    double length = 0;
    fmpz_neg(exponent, top);
    for (slong i = 0; i < n; i++) {
        arf_mul_2exp_fmpz(entry, arb_midref(arb_mat_entry(M, i, j)), exponent);
        column[i] = arf_get_d(entry, ARF_RND_NEAR);
        length += column[i] * column[i];
    }
    length = sqrt(length);
    for (slong i = 0; i < n && length > 0; i++)
        column[i] /= length;
    *weight = zero ? -HUGE_VAL : fmpz_get_d(top) + log2(length) + mag_get_d_log2_approx(arb_radref(r));
    arf_clear(entry);
    fmpz_clear(top);
    fmpz_clear(exponent);
}

/* Makes column orthogonal to the count columns of Q and of length 1; false if nothing is left of it. */
static bool orthogonalise(double *column, const double *Q, slong count, slong n)
{
    double length = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (slong c = 0; c < count; c++) {
            double product = 0;
            for (slong i = 0; i < n; i++)
                product += Q[c * n + i] * column[i];
            for (slong i = 0; i < n; i++)
                column[i] -= product * Q[c * n + i];
        }
        length = 0;
        for (slong i = 0; i < n; i++)
            length += column[i] * column[i];
        length = sqrt(length);
        if (!(length > 1e-10))
            return false;
        for (slong i = 0; i < n; i++)
            column[i] /= length;
    }
    return true;
}

/* The columns of Q: the given columns, heaviest first, orthogonalised; what is missing, from the unit vectors. */
static void fit_frame(double *Q, double *columns, double *weights, slong n)
{
    slong count = 0;
    for (slong taken = 0; taken < n; taken++) {
        slong heaviest = -1;
        for (slong j = 0; j < n; j++)
            if (!isnan(weights[j]) && (heaviest < 0 || weights[j] > weights[heaviest]))
                heaviest = j;
        if (heaviest < 0)
            break;
        weights[heaviest] = NAN;
        if (orthogonalise(columns + heaviest * n, Q, count, n)) {
            for (slong i = 0; i < n; i++)
                Q[count * n + i] = columns[heaviest * n + i];
            count++;
        }
    }
    for (slong unit = 0; count < n && unit < n; unit++) {
        for (slong i = 0; i < n; i++)
            Q[count * n + i] = i == unit;
        count += orthogonalise(Q + count * n, Q, count, n);
    }
}

static void choose_frame(arb_mat_t frame, const arb_mat_t AB, arb_srcptr r)
{
    slong n = arb_mat_nrows(AB);
    double *columns = col_calloc((size_t)(n * n), sizeof *columns);
    double *Q = col_calloc((size_t)(n * n), sizeof *Q);
    double *weights = col_calloc((size_t)n, sizeof *weights);
    for (slong j = 0; j < n; j++)
        unit_column(columns + j * n, &weights[j], AB, j, r + j);
    fit_frame(Q, columns, weights, n);
    for (slong j = 0; j < n; j++)
        for (slong i = 0; i < n; i++)
            arb_set_d(arb_mat_entry(frame, i, j), Q[j * n + i]);
    free(columns);
    free(Q);
    free(weights);
}

/* error = image - its midpoints + (A C - C') r0, with the midpoints and C' put into out. */
static void recentre(
    arb_ptr error, col_lohner *out, const col_lohner *set, arb_srcptr image, const arb_mat_t A, slong precision)
{
    slong n = set->dimension;
    for (slong i = 0; i < n; i++) {
        arb_get_mid_arb(out->centre + i, image + i);
        arb_sub(error + i, image + i, out->centre + i, precision);
        centred(error + i, error + i);
        arb_set(out->r0 + i, set->r0 + i);
    }
    out->wide = set->wide;
    if (!set->wide)
        return;
    arb_mat_t product;
    arb_mat_init(product, n, n);
    arb_mat_mul(product, A, set->C, precision);
    arb_mat_get_mid(out->C, product);
    arb_mat_sub(product, product, out->C, precision);
    for (slong i = 0; i < n; i++)
        row_times(error + i, error + i, product, i, set->r0, precision);
    arb_mat_clear(product);
}

bool col_lohner_map(col_lohner *out, const col_lohner *set, arb_srcptr image, const arb_mat_t A, slong precision)
{
    slong n = set->dimension;
    arb_ptr error = _arb_vec_init(n);
    arb_mat_t product, inverse;
    arb_mat_init(product, n, n);
    arb_mat_init(inverse, n, n);
    recentre(error, out, set, image, A, precision);
    arb_mat_mul(product, A, set->B, precision);
    choose_frame(out->B, product, set->r);
    bool ok = arb_mat_inv(inverse, out->B, precision);
    if (ok) {
        arb_mat_mul(product, inverse, product, precision);
        for (slong i = 0; i < n; i++) {
            row_times(out->r + i, NULL, product, i, set->r, precision);
            row_times(out->r + i, out->r + i, inverse, i, error, precision);
            centred(out->r + i, out->r + i);
        }
    }
    _arb_vec_clear(error, n);
    arb_mat_clear(product);
    arb_mat_clear(inverse);
    return ok;
}
