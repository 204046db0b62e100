/* Monic real polynomials of degree at most 3 with ball coefficients: stability and roots. */
#ifndef COL_THEORY_SMALLROOTS_H
#define COL_THEORY_SMALLROOTS_H

#include <collapsar/flint.h>
#include <collapsar/status.h>

/* coefficients[0 .. degree - 1] of lambda^degree + ... + coefficients[0]; 1 <= degree <= 3. */

/* PROVED: all roots in Re < 0. REFUTED: at least one in Re > 0. */
col_verdict col_small_hurwitz(arb_srcptr coefficients, slong degree, slong precision);

/* One enclosure a root, so that the roots can be numbered to lie in them one each; real roots that are known to be real
 * have imaginary part exactly 0. Always true enclosures; wide ones (a box that holds all roots) if the roots of a cubic
 * could not be told apart. */
void col_small_roots(acb_ptr roots, arb_srcptr coefficients, slong degree, slong precision);

#endif
