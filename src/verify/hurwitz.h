/* The Routh-Hurwitz conditions of a state, as expressions in the parameters of a region. */
#ifndef COL_VERIFY_HURWITZ_H
#define COL_VERIFY_HURWITZ_H

#include <collapsar/region.h>

enum { COL_HURWITZ_LARGEST = 8 }; /* rows of an irreducible block */

/* An irreducible diagonal block of the Jacobian. All conditions positive, if and only if the block (less its zero
 * eigenvalues) lies in Re < 0; one of them negative: an eigenvalue in Re > 0. */
typedef struct {
    size_t size;  /* without the zero eigenvalues */
    size_t zeros; /* eigenvalues that are identically zero */
    col_expr *conditions;
    size_t condition_count;
} col_hurwitz_block;

typedef struct {
    col_hurwitz_block *blocks;
    size_t count, zeros;
} col_hurwitz;

/* The conditions at a state with the components (one a variable, in the region's parameters), to be read over the
 * region. False if a block is too large; out is to be cleared in any case. */
bool col_hurwitz_analyse(col_hurwitz *out, const col_model *model, const col_region *region,
                         const col_expr *components);
void col_hurwitz_clear(col_hurwitz *h);

#endif
