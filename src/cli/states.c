/* collapsar states: all stationary states of a model at fixed parameters. */
#include "command.h"
#include "model.h"

#include <collapsar/portrait.h>

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

static const char *name_of(const col_model *model, const col_portrait_state *state)
{
    return state->name < 0 ? NULL : model->states[state->name].name;
}

static json_t *state_json(const col_model *model, const col_portrait_state *state, long digits)
{
    json_t *json = json_object(), *at = json_object(), *eigenvalues = json_array();
    for (size_t i = 0; i < model->variable_count; i++)
        json_object_set_new(at, model->variables[i].name, col_json_certified(state->at + i, digits));
    for (size_t i = 0; state->eigenvalues && i < model->variable_count; i++)
        json_array_append_new(eigenvalues, col_json_complex(state->eigenvalues + i, digits));
    json_object_set_new(json, "name", col_json_text(name_of(model, state)));
    json_object_set_new(json, "at", at);
    json_object_set_new(json, "eigenvalues", eigenvalues);
    json_object_set_new(json, "stability", col_json_text(col_stability_name(state->stability)));
    json_object_set_new(json, "zero_eigenvalues", state->maybe_zero ? json_null() : json_integer(state->zero_eigenvalues));
    return json;
}

static json_t *portrait_json(const col_run *run, const col_model *model, const col_portrait *portrait)
{
    json_t *json = col_run_json(run), *states = json_array();
    for (size_t k = 0; k < portrait->count; k++)
        json_array_append_new(states, state_json(model, &portrait->states[k], run->digits));
    json_object_set_new(json, "states", states);
    json_object_set_new(json, "complete", json_boolean(portrait->complete));
    json_object_set_new(json, "reason", col_json_text(portrait->reason));
    return json;
}

/* Columns: name, variables, stability, zero eigenvalues, eigenvalues. In text the eigenvalues are notes instead. */
static void add_columns(col_listing *listing, const col_model *model, bool text)
{
    col_listing_column(listing, COL_COLUMN_TEXT, "state", NULL, NULL);
    for (size_t i = 0; i < model->variable_count; i++)
        col_listing_column(listing, COL_COLUMN_CERTIFIED, model->variables[i].name, NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "stability", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "zero_eigenvalues", "zeros", "zeros");
    for (size_t i = 0; !text && i < model->variable_count; i++) {
        char key[48], header[48], latex[48];
        snprintf(key, sizeof key, "eigenvalue_%zu", i + 1);
        snprintf(header, sizeof header, "\xce\xbb%zu", i + 1);
        snprintf(latex, sizeof latex, "$\\lambda_{%zu}$", i + 1);
        col_listing_column(listing, COL_COLUMN_COMPLEX, key, header, latex);
    }
}

static void add_eigenvalue_note(col_listing *listing, const col_portrait_state *state, size_t dimension, long digits)
{
    col_text note;
    col_text_init(&note);
    col_text_append(&note, "  eigenvalues ");
    for (size_t i = 0; i < dimension; i++) {
        col_text_append(&note, i ? ", " : "");
        col_listing_complex(&note, state->eigenvalues + i, digits);
    }
    col_listing_put_note(listing, state->eigenvalues ? note.data : "  eigenvalues not certified");
    col_text_clear(&note);
}

static void add_state(col_listing *listing, const col_model *model, const col_portrait_state *state, bool text,
                      long digits)
{
    const char *name = name_of(model, state);
    col_listing_put_text(listing, name ? name : text ? "-" : "");
    for (size_t i = 0; i < model->variable_count; i++)
        col_listing_put_certified(listing, state->at + i);
    col_listing_put_text(listing, col_stability_name(state->stability));
    if (state->maybe_zero)
        col_listing_put_none(listing);
    else
        col_listing_put_integer(listing, state->zero_eigenvalues);
    for (size_t i = 0; !text && i < model->variable_count; i++) {
        if (state->eigenvalues)
            col_listing_put_complex(listing, state->eigenvalues + i);
        else
            col_listing_put_none(listing);
    }
    if (text)
        add_eigenvalue_note(listing, state, model->variable_count, digits);
}

static void print(col_run *run, const col_model *model, const col_portrait *portrait)
{
    bool text = run->format == COL_FORMAT_TEXT;
    col_listing *listing = col_listing_new(run->digits);
    add_columns(listing, model, text);
    for (size_t k = 0; k < portrait->count; k++)
        add_state(listing, model, &portrait->states[k], text, run->digits);
    json_t *json = run->format == COL_FORMAT_JSON ? portrait_json(run, model, portrait) : NULL;
    col_run_print(run, listing, "tab:states", "Stationary states.", json);
    col_listing_free(listing);
    if (!col_run_takes_remarks(run))
        return;
    size_t start = run->result.length;
    const char *states = portrait->count == 1 ? "state" : "states";
    if (portrait->complete)
        col_text_printf(&run->result, "\n%zu stationary %s, and no others in the box\n", portrait->count, states);
    else
        col_text_printf(&run->result, "\n%zu stationary %s; there may be more: %s\n", portrait->count, states,
                        portrait->reason);
    col_run_remark(run, start);
}

static col_exit exit_status(const col_portrait *portrait)
{
    bool decided = portrait->complete && portrait->precise;
    for (size_t k = 0; k < portrait->count; k++)
        decided = decided && portrait->states[k].stability != COL_STABILITY_UNDECIDED;
    return decided ? COL_EXIT_CERTIFIED : COL_EXIT_UNDECIDED;
}

static col_exit draw_model(col_run *run, col_model *model)
{
    col_conditions settings = {0};
    col_box box;
    col_portrait portrait = {0};
    col_exit status;
    col_box_init(&box, model->variable_count);
    if (model->variable_count == 0)
        col_error_at(&run->error, model->at, "the model has no variables");
    if (run->error.fault == COL_FAULT_NONE && col_run_model_settings(&settings, run, model) && col_run_box(&box, run, model)
        && col_portrait_draw(&portrait, model, &settings, &box, run->digits, &run->budget, &run->error)) {
        while (col_run_next_format(run))
            print(run, model, &portrait);
        status = exit_status(&portrait);
    } else {
        status = col_run_failure(run);
    }
    col_portrait_clear(&portrait);
    col_conditions_clear(&settings);
    col_box_clear(&box);
    return status;
}

static col_exit states(col_run *run)
{
    col_document *document;
    col_model *model = col_run_model(&document, run);
    col_exit status = model ? draw_model(run, model) : col_run_failure(run);
    col_document_free(document);
    return status;
}

static const col_option options[] = {
    {"set", "NAME=VALUE,...", "values of the parameters: numbers or constant expressions"},
    {"box", "BOX", "where to look: 'p in [-2, 2], u in (0, 3]' (default: each variable in [-1000, 1000])"},
    {NULL, NULL, NULL}};

const col_command col_command_states = {
    .name = "states",
    .summary = "all stationary states of a model in a box",
    .operands = "FILE[#MODEL]",
    .least = 1,
    .most = 1,
    .options = options,
    .description =
        "Finds all stationary states of a model at fixed parameters: one line a state, with\n"
        "its name in the file where it certainly is that one, its coordinates, and its\n"
        "stability from the certified eigenvalues of the Jacobian: stable (all in Re < 0),\n"
        "unstable (one in Re > 0), attracting (some exactly zero, all others in Re < 0) or\n"
        "undecided. That there are no other states in the box is certified as well; the exit\n"
        "status is 3 if that, a stability or the digits wanted could not be.",
    .example =
        "  collapsar states model.md --set s=9/10,r=1/10,rho=1/100 \\\n"
        "    --box 'p in [-2, 2], u in [-3, 3], v in [-3, 3]'\n"
        "  collapsar states model.md#head --set s='sqrt(3)/2',r=0,rho=1/100 --digits 30",
    .execute = states};
