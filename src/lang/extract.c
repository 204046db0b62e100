/* A claim with all that it speaks of, in a graph of its own. */
#include "graph.h"

#include <collapsar/document.h>

#include "../base/memory.h"

#include <stdlib.h>

typedef struct {
    col_expr from, to;
} image;

typedef struct {
    const col_graph *source;
    col_graph *target;
    image *symbols; /* ascending */
    size_t count;
} transfer;

static int compare(const void *a, const void *b)
{
    const image *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* In a list that is sorted; COL_EXPR_NONE if it isn't there. */
static col_expr find(const image *images, size_t count, col_expr from)
{
    const image key = {from, COL_EXPR_NONE};
    const image *found = count > 0 ? bsearch(&key, images, count, sizeof key, compare) : NULL;
    return found != NULL ? found->to : COL_EXPR_NONE;
}

/* One node, whose arguments have images already. */
static col_expr copy_node(const transfer *t, col_expr e, const image *images, size_t known)
{
    const col_node *node = col_expr_node(t->source, e);
    col_expr args[4] = {COL_EXPR_NONE, COL_EXPR_NONE, COL_EXPR_NONE, COL_EXPR_NONE};
    switch (node->op) {
    case COL_OP_NUMBER: return col_expr_number(t->target, col_expr_value(t->source, e));
    case COL_OP_PI: return col_expr_pi(t->target);
    case COL_OP_SYMBOL:
        return node->args[0] == 0 ? find(t->symbols, t->count, e)
                                  : col_graph_symbol(t->target, col_expr_name(t->source, e), node->args[0]);
    default: break;
    }
    for (int i = 0; i < node->arguments; i++)
        args[i] = find(images, known, node->args[i]);
    return col_graph_rebuild(t->target, node, args, true);
}

static col_expr copy(const transfer *t, col_expr e)
{
    if (e == COL_EXPR_NONE)
        return e;
    size_t count;
    col_expr *order = col_expr_reachable(&count, t->source, e);
    image *images = col_malloc(count * sizeof *images);
    for (size_t i = 0; i < count; i++)
        images[i] = (image){order[i], copy_node(t, order[i], images, i)};
    col_expr result = images[count - 1].to;
    free(images);
    free(order);
    return result;
}

static col_conditions copy_conditions(const transfer *t, const col_conditions *conditions)
{
    col_conditions result = {.items = col_calloc(conditions->count, sizeof *result.items), .count = conditions->count};
    for (size_t i = 0; i < conditions->count; i++) {
        result.items[i] = conditions->items[i];
        result.items[i].left = copy(t, conditions->items[i].left);
        result.items[i].right = copy(t, conditions->items[i].right);
    }
    return result;
}

static col_range copy_range(const transfer *t, const col_range *range)
{
    return (col_range){copy(t, range->lo), copy(t, range->hi), range->lo_open, range->hi_open};
}

static bool about_the_flow(const col_claim *claim)
{
    return claim->kind != COL_CLAIM_COMPARISON && claim->kind != COL_CLAIM_ASYMPTOTIC;
}

static bool about_a_state(const col_claim *claim)
{
    return about_the_flow(claim) && claim->kind != COL_CLAIM_CONSERVED && claim->kind != COL_CLAIM_STATES;
}

/* Symbols first, in the order of declaration: the new graph is the same whatever else the document holds. */
static void copy_symbols(col_model *part, transfer *t)
{
    t->symbols = col_calloc(part->parameter_count + part->variable_count, sizeof *t->symbols);
    for (size_t i = 0; i < part->parameter_count; i++) {
        col_parameter *parameter = &part->parameters[i];
        t->symbols[t->count].from = parameter->symbol;
        parameter->symbol = t->symbols[t->count++].to = col_expr_symbol(t->target, parameter->name);
    }
    for (size_t i = 0; i < part->variable_count; i++) {
        col_variable *variable = &part->variables[i];
        t->symbols[t->count].from = variable->symbol;
        variable->symbol = t->symbols[t->count++].to = col_expr_symbol(t->target, variable->name);
    }
    qsort(t->symbols, t->count, sizeof *t->symbols, compare);
}

static void copy_claim(col_model *part, const transfer *t)
{
    col_claim *claim = part->claims;
    claim->when = copy_conditions(t, &claim->when);
    claim->chain = copy_conditions(t, &claim->chain);
    claim->left = copy(t, claim->left);
    claim->right = copy(t, claim->right);
    claim->limit = copy(t, claim->limit);
    if (claim->box != NULL) {
        const col_range *box = claim->box;
        claim->box = col_calloc(part->variable_count, sizeof *claim->box);
        for (size_t i = 0; i < part->variable_count; i++)
            claim->box[i] = copy_range(t, &box[i]);
    }
    claim->state = 0;
}

static void copy_state(col_model *part, const col_state *original, const transfer *t)
{
    col_state *state = part->states;
    *state = *original;
    state->when = copy_conditions(t, &original->when);
    state->components = col_calloc(part->variable_count, sizeof *state->components);
    for (size_t i = 0; i < part->variable_count; i++)
        state->components[i] = copy(t, original->components[i]);
}

static void *duplicate(const void *array, size_t count, size_t size)
{
    char *result = col_calloc(count, size);
    const char *bytes = array;
    for (size_t i = 0; i < count * size; i++)
        result[i] = bytes[i];
    return result;
}

col_model *col_model_extract(const col_model *model, size_t claim)
{
    const col_claim *original = &model->claims[claim];
    col_model *part = col_calloc(1, sizeof *part);
    *part = (col_model){.name = model->name, .at = model->at, .graph = col_graph_new(0), .claim_count = 1};
    transfer t = {.source = model->graph, .target = part->graph};
    part->parameter_count = model->parameter_count;
    part->variable_count = about_the_flow(original) ? model->variable_count : 0;
    part->state_count = about_a_state(original) ? 1 : 0;
    part->parameters = duplicate(model->parameters, part->parameter_count, sizeof *part->parameters);
    part->variables = duplicate(model->variables, part->variable_count, sizeof *part->variables);
    part->states = col_calloc(part->state_count, sizeof *part->states);
    part->claims = duplicate(original, 1, sizeof *part->claims);
    copy_symbols(part, &t);
    for (size_t i = 0; i < part->parameter_count; i++)
        part->parameters[i].range = copy_range(&t, &part->parameters[i].range);
    for (size_t i = 0; i < part->variable_count; i++)
        part->variables[i].flow = copy(&t, part->variables[i].flow);
    part->assumptions = copy_conditions(&t, &model->assumptions);
    if (part->state_count > 0)
        copy_state(part, &model->states[original->state], &t);
    copy_claim(part, &t);
    free(t.symbols);
    return part;
}

void col_model_extract_free(col_model *part)
{
    for (size_t i = 0; i < part->state_count; i++) {
        free(part->states[i].when.items);
        free(part->states[i].components);
    }
    free(part->claims->when.items);
    free(part->claims->chain.items);
    free(part->claims->box);
    free(part->assumptions.items);
    free(part->parameters);
    free(part->variables);
    free(part->states);
    free(part->claims);
    col_graph_free(part->graph);
    free(part);
}
