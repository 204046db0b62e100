/* Signs through normal forms: an expression's sign is that of numerator times denominator, polynomials in parameters
 * and generators; over the set that the region and the generators' relations describe, col_semialgebraic_sign decides.
 *
 * Roots are described completely by w^n = R, w >= 0, so that a refutation is one of the claim (its point is checked
 * again all the same). A transcendental generator is only known to lie in a range: that is a larger set, on which
 * "proved" is right and "refuted" says nothing. */
#include "antiderivative.h"
#include "sign_context.h"
#include "sign_tactics.h"

#include <collapsar/decimal.h>
#include <collapsar/tape.h>

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ORACLE_STEPS = 60000, ORACLE_MEMO = 64, RANGE_BITS = 128 };

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
    *finite = arb_is_finite(value) != 0;
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

/* set: a polynomial expression of g (a generator), n and d (its argument n/d) has the signs. Each lemma below is an
 * inequality between g and x = n/d, multiplied by d^2 > 0. */
typedef struct {
    fmpz_mpoly_t g, n, d, work, sum;
    const fmpz_mpoly_ctx_struct *ring;
} lemma;

/* sum += factor * g^i n^j d^k. */
static void lemma_term(lemma *l, slong factor, ulong i, ulong j, ulong k)
{
    fmpz_mpoly_t power;
    fmpz_mpoly_init(power, l->ring);
    fmpz_mpoly_pow_ui(l->work, l->g, i, l->ring);
    fmpz_mpoly_pow_ui(power, l->n, j, l->ring);
    fmpz_mpoly_mul(l->work, l->work, power, l->ring);
    fmpz_mpoly_pow_ui(power, l->d, k, l->ring);
    fmpz_mpoly_mul(l->work, l->work, power, l->ring);
    fmpz_mpoly_scalar_mul_si(l->work, l->work, factor, l->ring);
    fmpz_mpoly_add(l->sum, l->sum, l->work, l->ring);
    fmpz_mpoly_clear(power, l->ring);
}

/* The sum so far is a condition; starts the next one. */
static void lemma_require(col_semialgebraic *set, lemma *l, col_signs signs)
{
    col_semialgebraic_require(set, l->sum, signs);
    fmpz_mpoly_zero(l->sum, l->ring);
}

/* Which signs can the argument have, by the set as it stands? */
static col_signs argument_signs(const col_semialgebraic *set, lemma *l)
{
    static const col_signs guesses[] = {COL_SIGN_POSITIVE, COL_SIGN_NEGATIVE, COL_SIGN_NONZERO};
    col_signs signs = COL_SIGN_ANY;
    fmpz_mpoly_mul(l->work, l->n, l->d, l->ring);
    for (size_t i = 0; signs == COL_SIGN_ANY && i < 3; i++) {
        col_semialgebraic_result result;
        col_budget budget = {.steps = ORACLE_STEPS, .precision = 256};
        col_semialgebraic_sign(&result, l->work, guesses[i], set, &budget);
        if (result.verdict == COL_PROVED)
            signs = guesses[i];
        col_semialgebraic_result_clear(&result);
    }
    return signs;
}

/* exp x >= 1 + x, strictly unless x = 0; exp x - 1 has the sign of x. */
static void exponential_lemmas(col_semialgebraic *set, lemma *l)
{
    col_signs signs = argument_signs(set, l);
    lemma_term(l, 1, 1, 0, 2);
    lemma_term(l, -1, 0, 0, 2);
    lemma_term(l, -1, 0, 1, 1);
    lemma_require(set, l, signs == COL_SIGN_ANY ? COL_SIGN_NONNEGATIVE : COL_SIGN_POSITIVE);
    if (signs == COL_SIGN_POSITIVE || signs == COL_SIGN_NEGATIVE) {
        lemma_term(l, 1, 1, 0, 0);
        lemma_term(l, -1, 0, 0, 0);
        lemma_require(set, l, signs);
    }
}

/* 1 - 1/x <= log x <= x - 1. */
static void logarithm_lemmas(col_semialgebraic *set, lemma *l)
{
    lemma_term(l, 1, 0, 1, 1);
    lemma_term(l, -1, 0, 0, 2);
    lemma_term(l, -1, 1, 0, 2);
    lemma_require(set, l, COL_SIGN_NONNEGATIVE);
    lemma_term(l, 1, 1, 1, 1);
    lemma_term(l, -1, 0, 1, 1);
    lemma_term(l, 1, 0, 0, 2);
    lemma_require(set, l, COL_SIGN_NONNEGATIVE);
}

/* sin^2 x <= x^2 and the like: a g^2 <= x^2 for a = 1, the reverse for a = -1. */
static void square_lemma(col_semialgebraic *set, lemma *l, slong direction)
{
    lemma_term(l, direction, 0, 2, 0);
    lemma_term(l, -direction, 2, 0, 2);
    lemma_require(set, l, COL_SIGN_NONNEGATIVE);
}

/* g x >= 0. */
static void same_sign_lemma(col_semialgebraic *set, lemma *l)
{
    lemma_term(l, 1, 1, 1, 1);
    lemma_require(set, l, COL_SIGN_NONNEGATIVE);
}

static void require_lemmas(col_semialgebraic *set, const col_generator *generator, slong index,
                           const fmpz_mpoly_ctx_struct *ring)
{
    if (fmpz_mpoly_q_is_zero(generator->argument, ring))
        return;
    lemma l = {.ring = ring};
    fmpz_mpoly_init(l.g, ring);
    fmpz_mpoly_init(l.n, ring);
    fmpz_mpoly_init(l.d, ring);
    fmpz_mpoly_init(l.work, ring);
    fmpz_mpoly_init(l.sum, ring);
    fmpz_mpoly_gen(l.g, index, ring);
    fmpz_mpoly_set(l.n, fmpz_mpoly_q_numref(generator->argument), ring);
    fmpz_mpoly_set(l.d, fmpz_mpoly_q_denref(generator->argument), ring);
    if (generator->kind == COL_GENERATOR_EXP) {
        exponential_lemmas(set, &l);
    } else if (generator->kind == COL_GENERATOR_COSINE) { /* cos x >= 1 - x^2/2 */
        lemma_term(&l, 2, 1, 0, 2);
        lemma_term(&l, -2, 0, 0, 2);
        lemma_term(&l, 1, 0, 2, 0);
        lemma_require(set, &l, COL_SIGN_NONNEGATIVE);
    } else if (generator->kind == COL_GENERATOR_SINE) {
        square_lemma(set, &l, 1);
    } else if (generator->function == COL_OP_LOG) {
        logarithm_lemmas(set, &l);
    } else if (generator->function == COL_OP_ATAN || generator->function == COL_OP_ASIN) {
        same_sign_lemma(set, &l);
        square_lemma(set, &l, generator->function == COL_OP_ATAN ? 1 : -1);
    } else if (generator->function == COL_OP_ERF) {
        same_sign_lemma(set, &l);
    }
    fmpz_mpoly_clear(l.g, ring);
    fmpz_mpoly_clear(l.n, ring);
    fmpz_mpoly_clear(l.d, ring);
    fmpz_mpoly_clear(l.work, ring);
    fmpz_mpoly_clear(l.sum, ring);
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

/* How much of what is known goes into a set: the more, the larger the problem. */
typedef struct {
    bool all_conditions; /* otherwise those that the polynomial's generators are connected with */
    bool lemmas;         /* elementary inequalities of transcendental generators */
} set_extent;

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

/* The set over which polynomial is to be judged: the generators that it and the conditions use, with all that they
 * depend on. relaxed tells that the set may be larger than the region. Initialises set. */
static void build_set(col_semialgebraic *set, bool *relaxed, const fmpz_mpoly_t polynomial, const problem *p,
                      set_extent extent)
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
                require_lemmas(set, col_exact_generator(p->field, i), (slong)i, context);
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
    build_set(&set, &relaxed, polynomial, p, (set_extent){false, false});
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
    col_signs signs = COL_SIGN_ANY;
    for (size_t i = 0; signs == COL_SIGN_ANY && i < sizeof guesses / sizeof guesses[0]; i++)
        if (holds(p, polynomial, guesses[i], ORACLE_STEPS))
            signs = guesses[i];
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

/* A real algebraic number as an expression: rational, or (a + b sqrt(c))/d; COL_EXPR_NONE for higher degrees. */
static col_expr algebraic_expression(col_graph *graph, const qqbar_t x)
{
    if (qqbar_is_rational(x)) {
        fmpq_t value;
        fmpq_init(value);
        qqbar_get_fmpq(value, x);
        col_expr e = col_expr_number(graph, value);
        fmpq_clear(value);
        return e;
    }
    if (qqbar_degree(x) != 2)
        return COL_EXPR_NONE;
    fmpz_t a, b, c, d;
    fmpq_t part;
    fmpz_init(a);
    fmpz_init(b);
    fmpz_init(c);
    fmpz_init(d);
    fmpq_init(part);
    qqbar_get_quadratic(a, b, c, d, x, 1);
    fmpq_set_fmpz_frac(part, a, d);
    col_expr rational = col_expr_number(graph, part);
    fmpq_set_fmpz_frac(part, b, d);
    col_expr factor = col_expr_number(graph, part);
    fmpq_set_fmpz(part, c);
    col_expr root = col_expr_unary(graph, COL_OP_SQRT, col_expr_number(graph, part));
    fmpz_clear(a);
    fmpz_clear(b);
    fmpz_clear(c);
    fmpz_clear(d);
    fmpq_clear(part);
    return col_expr_add(graph, rational, col_expr_mul(graph, factor, root));
}

/* Roots of higher degree have no expression: the point is described in words. It was checked exactly for the normal
 * form, which is the expression itself where that is defined: so it has to be defined on the whole region. */
static void take_algebraic_refutation(col_sign_result *result, const col_sign_task *task,
                                      const col_semialgebraic_result *exact)
{
    col_sign_result defined;
    col_sign_defined(&defined, task->region, task->e, task->effort);
    if (defined.verdict == COL_PROVED) {
        col_text text;
        col_text_init(&text);
        for (size_t i = 0; i < task->region->count; i++) {
            char *polynomial = fmpz_poly_get_str_pretty(QQBAR_POLY(exact->point + i), "x");
            col_text_printf(&text, "%s%s = ", i ? ", " : "", col_expr_name(task->region->graph, task->region->symbols[i]));
            arb_t value;
            arb_init(value);
            qqbar_get_arb(value, exact->point + i, 64);
            col_decimal_short(&text, value, 10);
            col_text_printf(&text, " (a root of %s)", polynomial);
            arb_clear(value);
            flint_free(polynomial);
        }
        result->verdict = COL_REFUTED;
        snprintf(result->method, sizeof result->method, "%s", exact->method);
        snprintf(result->point_text, sizeof result->point_text, "%.250s", text.data);
        result->reason[0] = '\0';
        col_text_clear(&text);
    }
    col_sign_result_clear(&defined);
}

/* The point of a refutation in the region's parameters, checked again from the user's expressions. */
static void take_refutation(col_sign_result *result, const col_sign_task *task,
                            const col_semialgebraic_result *exact)
{
    size_t count = task->region->count;
    if (exact->length < (slong)count)
        return;
    col_expr *point = col_calloc(count, sizeof *point);
    bool written = true;
    for (size_t i = 0; i < count; i++) {
        point[i] = algebraic_expression(task->region->graph, exact->point + i);
        written = written && point[i] != COL_EXPR_NONE;
    }
    if (written && col_region_contains(task->region, point) == COL_PROVED
        && col_sign_at_point(task->region, task->e, task->signs, point) == COL_REFUTED)
        col_sign_refute(result, point, count, exact->method);
    else if (!written)
        take_algebraic_refutation(result, task, exact);
    free(point);
}

/* Symbols by their names, the other generators as w1, w2, ...; primed where a symbol has that name. The caller frees
 * all of it. */
static char **generator_names(const problem *p)
{
    size_t variables = (size_t)fmpz_mpoly_ctx_nvars(col_exact_context(p->field)), others = 0;
    char **names = col_calloc(variables, sizeof *names);
    for (size_t i = 0; i < variables; i++) {
        const col_generator *generator = i < col_exact_generators(p->field) ? col_exact_generator(p->field, i) : NULL;
        char name[32] = "";
        bool symbol = generator != NULL && generator->kind == COL_GENERATOR_SYMBOL;
        if (generator != NULL && !symbol)
            snprintf(name, sizeof name, "w%zu", ++others);
        for (size_t k = 0; k < p->region->count; k++)
            if (strcmp(name, col_expr_name(p->region->graph, p->region->symbols[k])) == 0)
                snprintf(name, sizeof name, "w%zu'", others);
        names[i] = col_strdup(symbol ? col_expr_name(p->region->graph, generator->expression) : name);
    }
    return names;
}

/* The argument with what its w1, w2, ... stand for. */
static char *full_argument(const char *argument, char *const *names, const problem *p)
{
    col_text text;
    col_text_init(&text);
    for (size_t i = 0; i < col_exact_generators(p->field); i++) {
        const col_generator *generator = col_exact_generator(p->field, i);
        if (generator->kind == COL_GENERATOR_SYMBOL || strstr(argument, names[i]) == NULL)
            continue;
        col_text_printf(&text, "with %s = ", names[i]);
        col_expr_print(&text, p->region->graph, generator->expression);
        col_text_put(&text, '\n');
    }
    col_text_append(&text, argument);
    char *full = col_text_take(&text);
    col_text_clear(&text);
    return full;
}

/* One attempt; true if it is of no use to try again with more conditions. */
static bool judge(col_sign_result *result, const col_sign_task *task, const problem *p, const fmpz_mpoly_t target,
                  set_extent extent)
{
    col_semialgebraic set;
    col_semialgebraic_result exact;
    bool relaxed;
    build_set(&set, &relaxed, target, p, extent);
    col_budget budget = {.steps = 1500000 * task->effort, .precision = 1024};
    char **names = generator_names(p);
    set.names = (const char *const *)names;
    col_semialgebraic_sign(&exact, target, task->signs, &set, &budget);
    if (exact.verdict == COL_PROVED) {
        result->verdict = COL_PROVED;
        result->empty = exact.empty;
        snprintf(result->method, sizeof result->method, "%s%s", extent.lemmas ? "elementary inequalities, " : "",
                 exact.method);
        if (exact.argument != NULL)
            result->argument = full_argument(exact.argument, names, p);
    } else if (exact.verdict == COL_REFUTED && !relaxed) {
        take_refutation(result, task, &exact);
    }
    if (result->verdict == COL_UNDECIDED)
        snprintf(result->reason, sizeof result->reason, "%s", exact.reason);
    col_semialgebraic_result_clear(&exact);
    col_semialgebraic_clear(&set);
    for (slong i = 0; i < fmpz_mpoly_ctx_nvars(col_exact_context(p->field)); i++)
        free(names[i]);
    free(names);
    return result->verdict != COL_UNDECIDED || !relaxed;
}

void col_sign_by_polynomials(col_sign_result *result, const col_sign_task *task, bool *zero)
{
    problem *p = col_sign_context_new(task->region, &task->e, 1, 0);
    const fmpz_mpoly_ctx_struct *context = col_exact_context(p->field);
    fmpz_mpoly_q_t value;
    fmpz_mpoly_t target;
    const char *reason = "";
    fmpz_mpoly_q_init(value, context);
    fmpz_mpoly_init(target, context);
    if (!col_exact_convert(value, p->field, task->e, &reason)) {
        snprintf(result->reason, sizeof result->reason, "no normal form: %s", reason);
    } else if (fmpz_mpoly_q_is_zero(value, context)) {
        *zero = true;
        if (task->signs & COL_SIGN_ZERO) {
            result->verdict = COL_PROVED;
            snprintf(result->method, sizeof result->method, "symbolic identity");
        }
    } else {
        fmpz_mpoly_set(target, fmpz_mpoly_q_numref(value), context);
        if (task->signs != COL_SIGN_ZERO && task->signs != COL_SIGN_NONZERO)
            fmpz_mpoly_mul(target, target, fmpz_mpoly_q_denref(value), context);
        static const set_extent extents[] = {{false, false}, {true, false}, {true, true}};
        for (size_t i = 0; i < 3 && !judge(result, task, p, target, extents[i]); i++)
            ;
    }
    fmpz_mpoly_clear(target, context);
    fmpz_mpoly_q_clear(value, context);
    col_sign_context_free(p);
}

void col_sign_normalize(col_expr *out, const col_region *region, const col_expr *in, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = col_region_apply(region, in[i]);
    problem *p = col_sign_context_new(region, out, count, 0);
    fmpz_mpoly_q_t value;
    fmpz_mpoly_q_init(value, col_exact_context(p->field));
    for (size_t i = 0; i < count; i++)
        if (col_exact_convert(value, p->field, out[i], NULL))
            out[i] = col_exact_expression(p->field, value);
    fmpz_mpoly_q_clear(value, col_exact_context(p->field));
    col_sign_context_free(p);
}
