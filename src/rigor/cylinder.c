/* Cylindrical algebraic decomposition. Coordinates of sample points are algebraic numbers; real roots above such a
 * point are found among those of a resultant with the coordinates' minimal polynomials. That can give too many,
 * which only makes the decomposition finer. */
#include "cylinder.h"

#include "../base/memory.h"
#include "polynomialtools.h"

#include <stdlib.h>

#define RESULTANT_WORK 2e7
#define ROOT_DEGREE 48     /* of a polynomial whose roots are sought */
#define SIGN_PRECISION 60000

typedef struct {
    qqbar_struct *roots; /* real, ascending, different */
    size_t count, capacity;
} root_vector;

typedef struct {
    const col_projection *projection;
    const col_sign_system *system;
    qqbar_ptr point;
    root_vector crossings; /* in the plane, if has_crossings: see crossings_suffice */
    bool has_crossings;
    ulong *cells;
    col_budget *budget;
} decomposition;

static col_verdict lift(decomposition *task, slong level, slong dimension);

static void roots_clear(root_vector *vector)
{
    for (size_t i = 0; i < vector->count; i++)
        qqbar_clear(&vector->roots[i]);
    free(vector->roots);
}

/* Puts a real number in its place unless it is there. */
static void roots_insert(root_vector *vector, const qqbar_t root)
{
    size_t at = 0;
    while (at < vector->count && qqbar_cmp_re(&vector->roots[at], root) < 0)
        at++;
    if (at < vector->count && qqbar_equal(&vector->roots[at], root))
        return;
    vector->roots = col_grow(vector->roots, vector->count, &vector->capacity, sizeof *vector->roots);
    for (size_t i = vector->count++; i > at; i--)
        vector->roots[i] = vector->roots[i - 1];
    qqbar_init(&vector->roots[at]);
    qqbar_set(&vector->roots[at], root);
}

static bool insert_real_roots(root_vector *vector, const fmpz_poly_t irreducible, col_budget *budget)
{
    slong degree = fmpz_poly_degree(irreducible);
    if (degree > ROOT_DEGREE || !col_budget_spend(budget, 20 + 10 * (ulong)(degree * degree)))
        return false;
    qqbar_ptr roots = _qqbar_vec_init(degree);
    qqbar_roots_fmpz_poly(roots, irreducible, QQBAR_ROOTS_IRREDUCIBLE | QQBAR_ROOTS_UNSORTED);
    for (slong i = 0; i < degree; i++)
        if (qqbar_is_real(roots + i))
            roots_insert(vector, roots + i);
    _qqbar_vec_clear(roots, degree);
    return true;
}

static bool insert_roots_of(root_vector *vector, const fmpz_poly_t polynomial, col_budget *budget)
{
    bool done = fmpz_poly_degree(polynomial) <= 4 * ROOT_DEGREE;
    fmpz_poly_factor_t factors;
    if (!done || fmpz_poly_degree(polynomial) < 1)
        return done;
    fmpz_poly_factor_init(factors);
    fmpz_poly_factor(factors, polynomial);
    for (slong i = 0; i < factors->num && done; i++)
        done = insert_real_roots(vector, factors->p + i, budget);
    fmpz_poly_factor_clear(factors);
    return done;
}

/* Replaces f by its resultant with the minimal polynomial of the variable's coordinate. */
static bool eliminate(fmpz_mpoly_t f, const decomposition *task, slong variable)
{
    const fmpz_mpoly_ctx_struct *ctx = task->projection->ctx;
    fmpz_mpoly_t minimal;
    fmpz_mpoly_init(minimal, ctx);
    fmpz_mpoly_set_fmpz_poly(minimal, QQBAR_POLY(task->point + variable), variable, ctx);
    double work = col_resultant_work(f, minimal, variable, ctx);
    bool done = work < RESULTANT_WORK && col_budget_spend(task->budget, (ulong)(work / 100))
        && fmpz_mpoly_resultant(f, minimal, f, variable, ctx);
    fmpz_mpoly_clear(minimal, ctx);
    return done;
}

/* Does f, a polynomial of the level, vanish identically above the point? proved: yes. */
static col_verdict vanishes(const fmpz_mpoly_t f, const decomposition *task, slong variable)
{
    const fmpz_mpoly_ctx_struct *ctx = task->projection->ctx;
    col_verdict verdict = COL_PROVED;
    fmpz_mpoly_t coefficient;
    fmpz_mpoly_init(coefficient, ctx);
    for (slong k = fmpz_mpoly_degree_si(f, variable, ctx); k >= 0 && verdict == COL_PROVED; k--) {
        int sign = 0;
        col_polynomial_coefficient(coefficient, f, variable, k, ctx);
        if (!col_algebraic_sign(&sign, coefficient, task->point, SIGN_PRECISION, ctx))
            verdict = COL_UNDECIDED;
        else if (sign != 0)
            verdict = COL_REFUTED;
    }
    fmpz_mpoly_clear(coefficient, ctx);
    return verdict;
}

/* Inserts (at least) the real roots of f above the point; dimension is that of the cell below. */
static bool insert_roots_above(root_vector *vector, const fmpz_mpoly_t f, const decomposition *task, slong level,
    slong dimension)
{
    const fmpz_mpoly_ctx_struct *ctx = task->projection->ctx;
    slong variable = task->projection->order[level];
    bool done = true;
    fmpz_mpoly_t rest;
    fmpz_poly_t univariate;
    fmpq_t value;
    fmpz_mpoly_init(rest, ctx);
    fmpz_poly_init(univariate);
    fmpq_init(value);
    fmpz_mpoly_set(rest, f, ctx);
    for (int pass = 0; pass < 2 && done; pass++)
        for (slong k = 0; k < level && done; k++) {
            slong lower = task->projection->order[k];
            bool rational = qqbar_is_rational(task->point + lower);
            if (fmpz_mpoly_degree_si(rest, lower, ctx) <= 0 || rational != (pass == 0))
                continue;
            if (rational) {
                qqbar_get_fmpq(value, task->point + lower);
                col_polynomial_fix(rest, rest, lower, value, ctx);
            } else {
                done = eliminate(rest, task, lower);
            }
        }
    if (done && fmpz_mpoly_is_zero(rest, ctx))
        /* Harmless only where f is constantly zero on the line above a single point, at the top. */
        done = dimension == 0 && level + 1 == task->projection->levels && vanishes(f, task, variable) == COL_PROVED;
    else if (done)
        done = col_polynomial_univariate(univariate, rest, variable, ctx)
            && insert_roots_of(vector, univariate, task->budget);
    fmpz_mpoly_clear(rest, ctx);
    fmpz_poly_clear(univariate);
    fmpq_clear(value);
    return done;
}

static void insert_end(root_vector *vector, bool finite, const fmpq_t end)
{
    if (!finite)
        return;
    qqbar_t root;
    qqbar_init(root);
    qqbar_set_fmpq(root, end);
    roots_insert(vector, root);
    qqbar_clear(root);
}

static void arf_get_rational(fmpq_t x, const arf_t value)
{
    fmpz_t exponent;
    fmpz_init(exponent);
    arf_get_fmpz_2exp(fmpq_numref(x), exponent, value);
    fmpz_one(fmpq_denref(x));
    if (fmpz_sgn(exponent) >= 0)
        fmpq_mul_2exp(x, x, fmpz_get_ui(exponent));
    else
        fmpq_div_2exp(x, x, (ulong)-fmpz_get_si(exponent));
    fmpz_clear(exponent);
}

/* A rational between two different real numbers. */
static void rational_between(fmpq_t x, const qqbar_t left, const qqbar_t right)
{
    arb_t a, b;
    arf_t lo, hi;
    fmpq_t first, last, step;
    arb_init(a);
    arb_init(b);
    arf_init(lo);
    arf_init(hi);
    fmpq_init(first);
    fmpq_init(last);
    fmpq_init(step);
    for (slong precision = 32;; precision *= 2) {
        qqbar_get_arb(a, left, precision);
        qqbar_get_arb(b, right, precision);
        arb_get_ubound_arf(lo, a, 2 * precision);
        arb_get_lbound_arf(hi, b, 2 * precision);
        if (arf_cmp(lo, hi) < 0)
            break;
    }
    arf_get_rational(first, lo);
    arf_get_rational(last, hi);
    fmpq_sub(step, last, first);
    fmpq_div_2exp(step, step, 2);
    fmpq_add(first, first, step);
    fmpq_sub(last, last, step);
    fmpq_simplest_between(x, first, last);
    arb_clear(a);
    arb_clear(b);
    arf_clear(lo);
    arf_clear(hi);
    fmpq_clear(first);
    fmpq_clear(last);
    fmpq_clear(step);
}

static void integer_beyond(fmpq_t x, const qqbar_t root, int direction)
{
    fmpz_t integer;
    fmpz_init(integer);
    if (direction < 0)
        qqbar_floor(integer, root);
    else
        qqbar_ceil(integer, root);
    fmpz_add_si(integer, integer, direction);
    fmpq_set_fmpz(x, integer);
    fmpz_clear(integer);
}

/* The i-th gap between the roots (0: below the first); a rational in it. */
static void gap_rational(fmpq_t x, const root_vector *vector, size_t i, const col_semialgebraic_range *range)
{
    if (vector->count == 0)
        col_range_sample(x, range);
    else if (i == 0)
        integer_beyond(x, &vector->roots[0], -1);
    else if (i == vector->count)
        integer_beyond(x, &vector->roots[i - 1], 1);
    else
        rational_between(x, &vector->roots[i - 1], &vector->roots[i]);
}

static bool root_in_range(const qqbar_t root, const col_semialgebraic_range *range)
{
    bool inside = true;
    qqbar_t end;
    qqbar_init(end);
    if (range->lo_finite) {
        qqbar_set_fmpq(end, range->lo);
        int order = qqbar_cmp_re(root, end);
        inside = order > 0 || (order == 0 && !range->lo_open);
    }
    if (range->hi_finite) {
        qqbar_set_fmpq(end, range->hi);
        int order = qqbar_cmp_re(root, end);
        inside = inside && (order < 0 || (order == 0 && !range->hi_open));
    }
    qqbar_clear(end);
    return inside;
}

static col_verdict visit(decomposition *task)
{
    const col_sign_system *system = task->system;
    col_verdict verdict = COL_PROVED;
    col_signs *signs = col_malloc((system->leaf_count + 1) * sizeof *signs);
    ++*task->cells;
    if (!col_budget_spend(task->budget, 10 + 20 * system->leaf_count))
        verdict = COL_UNDECIDED;
    for (size_t i = 0; i < system->leaf_count && verdict == COL_PROVED; i++) {
        int sign = 0;
        if (!col_algebraic_sign(&sign, &system->leaves[i], task->point, SIGN_PRECISION, system->ctx))
            verdict = COL_UNDECIDED;
        signs[i] = col_signs_of(sign);
    }
    if (verdict == COL_PROVED && col_sign_system_test(system, signs) == COL_PROVED)
        verdict = COL_REFUTED;
    free(signs);
    return verdict;
}

/* In the plane, above an irrational x (so not on an end of x's range) where no leaf vanishes on the whole vertical
 * line, only those points count where two leaves vanish, or one is singular, or y is an end of its range: near any
 * other point the leaves take the same signs at points with a different x, since a smooth curve that is not
 * vertical leaves the line. */
static bool crossings_suffice(const decomposition *task, slong level)
{
    if (!task->has_crossings || level != 1)
        return false;
    slong x = task->projection->order[0], y = task->projection->order[1];
    if (qqbar_is_rational(task->point + x))
        return false;
    for (size_t i = 0; i < task->system->leaf_count; i++) {
        int sign = 0;
        const fmpz_mpoly_struct *leaf = &task->system->leaves[i];
        if (fmpz_mpoly_degree_si(leaf, y, task->system->ctx) <= 0
            && (!col_algebraic_sign(&sign, leaf, task->point, SIGN_PRECISION, task->system->ctx) || sign == 0))
            return false;
    }
    return true;
}

static void find_crossings(decomposition *task)
{
    col_polynomial_set set;
    if (task->projection->levels != 2
        || !col_projection_crossings(&set, task->system, task->projection->order[0], task->budget))
        return;
    fmpz_poly_t polynomial;
    fmpz_poly_init(polynomial);
    bool done = true;
    for (size_t i = 0; i < set.count && done; i++)
        done = col_polynomial_univariate(polynomial, &set.items[i], task->projection->order[1], task->system->ctx)
            && insert_roots_of(&task->crossings, polynomial, task->budget);
    task->has_crossings = done;
    fmpz_poly_clear(polynomial);
    col_polynomial_set_clear(&set, task->system->ctx);
}

static col_verdict lift_sections(decomposition *task, slong level, slong dimension, const root_vector *vector)
{
    slong variable = task->projection->order[level];
    const col_semialgebraic_range *range = &task->system->ranges[variable];
    col_verdict verdict = COL_PROVED;
    for (size_t i = 0; i < vector->count && verdict == COL_PROVED; i++) {
        if (!root_in_range(&vector->roots[i], range))
            continue;
        qqbar_set(task->point + variable, &vector->roots[i]);
        verdict = lift(task, level + 1, dimension);
    }
    return verdict;
}

static col_verdict lift_gaps(decomposition *task, slong level, slong dimension, const root_vector *vector)
{
    slong variable = task->projection->order[level];
    const col_semialgebraic_range *range = &task->system->ranges[variable];
    col_verdict verdict = COL_PROVED;
    fmpq_t gap;
    fmpq_init(gap);
    for (size_t i = 0; i <= vector->count && verdict == COL_PROVED; i++) {
        gap_rational(gap, vector, i, range);
        if (!col_range_contains(range, gap))
            continue;
        qqbar_set_fmpq(task->point + variable, gap);
        verdict = lift(task, level + 1, dimension + 1);
    }
    fmpq_clear(gap);
    return verdict;
}

static col_verdict lift(decomposition *task, slong level, slong dimension)
{
    if (level == task->projection->levels)
        return visit(task);
    const col_polynomial_set *set = &task->projection->level[level];
    const col_semialgebraic_range *range = &task->system->ranges[task->projection->order[level]];
    root_vector vector = {0};
    col_verdict verdict = COL_PROVED;
    insert_end(&vector, range->lo_finite, range->lo);
    insert_end(&vector, range->hi_finite, range->hi);
    if (crossings_suffice(task, level)) {
        for (size_t i = 0; i < task->crossings.count; i++)
            roots_insert(&vector, &task->crossings.roots[i]);
        verdict = lift_sections(task, level, dimension, &vector);
    } else {
        for (size_t i = 0; i < set->count && verdict == COL_PROVED; i++)
            if (!insert_roots_above(&vector, &set->items[i], task, level, dimension))
                verdict = COL_UNDECIDED;
        if (verdict == COL_PROVED)
            verdict = lift_gaps(task, level, dimension, &vector);
        if (verdict == COL_PROVED)
            verdict = lift_sections(task, level, dimension, &vector);
    }
    roots_clear(&vector);
    return verdict;
}

col_verdict col_cylinder_decide(qqbar_ptr point, const col_sign_system *system, double limit, ulong *cells,
    col_budget *budget)
{
    col_projection projection;
    fmpq_t sample;
    if (!col_projection_init(&projection, system, true, budget))
        return COL_UNDECIDED;
    col_verdict verdict = COL_UNDECIDED;
    if (col_projection_size(&projection) <= limit) {
        decomposition task = {.projection = &projection, .system = system, .point = point, .cells = cells,
            .budget = budget};
        fmpq_init(sample);
        for (slong v = 0; v < system->variables; v++) {
            col_range_sample(sample, &system->ranges[v]);
            qqbar_set_fmpq(point + v, sample);
        }
        fmpq_clear(sample);
        find_crossings(&task);
        verdict = lift(&task, 0, 0);
        roots_clear(&task.crossings);
    }
    col_projection_clear(&projection);
    return verdict;
}
