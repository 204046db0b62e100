/* From a model's conditions to functions of two parameters.
 *
 * A condition's normal form is factored exactly: its sign is the product of the factors' signs, and the same factor
 * serves all conditions that have it. A normal form holds where the region's conditions do; so a domain's
 * condition is taken over the bare rectangle, a state's over the domain, and a Routh-Hurwitz condition over the domain
 * narrowed by the state's conditions: the order in which labels ask for them. */
#include "phase_signs.h"

#include "../base/memory.h"
#include "../rigor/polynomialtools.h"
#include "../rigor/sign_context.h"
#include "hurwitz.h"
#include "inquiry.h"
#include "smoothness.h"

#include <stdlib.h>

enum { CONSTANT_PRECISION = 2048 };

typedef struct {
    phase_signs *signs;
    col_graph *graph;
    const col_region *region; /* over which normal forms are made */
    const col_expr *axes;
    unsigned long effort;
} builder;

static bool is_polynomial(const col_graph *graph, col_expr e, const col_expr *axes)
{
    size_t count;
    col_expr *nodes = col_expr_reachable(&count, graph, e);
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        const col_node *node = col_expr_node(graph, nodes[i]);
        switch (node->op) {
        case COL_OP_NUMBER: case COL_OP_ADD: case COL_OP_SUB: case COL_OP_MUL: case COL_OP_NEG: break;
        case COL_OP_SYMBOL: good = nodes[i] == axes[0] || nodes[i] == axes[1]; break;
        case COL_OP_DIV:
            good = col_expr_is_number(graph, node->args[1]) && !col_expr_is_zero(graph, node->args[1]);
            break;
        case COL_OP_POW:
            good = col_expr_is_number(graph, node->args[1])
                && fmpz_is_one(fmpq_denref(col_expr_value(graph, node->args[1])))
                && fmpq_sgn(col_expr_value(graph, node->args[1])) >= 0;
            break;
        default: good = false;
        }
    }
    free(nodes);
    return good;
}

static size_t find_function(const builder *b, col_expr e)
{
    phase_signs *signs = b->signs;
    for (size_t i = 0; i < signs->function_count; i++)
        if (signs->functions[i].expression == e)
            return i;
    signs->functions = col_grow(signs->functions, signs->function_count, &signs->function_capacity,
                                sizeof *signs->functions);
    phase_function *function = &signs->functions[signs->function_count];
    *function = (phase_function){.expression = e, .polynomial = is_polynomial(b->graph, e, b->axes)};
    function->value = col_tape_new(b->graph, &e, 1, b->axes, 2, NULL);
    function->jacobian = col_tape_new_jacobian(b->graph, &e, 1, b->axes, 2, NULL);
    if (function->value)
        function->value_space = col_tape_workspace_new(function->value);
    if (function->jacobian)
        function->jacobian_space = col_tape_workspace_new(function->jacobian);
    return signs->function_count++;
}

static void multiply(phase_condition *condition, size_t function, bool even)
{
    condition->functions = col_realloc(condition->functions, (condition->count + 1) * sizeof *condition->functions);
    condition->even = col_realloc(condition->even, (condition->count + 1) * sizeof *condition->even);
    condition->functions[condition->count] = function;
    condition->even[condition->count++] = even;
}

/* A denominator has the sign of its inverse; a constant polynomial has only its content. */
static bool multiply_factors(phase_condition *condition, const builder *b, col_exact_field *field,
                             const fmpz_mpoly_t polynomial)
{
    const fmpz_mpoly_ctx_struct *ring = col_exact_context(field);
    fmpz_mpoly_factor_t factors;
    fmpz_mpoly_factor_init(factors, ring);
    bool good = col_polynomial_factor(factors, polynomial, ring);
    if (good && fmpz_sgn(factors->constant) < 0)
        condition->constant = -condition->constant;
    for (slong i = 0; good && i < factors->num; i++) {
        col_expr factor = col_exact_polynomial_expression(field, factors->poly + i);
        good = factor != COL_EXPR_NONE;
        if (good)
            multiply(condition, find_function(b, factor), fmpz_is_even(factors->exp + i) != 0);
    }
    fmpz_mpoly_factor_clear(factors, ring);
    return good;
}

static void clear_product(phase_condition *condition)
{
    free(condition->functions);
    free(condition->even);
    *condition = (phase_condition){.constant = 1, .signs = condition->signs};
}

/* The condition as a product of factors; false, with an empty product, if there is no normal form to be had. */
static bool factorise(phase_condition *condition, const builder *b, col_expr e)
{
    col_sign_context *context = col_sign_context_new(b->region, &e, 1, 0);
    col_exact_field *field = col_sign_context_field(context);
    const fmpz_mpoly_ctx_struct *ring = col_exact_context(field);
    fmpz_mpoly_q_t value;
    fmpz_mpoly_q_init(value, ring);
    bool good = col_exact_convert(value, field, e, NULL);
    if (good && fmpz_mpoly_q_is_zero(value, ring))
        condition->constant = 0;
    else if (good)
        good = multiply_factors(condition, b, field, fmpz_mpoly_q_numref(value))
            && multiply_factors(condition, b, field, fmpz_mpoly_q_denref(value));
    if (!good)
        clear_product(condition);
    fmpz_mpoly_q_clear(value, ring);
    col_sign_context_free(context);
    return good;
}

/* The one sign, positive or negative, that e has on the whole region; 0 if none is shown. */
static int uniform_sign(const builder *b, col_expr e)
{
    static const struct { col_signs signs; int value; } tries[] = {{COL_SIGN_POSITIVE, 1}, {COL_SIGN_NEGATIVE, -1}};
    if (b->region->count == 0)
        return 0;
    for (size_t i = 0; i < 2; i++) {
        col_sign_result result;
        col_sign_determine(&result, b->region, e, tries[i].signs, b->effort);
        col_verdict verdict = result.verdict;
        col_sign_result_clear(&result);
        if (verdict == COL_PROVED)
            return tries[i].value;
        if (verdict == COL_UNDECIDED)
            return 0; /* the sign that the samples have is out of reach; the other one is wrong */
    }
    return 0;
}

static bool is_defined(const builder *b, col_expr e)
{
    col_sign_result result;
    col_sign_defined(&result, b->region, e, b->effort);
    bool defined = result.verdict == COL_PROVED;
    col_sign_result_clear(&result);
    return defined;
}

/* defined: e is known to be defined where its sign matters. Where that is not shown, e stays as it is written, for
 * enclosures to find out: simplifying may have removed what is not defined. */
static void add_condition(phase_conditions *list, const builder *b, col_expr e, col_signs wanted, bool defined)
{
    phase_condition condition = {.constant = 1, .signs = wanted};
    defined = defined || is_defined(b, e);
    e = defined ? col_region_apply(b->region, e) : col_region_apply_as_written(b->region, e);
    col_signs constant = COL_SIGN_ANY;
    if (defined && e != COL_EXPR_NONE && col_expr_is_constant(b->graph, e))
        constant = col_constant_sign(b->graph, e, CONSTANT_PRECISION);
    bool exact = defined && e != COL_EXPR_NONE && constant == COL_SIGN_ANY;
    int uniform = exact ? uniform_sign(b, e) : 0;
    if (constant != COL_SIGN_ANY)
        condition.constant = constant == COL_SIGN_POSITIVE ? 1 : constant == COL_SIGN_NEGATIVE ? -1 : 0;
    else if (uniform != 0)
        condition.constant = uniform;
    else if (!exact || !factorise(&condition, b, e))
        multiply(&condition, find_function(b, e), false);
    list->items = col_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = condition;
}

static void clear_conditions(phase_conditions *list)
{
    for (size_t i = 0; i < list->count; i++)
        clear_product(&list->items[i]);
    free(list->items);
}

/* The domain's conditions, each over the bare rectangle: none may rest on itself. */
static void add_domain(const builder *b)
{
    col_region bare;
    col_region_copy(&bare, b->region);
    bare.condition_count = 0;
    builder over_rectangle = *b;
    over_rectangle.region = &bare;
    for (size_t i = 0; i < b->region->condition_count; i++)
        add_condition(&b->signs->domain, &over_rectangle, b->region->conditions[i].expression,
                      b->region->conditions[i].signs, false);
    col_region_clear(&bare);
}

static void remark(const builder *b, const char *state, const char *reason)
{
    col_text_printf(&b->signs->remarks, "%s: the stability is undecided: %s\n", state, reason);
}

/* Adds a Routh-Hurwitz condition unless one before is certainly violated in the whole region: none of the others can
 * change that the state is unstable. */
static void add_hurwitz(phase_state *out, const builder *b, col_expr e)
{
    for (size_t i = 0; i < out->hurwitz.count; i++)
        if (out->hurwitz.items[i].count == 0 && out->hurwitz.items[i].constant < 0)
            return;
    add_condition(&out->hurwitz, b, e, COL_SIGN_POSITIVE, true);
}

/* The Routh-Hurwitz conditions over the state's region, in which it is certified stationary. */
static void judge_state(phase_state *out, const builder *b, const col_model *model, const col_state *state)
{
    col_expr *components = col_calloc(model->variable_count, sizeof *components);
    for (size_t i = 0; i < model->variable_count; i++)
        components[i] = col_region_apply(b->region, state->components[i]);
    col_hurwitz hurwitz = {0};
    const char *obstacle = col_flow_smooth_at(model, b->region, components, b->effort);
    if (!obstacle && !col_hurwitz_analyse(&hurwitz, model, b->region, components))
        obstacle = "an irreducible block of the Jacobian is too large";
    for (size_t i = 0; !obstacle && i < hurwitz.count; i++)
        for (size_t k = 0; k < hurwitz.blocks[i].condition_count; k++)
            add_hurwitz(out, b, hurwitz.blocks[i].conditions[k]);
    bool negative = false, zero = false;
    for (size_t i = 0; i < out->hurwitz.count; i++) {
        const phase_condition *condition = &out->hurwitz.items[i];
        negative = negative || (condition->count == 0 && condition->constant < 0);
        zero = zero || condition->constant == 0;
    }
    if (!obstacle && zero && !negative)
        obstacle = "a Routh-Hurwitz condition vanishes identically";
    out->zeros = hurwitz.zeros;
    out->judged = obstacle == NULL;
    if (obstacle)
        remark(b, state->name, obstacle);
    col_hurwitz_clear(&hurwitz);
    free(components);
}

static void add_state(phase_state *out, const builder *b, col_model *model, size_t index)
{
    const col_state *state = &model->states[index];
    col_claim claim = {.name = "", .body = "", .kind = COL_CLAIM_STATIONARY, .state = index};
    col_inquiry inquiry = {.model = model, .claim = &claim, .effort = b->effort};
    col_text_init(&inquiry.method);
    col_text_init(&inquiry.reason);
    col_text_init(&inquiry.steps);
    col_region_copy(&inquiry.region, b->region);
    col_region_keep_memory(&inquiry.region);
    col_region_narrow(&inquiry.region, &state->when);
    col_verify_stationary(&inquiry);
    out->nowhere = inquiry.region.count < b->region->count;
    for (size_t i = 0; !out->nowhere && i < state->when.count; i++) {
        const col_comparison *condition = &state->when.items[i];
        col_expr difference = col_expr_binary(model->graph, COL_OP_SUB, condition->left, condition->right);
        add_condition(&out->when, b, difference, col_relation_signs(condition->relation), false);
    }
    builder narrowed = *b;
    narrowed.region = &inquiry.region;
    if (!out->nowhere && inquiry.verdict == COL_PROVED)
        judge_state(out, &narrowed, model, state);
    else if (!out->nowhere)
        remark(b, state->name, inquiry.reason.data);
    col_text_clear(&inquiry.method);
    col_text_clear(&inquiry.reason);
    col_text_clear(&inquiry.steps);
    col_region_clear(&inquiry.region);
    free(inquiry.point);
}

void phase_signs_init(phase_signs *out, col_model *model, const col_region *region, const col_expr *axes,
                      bool states, unsigned long effort)
{
    *out = (phase_signs){.state_count = states ? model->state_count : 0};
    col_text_init(&out->remarks);
    out->states = col_calloc(out->state_count, sizeof *out->states);
    builder b = {out, model->graph, region, axes, effort};
    add_domain(&b);
    for (size_t i = 0; i < out->state_count; i++)
        add_state(&out->states[i], &b, model, i);
}

void phase_signs_clear(phase_signs *signs)
{
    for (size_t i = 0; i < signs->function_count; i++) {
        col_tape_workspace_free(signs->functions[i].value_space);
        col_tape_workspace_free(signs->functions[i].jacobian_space);
        col_tape_free(signs->functions[i].value);
        col_tape_free(signs->functions[i].jacobian);
    }
    free(signs->functions);
    clear_conditions(&signs->domain);
    for (size_t i = 0; i < signs->state_count; i++) {
        clear_conditions(&signs->states[i].when);
        clear_conditions(&signs->states[i].hurwitz);
    }
    free(signs->states);
    col_text_clear(&signs->remarks);
}

static col_signs product(col_signs a, col_signs b)
{
    col_signs result = COL_SIGN_NONE;
    if (a == COL_SIGN_NONE || b == COL_SIGN_NONE)
        return result;
    if ((a | b) & COL_SIGN_ZERO)
        result |= COL_SIGN_ZERO;
    if ((a & COL_SIGN_POSITIVE && b & COL_SIGN_POSITIVE) || (a & COL_SIGN_NEGATIVE && b & COL_SIGN_NEGATIVE))
        result |= COL_SIGN_POSITIVE;
    if ((a & COL_SIGN_POSITIVE && b & COL_SIGN_NEGATIVE) || (a & COL_SIGN_NEGATIVE && b & COL_SIGN_POSITIVE))
        result |= COL_SIGN_NEGATIVE;
    return result;
}

col_signs phase_condition_sign(const phase_condition *condition, const col_signs *functions)
{
    col_signs sign = condition->constant > 0 ? COL_SIGN_POSITIVE
        : condition->constant < 0            ? COL_SIGN_NEGATIVE
                                             : COL_SIGN_ZERO;
    for (size_t i = 0; i < condition->count; i++) {
        col_signs factor = functions[condition->functions[i]];
        sign = product(sign, condition->even[i] ? product(factor, factor) : factor);
    }
    return sign;
}
