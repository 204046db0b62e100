/* A phase diagram: the parameters, the signs, the subdivision, the boundary. */
#include <collapsar/phase.h>

#include "../base/memory.h"
#include "phase_boundary.h"
#include "phase_paving.h"

#include <stdlib.h>

static bool check_axes(const col_model *model, const col_phase_axis *x, const col_phase_axis *y, col_error *error)
{
    if (x->parameter == y->parameter)
        col_error_input(error, "both axes are the parameter %s", model->parameters[x->parameter].name);
    else if (fmpq_cmp(x->lo, x->hi) >= 0 || fmpq_cmp(y->lo, y->hi) >= 0)
        col_error_input(error, "the rectangle is empty");
    for (size_t i = 0; i < model->variable_count; i++)
        if (model->variables[i].flow == COL_EXPR_NONE)
            col_error_at(error, model->variables[i].at, "variable %s has no flow", model->variables[i].name);
    if (model->variable_count == 0)
        col_error_at(error, model->at, "the model has no variables");
    return error->fault == COL_FAULT_NONE;
}

/* Every parameter has exactly one value, or is an axis. */
static bool check_settings(const col_model *model, const col_conditions *settings, const col_phase_axis *x,
                           const col_phase_axis *y, col_error *error)
{
    for (size_t i = 0; i < model->parameter_count; i++) {
        const col_parameter *parameter = &model->parameters[i];
        size_t given = 0;
        for (size_t k = 0; k < settings->count; k++) {
            if (settings->items[k].left != parameter->symbol)
                continue;
            given++;
            if (!col_expr_is_constant(model->graph, settings->items[k].right))
                col_error_input(error, "the value of parameter %s is not constant", parameter->name);
        }
        bool axis = i == x->parameter || i == y->parameter;
        if (axis && given > 0)
            col_error_input(error, "parameter %s is an axis and has a value as well", parameter->name);
        else if (!axis && given == 0)
            col_error_input(error, "parameter %s has no value and is no axis", parameter->name);
        else if (given > 1)
            col_error_input(error, "parameter %s is set twice", parameter->name);
    }
    return error->fault == COL_FAULT_NONE;
}

/* An end of a declared range that is not certainly outside the axis's open interval becomes a condition. */
static void require_end(col_region *region, col_expr symbol, col_expr end, bool upper, bool open,
                        const col_phase_axis *axis)
{
    if (end == COL_EXPR_NONE)
        return;
    fmpq_t value;
    fmpq_init(value);
    bool rational = col_expr_rational(value, region->graph, end, 4096);
    bool idle = rational && (upper ? fmpq_cmp(value, axis->hi) >= 0 : fmpq_cmp(value, axis->lo) <= 0);
    if (!idle) {
        col_expr inside = upper ? col_expr_sub(region->graph, end, symbol) : col_expr_sub(region->graph, symbol, end);
        col_region_require(region, inside, open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE);
    }
    fmpq_clear(value);
}

/* The axis's range becomes the open side of the rectangle: its edges have no area. */
static void cut_range(col_region *region, const col_model *model, const col_phase_axis *axis)
{
    col_expr symbol = model->parameters[axis->parameter].symbol;
    for (size_t i = 0; i < region->count; i++) {
        if (region->symbols[i] != symbol)
            continue;
        col_range range = region->ranges[i];
        region->ranges[i] = (col_range){col_expr_number(region->graph, axis->lo),
                                        col_expr_number(region->graph, axis->hi), true, true};
        require_end(region, symbol, range.lo, false, range.lo_open, axis);
        require_end(region, symbol, range.hi, true, range.hi_open, axis);
    }
}

/* The first level whose boxes have a diagonal sqrt(2)/2^level <= eps; false if it is too deep. */
static bool deepest_level(int *level, const fmpq_t eps, col_error *error)
{
    fmpq_t square;
    fmpq_init(square);
    fmpq_mul(square, eps, eps);
    fmpq_div_2exp(square, square, 1);
    for (*level = 0; *level <= PHASE_DEEPEST && fmpq_cmp_si(square, 1) < 0; ++*level)
        fmpq_mul_2exp(square, square, 2);
    fmpq_clear(square);
    if (fmpq_sgn(eps) > 0 && *level <= PHASE_DEEPEST)
        return true;
    col_error_input(error, "the width of undecided boxes has to be at least 1.4/2^%d", (int)PHASE_DEEPEST);
    return false;
}

static void name_region(col_phase_region *region, const col_model *model)
{
    col_text label;
    col_text_init(&label);
    for (size_t i = 0; !region->outside && i < model->state_count; i++)
        if (region->states[i].exists)
            col_text_printf(&label, "%s%s:%s", label.length ? " " : "", model->states[i].name,
                            col_stability_name(region->states[i].stability));
    if (label.length == 0)
        col_text_append(&label, region->outside ? "outside" : "none");
    region->label = col_text_take(&label);
    col_text_clear(&label);
}

bool col_phase_map(col_phase *out, col_model *model, const col_conditions *settings, const col_phase_axis *x,
                   const col_phase_axis *y, const col_phase_options *options, col_error *error)
{
    int last;
    *out = (col_phase){0};
    if (!check_axes(model, x, y, error) || !check_settings(model, settings, x, y, error)
        || !deepest_level(&last, options->eps, error))
        return false;
    out->state_count = model->state_count;
    fmpq_init(out->undecided_area);
    const col_expr axes[] = {model->parameters[x->parameter].symbol, model->parameters[y->parameter].symbol};
    col_region region;
    col_region_init(&region, model);
    col_region_narrow(&region, settings);
    cut_range(&region, model, x);
    cut_range(&region, model, y);
    phase_signs signs;
    phase_signs_init(&signs, model, &region, axes, options->effort);
    phase_pave(out, &signs, x, y, last, &options->budget);
    for (size_t i = 0; i < out->region_count; i++)
        name_region(&out->regions[i], model);
    if (!out->fine)
        col_text_append(&signs.remarks, "the budget did not last to the width asked for: more effort would help\n");
    phase_find_boundary(out, &signs, model->graph, x, y, options);
    out->remarks = col_text_take(&signs.remarks);
    phase_signs_clear(&signs);
    col_region_clear(&region);
    return true;
}

void col_phase_clear(col_phase *phase)
{
    for (size_t i = 0; i < phase->region_count; i++) {
        free(phase->regions[i].states);
        free(phase->regions[i].label);
        fmpq_clear(phase->regions[i].area);
    }
    for (size_t i = 0; i < phase->curve_count; i++)
        free(phase->curves[i].text);
    for (size_t i = 0; i < phase->point_count; i++) {
        arb_clear(phase->points[i].x);
        arb_clear(phase->points[i].y);
    }
    free(phase->regions);
    free(phase->boxes);
    free(phase->curves);
    free(phase->points);
    free(phase->remarks);
    if (phase->undecided_area->den != 0)
        fmpq_clear(phase->undecided_area);
    *phase = (col_phase){0};
}
