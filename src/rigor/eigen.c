/* Spectra of general matrices: approximate eigenvectors V, then Gershgorin's discs of V^-1 A V in ball arithmetic.
 *
 * A connected component of m discs holds exactly m eigenvalues, whatever V is, as long as it is certainly
 * invertible. Discs are enlarged to complex balls (rectangles), which keeps that true. */
#include <collapsar/eigen.h>

#include "../base/memory.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

#define SMALL_ORDER 24 /* up to here Arb's own eigenvectors are used above double precision */
#define GUARD_BITS 24

void col_spectrum_init(col_spectrum *spectrum)
{
    *spectrum = (col_spectrum){0};
}

void col_spectrum_clear(col_spectrum *spectrum)
{
    if (spectrum->values)
        _acb_vec_clear(spectrum->values, spectrum->count);
    free(spectrum->multiplicities);
    *spectrum = (col_spectrum){0};
}

/* Eigenvectors from LAPACK; false if there are none. */
static bool double_vectors(acb_mat_t vectors, const acb_mat_t matrix)
{
    size_t n = (size_t)acb_mat_nrows(matrix);
    lapack_complex_double *a = col_malloc(n * n * sizeof *a), *v = col_malloc(n * n * sizeof *v);
    lapack_complex_double *values = col_malloc(n * sizeof *values);
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            acb_srcptr entry = acb_mat_entry(matrix, i, j);
            double re = arf_get_d(arb_midref(acb_realref(entry)), ARF_RND_NEAR);
            double im = arf_get_d(arb_midref(acb_imagref(entry)), ARF_RND_NEAR);
            ok = ok && isfinite(re) && isfinite(im);
            a[i + j * n] = lapack_make_complex_double(re, im);
        }
    }
    ok = ok
        && LAPACKE_zgeev(LAPACK_COL_MAJOR, 'N', 'V', (lapack_int)n, a, (lapack_int)n, values, NULL, 1, v,
               (lapack_int)n) == 0;
    for (size_t i = 0; ok && i < n; i++)
        for (size_t j = 0; j < n; j++)
            acb_set_d_d(acb_mat_entry(vectors, i, j), lapack_complex_double_real(v[i + j * n]),
                lapack_complex_double_imag(v[i + j * n]));
    free(a);
    free(v);
    free(values);
    return ok;
}

/* One Newton step for the eigenvectors: with B = V^-1 A V and E_ij = b_ij/(b_jj - b_ii), V + V E. Entries of nearly
 * equal eigenvalues are left alone. A guess; false if V is singular. */
static bool refine_vectors(acb_mat_t vectors, const acb_mat_t matrix, slong precision)
{
    slong n = acb_mat_nrows(matrix);
    acb_mat_t b, e;
    acb_t gap;
    mag_t size, apart;
    acb_mat_init(b, n, n);
    acb_mat_init(e, n, n);
    acb_init(gap);
    mag_init(size);
    mag_init(apart);
    acb_mat_approx_mul(e, matrix, vectors, precision);
    bool ok = acb_mat_approx_solve(b, vectors, e, precision);
    for (slong i = 0; i < n; i++) {
        for (slong j = 0; j < n; j++) {
            acb_get_mag(size, acb_mat_entry(b, i, j));
            if (i != j)
                mag_max(apart, apart, size);
        }
    }
    mag_mul_2exp_si(apart, apart, 2);
    for (slong i = 0; i < n; i++) {
        for (slong j = 0; j < n; j++) {
            acb_sub(gap, acb_mat_entry(b, j, j), acb_mat_entry(b, i, i), precision);
            acb_get_mag(size, gap);
            if (i != j && mag_cmp(size, apart) > 0)
                acb_div(acb_mat_entry(e, i, j), acb_mat_entry(b, i, j), gap, precision);
            else
                acb_zero(acb_mat_entry(e, i, j));
        }
    }
    acb_mat_approx_mul(b, vectors, e, precision);
    acb_mat_add(vectors, vectors, b, precision);
    acb_mat_get_mid(vectors, vectors);
    acb_mat_clear(b);
    acb_mat_clear(e);
    acb_clear(gap);
    mag_clear(size);
    mag_clear(apart);
    return ok;
}

/* The discs of V^-1 A V by rows; false if V may be singular. */
static bool gershgorin(acb_ptr discs, const acb_mat_t matrix, const acb_mat_t vectors, slong precision)
{
    slong n = acb_mat_nrows(matrix);
    acb_mat_t product, similar;
    mag_t radius, size;
    acb_mat_init(product, n, n);
    acb_mat_init(similar, n, n);
    mag_init(radius);
    mag_init(size);
    acb_mat_mul(product, matrix, vectors, precision);
    bool ok = acb_mat_solve(similar, vectors, product, precision);
    for (slong i = 0; ok && i < n; i++) {
        mag_zero(radius);
        for (slong j = 0; j < n; j++) {
            acb_get_mag(size, acb_mat_entry(similar, i, j));
            if (j != i)
                mag_add(radius, radius, size);
        }
        acb_set(discs + i, acb_mat_entry(similar, i, i));
        acb_add_error_mag(discs + i, radius);
        ok = acb_is_finite(discs + i);
    }
    acb_mat_clear(product);
    acb_mat_clear(similar);
    mag_clear(radius);
    mag_clear(size);
    return ok;
}

/* The largest radius of the discs. */
static void largest_radius(mag_t out, acb_srcptr discs, slong n)
{
    mag_zero(out);
    for (slong i = 0; i < n; i++) {
        mag_max(out, out, arb_radref(acb_realref(discs + i)));
        mag_max(out, out, arb_radref(acb_imagref(discs + i)));
    }
}

/* Keeps the better of two sets of discs. */
static void keep_better(acb_ptr best, bool *have, acb_srcptr discs, slong n)
{
    mag_t old, new;
    mag_init(old);
    mag_init(new);
    largest_radius(old, best, n);
    largest_radius(new, discs, n);
    if (!*have || mag_cmp(new, old) < 0)
        _acb_vec_set(best, discs, n);
    *have = true;
    mag_clear(old);
    mag_clear(new);
}

static bool discs_by_refinement(acb_ptr discs, const acb_mat_t matrix, const acb_mat_t middle, slong precision)
{
    slong n = acb_mat_nrows(matrix);
    acb_mat_t vectors;
    acb_mat_init(vectors, n, n);
    bool ok = double_vectors(vectors, middle);
    for (slong bits = 45; ok && precision > 53 && bits < precision; bits *= 2)
        ok = refine_vectors(vectors, middle, FLINT_MIN(2 * bits, precision) + GUARD_BITS);
    ok = ok && gershgorin(discs, matrix, vectors, FLINT_MAX(precision, 53) + GUARD_BITS);
    acb_mat_clear(vectors);
    return ok;
}

static bool discs_by_qr(acb_ptr discs, const acb_mat_t matrix, const acb_mat_t middle, slong precision)
{
    slong n = acb_mat_nrows(matrix);
    acb_mat_t vectors;
    acb_ptr values = _acb_vec_init(n);
    acb_mat_init(vectors, n, n);
    acb_mat_approx_eig_qr(values, NULL, vectors, middle, NULL, 0, precision + GUARD_BITS);
    acb_mat_get_mid(vectors, vectors);
    bool ok = gershgorin(discs, matrix, vectors, 2 * precision + GUARD_BITS);
    acb_mat_clear(vectors);
    _acb_vec_clear(values, n);
    return ok;
}

/* Are the discs as narrow, compared with the largest eigenvalue, as the precision lets one expect? */
static bool narrow_enough(acb_srcptr discs, slong n, slong precision)
{
    mag_t radius, size, largest;
    mag_init(radius);
    mag_init(size);
    mag_init(largest);
    largest_radius(radius, discs, n);
    for (slong i = 0; i < n; i++) {
        acb_get_mag(size, discs + i);
        mag_max(largest, largest, size);
    }
    mag_mul_2exp_si(largest, largest, 16 - precision);
    bool narrow = mag_cmp(radius, largest) <= 0;
    mag_clear(radius);
    mag_clear(size);
    mag_clear(largest);
    return narrow;
}

static bool certified_discs(acb_ptr discs, const acb_mat_t matrix, slong precision)
{
    slong n = acb_mat_nrows(matrix);
    acb_mat_t middle;
    acb_ptr trial = _acb_vec_init(n);
    acb_mat_init(middle, n, n);
    acb_mat_get_mid(middle, matrix);
    bool have = false;
    if (acb_mat_is_finite(matrix)) {
        if (discs_by_refinement(trial, matrix, middle, precision))
            keep_better(discs, &have, trial, n);
        bool good = have && narrow_enough(discs, n, FLINT_MIN(precision, 53));
        good = good && (precision <= 53 || narrow_enough(discs, n, precision));
        if (!good && n <= SMALL_ORDER && discs_by_qr(trial, matrix, middle, FLINT_MAX(precision, 53)))
            keep_better(discs, &have, trial, n);
    }
    _acb_vec_clear(trial, n);
    acb_mat_clear(middle);
    return have;
}

static slong find(slong *parent, slong i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

static int compare_values(const void *a, const void *b)
{
    acb_srcptr x = a, y = b;
    int order = arf_cmp(arb_midref(acb_realref(y)), arb_midref(acb_realref(x)));
    return order ? order : arf_cmp(arb_midref(acb_imagref(x)), arb_midref(acb_imagref(y)));
}

/* Unites overlapping discs until the hulls are disjoint, too. parent[i] is i for one disc of each cluster, whose
 * hull is then in discs[i]. */
static void unite(slong *parent, acb_ptr discs, slong n, slong precision)
{
    for (slong i = 0; i < n; i++)
        parent[i] = i;
    for (bool changed = true; changed;) {
        changed = false;
        for (slong i = 0; i < n; i++) {
            for (slong j = 0; parent[i] == i && j < i; j++) {
                if (parent[j] != j || !acb_overlaps(discs + i, discs + j))
                    continue;
                acb_union(discs + j, discs + j, discs + i, precision);
                parent[i] = j;
                changed = true;
            }
        }
    }
}

static void fill_spectrum(col_spectrum *out, acb_ptr discs, slong n, slong precision)
{
    slong *parent = col_malloc((size_t)n * sizeof *parent), *multiplicity = col_calloc((size_t)n, sizeof *multiplicity);
    unite(parent, discs, n, precision + GUARD_BITS);
    slong count = 0;
    for (slong i = 0; i < n; i++) {
        multiplicity[find(parent, i)]++;
        count += parent[i] == i;
    }
    /* Sorting goes by the midpoints; indices are recovered by looking for equal values, which are disjoint. */
    out->order = n;
    out->values = _acb_vec_init(n);
    out->multiplicities = col_malloc((size_t)n * sizeof *out->multiplicities);
    for (slong i = 0; i < n; i++)
        if (parent[i] == i)
            acb_set(out->values + out->count++, discs + i);
    qsort(out->values, (size_t)count, sizeof *out->values, compare_values);
    for (slong k = 0; k < count; k++)
        for (slong i = 0; i < n; i++)
            if (parent[i] == i && acb_equal(out->values + k, discs + i))
                out->multiplicities[k] = multiplicity[i];
    free(parent);
    free(multiplicity);
}

bool col_eigen_complex(col_spectrum *out, const acb_mat_t matrix, slong precision)
{
    slong n = acb_mat_nrows(matrix);
    acb_ptr discs = _acb_vec_init(n);
    col_spectrum_clear(out);
    bool ok = n == 0 || certified_discs(discs, matrix, precision);
    if (ok && n > 0)
        fill_spectrum(out, discs, n, precision);
    _acb_vec_clear(discs, n);
    return ok;
}

/* The conjugate of an eigenvalue of a real matrix is one, too: if it can only lie in the same cluster, and that
 * holds one eigenvalue, the two are the same. */
static void mark_real(col_spectrum *spectrum)
{
    acb_t conjugate;
    acb_init(conjugate);
    for (slong i = 0; i < spectrum->count; i++) {
        bool alone = spectrum->multiplicities[i] == 1 && arb_contains_zero(acb_imagref(spectrum->values + i));
        acb_conj(conjugate, spectrum->values + i);
        for (slong j = 0; alone && j < spectrum->count; j++)
            alone = j == i || !acb_overlaps(conjugate, spectrum->values + j);
        if (alone)
            arb_zero(acb_imagref(spectrum->values + i));
    }
    acb_clear(conjugate);
}

bool col_eigen_real(col_spectrum *out, const arb_mat_t matrix, slong precision)
{
    acb_mat_t widened;
    acb_mat_init(widened, arb_mat_nrows(matrix), arb_mat_ncols(matrix));
    acb_mat_set_arb_mat(widened, matrix);
    bool ok = col_eigen_complex(out, widened, precision);
    if (ok)
        mark_real(out);
    acb_mat_clear(widened);
    return ok;
}
