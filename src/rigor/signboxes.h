/* Branch and prune: a system of sign conditions on a box that is cut into smaller ones. Internal. */
#ifndef COL_RIGOR_SIGNBOXES_H
#define COL_RIGOR_SIGNBOXES_H

#include "signsystem.h"

/* The signs that each leaf has on the system's box, from its coefficients there; facts, whatever the conditions. */
void col_sign_boxes_facts(col_signs *leaves, const col_sign_system *system, col_budget *budget);

/* proved: no point of the box satisfies the system; refuted: point does (one rational a variable); undecided: the
 * limit or the budget was reached. *boxes grows by the number of boxes looked at. No range may be empty. */
col_verdict col_sign_boxes_decide(fmpq *point, const col_sign_system *system, ulong limit, ulong *boxes,
    col_budget *budget);

#endif
