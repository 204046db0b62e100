/* The state of a branch and bound over a box. */
#ifndef COL_RIGOR_PAVING_INTERNAL_H
#define COL_RIGOR_PAVING_INTERNAL_H

#include <collapsar/paving.h>
#include <collapsar/tape.h>

typedef struct {
    const col_paving_problem *problem;
    size_t n;
    bool positive, strict, exclude; /* root >= 0, root > 0 as well, or root != 0; < and <= are turned round before */
    col_tape *values;   /* the root, then the constraints */
    col_tape *gradient; /* NULL if it cannot be formed */
    col_tape_workspace *values_workspace, *gradient_workspace;
    col_interval *domain; /* hull of the box */
    col_interval *roots;  /* scratch: one a root of either tape */
    col_interval *scratch;
    col_budget *budget;
} col_pavement;

/* Do these bounds of the root make the relation certain? */
bool col_pavement_holds(const col_pavement *pavement, double lo, double hi);

/* Is the relation certain on the box because of its Taylor expansion from one of its faces? f = sum_{i<k} c_i t^i +
 * R_k t^k with t the distance from the face, c_i enclosing the coefficients on the face and R_k the k-th one on the
 * whole box: if no c_i has the wrong sign and R_k is of the right one, so is f for t > 0. */
bool col_pavement_taylor(col_pavement *pavement, const col_interval *box);

/* Is the end of the domain, on this side of the box, excluded: does the box touch an open end of the domain there? */
bool col_pavement_is_open_face(const col_pavement *pavement, const col_interval *box, size_t side, bool upper);

#endif
