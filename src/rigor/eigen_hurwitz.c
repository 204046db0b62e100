/* Half-planes by the Routh-Hurwitz conditions: no eigenvalue is enclosed, so wide balls do less harm.
 *
 * Zeros that are exact decompose the matrix into irreducible diagonal blocks. For the characteristic polynomial
 * l^n + a_1 l^(n-1) + ... + a_n of a block, a_k = (-1)^k times the sum of the principal minors of order k, all
 * eigenvalues lie in Re < 0 if and only if all a_i and the Hurwitz determinants D_(n-1), D_(n-3), ... are positive
 * (Lienard and Chipart); if all had Re <= 0, no a_i and no D_i would be negative. */
#include <collapsar/eigen.h>

#include "../base/memory.h"

#include <stdlib.h>

enum { LARGEST_BLOCK = 8 };

/* component[i]: the number of i's irreducible block; returns how many there are. */
static slong find_blocks(slong *component, const arb_mat_t matrix)
{
    slong n = arb_mat_nrows(matrix), count = 0;
    bool *reach = col_calloc((size_t)(n * n) + 1, sizeof *reach);
    for (slong i = 0; i < n * n; i++)
        reach[i] = !arb_is_zero(arb_mat_entry(matrix, i / n, i % n));
    for (slong k = 0; k < n; k++)
        for (slong i = 0; i < n; i++)
            for (slong j = 0; j < n; j++)
                reach[i * n + j] = reach[i * n + j] || (reach[i * n + k] && reach[k * n + j]);
    for (slong i = 0; i < n; i++) {
        component[i] = count;
        for (slong j = 0; j < i; j++)
            if (reach[i * n + j] && reach[j * n + i])
                component[i] = component[j];
        count += component[i] == count;
    }
    free(reach);
    return count;
}

/* The rows and columns that are set in the mask. */
static void submatrix(arb_mat_t out, const arb_mat_t matrix, unsigned mask)
{
    slong n = arb_mat_nrows(matrix), row = 0;
    for (slong i = 0; i < n; i++) {
        if ((mask >> i & 1) == 0)
            continue;
        for (slong j = 0, column = 0; j < n; j++)
            if (mask >> j & 1)
                arb_set(arb_mat_entry(out, row, column++), arb_mat_entry(matrix, i, j));
        row++;
    }
}

static slong size_of(unsigned mask)
{
    slong size = 0;
    for (; mask != 0; mask &= mask - 1)
        size++;
    return size;
}

/* a[0] = 1, ..., a[n] */
static void characteristic_polynomial(arb_ptr a, const arb_mat_t block, slong precision)
{
    slong n = arb_mat_nrows(block);
    arb_t minor;
    arb_init(minor);
    _arb_vec_zero(a, n + 1);
    arb_one(a);
    for (unsigned mask = 1; mask < 1u << n; mask++) {
        slong size = size_of(mask);
        arb_mat_t part;
        arb_mat_init(part, size, size);
        submatrix(part, block, mask);
        arb_mat_det(minor, part, precision);
        if (size % 2 == 1)
            arb_neg(minor, minor);
        arb_add(a + size, a + size, minor, precision);
        arb_mat_clear(part);
    }
    arb_clear(minor);
}

/* D_k: entry (i, j) is a_(2j - i), counted from 1. */
static void hurwitz_determinant(arb_t out, arb_srcptr a, slong n, slong k, slong precision)
{
    arb_mat_t matrix;
    arb_mat_init(matrix, k, k);
    for (slong i = 0; i < k; i++)
        for (slong j = 0; j < k; j++) {
            slong index = 2 * (j + 1) - (i + 1);
            if (index >= 0 && index <= n)
                arb_set(arb_mat_entry(matrix, i, j), a + index);
        }
    arb_mat_det(out, matrix, precision);
    arb_mat_clear(matrix);
}

/* The block's eigenvalues: all in Re < 0 (proved), one in Re > 0 (refuted). */
static col_verdict judge_block(const arb_mat_t block, slong precision)
{
    slong n = arb_mat_nrows(block);
    arb_ptr a = _arb_vec_init(n + 1);
    arb_t determinant;
    arb_init(determinant);
    characteristic_polynomial(a, block, precision);
    bool positive = true, negative = false;
    for (slong i = 1; i <= n; i++) {
        positive = positive && arb_is_positive(a + i);
        negative = negative || arb_is_negative(a + i);
    }
    for (slong k = n - 1; k > 1 && !negative; k--) {
        hurwitz_determinant(determinant, a, n, k, precision);
        negative = arb_is_negative(determinant);
        positive = positive && ((n - 1 - k) % 2 == 1 || arb_is_positive(determinant));
    }
    arb_clear(determinant);
    _arb_vec_clear(a, n + 1);
    return negative ? COL_REFUTED : positive ? COL_PROVED : COL_UNDECIDED;
}

/* The block with the number b, initialised here; of order 0 if it is too large. */
static void take_block(arb_mat_t block, const arb_mat_t matrix, const slong *component, slong b)
{
    slong n = arb_mat_nrows(matrix), size = 0;
    for (slong i = 0; i < n; i++)
        size += component[i] == b;
    arb_mat_init(block, size <= LARGEST_BLOCK ? size : 0, size <= LARGEST_BLOCK ? size : 0);
    for (slong i = 0, row = 0; size <= LARGEST_BLOCK && i < n; i++) {
        for (slong j = 0, column = 0; component[i] == b && j < n; j++)
            if (component[j] == b)
                arb_set(arb_mat_entry(block, row, column++), arb_mat_entry(matrix, i, j));
        row += component[i] == b;
    }
}

col_verdict col_eigen_stable_hurwitz(const arb_mat_t matrix, slong precision)
{
    slong n = arb_mat_nrows(matrix);
    slong *component = col_calloc((size_t)n + 1, sizeof *component);
    slong blocks = find_blocks(component, matrix);
    col_verdict verdict = COL_PROVED;
    for (slong b = 0; b < blocks && verdict != COL_REFUTED; b++) {
        arb_mat_t block;
        take_block(block, matrix, component, b);
        col_verdict now = arb_mat_nrows(block) > 0 ? judge_block(block, precision) : COL_UNDECIDED;
        if (now != COL_PROVED)
            verdict = now;
        arb_mat_clear(block);
    }
    free(component);
    return verdict;
}
