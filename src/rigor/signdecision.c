/* The tactics, cheapest first. Each level of the recursion works on one system:
 *
 *   facts        signs of the leaves on the whole box, read off coefficients; the conditions' logic
 *   equations    a leaf that must vanish is solved for a variable, which disappears
 *   boxes        branch and prune
 *   multipliers  a non-negative combination of the conditions that cannot be positive (three variables and more)
 *   cells        rational sample points of the full-dimensional cells
 *   cylinder     in one or two variables: sample points of all cells
 *   strata       in more: a solution at which no leaf vanishes has a neighbourhood in which no leaf changes its sign,
 *                and that meets a full-dimensional cell, also if the solution lies on a face of the box. So the
 *                other solutions are zeros of a leaf: leaf by leaf, that equation is added
 */
#include "signdecision.h"

#include "../base/memory.h"
#include "cylinder.h"
#include "multipliers.h"
#include "opencells.h"
#include "polynomialtools.h"
#include "rootsubstitution.h"
#include "signboxes.h"

#include <stdlib.h>

#define DEPTH_LIMIT 24
#define FIRST_BOXES 300
#define LAST_BOXES 6000
#define RELAX_BITS 40
#define CELL_LIMIT 1e12
#define SAMPLE_LIMIT 1e6

static col_verdict decide(col_sign_decision *task, col_sign_system *system, int depth);

static void write_point(col_sign_decision *task, const fmpq *point, slong variables)
{
    for (slong v = 0; v < variables; v++)
        qqbar_set_fmpq(task->point + v, point + v);
    task->written = true;
}

static void write_sample(col_sign_decision *task, const col_sign_system *system)
{
    fmpq *point = _fmpq_vec_init(system->variables);
    for (slong v = 0; v < system->variables; v++)
        col_range_sample(point + v, &system->ranges[v]);
    write_point(task, point, system->variables);
    _fmpq_vec_clear(point, system->variables);
}

/* Combines the verdicts of cases that cover everything: one point is enough, all must be empty. */
static col_verdict both_cases(col_verdict a, col_verdict b)
{
    if (a == COL_REFUTED || b == COL_REFUTED)
        return COL_REFUTED;
    return a == COL_PROVED && b == COL_PROVED ? COL_PROVED : COL_UNDECIDED;
}

/* --- equations ------------------------------------------------------------------------------------------------- */

/* The signs that a polynomial can have where the leaves have the given signs. */
static col_signs signs_of_polynomial(col_sign_decision *task, const col_sign_system *system, const col_signs *leaves,
    const fmpz_mpoly_t polynomial)
{
    col_sign_system probe;
    col_sign_system_init(&probe, system->ctx, system->ranges);
    size_t node = col_sign_system_polynomial(&probe, polynomial);
    col_signs *facts = col_calloc(probe.leaf_count + 1, sizeof *facts);
    col_signs *values = col_calloc(probe.node_count + 1, sizeof *values);
    col_sign_boxes_facts(facts, &probe, task->budget);
    for (size_t i = 0; i < probe.leaf_count; i++)
        for (size_t j = 0; j < system->leaf_count; j++)
            if (fmpz_mpoly_equal(&probe.leaves[i], &system->leaves[j], system->ctx))
                facts[i] = (col_signs)(facts[i] & leaves[j]);
    col_sign_system_evaluate(values, &probe, facts);
    col_signs signs = values[node];
    free(facts);
    free(values);
    col_sign_system_clear(&probe);
    return signs;
}

typedef struct {
    size_t leaf;
    slong variable;
    col_signs leading; /* signs of the leading coefficient */
    double cost;
} equation_choice;

/* Lower is better: a leading coefficient that cannot vanish first, then degree, then how much else it touches. */
static double equation_cost(const col_sign_system *system, const equation_choice *choice)
{
    double cost = choice->leading & COL_SIGN_ZERO ? 1e8 : 0;
    cost += 1e6 * (double)fmpz_mpoly_degree_si(&system->leaves[choice->leaf], choice->variable, system->ctx);
    for (size_t i = 0; i < system->leaf_count; i++)
        cost += 10 * (double)fmpz_mpoly_degree_si(&system->leaves[i], choice->variable, system->ctx);
    return cost + (double)fmpz_mpoly_length(&system->leaves[choice->leaf], system->ctx);
}

static bool choose_equation(equation_choice *best, col_sign_decision *task, const col_sign_system *system,
    const col_signs *narrowed)
{
    bool found = false;
    for (size_t i = 0; i < system->leaf_count; i++)
        for (slong v = 0; v < system->variables && narrowed[i] == COL_SIGN_ZERO; v++) {
            slong degree = fmpz_mpoly_degree_si(&system->leaves[i], v, system->ctx);
            if (degree < 1 || degree > 2)
                continue;
            equation_choice choice = {.leaf = i, .variable = v};
            col_root_equation equation;
            col_root_equation_init(&equation, system, i, v);
            choice.leading = signs_of_polynomial(task, system, narrowed, col_root_equation_leading(&equation));
            col_root_equation_clear(&equation, system->ctx);
            choice.cost = equation_cost(system, &choice);
            if (choice.leading != COL_SIGN_ZERO && (!found || choice.cost < best->cost)) {
                *best = choice;
                found = true;
            }
        }
    return found;
}

static col_verdict decide_branch(col_sign_decision *task, const col_sign_system *system, size_t leaf,
    const col_root_equation *equation, int branch, int depth)
{
    col_sign_system reduced;
    if (!col_root_substitute(&reduced, system, leaf, equation, branch)) {
        task->obstacle = "an equation's solution makes other conditions too large";
        return COL_UNDECIDED;
    }
    const char *root = equation->degree == 1 ? "that root:" : branch > 0 ? "the root with +:" : "the root with -:";
    col_sign_log(task, depth, "%s", root);
    col_verdict verdict = decide(task, &reduced, depth + 1);
    if (verdict == COL_REFUTED && task->written)
        task->written = col_root_value(task->point, equation, branch, system->ctx);
    col_sign_system_clear(&reduced);
    return verdict;
}

/* Where the leading coefficient vanishes: one case for each of its factors, the factors before it not vanishing. */
static col_verdict decide_degenerate(col_sign_decision *task, const col_sign_system *system,
    const fmpz_mpoly_t leading, int depth)
{
    col_sign_system factors;
    col_verdict verdict = COL_PROVED;
    col_sign_system_init(&factors, system->ctx, system->ranges);
    col_sign_system_polynomial(&factors, leading);
    for (size_t i = 0; i < factors.leaf_count && verdict != COL_REFUTED; i++) {
        col_sign_system piece;
        col_sign_system_set(&piece, system);
        for (size_t j = 0; j <= i; j++)
            col_sign_system_require(&piece, col_sign_system_polynomial(&piece, &factors.leaves[j]),
                j == i ? COL_SIGN_ZERO : COL_SIGN_NONZERO);
        col_sign_log_leaf(task, depth, &factors.leaves[i], system->ctx, COL_SIGN_ZERO, ":");
        verdict = both_cases(verdict, decide(task, &piece, depth + 1));
        col_sign_system_clear(&piece);
    }
    col_sign_system_clear(&factors);
    return verdict;
}

static col_verdict solve_equation(col_sign_decision *task, const col_sign_system *system,
    const equation_choice *choice, int depth)
{
    col_root_equation equation;
    col_root_equation_init(&equation, system, choice->leaf, choice->variable);
    task->equations++;
    col_sign_log_solved(task, depth, &system->leaves[choice->leaf], system->ctx, choice->variable);
    col_verdict verdict = decide_branch(task, system, choice->leaf, &equation, 1, depth);
    if (equation.degree == 2 && verdict != COL_REFUTED)
        verdict = both_cases(verdict, decide_branch(task, system, choice->leaf, &equation, -1, depth));
    if (choice->leading & COL_SIGN_ZERO && verdict != COL_REFUTED)
        verdict = both_cases(verdict,
            decide_degenerate(task, system, col_root_equation_leading(&equation), depth));
    col_root_equation_clear(&equation, system->ctx);
    return verdict;
}

/* --- boxes and cells ------------------------------------------------------------------------------------------- */

static col_verdict try_boxes(col_sign_decision *task, const col_sign_system *system, ulong limit, int depth)
{
    fmpq *point = _fmpq_vec_init(system->variables);
    ulong boxes = 0;
    col_verdict verdict = col_sign_boxes_decide(point, system, limit, &boxes, task->budget);
    if (verdict == COL_REFUTED)
        write_point(task, point, system->variables);
    if (verdict == COL_PROVED)
        col_sign_log(task, depth, "the signs of Bernstein coefficients exclude each of %lu boxes", boxes);
    if (verdict != COL_UNDECIDED)
        task->boxes += boxes;
    _fmpq_vec_clear(point, system->variables);
    return verdict;
}

typedef struct {
    col_sign_decision *task;
    const col_sign_system *system;
    col_signs *signs;
} cell_test;

static bool test_cell(const fmpq *point, void *data)
{
    cell_test *test = data;
    const col_sign_system *system = test->system;
    for (size_t i = 0; i < system->leaf_count; i++)
        test->signs[i] = col_signs_of(col_polynomial_sign_at(&system->leaves[i], point, system->ctx));
    if (col_sign_system_test(system, test->signs) != COL_PROVED)
        return true;
    write_point(test->task, point, system->variables);
    return false;
}

/* No tactic may use up more than half of what is left. */
static col_budget half_budget(const col_sign_decision *task)
{
    return (col_budget){.steps = task->budget->steps / 2, .precision = task->budget->precision};
}

static void settle(col_sign_decision *task, unsigned long granted, const col_budget *part)
{
    task->budget->steps -= granted - part->steps;
}

static col_verdict try_cells(col_sign_decision *task, const col_sign_system *system, ulong *cells)
{
    cell_test test = {.task = task, .system = system};
    test.signs = col_malloc((system->leaf_count + 1) * sizeof *test.signs);
    col_budget part = half_budget(task);
    unsigned long granted = part.steps;
    col_verdict verdict = col_open_cells(test_cell, &test, system, CELL_LIMIT, cells, &part);
    settle(task, granted, &part);
    free(test.signs);
    return verdict;
}

static col_verdict try_cylinder(col_sign_decision *task, const col_sign_system *system, int depth)
{
    ulong samples = 0;
    col_budget part = half_budget(task);
    unsigned long granted = part.steps;
    col_verdict verdict = col_cylinder_decide(task->point, system, SAMPLE_LIMIT, &samples, &part);
    settle(task, granted, &part);
    task->written = verdict == COL_REFUTED;
    if (verdict == COL_PROVED)
        col_sign_log(task, depth, "no sample point among those of the %lu cells of all dimensions", samples);
    if (verdict != COL_UNDECIDED)
        task->samples += samples;
    return verdict;
}

/* --- strata ---------------------------------------------------------------------------------------------------- */

/* The solutions that lie in no full-dimensional cell. */
static col_verdict decide_zero_sets(col_sign_decision *task, const col_sign_system *system, const col_signs *narrowed,
    int depth)
{
    col_verdict verdict = COL_PROVED;
    for (size_t i = 0; i < system->leaf_count && verdict != COL_REFUTED; i++) {
        if ((narrowed[i] & COL_SIGN_ZERO) == 0)
            continue;
        col_sign_system piece;
        col_sign_system_set(&piece, system);
        for (size_t j = 0; j <= i; j++)
            if (narrowed[j] & COL_SIGN_ZERO)
                col_sign_system_require(&piece, col_sign_system_polynomial(&piece, &system->leaves[j]),
                    j == i ? COL_SIGN_ZERO : COL_SIGN_NONZERO);
        col_sign_log_leaf(task, depth, &system->leaves[i], system->ctx, COL_SIGN_ZERO, ":");
        verdict = both_cases(verdict, decide(task, &piece, depth + 1));
        col_sign_system_clear(&piece);
    }
    return verdict;
}

/* --- the whole ------------------------------------------------------------------------------------------------- */

static bool some_leaf_vanishes(const col_sign_system *system, const col_signs *narrowed)
{
    for (size_t i = 0; i < system->leaf_count; i++)
        if (narrowed[i] == COL_SIGN_ZERO)
            return true;
    return false;
}

static slong used_variables(const col_sign_system *system)
{
    slong used = 0;
    for (slong v = 0; v < system->variables; v++)
        used += col_sign_system_uses(system, v);
    return used;
}

/* An equation that no variable solves: perhaps the leaf keeps a distance from zero. Only a proof counts here. */
static col_verdict try_relaxed(col_sign_decision *task, const col_sign_system *system, const col_signs *narrowed,
    int depth)
{
    col_verdict verdict = COL_UNDECIDED;
    size_t leaf = 0;
    while (narrowed[leaf] != COL_SIGN_ZERO)
        leaf++;
    for (ulong bits = 0; bits <= RELAX_BITS && verdict == COL_UNDECIDED; bits += RELAX_BITS / 2) {
        size_t mark = col_sign_log_mark(task);
        col_sign_decision part = *task;
        col_budget budget = half_budget(task);
        unsigned long granted = budget.steps;
        col_sign_system relaxed;
        part.budget = &budget;
        col_relax_equation(&relaxed, system, leaf, bits);
        col_sign_log_leaf(task, depth, &system->leaves[leaf], system->ctx, COL_SIGN_ZERO, "is even far from true:");
        verdict = decide(&part, &relaxed, depth + 1) == COL_PROVED ? COL_PROVED : COL_UNDECIDED;
        col_sign_system_clear(&relaxed);
        settle(task, granted, &budget);
        if (verdict == COL_PROVED) {
            part.budget = task->budget;
            *task = part;
        } else {
            col_sign_log_return(task, mark);
        }
    }
    return verdict;
}

/* What boxes leave open: first the full-dimensional cells, for the sake of rational witnesses, then the rest. On the
 * zero set of a leaf that must vanish there are no full-dimensional cells. */
static col_verdict decide_cells(col_sign_decision *task, const col_sign_system *system, const col_signs *narrowed,
    int depth)
{
    slong used = used_variables(system);
    bool thin = some_leaf_vanishes(system, narrowed);
    ulong cells = 0;
    col_verdict open = thin ? COL_PROVED : try_cells(task, system, &cells), verdict = COL_UNDECIDED;
    if (open == COL_REFUTED)
        task->cells += cells;
    if (open == COL_REFUTED)
        return open;
    if (used > 2 && thin)
        verdict = try_relaxed(task, system, narrowed, depth);
    if (verdict == COL_UNDECIDED && (used <= 2 || (used == 3 && thin)))
        verdict = try_cylinder(task, system, depth);
    if (verdict != COL_UNDECIDED)
        return verdict;
    if (thin || open == COL_UNDECIDED) {
        task->obstacle = thin ? "an equation has degree above two in every variable"
                              : "the arrangement of the zero sets is too large for sample points of its cells";
        return COL_UNDECIDED;
    }
    if (!thin)
        col_sign_log(task, depth, "no sample point among those of the %lu open cells", cells);
    task->cells += cells;
    return decide_zero_sets(task, system, narrowed, depth);
}

static bool try_multipliers(col_sign_decision *task, const col_sign_system *system, const col_signs *narrowed,
    int depth)
{
    if (used_variables(system) < 3 || !col_sign_multipliers_refute(system, narrowed, task->budget))
        return false;
    col_sign_log(task, depth, "a non-negative combination of the conditions has no positive coefficient on the box");
    task->multipliers++;
    return true;
}

static col_verdict decide_narrowed(col_sign_decision *task, const col_sign_system *system, const col_signs *narrowed,
    int depth)
{
    equation_choice choice;
    if (system->count == 0) {
        write_sample(task, system);
        return COL_REFUTED;
    }
    if (choose_equation(&choice, task, system, narrowed))
        return solve_equation(task, system, &choice, depth);
    col_verdict verdict = try_boxes(task, system, FIRST_BOXES, depth);
    size_t mark = col_sign_log_mark(task);
    if (verdict == COL_UNDECIDED && try_multipliers(task, system, narrowed, depth))
        verdict = COL_PROVED;
    if (verdict == COL_UNDECIDED)
        verdict = decide_cells(task, system, narrowed, depth);
    if (verdict == COL_UNDECIDED) {
        col_sign_log_return(task, mark);
        verdict = try_boxes(task, system, LAST_BOXES, depth);
    }
    return verdict;
}

static col_verdict decide(col_sign_decision *task, col_sign_system *system, int depth)
{
    col_signs *narrowed = NULL;
    if (depth > DEPTH_LIMIT || task->budget->steps == 0) {
        task->obstacle = depth > DEPTH_LIMIT ? "too many cases within cases" : "the effort ran out";
        return COL_UNDECIDED;
    }
    col_verdict verdict = col_sign_learn_facts(task, system, &narrowed, depth);
    if (verdict == COL_UNDECIDED)
        verdict = decide_narrowed(task, system, narrowed, depth);
    if (verdict == COL_UNDECIDED && task->budget->steps == 0)
        task->obstacle = "the effort ran out";
    free(narrowed);
    return verdict;
}

col_verdict col_sign_decide(col_sign_decision *task, col_sign_system *system)
{
    return decide(task, system, 0);
}
