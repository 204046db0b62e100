/* collapsar report: everything that a recipe file lists, in every form. */
#include "report.h"

#include "options.h"
#include "output.h"

#include "config.h"
#include "../base/memory.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool report_is_made(const report_artefact *artefact)
{
    return artefact->status == COL_EXIT_CERTIFIED || artefact->status == COL_EXIT_FAILED
        || artefact->status == COL_EXIT_UNDECIDED;
}

const char *report_word(const report_artefact *artefact)
{
    switch (artefact->status) {
    case COL_EXIT_CERTIFIED: return artefact->run.outcome ? artefact->run.outcome : "certified";
    case COL_EXIT_FAILED: return "failed";
    case COL_EXIT_UNDECIDED: return "undecided";
    default: return "not made";
    }
}

void report_count_claims(report_claims *claims, const report_artefact *artefact)
{
    const json_t *summary = json_object_get(artefact->json, "summary");
    claims->proved += json_integer_value(json_object_get(summary, "proved"));
    claims->refuted += json_integer_value(json_object_get(summary, "refuted"));
    claims->undecided += json_integer_value(json_object_get(summary, "undecided"));
    claims->failed += json_integer_value(json_object_get(summary, "failed"));
}

/* The recipes of --recipes, else those in the directory, else the installed ones; the caller frees the path. NULL, with
 * the message in the run's error, if there are none. */
static char *find_recipes(col_run *run, const char *directory)
{
    const char *given = col_run_text(run, "recipes");
    if (given)
        return col_strdup(given);
    col_text path;
    col_text_init(&path);
    col_text_printf(&path, "%s/recipes", directory);
    if (access(path.data, F_OK) != 0) {
        col_text_reset(&path);
        col_text_append(&path, COL_DATADIR "/results/recipes");
    }
    char *found = access(path.data, F_OK) == 0 ? col_text_take(&path) : NULL;
    if (found == NULL)
        col_error_input(&run->error, "no recipes: neither %.300s/recipes nor %.300s exists; --recipes FILE names some",
                        directory, path.data);
    col_text_clear(&path);
    return found;
}

/* What the files say of themselves. */
static void describe_source(report_artefact *artefact)
{
    const col_run *run = &artefact->run;
    col_text_printf(&artefact->terms, "%ld digits, effort %lu", run->digits, run->effort);
    if (run->command->takes & COL_TAKES_SEED)
        col_text_printf(&artefact->terms, ", seed %lu", run->seed);
    col_text_printf(&artefact->source, "collapsar " PACKAGE_VERSION ": collapsar %s (%s)", artefact->recipe->command,
                    artefact->terms.data);
}

static void artefact_init(report_artefact *artefact, const recipe_item *recipe)
{
    *artefact = (report_artefact){.recipe = recipe, .status = COL_EXIT_FAULT};
    col_text_init(&artefact->terms);
    col_text_init(&artefact->source);
    for (int i = 0; i < COL_FORMATS; i++)
        col_text_init(&artefact->renderings.results[i]);
    for (int i = 0; i < COL_FIGURE_FORMATS; i++)
        col_text_init(&artefact->renderings.figures[i]);
}

static void artefact_clear(report_artefact *artefact)
{
    if (artefact->run.command)
        col_run_clear(&artefact->run);
    col_text_clear(&artefact->terms);
    col_text_clear(&artefact->source);
    for (int i = 0; i < COL_FORMATS; i++)
        col_text_clear(&artefact->renderings.results[i]);
    for (int i = 0; i < COL_FIGURE_FORMATS; i++)
        col_text_clear(&artefact->renderings.figures[i]);
    json_decref(artefact->json);
}

/* Reads the recipe's command line as if it were typed. False, with the message and its place in error. */
static bool prepare(report_artefact *artefact, const report_job *report, col_error *error)
{
    const recipe_item *made = artefact->recipe;
    const col_position at = {report->book.file, made->line, 1};
    const col_command *command = col_command_find(made->words[0]);
    if (command == NULL || command == &col_command_report) {
        const char *meant = command ? NULL : col_command_nearest(made->words[0]);
        col_error_at(error, at, "%s: '%.80s' is no command for a recipe%s%s%s", made->name, made->words[0],
                     meant ? ", did you mean '" : "", meant ? meant : "", meant ? "'?" : "");
        return false;
    }
    col_run *run = &artefact->run;
    col_options_outcome outcome = col_options_read(run, command, made->word_count - 1, made->words + 1);
    if (outcome == COL_OPTIONS_BAD)
        col_error_at(error, at, "%s: %s", made->name, run->error.message);
    else if (outcome != COL_OPTIONS_READ)
        col_error_at(error, at, "%s: --help and --version make no artefact", made->name);
    else if (run->output || run->format != COL_FORMAT_TEXT)
        col_error_at(error, at, "%s: --output and --format are the report's to choose", made->name);
    run->quiet = true;
    run->threads = report->run->threads;
    run->renderings = &artefact->renderings;
    describe_source(artefact);
    artefact->renderings.name = made->name;
    artefact->renderings.title = made->title;
    artefact->renderings.source = artefact->source.data;
    return error->fault == COL_FAULT_NONE;
}

/* Is the name among the patterns, separated by commas? */
static bool is_among(const char *name, const char *patterns)
{
    bool found = false;
    for (const char *at = patterns; at && !found;) {
        size_t length = strcspn(at, ",");
        char *pattern = col_strndup(at, length);
        found = fnmatch(pattern, name, 0) == 0;
        free(pattern);
        at = at[length] ? at + length + 1 : NULL;
    }
    return found;
}

static bool prepare_all(report_job *report)
{
    const char *only = col_run_text(report->run, "only");
    bool good = true, any = false;
    report->artefacts = col_calloc(report->book.recipe_count + 1, sizeof *report->artefacts);
    for (size_t i = 0; i < report->book.recipe_count; i++)
        artefact_init(&report->artefacts[i], &report->book.recipes[i]);
    for (size_t i = 0; good && i < report->book.recipe_count; i++) {
        report_artefact *artefact = &report->artefacts[i];
        artefact->chosen = only == NULL || is_among(artefact->recipe->name, only);
        any = any || artefact->chosen;
        good = prepare(artefact, report, &report->run->error);
    }
    report->whole = only == NULL;
    if (good && !any)
        col_error_input(&report->run->error, "--only: no artefact is called '%.80s'", only);
    return good && any;
}

static bool make_directories(const char *directory, col_error *error)
{
    static const char *const below[] = {"", "/data", "/figures", "/tables", "/text"};
    bool good = true;
    for (size_t i = 0; good && i < sizeof below / sizeof *below; i++) {
        col_text path;
        col_text_init(&path);
        col_text_printf(&path, "%s%s", directory, below[i]);
        good = col_output_directory(path.data, error);
        col_text_clear(&path);
    }
    return good;
}

/* What went wrong, on standard error, so that it is seen without the page. */
static void print_faults(const report_job *report)
{
    for (size_t i = 0; i < report->book.recipe_count; i++) {
        const report_artefact *artefact = &report->artefacts[i];
        if (artefact->chosen && !report_is_made(artefact))
            fprintf(stderr, "%s:%d: %s: %s\n", report->book.file, artefact->recipe->line, artefact->recipe->name,
                    artefact->run.error.message);
    }
}

static void put_claims(col_listing *listing, const report_artefact *artefact)
{
    report_claims claims = {0};
    col_text text;
    col_text_init(&text);
    report_count_claims(&claims, artefact);
    if (artefact->run.command == &col_command_verify)
        col_text_printf(&text, "%ld proved, %ld refuted, %ld undecided", (long)claims.proved, (long)claims.refuted,
                        (long)claims.undecided);
    col_listing_put_text(listing, text.data);
    col_text_clear(&text);
}

static void print_note(col_listing *listing, const report_job *report, const char *directory)
{
    report_claims claims = {0};
    col_text note;
    col_text_init(&note);
    for (size_t i = 0; i < report->book.recipe_count; i++)
        report_count_claims(&claims, &report->artefacts[i]);
    col_text_printf(&note, "\n%ld claims: %ld proved, %ld refuted, %ld undecided; %ld failed",
                    (long)(claims.proved + claims.refuted + claims.undecided), (long)claims.proved,
                    (long)claims.refuted, (long)claims.undecided, (long)claims.failed);
    if (report->whole)
        col_text_printf(&note, "\nthe page: %s/report.html", directory);
    col_listing_put_note(listing, note.data);
    col_text_clear(&note);
}

static void print(const report_job *report, const char *directory)
{
    col_listing *listing = col_listing_new(report->run->digits);
    col_listing_column(listing, COL_COLUMN_TEXT, "artefact", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "outcome", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "claims", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "title", NULL, NULL);
    for (size_t i = 0; i < report->book.recipe_count; i++) {
        const report_artefact *artefact = &report->artefacts[i];
        if (!artefact->chosen)
            continue;
        col_listing_put_text(listing, artefact->recipe->name);
        col_listing_put_text(listing, report_word(artefact));
        put_claims(listing, artefact);
        col_listing_put_text(listing, artefact->recipe->title);
    }
    print_note(listing, report, directory);
    while (col_run_next_format(report->run)) {
        json_t *json = col_run_json(report->run);
        json_object_set_new(json, "artefacts", col_listing_json(listing));
        col_run_print(report->run, listing, "tab:report", "Artefacts of the report.", json);
    }
    col_listing_free(listing);
}

/* From best to worst: certified, undecided, failed, bad input, a resource that ran out. */
static int badness(col_exit status)
{
    static const int order[] = {[COL_EXIT_CERTIFIED] = 0, [COL_EXIT_UNDECIDED] = 1, [COL_EXIT_FAILED] = 2,
                                [COL_EXIT_USAGE] = 3, [COL_EXIT_FAULT] = 4};
    return order[status];
}

static col_exit worst(const report_job *report)
{
    col_exit status = COL_EXIT_CERTIFIED;
    for (size_t i = 0; i < report->book.recipe_count; i++)
        if (report->artefacts[i].chosen && badness(report->artefacts[i].status) > badness(status))
            status = report->artefacts[i].status;
    return status;
}

static col_exit execute(col_run *run)
{
    report_job work = {.run = run};
    const char *directory = run->operand_count > 0 ? run->operands[0] : "results";
    col_exit status;
    char *recipes = find_recipes(run, directory);
    if (recipes && recipe_book_read(&work.book, recipes, &run->error) && prepare_all(&work)
        && make_directories(directory, &run->error) && report_run(&work)) {
        print_faults(&work);
        report_add_files(&work, directory);
        print(&work, directory);
        run->partial_success = true;
        status = worst(&work);
    } else {
        status = col_run_failure(run);
    }
    for (size_t i = 0; work.artefacts && i < work.book.recipe_count; i++)
        artefact_clear(&work.artefacts[i]);
    for (size_t i = 0; i < work.source_count; i++) {
        free(work.sources[i].file);
        free(work.sources[i].text);
    }
    free(work.artefacts);
    free(work.sources);
    recipe_book_clear(&work.book);
    free(recipes);
    return status;
}

static const col_option options[] = {
    {"recipes", "FILE", "what to make (default: DIR/recipes if it exists, else those installed with collapsar)"},
    {"only", "NAME,...", "make these artefacts alone, and not the page; shell patterns such as 'claims-*'"},
    {NULL, NULL, NULL}};

const col_command col_command_report = {
    .name = "report",
    .summary = "tables, data, figures and one page of results",
    .operands = "[DIR]",
    .least = 0,
    .most = 1,
    .options = options,
    .description =
        "Runs the commands that a recipe file lists and writes what comes of them to DIR\n"
        "(default: results):\n"
        "  report.html   the page: everything, in one file that needs no network\n"
        "  report.tex    the same as a LaTeX document\n"
        "  tables/       a LaTeX table an artefact (booktabs, siunitx), with the enclosures\n"
        "  figures/      its figure as SVG, PDF and pgfplots, where the command has --plot\n"
        "  data/         its result as JSON and CSV\n"
        "  text/         what the command prints\n"
        "Every file says which command made it. Files are written when all has been computed,\n"
        "each one whole, and a second run gives the same bytes. An artefact that can't be\n"
        "made is reported; the others are made all the same, and the exit status is the\n"
        "worst one.\n"
        "\n"
        "A recipe file has artefacts in sections. An artefact is a name, a command line, and\n"
        "below it indented lines: the title, then more text if there is more to say.\n"
        "\n"
        "  title Two genes that repress each other\n"
        "  section Claims\n"
        "  switch-claims: verify switch.md\n"
        "      Every claim of the derivation\n"
        "  switch-states: states switch.md --set a=3\n"
        "      All stationary states at a = 3\n"
        "\n"
        "Commands run where the recipe file is, or in the directory that a line 'directory ..'\n"
        "before the first section names from there.",
    .example =
        "  collapsar report\n"
        "  collapsar report --only 'claims-*' results\n"
        "  collapsar report --recipes switch.recipes switch-results",
    .execute = execute};
