/* Taking a known kernel out of a ball matrix. */
#ifndef COL_THEORY_DEFLATE_H
#define COL_THEORY_DEFLATE_H

#include <collapsar/flint.h>
#include <stdbool.h>

/* matrix is n x n with matrix * kernel = 0 known to hold exactly; kernel is n x k of full rank. quotient, (n-k) x (n-k),
 * is the matrix induced on R^n / span(kernel): its spectrum and k zeros are that of matrix. False, with quotient
 * unspecified, if the rank of the kernel could not be certified. */
bool col_deflate(arb_mat_t quotient, const arb_mat_t matrix, const arb_mat_t kernel, slong precision);

#endif
