/* The parts of collapsar phase. */
#ifndef COL_CLI_PHASE_H
#define COL_CLI_PHASE_H

#include "command.h"

#include <collapsar/phase.h>

/* The figure of --plot: regions, band, boundary. False, with the message in run->error, if it can't be drawn. */
bool phase_plot(col_run *run, const col_model *model, const col_phase *phase, const col_phase_axis *x,
                const col_phase_axis *y);

#endif
