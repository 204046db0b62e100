/* Systems whose zeros are the singular stationary states of a flow. */
#ifndef COL_VERIFY_SINGULAR_H
#define COL_VERIFY_SINGULAR_H

#include "equations.h"

typedef enum { SINGULAR_SUBSET, SINGULAR_FOLD, SINGULAR_CROSSING, SINGULAR_PAIR } singular_kind;

/* A branch whose equations are overdetermined has det J = 0 everywhere, if it has states at all: SUBSET is as many of
 * its equations as they have unknowns. Without a zero of these there are none, and the branch's other systems can be
 * left out. They follow it. */

/* Zeros: of n + 1 equations in y and the parameter at which none of the excluded expressions vanishes (where one does,
 * another system has the point). FOLD: det J = 0 on one branch; CROSSING: two factors of component row vanish; PAIR:
 * two eigenvalues of J sum to zero. */
typedef struct {
    singular_kind kind;
    ptrdiff_t row; /* CROSSING; -1 otherwise */
    size_t branch;
    col_expr *equations, *unknowns;
    size_t size;   /* of both; n + 1 but for SUBSET */
    col_expr *excluded;
    size_t excluded_count;
} singular_system;

typedef struct {
    singular_system *items;
    size_t count, capacity;
    bool too_many;   /* some are missing: the flow has too many branches, or a formula grew too large */
    bool degenerate; /* a factor is repeated: all states on its branch are singular, and not among these */
    size_t branch_count;
} singular_systems;

void singular_systems_init(singular_systems *out, const branch_equations *equations);
void singular_systems_clear(singular_systems *systems);

#endif
