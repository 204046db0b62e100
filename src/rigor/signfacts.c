/* What holds on the whole box: signs of the leaves from their coefficients there, ranges from linear conditions. */
#include "signdecision.h"

#include "../base/memory.h"
#include "polynomialtools.h"
#include "rootsubstitution.h"
#include "signboxes.h"

#include <stdlib.h>

#define FACT_ROUNDS 40

static bool some_range_empty(const col_sign_system *system)
{
    for (slong v = 0; v < system->variables; v++)
        if (col_range_is_empty(&system->ranges[v]))
            return true;
    return false;
}

/* Puts in the value of a variable whose range is a point; false if there is none that is used. */
static bool fix_point_range(col_sign_system *system)
{
    for (slong v = 0; v < system->variables; v++) {
        if (!col_range_is_point(&system->ranges[v]) || !col_sign_system_uses(system, v))
            continue;
        col_sign_system reduced;
        col_value_substitute(&reduced, system, v, system->ranges[v].lo);
        col_sign_system_clear(system);
        *system = reduced;
        return true;
    }
    return false;
}

/* a*x - b with a > 0 and known signs bounds x; false if they do not. */
static bool cut_range(col_semialgebraic_range *range, const fmpq_t end, col_signs signs)
{
    switch (signs) {
    case COL_SIGN_POSITIVE: col_range_cut_below(range, end, true); return true;
    case COL_SIGN_NONNEGATIVE: col_range_cut_below(range, end, false); return true;
    case COL_SIGN_NEGATIVE: col_range_cut_above(range, end, true); return true;
    case COL_SIGN_NONPOSITIVE: col_range_cut_above(range, end, false); return true;
    case COL_SIGN_ZERO:
        col_range_cut_below(range, end, false);
        col_range_cut_above(range, end, false);
        return true;
    default: return false;
    }
}

/* Leaves that are linear in a single variable narrow its range; what they say is then a fact about the box. */
static bool tighten_ranges(col_sign_system *system, const col_signs *facts, const col_signs *narrowed)
{
    bool changed = false;
    fmpq_t end;
    fmpz_poly_t linear;
    fmpq_init(end);
    fmpz_poly_init(linear);
    for (size_t i = 0; i < system->leaf_count; i++) {
        const fmpz_mpoly_struct *leaf = &system->leaves[i];
        if (facts[i] == narrowed[i] || fmpz_mpoly_total_degree_si(leaf, system->ctx) != 1
            || fmpz_mpoly_length(leaf, system->ctx) > 2)
            continue;
        for (slong v = 0; v < system->variables; v++) {
            if (fmpz_mpoly_degree_si(leaf, v, system->ctx) != 1
                || !col_polynomial_univariate(linear, leaf, v, system->ctx))
                continue;
            fmpz_poly_get_coeff_fmpz(fmpq_numref(end), linear, 0);
            fmpz_neg(fmpq_numref(end), fmpq_numref(end));
            fmpz_poly_get_coeff_fmpz(fmpq_denref(end), linear, 1);
            fmpq_canonicalise(end);
            changed = cut_range(&system->ranges[v], end, narrowed[i]) || changed;
        }
    }
    fmpq_clear(end);
    fmpz_poly_clear(linear);
    return changed;
}

static col_verdict nothing_in_range(col_sign_decision *task, int depth)
{
    col_sign_log(task, depth, "a variable's range is empty");
    return COL_PROVED;
}

/* The leaves whose sign is known on the box. */
static void log_facts(col_sign_decision *task, const col_sign_system *system, const col_signs *facts, int depth)
{
    for (size_t i = 0; i < system->leaf_count; i++)
        if (facts[i] != COL_SIGN_ANY)
            col_sign_log_leaf(task, depth, &system->leaves[i], system->ctx, facts[i],
                "on the box, from its coefficients");
}

static col_signs *copy_signs(const col_signs *signs, size_t count)
{
    col_signs *copy = col_malloc((count + 1) * sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = signs[i];
    return copy;
}

col_verdict col_sign_learn_facts(col_sign_decision *task, col_sign_system *system, col_signs **narrowed, int depth)
{
    for (int round = 0; round < FACT_ROUNDS; round++) {
        while (!some_range_empty(system) && fix_point_range(system))
            continue;
        if (some_range_empty(system))
            return nothing_in_range(task, depth);
        if (!col_budget_spend(task->budget, 5))
            break;
        col_signs *facts = col_calloc(system->leaf_count + 1, sizeof *facts);
        col_sign_boxes_facts(facts, system, task->budget);
        log_facts(task, system, facts, depth);
        col_sign_system_simplify(system, facts);
        *narrowed = copy_signs(facts, system->leaf_count);
        bool possible = col_sign_system_narrow(system, *narrowed);
        bool tightened = possible && tighten_ranges(system, facts, *narrowed);
        free(facts);
        if (possible && !tightened)
            return COL_UNDECIDED;
        free(*narrowed);
        *narrowed = NULL;
        if (!possible) {
            col_sign_log(task, depth, "the conditions contradict each other");
            return COL_PROVED;
        }
    }
    *narrowed = col_malloc((system->leaf_count + 1) * sizeof **narrowed);
    for (size_t i = 0; i < system->leaf_count; i++)
        (*narrowed)[i] = COL_SIGN_ANY;
    return COL_UNDECIDED;
}
