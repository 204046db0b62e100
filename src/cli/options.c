#include "options.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_DIGITS 10
#define MOST_DIGITS 100000
#define MOST_THREADS 256
#define MOST_EFFORT 1000000
#define MOST_NAMES 64
#define HELP_COLUMN 21
#define HELP_WIDTH 78

/* What every subcommand takes; takes: the flag that a subcommand must have for it, 0: none. */
static const struct {
    col_option option;
    unsigned takes;
} common[] = {
    {{"format", "FORMAT", "text, json, csv or latex (default text)"}, 0},
    {{"output", "FILE", "write the result there, whole or not at all (default: standard output)"}, 0},
    {{"plot", "FILE", "draw a figure: FILE ends in .svg, .pdf, .png or .tex"}, COL_TAKES_PLOT},
    {{"digits", "N", "correct digits wanted, raising precision for them (default 10)"}, 0},
    {{"effort", "N", "multiply the default bound on work by N (default 1)"}, 0},
    {{"threads", "N", "threads to use (default: one a processor)"}, 0},
    {{"seed", "N", "seed of the random numbers (default 1)"}, COL_TAKES_SEED},
    {{"centre", NULL, "project the mean mode out"}, COL_TAKES_CENTRE},
    {{"quiet", NULL, "no progress bar, no remarks on standard error"}, 0},
    {{"help", NULL, "print this help"}, 0},
    {{"version", NULL, "print the version"}, 0}};
#define COMMON_COUNT (sizeof common / sizeof *common)

static bool takes(const col_command *command, size_t index)
{
    return (command->takes & common[index].takes) == common[index].takes;
}

static bool is_called(const col_option *option, const char *name, size_t length)
{
    return strlen(option->name) == length && memcmp(option->name, name, length) == 0;
}

/* The option of that name which the subcommand takes; NULL if there is none. */
static const col_option *find(const col_command *command, const char *name, size_t length)
{
    for (size_t i = 0; i < COMMON_COUNT; i++)
        if (takes(command, i) && is_called(&common[i].option, name, length))
            return &common[i].option;
    for (const col_option *option = command->options; option && option->name; option++)
        if (is_called(option, name, length))
            return option;
    return NULL;
}

static void report_unknown(col_run *run, const char *name, size_t length)
{
    const char *names[MOST_NAMES];
    size_t count = 0;
    for (size_t i = 0; i < COMMON_COUNT; i++)
        if (takes(run->command, i))
            names[count++] = common[i].option.name;
    for (const col_option *option = run->command->options; option && option->name && count + 1 < MOST_NAMES; option++)
        if (option->help != NULL)
            names[count++] = option->name;
    names[count] = NULL;
    char *word = col_strndup(name, length);
    const char *meant = col_nearest(word, names);
    if (meant)
        col_error_input(&run->error, "unknown option --%.80s: did you mean --%s?", word, meant);
    else
        col_error_input(&run->error, "unknown option --%.80s", word);
    free(word);
}

static bool read_format(col_run *run, const char *value)
{
    static const char *const names[] = {"text", "json", "csv", "latex", NULL};
    for (int i = 0; names[i]; i++) {
        if (strcmp(value, names[i]) == 0) {
            run->format = (col_format)i;
            return true;
        }
    }
    col_error_input(&run->error, "--format: '%.40s' is unknown, expected text, json, csv or latex", value);
    return false;
}

static bool is_common(const col_option *option)
{
    for (size_t i = 0; i < COMMON_COUNT; i++)
        if (option == &common[i].option)
            return true;
    return false;
}

/* Stores a common option other than help and version. */
static bool store_common(col_run *run, const char *name, const char *value)
{
    slong number = 0;
    if (strcmp(name, "format") == 0)
        return read_format(run, value);
    if (strcmp(name, "output") == 0) {
        run->output = value;
    } else if (strcmp(name, "plot") == 0) {
        run->plot = value;
    } else if (strcmp(name, "centre") == 0) {
        run->centre = true;
    } else if (strcmp(name, "quiet") == 0) {
        run->quiet = true;
    } else if (strcmp(name, "digits") == 0) {
        if (!col_integer_parse(&run->digits, "--digits", value, 1, MOST_DIGITS, &run->error))
            return false;
    } else if (strcmp(name, "effort") == 0) {
        if (!col_integer_parse(&number, "--effort", value, 1, MOST_EFFORT, &run->error))
            return false;
        run->effort = (ulong)number;
    } else if (strcmp(name, "threads") == 0) {
        if (!col_integer_parse(&number, "--threads", value, 1, MOST_THREADS, &run->error))
            return false;
        run->threads = (unsigned)number;
    } else if (strcmp(name, "seed") == 0) {
        if (!col_integer_parse(&number, "--seed", value, 0, WORD_MAX, &run->error))
            return false;
        run->seed = (ulong)number;
    }
    return true;
}

static void store_own(col_run *run, const col_option *option, const char *value)
{
    run->given = col_realloc(run->given, (run->given_count + 1) * sizeof *run->given);
    run->given[run->given_count++] = (struct col_given){option, value};
}

/* Reads the option at arguments[*at], and its value, which may be the next argument. */
static col_options_outcome read_option(col_run *run, int *at, int count, char **arguments)
{
    const char *name = arguments[*at] + 2, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    const col_option *option = find(run->command, name, length);
    if (option == NULL) {
        report_unknown(run, name, length);
        return COL_OPTIONS_BAD;
    }
    if (option->argument == NULL && equals) {
        col_error_input(&run->error, "--%s takes no value", option->name);
        return COL_OPTIONS_BAD;
    }
    const char *value = equals ? equals + 1 : NULL;
    if (option->argument && !equals) {
        if (*at + 1 >= count || strncmp(arguments[*at + 1], "--", 2) == 0) {
            col_error_input(&run->error, "--%s needs a value: --%s %s", option->name, option->name, option->argument);
            return COL_OPTIONS_BAD;
        }
        value = arguments[++*at];
    }
    if (!is_common(option)) {
        store_own(run, option, value);
        return COL_OPTIONS_READ;
    }
    if (strcmp(option->name, "help") == 0)
        return COL_OPTIONS_HELP;
    if (strcmp(option->name, "version") == 0)
        return COL_OPTIONS_VERSION;
    return store_common(run, option->name, value) ? COL_OPTIONS_READ : COL_OPTIONS_BAD;
}

static void set_defaults(col_run *run, const col_command *command, int count)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *run = (col_run){.command = command, .digits = DEFAULT_DIGITS, .seed = 1, .effort = 1, .budget = COL_BUDGET_DEFAULT};
    run->threads = processors < 1 ? 1 : processors > MOST_THREADS ? MOST_THREADS : (unsigned)processors;
    run->operands = col_calloc((size_t)count + 1, sizeof *run->operands);
    col_text_init(&run->result);
    col_text_init(&run->picture);
}

void col_run_set_budget(col_run *run)
{
    run->budget = COL_BUDGET_DEFAULT;
    run->budget.steps *= run->effort;
    long bits = 4 * run->digits + 64; /* more than log2(10) a digit */
    if (run->budget.precision < 4 * bits)
        run->budget.precision = 4 * bits;
}

void col_run_forget(col_run *run, const char *name)
{
    size_t kept = 0;
    for (size_t i = 0; i < run->given_count; i++)
        if (strcmp(run->given[i].option->name, name) != 0)
            run->given[kept++] = run->given[i];
    run->given_count = kept;
}

static col_options_outcome check_operands(col_run *run)
{
    const col_command *command = run->command;
    if (run->operand_count < (size_t)command->least)
        col_error_input(&run->error, "%s is missing", command->operands);
    else if (command->most >= 0 && run->operand_count > (size_t)command->most)
        col_error_input(&run->error, "unexpected argument '%.80s'", run->operands[command->most]);
    return run->error.fault == COL_FAULT_NONE ? COL_OPTIONS_READ : COL_OPTIONS_BAD;
}

col_options_outcome col_options_read(col_run *run, const col_command *command, int count, char **arguments)
{
    set_defaults(run, command, count);
    bool only_operands = false;
    for (int i = 0; i < count; i++) {
        const char *argument = arguments[i];
        if (only_operands || argument[0] != '-' || argument[1] == '\0' || argument[1] == '#') {
            run->operands[run->operand_count++] = argument;
        } else if (strcmp(argument, "--") == 0) {
            only_operands = true;
        } else if (strcmp(argument, "-h") == 0) {
            return COL_OPTIONS_HELP;
        } else if (argument[1] != '-') {
            col_error_input(&run->error, "unknown option %.80s: options are words, as in --help", argument);
            return COL_OPTIONS_BAD;
        } else {
            col_options_outcome outcome = read_option(run, &i, count, arguments);
            if (outcome != COL_OPTIONS_READ)
                return outcome;
        }
    }
    col_run_set_budget(run);
    return check_operands(run);
}

void col_run_clear(col_run *run)
{
    free(run->operands);
    free(run->given);
    col_text_clear(&run->result);
    col_text_clear(&run->picture);
    for (size_t i = 0; i < run->file_count; i++) {
        free(run->files[i].path);
        col_text_clear(&run->files[i].content);
    }
    free(run->files);
}

/* Text broken at spaces into lines that start at column HELP_COLUMN. */
static void print_wrapped(col_text *out, const char *text)
{
    while (*text) {
        size_t length = strlen(text), room = HELP_WIDTH - HELP_COLUMN;
        if (length > room)
            for (length = room; length > 1 && text[length] != ' '; length--)
                continue;
        col_text_append_bytes(out, text, length);
        col_text_put(out, '\n');
        text += length;
        text += *text == ' ';
        if (*text)
            col_text_printf(out, "%*s", HELP_COLUMN, "");
    }
}

static void print_option(col_text *out, const col_option *option)
{
    if (option->help == NULL)
        return;
    size_t before = out->length;
    col_text_printf(out, "  --%s%s%s", option->name, option->argument ? " " : "",
                    option->argument ? option->argument : "");
    size_t width = out->length - before;
    if (width + 2 > HELP_COLUMN)
        col_text_printf(out, "\n%*s", HELP_COLUMN, "");
    else
        col_text_printf(out, "%*s", (int)(HELP_COLUMN - width), "");
    print_wrapped(out, option->help);
}

void col_options_help(col_text *out, const col_command *command)
{
    col_text_printf(out, "usage: collapsar %s [OPTION]...%s%s\n", command->name, command->operands ? " " : "",
                    command->operands ? command->operands : "");
    col_text_printf(out, "\n%s\n", command->description);
    if (command->options && command->options->name) {
        col_text_append(out, "\nOptions:\n");
        for (const col_option *option = command->options; option->name; option++)
            print_option(out, option);
    }
    col_text_append(out, "\nOptions of every command that can use them:\n");
    for (size_t i = 0; i < COMMON_COUNT; i++)
        if (takes(command, i))
            print_option(out, &common[i].option);
    if (command->example)
        col_text_printf(out, "\nExamples:\n%s\n", command->example);
}
