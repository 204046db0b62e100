/* The one precision ladder: try at 64 bits, double until it works or the budget ends. */
#ifndef COLLAPSAR_LADDER_H
#define COLLAPSAR_LADDER_H

#include <collapsar/flint.h>
#include <collapsar/status.h>

#define COL_LADDER_START 64

/* One rung: true says done. Work inside is charged to the caller's budget, if at all, by the step itself. */
typedef bool (*col_ladder_step)(void *context, slong precision);

/* Climbs 64, 128, 256, ... up to budget->precision (which is itself tried last). True as soon as a step says
 * done, with the precision that did it in *precision (which may be NULL); false when the highest rung failed or
 * no steps are left in the budget; *precision is then the last one tried (0 if none). */
bool col_ladder_climb(slong *precision, col_ladder_step step, void *context, const col_budget *budget);

/* The working precision for a wanted number of correct decimal digits, with guard bits. */
slong col_ladder_bits(slong digits);

#endif
