/* A phase diagram on its way. */
#ifndef COL_VERIFY_PHASE_TASK_H
#define COL_VERIFY_PHASE_TASK_H

#include "phase_paving.h"

struct col_phase_task {
    col_model *model;
    col_phase_options options;
    col_phase_axis axes[2];
    col_region region;
    phase_signs signs;
    phase_fineness fineness;
    phase_part coarse;
    col_box box, rectangle; /* to count: of the states, and of the parameters; dimension 0: by named states */
    phase_front cells;
    phase_part *parts; /* one a cell */
    bool *done;        /* by cell */
    col_budget share;  /* of a cell */
};

/* The coarse subdivision, and the cells; false, with error set, for resource faults. */
bool phase_task_cut(col_phase_task *task, col_error *error);

#endif
