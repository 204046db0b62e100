/* Projection of an arrangement of hypersurfaces, one variable after the other. Internal.
 *
 * Above a connected set on which the projection polynomials keep their signs the polynomials of the next level have
 * a constant number of real roots, which stay in order: the sets between them are cells. For full-dimensional
 * cells the leading coefficients, discriminants and resultants are enough; cells of all dimensions
 * take all coefficients, and need that no polynomial vanishes identically above a cell of positive dimension. */
#ifndef COL_RIGOR_PROJECTION_H
#define COL_RIGOR_PROJECTION_H

#include "signsystem.h"

typedef struct {
    fmpz_mpoly_struct *items; /* irreducible, primitive, different */
    size_t count, capacity;
} col_polynomial_set;

typedef struct {
    const fmpz_mpoly_ctx_struct *ctx;
    slong levels;               /* variables that are used */
    slong *order;               /* order[k]: the variable of level k; level 0 is the line at the bottom */
    col_polynomial_set *level;  /* level[k]: polynomials in order[0 .. k] that use order[k] */
    bool complete;              /* made for cells of all dimensions */
} col_projection;

/* Projects the system's leaves; false, with nothing to clear, if this would take more than the budget or a size
 * limit allows. */
bool col_projection_init(col_projection *projection, const col_sign_system *system, bool complete,
    col_budget *budget);
void col_projection_clear(col_projection *projection);

/* Polynomials without the variable that vanish at the projection, along it, of every point where two leaves vanish
 * or where a leaf that uses it is singular. set is initialised by it; false, with nothing to clear, as above. */
bool col_projection_crossings(col_polynomial_set *set, const col_sign_system *system, slong variable,
    col_budget *budget);
void col_polynomial_set_clear(col_polynomial_set *set, const fmpz_mpoly_ctx_struct *ctx);

/* An upper bound (a guess of effort) for the number of cells: product of one plus twice the roots at each level. */
double col_projection_size(const col_projection *projection);

#endif
