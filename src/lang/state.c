/* state NAME [when CONDITIONS]: p = …, u = …
 *
 * A component may mention other components, by the variables' names. They are resolved in one depth-first pass
 * over all components together, in which a variable's argument is its component; a variable met while it is
 * still open depends on itself. */
#include "graph.h"
#include "parser.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

#define MOST_WORK 50000000 /* nodes visited, for all states of a document */

typedef struct {
    col_parser *parser;
    const col_model *model;
    const col_expr *given; /* components as written, one a variable */
    col_expr *resolved;    /* by handle: COL_EXPR_NONE is not yet */
    unsigned char *open;   /* by handle */
    col_expr *stack;
    size_t count, capacity;
    size_t self; /* the variable that depends on itself, if it fails so */
} resolution;

static ptrdiff_t variable_of(const resolution *r, col_expr e)
{
    const col_name *name;
    if (col_expr_node(r->model->graph, e)->op != COL_OP_SYMBOL)
        return -1;
    const char *text = col_expr_name(r->model->graph, e);
    name = col_names_find(r->parser->names, text, strlen(text));
    return name && name->kind == COL_NAME_VARIABLE && name->value == e ? (ptrdiff_t)name->index : -1;
}

static void push(resolution *r, col_expr e)
{
    r->stack = col_grow(r->stack, r->count, &r->capacity, sizeof *r->stack);
    r->stack[r->count++] = e;
}

/* Opens a node: its arguments are to be done first. False if one of them is open, which closes a circle. */
static bool open_node(resolution *r, col_expr e)
{
    ptrdiff_t variable = variable_of(r, e);
    const col_node *node = col_expr_node(r->model->graph, e);
    int arguments = variable >= 0 ? 1 : node->arguments;
    r->open[e] = 1;
    for (int i = 0; i < arguments; i++) {
        col_expr argument = variable >= 0 ? r->given[variable] : node->args[i];
        if (r->resolved[argument] != COL_EXPR_NONE)
            continue;
        if (r->open[argument]) {
            r->self = variable >= 0 ? (size_t)variable : r->self;
            return false;
        }
        push(r, argument);
        node = col_expr_node(r->model->graph, e);
    }
    return true;
}

static col_expr close_node(const resolution *r, col_expr e)
{
    ptrdiff_t variable = variable_of(r, e);
    if (variable >= 0)
        return r->resolved[r->given[variable]];
    col_node node = *col_expr_node(r->model->graph, e);
    col_expr args[4];
    for (int i = 0; i < node.arguments; i++)
        args[i] = r->resolved[node.args[i]];
    if (memcmp(args, node.args, (size_t)node.arguments * sizeof *args) == 0)
        return e;
    return col_graph_rebuild(r->model->graph, &node, args, true);
}

static bool resolve(resolution *r, col_expr e)
{
    r->count = 0;
    push(r, e);
    while (r->count > 0) {
        col_expr top = r->stack[r->count - 1];
        if (r->resolved[top] != COL_EXPR_NONE) {
            r->count--;
        } else if (!r->open[top]) {
            if (!open_node(r, top))
                return false;
        } else {
            r->resolved[top] = close_node(r, top);
            if (r->resolved[top] == COL_EXPR_NONE)
                return false;
            r->parser->work++;
        }
    }
    return true;
}

static bool resolve_components(col_parser *parser, col_state *state, size_t variables)
{
    col_expr highest = 0;
    for (size_t i = 0; i < variables; i++) {
        highest = state->components[i] > highest ? state->components[i] : highest;
        highest = parser->model->variables[i].symbol > highest ? parser->model->variables[i].symbol : highest;
    }
    col_expr *given = col_malloc(variables * sizeof *given);
    memcpy(given, state->components, variables * sizeof *given);
    resolution r = {
        .parser = parser, .model = parser->model, .given = given, .self = variables,
        .resolved = col_calloc(highest + 1, sizeof *r.resolved), .open = col_calloc(highest + 1, 1),
    };
    bool ok = true;
    for (size_t i = 0; ok && i < variables; i++) {
        ok = resolve(&r, given[i]);
        state->components[i] = ok ? r.resolved[given[i]] : COL_EXPR_NONE;
    }
    if (!ok && r.self < variables)
        col_error_at(parser->error, state->at, "the component `%s` of state `%s` depends on itself, expected "
                                               "components that can be worked out one after another",
                     parser->model->variables[r.self].name, state->name);
    else if (!ok || parser->work > MOST_WORK)
        col_error_at(parser->error, state->at, "the components of state `%s` are too large", state->name);
    free(r.resolved);
    free(r.open);
    free(r.stack);
    free(given);
    return ok && parser->work <= MOST_WORK;
}

static bool parse_component(col_parser *parser, col_state *state)
{
    const col_token *token = &parser->lexer.token;
    const col_name *name =
        token->kind == COL_TOKEN_NAME ? col_names_find(parser->names, token->start, token->length) : NULL;
    if (name == NULL || name->kind != COL_NAME_VARIABLE)
        return col_parser_unexpected(parser, "a variable of the model");
    size_t index = name->index;
    if (state->components[index] != COL_EXPR_NONE)
        return col_parser_unexpected(parser, "each component once: this one is given already");
    col_lexer_next(&parser->lexer);
    if (!col_parser_expect(parser, COL_TOKEN_DEFINE, "`=` and a formula"))
        return false;
    state->components[index] = col_parser_formula(parser, COL_USES_PARAMETERS | COL_USES_VARIABLES);
    return state->components[index] != COL_EXPR_NONE;
}

static bool parse_components(col_parser *parser, col_state *state)
{
    const col_model *model = parser->model;
    bool varies = false;
    do {
        if (!parse_component(parser, state))
            return false;
        varies = varies || (parser->uses & COL_USES_VARIABLES);
    } while (col_parser_accept(parser, COL_TOKEN_COMMA));
    if (!col_parser_at(parser, COL_TOKEN_END))
        return col_parser_unexpected(parser, "an operator, `,` and another component, or the end of the statement");
    for (size_t i = 0; i < model->variable_count; i++)
        if (state->components[i] == COL_EXPR_NONE) {
            col_error_at(parser->error, state->at, "state `%s` has no component `%s`, expected `%s = …`", state->name,
                         model->variables[i].name, model->variables[i].name);
            return false;
        }
    return !varies || resolve_components(parser, state, model->variable_count);
}

bool col_parser_state(col_parser *parser)
{
    col_model *model = parser->model;
    size_t length;
    if (!col_parser_new_name(parser, "state", false, &length))
        return false;
    col_token name = parser->lexer.token;
    if (model->variable_count == 0) {
        col_error_at(parser->error, name.at, "a state in a model without variables, expected `variable …` before it");
        return false;
    }
    parser->variables_fixed = true;
    col_lexer_skip(&parser->lexer, length);
    model->states = col_array_room(model->states, model->state_count, sizeof *model->states);
    col_state *state = &model->states[model->state_count++];
    *state = (col_state){.name = col_strndup(name.start, length), .at = name.at,
                         .components = col_calloc(model->variable_count, sizeof *state->components)};
    if (!col_parser_when(parser, &state->when)
        || !col_parser_expect(parser, COL_TOKEN_COLON, "`:` and the state's components")
        || !parse_components(parser, state))
        return false;
    col_names_add(parser->names, (col_name){.kind = COL_NAME_STATE, .index = model->state_count - 1,
                                            .line = name.at.line}, name.start, length);
    return true;
}
