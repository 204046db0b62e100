/* Declarations: parameter, assume, variable, let, flow. */
#include "parser.h"

#include "../base/memory.h"

#include <stdlib.h>

#define MOST_SYMBOLS 10000 /* parameters, and variables, of a model */

static bool has_room(col_parser *parser, size_t count)
{
    if (count < MOST_SYMBOLS)
        return true;
    col_error_at(parser->error, parser->lexer.token.at, "too many names, expected at most %d parameters and as many "
                                                        "variables in a model", MOST_SYMBOLS);
    return false;
}

/* Takes the name at the token into the model's namespace. Returns a copy; NULL if it can't be had. */
static char *define(col_parser *parser, const char *what, col_name entry)
{
    size_t length;
    if (!col_parser_new_name(parser, what, false, &length))
        return NULL;
    const col_token *token = &parser->lexer.token;
    entry.line = token->at.line;
    col_names_add(parser->names, entry, token->start, length);
    return col_strndup(token->start, length);
}

/* --- parameter ---------------------------------------------------------------------------------------------- */

static bool declare_parameter(col_parser *parser)
{
    col_model *model = parser->model;
    model->parameters = col_array_room(model->parameters, model->parameter_count, sizeof *model->parameters);
    col_parameter parameter = {.range = {.lo_open = true, .hi_open = true}, .at = parser->lexer.token.at};
    size_t index = model->parameter_count;
    /* The symbol first, since the entry refers to it: it carries the name as it is spelled. */
    size_t length;
    if (!has_room(parser, index) || !col_parser_new_name(parser, "parameter", false, &length))
        return false;
    char *name = col_strndup(parser->lexer.token.start, length);
    parameter.symbol = col_expr_symbol(model->graph, name);
    free(name);
    parameter.name = define(parser, "parameter", (col_name){.kind = COL_NAME_PARAMETER, .value = parameter.symbol,
                                                            .uses = COL_USES_PARAMETERS, .index = index});
    model->parameters[model->parameter_count++] = parameter;
    col_lexer_next(&parser->lexer);
    return parameter.symbol != COL_EXPR_NONE;
}

static void assume(col_parser *parser, col_position at, col_relation relation, col_expr left, col_expr right)
{
    col_conditions_add(&parser->model->assumptions,
                       (col_comparison){.relation = relation, .left = left, .right = right, .at = at});
}

/* Gives the parameters from first on their range; ends that depend on other parameters become assumptions. */
static void set_ranges(col_parser *parser, size_t first, col_position at, col_range range, bool lo_varies,
                       bool hi_varies)
{
    col_model *model = parser->model;
    for (size_t i = first; i < model->parameter_count; i++) {
        col_parameter *parameter = &model->parameters[i];
        if (lo_varies)
            assume(parser, at, range.lo_open ? COL_GREATER : COL_GREATER_EQUAL, parameter->symbol, range.lo);
        else if (range.lo != COL_EXPR_NONE) {
            parameter->range.lo = range.lo;
            parameter->range.lo_open = range.lo_open;
        }
        if (hi_varies)
            assume(parser, at, range.hi_open ? COL_LESS : COL_LESS_EQUAL, parameter->symbol, range.hi);
        else if (range.hi != COL_EXPR_NONE) {
            parameter->range.hi = range.hi;
            parameter->range.hi_open = range.hi_open;
        }
    }
}

/* in (A, B] */
static bool parse_domain(col_parser *parser, size_t first)
{
    col_position at = parser->lexer.token.at;
    col_lexer_next(&parser->lexer);
    col_range range;
    unsigned uses;
    if (!col_parser_range(parser, &range, COL_USES_PARAMETERS, &uses))
        return false;
    const col_graph *graph = parser->model->graph;
    bool lo_varies = uses && range.lo != COL_EXPR_NONE && !col_expr_is_constant(graph, range.lo);
    bool hi_varies = uses && range.hi != COL_EXPR_NONE && !col_expr_is_constant(graph, range.hi);
    set_ranges(parser, first, at, range, lo_varies, hi_varies);
    return true;
}

/* > A, >= A, < B, <= B */
static bool parse_bound(col_parser *parser, size_t first)
{
    col_token sign = parser->lexer.token;
    col_lexer_next(&parser->lexer);
    col_expr end = col_parser_formula(parser, COL_USES_PARAMETERS);
    if (end == COL_EXPR_NONE)
        return false;
    bool varies = parser->uses != 0;
    bool open = sign.kind == COL_TOKEN_GREATER || sign.kind == COL_TOKEN_LESS;
    bool below = sign.kind == COL_TOKEN_LESS || sign.kind == COL_TOKEN_LESS_EQUAL;
    col_range range = {.lo_open = true, .hi_open = true};
    if (below) {
        range.hi = end;
        range.hi_open = open;
    } else {
        range.lo = end;
        range.lo_open = open;
    }
    set_ranges(parser, first, sign.at, range, varies && !below, varies && below);
    return true;
}

static bool at_bound(const col_parser *parser)
{
    col_token_kind kind = parser->lexer.token.kind;
    return kind >= COL_TOKEN_LESS && kind <= COL_TOKEN_GREATER_EQUAL;
}

/* parameter a, b > 0, c in [0, 1), d: a range is that of all names before it which have none yet. */
static bool parse_parameters(col_parser *parser)
{
    size_t first = parser->model->parameter_count;
    do {
        bool ok = declare_parameter(parser);
        if (ok && (col_parser_at_word(parser, "in") || at_bound(parser))) {
            ok = at_bound(parser) ? parse_bound(parser, first) : parse_domain(parser, first);
            first = parser->model->parameter_count;
        }
        if (!ok)
            return false;
    } while (col_parser_accept(parser, COL_TOKEN_COMMA));
    return col_parser_at(parser, COL_TOKEN_END)
        || col_parser_unexpected(parser, "`,`, a range (in (0, 1]) or a bound (> 0)");
}

/* --- variable, let, flow ------------------------------------------------------------------------------------ */

static bool declare_variable(col_parser *parser)
{
    col_model *model = parser->model;
    model->variables = col_array_room(model->variables, model->variable_count, sizeof *model->variables);
    col_variable variable = {.at = parser->lexer.token.at};
    size_t length;
    if (!has_room(parser, model->variable_count) || !col_parser_new_name(parser, "variable", false, &length))
        return false;
    char *name = col_strndup(parser->lexer.token.start, length);
    variable.symbol = col_expr_symbol(model->graph, name);
    free(name);
    variable.name = define(parser, "variable", (col_name){.kind = COL_NAME_VARIABLE, .value = variable.symbol,
                                                          .uses = COL_USES_VARIABLES,
                                                          .index = model->variable_count});
    model->variables[model->variable_count++] = variable;
    col_lexer_next(&parser->lexer);
    return variable.symbol != COL_EXPR_NONE;
}

static bool parse_variables(col_parser *parser)
{
    if (parser->variables_fixed) /* states and boxes list all variables, so these come first */
        return col_parser_unexpected(parser, "the variables before the model's first state or box of states");
    do
        if (!declare_variable(parser))
            return false;
    while (col_parser_accept(parser, COL_TOKEN_COMMA));
    return col_parser_at(parser, COL_TOKEN_END) || col_parser_unexpected(parser, "`,` and another variable");
}

static bool parse_let(col_parser *parser)
{
    size_t length;
    if (!col_parser_new_name(parser, "formula", false, &length))
        return false;
    col_token name = parser->lexer.token;
    col_lexer_next(&parser->lexer);
    if (!col_parser_expect(parser, COL_TOKEN_DEFINE, "`=` and a formula"))
        return false;
    col_expr value = col_parser_formula(parser, COL_USES_PARAMETERS | COL_USES_VARIABLES);
    if (value == COL_EXPR_NONE)
        return false;
    if (!col_parser_at(parser, COL_TOKEN_END))
        return col_parser_unexpected(parser, "an operator or the end of the statement");
    if (col_names_find(parser->names, name.start, length)) {
        col_error_at(parser->error, name.at, "this name runs over a range in its own formula, expected two names");
        return false;
    }
    col_names_add(parser->names, (col_name){.kind = COL_NAME_LET, .value = value, .uses = parser->uses,
                                            .line = name.at.line}, name.start, length);
    col_model *model = parser->model;
    model->lets = col_array_room(model->lets, model->let_count, sizeof *model->lets);
    model->lets[model->let_count++] = (col_let){col_strndup(name.start, length), value, name.at};
    return true;
}

static bool parse_flow(col_parser *parser)
{
    const col_token *token = &parser->lexer.token;
    const col_name *name =
        token->kind == COL_TOKEN_NAME ? col_names_find(parser->names, token->start, token->length) : NULL;
    if (name == NULL || name->kind != COL_NAME_VARIABLE)
        return col_parser_unexpected(parser, "a variable of the model");
    size_t index = name->index;
    if (parser->model->variables[index].flow != COL_EXPR_NONE) {
        col_error_at(parser->error, token->at, "the flow of `%s` is given already, expected it once",
                     parser->model->variables[index].name);
        return false;
    }
    col_lexer_next(&parser->lexer);
    if (!col_parser_expect(parser, COL_TOKEN_DEFINE, "`=` and a formula"))
        return false;
    col_expr flow = col_parser_formula(parser, COL_USES_PARAMETERS | COL_USES_VARIABLES);
    parser->model->variables[index].flow = flow;
    if (flow == COL_EXPR_NONE)
        return false;
    return col_parser_at(parser, COL_TOKEN_END)
        || col_parser_unexpected(parser, "an operator or the end of the statement");
}

static bool parse_assumptions(col_parser *parser)
{
    if (!col_parser_conditions(parser, &parser->model->assumptions))
        return false;
    return col_parser_at(parser, COL_TOKEN_END)
        || col_parser_unexpected(parser, "an operator, a comparison, `,` or the end of the statement");
}

bool col_parser_declaration(col_parser *parser, bool *done)
{
    static const struct {
        const char *word;
        bool (*parse)(col_parser *);
    } kinds[] = {
        {"parameter", parse_parameters}, {"assume", parse_assumptions}, {"variable", parse_variables},
        {"let", parse_let}, {"flow", parse_flow},
    };
    *done = false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (col_parser_at_word(parser, kinds[i].word)) {
            *done = true;
            col_lexer_next(&parser->lexer);
            return kinds[i].parse(parser);
        }
    return true;
}
