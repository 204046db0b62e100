/* stationary S: the flow vanishes identically at S, which is real and well defined wherever its "when" holds.
 * conserved E: the derivative of E along the flow vanishes identically. */
#include "inquiry.h"

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>

/* Are all components, and the flow at them, defined? Asked of all at once, since they share most of what can fail;
 * false says nothing. */
static bool defined_together(const col_inquiry *inquiry, const col_expr *components)
{
    const col_model *model = inquiry->model;
    col_expr all = col_expr_integer(model->graph, 0);
    for (size_t i = 0; i < model->variable_count; i++) {
        col_expr value = col_inquiry_as_written(inquiry, model->variables[i].flow, components);
        all = col_expr_binary(model->graph, COL_OP_ADD, all, components[i]);
        all = col_expr_binary(model->graph, COL_OP_ADD, all, value);
    }
    col_sign_result defined;
    col_sign_defined(&defined, &inquiry->region, all, inquiry->effort);
    bool proved = defined.verdict == COL_PROVED;
    col_sign_result_clear(&defined);
    return proved;
}

/* All components defined, each on its own; the inquiry is settled otherwise. */
static bool components_defined(col_inquiry *inquiry, const col_expr *components)
{
    const col_model *model = inquiry->model;
    bool ok = true;
    for (size_t i = 0; ok && i < model->variable_count; i++) {
        col_sign_result defined;
        col_inquiry_defined(&defined, inquiry, model->variables[i].name, components[i]);
        ok = defined.verdict == COL_PROVED;
        if (defined.verdict == COL_REFUTED)
            col_inquiry_refuted(inquiry, defined.point, defined.method, "component %s is not defined there: %s",
                                model->variables[i].name, defined.reason);
        else if (!ok)
            col_inquiry_undecided(inquiry, "component %s: %s", model->variables[i].name, defined.reason);
        col_sign_result_clear(&defined);
    }
    return ok;
}

/* The flow's component i vanishes at the state, where it may be known to be defined; the inquiry is settled
 * otherwise. */
static bool flow_vanishes(col_inquiry *inquiry, const col_expr *components, size_t i, bool known_defined,
                          col_text *method)
{
    const col_variable *variable = &inquiry->model->variables[i];
    col_expr value = col_inquiry_at_state(inquiry, variable->flow, components);
    col_sign_result result, defined;
    char name[128];
    snprintf(name, sizeof name, "d%.80s/dt at the state", variable->name);
    col_inquiry_decide(&result, inquiry, name, value, COL_SIGN_ZERO);
    bool ok = result.verdict == COL_PROVED;
    if (result.verdict == COL_REFUTED) {
        col_inquiry_refuted(inquiry, result.point, result.method, "d%s/dt does not vanish there", variable->name);
    } else if (!ok) {
        col_inquiry_undecided(inquiry, "%s: %s", name, result.reason);
    } else if (!known_defined) {
        value = col_inquiry_as_written(inquiry, variable->flow, components);
        col_inquiry_defined(&defined, inquiry, name, value);
        ok = defined.verdict == COL_PROVED;
        if (!ok)
            col_inquiry_undecided(inquiry, "%s is not shown to be defined: %s", name, defined.reason);
        col_sign_result_clear(&defined);
    }
    if (ok && method->length == 0)
        col_text_append(method, result.method);
    col_sign_result_clear(&result);
    return ok;
}

void col_verify_stationary(col_inquiry *inquiry)
{
    col_expr *components = col_inquiry_state(inquiry);
    col_text method;
    col_text_init(&method);
    bool together = defined_together(inquiry, components);
    if (together)
        col_inquiry_step(inquiry, "the components, and the flow at them, are defined everywhere in the domain");
    bool ok = together || components_defined(inquiry, components);
    for (size_t i = 0; ok && i < inquiry->model->variable_count; i++)
        ok = flow_vanishes(inquiry, components, i, together, &method);
    if (ok)
        col_inquiry_proved(inquiry, "%s", method.data);
    col_text_clear(&method);
    free(components);
}

/* Is there a point of the region at which e is defined? What is defined nowhere is conserved in no useful sense. */
static bool defined_somewhere(const col_region *region, col_expr e, const col_expr *point)
{
    enum { SAMPLES = 24 };
    col_expr *points = col_calloc(SAMPLES * region->count + 1, sizeof *points);
    size_t found = point != NULL ? 0 : col_region_sample(points, region, SAMPLES, 10 * SAMPLES);
    bool ok = false;
    for (size_t k = 0; !ok && k < (point != NULL ? 1 : found); k++) {
        const col_expr *at = point != NULL ? point : points + k * region->count;
        col_region nowhere = {.graph = region->graph}; /* of constants */
        col_sign_result defined;
        col_sign_defined(&defined, &nowhere, col_region_at(region, e, at), 1);
        ok = defined.verdict == COL_PROVED;
        col_sign_result_clear(&defined);
    }
    free(points);
    return ok;
}

void col_verify_conserved(col_inquiry *inquiry)
{
    const col_model *model = inquiry->model;
    col_graph *graph = model->graph;
    col_expr energy = col_region_apply(&inquiry->region, inquiry->claim->left);
    col_expr rate = col_expr_integer(graph, 0);
    for (size_t i = 0; i < model->variable_count; i++) {
        col_expr partial = col_expr_derivative(graph, energy, model->variables[i].symbol);
        rate = col_expr_add(graph, rate, col_expr_mul(graph, partial, model->variables[i].flow));
        col_region_add_symbol(&inquiry->region, model->variables[i].symbol);
    }
    col_sign_result result;
    col_inquiry_decide(&result, inquiry, "the derivative along the flow", rate, COL_SIGN_ZERO);
    bool decided = result.verdict != COL_UNDECIDED;
    bool meant = decided && defined_somewhere(&inquiry->region, inquiry->claim->left, result.point);
    if (decided && !meant)
        col_inquiry_undecided(inquiry, "no point was found at which the quantity is defined");
    else if (result.verdict == COL_PROVED)
        col_inquiry_proved(inquiry, "%s", result.method);
    else if (result.verdict == COL_REFUTED)
        col_inquiry_refuted(inquiry, result.point, result.method, "the derivative along the flow is not zero there");
    else
        col_inquiry_undecided(inquiry, "%s", result.reason);
    col_sign_result_clear(&result);
}
