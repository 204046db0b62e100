/* A field of normal forms over a region: its oracle knows what the region's ranges and conditions imply. */
#ifndef COL_RIGOR_SIGN_CONTEXT_H
#define COL_RIGOR_SIGN_CONTEXT_H

#include <collapsar/exact.h>
#include <collapsar/region.h>

typedef struct col_sign_context col_sign_context;

/* For normal forms of the expressions, with room for more generators than they need. region is borrowed. */
col_sign_context *col_sign_context_new(const col_region *region, const col_expr *expressions, size_t count,
                                       size_t room);
void col_sign_context_free(col_sign_context *context);

col_exact_field *col_sign_context_field(col_sign_context *context);

/* How much of what is known goes into a set: the more, the larger the problem. */
typedef struct {
    bool all_conditions; /* otherwise those that the polynomial's generators are connected with */
    bool lemmas;         /* elementary inequalities of transcendental generators */
} col_sign_extent;

/* The set over which polynomial is to be judged: the generators that it and the conditions use, with all that they
 * depend on. relaxed tells that the set may be larger than the region. Initialises set. */
void col_sign_context_set(col_semialgebraic *set, bool *relaxed, const fmpz_mpoly_t polynomial,
                          const col_sign_context *context, col_sign_extent extent);

/* Adds what is known of a transcendental generator (the variable index of the ring) and its argument. */
void col_sign_require_lemmas(col_semialgebraic *set, const col_generator *generator, slong index,
                             const fmpz_mpoly_ctx_struct *ring);

#endif
