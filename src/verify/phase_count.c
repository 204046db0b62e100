/* States by Krawczyk's operator with interval parameters; their stability by the Routh-Hurwitz conditions on the
 * enclosure of the Jacobian. */
#include "phase_count.h"

#include <collapsar/eigen.h>
#include <collapsar/stationary.h>
#include <collapsar/tape.h>

#include "../base/memory.h"

#include <stdlib.h>

enum { JACOBIAN_BITS = 64, STEPS_A_BOX = 5000 };

struct phase_counter {
    size_t dimension;
    col_stationary_family *family;
    col_tape *jacobian; /* row by row, over variables and axes */
    col_tape_workspace *workspace;
};

static void compile_jacobian(phase_counter *counter, col_graph *graph, const col_expr *flow, const col_expr *inputs,
                             col_error *error)
{
    size_t n = counter->dimension;
    col_expr *entries = col_calloc(n * n + 1, sizeof *entries);
    for (size_t i = 0; i < n * n; i++)
        entries[i] = col_expr_derivative(graph, flow[i / n], inputs[i % n]);
    counter->jacobian = col_tape_new(graph, entries, n * n, inputs, n + 2, error);
    if (counter->jacobian)
        counter->workspace = col_tape_workspace_new(counter->jacobian);
    free(entries);
}

phase_counter *phase_counter_new(const col_model *model, const col_region *region, const col_expr *axes,
                                 const col_box *parameters, const col_box *box, col_error *error)
{
    size_t n = model->variable_count;
    phase_counter *counter = col_calloc(1, sizeof *counter);
    col_expr *flow = col_calloc(n + 1, sizeof *flow), *inputs = col_calloc(n + 2, sizeof *inputs);
    for (size_t i = 0; i < n; i++) {
        flow[i] = col_region_apply(region, model->variables[i].flow);
        inputs[i] = model->variables[i].symbol;
    }
    inputs[n] = axes[0];
    inputs[n + 1] = axes[1];
    counter->dimension = n;
    const col_stationary_problem problem = {.flow = flow, .variables = inputs, .count = n, .box = box,
                                            .parameters = inputs + n, .parameter_count = 2,
                                            .parameter_box = parameters};
    compile_jacobian(counter, model->graph, flow, inputs, error);
    if (counter->jacobian)
        counter->family = col_stationary_family_new(model->graph, &problem, error);
    free(flow);
    free(inputs);
    if (counter->family)
        return counter;
    phase_counter_free(counter);
    return NULL;
}

void phase_counter_free(phase_counter *counter)
{
    if (counter == NULL)
        return;
    col_stationary_family_free(counter->family);
    col_tape_workspace_free(counter->workspace);
    col_tape_free(counter->jacobian);
    free(counter);
}

/* Is the state stable, for all parameters in the balls? */
static col_verdict is_stable(phase_counter *counter, arb_srcptr at, const col_interval *parameters)
{
    slong n = (slong)counter->dimension;
    arb_ptr in = _arb_vec_init(n + 2);
    arb_mat_t jacobian;
    arb_mat_init(jacobian, n, n);
    _arb_vec_set(in, at, n);
    for (int i = 0; i < 2; i++)
        col_interval_get_arb(in + n + i, parameters[i]);
    col_tape_ball(jacobian->entries, counter->jacobian, counter->workspace, in, JACOBIAN_BITS);
    col_verdict verdict = arb_mat_is_finite(jacobian) ? col_eigen_stable_hurwitz(jacobian, JACOBIAN_BITS)
                                                      : COL_UNDECIDED;
    arb_mat_clear(jacobian);
    _arb_vec_clear(in, n + 2);
    return verdict;
}

bool phase_count(size_t *states, size_t *stable, phase_counter *counter, const col_interval *parameters,
                 col_budget *budget)
{
    col_stationary found;
    col_budget share = *budget;
    if (share.steps > STEPS_A_BOX)
        share.steps = STEPS_A_BOX;
    unsigned long before = share.steps;
    col_stationary_family_solve(&found, counter->family, parameters, &share);
    col_budget_spend(budget, before - share.steps + 1);
    bool certain = found.complete;
    *states = found.count;
    *stable = 0;
    for (size_t i = 0; certain && i < found.count; i++) {
        col_verdict verdict = is_stable(counter, found.states[i].at, parameters);
        certain = verdict != COL_UNDECIDED;
        *stable += verdict == COL_PROVED;
    }
    col_stationary_clear(&found);
    return certain;
}
