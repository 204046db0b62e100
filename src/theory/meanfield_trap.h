/* Certificates that a mean-field solution has been caught in the basin of one phase. All work with abs(p), the total
 * second moment S = e^{-2 Psi} G_0 and sigma = e^{-2 Psi} G_1/S, for which, exactly,
 *   p' = -(p - sigma) S - rho_P p,  S' = -2 f_sigma(p) S,  f_sigma(p) = p^2 - q sigma p + r + rho,
 *   sigma' = 2 q p (M_2 - sigma^2) >= 0 where p >= 0  (M_2 the mean of s^2, Cauchy-Schwarz),  sigma <= s_+:
 * a planar system with a drive that rises towards s_+. */
#ifndef COL_THEORY_MEANFIELD_TRAP_H
#define COL_THEORY_MEANFIELD_TRAP_H

#include <collapsar/meanfield.h>

typedef struct {
    arb_t q, decay, rho_P, top; /* 1 + r, r + rho, rho_P, s_+ */
    slong precision;
} col_trap;

/* rho_P = 0: p' = -(p - sigma) S points towards the drive, so p never leaves the hull J of p, sigma and s_+. S dies out
 * and p comes to rest, in the ball limit. sigma is the drive's value now. */
bool col_trap_rest(arb_t limit, const col_trap *trap, const arb_t p, const arb_t S, const arb_t sigma);

/* rho = rho_P = 0, 0 < r < 1 and a mode with s = 1: with J above r, that mode's moment never falls, since its rate is
 * -2(p - 1)(p - r) >= 0 on J, so that p goes to 1. */
bool col_trap_aligned(const col_trap *trap, const arb_t p, const arb_t sigma);

/* rho_P > 0, r + rho > 0: S and p die out. */
bool col_trap_collapse(const col_trap *trap, const arb_t p, const arb_t S);

/* rho_P > 0, r + rho > 0: p goes to p_+ and S to rho_P p_+/(s_+ - p_+); sigma is the drive's value now. */
bool col_trap_separated(const col_trap *trap, const arb_t p, const arb_t S, const arb_t sigma);

/* p_+ (sign > 0) or p_- of the top: (q s_+ +- sqrt(D))/2, D = q^2 s_+^2 - 4(r + rho). */
void col_trap_root(arb_t p, const col_trap *trap, int sign);
void col_trap_discriminant(arb_t D, const col_trap *trap);

#endif
