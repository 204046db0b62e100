/* collapsar verify: every claim of every file to its verdict. */
#include "verify.h"

#include "../base/memory.h"
#include "crew.h"
#include "options.h"
#include "progress.h"

#include <collapsar/prose.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Threads share the documents, which are only read, and take the claims in turn. */
typedef struct {
    verify_list *list;
    col_verify_options options;
} workshop;

const col_claim *verify_claim_of(const verify_entry *entry)
{
    return &entry->document->models[entry->model].claims[entry->claim];
}

verify_summary verify_count(const verify_list *list)
{
    verify_summary summary = {0};
    for (size_t i = 0; i < list->count; i++) {
        const col_verification *outcome = &list->entries[i].outcome;
        summary.proved += outcome->verdict == COL_PROVED;
        summary.refuted += outcome->verdict == COL_REFUTED;
        summary.undecided += outcome->verdict == COL_UNDECIDED;
        summary.failed += outcome->verdict != COL_UNDECIDED && !outcome->pass;
    }
    return summary;
}

static double processor_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void verify_entry_of(void *shop_, size_t i)
{
    workshop *shop = shop_;
    verify_entry *entry = &shop->list->entries[i];
    double start = processor_seconds();
    col_verify_claim(&entry->outcome, &entry->document->models[entry->model], entry->claim, &shop->options);
    entry->seconds = processor_seconds() - start;
    col_progress_step();
}

static void add_claims(verify_list *list, const col_document *document, const char *explain)
{
    for (size_t i = 0; i < document->model_count; i++) {
        const col_model *model = &document->models[i];
        for (size_t j = 0; j < model->claim_count; j++) {
            list->entries = col_grow(list->entries, list->count, &list->capacity, sizeof *list->entries);
            list->entries[list->count++] = (verify_entry){
                .document = document, .model = i, .claim = j,
                .explained = explain && strcmp(explain, model->claims[j].name) == 0};
        }
    }
}

static void report_unknown_claim(col_run *run, const verify_list *list, const char *name)
{
    const char **names = col_calloc(list->count + 1, sizeof *names);
    for (size_t i = 0; i < list->count; i++)
        names[i] = verify_claim_of(&list->entries[i])->name;
    const char *meant = col_nearest(name, names);
    if (meant)
        col_error_input(&run->error, "--explain: there is no claim '%.80s', did you mean %.80s?", name, meant);
    else
        col_error_input(&run->error, "--explain: there is no claim '%.80s'", name);
    free(names);
}

/* Reads all files; false, with the message in run->error, if one is bad or --explain names no claim. */
static bool gather(col_run *run, workshop *shop, col_document **documents)
{
    const char *explain = col_run_text(run, "explain");
    bool found = explain == NULL;
    for (size_t i = 0; i < run->operand_count; i++) {
        documents[i] = col_document_read(run->operands[i], &run->error);
        if (documents[i] == NULL)
            return false;
        size_t first = shop->list->count;
        add_claims(shop->list, documents[i], explain);
        if (shop->list->count == first && !run->quiet)
            fprintf(stderr, "%s: no claims\n", run->operands[i]);
    }
    for (size_t i = 0; i < shop->list->count; i++)
        found = found || shop->list->entries[i].explained;
    if (!found)
        report_unknown_claim(run, shop->list, explain);
    return found;
}

static col_exit exit_status(const verify_list *list)
{
    verify_summary summary = verify_count(list);
    return summary.failed > 0 ? COL_EXIT_FAILED : summary.undecided > 0 ? COL_EXIT_UNDECIDED : COL_EXIT_CERTIFIED;
}

static bool print_all(col_run *run, const verify_list *list, col_document *const *documents)
{
    if (col_run_has(run, "document"))
        return verify_print_document(run, list, documents);
    while (col_run_next_format(run))
        verify_print(run, list);
    return true;
}

/* Can what --document asks for be had? */
static bool check_document(col_run *run)
{
    if (!col_run_has(run, "document"))
        return true;
    if (run->renderings || (run->format != COL_FORMAT_TEXT && run->format != COL_FORMAT_LATEX))
        col_error_input(&run->error, "--document: it is LaTeX, and no other format");
    else if (!col_prose_is_available())
        col_error_input(&run->error, "--document: this collapsar was built without MD4C, which reads Markdown: install "
                                     "the Debian package libmd4c-dev, configure and build again");
    return run->error.fault == COL_FAULT_NONE;
}

static col_exit verify(col_run *run)
{
    verify_list list = {0};
    workshop shop = {.list = &list, .options = COL_VERIFY_DEFAULT};
    shop.options.effort = run->effort;
    col_document **documents = col_calloc(run->operand_count, sizeof *documents);
    col_exit status;
    if (check_document(run) && gather(run, &shop, documents)) {
        col_progress_start("claims", list.count, run->quiet);
        col_crew_work(verify_entry_of, &shop, list.count, run->threads);
        col_progress_end();
        status = print_all(run, &list, documents) ? exit_status(&list) : col_run_failure(run);
        for (size_t i = 0; i < list.count; i++)
            col_verification_clear(&list.entries[i].outcome);
    } else {
        status = col_run_failure(run);
    }
    for (size_t i = 0; i < run->operand_count; i++)
        col_document_free(documents[i]);
    free(documents);
    free(list.entries);
    return status;
}

static const col_option options[] = {
    {"explain", "NAME", "print the argument behind the claim of that name"},
    {"document", NULL, "the files as a LaTeX document, verdicts in the margin"},
    {NULL, NULL, NULL}};

const col_command col_command_verify = {
    .name = "verify",
    .summary = "prove or refute every claim of derivation files",
    .operands = "FILE...",
    .least = 1,
    .most = -1,
    .options = options,
    .description =
        "Decides every claim of the files: proved (by an argument exact over the reals,\n"
        "whose method is named), refuted (with a certified witness where there is one) or\n"
        "undecided (with the reason). A 'claim' passes if it is proved, a 'refute' if it is\n"
        "refuted. FILE is Markdown with fenced collapsar blocks (.md) or all program; '-'\n"
        "reads standard input. The exit status is 1 if a claim fails, 3 if none fails but\n"
        "some stay undecided. Seconds are processor time.",
    .example =
        "  collapsar verify derivations/*.md\n"
        "  collapsar verify model.md --explain fold\n"
        "  collapsar verify model.md --document --output model.tex && pdflatex model.tex",
    .execute = verify};
