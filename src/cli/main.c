/* collapsar: certified analysis of representation collapse. */
#include "options.h"
#include "output.h"

#include "config.h"
#include "../base/memory.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Memory ran out, or FLINT met a state that should not exist. Nothing was written yet. */
static void __attribute__((noreturn)) stop(void)
{
    static const char message[] = "collapsar: internal fault or memory exhausted: no result\n";
    col_output_abandon();
    ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    (void)written;
    _exit(COL_EXIT_FAULT);
}

static void interrupt(int number)
{
    col_output_abandon();
    signal(number, SIG_DFL);
    raise(number);
}

static void set_up_signals(void)
{
    static const int interrupts[] = {SIGINT, SIGTERM, SIGHUP, SIGXCPU};
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is then an error of write, with a message */
    signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < sizeof interrupts / sizeof *interrupts; i++)
        if (signal(interrupts[i], interrupt) == SIG_IGN)
            signal(interrupts[i], SIG_IGN);
    flint_set_abort(stop);
}

/* Asking for more memory than the machine has then fails, with a message, instead of stopping the machine. The address
 * sanitizer needs more addresses than that. */
static void limit_memory(void)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(COL_SANITIZED)
    struct rlimit limit;
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGE_SIZE);
    if (pages <= 0 || size <= 0 || getrlimit(RLIMIT_AS, &limit) != 0)
        return;
    rlim_t memory = (rlim_t)pages * (rlim_t)size;
    if (memory < limit.rlim_cur) {
        limit.rlim_cur = memory;
        setrlimit(RLIMIT_AS, &limit);
    }
#endif
}

static void print_overview(col_text *out)
{
    col_text_append(out,
        "usage: collapsar COMMAND [OPTION]... [ARGUMENT]...\n"
        "\n"
        "Certified analysis of representation collapse in minimal embedding models.\n"
        "\n"
        "Commands:\n");
    for (const col_command *const *command = col_commands; *command; command++)
        col_text_printf(out, "  %-12s%s\n", (*command)->name, (*command)->summary);
    col_text_append(out,
        "\n"
        "'collapsar COMMAND --help' explains a command, 'collapsar --version' names the version.\n"
        "Exit status: 0 all was certified, 1 a claim is refuted or a check failed, 2 wrong usage or\n"
        "bad input, 3 something stays undecided, 4 a resource ran out.\n");
}

static void print_version(col_text *out)
{
    col_text_append(out, "collapsar " PACKAGE_VERSION "\n");
}

/* Writes a text on standard output. */
static col_exit publish(const char *path, const col_text *text)
{
    col_error error = {0};
    if (col_output_write(path, text->data, text->length, &error))
        return COL_EXIT_CERTIFIED;
    fprintf(stderr, "collapsar: %s\n", error.message);
    return COL_EXIT_FAULT;
}

/* Prints the text that printer makes. */
static col_exit show(void (*printer)(col_text *out))
{
    col_text text;
    col_text_init(&text);
    printer(&text);
    col_exit status = publish(NULL, &text);
    col_text_clear(&text);
    return status;
}

static col_exit show_help(const col_command *command)
{
    col_text text;
    col_text_init(&text);
    col_options_help(&text, command);
    col_exit status = publish(NULL, &text);
    col_text_clear(&text);
    return status;
}

static col_exit unknown_command(const char *name)
{
    const char *meant = col_command_nearest(name);
    fprintf(stderr, "collapsar: unknown command '%.80s'", name);
    if (meant)
        fprintf(stderr, ": did you mean '%s'?", meant);
    fputs("\nTry 'collapsar --help'.\n", stderr);
    return COL_EXIT_USAGE;
}

/* Messages about a file stand as they are, for editors to follow; those about options say who speaks. */
static void print_message(const col_run *run, bool usage)
{
    if (usage || strncmp(run->error.message, "--", 2) == 0)
        fprintf(stderr, "collapsar %s: %s\nTry 'collapsar %s --help'.\n", run->command->name, run->error.message,
                run->command->name);
    else
        fprintf(stderr, "%s\n", run->error.message);
}

static bool is_written(const col_run *run, col_exit status)
{
    return status == COL_EXIT_CERTIFIED || status == COL_EXIT_FAILED || status == COL_EXIT_UNDECIDED
        || run->partial_success;
}

static col_exit publish_files(const col_run *run)
{
    col_error error = {0};
    col_output *outputs = col_calloc(run->file_count + 1, sizeof *outputs);
    for (size_t i = 0; i < run->file_count; i++)
        outputs[i] = (col_output){run->files[i].path, run->files[i].content.data, run->files[i].content.length};
    bool good = col_output_write_all(outputs, run->file_count, &error);
    if (!good)
        fprintf(stderr, "collapsar: %s\n", error.message);
    free(outputs);
    return good ? COL_EXIT_CERTIFIED : COL_EXIT_FAULT;
}

/* Runs the command and lets its results out: files first, since standard output can't be taken back. */
static col_exit execute(col_run *run)
{
    col_exit status = run->command->execute(run);
    if (!is_written(run, status)) {
        print_message(run, false);
        return status;
    }
    col_exit published = run->picture.length > 0 ? publish(run->plot, &run->picture) : COL_EXIT_CERTIFIED;
    if (published == COL_EXIT_CERTIFIED)
        published = publish_files(run);
    if (published == COL_EXIT_CERTIFIED)
        published = publish(run->output, &run->result);
    return published == COL_EXIT_CERTIFIED ? status : published;
}

static col_exit run_command(const col_command *command, int count, char **arguments)
{
    col_run run;
    col_exit status = COL_EXIT_USAGE;
    switch (col_options_read(&run, command, count, arguments)) {
    case COL_OPTIONS_READ: status = execute(&run); break;
    case COL_OPTIONS_HELP: status = show_help(command); break;
    case COL_OPTIONS_VERSION: status = show(print_version); break;
    case COL_OPTIONS_BAD: print_message(&run, true); break;
    }
    col_run_clear(&run);
    return status;
}

int main(int count, char **arguments)
{
    set_up_signals();
    limit_memory();
    col_exit status;
    const char *first = count > 1 ? arguments[1] : NULL;
    bool help = first && strcmp(first, "help") == 0;
    const col_command *command = help && count > 2 ? col_command_find(arguments[2]) : first ? col_command_find(first) : NULL;
    if (first == NULL) {
        fputs("collapsar: a command is missing\nTry 'collapsar --help'.\n", stderr);
        status = COL_EXIT_USAGE;
    } else if (command) {
        status = help ? show_help(command) : run_command(command, count - 2, arguments + 2);
    } else if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 || (help && count == 2)) {
        status = show(print_overview);
    } else if (strcmp(first, "--version") == 0) {
        status = show(print_version);
    } else {
        status = unknown_command(help ? arguments[2] : first);
    }
    flint_cleanup_master();
    return status;
}
