/* Eigenvalues that are exactly zero can't be told from small ones by enclosures. Two exact arguments find them:
 * a rational matrix has zero as a root of its characteristic polynomial as often as trailing coefficients vanish;
 * and a row (or column) whose entries off the diagonal are exactly zero splits its diagonal entry off the spectrum. */
#include "spectrum.h"

#include <collapsar/eigen.h>

#include "../base/memory.h"

#include <stdlib.h>

/* Does row (or, transposed, column) i have only zeros outside the diagonal, among the active ones? */
static bool splits_off(const arb_mat_t matrix, const bool *active, slong i, bool transposed)
{
    for (slong j = 0; j < arb_mat_nrows(matrix); j++)
        if (j != i && active[j] && !arb_is_zero(transposed ? arb_mat_entry(matrix, j, i) : arb_mat_entry(matrix, i, j)))
            return false;
    return true;
}

/* Moves to eigenvalues what splits off; returns how many. active: the rows and columns that are left. */
static slong split_diagonal(acb_ptr eigenvalues, bool *active, const arb_mat_t matrix)
{
    slong n = arb_mat_nrows(matrix), found = 0;
    for (slong i = 0; i < n; i++)
        active[i] = true;
    for (slong i = 0; i < n;) {
        if (active[i] && (splits_off(matrix, active, i, false) || splits_off(matrix, active, i, true))) {
            acb_set_arb(eigenvalues + found++, arb_mat_entry(matrix, i, i));
            active[i] = false;
            i = 0; /* others may split off now */
        } else {
            i++;
        }
    }
    return found;
}

/* The eigenvalues of the active part, clusters repeated. */
static bool core_eigenvalues(acb_ptr eigenvalues, const bool *active, const arb_mat_t matrix, slong size,
                             slong precision)
{
    if (size == 0)
        return true;
    slong n = arb_mat_nrows(matrix), row = 0;
    arb_mat_t core;
    arb_mat_init(core, size, size);
    for (slong i = 0; i < n; i++) {
        if (!active[i])
            continue;
        for (slong j = 0, column = 0; j < n; j++)
            if (active[j])
                arb_set(arb_mat_entry(core, row, column++), arb_mat_entry(matrix, i, j));
        row++;
    }
    col_spectrum spectrum;
    col_spectrum_init(&spectrum);
    bool certified = col_eigen_real(&spectrum, core, precision);
    for (slong i = 0; certified && i < spectrum.count; i++)
        for (slong k = 0; k < spectrum.multiplicities[i]; k++)
            acb_set(eigenvalues++, spectrum.values + i);
    col_spectrum_clear(&spectrum);
    arb_mat_clear(core);
    return certified;
}

/* How often zero is an eigenvalue of a rational matrix. */
static slong exact_zeros(const fmpq_mat_struct *matrix)
{
    fmpq_poly_t polynomial;
    fmpq_t coefficient;
    fmpq_poly_init(polynomial);
    fmpq_init(coefficient);
    fmpq_mat_charpoly(polynomial, matrix);
    slong zeros = 0;
    for (;; zeros++) {
        fmpq_poly_get_coeff_fmpq(coefficient, polynomial, zeros);
        if (!fmpq_is_zero(coefficient))
            break;
    }
    fmpq_clear(coefficient);
    fmpq_poly_clear(polynomial);
    return zeros;
}

static slong count_around_zero(acb_srcptr eigenvalues, slong n)
{
    slong count = 0;
    for (slong i = 0; i < n; i++)
        count += acb_contains_zero(eigenvalues + i);
    return count;
}

/* Enclosures around zero that are certainly zero become it, if there are as many of them as exact zeros: an eigenvalue
 * that is zero lies in one of them. */
static void settle_zeros(col_portrait_state *state, slong n, const fmpq_mat_struct *exact)
{
    slong around = count_around_zero(state->eigenvalues, n);
    if (exact && around == exact_zeros(exact))
        for (slong i = 0; i < n; i++)
            if (acb_contains_zero(state->eigenvalues + i))
                acb_zero(state->eigenvalues + i);
    state->zero_eigenvalues = 0;
    for (slong i = 0; i < n; i++)
        state->zero_eigenvalues += acb_is_zero(state->eigenvalues + i);
    state->maybe_zero = around - state->zero_eigenvalues;
}

static col_stability judge(const col_portrait_state *state, slong n)
{
    slong left = 0;
    for (slong i = 0; i < n; i++) {
        if (arb_is_positive(acb_realref(state->eigenvalues + i)))
            return COL_STABILITY_UNSTABLE;
        left += arb_is_negative(acb_realref(state->eigenvalues + i));
    }
    if (left == n)
        return COL_STABILITY_STABLE;
    return left + state->zero_eigenvalues == n ? COL_STABILITY_ATTRACTING : COL_STABILITY_UNDECIDED;
}

/* Descending real part, then ascending imaginary part. */
static int compare(const void *a_, const void *b_)
{
    acb_srcptr a = a_, b = b_;
    int order = arf_cmp(arb_midref(acb_realref(b)), arb_midref(acb_realref(a)));
    return order ? order : arf_cmp(arb_midref(acb_imagref(a)), arb_midref(acb_imagref(b)));
}

bool spectrum_of_jacobian(col_portrait_state *state, const arb_mat_t jacobian, const fmpq_mat_struct *exact,
                          slong precision)
{
    slong n = arb_mat_nrows(jacobian);
    bool *active = col_malloc((size_t)n * sizeof *active);
    slong split = split_diagonal(state->eigenvalues, active, jacobian);
    bool certified = core_eigenvalues(state->eigenvalues + split, active, jacobian, n - split, precision);
    state->stability = COL_STABILITY_UNDECIDED;
    state->zero_eigenvalues = 0;
    state->maybe_zero = n;
    if (certified) {
        settle_zeros(state, n, exact);
        state->stability = judge(state, n);
        qsort(state->eigenvalues, (size_t)n, sizeof *state->eigenvalues, compare);
    }
    free(active);
    return certified;
}
