/* The parts of collapsar phase. */
#ifndef COL_CLI_PHASE_H
#define COL_CLI_PHASE_H

#include "command.h"

#include <collapsar/phase.h>

/* What is asked for, and the work on it. */
typedef struct {
    col_document *document; /* may be set before it begins: not read then */
    col_model *model;
    col_phase_axis x, y;
    col_conditions settings;
    fmpq_t eps;
    col_box box; /* of --count */
    col_phase_task *task;
} phase_job;

void phase_job_init(phase_job *job);
void phase_job_clear(phase_job *job);

/* Reads the options and begins; false, with the message in run->error, if anything is wrong. */
bool phase_job_begin(phase_job *job, col_run *run);

/* The result in the format asked for. */
void phase_print(col_run *run, const col_phase *phase);

/* The figure of --plot: regions, band, boundary. False, with the message in run->error, if it can't be drawn. */
bool phase_plot(col_run *run, const col_model *model, const col_phase *phase, const col_phase_axis *x,
                const col_phase_axis *y);

#endif
