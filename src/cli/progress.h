/* A progress bar on standard error, drawn only if that is a terminal. */
#ifndef COL_CLI_PROGRESS_H
#define COL_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/* Starts a bar towards total; nothing is drawn if quiet or if standard error is no terminal. One at a time. */
void col_progress_start(const char *what, size_t total, bool quiet);

/* Reports done of total. Safe to call from several threads. */
void col_progress_at(size_t done);
void col_progress_step(void); /* one more done */

/* Removes the bar from the screen. */
void col_progress_end(void);

/* The same for work whose steps are runs with bars of their own, in any thread: those are not shown then. */
void col_progress_outer_start(const char *what, size_t total, bool quiet);
void col_progress_outer_step(void);
void col_progress_outer_end(void);

#endif
