/* Regions of parameter space: building them from a model's declarations, sampling them, testing points. */
#include <collapsar/region.h>
#include <collapsar/sign.h>
#include <collapsar/tape.h>

#include "../base/memory.h"
#include "definedness.h"
#include "signmemory.h"

#include <stdlib.h>
#include <string.h>

enum { POINT_PRECISION = 2048 };

col_signs col_relation_signs(col_relation relation)
{
    switch (relation) {
    case COL_EQUAL: return COL_SIGN_ZERO;
    case COL_NOT_EQUAL: return COL_SIGN_NONZERO;
    case COL_LESS: return COL_SIGN_NEGATIVE;
    case COL_LESS_EQUAL: return COL_SIGN_NONPOSITIVE;
    case COL_GREATER: return COL_SIGN_POSITIVE;
    case COL_GREATER_EQUAL: return COL_SIGN_NONNEGATIVE;
    }
    return COL_SIGN_NONE;
}

static void append_condition(col_region *region, col_expr expression, col_signs signs)
{
    region->conditions = col_grow(region->conditions, region->condition_count, &region->condition_capacity,
                                  sizeof *region->conditions);
    region->conditions[region->condition_count++] = (col_region_condition){expression, signs};
}

void col_region_init(col_region *region, const col_model *model)
{
    size_t count = model->parameter_count;
    *region = (col_region){.graph = model->graph, .count = count};
    region->symbols = col_calloc(count, sizeof *region->symbols);
    region->ranges = col_calloc(count, sizeof *region->ranges);
    region->fixed_symbols = col_calloc(count, sizeof *region->fixed_symbols);
    region->fixed_values = col_calloc(count, sizeof *region->fixed_values);
    for (size_t i = 0; i < count; i++) {
        region->symbols[i] = model->parameters[i].symbol;
        region->ranges[i] = model->parameters[i].range;
    }
    for (size_t i = 0; i < model->assumptions.count; i++) {
        const col_comparison *assumption = &model->assumptions.items[i];
        append_condition(region, col_expr_sub(model->graph, assumption->left, assumption->right),
                         col_relation_signs(assumption->relation));
    }
}

static void *duplicate(const void *array, size_t count, size_t size)
{
    void *copy = col_malloc(count * size);
    if (count > 0)
        memcpy(copy, array, count * size);
    return copy;
}

void col_region_copy(col_region *copy, const col_region *region)
{
    *copy = *region;
    copy->memory = NULL;
    copy->symbols = duplicate(region->symbols, region->count, sizeof *copy->symbols);
    copy->ranges = duplicate(region->ranges, region->count, sizeof *copy->ranges);
    copy->conditions = duplicate(region->conditions, region->condition_count, sizeof *copy->conditions);
    copy->condition_capacity = region->condition_count;
    size_t slots = region->count + region->fixed_count; /* every free parameter may be fixed yet */
    copy->fixed_symbols = col_calloc(slots, sizeof *copy->fixed_symbols);
    copy->fixed_values = col_calloc(slots, sizeof *copy->fixed_values);
    for (size_t i = 0; i < region->fixed_count; i++) {
        copy->fixed_symbols[i] = region->fixed_symbols[i];
        copy->fixed_values[i] = region->fixed_values[i];
    }
}

void col_region_keep_memory(col_region *region)
{
    if (region->memory == NULL)
        region->memory = col_sign_memory_new();
}

void col_region_clear(col_region *region)
{
    col_sign_memory_free(region->memory);
    free(region->symbols);
    free(region->ranges);
    free(region->conditions);
    free(region->fixed_symbols);
    free(region->fixed_values);
    *region = (col_region){0};
}

col_expr col_region_apply(const col_region *region, col_expr e)
{
    return col_expr_substitute(region->graph, e, region->fixed_symbols, region->fixed_values, region->fixed_count);
}

col_expr col_region_apply_as_written(const col_region *region, col_expr e)
{
    return col_expr_replace(region->graph, e, region->fixed_symbols, region->fixed_values, region->fixed_count);
}

static ptrdiff_t free_index(const col_region *region, col_expr symbol)
{
    for (size_t i = 0; i < region->count; i++)
        if (region->symbols[i] == symbol)
            return (ptrdiff_t)i;
    return -1;
}

void col_region_fix(col_region *region, col_expr symbol, col_expr value)
{
    ptrdiff_t index = free_index(region, symbol);
    if (index < 0)
        return;
    size_t after = region->count - (size_t)index - 1;
    memmove(region->symbols + index, region->symbols + index + 1, after * sizeof *region->symbols);
    memmove(region->ranges + index, region->ranges + index + 1, after * sizeof *region->ranges);
    region->count--;
    value = col_region_apply(region, value);
    for (size_t i = 0; i < region->fixed_count; i++)
        region->fixed_values[i] = col_expr_substitute(region->graph, region->fixed_values[i], &symbol, &value, 1);
    region->fixed_symbols[region->fixed_count] = symbol;
    region->fixed_values[region->fixed_count++] = value;
    for (size_t i = 0; i < region->condition_count; i++)
        region->conditions[i].expression = col_region_apply(region, region->conditions[i].expression);
}

void col_region_add_symbol(col_region *region, col_expr symbol)
{
    size_t slots = region->count + 1;
    region->symbols = col_realloc(region->symbols, slots * sizeof *region->symbols);
    region->ranges = col_realloc(region->ranges, slots * sizeof *region->ranges);
    size_t fixed = slots + region->fixed_count;
    region->fixed_symbols = col_realloc(region->fixed_symbols, fixed * sizeof *region->fixed_symbols);
    region->fixed_values = col_realloc(region->fixed_values, fixed * sizeof *region->fixed_values);
    region->symbols[region->count] = symbol;
    region->ranges[region->count++] = (col_range){COL_EXPR_NONE, COL_EXPR_NONE, true, true};
}

/* Does the comparison say "free parameter == expression without it"? */
static bool fixes(const col_region *region, col_expr left, col_expr right)
{
    return free_index(region, left) >= 0 && !col_expr_contains(region->graph, right, left);
}

static bool fix_by(col_region *region, const col_comparison *comparison)
{
    if (comparison->relation != COL_EQUAL)
        return false;
    col_expr left = col_region_apply(region, comparison->left), right = col_region_apply(region, comparison->right);
    if (fixes(region, left, right))
        col_region_fix(region, left, right);
    else if (fixes(region, right, left))
        col_region_fix(region, right, left);
    else
        return false;
    return true;
}

/* Assumptions that have become false constants. */
static void drop_false_constants(col_region *region)
{
    size_t kept = 0;
    for (size_t i = 0; i < region->condition_count; i++) {
        col_region_condition condition = region->conditions[i];
        col_signs sign = COL_SIGN_ANY;
        if (col_expr_is_constant(region->graph, condition.expression))
            sign = col_constant_sign(region->graph, condition.expression, POINT_PRECISION);
        if (sign == COL_SIGN_ANY || (sign & condition.signs) != 0)
            region->conditions[kept++] = condition;
    }
    region->condition_count = kept;
}

/* Where the value of a fixed parameter is not defined, the condition that fixes it does not hold. */
static void require_defined(col_region *region, col_expr value)
{
    if (col_expr_is_constant(region->graph, value)
        && col_constant_sign(region->graph, value, POINT_PRECISION) != COL_SIGN_ANY)
        return;
    size_t count;
    col_expr *nodes = col_expr_outer(&count, region->graph, value);
    for (size_t i = 0; i < count; i++) {
        col_region_condition conditions[2];
        size_t asked = col_definedness_conditions(conditions, region->graph, nodes[i]);
        for (size_t k = 0; k < asked; k++)
            append_condition(region, conditions[k].expression, conditions[k].signs);
    }
    free(nodes);
}

void col_region_narrow(col_region *region, const col_conditions *conditions)
{
    bool *used = col_calloc(conditions->count, sizeof *used);
    bool fixed_any = false;
    size_t before = region->fixed_count;
    for (size_t i = 0; i < conditions->count; i++) {
        used[i] = fix_by(region, &conditions->items[i]);
        fixed_any = fixed_any || used[i];
    }
    if (fixed_any)
        drop_false_constants(region);
    for (size_t i = before; i < region->fixed_count; i++)
        require_defined(region, region->fixed_values[i]);
    for (size_t i = 0; i < conditions->count; i++)
        if (!used[i])
            col_region_require(region,
                               col_expr_sub(region->graph, conditions->items[i].left, conditions->items[i].right),
                               col_relation_signs(conditions->items[i].relation));
    free(used);
}

void col_region_require(col_region *region, col_expr expression, col_signs signs)
{
    append_condition(region, col_region_apply(region, expression), signs);
}

col_expr col_region_at(const col_region *region, col_expr e, const col_expr *point)
{
    return col_expr_substitute(region->graph, col_region_apply(region, e), region->symbols, point, region->count);
}

/* Is the constant value on the right side of an end of a range? */
static col_verdict within_end(const col_region *region, col_expr value, col_expr end, bool upper, bool open)
{
    if (end == COL_EXPR_NONE)
        return COL_PROVED;
    col_expr inside = upper ? col_expr_sub(region->graph, end, value) : col_expr_sub(region->graph, value, end);
    col_signs wanted = open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE;
    col_signs sign = col_constant_sign(region->graph, inside, POINT_PRECISION);
    return sign == COL_SIGN_ANY ? COL_UNDECIDED : (sign & wanted) != 0 ? COL_PROVED : COL_REFUTED;
}

static col_verdict both(col_verdict a, col_verdict b)
{
    return a == COL_REFUTED || b == COL_REFUTED ? COL_REFUTED : a == COL_PROVED ? b : COL_UNDECIDED;
}

col_verdict col_region_contains(const col_region *region, const col_expr *point)
{
    col_verdict verdict = COL_PROVED;
    for (size_t i = 0; verdict != COL_REFUTED && i < region->count; i++) {
        const col_range *range = &region->ranges[i];
        verdict = both(verdict, within_end(region, point[i], range->lo, false, range->lo_open));
        verdict = both(verdict, within_end(region, point[i], range->hi, true, range->hi_open));
    }
    for (size_t i = 0; verdict != COL_REFUTED && i < region->condition_count; i++) {
        col_expr value = col_region_at(region, region->conditions[i].expression, point);
        col_signs sign = col_constant_sign(region->graph, value, POINT_PRECISION);
        col_verdict holds = sign == COL_SIGN_ANY ? COL_UNDECIDED
            : (sign & region->conditions[i].signs)  ? COL_PROVED
                                                    : COL_REFUTED;
        verdict = both(verdict, holds);
    }
    return verdict;
}

/* A rational number inside the range, at relative position numerator/denominator; near an infinite end, at distances
 * numerator/(denominator - numerator) from the finite one. */
static void pick(fmpq_t out, const fmpq *lo, const fmpq *hi, slong numerator, slong denominator)
{
    fmpq_t step;
    fmpq_init(step);
    if (lo != NULL && hi != NULL) {
        fmpq_sub(step, hi, lo);
        fmpq_mul_si(step, step, numerator);
        fmpq_div_fmpz(step, step, (fmpz[]){denominator});
        fmpq_add(out, lo, step);
    } else {
        fmpq_set_si(step, numerator, (ulong)(denominator - numerator));
        if (lo != NULL)
            fmpq_add(out, lo, step);
        else if (hi != NULL)
            fmpq_sub(out, hi, step);
        else if (numerator % 2)
            fmpq_set(out, step);
        else
            fmpq_neg(out, step);
    }
    fmpq_clear(step);
}

/* A rational at or just inside a constant end. */
static bool rational_end(fmpq_t out, const col_graph *graph, col_expr end, bool upper)
{
    if (end == COL_EXPR_NONE)
        return false;
    if (col_expr_rational(out, graph, end, 4096))
        return true;
    col_tape *tape = col_tape_new(graph, &end, 1, NULL, 0, NULL);
    bool ok = tape != NULL;
    if (ok) {
        col_tape_workspace *workspace = col_tape_workspace_new(tape);
        arb_t value;
        arf_t bound;
        arb_init(value);
        arf_init(bound);
        col_tape_ball(value, tape, workspace, NULL, 64);
        ok = arb_is_finite(value);
        if (ok && upper)
            arb_get_lbound_arf(bound, value, 30);
        else if (ok)
            arb_get_ubound_arf(bound, value, 30);
        if (ok)
            arf_get_fmpq(out, bound);
        arf_clear(bound);
        arb_clear(value);
        col_tape_workspace_free(workspace);
    }
    col_tape_free(tape);
    return ok;
}

typedef struct {
    fmpq *lo, *hi;
    bool *has_lo, *has_hi;
} rational_box;

static void box_init(rational_box *box, const col_region *region)
{
    slong count = (slong)region->count;
    box->lo = _fmpq_vec_init(count);
    box->hi = _fmpq_vec_init(count);
    box->has_lo = col_calloc(region->count, sizeof *box->has_lo);
    box->has_hi = col_calloc(region->count, sizeof *box->has_hi);
    for (slong i = 0; i < count; i++) {
        box->has_lo[i] = rational_end(box->lo + i, region->graph, region->ranges[i].lo, false);
        box->has_hi[i] = rational_end(box->hi + i, region->graph, region->ranges[i].hi, true);
    }
}

static void box_clear(rational_box *box, const col_region *region)
{
    _fmpq_vec_clear(box->lo, (slong)region->count);
    _fmpq_vec_clear(box->hi, (slong)region->count);
    free(box->has_lo);
    free(box->has_hi);
}

/* Positions in (0, 1): the middle, easy fractions, and ever closer to both ends. */
static const slong positions[][2] = {{1, 2},  {1, 3},    {2, 3},     {1, 10},  {9, 10},   {1, 5},     {3, 4},
                                     {1, 30}, {99, 100}, {1, 100},   {1, 300}, {7, 13},   {1, 1000},  {999, 1000},
                                     {4, 7},  {1, 7},    {1, 10000}, {6, 7},   {37, 100}, {1, 100000}};
enum { POSITIONS = sizeof positions / sizeof positions[0] };

static void pick_point(col_expr *point, const col_region *region, const rational_box *box, size_t attempt,
                       uint64_t *state)
{
    fmpq_t value;
    fmpq_init(value);
    for (size_t i = 0; i < region->count; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        size_t k = attempt < 5 ? attempt : (size_t)((*state >> 33) % POSITIONS);
        pick(value, box->has_lo[i] ? box->lo + i : NULL, box->has_hi[i] ? box->hi + i : NULL, positions[k][0],
             positions[k][1]);
        point[i] = col_expr_number(region->graph, value);
    }
    fmpq_clear(value);
}

size_t col_region_sample(col_expr *points, const col_region *region, size_t limit, size_t tries)
{
    if (region->count == 0)
        return col_region_contains(region, NULL) == COL_PROVED ? 1 : 0;
    rational_box box;
    box_init(&box, region);
    uint64_t state = 20240917;
    size_t found = 0;
    for (size_t attempt = 0; found < limit && attempt < tries; attempt++) {
        col_expr *point = points + found * region->count;
        pick_point(point, region, &box, attempt, &state);
        if (col_region_contains(region, point) == COL_PROVED)
            found++;
    }
    box_clear(&box, region);
    return found;
}
