/* Signs of expressions over boxes by branch and bound, for what algebra cannot decide.
 *
 * Boxes are enclosed by natural interval extension, by the mean-value form, and, at the ends of the domain where signs
 * degenerate, by Taylor expansion from the end; boxes where a constraint is certainly false are dropped. */
#ifndef COLLAPSAR_PAVING_H
#define COLLAPSAR_PAVING_H

#include <collapsar/box.h>

/* Wanted: root RELATION 0 wherever all constraints (each: expression RELATION 0) hold in the box of the symbols. */
typedef struct {
    col_expr root;
    col_relation relation;
    const col_expr *symbols;
    size_t symbol_count;
    const col_box *box;
    const col_expr *constraints;
    const col_relation *constraint_relations;
    size_t constraint_count;
} col_paving_problem;

typedef struct {
    col_verdict verdict;
    fmpq *witness;      /* REFUTED: a point of the box, all constraints certain, root certainly against the relation */
    size_t witness_size;
    size_t boxes;       /* looked at */
    size_t leftover;    /* undecided ones */
    const char *method; /* the strongest tool that was needed: "interval enclosure", "mean-value enclosure", ... */
    char reason[256];   /* UNDECIDED */
} col_paving;

/* PROVED includes that root is defined wherever the constraints hold. The graph gains derivatives. */
void col_paving_sign(col_paving *out, col_graph *graph, const col_paving_problem *problem, col_budget *budget);
void col_paving_clear(col_paving *out);

#endif
