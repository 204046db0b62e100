/* A phase diagram: the parameters, the signs, the cells, and all put together. */
#include <collapsar/phase.h>

#include "../base/memory.h"
#include "phase_boundary.h"
#include "phase_task.h"

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
static bool set_fineness(phase_fineness *out, const fmpq_t eps, col_error *error)
{
    fmpq_t square;
    fmpq_init(square);
    fmpq_mul(square, eps, eps);
    fmpq_div_2exp(square, square, 1);
    for (out->last = 0; out->last <= PHASE_DEEPEST && fmpq_cmp_si(square, 1) < 0; out->last++)
        fmpq_mul_2exp(square, square, 2);
    fmpq_clear(square);
    col_interval tolerance;
    col_interval_set_fmpq(&tolerance, eps);
    out->tolerance = tolerance.lo;
    if (fmpq_sgn(eps) > 0 && out->last <= PHASE_DEEPEST)
        return true;
    col_error_input(error, "the width of undecided boxes has to be at least 1.4/2^%d", (int)PHASE_DEEPEST);
    return false;
}

static void copy_axis(col_phase_axis *copy, const col_phase_axis *axis)
{
    copy->parameter = axis->parameter;
    fmpq_init(copy->lo);
    fmpq_init(copy->hi);
    fmpq_set(copy->lo, axis->lo);
    fmpq_set(copy->hi, axis->hi);
}

col_phase_task *col_phase_begin(col_model *model, const col_conditions *settings, const col_phase_axis *x,
                                const col_phase_axis *y, const col_phase_options *options, col_error *error)
{
    phase_fineness fineness;
    if (!check_axes(model, x, y, error) || !check_settings(model, settings, x, y, error)
        || !set_fineness(&fineness, options->eps, error))
        return NULL;
    col_phase_task *task = col_calloc(1, sizeof *task);
    task->model = model;
    task->options = *options;
    task->fineness = fineness;
    copy_axis(&task->axes[0], x);
    copy_axis(&task->axes[1], y);
    const col_expr axes[] = {model->parameters[x->parameter].symbol, model->parameters[y->parameter].symbol};
    col_region_init(&task->region, model);
    col_region_narrow(&task->region, settings);
    cut_range(&task->region, model, x);
    cut_range(&task->region, model, y);
    phase_signs_init(&task->signs, model, &task->region, axes, options->count == NULL, options->effort);
    if (options->count) {
        col_box_init(&task->box, options->count->dimension);
        col_box_set(&task->box, options->count);
        col_box_init(&task->rectangle, 2);
        for (int i = 0; i < 2; i++) {
            const fmpq *lo = task->axes[i].lo, *hi = task->axes[i].hi;
            col_side_set_fmpq(&task->rectangle.sides[i], lo, hi);
        }
    }
    if (phase_task_cut(task, error))
        return task;
    col_phase_task_free(task);
    return NULL;
}

void col_phase_task_free(col_phase_task *task)
{
    if (task == NULL)
        return;
    for (size_t i = 0; i < task->cells.count; i++)
        phase_part_clear(&task->parts[i]);
    free(task->parts);
    free(task->done);
    phase_part_clear(&task->coarse);
    phase_front_clear(&task->cells);
    phase_signs_clear(&task->signs);
    col_box_clear(&task->box);
    col_box_clear(&task->rectangle);
    col_region_clear(&task->region);
    for (int i = 0; i < 2; i++) {
        fmpq_clear(task->axes[i].lo);
        fmpq_clear(task->axes[i].hi);
    }
    free(task);
}

bool col_phase_map(col_phase *out, col_model *model, const col_conditions *settings, const col_phase_axis *x,
                   const col_phase_axis *y, const col_phase_options *options, col_error *error)
{
    *out = (col_phase){0};
    col_phase_task *task = col_phase_begin(model, settings, x, y, options, error);
    if (task == NULL)
        return false;
    col_phase_work(task, NULL, NULL, NULL);
    col_phase_finish(out, task);
    col_phase_task_free(task);
    return true;
}

void col_phase_clear(col_phase *phase)
{
    for (size_t i = 0; i < phase->region_count; i++) {
        free(phase->regions[i].states);
        free(phase->regions[i].label);
        fmpq_clear(phase->regions[i].area);
    }
    for (size_t i = 0; i < phase->curve_count; i++) {
        arb_clear(phase->curves[i].x);
        arb_clear(phase->curves[i].y);
        free(phase->curves[i].text);
    }
    for (size_t i = 0; i < phase->point_count; i++) {
        arb_clear(phase->points[i].x);
        arb_clear(phase->points[i].y);
    }
    free(phase->regions);
    free(phase->boxes);
    free(phase->bands);
    free(phase->curves);
    for (size_t i = 0; i < phase->mark_count; i++) {
        arb_clear(phase->marks[i].x);
        arb_clear(phase->marks[i].y);
    }
    free(phase->points);
    free(phase->marks);
    free(phase->remarks);
    if (phase->undecided_area->den != 0)
        fmpq_clear(phase->undecided_area);
    *phase = (col_phase){0};
}
