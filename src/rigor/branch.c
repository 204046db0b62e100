/* Enumerating the branches of a system, depth first. */
#include "branch.h"

#include "../base/memory.h"
#include "factor.h"

#include <stdlib.h>
#include <string.h>

#define RATIONAL_VALUE_BITS 100000

typedef struct {
    col_branches *out;
    col_graph *graph;
    const col_expr *variables, *parameters;
    size_t count, parameter_count, limit, visited;
    arb_srcptr parameter_balls;
} enumeration;

static col_branch *copy(const col_branch *branch)
{
    size_t n = branch->variable_count;
    col_branch *out = col_calloc(1, sizeof *out);
    out->variable_count = n;
    out->fixed = col_calloc(n + 1, sizeof *out->fixed);
    out->equations = col_calloc(n + 1, sizeof *out->equations);
    out->unequal = col_calloc(branch->unequal_count + 1, sizeof *out->unequal);
    memcpy(out->fixed, branch->fixed, n * sizeof *out->fixed);
    memcpy(out->equations, branch->equations, branch->equation_count * sizeof *out->equations);
    if (branch->unequal_count)
        memcpy(out->unequal, branch->unequal, branch->unequal_count * sizeof *out->unequal);
    out->equation_count = branch->equation_count;
    out->unequal_count = branch->unequal_count;
    out->degenerate = branch->degenerate;
    return out;
}

void col_branch_free(col_branch *branch)
{
    if (branch == NULL)
        return;
    col_system_free(branch->system);
    col_tape_workspace_free(branch->values_workspace);
    col_tape_free(branch->values);
    if (branch->rationals)
        _fmpq_vec_clear(branch->rationals, (slong)branch->variable_count);
    free(branch->is_rational);
    free(branch->free_variables);
    free(branch->fixed);
    free(branch->equations);
    free(branch->unequal);
    free(branch);
}

static void add_unequal(col_branch *branch, col_expr e)
{
    branch->unequal = col_realloc(branch->unequal, (branch->unequal_count + 1) * sizeof *branch->unequal);
    branch->unequal[branch->unequal_count++] = e;
}

static void drop_equation(col_branch *branch, size_t i)
{
    branch->equations[i] = branch->equations[--branch->equation_count];
}

static bool has_variable(const enumeration *search, col_expr e)
{
    for (size_t i = 0; i < search->count; i++)
        if (col_expr_contains(search->graph, e, search->variables[i]))
            return true;
    return false;
}

/* Is an expression in the parameters alone certainly not zero, for all of their values? */
static bool never_zero(const enumeration *search, col_expr e)
{
    col_tape *tape = col_tape_new(search->graph, &e, 1, search->parameters, search->parameter_count, NULL);
    if (tape == NULL)
        return false;
    col_tape_workspace *workspace = col_tape_workspace_new(tape);
    arb_t value;
    arb_init(value);
    bool never = false;
    for (slong precision = 64; !never && precision <= 1024; precision *= 4) {
        col_tape_ball(value, tape, workspace, search->parameter_balls, precision);
        never = (arb_is_finite(value) && !arb_contains_zero(value))
            || col_tape_domain(workspace, 0) == COL_DOMAIN_NOWHERE;
    }
    arb_clear(value);
    col_tape_workspace_free(workspace);
    col_tape_free(tape);
    return never;
}

/* Puts the value in the variable's place everywhere; the equation that it came from is dropped. */
static void fix_variable(
    col_branch *branch, const enumeration *search, size_t equation, size_t variable, col_expr value)
{
    const col_expr *symbol = &search->variables[variable];
    drop_equation(branch, equation);
    branch->fixed[variable] = value;
    for (size_t i = 0; i < branch->equation_count; i++)
        branch->equations[i] = col_expr_substitute(search->graph, branch->equations[i], symbol, &value, 1);
    for (size_t i = 0; i < branch->unequal_count; i++)
        branch->unequal[i] = col_expr_substitute(search->graph, branch->unequal[i], symbol, &value, 1);
}

static col_expr product_without(col_graph *graph, const col_factors *factors, size_t left_out)
{
    col_expr product = col_expr_integer(graph, 1);
    for (size_t i = 0; i < factors->count; i++)
        if (i != left_out)
            product = col_expr_mul(graph, product, factors->items[i]);
    return product;
}

static void enumerate(enumeration *search, col_branch *branch);

/* factor = 0 as a branch of its own; in the given branch the factor is not zero from here on. */
static void split_off(enumeration *search, col_branch *branch, size_t equation, const col_factors *factors,
    size_t which, size_t variable, col_expr value)
{
    col_branch *part = copy(branch);
    if (value)
        fix_variable(part, search, equation, variable, value);
    else
        part->equations[equation] = factors->items[which];
    add_unequal(branch, factors->items[which]);
    branch->equations[equation] = product_without(search->graph, factors, which);
    enumerate(search, part);
}

/* One step of splitting: 1 if the branch was split and its rest is to be looked at again, -1 if it has no zeros, 0 if
 * the equation cannot be split. affine: only at factors that fix a variable. */
static int split_equation(enumeration *search, col_branch *branch, size_t i, bool affine)
{
    col_factors factors;
    int result = 0;
    col_factors_init(&factors, search->graph, branch->equations[i], search->variables, search->count);
    size_t variable = 0, which = 0;
    col_expr value = COL_EXPR_NONE;
    for (; which < factors.count; which++)
        if (col_factor_solve(&variable, &value, search->graph, factors.items[which], search->variables, search->count))
            break;
    bool solved = which < factors.count;
    if (factors.vanishes) {
        branch->degenerate = true;
        drop_equation(branch, i);
        result = 1;
    } else if (factors.count == 0) {
        result = -1;
    } else if (factors.count == 1 && !has_variable(search, factors.items[0])) {
        result = -1;
        if (!never_zero(search, factors.items[0])) {
            branch->degenerate = true;
            drop_equation(branch, i);
            result = 1;
        }
    } else if (solved || (!affine && factors.count > 1)) {
        bool last = factors.count == 1;
        split_off(search, branch, i, &factors, solved ? which : 0, variable, solved ? value : COL_EXPR_NONE);
        result = last ? -1 : 1;
    } else if (branch->equations[i] != factors.items[0] && factors.count == 1) {
        branch->equations[i] = factors.items[0];
        result = 1;
    }
    col_factors_clear(&factors);
    return result;
}

/* Is a condition violated identically? */
static bool contradicts(const col_branch *branch, const col_graph *graph)
{
    for (size_t i = 0; i < branch->unequal_count; i++)
        if (col_expr_is_zero(graph, branch->unequal[i]))
            return true;
    return false;
}

/* Has the graph reached its limit while formulas were made? */
static bool outgrown(const col_branch *branch)
{
    bool missing = false;
    for (size_t i = 0; i < branch->equation_count; i++)
        missing = missing || branch->equations[i] == COL_EXPR_NONE;
    for (size_t i = 0; i < branch->unequal_count; i++)
        missing = missing || branch->unequal[i] == COL_EXPR_NONE;
    return missing;
}

/* Owns the branch: it is kept as a leaf, or freed. */
static void enumerate(enumeration *search, col_branch *branch)
{
    bool alive = true, changed = true;
    while (alive && changed) {
        changed = false;
        if (++search->visited > search->limit || outgrown(branch)) {
            search->out->exhausted = true;
            alive = false;
        }
        alive = alive && !contradicts(branch, search->graph);
        for (int affine = 1; alive && !changed && affine >= 0; affine--) {
            for (size_t i = 0; alive && !changed && i < branch->equation_count; i++) {
                int split = split_equation(search, branch, i, affine);
                changed = split > 0;
                alive = split >= 0;
            }
        }
    }
    if (!alive) {
        col_branch_free(branch);
        return;
    }
    col_branches *out = search->out;
    out->items = col_grow(out->items, out->count, &out->capacity, sizeof(col_branch *));
    out->items[out->count++] = branch;
}

void col_branches_init(col_branches *branches, col_graph *graph, const col_expr *equations, const col_expr *variables,
    size_t count, const col_expr *parameters, arb_srcptr parameter_balls, size_t parameter_count, size_t limit)
{
    *branches = (col_branches){0};
    enumeration search = {.out = branches, .graph = graph, .variables = variables, .count = count,
        .parameters = parameters, .parameter_count = parameter_count, .parameter_balls = parameter_balls,
        .limit = limit};
    col_branch whole = {.variable_count = count, .equation_count = count};
    whole.fixed = col_calloc(count + 1, sizeof *whole.fixed);
    whole.equations = col_malloc((count + 1) * sizeof *whole.equations);
    memcpy(whole.equations, equations, count * sizeof *whole.equations);
    enumerate(&search, copy(&whole));
    free(whole.fixed);
    free(whole.equations);
}

bool col_branch_prepare(col_branch *branch, col_graph *graph, const col_expr *variables, const col_expr *parameters,
    size_t parameter_count, col_error *error)
{
    size_t n = branch->variable_count, roots = 0;
    col_expr *inputs = col_malloc((n + parameter_count + 1) * sizeof *inputs);
    col_expr *outputs = col_malloc((n + branch->unequal_count + 1) * sizeof *outputs);
    branch->free_variables = col_calloc(n + 1, sizeof *branch->free_variables);
    branch->rationals = _fmpq_vec_init((slong)n);
    branch->is_rational = col_calloc(n + 1, sizeof *branch->is_rational);
    branch->free_count = 0;
    for (size_t i = 0; i < n; i++) {
        if (branch->fixed[i]) {
            outputs[roots++] = branch->fixed[i];
            branch->is_rational[i]
                = col_expr_rational(&branch->rationals[i], graph, branch->fixed[i], RATIONAL_VALUE_BITS);
        } else {
            inputs[branch->free_count] = variables[i];
            branch->free_variables[branch->free_count++] = i;
        }
    }
    for (size_t i = 0; i < branch->unequal_count; i++)
        outputs[roots++] = branch->unequal[i];
    size_t free_count = branch->free_count;
    for (size_t i = 0; i < parameter_count; i++)
        inputs[free_count + i] = parameters[i];
    branch->values = col_tape_new(graph, outputs, roots, inputs, free_count + parameter_count, error);
    bool ok = branch->values != NULL;
    if (ok)
        branch->values_workspace = col_tape_workspace_new(branch->values);
    if (ok && free_count > 0 && !branch->degenerate && branch->equation_count == free_count) {
        branch->system
            = col_system_new(graph, branch->equations, inputs, free_count, parameters, parameter_count, error);
        ok = branch->system != NULL;
    }
    free(inputs);
    free(outputs);
    return ok;
}
