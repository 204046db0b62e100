/* The checks of the theory: one table a theme, each ending with a NULL name. */
#ifndef COL_CROSSCHECK_CATALOGUE_H
#define COL_CROSSCHECK_CATALOGUE_H

#include "measure.h"

/* Fills both sides of an initialised check. setting: the numbers of this one. */
typedef void (*col_check_function)(col_check *check, const void *setting, const col_crosscheck_options *options);

typedef struct {
    const char *name, *tag, *statement;
    col_check_function function;
    const void *setting;
} col_check_entry;

extern const col_check_entry col_checks_embedding[], col_checks_embedding_limits[], col_checks_embedding_data[],
    col_checks_embedding_spread[], col_checks_slots_rates[], col_checks_slots_states[],
    col_checks_fold[], col_checks_leak[], col_checks_head[], col_checks_jacobian[],
    col_checks_meanfield[], col_checks_meanfield_graph[],
    col_checks_teacher[], col_checks_ablation[], col_checks_saddle[];

#endif
