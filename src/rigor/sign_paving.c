/* Interval branch and bound over a region, for what has no useful normal form. */
#include "sign_tactics.h"

#include <collapsar/paving.h>

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 600000, PRECISION = 256 };

static bool relation_of(col_relation *relation, col_signs signs)
{
    switch (signs) {
    case COL_SIGN_ZERO: *relation = COL_EQUAL; return true;
    case COL_SIGN_NONZERO: *relation = COL_NOT_EQUAL; return true;
    case COL_SIGN_NEGATIVE: *relation = COL_LESS; return true;
    case COL_SIGN_NONPOSITIVE: *relation = COL_LESS_EQUAL; return true;
    case COL_SIGN_POSITIVE: *relation = COL_GREATER; return true;
    case COL_SIGN_NONNEGATIVE: *relation = COL_GREATER_EQUAL; return true;
    default: return false;
    }
}

typedef struct {
    col_expr *expressions;
    col_relation *relations;
    size_t count;
} constraint_list;

static void add_constraint(constraint_list *list, col_expr e, col_signs signs)
{
    list->expressions[list->count] = e;
    if (relation_of(&list->relations[list->count], signs))
        list->count++;
}

/* The region's parameters that the task or a condition mentions: the others would only be cut in vain. */
typedef struct {
    size_t *indices; /* in the region */
    col_expr *symbols;
    size_t count;
} symbol_list;

static void list_symbols(symbol_list *list, const col_sign_task *task)
{
    const col_region *region = task->region;
    list->indices = col_calloc(region->count + 1, sizeof *list->indices);
    list->symbols = col_calloc(region->count + 1, sizeof *list->symbols);
    list->count = 0;
    for (size_t i = 0; i < region->count; i++) {
        bool used = col_expr_contains(region->graph, task->e, region->symbols[i]);
        for (size_t k = 0; !used && k < region->condition_count; k++)
            used = col_expr_contains(region->graph, region->conditions[k].expression, region->symbols[i]);
        if (!used)
            continue;
        list->indices[list->count] = i;
        list->symbols[list->count++] = region->symbols[i];
    }
}

/* The ranges as a box; an end that is not rational becomes a constraint. */
static void describe_box(col_box *box, constraint_list *list, const symbol_list *symbols, const col_region *region)
{
    for (size_t i = 0; i < symbols->count; i++) {
        const col_range *range = &region->ranges[symbols->indices[i]];
        col_expr symbol = symbols->symbols[i];
        if (col_side_set_range(&box->sides[i], region->graph, range))
            continue;
        if (range->lo != COL_EXPR_NONE)
            add_constraint(list, col_expr_sub(region->graph, symbol, range->lo),
                           range->lo_open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE);
        if (range->hi != COL_EXPR_NONE)
            add_constraint(list, col_expr_sub(region->graph, range->hi, symbol),
                           range->hi_open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE);
    }
    for (size_t i = 0; i < region->condition_count; i++)
        add_constraint(list, region->conditions[i].expression, region->conditions[i].signs);
}

/* A witness, completed by the values of a sample point, is evaluated again, from the user's expressions. */
static void take_witness(col_sign_result *result, const col_sign_task *task, const symbol_list *symbols,
                         const col_paving *paving)
{
    size_t count = task->region->count;
    col_expr *point = col_calloc(count, sizeof *point);
    bool found = symbols->count == count || col_region_sample(point, task->region, 1, 240) == 1;
    for (size_t i = 0; i < symbols->count; i++)
        point[symbols->indices[i]] = col_expr_number(task->region->graph, paving->witness + i);
    if (found && col_region_contains(task->region, point) == COL_PROVED
        && col_sign_at_point(task->region, task->e, task->signs, point) == COL_REFUTED)
        col_sign_refute(result, point, count, "interval branch and bound");
    free(point);
}

void col_sign_by_paving(col_sign_result *result, const col_sign_task *task)
{
    const col_region *region = task->region;
    col_paving_problem problem = {.root = task->e};
    if (task->depth > 1 || region->count == 0 || task->signs == COL_SIGN_ZERO
        || !relation_of(&problem.relation, task->signs))
        return;
    size_t most = region->condition_count + 2 * region->count;
    constraint_list list = {col_calloc(most + 1, sizeof *list.expressions),
                            col_calloc(most + 1, sizeof *list.relations), 0};
    col_box box;
    col_paving paving;
    symbol_list symbols;
    list_symbols(&symbols, task);
    col_box_init(&box, symbols.count);
    describe_box(&box, &list, &symbols, region);
    problem.symbols = symbols.symbols;
    problem.symbol_count = symbols.count;
    problem.box = &box;
    problem.constraints = list.expressions;
    problem.constraint_relations = list.relations;
    problem.constraint_count = list.count;
    col_budget budget = {.steps = (STEPS * task->effort) >> (2 * task->depth), .precision = PRECISION};
    col_paving_sign(&paving, region->graph, &problem, &budget);
    if (paving.verdict == COL_PROVED) {
        result->verdict = COL_PROVED;
        snprintf(result->method, sizeof result->method, "interval branch and bound on %zu box%s", paving.boxes,
                 paving.boxes == 1 ? "" : "es");
    } else if (paving.verdict == COL_REFUTED) {
        take_witness(result, task, &symbols, &paving);
    } else {
        snprintf(result->reason, sizeof result->reason, "%s", paving.reason);
    }
    col_paving_clear(&paving);
    col_box_clear(&box);
    free(list.expressions);
    free(list.relations);
    free(symbols.indices);
    free(symbols.symbols);
}
