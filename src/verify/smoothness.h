/* Is a flow differentiable at a state? */
#ifndef COL_VERIFY_SMOOTHNESS_H
#define COL_VERIFY_SMOOTHNESS_H

#include <collapsar/region.h>

/* NULL if the flow is certainly differentiable in the variables, at the state with the components, everywhere on the
 * region; else what stands in the way. The formulas of derivatives can't tell: 0/abs(0) simplifies to 0. */
const char *col_flow_smooth_at(const col_model *model, const col_region *region, const col_expr *components,
                               unsigned long effort);

#endif
