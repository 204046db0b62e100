/* The certified spectrum of a Jacobian at a stationary state, with the eigenvalues that are exactly zero. */
#ifndef COL_VERIFY_SPECTRUM_H
#define COL_VERIFY_SPECTRUM_H

#include <collapsar/portrait.h>

/* eigenvalues (dimension many, initialised), zero_eigenvalues, maybe_zero and stability of state from the enclosure of
 * the Jacobian. exact: the same matrix of rationals, if its entries are (NULL otherwise). False, with all of them
 * undecided, if no spectrum was certified at this precision. */
bool spectrum_of_jacobian(col_portrait_state *state, const arb_mat_t jacobian, const fmpq_mat_struct *exact,
                          slong precision);

#endif
