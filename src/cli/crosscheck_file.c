/* collapsar crosscheck FILE: a derivation file's claims against its simulated flow. */
#include "crosscheck.h"

#include "../base/memory.h"
#include "model.h"

#include <collapsar/crosscheck_file.h>

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void put_prediction(col_listing *listing, const col_check *check)
{
    if (arb_is_finite(check->predicted))
        col_listing_put_certified(listing, check->predicted);
    else
        col_listing_put_none(listing);
}

/* Of the simulated value to the predicted one; what is to be contradicted has a "not" before it. */
static void put_relation(col_listing *listing, const col_file_check *check)
{
    char text[16];
    snprintf(text, sizeof text, "%s%s", check->refute ? "not " : "", col_relation_name(check->relation));
    col_listing_put_text(listing, text);
}

/* Below a check that did not pass: where, and why. Below one of a flow from random starts: how they end. */
static void put_remark(col_listing *listing, const col_file_check *check)
{
    bool ends = strcmp(check->check.tag, "ends") == 0;
    const char *words = check->check.reason[0] != '\0' ? check->check.reason : ends ? check->check.statement : "";
    if (check->outcome == COL_OUTCOME_PASSED && !ends)
        return;
    col_text note;
    col_text_init(&note);
    if (check->parameters[0] != '\0' && check->outcome != COL_OUTCOME_PASSED)
        col_text_printf(&note, "        at %s", check->parameters);
    if (words[0] != '\0')
        col_text_printf(&note, "%s%s", note.length > 0 ? ": " : "        ", words);
    if (note.length > 0)
        col_listing_put_note(listing, note.data);
    col_text_clear(&note);
}

static col_listing *check_listing(const col_file_checks *checks, long digits, bool brief)
{
    col_listing *listing = col_listing_new(brief && digits > 8 ? 8 : digits);
    col_listing_column(listing, COL_COLUMN_TEXT, "pass", "", NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "line", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "name", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "check", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "simulated", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "relation", "", "");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "predicted", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "error", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "sigma", NULL, "$\\sigma$");
    col_listing_column(listing, COL_COLUMN_INTEGER, "draws", NULL, NULL);
    for (size_t i = 0; i < checks->count; i++) {
        const col_file_check *check = &checks->items[i];
        col_listing_put_text(listing, col_outcome_name(check->outcome));
        col_listing_put_integer(listing, check->at.line);
        col_listing_put_place(listing, check->check.name, check->at.file, check->at.line);
        col_listing_put_text(listing, check->check.tag);
        col_crosscheck_put_number(listing, check->check.simulated, false);
        put_relation(listing, check);
        put_prediction(listing, &check->check);
        col_crosscheck_put_number(listing, check->check.error, brief);
        col_crosscheck_put_number(listing, check->check.sigma, brief);
        col_listing_put_integer(listing, (slong)check->draws);
        put_remark(listing, check);
    }
    return listing;
}

static json_t *check_json(const col_file_check *item, long digits)
{
    const col_check *check = &item->check;
    json_t *json = json_object(), *parts = json_object();
    json_object_set_new(json, "file", col_json_text(item->at.file));
    json_object_set_new(json, "line", json_integer(item->at.line));
    json_object_set_new(json, "name", col_json_text(check->name));
    json_object_set_new(json, "check", col_json_text(check->tag));
    json_object_set_new(json, "statement", col_json_text(check->statement));
    json_object_set_new(json, "expected", col_json_text(item->refute ? "contradicted" : "matched"));
    json_object_set_new(json, "parameters", col_json_text(item->parameters));
    json_object_set_new(json, "relation", col_json_text(col_relation_name(item->relation)));
    json_object_set_new(json, "predicted", col_json_certified(check->predicted, digits));
    json_object_set_new(json, "simulated", col_json_number(check->simulated));
    json_object_set_new(json, "tolerance", col_json_number(check->tolerance));
    json_object_set_new(json, "error", col_json_number(check->error));
    for (int part = 0; part < COL_ERROR_PARTS; part++)
        json_object_set_new(parts, col_error_part_name((col_error_part)part), col_json_number(check->parts[part]));
    json_object_set_new(json, "error_parts", parts);
    json_object_set_new(json, "difference", col_json_number(check->difference));
    json_object_set_new(json, "sigma", col_json_number(check->sigma));
    json_object_set_new(json, "draws", json_integer((json_int_t)item->draws));
    json_object_set_new(json, "outcome", col_json_text(col_outcome_name(item->outcome)));
    json_object_set_new(json, "pass", json_boolean(item->outcome == COL_OUTCOME_PASSED));
    json_object_set_new(json, "reason", col_json_text(check->reason));
    return json;
}

static json_t *checks_json(const col_run *run, const col_file_checks *checks)
{
    json_t *json = col_run_json(run), *array = json_array();
    for (size_t i = 0; i < checks->count; i++)
        json_array_append_new(array, check_json(&checks->items[i], run->digits));
    json_object_set_new(json, "checks", array);
    json_object_set_new(json, "passed", json_integer((json_int_t)col_file_checks_count(checks, COL_OUTCOME_PASSED)));
    json_object_set_new(json, "failed", json_integer((json_int_t)col_file_checks_count(checks, COL_OUTCOME_FAILED)));
    json_object_set_new(json, "open", json_integer((json_int_t)col_file_checks_count(checks, COL_OUTCOME_OPEN)));
    return json;
}

static void print(col_run *run, const col_file_checks *checks)
{
    json_t *json = run->format == COL_FORMAT_JSON ? checks_json(run, checks) : NULL;
    col_listing *listing = check_listing(checks, run->digits, col_run_is_for_people(run));
    col_run_print(run, listing, "tab:crosscheck", "Claims against simulations.", json);
    size_t aside = col_file_checks_count(checks, COL_OUTCOME_ASIDE);
    if (run->format == COL_FORMAT_TEXT)
        col_text_printf(&run->result, "\n%zu checks: %zu passed, %zu failed, %zu open\n", checks->count - aside,
                        col_file_checks_count(checks, COL_OUTCOME_PASSED),
                        col_file_checks_count(checks, COL_OUTCOME_FAILED), col_file_checks_count(checks, COL_OUTCOME_OPEN));
    if (run->format == COL_FORMAT_TEXT && aside > 0)
        col_text_printf(&run->result, "%zu claims say nothing about these parameters\n", aside);
    col_listing_free(listing);
}

static void remark_on_models(const col_run *run, const col_document *document)
{
    size_t flows = 0;
    for (size_t i = 0; i < document->model_count; i++)
        flows += document->models[i].variable_count > 0;
    if (flows == 0 && !run->quiet)
        fprintf(stderr, "%s: no model has a flow: formulas alone are checked\n", document->file);
}

/* All models of the document, or the one that is named. Settings belong to one model. */
static bool check_models(col_file_checks *checks, col_run *run, col_document *document, col_model *only)
{
    const char *pattern = col_run_text(run, "only");
    col_crosscheck_options options = col_crosscheck_options_default();
    options.seed = run->seed;
    options.longer = col_run_has(run, "long");
    if (!col_crosscheck_read_wrong(&options.wrong, run))
        return false;
    col_conditions settings = {0};
    bool good = only == NULL || col_run_model_settings(&settings, run, only);
    for (size_t i = 0; good && i < document->model_count; i++)
        if (only == NULL || only == &document->models[i])
            good = col_crosscheck_model(checks, &document->models[i], &settings, pattern, &options, &run->error);
    if (good && checks->count == 0) {
        col_error_input(&run->error, pattern ? "%s: no claim or state is called '%.80s'" : "%s: no claims, no states",
                        document->file, pattern);
        good = false;
    }
    col_conditions_clear(&settings);
    return good;
}

col_exit col_crosscheck_file(col_run *run)
{
    bool named = strrchr(run->operands[0], '#') != NULL || col_run_has(run, "set");
    col_document *document = NULL;
    col_model *only = NULL;
    col_file_checks checks = {0};
    openblas_set_num_threads(1);
    if (named)
        only = col_run_model(&document, run);
    else
        document = col_document_read(run->operands[0], &run->error);
    col_exit status;
    if (run->error.fault == COL_FAULT_NONE && check_models(&checks, run, document, only)) {
        remark_on_models(run, document);
        while (col_run_next_format(run))
            print(run, &checks);
        status = col_file_checks_count(&checks, COL_OUTCOME_FAILED) > 0 ? COL_EXIT_FAILED
            : col_file_checks_count(&checks, COL_OUTCOME_OPEN) > 0      ? COL_EXIT_UNDECIDED
                                                                        : COL_EXIT_CERTIFIED;
    } else {
        status = col_run_failure(run);
    }
    col_file_checks_clear(&checks);
    col_document_free(document);
    return status;
}
