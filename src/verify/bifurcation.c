/* All bifurcations along a line: systems of all branches, solved completely; then each point judged. */
#include <collapsar/bifurcation.h>

#include <collapsar/decimal.h>
#include <collapsar/ladder.h>
#include <collapsar/region.h>
#include <collapsar/stationary.h>

#include "../base/memory.h"
#include "normalform.h"
#include "singular.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_PRECISION = 1024 }; /* tried for a type that stays undecided, whatever the digits wanted */

typedef struct {
    col_bifurcations *out;
    col_model *model;
    size_t n;
    col_region region; /* the domain: one free parameter */
    branch_equations equations;
    normal_form_flow flow;  /* in the coordinates of equations */
    col_tape *written;      /* the model's own flow, over its variables and the parameter: where is it defined? */
    col_tape_workspace *written_space;
    const col_box *box;     /* of the model's variables */
    col_box search_box;     /* of the coordinates, then the parameter */
    slong bits, highest;
    col_budget budget;
    col_text remarks;
} task;

static const char *const names[] = {"undecided", "fold", "cusp", "transcritical", "supercritical pitchfork",
                                    "subcritical pitchfork", "supercritical Hopf", "subcritical Hopf"};

const char *col_bifurcation_name(col_bifurcation_type type)
{
    return names[type];
}

static void remark(task *t, const char *line)
{
    if (t->remarks.length == 0 || strstr(t->remarks.data, line) == NULL)
        col_text_printf(&t->remarks, "%s\n", line);
}

static void incomplete(task *t, const char *line)
{
    t->out->complete = false;
    remark(t, line);
}

static bool check(const col_model *model, const col_conditions *settings, const col_phase_axis *axis,
                  col_error *error)
{
    for (size_t i = 0; i < model->variable_count; i++)
        if (model->variables[i].flow == COL_EXPR_NONE)
            col_error_at(error, model->variables[i].at, "variable %s has no flow", model->variables[i].name);
    if (model->variable_count == 0)
        col_error_at(error, model->at, "the model has no variables");
    for (size_t i = 0; i < model->parameter_count; i++) {
        size_t given = 0;
        for (size_t k = 0; k < settings->count; k++) {
            bool this_one = settings->items[k].left == model->parameters[i].symbol;
            given += this_one;
            if (this_one && !col_expr_is_constant(model->graph, settings->items[k].right))
                col_error_input(error, "the value of parameter %s is not constant", model->parameters[i].name);
        }
        const char *name = model->parameters[i].name;
        if (given > 1)
            col_error_input(error, "parameter %s is set twice", name);
        else if (i == axis->parameter && given > 0)
            col_error_input(error, "parameter %s is an axis and has a value as well", name);
        else if (i != axis->parameter && given == 0)
            col_error_input(error, "parameter %s has no value and is no axis", name);
    }
    return error->fault == COL_FAULT_NONE;
}

/* Ends of the declared range as conditions; the region keeps one free parameter. */
static void require_range(col_region *region, col_expr symbol)
{
    for (size_t i = 0; i < region->count; i++) {
        if (region->symbols[i] != symbol)
            continue;
        col_range r = region->ranges[i];
        if (r.lo != COL_EXPR_NONE)
            col_region_require(region, col_expr_sub(region->graph, symbol, r.lo),
                               r.lo_open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE);
        if (r.hi != COL_EXPR_NONE)
            col_region_require(region, col_expr_sub(region->graph, r.hi, symbol),
                               r.hi_open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE);
    }
}

static bool compile(task *t, const col_expr *flow, col_expr parameter, col_error *error)
{
    size_t n = t->n;
    col_graph *graph = t->model->graph;
    col_expr *inputs = col_malloc((n + 1) * sizeof *inputs);
    for (size_t i = 0; i < n; i++)
        inputs[i] = t->model->variables[i].symbol;
    inputs[n] = parameter;
    t->written = col_tape_new(graph, flow, n, inputs, n + 1, error);
    if (t->written)
        t->written_space = col_tape_workspace_new(t->written);
    bool good = t->written && branch_equations_init(&t->equations, graph, inputs, flow, n, parameter)
        && normal_form_flow_init(&t->flow, graph, t->equations.flow, t->equations.symbols, parameter, n);
    if (!good)
        col_error_resource(error, "the flow is too large to differentiate");
    free(inputs);
    return good;
}

static void copy_side(col_side *out, const col_side *side)
{
    fmpq_set(out->lo, side->lo);
    fmpq_set(out->hi, side->hi);
    out->lo_infinite = side->lo_infinite;
    out->hi_infinite = side->hi_infinite;
    out->lo_open = side->lo_open;
    out->hi_open = side->hi_open;
}

static void set_search_box(task *t, const col_phase_axis *axis)
{
    for (size_t i = 0; i < t->n; i++)
        copy_side(&t->search_box.sides[i], &t->box->sides[i]);
    branch_equations_box(&t->search_box, &t->equations, t->box);
    col_side_set_fmpq(&t->search_box.sides[t->n], axis->lo, axis->hi);
}

/* The signs that a ball's points may have. */
static col_signs ball_signs(const arb_t x)
{
    if (!arb_is_finite(x))
        return COL_SIGN_ANY;
    if (arb_is_zero(x))
        return COL_SIGN_ZERO;
    return (arb_contains_negative(x) ? COL_SIGN_NEGATIVE : 0) | (arb_contains_zero(x) ? COL_SIGN_ZERO : 0)
        | (arb_contains_positive(x) ? COL_SIGN_POSITIVE : 0);
}

/* Expressions at the coordinates and the parameter. */
static void evaluate(arb_ptr out, const task *t, const col_expr *roots, size_t count, arb_srcptr at, slong precision)
{
    col_expr *inputs = col_malloc((t->n + 1) * sizeof *inputs);
    for (size_t i = 0; i < t->n; i++)
        inputs[i] = t->equations.symbols[i];
    inputs[t->n] = t->equations.parameter;
    col_tape *tape = col_tape_new(t->model->graph, roots, count, inputs, t->n + 1, NULL);
    for (size_t i = 0; i < count; i++)
        arb_indeterminate(out + i);
    if (tape) {
        col_tape_workspace *space = col_tape_workspace_new(tape);
        col_tape_ball(out, tape, space, at, precision);
        col_tape_workspace_free(space);
    }
    col_tape_free(tape);
    free(inputs);
}

/* Is the point in the declared domain and in the box, and the flow defined there? -1: certainly not; 0: unknown. */
static int is_inside(task *t, arb_srcptr state, arb_srcptr at, slong precision)
{
    int inside = 1;
    arb_ptr values = _arb_vec_init((slong)(t->n + t->region.condition_count + 1));
    for (size_t i = 0; i < t->n && inside >= 0; i++) {
        int place = col_side_locate(&t->box->sides[i], state + i);
        inside = place < 0 ? -1 : place == 0 ? 0 : inside;
    }
    for (size_t i = 0; i < t->region.condition_count && inside >= 0; i++) {
        evaluate(values, t, &t->region.conditions[i].expression, 1, at, precision);
        col_signs signs = ball_signs(values), wanted = t->region.conditions[i].signs;
        inside = (signs & wanted) == 0 ? -1 : (signs & ~(unsigned)wanted) ? 0 : inside;
    }
    _arb_vec_set(values, state, (slong)t->n);
    arb_set(values + t->n, at + t->n);
    for (size_t i = 0; i <= t->n; i++) /* around the point, too: its derivatives are those of a normal form */
        arb_add_error_2exp_si(values + i, -precision / 2);
    arb_ptr flow = _arb_vec_init((slong)t->n);
    col_tape_ball(flow, t->written, t->written_space, values, precision);
    for (size_t i = 0; i < t->n && inside >= 0; i++) {
        col_domain domain = col_tape_domain(t->written_space, i);
        inside = domain == COL_DOMAIN_NOWHERE ? -1 : domain == COL_DOMAIN_UNKNOWN ? 0 : inside;
    }
    _arb_vec_clear(flow, (slong)t->n);
    _arb_vec_clear(values, (slong)(t->n + t->region.condition_count + 1));
    return inside;
}

/* Does an excluded expression vanish (-1), none (+1), or is it unknown (0)? */
static int is_own(const task *t, const singular_system *system, arb_srcptr at, slong precision)
{
    int own = 1;
    arb_ptr values = _arb_vec_init((slong)system->excluded_count + 1);
    evaluate(values, t, system->excluded, system->excluded_count, at, precision);
    for (size_t i = 0; i < system->excluded_count && own >= 0; i++) {
        if (arb_is_zero(values + i))
            own = -1;
        else if (!arb_is_finite(values + i) || arb_contains_zero(values + i))
            own = 0;
    }
    _arb_vec_clear(values, (slong)system->excluded_count + 1);
    return own;
}

static bool is_accurate(const arb_t x, slong bits)
{
    return arb_rel_accuracy_bits(x) >= bits || mag_cmp_2exp_si(arb_radref(x), -bits) <= 0;
}

static void clear_point(col_bifurcation *point, size_t n)
{
    arb_clear(point->parameter);
    _arb_vec_clear(point->state, (slong)n);
    normal_form_clear(&point->form, (slong)n);
}

/* The null vector in the model's variables, largest component one; exact zeros stay. */
static void restore_vector(col_bifurcation *point, const task *t, slong precision)
{
    slong n = (slong)t->n;
    arb_ptr part = _arb_vec_init(n), moved = _arb_vec_init(n);
    for (int k = 0; k < 2; k++) {
        for (slong i = 0; i < n; i++)
            arb_set(part + i, k ? acb_imagref(point->form.vector + i) : acb_realref(point->form.vector + i));
        branch_equations_restore(moved, &t->equations, part, precision);
        for (slong i = 0; i < n; i++)
            arb_set(k ? acb_imagref(point->form.vector + i) : acb_realref(point->form.vector + i), moved + i);
    }
    _arb_vec_clear(part, n);
    _arb_vec_clear(moved, n);
}

/* Refined with rising precision until its type and its digits are certain. -1: it is no bifurcation, or another
 * system's. */
static int judge(col_bifurcation *point, task *t, const singular_system *system, col_stationary *found, size_t index)
{
    slong n = (slong)t->n;
    int inside = 0, own = 0, wanted = 0;
    for (slong precision = COL_LADDER_START; precision <= t->highest; precision *= 2) {
        col_stationary_refine(found, index, precision, 2 * precision);
        arb_srcptr at = found->states[index].at;
        arb_set(point->parameter, at + n);
        branch_equations_restore(point->state, &t->equations, at, precision);
        inside = is_inside(t, point->state, at, precision);
        own = is_own(t, system, at, precision);
        if (inside < 0 || own < 0)
            return -1;
        if (system->kind != SINGULAR_PAIR)
            normal_form_static(&point->form, &t->flow, at, system->row, precision);
        else if (!normal_form_hopf(&point->form, &t->flow, at, precision))
            return -1;
        bool precise = is_accurate(point->parameter, t->bits);
        for (slong i = 0; i < n; i++)
            precise = precise && is_accurate(point->state + i, t->bits);
        bool settled = point->form.type != COL_BIFURCATION_UNDECIDED && inside > 0 && own > 0;
        wanted = precise;
        if (precise && (settled || (precision >= LEAST_PRECISION && precision >= 4 * t->bits)))
            break;
    }
    restore_vector(point, t, t->highest);
    if (inside == 0) {
        point->form.type = COL_BIFURCATION_UNDECIDED;
        snprintf(point->form.reason, sizeof point->form.reason, "it is at an edge of the domain, or nearly so");
        incomplete(t, "a point is at the edge of the domain, of the box, or of where the flow is defined, or nearly so");
    }
    if (own == 0)
        incomplete(t, "a point of one branch is another branch's as well, or nearly so: it may be listed twice");
    return wanted;
}

static bool same_point(const col_bifurcation *a, const col_bifurcation *b, size_t n)
{
    bool same = a->oscillatory == b->oscillatory && arb_is_exact(a->parameter) && arb_equal(a->parameter, b->parameter);
    for (size_t i = 0; same && i < n; i++)
        same = arb_is_exact(a->state + i) && arb_equal(a->state + i, b->state + i);
    return same;
}

static void add_point(task *t, const singular_system *system, col_stationary *found, size_t index)
{
    col_bifurcations *out = t->out;
    out->points = col_grow(out->points, out->count, &out->capacity, sizeof *out->points);
    col_bifurcation *point = &out->points[out->count];
    *point = (col_bifurcation){.state = _arb_vec_init((slong)t->n), .oscillatory = system->kind == SINGULAR_PAIR};
    arb_init(point->parameter);
    normal_form_init(&point->form, (slong)t->n);
    int precise = judge(point, t, system, found, index);
    bool known = precise < 0;
    for (size_t k = 0; !known && k < out->count; k++)
        known = same_point(&out->points[k], point, t->n);
    if (known) {
        clear_point(point, t->n);
        return;
    }
    out->precise = out->precise && precise > 0;
    out->count++;
}

/* Where a system's search did not come to an end. */
static void report_leftover(task *t, const col_stationary *found)
{
    col_text line;
    col_text_init(&line);
    col_text_append(&line, "not complete");
    if (found->leftover > 0) {
        arb_ptr state = _arb_vec_init((slong)t->n);
        branch_equations_restore(state, &t->equations, found->leftover_hull, COL_LADDER_START);
        col_text_printf(&line, " for %s = ", col_expr_name(t->model->graph, t->equations.parameter));
        col_decimal_short(&line, found->leftover_hull + t->n, 8);
        for (size_t i = 0; i < t->n; i++) {
            col_text_printf(&line, ", %s = ", t->model->variables[i].name);
            col_decimal_short(&line, state + i, 8);
        }
        _arb_vec_clear(state, (slong)t->n);
    }
    col_text_printf(&line, ": %s (a smaller box or more effort may help)", found->reason);
    incomplete(t, line.data);
    col_text_clear(&line);
}

/* All zeros of a system; empty: it certainly has none. */
static bool search(bool *empty, task *t, const singular_system *system, col_budget *budget, col_error *error)
{
    col_stationary found;
    col_box box;
    col_box_init(&box, system->size);
    for (size_t i = 0; i < system->size; i++)
        for (size_t k = 0; k <= t->n; k++)
            if (system->unknowns[i] == (k < t->n ? t->equations.symbols[k] : t->equations.parameter))
                copy_side(&box.sides[i], &t->search_box.sides[k]);
    const col_stationary_problem problem = {.flow = system->equations, .variables = system->unknowns,
                                            .count = system->size, .box = &box};
    bool good = col_stationary_solve(&found, t->model->graph, &problem, budget, error);
    *empty = good && found.complete && found.count == 0;
    if (good && system->kind != SINGULAR_SUBSET) {
        for (size_t i = 0; i < found.count; i++)
            add_point(t, system, &found, i);
        if (!found.complete)
            report_leftover(t, &found);
    } else if (good && !*empty) {
        incomplete(t, "not complete: a branch of the flow may consist of singular states");
    }
    col_stationary_clear(&found);
    col_box_clear(&box);
    return good;
}

/* Each system has an equal share of what is left of the budget. A branch without states is left out. */
static bool search_all(task *t, const singular_systems *systems, col_error *error)
{
    size_t barren = systems->branch_count;
    bool good = true;
    for (size_t i = 0; good && i < systems->count; i++) {
        const singular_system *system = &systems->items[i];
        bool empty = false;
        if (system->branch == barren)
            continue;
        unsigned long share = t->budget.steps / (systems->count - i);
        col_budget budget = {.steps = share, .precision = t->budget.precision};
        good = search(&empty, t, system, &budget, error);
        t->budget.steps -= share - budget.steps;
        if (empty && system->kind == SINGULAR_SUBSET)
            barren = system->branch;
    }
    return good;
}

static int compare_points(const void *a_, const void *b_)
{
    const col_bifurcation *a = a_, *b = b_;
    return arf_cmp(arb_midref(a->parameter), arb_midref(b->parameter));
}

static bool find(task *t, const col_phase_axis *axis, col_error *error)
{
    singular_systems systems = {0};
    col_expr parameter = t->model->parameters[axis->parameter].symbol;
    col_expr *flow = col_malloc((t->n + 1) * sizeof *flow);
    for (size_t i = 0; i < t->n; i++)
        flow[i] = col_region_apply(&t->region, t->model->variables[i].flow);
    bool good = compile(t, flow, parameter, error);
    free(flow);
    if (good) {
        set_search_box(t, axis);
        singular_systems_init(&systems, &t->equations);
    }
    if (systems.too_many)
        incomplete(t, "not complete: the flow has too many variables or branches");
    if (systems.degenerate)
        incomplete(t, "not complete: a factor of the flow is repeated, and all states on it are singular");
    good = good && search_all(t, &systems, error);
    singular_systems_clear(&systems);
    return good;
}

static void task_clear(task *t)
{
    col_tape_workspace_free(t->written_space);
    col_tape_free(t->written);
    normal_form_flow_clear(&t->flow);
    branch_equations_clear(&t->equations);
    col_box_clear(&t->search_box);
    col_region_clear(&t->region);
    col_text_clear(&t->remarks);
}

bool col_bifurcations_find(col_bifurcations *out, col_model *model, const col_conditions *settings,
                           const col_phase_axis *axis, const col_box *box, long digits, const col_budget *budget,
                           col_error *error)
{
    *out = (col_bifurcations){.dimension = model->variable_count, .complete = true, .precise = true};
    if (!check(model, settings, axis, error))
        return false;
    task t = {.out = out, .model = model, .n = model->variable_count, .box = box, .budget = *budget};
    t.bits = (slong)(3.33 * (double)digits) + 2;
    t.highest = budget->precision;
    col_text_init(&t.remarks);
    col_box_init(&t.search_box, t.n + 1);
    col_region_init(&t.region, model);
    col_region_narrow(&t.region, settings);
    require_range(&t.region, model->parameters[axis->parameter].symbol);
    bool good = find(&t, axis, error);
    if (out->count > 1)
        qsort(out->points, out->count, sizeof *out->points, compare_points);
    out->remarks = col_text_take(&t.remarks);
    task_clear(&t);
    if (!good)
        col_bifurcations_clear(out);
    return good;
}

void col_bifurcations_clear(col_bifurcations *out)
{
    for (size_t i = 0; i < out->count; i++)
        clear_point(&out->points[i], out->dimension);
    free(out->points);
    free(out->remarks);
    *out = (col_bifurcations){0};
}
