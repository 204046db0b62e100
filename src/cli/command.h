/* Subcommands: how one is described, what it is given, what it hands back.
 *
 * A subcommand is one file with one col_command, declared at the end of this header; main.c lists it and local.mk
 * builds it. It never touches standard output or any file:
 * it appends its result to run->result, and main writes it, whole or not at all, when the function has returned.
 * A complete command:
 *
 *     #include "command.h"
 *
 *     static const col_option options[] = {
 *         {"start", "N", "first number, exact (default 1)"},
 *         {"square", NULL, "print squares"},
 *         {NULL, NULL, NULL}};
 *
 *     static col_exit count(col_run *run)
 *     {
 *         col_exit status = COL_EXIT_CERTIFIED;
 *         col_listing *listing = col_listing_new(run->digits);
 *         col_listing_column(listing, COL_COLUMN_EXACT, "n", NULL, "$n$");
 *         fmpq_t n;
 *         fmpq_init(n);
 *         fmpq_one(n);
 *         if (!col_run_number(n, run, "start")) {
 *             status = COL_EXIT_USAGE; // the message is in run->error; main prints it
 *             goto cleanup;
 *         }
 *         if (col_run_has(run, "square"))
 *             fmpq_mul(n, n, n);
 *         col_listing_put_exact(listing, n);
 *         while (col_run_next_format(run)) {     // as --format asks; a report asks for all formats
 *             json_t *json = col_run_json(run); // "collapsar", "command", "input"
 *             json_object_set_new(json, "numbers", col_listing_json(listing));
 *             col_run_print(run, listing, "tab:count", "Numbers.", json);
 *         }
 *     cleanup:
 *         col_listing_free(listing);
 *         fmpq_clear(n);
 *         return status;
 *     }
 *
 *     const col_command col_command_count = {
 *         .name = "count", .summary = "count from a number", .execute = count, .options = options,
 *         .description = "Prints where counting starts.", .example = "collapsar count --start 1/3"};
 */
#ifndef COL_CLI_COMMAND_H
#define COL_CLI_COMMAND_H

#include <collapsar/figure.h>
#include <collapsar/json.h>
#include <collapsar/listing.h>

typedef enum {
    COL_EXIT_CERTIFIED = 0, /* all asked for was certified, or matched */
    COL_EXIT_FAILED = 1,    /* a claim refuted, a check failed */
    COL_EXIT_USAGE = 2,     /* wrong usage or bad input: nothing is written */
    COL_EXIT_UNDECIDED = 3, /* something stays undecided */
    COL_EXIT_FAULT = 4      /* a resource ran out, an internal fault: nothing is written */
} col_exit;

/* HTML is for reports alone: a piece of a page. */
typedef enum {
    COL_FORMAT_TEXT, COL_FORMAT_JSON, COL_FORMAT_CSV, COL_FORMAT_LATEX, COL_FORMAT_HTML, COL_FORMATS
} col_format;

/* Everything that one run can hand back, where a report asks for it: its result in every format, its figure in every
 * format. */
typedef struct {
    const char *name, *title; /* of the artefact: its tables are labelled and titled by them */
    const char *source;       /* "collapsar 0.1.0: collapsar ... (10 digits, effort 1, seed 1)" */
    unsigned tables;          /* printed so far in LaTeX */
    col_text results[COL_FORMATS];
    col_text figures[COL_FIGURE_FORMATS];
} col_renderings;

/* An option of one subcommand; lists end with a NULL name. */
typedef struct {
    const char *name;     /* without the dashes: "box" */
    const char *argument; /* what stands for it in the help, "BOX"; NULL for a switch */
    const char *help;     /* what it does and its default, in a few words; NULL: for tests, left out of the help */
} col_option;

/* Common options that only some subcommands take. */
enum { COL_TAKES_SEED = 1, COL_TAKES_PLOT = 2, COL_TAKES_CENTRE = 4 };

typedef struct col_run col_run;

struct col_file {
    char *path;
    col_text content;
};

typedef struct {
    const char *name, *summary;
    const char *operands;    /* "FILE...", as in the usage line; NULL: takes none */
    int least, most;         /* how many operands; most -1: any number */
    unsigned takes;          /* COL_TAKES_... */
    const col_option *options;
    const char *description; /* paragraphs of plain text, lines of at most 78 characters */
    const char *example;     /* command lines, one a line */
    col_exit (*execute)(col_run *run);
} col_command;

/* What was asked for. */
struct col_run {
    const col_command *command;
    const char **operands;
    size_t operand_count;
    col_format format;      /* what is printed now, see col_run_next_format */
    unsigned formats_begun;
    col_renderings *renderings; /* of a report; NULL: only one format is wanted */
    const char *output;     /* --output; NULL: standard output */
    const char *plot;       /* --plot; NULL: none */
    long digits;            /* --digits: correct decimal digits wanted */
    unsigned threads;       /* --threads, at least 1 */
    ulong seed;             /* --seed */
    bool centre, quiet;
    col_budget budget;      /* the default one times --effort, with precision enough for --digits */
    ulong effort;           /* --effort, at least 1 */
    struct col_given *given;
    size_t given_count;
    col_text result;        /* what goes to standard output or --output */
    col_text picture;       /* what goes to --plot; filled by col_run_plot */
    struct col_file *files; /* of a report, in the order in which they are to be written; col_run_add_file */
    size_t file_count, file_capacity;
    bool partial_success;   /* of a report: what was made is written, whatever the exit status */
    const char *outcome;    /* a word for a good end, where it is not "certified"; a constant */
    col_error error;        /* the message, if execute returns COL_EXIT_USAGE or COL_EXIT_FAULT */
};

/* The options that were given. Each name is one of the command's own. */
bool col_run_has(const col_run *run, const char *name);
const char *col_run_text(const col_run *run, const char *name); /* the last value given; NULL: not given */
size_t col_run_texts(const col_run *run, const char *name, const char **values, size_t most); /* all, in order */

/* Option values as exact numbers. An option that was not given leaves the outputs as they are: set the default
 * first. False, with the message in run->error, if the value is bad. */
bool col_run_number(fmpq_t value, col_run *run, const char *name);
bool col_run_integer(slong *value, col_run *run, const char *name, slong least, slong most);

/* "p0=1/2,Wx=1/8" for option name: sets values[i] for each keys[i] that is mentioned (given[i] too, if given is
 * not NULL). keys ends with NULL. An option given several times adds up; a key mentioned twice is an error. */
bool col_run_settings(fmpq *values, bool *given, col_run *run, const char *name, const char *const *keys);

/* "1,10,100": a list of numbers; the caller clears with _fmpq_vec_clear(*values, *count). Not given: *values NULL. */
bool col_run_numbers(fmpq **values, slong *count, col_run *run, const char *name);

/* "f=0:1": a name and two ends, lo < hi. The name is returned in *key, the caller frees it. Not given: *key NULL. */
bool col_run_span(char **key, fmpq_t lo, fmpq_t hi, col_run *run, const char *name);

/* A new JSON object with "collapsar", "command" and "input" filled in. */
json_t *col_run_json(const col_run *run);

/* Goes to the next format that is wanted; false when there are no more. Whatever a run prints, once it has computed
 * everything, it prints in one loop: while (col_run_next_format(run)) print(run, ...); */
bool col_run_next_format(col_run *run);

/* Are processor times part of the result? A report leaves them out: a second run gives the same bytes. */
bool col_run_is_timed(const col_run *run);

/* Is the format one that people read, on a page of limited width (text, LaTeX, HTML)? */
bool col_run_is_for_people(const col_run *run);

/* Appends the listing, or the JSON object, to the result in the format asked for. Steals the reference to json
 * (which may be NULL where the format is not JSON: build it only if run->format == COL_FORMAT_JSON if it is
 * costly). label ("tab:modes") and caption (LaTeX) are for LaTeX. */
void col_run_print(col_run *run, const col_listing *listing, const char *label, const char *caption, json_t *json);
void col_run_print_json(col_run *run, json_t *json);

/* What a result says in words beside its tables: in text, and on a report's page. A command that has such words appends
 * them to run->result, and then calls col_run_remark with the length that the result had before:
 *
 *     if (col_run_takes_remarks(run)) {
 *         size_t start = run->result.length;
 *         print_notes(run, ...);
 *         col_run_remark(run, start);
 *     } */
bool col_run_takes_remarks(const col_run *run);
void col_run_remark(col_run *run, size_t start);

/* Renders the figure in the format that --plot's ending names, to be written with the result. True if no --plot was
 * given. False, with the message in run->error, if the ending is none of .svg, .pdf, .png, .tex. */
bool col_run_plot(col_run *run, col_figure *figure);

/* Adds an empty file to those that are written, whole or not at all, when the run has ended; the path is copied. */
col_text *col_run_add_file(col_run *run, const char *path);

/* The exit status that a recorded fault calls for. */
col_exit col_run_failure(const col_run *run);

/* The subcommands, each in the file of its name. */
extern const col_command col_command_verify, col_command_states, col_command_spectrum, col_command_slots,
    col_command_phase, col_command_dmft, col_command_simulate, col_command_crosscheck, col_command_report;

#endif
