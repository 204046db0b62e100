/* All stationary states at fixed parameters: found, refined, named, judged. */
#include <collapsar/portrait.h>

#include <collapsar/ladder.h>
#include <collapsar/stationary.h>
#include <collapsar/verify.h>

#include "../base/memory.h"
#include "spectrum.h"

#include <stdlib.h>
#include <string.h>

#define NAMING_BITS 256        /* precision at which the document's states are evaluated */
#define LEAST_PRECISION 1024   /* tried for a stability that stays undecided, whatever the digits wanted */

/* What all steps share. */
typedef struct {
    col_model *model;
    const col_conditions *settings;
    const col_box *box;
    size_t dimension, parameters;
    col_expr *symbols, *values; /* of the parameters */
    col_expr *variables, *flow; /* flow: at the fixed parameters */
    col_expr *jacobian;         /* row by row, at the fixed parameters */
    slong bits;                 /* correct ones wanted */
    slong highest;              /* precision */
} portrait_task;

const char *col_stability_name(col_stability stability)
{
    switch (stability) {
    case COL_STABILITY_STABLE: return "stable";
    case COL_STABILITY_UNSTABLE: return "unstable";
    case COL_STABILITY_ATTRACTING: return "attracting";
    case COL_STABILITY_UNDECIDED: break;
    }
    return "undecided";
}

static void clear_state(col_portrait_state *state, size_t dimension)
{
    _arb_vec_clear(state->at, (slong)dimension);
    _arb_vec_clear(state->isolating, (slong)dimension);
    if (state->eigenvalues)
        _acb_vec_clear(state->eigenvalues, (slong)dimension);
}

void col_portrait_clear(col_portrait *portrait)
{
    for (size_t i = 0; i < portrait->count; i++)
        clear_state(&portrait->states[i], portrait->dimension);
    free(portrait->states);
    *portrait = (col_portrait){0};
}

/* Finds the value of each parameter among the settings. */
static bool read_settings(portrait_task *task, col_error *error)
{
    const col_model *model = task->model;
    for (size_t i = 0; i < task->parameters; i++) {
        task->symbols[i] = model->parameters[i].symbol;
        task->values[i] = COL_EXPR_NONE;
        for (size_t k = 0; k < task->settings->count; k++) {
            const col_comparison *setting = &task->settings->items[k];
            if (setting->left != task->symbols[i])
                continue;
            if (task->values[i] != COL_EXPR_NONE)
                col_error_input(error, "parameter %s is set twice", model->parameters[i].name);
            task->values[i] = setting->right;
        }
        if (task->values[i] == COL_EXPR_NONE)
            col_error_input(error, "parameter %s has no value", model->parameters[i].name);
        else if (!col_expr_is_constant(model->graph, task->values[i]))
            col_error_input(error, "the value of parameter %s is not constant", model->parameters[i].name);
        if (error->fault != COL_FAULT_NONE)
            return false;
    }
    return true;
}

/* The flow and its Jacobian at the fixed parameters. */
static bool fix_flow(portrait_task *task, col_error *error)
{
    col_model *model = task->model;
    for (size_t i = 0; i < task->dimension; i++) {
        const col_variable *variable = &model->variables[i];
        if (variable->flow == COL_EXPR_NONE) {
            col_error_at(error, variable->at, "variable %s has no flow", variable->name);
            return false;
        }
        task->variables[i] = variable->symbol;
        task->flow[i] = col_expr_substitute(model->graph, variable->flow, task->symbols, task->values, task->parameters);
    }
    for (size_t i = 0; i < task->dimension * task->dimension; i++) {
        size_t row = i / task->dimension, column = i % task->dimension;
        task->jacobian[i] = col_expr_derivative(model->graph, task->flow[row], model->variables[column].symbol);
        if (task->flow[row] == COL_EXPR_NONE || task->jacobian[i] == COL_EXPR_NONE) {
            col_error_resource(error, "the flow of %s is too large to differentiate", model->variables[row].name);
            return false;
        }
    }
    return true;
}

/* Encloses constants that stand for expressions in the parameters; false if one may be undefined. Domains are judged
 * on the expressions as they were written, with the parameters' values as balls; the values come from the expressions
 * with the values put in, which folds rational numbers exactly. */
static bool evaluate(arb_ptr out, const portrait_task *task, const col_expr *roots, size_t count)
{
    col_graph *graph = task->model->graph;
    col_expr *fixed = col_malloc((count + 1) * sizeof *fixed);
    arb_ptr inputs = _arb_vec_init((slong)task->parameters);
    for (size_t i = 0; i < count; i++)
        fixed[i] = col_expr_substitute(graph, roots[i], task->symbols, task->values, task->parameters);
    col_tape *values = col_tape_new(graph, task->values, task->parameters, NULL, 0, NULL);
    col_tape *written = col_tape_new(graph, roots, count, task->symbols, task->parameters, NULL);
    col_tape *folded = col_tape_new(graph, fixed, count, NULL, 0, NULL);
    bool defined = values && written && folded;
    if (defined) {
        col_tape_workspace *workspaces[] = {col_tape_workspace_new(values), col_tape_workspace_new(written),
                                            col_tape_workspace_new(folded)};
        col_tape_ball(inputs, values, workspaces[0], NULL, NAMING_BITS);
        col_tape_ball(out, written, workspaces[1], inputs, NAMING_BITS);
        for (size_t i = 0; i < count; i++)
            defined = defined && col_tape_domain(workspaces[1], i) == COL_DOMAIN_WHOLE;
        col_tape_ball(out, folded, workspaces[2], NULL, NAMING_BITS);
        for (int i = 0; i < 3; i++)
            col_tape_workspace_free(workspaces[i]);
    }
    col_tape_free(values);
    col_tape_free(written);
    col_tape_free(folded);
    _arb_vec_clear(inputs, (slong)task->parameters);
    free(fixed);
    return defined;
}

/* Is the comparison certainly true at the fixed parameters? */
static bool holds(const portrait_task *task, const col_comparison *comparison)
{
    col_expr difference = col_expr_binary(task->model->graph, COL_OP_SUB, comparison->left, comparison->right);
    arb_t value;
    arb_init(value);
    bool certain = difference != COL_EXPR_NONE && evaluate(value, task, &difference, 1);
    switch (comparison->relation) {
    case COL_EQUAL: certain = certain && arb_is_zero(value); break;
    case COL_NOT_EQUAL: certain = certain && !arb_contains_zero(value); break;
    case COL_LESS: certain = certain && arb_is_negative(value); break;
    case COL_LESS_EQUAL: certain = certain && arb_is_nonpositive(value); break;
    case COL_GREATER: certain = certain && arb_is_positive(value); break;
    case COL_GREATER_EQUAL: certain = certain && arb_is_nonnegative(value); break;
    }
    arb_clear(value);
    return certain;
}

/* Proves "stationary NAME" at the fixed parameters, as a claim of the model for the moment. */
static bool is_stationary(const portrait_task *task, size_t name)
{
    col_model *model = task->model;
    col_claim *claims = model->claims;
    col_claim claim = {.name = "", .body = "", .kind = COL_CLAIM_STATIONARY, .state = name, .when = *task->settings};
    model->claims = col_malloc((model->claim_count + 1) * sizeof *claims);
    if (model->claim_count > 0)
        memcpy(model->claims, claims, model->claim_count * sizeof *claims);
    model->claims[model->claim_count++] = claim;
    col_verification outcome;
    col_verify_options options = COL_VERIFY_DEFAULT;
    col_verify_claim(&outcome, model, model->claim_count - 1, &options);
    bool proved = outcome.verdict == COL_PROVED;
    col_verification_clear(&outcome);
    free(model->claims);
    model->claims = claims;
    model->claim_count--;
    return proved;
}

/* The found state that the point, a stationary state, certainly is; -1 if that is not certain. Either the point lies
 * in the product of balls in which exactly one stationary state is; or all states in the box are known, the point is
 * in the box, and it is apart from all found ones but one. */
static ptrdiff_t identify(const col_portrait *portrait, arb_srcptr point, const col_box *box)
{
    ptrdiff_t touched = -1;
    size_t touches = 0;
    for (size_t k = 0; k < portrait->count; k++) {
        bool inside = true, apart = false;
        for (size_t i = 0; i < portrait->dimension; i++) {
            inside = inside && arb_contains(portrait->states[k].isolating + i, point + i);
            apart = apart || !arb_overlaps(portrait->states[k].at + i, point + i);
        }
        if (inside)
            return (ptrdiff_t)k;
        if (!apart) {
            touched = (ptrdiff_t)k;
            touches++;
        }
    }
    bool in_box = portrait->complete && touches == 1;
    for (size_t i = 0; in_box && i < portrait->dimension; i++)
        in_box = col_side_locate(&box->sides[i], point + i) == 1;
    return in_box ? touched : -1;
}

static void name_states(col_portrait *portrait, const portrait_task *task)
{
    arb_ptr point = _arb_vec_init((slong)task->dimension);
    for (size_t name = 0; name < task->model->state_count; name++) {
        const col_conditions *when = &task->model->states[name].when;
        bool exists = true;
        for (size_t i = 0; exists && i < when->count; i++)
            exists = holds(task, &when->items[i]);
        if (!exists || !evaluate(point, task, task->model->states[name].components, task->dimension))
            continue;
        ptrdiff_t found = identify(portrait, point, task->box);
        if (found >= 0 && portrait->states[found].name < 0 && is_stationary(task, name))
            portrait->states[found].name = (ptrdiff_t)name;
    }
    _arb_vec_clear(point, (slong)task->dimension);
}

/* The Jacobian as a matrix of rationals, if the state's coordinates are exact and all entries come out rational. */
static bool exact_jacobian(fmpq_mat_t out, const portrait_task *task, const col_portrait_state *state)
{
    size_t n = task->dimension;
    col_graph *graph = task->model->graph;
    col_expr *values = col_malloc((n + 1) * sizeof *values);
    fmpq_t coordinate;
    fmpq_init(coordinate);
    bool exact = true;
    for (size_t i = 0; exact && i < n; i++) {
        exact = arb_is_exact(state->at + i) && arb_is_finite(state->at + i)
            && arf_bits(arb_midref(state->at + i)) <= NAMING_BITS;
        if (exact) {
            arf_get_fmpq(coordinate, arb_midref(state->at + i));
            values[i] = col_expr_number(graph, coordinate);
        }
    }
    for (size_t i = 0; exact && i < n * n; i++) {
        col_expr entry = col_expr_substitute(graph, task->jacobian[i], task->variables, values, n);
        exact = entry != COL_EXPR_NONE
            && col_expr_rational(fmpq_mat_entry(out, (slong)(i / n), (slong)(i % n)), graph, entry, 10000);
    }
    fmpq_clear(coordinate);
    free(values);
    return exact;
}

static bool is_accurate(const arb_t x, slong bits)
{
    return arb_rel_accuracy_bits(x) >= bits || mag_cmp_2exp_si(arb_radref(x), -bits) <= 0;
}

static bool has_digits(const col_portrait_state *state, const portrait_task *task)
{
    bool accurate = true;
    for (size_t i = 0; i < task->dimension; i++)
        accurate = accurate && is_accurate(state->at + i, task->bits)
            && is_accurate(acb_realref(state->eigenvalues + i), task->bits)
            && is_accurate(acb_imagref(state->eigenvalues + i), task->bits);
    return accurate;
}

/* The Jacobian's enclosure at the state. */
static void enclose_jacobian(arb_mat_t out, const col_tape *tape, col_tape_workspace *workspace, arb_srcptr at,
                             slong precision)
{
    slong n = arb_mat_nrows(out);
    arb_ptr entries = _arb_vec_init(n * n);
    col_tape_ball(entries, tape, workspace, at, precision);
    for (slong i = 0; i < n * n; i++)
        arb_set(arb_mat_entry(out, i / n, i % n), entries + i);
    _arb_vec_clear(entries, n * n);
}

/* Refines one state and its spectrum, with rising precision, until the digits are there and the stability is decided;
 * returns whether the digits are. */
static bool judge_state(col_portrait_state *state, col_stationary *found, size_t index, const portrait_task *task,
                        const col_tape *tape, col_tape_workspace *workspace)
{
    slong n = (slong)task->dimension;
    bool precise = false, certified = false;
    arb_mat_t jacobian;
    fmpq_mat_t exact;
    arb_mat_init(jacobian, n, n);
    fmpq_mat_init(exact, n, n);
    state->eigenvalues = _acb_vec_init(n);
    for (slong precision = COL_LADDER_START; precision <= task->highest; precision *= 2) {
        col_stationary_refine(found, index, precision, 2 * precision);
        _arb_vec_set(state->at, found->states[index].at, n);
        bool rational = exact_jacobian(exact, task, state);
        enclose_jacobian(jacobian, tape, workspace, state->at, precision);
        certified = spectrum_of_jacobian(state, jacobian, rational ? exact : NULL, precision);
        precise = certified && has_digits(state, task);
        bool hopeless = precision >= LEAST_PRECISION && precision >= 4 * task->bits;
        if (precise && (state->stability != COL_STABILITY_UNDECIDED || hopeless))
            break;
    }
    if (!certified) {
        _acb_vec_clear(state->eigenvalues, n);
        state->eigenvalues = NULL;
    }
    fmpq_mat_clear(exact);
    arb_mat_clear(jacobian);
    return precise;
}

static bool judge_states(col_portrait *portrait, col_stationary *found, const portrait_task *task, col_error *error)
{
    size_t n = task->dimension;
    col_tape *tape = col_tape_new(task->model->graph, task->jacobian, n * n, task->variables, n, error);
    if (tape == NULL)
        return false;
    col_tape_workspace *workspace = col_tape_workspace_new(tape);
    portrait->precise = true;
    for (size_t k = 0; k < found->count; k++)
        if (!judge_state(&portrait->states[k], found, k, task, tape, workspace))
            portrait->precise = false;
    col_tape_workspace_free(workspace);
    col_tape_free(tape);
    return true;
}

static void take_states(col_portrait *portrait, const col_stationary *found, size_t dimension)
{
    *portrait = (col_portrait){.dimension = dimension, .count = found->count, .complete = found->complete};
    snprintf(portrait->reason, sizeof portrait->reason, "%s", found->reason);
    portrait->states = col_calloc(found->count, sizeof *portrait->states);
    for (size_t k = 0; k < found->count; k++) {
        col_portrait_state *state = &portrait->states[k];
        *state = (col_portrait_state){.name = -1, .maybe_zero = (slong)dimension};
        state->at = _arb_vec_init((slong)dimension);
        state->isolating = _arb_vec_init((slong)dimension);
        _arb_vec_set(state->at, found->states[k].at, (slong)dimension);
        _arb_vec_set(state->isolating, found->states[k].at, (slong)dimension);
    }
}

/* Named states in the order of the document, the others behind them in theirs. */
static void sort_states(col_portrait *portrait)
{
    for (size_t i = 1; i < portrait->count; i++) {
        col_portrait_state state = portrait->states[i];
        size_t j = i;
        for (; j > 0 && state.name >= 0
               && (portrait->states[j - 1].name < 0 || portrait->states[j - 1].name > state.name); j--)
            portrait->states[j] = portrait->states[j - 1];
        portrait->states[j] = state;
    }
}

/* Everything once the settings are read. */
static bool draw(col_portrait *out, portrait_task *task, const col_budget *budget, col_error *error)
{
    col_stationary_problem problem = {.flow = task->flow, .variables = task->variables, .count = task->dimension,
                                      .box = task->box};
    col_budget left = *budget;
    col_stationary found;
    bool drawn = col_stationary_solve(&found, task->model->graph, &problem, &left, error);
    if (drawn) {
        take_states(out, &found, task->dimension);
        drawn = judge_states(out, &found, task, error);
        name_states(out, task);
        sort_states(out);
        if (!drawn)
            col_portrait_clear(out);
    }
    col_stationary_clear(&found);
    return drawn;
}

bool col_portrait_draw(col_portrait *out, col_model *model, const col_conditions *settings, const col_box *box,
                       long digits, const col_budget *budget, col_error *error)
{
    size_t n = model->variable_count, m = model->parameter_count;
    portrait_task task = {.model = model, .settings = settings, .box = box, .dimension = n, .parameters = m};
    *out = (col_portrait){0};
    task.bits = (slong)(3.33 * (double)digits) + 2;
    task.highest = budget->precision;
    task.symbols = col_malloc((m + 1) * sizeof *task.symbols);
    task.values = col_malloc((m + 1) * sizeof *task.values);
    task.variables = col_malloc((n + 1) * sizeof *task.variables);
    task.flow = col_malloc((n + 1) * sizeof *task.flow);
    task.jacobian = col_malloc((n * n + 1) * sizeof *task.jacobian);
    bool drawn = read_settings(&task, error) && fix_flow(&task, error) && draw(out, &task, budget, error);
    free(task.symbols);
    free(task.values);
    free(task.variables);
    free(task.flow);
    free(task.jacobian);
    return drawn;
}
