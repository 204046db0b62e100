/* The operand FILE[#MODEL] and the option --set of commands that work on one model. */
#ifndef COL_CLI_MODEL_H
#define COL_CLI_MODEL_H

#include "command.h"

#include <collapsar/box.h>

/* The model that the first operand names. NULL, with the message in run->error, if there is none. The caller frees
 * *document in any case. */
col_model *col_run_model(col_document **document, col_run *run);

/* The same in a document that was read before. */
col_model *col_run_model_in(col_document *document, col_run *run);

/* The box of --box, or [-1000, 1000] for every variable. box: initialised, one side a variable. False, with the message
 * in run->error, if it is bad. */
bool col_run_box(col_box *box, col_run *run, col_model *model);

/* All --set options together. False, with the message in run->error and nothing to free, if one is bad. */
bool col_run_model_settings(col_conditions *settings, col_run *run, col_model *model);

#endif
