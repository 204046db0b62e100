/* Signs along derivatives: f > 0 on a range if f >= 0 at one end (or at a zero inside it) and f increases from there.
 *
 * The mean value theorem needs f to be continuous on the closed range from the starting point and differentiable
 * inside it: both are certified as definedness of f (end included) and of its derivative, whose formula is undefined
 * at kinks. The starting point has to belong, for all values of the other parameters, to the set over which f is
 * judged; so the tactic works on the box of the ranges, with those conditions that do not mention the parameter. */
#include "sign_tactics.h"

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_DEPTH = 4 };

/* The region without the conditions that mention symbol. */
static void drop_conditions(col_region *region, col_expr symbol)
{
    size_t kept = 0;
    for (size_t i = 0; i < region->condition_count; i++)
        if (!col_expr_contains(region->graph, region->conditions[i].expression, symbol))
            region->conditions[kept++] = region->conditions[i];
    region->condition_count = kept;
}

static bool decided(const col_region *region, col_expr e, col_signs signs, const col_sign_task *task)
{
    col_sign_result result;
    col_sign_determine_at(&result, region, e, signs, task->effort, task->depth + 1);
    bool proved = result.verdict == COL_PROVED;
    col_sign_result_clear(&result);
    return proved;
}

static bool defined(const col_region *region, col_expr e, const col_sign_task *task)
{
    col_sign_result result;
    col_sign_defined_at(&result, region, e, task->effort, task->depth + 1);
    bool proved = result.verdict == COL_PROVED;
    col_sign_result_clear(&result);
    return proved;
}

/* The strict slope within distance one of the start. */
static bool rises_at_first(const col_region *inside, size_t parameter, col_expr start, int direction,
                           col_expr derivative, col_signs slope, const col_sign_task *task)
{
    col_graph *graph = inside->graph;
    col_region first;
    col_region_copy(&first, inside);
    col_expr distance = col_expr_sub(graph, inside->symbols[parameter], start);
    if (direction < 0)
        distance = col_expr_neg(graph, distance);
    col_region_require(&first, col_expr_sub(graph, distance, col_expr_integer(graph, 1)), COL_SIGN_NEGATIVE);
    bool ok = decided(&first, derivative, slope, task);
    col_region_clear(&first);
    return ok;
}

/* The part of the region on one side of start, which is free of the parameter. */
static void restrict_side(col_region *region, size_t parameter, col_expr start, int direction, bool closed)
{
    col_graph *graph = region->graph;
    col_range *range = &region->ranges[parameter];
    if (col_expr_is_constant(graph, start)) {
        *(direction > 0 ? &range->lo : &range->hi) = start;
        *(direction > 0 ? &range->lo_open : &range->hi_open) = !closed;
        return;
    }
    col_expr distance = col_expr_sub(graph, region->symbols[parameter], start);
    col_region_require(region, direction > 0 ? distance : col_expr_neg(graph, distance),
                       closed ? COL_SIGN_NONNEGATIVE : COL_SIGN_POSITIVE);
}

/* f's signs (one half-line, strict or not) on the part of base beyond start, in the given direction; start is an end of
 * the parameter's range or lies in it for all values of the others. included: is start itself judged, too? */
static bool from_end(const col_region *base, size_t parameter, col_expr start, int direction, bool included,
                     col_signs signs, const col_sign_task *task)
{
    col_expr symbol = base->symbols[parameter];
    col_signs closed = signs | COL_SIGN_ZERO;
    col_region face, inside, closure;
    col_region_copy(&face, base);
    col_region_copy(&inside, base);
    col_region_copy(&closure, base);
    col_region_fix(&face, symbol, start);
    restrict_side(&inside, parameter, start, direction, false);
    restrict_side(&closure, parameter, start, direction, true);
    col_expr derivative = col_expr_derivative(base->graph, task->e, symbol);
    bool ok = derivative != COL_EXPR_NONE && decided(&face, task->e, included ? signs : closed, task)
        && defined(&closure, task->e, task) && defined(&inside, derivative, task);
    /* f increases strictly; or does not decrease, and starts with the strict sign or rises strictly at first. */
    bool strict_start = ok && (signs & COL_SIGN_ZERO) == 0 && decided(&face, task->e, signs, task);
    bool weak_enough = strict_start || (signs & COL_SIGN_ZERO);
    col_signs slope = direction > 0 ? signs : col_signs_negated(signs);
    ok = ok && (decided(&inside, derivative, weak_enough ? slope | COL_SIGN_ZERO : slope, task)
                || (!weak_enough && decided(&inside, derivative, slope | COL_SIGN_ZERO, task)
                    && rises_at_first(&inside, parameter, start, direction, derivative, slope, task)));
    col_region_clear(&face);
    col_region_clear(&inside);
    col_region_clear(&closure);
    return ok;
}

/* Both sides of an interior starting point at which f has the sign, too. */
static bool from_inside(const col_region *base, size_t parameter, col_expr start, col_signs signs,
                        const col_sign_task *task)
{
    col_region face;
    col_region_copy(&face, base);
    col_region_fix(&face, base->symbols[parameter], start);
    bool ok = decided(&face, task->e, signs, task) && from_end(base, parameter, start, 1, false, signs, task)
        && from_end(base, parameter, start, -1, false, signs, task);
    col_region_clear(&face);
    return ok;
}

/* Does the value, free of the parameter, lie in the parameter's range for all values of the others? */
static bool lies_inside(const col_region *region, size_t parameter, col_expr value, const col_sign_task *task)
{
    const col_range *range = &region->ranges[parameter];
    return (range->lo == COL_EXPR_NONE
            || decided(region, col_expr_sub(region->graph, value, range->lo), COL_SIGN_POSITIVE, task))
        && (range->hi == COL_EXPR_NONE
            || decided(region, col_expr_sub(region->graph, range->hi, value), COL_SIGN_POSITIVE, task));
}

static bool from_critical_point(const col_region *base, size_t parameter, col_expr derivative, col_expr start,
                                const col_sign_task *task)
{
    col_region face;
    col_region_copy(&face, base);
    col_region_fix(&face, base->symbols[parameter], start);
    col_expr slope;
    col_sign_normalize(&slope, &face, &derivative, 1);
    col_region_clear(&face);
    return col_expr_is_zero(base->graph, slope) && lies_inside(base, parameter, start, task)
        && from_inside(base, parameter, start, task->signs, task);
}

/* Starting points inside the range: easy numbers, and other parameters, at which the derivative vanishes. */
static bool from_critical_points(const col_region *base, size_t parameter, const col_sign_task *task)
{
    col_graph *graph = base->graph;
    col_expr one = col_expr_integer(graph, 1), two = col_expr_integer(graph, 2);
    const col_expr candidates[] = {col_expr_integer(graph, 0), one, col_expr_integer(graph, -1), two,
                                   col_expr_div(graph, one, two), col_expr_unary(graph, COL_OP_EXP, one),
                                   col_expr_unary(graph, COL_OP_EXP, col_expr_integer(graph, -1))};
    col_expr derivative = col_expr_derivative(graph, task->e, base->symbols[parameter]);
    bool found = false;
    for (size_t i = 0; !found && derivative != COL_EXPR_NONE && i < sizeof candidates / sizeof *candidates; i++)
        found = from_critical_point(base, parameter, derivative, candidates[i], task);
    for (size_t i = 0; !found && derivative != COL_EXPR_NONE && i < base->count; i++)
        if (i != parameter && col_expr_contains(graph, task->e, base->symbols[i]))
            found = from_critical_point(base, parameter, derivative, base->symbols[i], task);
    return found;
}

static bool along(const col_region *base, size_t parameter, const col_sign_task *task, const char **where)
{
    const col_range *range = &base->ranges[parameter];
    if (range->lo != COL_EXPR_NONE && from_end(base, parameter, range->lo, 1, !range->lo_open, task->signs, task)) {
        *where = "from the lower end of";
        return true;
    }
    if (range->hi != COL_EXPR_NONE && from_end(base, parameter, range->hi, -1, !range->hi_open, task->signs, task)) {
        *where = "from the upper end of";
        return true;
    }
    *where = "on both sides of a point of";
    return from_critical_points(base, parameter, task);
}

/* All derivatives vanish on the box, on which f is defined. */
static bool is_constant(const col_region *box, const col_sign_task *task)
{
    bool ok = defined(box, task->e, task);
    for (size_t i = 0; ok && i < box->count; i++) {
        if (!col_expr_contains(box->graph, task->e, box->symbols[i]))
            continue;
        col_region inside;
        col_region_copy(&inside, box);
        inside.ranges[i].lo_open = inside.ranges[i].hi_open = true;
        col_expr derivative = col_expr_derivative(box->graph, task->e, box->symbols[i]);
        ok = derivative != COL_EXPR_NONE && defined(&inside, derivative, task)
            && decided(&inside, derivative, COL_SIGN_ZERO, task);
        col_region_clear(&inside);
    }
    return ok;
}

/* A point of the box at which f is certified to vanish; ends and easy numbers first, special values are exact there. */
static bool vanishes_somewhere(const col_region *box, const col_sign_task *task)
{
    enum { EASY = 5, TRIES = 12 };
    col_expr *points = col_calloc(TRIES * box->count, sizeof *points);
    for (size_t i = 0; i < box->count; i++) {
        const col_range *range = &box->ranges[i];
        col_expr one = col_expr_integer(box->graph, 1);
        points[i] = range->lo != COL_EXPR_NONE ? range->lo : col_expr_integer(box->graph, 0);
        points[box->count + i] = range->hi != COL_EXPR_NONE ? range->hi : one;
        points[2 * box->count + i] = one;
        points[3 * box->count + i] = col_expr_integer(box->graph, 0);
        points[4 * box->count + i] = col_expr_integer(box->graph, -1);
    }
    size_t count = EASY + col_region_sample(points + EASY * box->count, box, TRIES - EASY, 60);
    bool found = false;
    for (size_t k = 0; !found && k < count; k++) {
        const col_expr *point = points + k * box->count;
        found = col_region_contains(box, point) == COL_PROVED
            && col_sign_at_point(box, task->e, COL_SIGN_ZERO, point) == COL_PROVED;
    }
    free(points);
    return found;
}

/* f vanishes on the (connected) box of the ranges if it is constant there, and zero at one point. Ends may be taken
 * in where f is defined at them. */
static bool constant_zero(const col_sign_task *task)
{
    col_region box;
    col_region_copy(&box, task->region);
    box.condition_count = 0;
    for (size_t i = 0; i < box.count; i++) {
        box.ranges[i].lo_open = box.ranges[i].lo == COL_EXPR_NONE;
        box.ranges[i].hi_open = box.ranges[i].hi == COL_EXPR_NONE;
    }
    bool ok = is_constant(&box, task) && vanishes_somewhere(&box, task);
    if (!ok) {
        for (size_t i = 0; i < box.count; i++)
            box.ranges[i] = task->region->ranges[i];
        ok = is_constant(&box, task) && vanishes_somewhere(&box, task);
    }
    col_region_clear(&box);
    return ok;
}

void col_sign_by_monotonicity(col_sign_result *result, const col_sign_task *task)
{
    const col_region *region = task->region;
    size_t mentioned = 0;
    for (size_t i = 0; i < region->count; i++)
        mentioned += col_expr_contains(region->graph, task->e, region->symbols[i]);
    if (task->depth >= MAX_DEPTH || mentioned == 0 || mentioned > 4)
        return;
    if (task->signs == COL_SIGN_ZERO) {
        if (constant_zero(task)) {
            result->verdict = COL_PROVED;
            snprintf(result->method, sizeof result->method, "vanishing derivatives and an exact value");
        }
        return;
    }
    if (task->signs == COL_SIGN_NONZERO)
        return;
    for (size_t i = 0; result->verdict == COL_UNDECIDED && i < region->count; i++) {
        const char *where = "";
        col_region base;
        if (!col_expr_contains(region->graph, task->e, region->symbols[i]))
            continue;
        col_region_copy(&base, region);
        drop_conditions(&base, region->symbols[i]);
        if (along(&base, i, task, &where)) {
            result->verdict = COL_PROVED;
            snprintf(result->method, sizeof result->method, "monotonicity %s the range of %.80s", where,
                     col_expr_name(region->graph, region->symbols[i]));
        }
        col_region_clear(&base);
    }
}
