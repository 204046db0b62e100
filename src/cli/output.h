/* Results leave the program here: files whole or not at all, standard output with every error noticed. */
#ifndef COL_CLI_OUTPUT_H
#define COL_CLI_OUTPUT_H

#include <collapsar/status.h>

/* Writes the bytes to path: to a temporary file beside it, renamed at the end, so that path holds either what it
 * held before or all of the new. A device or pipe (/dev/full) is written directly. path NULL or "-": standard
 * output. False, with a resource fault recorded, if anything went wrong; nothing is left behind then. */
bool col_output_write(const char *path, const char *bytes, size_t length, col_error *error);

/* Removes the temporary file of an interrupted write. Async-signal-safe. */
void col_output_abandon(void);

#endif
