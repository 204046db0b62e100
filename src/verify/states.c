/* states N in BOX: exactly N stationary states lie in the box, for every value of the parameters that the conditions
 * leave free. */
#include "inquiry.h"

#include <collapsar/stationary.h>

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 20000000, PRECISION = 1024 };

typedef struct {
    col_expr *flow, *variables;
    col_box box;
    col_expr *parameters; /* the free ones that the flow mentions */
    size_t *indices;      /* their places in the region */
    size_t parameter_count;
    col_box parameter_box;
} search;

static bool mentioned(const search *s, const col_model *model, col_expr symbol)
{
    for (size_t i = 0; i < model->variable_count; i++)
        if (col_expr_contains(model->graph, s->flow[i], symbol))
            return true;
    return false;
}

/* The parameters' ranges. Ends that are not rational and further conditions are left out: counting over a larger set
 * proves more. */
static void set_parameters(search *s, const col_inquiry *inquiry)
{
    const col_region *region = &inquiry->region;
    s->parameters = col_calloc(region->count, sizeof *s->parameters);
    s->indices = col_calloc(region->count, sizeof *s->indices);
    for (size_t i = 0; i < region->count; i++)
        if (mentioned(s, inquiry->model, region->symbols[i])) {
            s->indices[s->parameter_count] = i;
            s->parameters[s->parameter_count++] = region->symbols[i];
        }
    col_box_init(&s->parameter_box, s->parameter_count);
    for (size_t k = 0; k < s->parameter_count; k++)
        col_side_set_range(&s->parameter_box.sides[k], region->graph, &region->ranges[s->indices[k]]);
}

/* False if an end of the box is not rational. */
static bool search_init(search *s, const col_inquiry *inquiry)
{
    const col_model *model = inquiry->model;
    size_t n = model->variable_count;
    *s = (search){.flow = col_calloc(n, sizeof *s->flow), .variables = col_calloc(n, sizeof *s->variables)};
    col_box_init(&s->box, n);
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        col_range range = inquiry->claim->box[i];
        s->flow[i] = col_region_apply(&inquiry->region, model->variables[i].flow);
        s->variables[i] = model->variables[i].symbol;
        if (range.lo != COL_EXPR_NONE)
            range.lo = col_region_apply(&inquiry->region, range.lo);
        if (range.hi != COL_EXPR_NONE)
            range.hi = col_region_apply(&inquiry->region, range.hi);
        ok = ok && col_side_set_range(&s->box.sides[i], model->graph, &range);
    }
    set_parameters(s, inquiry);
    return ok;
}

static void search_clear(search *s)
{
    free(s->flow);
    free(s->variables);
    free(s->parameters);
    free(s->indices);
    col_box_clear(&s->box);
    col_box_clear(&s->parameter_box);
}

/* The witness's parameters, and for those that the flow does not mention the values of some point of the region. */
static bool complete_witness(col_expr *point, const col_inquiry *inquiry, const search *s, const fmpq *witness)
{
    const col_region *region = &inquiry->region;
    enum { SAMPLES = 24 };
    col_expr *samples = col_calloc(SAMPLES * region->count + 1, sizeof *samples);
    size_t found = col_region_sample(samples, region, SAMPLES, 10 * SAMPLES);
    bool ok = false;
    for (size_t k = 0; !ok && k < found; k++) {
        for (size_t i = 0; i < region->count; i++)
            point[i] = samples[k * region->count + i];
        for (size_t i = 0; i < s->parameter_count; i++)
            point[s->indices[i]] = col_expr_number(region->graph, witness + i);
        ok = col_region_contains(region, point) == COL_PROVED;
    }
    free(samples);
    return ok;
}

static void settle(col_inquiry *inquiry, const search *s, col_verdict verdict, const fmpq *witness,
                   const char *reason)
{
    static const char method[] = "branch and prune with Krawczyk certificates";
    col_expr *point = col_calloc(inquiry->region.count + 1, sizeof *point);
    if (verdict == COL_PROVED)
        col_inquiry_proved(inquiry, "%s", method);
    else if (verdict == COL_REFUTED && complete_witness(point, inquiry, s, witness))
        col_inquiry_refuted(inquiry, point, method, "the box holds another number of states%s",
                            inquiry->region.count > 0 ? " there" : "");
    else
        col_inquiry_undecided(inquiry, "%s", verdict == COL_REFUTED
                                  ? "another number of states was found only outside the conditions" : reason);
    free(point);
}

void col_verify_states(col_inquiry *inquiry)
{
    search s;
    if (search_init(&s, inquiry)) {
        col_stationary_problem problem = {s.flow, s.variables, inquiry->model->variable_count, &s.box,
                                          s.parameters, s.parameter_count,
                                          s.parameter_count > 0 ? &s.parameter_box : NULL};
        fmpq *witness = _fmpq_vec_init((slong)s.parameter_count + 1);
        char reason[512] = "";
        col_error error = {0};
        col_budget budget = {.steps = STEPS * inquiry->effort, .precision = PRECISION};
        col_verdict verdict = col_stationary_count(witness, reason, inquiry->model->graph, &problem,
                                                   inquiry->claim->count, &budget, &error);
        if (error.fault != COL_FAULT_NONE)
            snprintf(reason, sizeof reason, "%.500s", error.message);
        settle(inquiry, &s, verdict, witness, reason);
        _fmpq_vec_clear(witness, (slong)s.parameter_count + 1);
    } else {
        col_inquiry_undecided(inquiry, "an end of the box is not a rational number");
    }
    search_clear(&s);
}
