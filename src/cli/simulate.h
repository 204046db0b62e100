/* What the files of collapsar simulate share. */
#ifndef COL_CLI_SIMULATE_H
#define COL_CLI_SIMULATE_H

#include "command.h"

#include <collapsar/flow.h>

/* The run that was asked for, then the others of the ablation: head x stop-gradient. */
typedef enum { SIMULATE_ASKED, SIMULATE_HEAD_STOPPED, SIMULATE_HEAD_PLAIN, SIMULATE_NO_HEAD, SIMULATE_RUNS } simulate_run;

typedef struct {
    col_run *run;
    bool has_table, has_teacher;
    col_table table;
    col_teacher teacher;
    double samples;           /* N */
    col_flow_model model;
    col_flow_start start;
    col_flow_options options;
    bool compare;             /* run the ablation too */
    bool done[SIMULATE_RUNS];
    col_flow_model models[SIMULATE_RUNS];
    col_flow_result results[SIMULATE_RUNS];
} simulate_job;

/* "head and stop-gradient", "head, plain gradient", "head, leak 0.1", "no head". */
void col_simulate_name(col_text *out, const col_flow_model *model);

/* simulate_print.c: the result in the format asked for. */
void col_simulate_print(simulate_job *job);

/* simulate_figure.c. The caller frees the figure. */
col_figure *col_simulate_figure(const simulate_job *job);

#endif
