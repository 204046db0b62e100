/* Antiderivatives in closed form: guessed as linear combinations, solved for and verified exactly. */
#ifndef COL_RIGOR_ANTIDERIVATIVE_H
#define COL_RIGOR_ANTIDERIVATIVE_H

#include <collapsar/region.h>

/* The value of the integral node e over the region as an expression without that integral, where one is found; NONE
 * otherwise. If F is returned through the fundamental theorem, then for all parameter values of the region the
 * integrand is defined inside the range of integration, F' equals it there, and F is continuous on the closed range:
 * so the integral exists, if need be as an improper one. */
col_expr col_integral_value(const col_region *region, col_expr e, unsigned long effort);

#endif
