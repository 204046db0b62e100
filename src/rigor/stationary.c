/* All stationary states in a box: branches, then the search of each. */
#include "stationary_search.h"

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_BRANCHES 20000
#define PARAMETER_BITS 128
#define MOST_LEFTOVER 64

bool col_search_open(col_search *search, col_graph *graph, const col_stationary_problem *problem, col_error *error)
{
    size_t n = problem->count, parameters = problem->parameter_count;
    col_expr *inputs = col_malloc((n + parameters + 1) * sizeof *inputs);
    for (size_t i = 0; i < n + parameters; i++)
        inputs[i] = i < n ? problem->variables[i] : problem->parameters[i - n];
    *search = (col_search){.problem = problem, .graph = graph, .most_leftover = MOST_LEFTOVER};
    search->flow = col_tape_new(graph, problem->flow, n, inputs, n + parameters, error);
    free(inputs);
    if (search->flow)
        search->flow_workspace = col_tape_workspace_new(search->flow);
    search->parameter_intervals = col_calloc(parameters + 1, sizeof *search->parameter_intervals);
    search->parameter_balls = _arb_vec_init((slong)parameters);
    for (size_t i = 0; i < parameters; i++) {
        col_side_get_interval(&search->parameter_intervals[i], &problem->parameter_box->sides[i]);
        col_side_get_arb(search->parameter_balls + i, &problem->parameter_box->sides[i], PARAMETER_BITS);
    }
    return search->flow != NULL;
}

void col_search_close(col_search *search)
{
    col_tape_workspace_free(search->flow_workspace);
    col_tape_free(search->flow);
    free(search->parameter_intervals);
    _arb_vec_clear(search->parameter_balls, (slong)search->problem->parameter_count);
}

static int compare_states(const void *a, const void *b)
{
    const col_stationary_state *x = a, *y = b;
    for (size_t i = 0; i < x->branch->variable_count; i++) {
        int order = arf_cmp(arb_midref(x->at + i), arb_midref(y->at + i));
        if (order != 0)
            return order;
    }
    return 0;
}

static bool search_branches(col_search *search, col_graph *graph, col_error *error)
{
    const col_stationary_problem *problem = search->problem;
    col_branches branches;
    col_branches_init(&branches, graph, problem->flow, problem->variables, problem->count, problem->parameters,
        search->parameter_balls, problem->parameter_count, MOST_BRANCHES);
    search->out->branches = branches.items;
    search->out->branch_count = branches.count;
    search->out->branch_capacity = branches.capacity;
    bool ok = true;
    for (size_t i = 0; ok && i < branches.count; i++) {
        ok = col_branch_prepare(branches.items[i], graph, problem->variables, problem->parameters,
            problem->parameter_count, error);
        if (ok)
            col_search_branch(search, branches.items[i]);
    }
    if (branches.exhausted) {
        search->out->leftover++;
        snprintf(search->out->reason, sizeof search->out->reason, "the flow splits into too many factors");
    }
    return ok;
}

bool col_stationary_solve(col_stationary *out, col_graph *graph, const col_stationary_problem *problem,
    col_budget *budget, col_error *error)
{
    *out = (col_stationary){.dimension = problem->count};
    out->leftover_hull = _arb_vec_init((slong)problem->count);
    for (size_t i = 0; i < problem->count; i++) {
        if (col_side_is_empty(&problem->box->sides[i])) {
            out->complete = true; /* no points, no states */
            return true;
        }
    }
    col_search search;
    bool ok = col_search_open(&search, graph, problem, error);
    search.out = out;
    search.budget = budget;
    ok = ok && search_branches(&search, graph, error);
    col_search_close(&search);
    if (out->count > 1)
        qsort(out->states, out->count, sizeof *out->states, compare_states);
    out->complete = ok && out->leftover == 0;
    return ok;
}

void col_stationary_clear(col_stationary *out)
{
    for (size_t i = 0; i < out->count; i++)
        _arb_vec_clear(out->states[i].at, (slong)out->dimension);
    for (size_t i = 0; i < out->branch_count; i++)
        col_branch_free(out->branches[i]);
    if (out->leftover_hull)
        _arb_vec_clear(out->leftover_hull, (slong)out->dimension);
    free(out->states);
    free(out->branches);
    *out = (col_stationary){0};
}

static bool accurate(arb_srcptr at, slong n, slong bits)
{
    for (slong i = 0; i < n; i++)
        if (arb_rel_accuracy_bits(at + i) < bits && mag_cmp_2exp_si(arb_radref(at + i), -bits) >= 0)
            return false;
    return true;
}

bool col_stationary_refine(col_stationary *stationary, size_t state, slong bits, slong highest_precision)
{
    col_branch *branch = stationary->states[state].branch;
    arb_ptr at = stationary->states[state].at;
    slong n = (slong)stationary->dimension, free_count = (slong)branch->free_count;
    slong roots = (slong)col_tape_root_count(branch->values) + 1;
    if (col_tape_input_count(branch->values) != branch->free_count)
        return accurate(at, n, bits); /* free parameters */
    arb_ptr in = _arb_vec_init(free_count), values = _arb_vec_init(roots);
    for (slong i = 0; i < free_count; i++)
        arb_set(in + i, at + branch->free_variables[i]);
    if (branch->system)
        col_newton_refine(in, branch->system, in, bits, highest_precision);
    for (slong i = 0; i < free_count; i++)
        arb_set(at + branch->free_variables[i], in + i);
    for (slong precision = FLINT_MIN(64, highest_precision); precision <= highest_precision && !accurate(at, n, bits);
         precision *= 2) {
        col_tape_ball(values, branch->values, branch->values_workspace, in, precision);
        for (slong i = 0, fixed = 0; i < n; i++)
            if (branch->fixed[i])
                arb_set(at + i, values + fixed++);
    }
    bool done = accurate(at, n, bits);
    _arb_vec_clear(in, free_count);
    _arb_vec_clear(values, roots);
    return done;
}
