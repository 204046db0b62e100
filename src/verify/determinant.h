/* Determinants, irreducible blocks and Hurwitz determinants of matrices of formulas. */
#ifndef COL_VERIFY_DETERMINANT_H
#define COL_VERIFY_DETERMINANT_H

#include <collapsar/expr.h>

enum { DETERMINANT_LARGEST = 12 }; /* rows: 2^n minors are made */

/* By minors of the last rows, each made once; zeros are skipped. n at most DETERMINANT_LARGEST. */
col_expr determinant(col_graph *graph, const col_expr *matrix, size_t n);

/* block[i]: the number of i's irreducible diagonal block; returns how many there are. */
size_t determinant_blocks(size_t *block, const col_graph *graph, const col_expr *matrix, size_t n);

/* The last but one Hurwitz determinant of the characteristic polynomial, n >= 2: up to its sign the product of all
 * sums of two different eigenvalues (Orlando's formula). */
col_expr determinant_of_sums(col_graph *graph, const col_expr *matrix, size_t n);

#endif
