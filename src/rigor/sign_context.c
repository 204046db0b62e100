/* Fields of normal forms over a region, and the semialgebraic sets that the region, the generators' ranges and their
 * relations describe.
 *
 * Roots are described completely by w^n = R, w >= 0. A transcendental generator is only known to lie in a range, and
 * to obey elementary inequalities: that is a larger set, on which "proved" is right and "refuted" says nothing. */
#include "sign_context.h"

#include <collapsar/tape.h>

#include "../base/memory.h"
#include "antiderivative.h"
#include "signmemory.h"

#include <stdlib.h>

enum { ORACLE_STEPS = 60000, ORACLE_MEMO = 64, RANGE_BITS = 40 };
enum { RANGE_EXPONENT = 2000 }; /* larger or smaller constants would only make large coefficients */

typedef struct {
    fmpz_mpoly_t polynomial;
    col_signs signs;
} known_sign;

struct col_sign_context {
    const col_region *region;
    col_exact_field *field;
    fmpz_mpoly_struct *conditions; /* the region's conditions, converted */
    col_signs *condition_signs;
    size_t condition_count;
    bool incomplete; /* some condition has no normal form */
    known_sign memo[ORACLE_MEMO];
    size_t memo_count;
};

typedef col_sign_context problem;

static void enclose_constant(fmpq_t lo, fmpq_t hi, bool *finite, const col_graph *graph, col_expr e)
{
    *finite = false;
    col_tape *tape = col_tape_new(graph, &e, 1, NULL, 0, NULL);
    if (tape == NULL)
        return;
    col_tape_workspace *workspace = col_tape_workspace_new(tape);
    arb_t value;
    arf_t bound;
    arb_init(value);
    arf_init(bound);
    col_tape_ball(value, tape, workspace, NULL, RANGE_BITS);
    *finite = arb_is_finite(value) && arf_cmpabs_2exp_si(arb_midref(value), RANGE_EXPONENT) < 0
        && (arf_is_zero(arb_midref(value)) || arf_cmpabs_2exp_si(arb_midref(value), -RANGE_EXPONENT) > 0);
    if (*finite) {
        arb_get_lbound_arf(bound, value, RANGE_BITS);
        arf_get_fmpq(lo, bound);
        arb_get_ubound_arf(bound, value, RANGE_BITS);
        arf_get_fmpq(hi, bound);
    }
    arf_clear(bound);
    arb_clear(value);
    col_tape_workspace_free(workspace);
    col_tape_free(tape);
}

/* A symmetric range, wide enough for the values of a bounded function; 0 if unbounded. */
static slong function_bound(col_op function)
{
    switch (function) {
    case COL_OP_ATAN:
    case COL_OP_ASIN: return 2; /* > pi/2 */
    case COL_OP_ERF: return 1;
    default: return 0;
    }
}

/* The range of a generator, and its relation. */
static void describe_generator(col_semialgebraic *set, const problem *p, slong index)
{
    const fmpz_mpoly_ctx_struct *context = col_exact_context(p->field);
    const col_generator *generator = col_exact_generator(p->field, (size_t)index);
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    bool finite = false;
    if (generator->kind != COL_GENERATOR_SYMBOL && generator->kind != COL_GENERATOR_ROOT
        && col_expr_is_constant(p->region->graph, generator->expression))
        enclose_constant(lo, hi, &finite, p->region->graph, generator->expression);
    slong bound = generator->kind == COL_GENERATOR_COSINE || generator->kind == COL_GENERATOR_SINE ? 1
        : generator->kind == COL_GENERATOR_OPAQUE ? function_bound(generator->function)
                                                  : 0;
    if (finite) {
        col_semialgebraic_range_set(set, index, lo, false, hi, false);
    } else if (generator->kind == COL_GENERATOR_EXP) {
        col_semialgebraic_range_set(set, index, lo, true, NULL, true);
    } else if (generator->kind == COL_GENERATOR_ROOT) {
        col_semialgebraic_range_set(set, index, lo, false, NULL, true);
    } else if (bound > 0) {
        bool open = generator->kind == COL_GENERATOR_OPAQUE;
        fmpq_set_si(lo, -bound, 1);
        fmpq_set_si(hi, bound, 1);
        col_semialgebraic_range_set(set, index, lo, open, hi, open);
    }
    if (generator->order > 0) {
        fmpz_mpoly_t power;
        fmpz_mpoly_init(power, context);
        fmpz_mpoly_gen(power, index, context);
        fmpz_mpoly_pow_ui(power, power, (ulong)generator->order, context);
        fmpz_mpoly_sub(power, power, generator->relation, context);
        col_semialgebraic_require(set, power, COL_SIGN_ZERO);
        fmpz_mpoly_clear(power, context);
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
}

static void mark_used(int *used, const fmpz_mpoly_t polynomial, const problem *p)
{
    const fmpz_mpoly_ctx_struct *context = col_exact_context(p->field);
    slong variables = fmpz_mpoly_ctx_nvars(context);
    int *here = col_calloc((size_t)variables, sizeof *here);
    fmpz_mpoly_used_vars(here, polynomial, context);
    for (slong i = 0; i < variables; i++)
        used[i] |= here[i];
    free(here);
}

static bool transcendental(const col_generator *generator)
{
    return generator->kind != COL_GENERATOR_SYMBOL && generator->kind != COL_GENERATOR_ROOT;
}

static void describe_range(col_semialgebraic *set, const problem *p, size_t i)
{
    const col_range *range = &p->region->ranges[i];
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    bool has_lo = range->lo != COL_EXPR_NONE && col_expr_rational(lo, p->region->graph, range->lo, 4096);
    bool has_hi = range->hi != COL_EXPR_NONE && col_expr_rational(hi, p->region->graph, range->hi, 4096);
    col_semialgebraic_range_set(set, (slong)i, has_lo ? lo : NULL, range->lo_open, has_hi ? hi : NULL,
                                range->hi_open);
    fmpq_clear(lo);
    fmpq_clear(hi);
}

/* Adds to used what the used generators depend on. */
static void mark_dependencies(int *used, const problem *p, bool lemmas)
{
    for (size_t i = col_exact_generators(p->field); i-- > 0;) {
        const col_generator *generator = col_exact_generator(p->field, i);
        if (!used[i])
            continue;
        mark_used(used, generator->relation, p);
        if (lemmas) {
            mark_used(used, fmpz_mpoly_q_numref(generator->argument), p);
            mark_used(used, fmpz_mpoly_q_denref(generator->argument), p);
        }
    }
}

static bool touches(const int *used, const fmpz_mpoly_t polynomial, const problem *p)
{
    const fmpz_mpoly_ctx_struct *context = col_exact_context(p->field);
    for (size_t i = 0; i < col_exact_generators(p->field); i++)
        if (used[i] && fmpz_mpoly_degree_si(polynomial, (slong)i, context) > 0)
            return true;
    return false;
}

void col_sign_context_set(col_semialgebraic *set, bool *relaxed, const fmpz_mpoly_t polynomial,
                          const col_sign_context *p, col_sign_extent extent)
{
    const fmpz_mpoly_ctx_struct *context = col_exact_context(p->field);
    int *used = col_calloc((size_t)fmpz_mpoly_ctx_nvars(context), sizeof *used);
    bool *taken = col_calloc(p->condition_count + 1, sizeof *taken);
    size_t count = 0, before;
    col_semialgebraic_init(set, context);
    mark_used(used, polynomial, p);
    do {
        before = count;
        mark_dependencies(used, p, extent.lemmas);
        for (size_t i = 0; i < p->condition_count; i++) {
            if (taken[i] || !(extent.all_conditions || touches(used, &p->conditions[i], p)))
                continue;
            taken[i] = true;
            count++;
            mark_used(used, &p->conditions[i], p);
            col_semialgebraic_require(set, &p->conditions[i], p->condition_signs[i]);
        }
    } while (count > before);
    *relaxed = p->incomplete || count < p->condition_count;
    for (size_t i = 0; i < col_exact_generators(p->field); i++) {
        if (i < p->region->count) {
            describe_range(set, p, i);
        } else if (used[i]) {
            describe_generator(set, p, (slong)i);
            if (extent.lemmas)
                col_sign_require_lemmas(set, col_exact_generator(p->field, i), (slong)i, context);
            *relaxed = *relaxed || transcendental(col_exact_generator(p->field, i));
        }
    }
    free(taken);
    free(used);
}

static bool holds(const problem *p, const fmpz_mpoly_t polynomial, col_signs signs, unsigned long steps)
{
    col_semialgebraic set;
    col_semialgebraic_result result;
    bool relaxed;
    col_sign_context_set(&set, &relaxed, polynomial, p, (col_sign_extent){false, false});
    col_budget budget = {.steps = steps, .precision = 512};
    col_semialgebraic_sign(&result, polynomial, signs, &set, &budget);
    bool proved = result.verdict == COL_PROVED;
    col_semialgebraic_result_clear(&result);
    col_semialgebraic_clear(&set);
    return proved;
}

/* Which of the half-lines can the polynomial's values lie on? Strict signs first. */
static col_signs oracle(void *data, const fmpz_mpoly_t polynomial)
{
    static const col_signs guesses[] = {COL_SIGN_POSITIVE, COL_SIGN_NEGATIVE, COL_SIGN_NONNEGATIVE,
                                        COL_SIGN_NONPOSITIVE};
    problem *p = data;
    const fmpz_mpoly_ctx_struct *context = col_exact_context(p->field);
    for (size_t i = 0; i < p->memo_count; i++)
        if (fmpz_mpoly_equal(p->memo[i].polynomial, polynomial, context))
            return p->memo[i].signs;
    col_expr e = p->region->memory ? col_exact_polynomial_expression(p->field, polynomial) : COL_EXPR_NONE;
    col_signs signs = e != COL_EXPR_NONE ? col_sign_recall(p->region, e) : COL_SIGN_ANY;
    bool recalled = signs != COL_SIGN_ANY;
    for (size_t i = 0; signs == COL_SIGN_ANY && i < sizeof guesses / sizeof guesses[0]; i++)
        if (holds(p, polynomial, guesses[i], ORACLE_STEPS))
            signs = guesses[i];
    if (!recalled && signs != COL_SIGN_ANY)
        col_sign_remember(p->region, e, signs);
    if (p->memo_count < ORACLE_MEMO) {
        known_sign *entry = &p->memo[p->memo_count++];
        fmpz_mpoly_init(entry->polynomial, context);
        fmpz_mpoly_set(entry->polynomial, polynomial, context);
        entry->signs = signs;
    }
    return signs;
}

static col_expr closed_form(void *data, col_expr integral)
{
    const problem *p = data;
    return col_integral_value(p->region, integral, 1);
}

/* Adds a condition if it has a normal form. A quotient's sign is that of the product. */
static void convert_condition(problem *p, col_expr expression, col_signs signs)
{
    const fmpz_mpoly_ctx_struct *context = col_exact_context(p->field);
    fmpz_mpoly_q_t value;
    fmpz_mpoly_q_init(value, context);
    if (col_exact_convert(value, p->field, expression, NULL)) {
        fmpz_mpoly_struct *condition = &p->conditions[p->condition_count];
        fmpz_mpoly_init(condition, context);
        fmpz_mpoly_mul(condition, fmpz_mpoly_q_numref(value), fmpz_mpoly_q_denref(value), context);
        p->condition_signs[p->condition_count++] = signs;
        for (size_t i = 0; i < p->memo_count; i++) /* what was unknown may be known with the new condition */
            fmpz_mpoly_clear(p->memo[i].polynomial, context);
        p->memo_count = 0;
    } else {
        p->incomplete = true;
    }
    fmpz_mpoly_q_clear(value, context);
}

/* Ends of ranges that are not rational are conditions, too. */
static void convert_end(problem *p, size_t i, col_expr end, bool upper, bool open)
{
    fmpq_t value;
    fmpq_init(value);
    if (end != COL_EXPR_NONE && !col_expr_rational(value, p->region->graph, end, 4096)) {
        col_expr symbol = p->region->symbols[i];
        col_expr inside = upper ? col_expr_sub(p->region->graph, end, symbol)
                                : col_expr_sub(p->region->graph, symbol, end);
        convert_condition(p, inside, open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE);
    }
    fmpq_clear(value);
}

col_sign_context *col_sign_context_new(const col_region *region, const col_expr *expressions, size_t count,
                                       size_t room)
{
    problem *p = col_calloc(1, sizeof *p);
    p->region = region;
    size_t roots = region->condition_count + count;
    col_expr *all = col_malloc(roots * sizeof *all);
    for (size_t i = 0; i < roots; i++)
        all[i] = i < count ? expressions[i] : region->conditions[i - count].expression;
    room += col_exact_room(region->graph, all, roots) + 2 * region->count;
    free(all);
    p->field = col_exact_field_new(region->graph, region->symbols, region->count, room, oracle, p);
    col_exact_set_integrals(p->field, closed_form);
    size_t most = region->condition_count + 2 * region->count;
    p->conditions = col_calloc(most, sizeof *p->conditions);
    p->condition_signs = col_calloc(most, sizeof *p->condition_signs);
    for (size_t i = 0; i < region->count; i++) {
        convert_end(p, i, region->ranges[i].lo, false, region->ranges[i].lo_open);
        convert_end(p, i, region->ranges[i].hi, true, region->ranges[i].hi_open);
    }
    for (size_t i = 0; i < region->condition_count; i++)
        convert_condition(p, region->conditions[i].expression, region->conditions[i].signs);
    return p;
}

void col_sign_context_free(col_sign_context *p)
{
    const fmpz_mpoly_ctx_struct *context = col_exact_context(p->field);
    for (size_t i = 0; i < p->memo_count; i++)
        fmpz_mpoly_clear(p->memo[i].polynomial, context);
    for (size_t i = 0; i < p->condition_count; i++)
        fmpz_mpoly_clear(&p->conditions[i], context);
    free(p->conditions);
    free(p->condition_signs);
    col_exact_field_free(p->field);
    free(p);
}

col_exact_field *col_sign_context_field(col_sign_context *p)
{
    return p->field;
}
