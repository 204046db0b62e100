/* collapsar phase with one axis: the bifurcations along a line. */
#include "phase.h"

#include "model.h"

#include <collapsar/bifurcation.h>
#include <collapsar/decimal.h>

#include "../base/memory.h"

#include <stdlib.h>

/* The coefficients that are known, by their names. */
typedef struct {
    const char *name;
    arb_srcptr value;
} coefficient;

enum { COEFFICIENTS = 6 };

static size_t coefficients(coefficient *out, const col_bifurcation *point)
{
    const col_normal_form *form = &point->form;
    const coefficient all[COEFFICIENTS] = {
        {"unfolding", form->unfolding}, {"quadratic", form->quadratic}, {"crossing", form->crossing},
        {"bending", form->bending}, {point->oscillatory ? "lyapunov" : "cubic", form->cubic},
        {"frequency", form->frequency}};
    size_t count = 0;
    for (size_t i = 0; i < COEFFICIENTS; i++)
        if (arb_is_finite(all[i].value))
            out[count++] = all[i];
    return count;
}

static json_t *point_json(const col_run *run, const col_model *model, const char *parameter,
                          const col_bifurcation *point)
{
    json_t *json = json_object(), *at = json_object(), *vector = json_object(), *numbers = json_object();
    coefficient known[COEFFICIENTS];
    size_t count = coefficients(known, point);
    for (size_t i = 0; i < model->variable_count; i++) {
        const char *name = model->variables[i].name;
        acb_srcptr entry = point->form.vector + i;
        json_object_set_new(at, name, col_json_certified(point->state + i, run->digits));
        json_object_set_new(vector, name, point->oscillatory ? col_json_complex(entry, run->digits)
                                                             : col_json_certified(acb_realref(entry), run->digits));
    }
    for (size_t i = 0; i < count; i++)
        json_object_set_new(numbers, known[i].name, col_json_certified(known[i].value, run->digits));
    json_object_set_new(json, "type", col_json_text(col_bifurcation_name(point->form.type)));
    json_object_set_new(json, parameter, col_json_certified(point->parameter, run->digits));
    json_object_set_new(json, "at", at);
    json_object_set_new(json, "vector", vector);
    json_object_set_new(json, "coefficients", numbers);
    json_object_set_new(json, "unstable", point->form.unstable < 0 ? json_null() : json_integer(point->form.unstable));
    json_object_set_new(json, "reason", col_json_text(point->form.reason));
    return json;
}

static json_t *line_json(const col_run *run, const col_model *model, const char *parameter,
                         const col_bifurcations *found)
{
    json_t *json = col_run_json(run), *points = json_array();
    for (size_t i = 0; i < found->count; i++)
        json_array_append_new(points, point_json(run, model, parameter, &found->points[i]));
    json_object_set_new(json, "bifurcations", points);
    json_object_set_new(json, "complete", json_boolean(found->complete));
    json_object_set_new(json, "remarks", col_json_text(found->remarks));
    return json;
}

static void add_note(col_listing *listing, const col_run *run, const col_bifurcation *point, size_t n)
{
    coefficient known[COEFFICIENTS];
    size_t count = coefficients(known, point);
    col_text note;
    col_text_init(&note);
    col_text_append(&note, point->oscillatory ? "  eigenvector (" : "  null vector (");
    for (size_t i = 0; i < n; i++) {
        col_text_append(&note, i ? ", " : "");
        col_listing_complex(&note, point->form.vector + i, run->digits);
    }
    col_text_append(&note, ")");
    for (size_t i = 0; i < count; i++) {
        col_text_printf(&note, ", %s ", known[i].name);
        col_decimal_short(&note, known[i].value, run->digits);
    }
    if (acb_is_finite(point->form.vector))
        col_listing_put_note(listing, note.data);
    col_text_clear(&note);
    if (point->form.reason[0]) {
        col_text_init(&note);
        col_text_printf(&note, "  undecided: %s", point->form.reason);
        col_listing_put_note(listing, note.data);
        col_text_clear(&note);
    }
}

static void print(col_run *run, const col_model *model, const char *parameter, const col_bifurcations *found)
{
    col_listing *listing = col_listing_new(run->digits);
    size_t n = model->variable_count;
    col_listing_column(listing, COL_COLUMN_TEXT, "type", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_CERTIFIED, parameter, NULL, NULL);
    for (size_t i = 0; i < n; i++)
        col_listing_column(listing, COL_COLUMN_CERTIFIED, model->variables[i].name, NULL, NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "unstable", NULL, NULL);
    for (size_t k = 0; k < found->count; k++) {
        const col_bifurcation *point = &found->points[k];
        col_listing_put_text(listing, col_bifurcation_name(point->form.type));
        col_listing_put_certified(listing, point->parameter);
        for (size_t i = 0; i < n; i++)
            col_listing_put_certified(listing, point->state + i);
        if (point->form.unstable < 0)
            col_listing_put_none(listing);
        else
            col_listing_put_integer(listing, point->form.unstable);
        if (run->format == COL_FORMAT_TEXT)
            add_note(listing, run, point, n);
    }
    json_t *json = run->format == COL_FORMAT_JSON ? line_json(run, model, parameter, found) : NULL;
    col_run_print(run, listing, "tab:bifurcations", "Bifurcations along a line.", json);
    col_listing_free(listing);
    if (run->format == COL_FORMAT_TEXT && found->complete)
        col_text_printf(&run->result, "\n%zu bifurcation%s, and no others in the box\n", found->count,
                        found->count == 1 ? "" : "s");
    else if (run->format == COL_FORMAT_TEXT)
        col_text_printf(&run->result, "\n%zu bifurcation%s; there may be more:\n%s", found->count,
                        found->count == 1 ? "" : "s", found->remarks);
}

/* All that was certified? */
static col_exit exit_status(const col_bifurcations *found)
{
    bool decided = found->complete && found->precise;
    for (size_t i = 0; i < found->count; i++)
        decided = decided && found->points[i].form.type != COL_BIFURCATION_UNDECIDED;
    return decided ? COL_EXIT_CERTIFIED : COL_EXIT_UNDECIDED;
}

/* What makes sense only in the plane. */
static bool check_options(col_run *run)
{
    static const char *const planar[] = {"eps", "count", "curve", "tile", "resume"};
    for (size_t i = 0; i < sizeof planar / sizeof *planar; i++)
        if (col_run_has(run, planar[i]))
            col_error_input(&run->error, "--%s needs --y", planar[i]);
    if (run->plot)
        col_error_input(&run->error, "--plot needs --y");
    if (run->operand_count > 1)
        col_error_input(&run->error, "unexpected argument '%.80s'", run->operands[1]);
    return run->error.fault == COL_FAULT_NONE;
}

col_exit phase_line(col_run *run)
{
    col_conditions settings = {0};
    col_bifurcations found = {0};
    col_phase_axis axis = {0};
    col_box box = {0};
    col_document *document = NULL;
    col_model *model = check_options(run) ? col_run_model(&document, run) : NULL;
    fmpq_init(axis.lo);
    fmpq_init(axis.hi);
    if (model)
        col_box_init(&box, model->variable_count);
    bool good = model && phase_axis(&axis, run, model, "x") && col_run_model_settings(&settings, run, model)
        && col_run_box(&box, run, model)
        && col_bifurcations_find(&found, model, &settings, &axis, &box, run->digits, &run->budget, &run->error);
    while (good && col_run_next_format(run))
        print(run, model, model->parameters[axis.parameter].name, &found);
    col_exit status = good ? exit_status(&found) : col_run_failure(run);
    col_bifurcations_clear(&found);
    col_conditions_clear(&settings);
    col_box_clear(&box);
    fmpq_clear(axis.lo);
    fmpq_clear(axis.hi);
    col_document_free(document);
    return status;
}
