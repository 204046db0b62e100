/* Reads a command line against the common options and those of a subcommand, and prints the help that follows
 * from the same tables. */
#ifndef COL_CLI_OPTIONS_H
#define COL_CLI_OPTIONS_H

#include "command.h"

/* An option of a subcommand as it was given. */
struct col_given {
    const col_option *option;
    const char *value; /* NULL for a switch */
};

typedef enum { COL_OPTIONS_READ, COL_OPTIONS_HELP, COL_OPTIONS_VERSION, COL_OPTIONS_BAD } col_options_outcome;

/* Fills run with the defaults and with what arguments (those after the subcommand's name) say; run keeps pointers
 * into them. BAD: the message is in run->error. */
col_options_outcome col_options_read(col_run *run, const col_command *command, int count, char **arguments);

void col_run_clear(col_run *run);

/* Sets run->budget from its effort and digits. */
void col_run_set_budget(col_run *run);

/* The option counts as not given. */
void col_run_forget(col_run *run, const char *name);

/* The page that "collapsar COMMAND --help" prints. */
void col_options_help(col_text *out, const col_command *command);

/* The subcommands, ended by NULL; the one of that name, or NULL; the name that is meant, or NULL. */
extern const col_command *const col_commands[];
const col_command *col_command_find(const char *name);
const char *col_command_nearest(const char *name);

/* The candidate that is closest to word in spelling; NULL if none is close. Candidates end with NULL. */
const char *col_nearest(const char *word, const char *const *candidates);

/* A whole number from least to most; context as in col_rational_parse. */
bool col_integer_parse(slong *out, const char *context, const char *text, slong least, slong most, col_error *error);

#endif
