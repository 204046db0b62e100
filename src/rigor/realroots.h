/* Real roots of integer polynomials: rational points that separate them. Internal. */
#ifndef COL_RIGOR_REALROOTS_H
#define COL_RIGOR_REALROOTS_H

#include <collapsar/flint.h>
#include <collapsar/status.h>

/* *points: one rational in every component of the real line without the roots of the polynomial (not zero),
 * ascending; so *count is one more than the number of different real roots. The caller frees them with
 * _fmpq_vec_clear. False, with nothing to free, if the budget runs out. */
bool col_real_root_separators(fmpq **points, slong *count, const fmpz_poly_t polynomial, col_budget *budget);

#endif
