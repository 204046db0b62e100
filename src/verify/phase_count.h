/* How many stationary states there are in a box, and how many of them are stable, for all parameters in another one. */
#ifndef COL_VERIFY_PHASE_COUNT_H
#define COL_VERIFY_PHASE_COUNT_H

#include <collapsar/box.h>
#include <collapsar/region.h>
#include <collapsar/interval.h>

typedef struct phase_counter phase_counter;

/* The model's flow with the region's fixed parameters; its two free ones are the axes, in the given order, and range
 * over parameters. A counter is for one thread; the graph grows while it is made, and is not used later. NULL, with
 * error set, for resource faults. */
phase_counter *phase_counter_new(const col_model *model, const col_region *region, const col_expr *axes,
                                 const col_box *parameters, const col_box *box, col_error *error);
void phase_counter_free(phase_counter *counter); /* NULL is allowed */

/* False if the numbers are not certain on all of the parameters' intervals. */
bool phase_count(size_t *states, size_t *stable, phase_counter *counter, const col_interval *parameters,
                 col_budget *budget);

#endif
