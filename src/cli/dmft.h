/* What the files of the subcommand dmft share. */
#ifndef COL_CLI_DMFT_H
#define COL_CLI_DMFT_H

#include "command.h"

#include <collapsar/meanfield.h>

/* How p approaches its limit (M4). */
typedef enum { DMFT_APPROACH_NONE, DMFT_APPROACH_ALGEBRAIC, DMFT_APPROACH_CRITICAL, DMFT_APPROACH_EXPONENTIAL } dmft_approach;

typedef struct {
    col_run *run;
    col_ensemble ensemble;
    col_table table;
    col_coupling coupling;
    bool has_ensemble, has_coupling;
    col_meanfield_problem problem;
    fmpq *times, *Phi;
    slong count, Phi_count;
    col_meanfield_state *states, *at_Phi;
    col_meanfield_pair *pairs; /* NULL unless asked for */
    col_integration status;
    col_meanfield_limit limit;
    dmft_approach approach;
    arb_t top, coefficient, rate; /* s_+, of s_+ - p ~ coefficient/t; of e^{-rate t} */
    fmpq_t exponent;              /* of the algebraic approach */
    col_meanfield_tail tail;      /* from the last time on */
    bool has_tail;
    arb_ptr moments;              /* averages of s^(2n), n = 0 ... */
} dmft_job;

#define DMFT_MOMENTS 9

/* The exponent of t in s_+ - p at a state, -t p'/(s_+ - p); coefficient: (s_+ - p) t^exponent of the prediction;
 * rate: p'/(s_+ - p). */
void dmft_measure(arb_t exponent, arb_t coefficient, arb_t rate, const dmft_job *job, slong i);

void dmft_print(const dmft_job *job);
bool dmft_plot(dmft_job *job);

#endif
