/* One search, compiled once, for many parameter boxes. */
#include "stationary_search.h"

#include "../base/memory.h"
#include "interval_arithmetic.h"

#include <stdlib.h>

#define MOST_BRANCHES 2000

struct col_stationary_family {
    col_stationary_problem problem;
    col_box box, parameter_box; /* copies */
    col_search search;
    col_branches branches;
    bool open;
};

static bool prepare(col_stationary_family *family, col_graph *graph, col_error *error)
{
    const col_stationary_problem *problem = &family->problem;
    family->open = true;
    if (!col_search_open(&family->search, graph, problem, error))
        return false;
    family->search.most_leftover = 1;
    family->search.inflate = true;
    col_branches_init(&family->branches, graph, problem->flow, problem->variables, problem->count, problem->parameters,
        family->search.parameter_balls, problem->parameter_count, MOST_BRANCHES);
    bool ok = !family->branches.exhausted;
    if (!ok)
        col_error_resource(error, "the flow splits into too many factors");
    for (size_t i = 0; ok && i < family->branches.count; i++)
        ok = col_branch_prepare(family->branches.items[i], graph, problem->variables, problem->parameters,
            problem->parameter_count, error);
    return ok;
}

col_stationary_family *col_stationary_family_new(col_graph *graph, const col_stationary_problem *problem,
    col_error *error)
{
    col_stationary_family *family = col_calloc(1, sizeof *family);
    family->problem = *problem;
    col_box_init(&family->box, problem->count);
    col_box_set(&family->box, problem->box);
    col_box_init(&family->parameter_box, problem->parameter_count);
    col_box_set(&family->parameter_box, problem->parameter_box);
    family->problem.box = &family->box;
    family->problem.parameter_box = &family->parameter_box;
    if (prepare(family, graph, error))
        return family;
    col_stationary_family_free(family);
    return NULL;
}

void col_stationary_family_free(col_stationary_family *family)
{
    if (family == NULL)
        return;
    if (family->open)
        col_search_close(&family->search);
    for (size_t i = 0; i < family->branches.count; i++)
        col_branch_free(family->branches.items[i]);
    free(family->branches.items);
    col_box_clear(&family->box);
    col_box_clear(&family->parameter_box);
    free(family);
}

void col_stationary_family_solve(col_stationary *out, col_stationary_family *family, const col_interval *parameters,
    col_budget *budget)
{
    col_search *search = &family->search;
    *out = (col_stationary){.dimension = family->problem.count};
    out->leftover_hull = _arb_vec_init((slong)out->dimension);
    search->out = out;
    search->budget = budget;
    for (size_t i = 0; i < family->problem.parameter_count; i++) {
        search->parameter_intervals[i] = parameters[i];
        col_interval_get_arb(search->parameter_balls + i, parameters[i]);
    }
    bool empty = false;
    for (size_t i = 0; i < out->dimension; i++)
        empty = empty || col_side_is_empty(&family->box.sides[i]);
    for (size_t i = 0; !empty && out->leftover == 0 && i < family->branches.count; i++)
        col_search_branch(search, family->branches.items[i]);
    out->complete = out->leftover == 0;
}
