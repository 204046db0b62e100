/* From a table, a model and a start to the system that is integrated, with its initial state. */
#ifndef COL_FLOW_BUILD_H
#define COL_FLOW_BUILD_H

#include "system.h"

/* False, with error set, if a field is out of range. */
bool col_flow_check_model(const col_flow_model *model, col_error *error);
bool col_flow_check_start(const col_flow_start *start, col_error *error);

/* A standard deviation of the start: as asked or, if negative, the default at this total weight. */
double col_flow_deviation(double asked, double total);

/* Fills what does not depend on the samples: dimension, head, rates of labels and head, degrees. */
void col_flow_system_init(col_flow_system *system, const col_flow_model *model, size_t labels, const double *degrees,
                          double total);

/* system and *state (freed by the caller) of a table or of a teacher. reduce: see col_flow_options; memory: highest size
 * of the state. False, with error set and nothing to clear, if something is out of range or too large. */
bool col_flow_build(col_flow_system *system, double **state, const col_table *table, const col_flow_model *model,
                    const col_flow_start *start, bool reduce, size_t witnesses, size_t memory, col_error *error);
bool col_flow_build_teacher(col_flow_system *system, double **state, const col_teacher *teacher,
                            const col_flow_model *model, const col_flow_start *start, size_t witnesses,
                            col_error *error);

#endif
