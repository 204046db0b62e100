/* Formulas, boxes and settings typed on the command line, against the names of a model. */
#include "parser.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

static void know(col_names *names, const char *name, col_name entry)
{
    col_names_add(names, entry, name, strlen(name));
}

/* What each node is built from, by handle, in one pass: arguments have smaller handles. */
static unsigned char *collect_uses(const col_model *model)
{
    size_t size = col_graph_size(model->graph);
    unsigned char *uses = col_calloc(size + 1, 1);
    for (size_t i = 0; i < model->parameter_count; i++)
        uses[model->parameters[i].symbol] = COL_USES_PARAMETERS;
    for (size_t i = 0; i < model->variable_count; i++)
        uses[model->variables[i].symbol] = COL_USES_VARIABLES;
    for (col_expr e = 1; e <= size; e++) {
        const col_node *node = col_expr_node(model->graph, e);
        for (int i = 0; i < node->arguments; i++)
            uses[e] |= uses[node->args[i]];
    }
    return uses;
}

static void collect_names(col_names *names, const col_model *model)
{
    unsigned char *uses = collect_uses(model);
    for (size_t i = 0; i < model->parameter_count; i++)
        know(names, model->parameters[i].name,
             (col_name){.kind = COL_NAME_PARAMETER, .value = model->parameters[i].symbol,
                        .uses = COL_USES_PARAMETERS, .index = i, .line = model->parameters[i].at.line});
    for (size_t i = 0; i < model->variable_count; i++)
        know(names, model->variables[i].name,
             (col_name){.kind = COL_NAME_VARIABLE, .value = model->variables[i].symbol, .uses = COL_USES_VARIABLES,
                        .index = i, .line = model->variables[i].at.line});
    for (size_t i = 0; i < model->let_count; i++)
        know(names, model->lets[i].name,
             (col_name){.kind = COL_NAME_LET, .value = model->lets[i].value,
                        .uses = uses[model->lets[i].value], .line = model->lets[i].at.line});
    for (size_t i = 0; i < model->state_count; i++)
        know(names, model->states[i].name,
             (col_name){.kind = COL_NAME_STATE, .index = i, .line = model->states[i].at.line});
    free(uses);
}

typedef bool fragment(col_parser *parser, void *out);

/* Parses all of the text, which may not be empty, as one fragment. */
static bool parse_fragment(fragment *parse, void *out, col_model *model, const char *context, const char *text,
                           col_error *error)
{
    col_error own = {0};
    col_names names;
    col_source source;
    col_names_init(&names);
    collect_names(&names, model);
    col_source_init(&source, context, text, strlen(text), false, &own);
    col_parser parser = {.error = &own, .model = model, .names = &names};
    col_lexer_init(&parser.lexer, &source, &own);
    parser.lexer.fragment = true;
    bool ok = col_lexer_begin(&parser.lexer);
    if (!ok)
        col_error_at(&own, (col_position){.file = context, .line = 1, .column = 1}, "nothing here, expected a value");
    ok = ok && parse(&parser, out)
        && (col_parser_at(&parser, COL_TOKEN_END) || col_parser_unexpected(&parser, "an operator, `,` or the end"));
    col_names_clear(&names);
    if (!ok && error && error->fault == COL_FAULT_NONE)
        *error = own;
    return ok;
}

static bool expression_fragment(col_parser *parser, void *out)
{
    col_expr e = col_parser_formula(parser, COL_USES_PARAMETERS | COL_USES_VARIABLES);
    *(col_expr *)out = e;
    return e != COL_EXPR_NONE;
}

bool col_parse_expression(col_expr *out, col_model *model, const char *context, const char *text, col_error *error)
{
    *out = COL_EXPR_NONE;
    return parse_fragment(expression_fragment, out, model, context, text, error);
}

static bool box_fragment(col_parser *parser, void *out)
{
    if (parser->model->variable_count == 0)
        return col_parser_unexpected(parser, "a model with variables");
    col_range *box = col_parser_box(parser);
    *(col_range **)out = box;
    return box != NULL;
}

bool col_parse_box(col_range **out, col_model *model, const char *context, const char *text, col_error *error)
{
    *out = NULL;
    bool ok = parse_fragment(box_fragment, out, model, context, text, error);
    if (!ok) {
        free(*out);
        *out = NULL;
    }
    return ok;
}

static bool is_set(const col_conditions *settings, col_expr symbol)
{
    for (size_t i = 0; i < settings->count; i++)
        if (settings->items[i].left == symbol)
            return true;
    return false;
}

/* NAME = CONSTANT, …; == is as good as =. */
static bool settings_fragment(col_parser *parser, void *out)
{
    col_conditions *settings = out;
    do {
        const col_token *token = &parser->lexer.token;
        const col_name *name =
            token->kind == COL_TOKEN_NAME ? col_names_find(parser->names, token->start, token->length) : NULL;
        if (name == NULL || name->kind != COL_NAME_PARAMETER)
            return col_parser_unexpected(parser, "a parameter of the model");
        if (is_set(settings, name->value))
            return col_parser_unexpected(parser, "each parameter once: this one is set already");
        col_comparison setting = {.relation = COL_EQUAL, .left = name->value, .at = token->at};
        col_lexer_next(&parser->lexer);
        if (!col_parser_accept(parser, COL_TOKEN_EQUAL)
            && !col_parser_expect(parser, COL_TOKEN_DEFINE, "`=` and a value"))
            return false;
        setting.right = col_parser_formula(parser, 0);
        if (setting.right == COL_EXPR_NONE)
            return false;
        col_conditions_add(settings, setting);
    } while (col_parser_accept(parser, COL_TOKEN_COMMA));
    return true;
}

bool col_parse_settings(col_conditions *out, col_model *model, const char *context, const char *text, col_error *error)
{
    *out = (col_conditions){0};
    bool ok = parse_fragment(settings_fragment, out, model, context, text, error);
    if (!ok)
        col_conditions_clear(out);
    return ok;
}
