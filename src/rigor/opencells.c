/* Lifting for full-dimensional cells: above a rational point that is no zero of the projection polynomials, the
 * cells of the next level are the gaps between real roots, and a rational point of each gap is all that is needed.
 * Each connected component of the complement of the zero sets contains such a cell. */
#include "opencells.h"

#include "../base/memory.h"
#include "polynomialtools.h"
#include "realroots.h"

#include <stdlib.h>

typedef struct {
    const col_projection *projection;
    const col_sign_system *system;
    col_cell_visitor visitor;
    void *data;
    fmpq *point;
    ulong *cells;
    col_budget *budget;
} lifting;

/* polynomials[k], k >= level: those of the projection with the lower coordinates put in. */
static col_verdict lift(lifting *task, slong level, const col_polynomial_set *polynomials);

static void sets_clear(col_polynomial_set *sets, slong count, const fmpz_mpoly_ctx_struct *ctx)
{
    for (slong k = 0; k < count; k++) {
        for (size_t i = 0; i < sets[k].count; i++)
            fmpz_mpoly_clear(&sets[k].items[i], ctx);
        free(sets[k].items);
    }
    free(sets);
}

/* The polynomials of the higher levels at variable = value; entries up to level stay empty. */
static col_polynomial_set *sets_fix(const lifting *task, slong level, const col_polynomial_set *polynomials,
    const fmpq_t value)
{
    const fmpz_mpoly_ctx_struct *ctx = task->projection->ctx;
    slong levels = task->projection->levels, variable = task->projection->order[level];
    col_polynomial_set *fixed = col_calloc((size_t)levels + 1, sizeof *fixed);
    for (slong k = level + 1; k < levels; k++) {
        fixed[k].items = col_calloc(polynomials[k].count + 1, sizeof *fixed[k].items);
        fixed[k].count = polynomials[k].count;
        for (size_t i = 0; i < fixed[k].count; i++) {
            /* Running out shows at the next visit. */
            (void)col_budget_spend(task->budget, 1 + (ulong)fmpz_mpoly_length(&polynomials[k].items[i], ctx) / 2);
            fmpz_mpoly_init(&fixed[k].items[i], ctx);
            col_polynomial_fix(&fixed[k].items[i], &polynomials[k].items[i], variable, value, ctx);
        }
    }
    return fixed;
}

/* The product of the level's polynomials, univariate by now, and of the box's finite ends; false if one vanishes. */
static bool level_product(fmpz_poly_t product, const lifting *task, slong level, const col_polynomial_set *set)
{
    slong variable = task->projection->order[level];
    const col_semialgebraic_range *range = &task->system->ranges[variable];
    bool done = true;
    fmpz_poly_t factor;
    fmpz_poly_init(factor);
    fmpz_poly_one(product);
    for (size_t i = 0; i < set->count && done; i++) {
        done = col_polynomial_univariate(factor, &set->items[i], variable, task->projection->ctx)
            && !fmpz_poly_is_zero(factor);
        fmpz_poly_mul(product, product, factor);
    }
    for (int upper = 0; upper < 2; upper++) {
        if (!(upper ? range->hi_finite : range->lo_finite))
            continue;
        const fmpq *end = upper ? range->hi : range->lo;
        fmpz_poly_zero(factor);
        fmpz_poly_set_coeff_fmpz(factor, 1, fmpq_denref(end));
        fmpz_poly_set_coeff_fmpz(factor, 0, fmpq_numref(end));
        fmpz_neg(factor->coeffs, factor->coeffs);
        fmpz_poly_mul(product, product, factor);
    }
    fmpz_poly_clear(factor);
    return done;
}

static col_verdict lift_point(lifting *task, slong level, const col_polynomial_set *polynomials, const fmpq_t value)
{
    fmpq_set(task->point + task->projection->order[level], value);
    if (level + 1 == task->projection->levels)
        return lift(task, level + 1, polynomials);
    col_polynomial_set *fixed = sets_fix(task, level, polynomials, value);
    col_verdict verdict = lift(task, level + 1, fixed);
    sets_clear(fixed, task->projection->levels, task->projection->ctx);
    return verdict;
}

static col_verdict visit(lifting *task)
{
    ++*task->cells;
    if (!col_budget_spend(task->budget, 2 + task->system->leaf_count))
        return COL_UNDECIDED;
    return task->visitor(task->point, task->data) ? COL_PROVED : COL_REFUTED;
}

static col_verdict lift(lifting *task, slong level, const col_polynomial_set *polynomials)
{
    if (level == task->projection->levels)
        return visit(task);
    col_verdict verdict = COL_PROVED;
    const col_semialgebraic_range *range = &task->system->ranges[task->projection->order[level]];
    fmpq *points = NULL;
    slong count = 0;
    fmpz_poly_t product;
    fmpz_poly_init(product);
    if (!level_product(product, task, level, &polynomials[level])
        || !col_real_root_separators(&points, &count, product, task->budget))
        verdict = COL_UNDECIDED;
    for (slong i = 0; i < count && verdict == COL_PROVED; i++)
        if (col_range_contains(range, points + i))
            verdict = lift_point(task, level, polynomials, points + i);
    if (points != NULL)
        _fmpq_vec_clear(points, count);
    fmpz_poly_clear(product);
    return verdict;
}

col_verdict col_open_cells(col_cell_visitor visitor, void *data, const col_sign_system *system, double limit,
    ulong *cells, col_budget *budget)
{
    col_projection projection;
    for (slong v = 0; v < system->variables; v++)
        if (col_range_is_empty(&system->ranges[v]))
            return COL_PROVED;
    if (!col_projection_init(&projection, system, false, budget))
        return COL_UNDECIDED;
    col_verdict verdict = COL_UNDECIDED;
    if (col_projection_size(&projection) <= limit) {
        lifting task = {.projection = &projection, .system = system, .visitor = visitor, .data = data,
            .cells = cells, .budget = budget};
        task.point = _fmpq_vec_init(system->variables);
        for (slong v = 0; v < system->variables; v++)
            col_range_sample(task.point + v, &system->ranges[v]);
        verdict = lift(&task, 0, projection.level);
        _fmpq_vec_clear(task.point, system->variables);
    }
    col_projection_clear(&projection);
    return verdict;
}
