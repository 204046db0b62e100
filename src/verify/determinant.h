/* Determinants, irreducible blocks and Hurwitz determinants of matrices of formulas. */
#ifndef COL_VERIFY_DETERMINANT_H
#define COL_VERIFY_DETERMINANT_H

#include <collapsar/region.h>

enum { DETERMINANT_LARGEST = 12 }; /* rows: 2^n minors are made */

/* By minors of the last rows, each made once; zeros are skipped. n at most DETERMINANT_LARGEST. */
col_expr determinant(col_graph *graph, const col_expr *matrix, size_t n);

/* block[i]: the number of i's irreducible diagonal block; returns how many there are. */
size_t determinant_blocks(size_t *block, const col_graph *graph, const col_expr *matrix, size_t n);

/* The characteristic polynomial l^n + a[1] l^(n-1) + ... + a[n], a[0] = 1; in normal form over the region, unless it is
 * NULL. */
void determinant_characteristic(col_expr *a, col_graph *graph, const col_region *region, const col_expr *matrix, size_t n);

/* Its k-th Hurwitz determinant, k <= n. */
col_expr determinant_hurwitz(col_graph *graph, const col_expr *a, size_t n, size_t k);

/* The last but one Hurwitz determinant of the characteristic polynomial, n >= 2: up to its sign the product of all
 * sums of two different eigenvalues (Orlando's formula). */
col_expr determinant_of_sums(col_graph *graph, const col_expr *matrix, size_t n);

#endif
