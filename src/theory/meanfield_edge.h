/* Two-sided bounds of the drive from the spectral density near its top. */
#ifndef COL_THEORY_MEANFIELD_EDGE_H
#define COL_THEORY_MEANFIELD_EDGE_H

#include <collapsar/meanfield.h>

/* Sets c, k, beta and l, exact numbers, such that beta/(Phi + l) <= s_+ - G_1/G_0 <= c/(Phi - k) from the exact Phi > 0
 * on; null: 1 + W_0/W. False if Phi is too small for any. The density has f > 0. */
bool col_meanfield_edge(
    col_meanfield_tail *tail, const arb_t Phi, const arb_t null, const col_ensemble *density, slong precision);

/* The ball's ends, as exact balls. */
void col_meanfield_round_up(arb_t x, slong precision);
void col_meanfield_round_down(arb_t x, slong precision);

#endif
