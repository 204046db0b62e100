/* Equalities are solved: a variable that occurs linearly or quadratically in a polynomial that must vanish is
 * replaced by its roots, and conditions on it become conditions on polynomials without it. Internal. */
#ifndef COL_RIGOR_ROOTSUBSTITUTION_H
#define COL_RIGOR_ROOTSUBSTITUTION_H

#include "signsystem.h"

/* c*x^2 + d*x + e = 0 solved for x, the variable. */
typedef struct {
    slong variable;
    slong degree; /* 1 or 2 */
    fmpz_mpoly_t c, d, e;
} col_root_equation;

void col_root_equation_init(col_root_equation *equation, const col_sign_system *system, size_t leaf, slong variable);
void col_root_equation_clear(col_root_equation *equation, const fmpz_mpoly_ctx_struct *ctx);

/* The polynomial that must not vanish for the equation to have its degree. */
const fmpz_mpoly_struct *col_root_equation_leading(const col_root_equation *equation);

/* The system with x = (-d + branch*sqrt(d^2 - 4*c*e))/(2*c), or -e/d if linear (branch is then ignored), wherever the
 * leading coefficient does not vanish; x is unused and unbounded afterwards. branch = -1 leaves out the double root,
 * which belongs to +1. reduced is initialised by it. False, with nothing to clear, if polynomials would grow
 * too large. */
bool col_root_substitute(col_sign_system *reduced, const col_sign_system *system, size_t leaf,
    const col_root_equation *equation, int branch);

/* point[variable] from the other coordinates; false if its degree or height would be too large to write down. */
bool col_root_value(qqbar_ptr point, const col_root_equation *equation, int branch, const fmpz_mpoly_ctx_struct *ctx);

/* The system at variable = value; the variable is unused afterwards, with that value as its range. reduced is
 * initialised by it. */
void col_value_substitute(col_sign_system *reduced, const col_sign_system *system, slong variable, const fmpq_t value);

/* The system with every node of the leaf taken as zero and |leaf| < 2^(-bits) asked for instead: it has all solutions
 * at which the leaf vanishes, and an open condition in place of an equation. relaxed is initialised by it. */
void col_relax_equation(col_sign_system *relaxed, const col_sign_system *system, size_t leaf, ulong bits);

#endif
