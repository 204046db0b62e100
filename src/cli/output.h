/* Results leave the program here: files whole or not at all, standard output with every error noticed. */
#ifndef COL_CLI_OUTPUT_H
#define COL_CLI_OUTPUT_H

#include <collapsar/status.h>

/* Writes the bytes to path: to a temporary file beside it, renamed at the end, so that path holds either what it
 * held before or all of the new. A device or pipe (/dev/full) is written directly. path NULL or "-": standard
 * output. False, with a resource fault recorded, if anything went wrong; nothing is left behind then. */
bool col_output_write(const char *path, const char *bytes, size_t length, col_error *error);

/* A file to be written. */
typedef struct {
    const char *path, *bytes;
    size_t length;
} col_output;

/* Writes several files, all or none as far as that goes: every one is complete beside its place, under a temporary name,
 * before the first is renamed. Regular files only. */
bool col_output_write_all(const col_output *outputs, size_t count, col_error *error);

/* Makes sure that path is a directory into which files can be written, creating it, and those above it, where missing. */
bool col_output_directory(const char *path, col_error *error);

/* Removes the temporary files of an interrupted write. Async-signal-safe. */
void col_output_abandon(void);

#endif
