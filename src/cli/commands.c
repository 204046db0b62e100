/* The subcommands, in the order of the help. */
#include "options.h"

#include <string.h>

const col_command *const col_commands[] = {
    &col_command_verify,
    &col_command_states,
    &col_command_spectrum,
    &col_command_slots,
    &col_command_phase,
    &col_command_dmft,
    &col_command_simulate,
    &col_command_crosscheck,
    &col_command_report,
    NULL};

const col_command *col_command_find(const char *name)
{
    for (const col_command *const *command = col_commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

const char *col_command_nearest(const char *name)
{
    const char *names[sizeof col_commands / sizeof *col_commands] = {NULL};
    for (size_t i = 0; col_commands[i]; i++)
        names[i] = col_commands[i]->name;
    return col_nearest(name, names);
}
