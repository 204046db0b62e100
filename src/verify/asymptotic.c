/* E1 ~ E2 as PARAMETER -> LIMIT: the ratio tends to 1.
 *
 * The parameter becomes LIMIT +- t or +-1/t, t -> 0+ (t^2, t^3, ... where fractional powers occur), the ratio a normal
 * form N/D. Exponentials of arguments that grow without bound are ordered by how fast they grow: of N and of D only
 * what dominates remains. The rest expands in powers of t, with logarithms of t as a slower scale. The ratio of the
 * leading coefficients decides, once they, and everything that the expansion divided by, are certified not to vanish
 * for any value of the other parameters. */
#include "inquiry.h"
#include "series.h"

#include "../base/memory.h"
#include "../rigor/sign_context.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TERMS = 32, MAX_RAMIFICATION = 6 };

typedef struct {
    col_inquiry *inquiry;
    col_region near, rest; /* with t in place of the parameter; without either */
    col_expr t, log_t, ratio;
    fmpz_mpoly_q_t limit;  /* of the ratio, if nothing went wrong */
    bool other_order;      /* the ratio tends to 0 or infinity */
    fmpz_mpoly_q_t lead;   /* of numerator and denominator, the product: has to be non-zero */
    slong ramification;
    char reason[256];
} expansion;

/* The signs of an exponential's argument as t -> 0: +1 or -1 if it grows without bound, 0 if not, 2 if unknown;
 * valuation: how fast. */
static int growth(slong *valuation, const col_generator *generator, col_series_context *context,
                  const col_region *rest, unsigned long effort)
{
    col_series argument;
    if (!col_series_quotient(&argument, generator->argument, context))
        return 2;
    int direction = 0;
    if (argument.length == 0) {
        direction = argument.valuation > 0 ? 0 : 2;
    } else if (argument.valuation < 0) {
        static const col_signs tried[] = {COL_SIGN_POSITIVE, COL_SIGN_NEGATIVE};
        col_expr lead = col_exact_expression(context->field, argument.coefficients);
        direction = 2;
        for (int i = 0; i < 2 && direction == 2; i++) {
            col_sign_result result;
            col_sign_determine(&result, rest, lead, tried[i], effort);
            if (result.verdict == COL_PROVED)
                direction = i == 0 ? 1 : -1;
            col_sign_result_clear(&result);
        }
    }
    *valuation = argument.valuation;
    col_series_clear(&argument, context);
    return direction;
}

/* polynomial = its coefficient at the dominating power of the generator; that power is returned. */
static slong keep_dominant(fmpz_mpoly_t polynomial, slong index, bool highest, const fmpz_mpoly_ctx_struct *context)
{
    fmpz_mpoly_univar_t powers;
    fmpz_mpoly_univar_init(powers, context);
    fmpz_mpoly_to_univar(powers, polynomial, index, context);
    slong position = highest ? 0 : fmpz_mpoly_univar_length(powers, context) - 1;
    slong power = fmpz_mpoly_univar_get_term_exp_si(powers, position, context);
    fmpz_mpoly_univar_get_term_coeff(polynomial, powers, position, context);
    fmpz_mpoly_univar_clear(powers, context);
    return power;
}

static bool uses(const fmpz_mpoly_t polynomial, size_t index, const fmpz_mpoly_ctx_struct *context)
{
    return fmpz_mpoly_degree_si(polynomial, (slong)index, context) > 0;
}

/* Is the generator hidden in another one that the value uses, under a root or in a function, or may it be in an
 * integral? Then the value's powers of it do not tell how fast the value grows. */
static bool hidden(const fmpz_mpoly_q_t value, size_t index, const col_exact_field *field)
{
    const fmpz_mpoly_ctx_struct *ring = col_exact_context(field);
    size_t count = col_exact_generators(field);
    bool *depends = col_calloc(count, sizeof *depends), found = false;
    depends[index] = true;
    for (size_t i = 0; i < count; i++) { /* generators use earlier ones */
        if (i == index)
            continue;
        const col_generator *generator = col_exact_generator(field, i);
        depends[i] = generator->function == COL_OP_INTEGRAL || generator->function == COL_OP_SUM;
        for (size_t k = index; !depends[i] && k < i; k++)
            depends[i] = depends[k]
                && (uses(generator->relation, k, ring) || uses(fmpz_mpoly_q_numref(generator->argument), k, ring)
                    || uses(fmpz_mpoly_q_denref(generator->argument), k, ring));
        found = found
            || (depends[i] && (uses(fmpz_mpoly_q_numref(value), i, ring) || uses(fmpz_mpoly_q_denref(value), i, ring)));
    }
    free(depends);
    return found;
}

/* The fastest growing exponential in N or D: its index, -1 if none grows, -2 if that can't be told. */
static slong fastest(int *direction, const fmpz_mpoly_q_t value, col_series_context *context, expansion *x)
{
    slong best = -1, best_valuation = 0;
    bool tie = false;
    for (size_t i = 0; i < col_exact_generators(context->field); i++) {
        const col_generator generator = *col_exact_generator(context->field, i);
        const fmpz_mpoly_ctx_struct *ring = col_exact_context(context->field);
        if (generator.kind != COL_GENERATOR_EXP
            || !(uses(fmpz_mpoly_q_numref(value), i, ring) || uses(fmpz_mpoly_q_denref(value), i, ring)))
            continue;
        slong valuation;
        int here = growth(&valuation, &generator, context, &x->rest, x->inquiry->effort);
        if (here == 2)
            return -2;
        if (here == 0)
            continue;
        if (hidden(value, i, context->field)) {
            context->reason = "one of them is part of another function";
            return -2;
        }
        tie = best >= 0 && valuation == best_valuation ? true : (best < 0 || valuation < best_valuation) ? false : tie;
        if (best < 0 || valuation < best_valuation) {
            best = (slong)i;
            best_valuation = valuation;
            *direction = here;
        }
    }
    return tie ? -2 : best;
}

/* Reduces N and D to what dominates; false if the order of growth is not known. */
static bool strip_exponentials(fmpz_mpoly_q_t value, col_series_context *context, expansion *x)
{
    const fmpz_mpoly_ctx_struct *ring = col_exact_context(context->field);
    for (;;) {
        int direction = 0;
        slong index = fastest(&direction, value, context, x);
        if (index == -1)
            return true;
        if (index == -2) {
            snprintf(x->reason, sizeof x->reason, "the order of growth of its exponentials could not be told (%s)",
                     context->reason);
            return false;
        }
        context->exponentials = true;
        slong above = keep_dominant(fmpz_mpoly_q_numref(value), index, direction > 0, ring);
        slong below = keep_dominant(fmpz_mpoly_q_denref(value), index, direction > 0, ring);
        x->other_order = x->other_order || above != below;
    }
}

/* The leading coefficient in powers of log t; power: which. */
static void leading_logarithm(fmpz_mpoly_q_t lead, slong *power, slong log_index, const fmpz_mpoly_ctx_struct *ring)
{
    slong above = keep_dominant(fmpz_mpoly_q_numref(lead), log_index, true, ring);
    slong below = keep_dominant(fmpz_mpoly_q_denref(lead), log_index, true, ring);
    *power = above - below;
}

/* The limit of the ratio from the leading terms. */
static bool compare_leads(expansion *x, col_series *above, col_series *below, col_series_context *context)
{
    col_exact_field *field = context->field;
    const fmpz_mpoly_ctx_struct *ring = col_exact_context(field);
    slong log_index = col_exact_find(field, COL_GENERATOR_SYMBOL, COL_OP_SYMBOL, x->log_t, NULL, 0, NULL);
    if (above->length == 0 || below->length == 0) {
        snprintf(x->reason, sizeof x->reason, "leading terms cancel beyond the orders that were tried");
        return false;
    }
    slong log_above = 0, log_below = 0;
    if (log_index >= 0) {
        leading_logarithm(above->coefficients, &log_above, log_index, ring);
        leading_logarithm(below->coefficients, &log_below, log_index, ring);
    }
    x->other_order = x->other_order || above->valuation != below->valuation || log_above != log_below;
    return col_exact_mul(x->lead, above->coefficients, below->coefficients, field)
        && col_exact_div(x->limit, above->coefficients, below->coefficients, field);
}

/* Certifies what the expansion rests on, over the other parameters. */
static bool obligations_hold(expansion *x, const col_series_context *context)
{
    col_expr lead = col_exact_expression(context->field, x->lead);
    for (size_t i = 0; i <= context->obligation_count; i++) {
        bool last = i == context->obligation_count;
        col_expr e = last ? lead : context->obligations[i].expression;
        col_sign_result result;
        col_sign_determine(&result, &x->rest, e, last ? COL_SIGN_NONZERO : context->obligations[i].signs,
                        x->inquiry->effort);
        bool ok = result.verdict == COL_PROVED;
        if (!ok)
            snprintf(x->reason, sizeof x->reason, "a leading coefficient may vanish or change its sign: %.180s",
                     result.reason);
        col_sign_result_clear(&result);
        if (!ok)
            return false;
    }
    return true;
}

/* Do the claim's conditions hold strictly, at the limit, for these values of the other parameters? Then they hold
 * near it. */
static bool conditions_hold_near(const expansion *x, const col_expr *point)
{
    col_expr zero = col_expr_integer(x->near.graph, 0);
    for (size_t i = 0; i < x->near.condition_count; i++) {
        col_expr e = col_expr_substitute(x->near.graph, x->near.conditions[i].expression, &x->t, &zero, 1);
        col_signs sign = col_constant_sign(x->near.graph, col_region_at(&x->rest, e, point), 512);
        bool strict = sign == COL_SIGN_POSITIVE || sign == COL_SIGN_NEGATIVE;
        if (!strict || (sign & x->near.conditions[i].signs) == 0)
            return false;
    }
    return true;
}

static bool holds_at(const col_region *region, col_expr e, col_signs signs, const col_expr *point)
{
    col_signs sign = col_constant_sign(region->graph, col_region_at(region, e, point), 512);
    return sign != COL_SIGN_ANY && (sign & signs) != 0;
}

/* A point at which the limit is certainly another one. */
static bool refute(expansion *x, const col_series_context *context)
{
    enum { SAMPLES = 12 };
    col_inquiry *inquiry = x->inquiry;
    col_graph *graph = x->rest.graph;
    col_expr difference = col_expr_sub(graph, col_exact_expression(context->field, x->limit),
                                       col_expr_integer(graph, 1));
    col_expr lead = col_exact_expression(context->field, x->lead);
    col_expr *points = col_calloc(SAMPLES * x->rest.count + 1, sizeof *points);
    size_t found = col_region_sample(points, &x->rest, SAMPLES, 120);
    bool refuted = false;
    for (size_t k = 0; !refuted && k < found; k++) {
        const col_expr *point = points + k * x->rest.count;
        refuted = conditions_hold_near(x, point)
            && holds_at(&x->rest, lead, COL_SIGN_NONZERO, point)
            && (x->other_order || holds_at(&x->rest, difference, COL_SIGN_NONZERO, point));
        for (size_t i = 0; refuted && i < context->obligation_count; i++)
            refuted = holds_at(&x->rest, context->obligations[i].expression, context->obligations[i].signs,
                                        point);
        if (refuted) {
            col_region_clear(&inquiry->region); /* the witness speaks of the other parameters */
            col_region_copy(&inquiry->region, &x->rest);
            col_inquiry_refuted(inquiry, point, "leading terms of expansions at the limit",
                                x->other_order ? "the two sides are not of the same order"
                                               : "the ratio tends to another limit");
        }
    }
    free(points);
    return refuted;
}

typedef enum { EXPANSION_FAILED, EXPANSION_MORE, EXPANSION_DONE } expansion_outcome;

/* One attempt with so many terms: settles the inquiry for this side (proved or refuted) if it can. */
static expansion_outcome attempt(expansion *x, slong terms)
{
    col_sign_context *signs = col_sign_context_new(&x->near, &x->ratio, 1, 24);
    col_exact_field *field = col_sign_context_field(signs);
    const fmpz_mpoly_ctx_struct *ring = col_exact_context(field);
    fmpz_mpoly_q_t value;
    col_series above = {0}, below = {0};
    col_series_context context;
    const char *reason = "";
    fmpz_mpoly_q_init(value, ring);
    fmpz_mpoly_q_init(x->limit, ring);
    fmpz_mpoly_q_init(x->lead, ring);
    col_series_context_init(&context, field, x->t, x->log_t, terms);
    expansion_outcome outcome = EXPANSION_FAILED;
    x->other_order = false;
    if (!col_exact_convert(value, field, x->ratio, &reason)) {
        snprintf(x->reason, sizeof x->reason, "no normal form: %s", reason);
    } else if (strip_exponentials(value, &context, x)) {
        bool ok = col_series_polynomial(&above, fmpz_mpoly_q_numref(value), &context)
            && col_series_polynomial(&below, fmpz_mpoly_q_denref(value), &context);
        if (!ok)
            snprintf(x->reason, sizeof x->reason, "no expansion: %s", context.reason);
        else if (!compare_leads(x, &above, &below, &context))
            outcome = EXPANSION_MORE;
        else if (!x->other_order && fmpz_mpoly_q_is_one(x->limit, ring))
            outcome = obligations_hold(x, &context) ? EXPANSION_DONE : EXPANSION_FAILED;
        else if (refute(x, &context))
            outcome = EXPANSION_DONE;
        else
            snprintf(x->reason, sizeof x->reason, "the ratio seems to tend to another limit than 1");
    }
    x->ramification = context.ramification;
    col_series_clear(&above, &context);
    col_series_clear(&below, &context);
    col_series_context_clear(&context);
    fmpz_mpoly_q_clear(value, ring);
    fmpz_mpoly_q_clear(x->limit, ring);
    fmpz_mpoly_q_clear(x->lead, ring);
    col_sign_context_free(signs);
    return outcome;
}

/* The parameter as a function of t, approaching from the side. */
static col_expr approach(col_graph *graph, const col_claim *claim, int side, col_expr t, slong ramification)
{
    col_expr power = col_expr_pow_si(graph, t, ramification);
    if (claim->limit == COL_EXPR_NONE)
        power = col_expr_div(graph, col_expr_integer(graph, side), power);
    else if (side < 0)
        power = col_expr_neg(graph, power);
    return claim->limit == COL_EXPR_NONE ? power : col_expr_add(graph, claim->limit, power);
}

/* The regions of t and of the other parameters. A limit concerns small t only. */
static void set_up(expansion *x, col_inquiry *inquiry, int side, slong ramification)
{
    const col_claim *claim = inquiry->claim;
    col_graph *graph = inquiry->model->graph;
    col_expr parameter = inquiry->model->parameters[claim->parameter].symbol;
    *x = (expansion){.inquiry = inquiry};
    x->t = col_expr_symbol(graph, "t");
    x->log_t = col_expr_symbol(graph, "log_t");
    col_expr value = approach(graph, claim, side, x->t, ramification);
    col_region_copy(&x->near, &inquiry->region);
    col_region_fix(&x->near, parameter, value);
    col_region_copy(&x->rest, &x->near);
    size_t kept = 0;
    for (size_t i = 0; i < x->rest.condition_count; i++)
        if (!col_expr_contains(graph, x->rest.conditions[i].expression, x->t))
            x->rest.conditions[kept++] = x->rest.conditions[i];
    x->rest.condition_count = kept;
    col_region_add_symbol(&x->near, x->t);
    col_expr small = col_expr_div(graph, col_expr_integer(graph, 1), col_expr_integer(graph, 1000));
    x->near.ranges[x->near.count - 1] =
        (col_range){col_expr_integer(graph, 0), small, true, true};
    col_expr ratio = col_expr_binary(graph, COL_OP_DIV, claim->left, claim->right);
    x->ratio = col_region_apply(&x->near, ratio);
}

/* Are both sides defined near the limit? "Near" may be as near as one likes, but the same for all other parameters. */
static bool defined_near(expansion *x)
{
    static const slong distances[] = {1000, 1000000, 1000000000000};
    const col_claim *claim = x->inquiry->claim;
    col_graph *graph = x->near.graph;
    col_expr both = col_expr_binary(graph, COL_OP_SUB, claim->left, claim->right);
    bool defined = false;
    for (size_t i = 0; !defined && i < sizeof distances / sizeof distances[0]; i++) {
        col_sign_result result;
        x->near.ranges[x->near.count - 1].hi =
            col_expr_div(graph, col_expr_integer(graph, 1), col_expr_integer(graph, distances[i]));
        col_sign_defined(&result, &x->near, both, x->inquiry->effort);
        defined = result.verdict == COL_PROVED;
        snprintf(x->reason, sizeof x->reason, "not shown to be defined near the limit: %.200s", result.reason);
        col_sign_result_clear(&result);
    }
    return defined;
}

static void decide_side(col_inquiry *inquiry, int side)
{
    expansion x;
    slong ramification = 1;
    expansion_outcome outcome = EXPANSION_FAILED;
    bool again;
    char reason[sizeof x.reason] = "";
    do {
        set_up(&x, inquiry, side, ramification);
        slong terms = 4;
        while ((outcome = attempt(&x, terms)) == EXPANSION_MORE && terms < MAX_TERMS)
            terms *= 2;
        again = outcome == EXPANSION_FAILED && x.ramification > 1
            && ramification * x.ramification <= MAX_RAMIFICATION;
        if (again)
            ramification *= x.ramification;
        if (outcome == EXPANSION_DONE && inquiry->verdict != COL_REFUTED && !defined_near(&x))
            outcome = EXPANSION_FAILED;
        memcpy(reason, x.reason, sizeof reason);
        col_region_clear(&x.near);
        col_region_clear(&x.rest);
    } while (again);
    if (outcome != EXPANSION_DONE)
        col_inquiry_undecided(inquiry, "%s", reason);
    else if (inquiry->verdict != COL_REFUTED)
        col_inquiry_proved(inquiry, "leading terms of expansions at the limit");
    if (inquiry->verdict == COL_PROVED)
        col_inquiry_step(inquiry, "approached from %s, both sides have the same leading term",
                         side > 0 ? "above" : "below");
}

/* Has b - a certainly one of the signs? Ends that are not there are at infinity. */
static bool below(col_graph *graph, col_expr a, col_expr b, col_signs signs)
{
    return a == COL_EXPR_NONE || b == COL_EXPR_NONE
        || (col_constant_sign(graph, col_expr_sub(graph, b, a), 1024) & ~signs) == 0;
}

/* May the parameter approach the limit from that side, within its range? */
static bool side_allowed(const col_inquiry *inquiry, int side)
{
    const col_claim *claim = inquiry->claim;
    const col_range *range = &inquiry->model->parameters[claim->parameter].range;
    col_graph *graph = inquiry->model->graph;
    if (claim->limit == COL_EXPR_NONE)
        return (side > 0 ? range->hi : range->lo) == COL_EXPR_NONE;
    return side > 0 ? below(graph, claim->limit, range->hi, COL_SIGN_POSITIVE)
                          && below(graph, range->lo, claim->limit, COL_SIGN_NONNEGATIVE)
                    : below(graph, range->lo, claim->limit, COL_SIGN_POSITIVE)
                          && below(graph, claim->limit, range->hi, COL_SIGN_NONNEGATIVE);
}

void col_verify_asymptotic(col_inquiry *inquiry)
{
    int side = inquiry->claim->side;
    bool from_above = side >= 0 && side_allowed(inquiry, 1), from_below = side <= 0 && side_allowed(inquiry, -1);
    if (!from_above && !from_below)
        col_inquiry_undecided(inquiry, "the parameter's range has no points near the limit");
    if (from_above)
        decide_side(inquiry, 1);
    if (from_below && (!from_above || inquiry->verdict == COL_PROVED))
        decide_side(inquiry, -1);
}
