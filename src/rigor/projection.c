/* Projection: coefficients, discriminants, resultants, all split into irreducible factors. */
#include "projection.h"

#include "../base/memory.h"
#include "polynomialtools.h"

#include <stdlib.h>
#include <string.h>

#define WORK_LIMIT 2e8     /* of one resultant */
#define TERM_LIMIT 4000    /* of a projection polynomial that is to be factored */
#define DEGREE_LIMIT 150
#define SET_LIMIT 1500     /* polynomials of one level */

typedef struct {
    col_polynomial_set pool; /* what has not found its level yet */
    const col_sign_system *system;
    const fmpz_mpoly_ctx_struct *ctx;
    bool complete;
    col_budget *budget;
} projector;

void col_polynomial_set_clear(col_polynomial_set *set, const fmpz_mpoly_ctx_struct *ctx)
{
    for (size_t i = 0; i < set->count; i++)
        fmpz_mpoly_clear(&set->items[i], ctx);
    free(set->items);
    memset(set, 0, sizeof *set);
}

static void set_add(col_polynomial_set *set, const fmpz_mpoly_t polynomial, const fmpz_mpoly_ctx_struct *ctx)
{
    for (size_t i = 0; i < set->count; i++)
        if (fmpz_mpoly_equal(&set->items[i], polynomial, ctx))
            return;
    set->items = col_grow(set->items, set->count, &set->capacity, sizeof *set->items);
    fmpz_mpoly_init(&set->items[set->count], ctx);
    fmpz_mpoly_set(&set->items[set->count++], polynomial, ctx);
}

/* Adds the irreducible factors of a polynomial; false if it is too large. */
static bool add_factors(projector *task, const fmpz_mpoly_t polynomial)
{
    const fmpz_mpoly_ctx_struct *ctx = task->ctx;
    if (fmpz_mpoly_is_fmpz(polynomial, ctx))
        return true;
    ulong length = (ulong)fmpz_mpoly_length(polynomial, ctx);
    if (length > TERM_LIMIT || fmpz_mpoly_total_degree_si(polynomial, ctx) > DEGREE_LIMIT
        || task->pool.count > SET_LIMIT || !col_budget_spend(task->budget, 100 + 5 * length))
        return false;
    fmpz_mpoly_factor_t factors;
    fmpz_t leading;
    fmpz_mpoly_factor_init(factors, ctx);
    fmpz_init(leading);
    bool done = col_polynomial_factor(factors, polynomial, ctx);
    for (slong i = 0; done && i < factors->num; i++) {
        fmpz_mpoly_get_term_coeff_fmpz(leading, &factors->poly[i], 0, ctx);
        if (fmpz_sgn(leading) < 0)
            fmpz_mpoly_neg(&factors->poly[i], &factors->poly[i], ctx);
        set_add(&task->pool, &factors->poly[i], ctx);
    }
    fmpz_mpoly_factor_clear(factors, ctx);
    fmpz_clear(leading);
    return done;
}

static bool affordable(projector *task, const fmpz_mpoly_t a, const fmpz_mpoly_t b, slong variable)
{
    double work = col_resultant_work(a, b, variable, task->ctx);
    return work < WORK_LIMIT && col_budget_spend(task->budget, (ulong)(work / 100));
}

static bool add_discriminant(projector *task, const fmpz_mpoly_t f, slong variable)
{
    if (fmpz_mpoly_degree_si(f, variable, task->ctx) < 2)
        return true;
    if (!affordable(task, f, f, variable))
        return false;
    fmpz_mpoly_t discriminant;
    fmpz_mpoly_init(discriminant, task->ctx);
    bool done = fmpz_mpoly_discriminant(discriminant, f, variable, task->ctx)
        && !fmpz_mpoly_is_zero(discriminant, task->ctx) && add_factors(task, discriminant);
    fmpz_mpoly_clear(discriminant, task->ctx);
    return done;
}

static bool add_resultant(projector *task, const fmpz_mpoly_t f, const fmpz_mpoly_t g, slong variable)
{
    if (!affordable(task, f, g, variable))
        return false;
    fmpz_mpoly_t resultant;
    fmpz_mpoly_init(resultant, task->ctx);
    bool done = fmpz_mpoly_resultant(resultant, f, g, variable, task->ctx)
        && !fmpz_mpoly_is_zero(resultant, task->ctx) && add_factors(task, resultant);
    fmpz_mpoly_clear(resultant, task->ctx);
    return done;
}

/* The leading coefficient; for cells of all dimensions all coefficients down to the first constant one, so that
 * whether the polynomial vanishes identically does not change within a cell. */
static bool add_coefficients(projector *task, const fmpz_mpoly_t f, slong variable)
{
    bool done = true, constant = false;
    fmpz_mpoly_t coefficient;
    fmpz_mpoly_init(coefficient, task->ctx);
    slong degree = fmpz_mpoly_degree_si(f, variable, task->ctx);
    for (slong k = degree; k >= (task->complete ? 0 : degree) && done && !constant; k--) {
        col_polynomial_coefficient(coefficient, f, variable, k, task->ctx);
        if (fmpz_mpoly_is_zero(coefficient, task->ctx))
            continue;
        constant = fmpz_mpoly_is_fmpz(coefficient, task->ctx);
        done = add_factors(task, coefficient);
    }
    fmpz_mpoly_clear(coefficient, task->ctx);
    return done;
}

/* The box's finite ends are hypersurfaces too: roots may leave the box through them. */
static bool add_end(projector *task, const fmpz_mpoly_t f, slong variable, bool finite, const fmpq_t end)
{
    if (!finite)
        return true;
    fmpz_mpoly_t value;
    fmpz_mpoly_init(value, task->ctx);
    col_polynomial_fix(value, f, variable, end, task->ctx);
    bool done = add_factors(task, value);
    fmpz_mpoly_clear(value, task->ctx);
    return done;
}

static bool project(projector *task, const col_polynomial_set *level, slong variable)
{
    const col_semialgebraic_range *range = &task->system->ranges[variable];
    bool done = true;
    for (size_t i = 0; i < level->count && done; i++) {
        const fmpz_mpoly_struct *f = &level->items[i];
        done = add_coefficients(task, f, variable) && add_discriminant(task, f, variable)
            && add_end(task, f, variable, range->lo_finite, range->lo)
            && add_end(task, f, variable, range->hi_finite, range->hi);
        for (size_t j = i + 1; j < level->count && done; j++)
            done = add_resultant(task, f, &level->items[j], variable);
    }
    return done;
}

/* Moves the pool's polynomials that use the variable to the level. */
static void take_level(projector *task, col_polynomial_set *level, slong variable)
{
    size_t kept = 0;
    for (size_t i = 0; i < task->pool.count; i++) {
        fmpz_mpoly_struct polynomial = task->pool.items[i];
        if (fmpz_mpoly_degree_si(&polynomial, variable, task->ctx) <= 0) {
            task->pool.items[kept++] = polynomial;
            continue;
        }
        level->items = col_grow(level->items, level->count, &level->capacity, sizeof *level->items);
        level->items[level->count++] = polynomial;
    }
    task->pool.count = kept;
}

/* What eliminating the variable next would cost: degrees first, then how many polynomials and terms use it. */
static double elimination_cost(const projector *task, slong variable)
{
    double degree = 0, uses = 0, terms = 0;
    for (size_t i = 0; i < task->pool.count; i++) {
        double d = (double)fmpz_mpoly_degree_si(&task->pool.items[i], variable, task->ctx);
        degree = d > degree ? d : degree;
        uses += d > 0;
        if (d > 0)
            terms += (double)fmpz_mpoly_length(&task->pool.items[i], task->ctx) * d;
    }
    return uses == 0 ? -1 : degree * 1e6 + uses * 1e3 + terms;
}

/* The cheapest variable among those not yet taken; one that no polynomial of the pool uses if there are no others
 * (projecting x - y leaves nothing to say about the last variable). */
static slong next_variable(const projector *task, const bool *taken)
{
    slong best = -1;
    double best_cost = 0;
    for (slong v = 0; v < task->system->variables; v++) {
        if (taken[v] || !col_sign_system_uses(task->system, v))
            continue;
        double cost = elimination_cost(task, v);
        bool better = best < 0 || (cost >= 0 && (best_cost < 0 || cost < best_cost));
        if (better) {
            best = v;
            best_cost = cost;
        }
    }
    return best;
}

static slong used_variables(const col_sign_system *system)
{
    slong used = 0;
    for (slong v = 0; v < system->variables; v++)
        used += col_sign_system_uses(system, v);
    return used;
}

bool col_projection_init(col_projection *projection, const col_sign_system *system, bool complete,
    col_budget *budget)
{
    projector task = {.system = system, .ctx = system->ctx, .complete = complete, .budget = budget};
    slong levels = used_variables(system);
    bool done = system->factored;
    bool *taken = col_calloc((size_t)system->variables + 1, sizeof *taken);
    *projection = (col_projection){.ctx = system->ctx, .levels = levels, .complete = complete};
    projection->order = col_calloc((size_t)levels + 1, sizeof *projection->order);
    projection->level = col_calloc((size_t)levels + 1, sizeof *projection->level);
    for (size_t i = 0; i < system->leaf_count && done; i++)
        set_add(&task.pool, &system->leaves[i], system->ctx);
    for (slong k = levels - 1; k >= 0 && done; k--) {
        projection->order[k] = next_variable(&task, taken);
        taken[projection->order[k]] = true;
        take_level(&task, &projection->level[k], projection->order[k]);
        if (k > 0)
            done = project(&task, &projection->level[k], projection->order[k]);
    }
    col_polynomial_set_clear(&task.pool, system->ctx);
    free(taken);
    if (!done)
        col_projection_clear(projection);
    return done;
}

bool col_projection_crossings(col_polynomial_set *set, const col_sign_system *system, slong variable,
    col_budget *budget)
{
    projector task = {.system = system, .ctx = system->ctx, .budget = budget};
    bool done = system->factored;
    for (size_t i = 0; i < system->leaf_count && done; i++) {
        const fmpz_mpoly_struct *f = &system->leaves[i];
        if (fmpz_mpoly_degree_si(f, variable, system->ctx) <= 0) {
            set_add(&task.pool, f, system->ctx);
            continue;
        }
        done = add_discriminant(&task, f, variable);
        for (size_t j = i + 1; j < system->leaf_count && done; j++)
            if (fmpz_mpoly_degree_si(&system->leaves[j], variable, system->ctx) > 0)
                done = add_resultant(&task, f, &system->leaves[j], variable);
    }
    *set = task.pool;
    if (!done)
        col_polynomial_set_clear(set, system->ctx);
    return done;
}

void col_projection_clear(col_projection *projection)
{
    for (slong k = 0; k < projection->levels; k++)
        col_polynomial_set_clear(&projection->level[k], projection->ctx);
    free(projection->level);
    free(projection->order);
    memset(projection, 0, sizeof *projection);
}

double col_projection_size(const col_projection *projection)
{
    double cells = 1;
    for (slong k = 0; k < projection->levels; k++) {
        double roots = 0;
        for (size_t i = 0; i < projection->level[k].count; i++)
            roots += (double)fmpz_mpoly_degree_si(&projection->level[k].items[i], projection->order[k],
                projection->ctx);
        cells *= 1 + (projection->complete ? 2 : 1) * roots;
    }
    return cells;
}
