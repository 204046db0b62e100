/* The subdivision of a phase diagram's rectangle. */
#ifndef COL_VERIFY_PHASE_PAVING_H
#define COL_VERIFY_PHASE_PAVING_H

#include "phase_signs.h"

enum { PHASE_DEEPEST = 30 };

/* Fills regions (without labels' texts), boxes, fine, and the areas; the first level counts as 0, the last as given. */
void phase_pave(col_phase *out, phase_signs *signs, const col_phase_axis *x, const col_phase_axis *y, int last,
                const col_budget *budget);

#endif
