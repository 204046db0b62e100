/* collapsar crosscheck: what its files share. */
#ifndef COL_CLI_CROSSCHECK_H
#define COL_CLI_CROSSCHECK_H

#include "command.h"

#include <collapsar/crosscheck.h>

/* The checks that were run, in the order of the catalogue. */
typedef struct {
    col_check *items;
    size_t count;
} crosscheck_list;

void col_crosscheck_print(col_run *run, const crosscheck_list *list);

col_figure *col_crosscheck_figure(const crosscheck_list *list);

/* Two significant digits if brief, as befits an error; none if the value is not finite. */
void col_crosscheck_put_number(col_listing *listing, double value, bool brief);

/* The fraction of --wrong; false, with the message in run->error, if it is bad. */
bool col_crosscheck_read_wrong(double *wrong, col_run *run);

/* The whole command with a FILE. */
col_exit col_crosscheck_file(col_run *run);

#endif
