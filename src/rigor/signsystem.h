/* Systems of sign conditions over irreducible polynomials. Internal.
 *
 * A system asks for a point of a box where every condition holds. Its leaves are irreducible polynomials; a node is
 * a quantity whose sign is a function of the leaves' signs:
 *     product a*b,   square a^2,   root A + B*sqrt(R) with R >= 0, whose sign follows from those of A, B and
 *                                  N = A^2 - B^2*R:  sign A if N > 0, sign B if N < 0, and if N = 0:
 *                                  sign A if A and B have the same sign, else 0.
 * So a statement about radicals is one about polynomials, and signs may be computed with sets of signs, like
 * intervals: what comes out contains the sign that is meant. */
#ifndef COL_RIGOR_SIGNSYSTEM_H
#define COL_RIGOR_SIGNSYSTEM_H

#include "semialgebraic_range.h"

typedef enum {
    COL_SIGN_NODE_LEAF,    /* a: index of the leaf */
    COL_SIGN_NODE_FIXED,   /* signs */
    COL_SIGN_NODE_PRODUCT, /* a, b: nodes */
    COL_SIGN_NODE_SQUARE,  /* a */
    COL_SIGN_NODE_ROOT     /* a, b, c: the nodes A, B, N */
} col_sign_node_kind;

typedef struct {
    col_sign_node_kind kind;
    col_signs signs;
    size_t a, b, c; /* arguments stand before the node */
} col_sign_node;

typedef struct {
    size_t node;
    col_signs signs;
} col_node_condition;

typedef struct {
    const fmpz_mpoly_ctx_struct *ctx;
    slong variables;
    col_semialgebraic_range *ranges;
    fmpz_mpoly_struct *leaves; /* irreducible (if factored), primitive, leading coefficient > 0, all different */
    size_t leaf_count, leaf_capacity;
    col_sign_node *nodes;
    size_t node_count, node_capacity;
    col_node_condition *conditions;
    size_t count, capacity;
    bool factored; /* false: some leaf was too large to factor */
} col_sign_system;

void col_sign_system_init(col_sign_system *system, const fmpz_mpoly_ctx_struct *ctx,
    const col_semialgebraic_range *ranges);
void col_sign_system_clear(col_sign_system *system);
void col_sign_system_set(col_sign_system *copy, const col_sign_system *system); /* copy is initialised by it */

/* The node of a polynomial: it is factored, and its irreducible factors become leaves. */
size_t col_sign_system_polynomial(col_sign_system *system, const fmpz_mpoly_t polynomial);
size_t col_sign_system_fixed(col_sign_system *system, col_signs signs);
size_t col_sign_system_product(col_sign_system *system, size_t a, size_t b);
size_t col_sign_system_square(col_sign_system *system, size_t a);
size_t col_sign_system_root(col_sign_system *system, size_t a, size_t b, size_t norm);

void col_sign_system_require(col_sign_system *system, size_t node, col_signs signs);

/* The signs that each node can have, given those of the leaves. values: one a node. */
void col_sign_system_evaluate(col_signs *values, const col_sign_system *system, const col_signs *leaves);

/* Do the conditions hold? proved: yes, refuted: one fails, undecided: the signs leave it open. */
col_verdict col_sign_system_test(const col_sign_system *system, const col_signs *leaves);

/* Takes away signs of leaves that contradict the conditions; false if none is left for some leaf or a condition
 * cannot hold: then no point with such signs satisfies the system. */
bool col_sign_system_narrow(const col_sign_system *system, col_signs *leaves);

/* Marks the leaves on which a condition that is still open depends. */
void col_sign_system_open_leaves(bool *open, const col_sign_system *system, const col_signs *leaves);

/* Drops conditions that hold anyway, and leaves and nodes that nothing needs any more. leaves must be facts about the
 * whole box, not narrowed by the conditions themselves; it is compacted alike. */
void col_sign_system_simplify(col_sign_system *system, col_signs *leaves);

/* Does some leaf use the variable? */
bool col_sign_system_uses(const col_sign_system *system, slong variable);

#endif
