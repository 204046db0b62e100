/* What collapsar slots knows of its run. */
#ifndef COL_CLI_SLOTS_H
#define COL_CLI_SLOTS_H

#include "command.h"

#include <collapsar/slots.h>

typedef struct {
    col_run *run;
    col_table table;       /* --data */
    col_ensemble ensemble; /* --ensemble */
    bool has_table, has_ensemble, has_coupling;
    col_coupling coupling;
    const char *source;    /* as typed */
    slong plus;            /* --plus; -1: half of the directions, rounded up, as far as modes can hold a slot */
    const char *slots;     /* --slots; NULL */
    col_head head;         /* parameters; its modes are these: */
    col_modes modes;
    /* what the last rung of the precision ladder made */
    slong precision;
    col_blocks *blocks;
    col_filling filling;
    col_slot_spectrum spectrum;
} slots_job;

/* One rung of the ladder: modes, filling, blocks and spectrum at a precision. False, with the reason in run->error, if
 * the modes could not be certified at this precision or the input is bad. */
bool slots_prepare(slots_job *job, slong precision);
bool slots_assemble(slots_job *job);

/* Positions of the labels at the state of the job. */
typedef struct {
    slong labels;        /* 0: not computed (too many labels, or the vectors were out of reach) */
    arb_mat_t distance;  /* |y_a - y_b| */
    slong pairs, apart, equal; /* apart: certified; equal: certified to coincide */
    slong closest[2], farthest[2];
} slots_labels;

void slots_labels_init(slots_labels *labels, slots_job *job);
void slots_labels_clear(slots_labels *labels);

/* Appends the state to the run's result, in its format. dense: verdict of the comparison, with the order of the matrix (0:
 * not asked for) and its number of clusters. */
typedef struct {
    slong order, clusters;
    col_verdict agrees;
} slots_dense;

void slots_print(slots_job *job, const slots_dense *dense, bool eigenvalues);

/* The tables: all splits of this width; all splits of all widths up to it; all sets of slots. */
col_exit slots_all_splits(slots_job *job);
col_exit slots_width_law(slots_job *job);
col_exit slots_census(slots_job *job);

/* Splits reached by simulation from random starts. */
col_exit slots_seen(slots_job *job);

/* "attracting", "unstable", "undecided", or "absent" for a state that does not exist. */
const char *slots_stability(col_verdict exists, col_verdict attracting);

#endif
