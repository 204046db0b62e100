#include "inertia.h"

static arb_ptr entry(arb_mat_t S, slong i, slong j)
{
    return i >= j ? arb_mat_entry(S, i, j) : arb_mat_entry(S, j, i);
}

/* Swaps rows and columns p and q of the symmetric matrix. */
static void swap(arb_mat_t S, slong p, slong q)
{
    if (p == q)
        return;
    for (slong i = 0; i < arb_mat_nrows(S); i++)
        if (i != p && i != q)
            arb_swap(entry(S, i, p), entry(S, i, q));
    arb_swap(entry(S, p, p), entry(S, q, q));
}

static bool outweighs(arb_srcptr a, arb_srcptr b)
{
    return arf_cmpabs(arb_midref(a), arb_midref(b)) > 0;
}

/* The row from k on with the largest diagonal entry. */
static slong largest_diagonal(arb_mat_t S, slong k)
{
    slong best = k;
    for (slong i = k + 1; i < arb_mat_nrows(S); i++)
        if (outweighs(arb_mat_entry(S, i, i), arb_mat_entry(S, best, best)))
            best = i;
    return best;
}

/* The largest entry below the diagonal in the rows and columns from k on, at least two. */
static void largest_below(slong *row, slong *column, arb_mat_t S, slong k)
{
    *row = k + 1;
    *column = k;
    for (slong i = k + 1; i < arb_mat_nrows(S); i++)
        for (slong j = k; j < i; j++)
            if (outweighs(arb_mat_entry(S, i, j), arb_mat_entry(S, *row, *column))) {
                *row = i;
                *column = j;
            }
}

/* S_ij -= S_ik S_jk / S_kk for i, j > k. */
static void eliminate_one(arb_mat_t S, slong k, slong precision)
{
    slong n = arb_mat_nrows(S);
    arb_t factor;
    arb_init(factor);
    for (slong i = k + 1; i < n; i++) {
        arb_div(factor, arb_mat_entry(S, i, k), arb_mat_entry(S, k, k), precision);
        for (slong j = k + 1; j <= i; j++)
            arb_submul(arb_mat_entry(S, i, j), factor, arb_mat_entry(S, j, k), precision);
    }
    arb_clear(factor);
}

/* The same for the block [[a, b], [b, c]] of rows k and k + 1 with determinant det < 0. */
static void eliminate_two(arb_mat_t S, slong k, const arb_t det, slong precision)
{
    slong n = arb_mat_nrows(S);
    arb_srcptr a = arb_mat_entry(S, k, k), b = arb_mat_entry(S, k + 1, k), c = arb_mat_entry(S, k + 1, k + 1);
    arb_t first, second;
    arb_init(first);
    arb_init(second);
    for (slong i = k + 2; i < n; i++) {
        arb_srcptr x = arb_mat_entry(S, i, k), y = arb_mat_entry(S, i, k + 1);
        arb_mul(first, c, x, precision);
        arb_submul(first, b, y, precision);
        arb_div(first, first, det, precision);
        arb_mul(second, a, y, precision);
        arb_submul(second, b, x, precision);
        arb_div(second, second, det, precision);
        for (slong j = k + 2; j <= i; j++) {
            arb_submul(arb_mat_entry(S, i, j), first, arb_mat_entry(S, j, k), precision);
            arb_submul(arb_mat_entry(S, i, j), second, arb_mat_entry(S, j, k + 1), precision);
        }
    }
    arb_clear(second);
    arb_clear(first);
}

/* A pivot of two rows, column < row, around an entry that outweighs the diagonal: one eigenvalue of each sign. */
static bool pivot_two(arb_mat_t S, slong k, slong row, slong column, slong precision)
{
    swap(S, k, column);
    swap(S, k + 1, row);
    arb_t det;
    arb_init(det);
    arb_mul(det, arb_mat_entry(S, k, k), arb_mat_entry(S, k + 1, k + 1), precision);
    arb_submul(det, arb_mat_entry(S, k + 1, k), arb_mat_entry(S, k + 1, k), precision);
    bool good = arb_is_negative(det);
    if (good)
        eliminate_two(S, k, det, precision);
    arb_clear(det);
    return good;
}

static bool pivot_one(slong *negative, arb_mat_t S, slong k, slong row, slong precision)
{
    swap(S, k, row);
    arb_srcptr pivot = arb_mat_entry(S, k, k);
    if (!arb_is_nonzero(pivot))
        return false;
    *negative += arb_is_negative(pivot);
    eliminate_one(S, k, precision);
    return true;
}

bool col_inertia(slong *negative, arb_mat_t S, slong precision)
{
    slong n = arb_mat_nrows(S), k = 0;
    bool good = true;
    *negative = 0;
    while (k < n && good) {
        slong diagonal = largest_diagonal(S, k), row = 0, column = 0;
        if (k + 1 < n)
            largest_below(&row, &column, S, k);
        if (k + 1 < n && outweighs(arb_mat_entry(S, row, column), arb_mat_entry(S, diagonal, diagonal))) {
            good = pivot_two(S, k, row, column, precision);
            *negative += 1;
            k += 2;
        } else {
            good = pivot_one(negative, S, k, diagonal, precision);
            k++;
        }
    }
    return good;
}
