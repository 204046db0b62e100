/* Emptiness by a combination of the conditions with non-negative multipliers. Internal. */
#ifndef COL_RIGOR_MULTIPLIERS_H
#define COL_RIGOR_MULTIPLIERS_H

#include "signsystem.h"

/* Looks for h = sum of lambda_j*P_j, lambda_j >= 0, where each P_j is a product of at most two polynomials that are
 * not negative wherever the leaves have the given signs (leaves up to sign, distances from the ends of the box),
 * such that no coefficient of h on the box is positive; so h <= 0 there, while h >= 0 on the system's solutions, and
 * with some P_j > 0 on them and lambda_j > 0 there is none. A linear program in floating point proposes lambda; what
 * counts is the check of rounded multipliers in integers. True: no point satisfies the system. */
bool col_sign_multipliers_refute(const col_sign_system *system, const col_signs *leaves, col_budget *budget);

#endif
