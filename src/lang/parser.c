/* Formulas: precedence climbing over the tokens of one statement.
 *
 *     formula = product { (+ | -) product }        product = signed { (* | /) signed }
 *     signed  = { - | + } power                    power   = primary [ ^ signed ]
 *     primary = number | name | STATE.variable | function(…) | (formula)
 *
 * Numbers as they stand, their negatives and their quotients (-2, 2/3) are one NUMBER node. */
#include "graph.h"
#include "parser.h"

#include <string.h>

#define DEEPEST_NESTING 200
#define LARGEST_MODEL 1000000 /* nodes built by the parser */

static col_expr parse_formula(col_parser *parser, int level);

static bool too_large(col_parser *parser, col_position at)
{
    col_error_at(parser->error, at, "the formulas of this model are too large, expected at most %d terms",
                 LARGEST_MODEL);
    return false;
}

/* A node just made; fails where the model grows too large. */
static col_expr checked(col_parser *parser, col_position at, col_expr e)
{
    if (e != COL_EXPR_NONE && col_graph_size(parser->model->graph) <= LARGEST_MODEL)
        return e;
    too_large(parser, at);
    return COL_EXPR_NONE;
}

static col_expr use(col_parser *parser, unsigned uses)
{
    const col_token *token = &parser->lexer.token;
    char quoted[64];
    col_token_quote(quoted, token);
    if (parser->allowed == 0)
        col_error_at(parser->error, token->at, "%s is not a constant, expected a formula of numbers alone", quoted);
    else
        col_error_at(parser->error, token->at, "%s %s, expected a formula of parameters (a variable's value at a state "
                                               "is STATE.VARIABLE)",
                     quoted, uses & COL_USES_VARIABLES ? "depends on the model's variables" : "cannot stand here");
    return COL_EXPR_NONE;
}

/* --- names -------------------------------------------------------------------------------------------------- */

static col_expr unknown(col_parser *parser, const char *what, size_t length, bool state)
{
    const col_token *token = &parser->lexer.token;
    col_token word = *token;
    word.length = length;
    char quoted[64];
    col_token_quote(quoted, &word);
    const char *near = col_names_nearest(parser->names, token->start, length, state);
    if (near)
        col_error_at(parser->error, token->at, "unknown %s %s: did you mean `%s`?", what, quoted, near);
    else
        col_error_at(parser->error, token->at, "unknown %s %s, expected one defined above", what, quoted);
    return COL_EXPR_NONE;
}

/* STATE.VARIABLE, the state's label being length bytes long. */
static col_expr parse_component(col_parser *parser, const col_state *state, size_t length)
{
    if (!(parser->allowed & COL_USES_PARAMETERS))
        return use(parser, COL_USES_PARAMETERS);
    parser->uses |= COL_USES_PARAMETERS;
    col_lexer_skip(&parser->lexer, length);
    col_lexer_next(&parser->lexer); /* the dot */
    const col_token *token = &parser->lexer.token;
    const col_name *name =
        token->kind == COL_TOKEN_NAME ? col_names_find(parser->names, token->start, token->length) : NULL;
    if (name == NULL || name->kind != COL_NAME_VARIABLE) {
        col_parser_unexpected(parser, "a variable of the model behind the state's name and the dot");
        return COL_EXPR_NONE;
    }
    col_expr component = state->components[name->index];
    col_lexer_next(&parser->lexer);
    return component;
}

/* The state that a name with a dot behind it refers to: the joined name first, since names of states may have
 * hyphens. Sets component if it was one. */
static bool try_component(col_parser *parser, col_expr *component)
{
    const col_lexer *lexer = &parser->lexer;
    const char *end = lexer->line.start + lexer->line.length, *start = lexer->token.start;
    size_t lengths[2] = {col_lexer_label(lexer), lexer->token.length};
    for (int i = 0; i < 2; i++) {
        const char *dot = start + lengths[i];
        if (dot + 1 >= end || dot[0] != '.' || dot[1] == '.')
            continue;
        const col_name *name = col_names_find(parser->names, start, lengths[i]);
        if (name && name->kind == COL_NAME_STATE)
            *component = parse_component(parser, &parser->model->states[name->index], lengths[i]);
        else if (i == 1)
            *component = unknown(parser, "state", lengths[i], true);
        else
            continue;
        return true;
    }
    return false;
}

static col_expr parse_name(col_parser *parser)
{
    const col_token *token = &parser->lexer.token;
    for (int i = parser->bound_count; i-- > 0;)
        if (parser->bound[i].length == token->length
            && memcmp(parser->bound[i].name, token->start, token->length) == 0) {
            col_lexer_next(&parser->lexer);
            return parser->bound[i].symbol;
        }
    col_expr component = COL_EXPR_NONE;
    if (try_component(parser, &component))
        return component;
    const col_name *name = col_names_find(parser->names, token->start, token->length);
    if (name == NULL || name->kind == COL_NAME_BOUND)
        return unknown(parser, "name", token->length, false);
    if (name->kind == COL_NAME_STATE) {
        col_parser_unexpected(parser, "a formula (a variable's value at a state is STATE.VARIABLE)");
        return COL_EXPR_NONE;
    }
    if (name->uses & ~parser->allowed)
        return use(parser, name->uses);
    parser->uses |= name->uses;
    col_expr value = name->value;
    col_lexer_next(&parser->lexer);
    return value;
}

/* --- functions ---------------------------------------------------------------------------------------------- */

/* min(a, b, c) is min(min(a, b), c). */
static col_expr parse_extremum(col_parser *parser, col_op op, col_position at)
{
    col_expr e = parse_formula(parser, 0);
    int count = 1;
    for (; e != COL_EXPR_NONE && col_parser_accept(parser, COL_TOKEN_COMMA); count++) {
        col_expr next = parse_formula(parser, 0);
        e = next == COL_EXPR_NONE ? next : checked(parser, at, col_expr_binary(parser->model->graph, op, e, next));
    }
    if (e != COL_EXPR_NONE && count < 2) {
        col_error_at(parser->error, at, "%s of one formula, expected two or more, joined by commas", col_op_name(op));
        return COL_EXPR_NONE;
    }
    return e;
}

/* The name that is bound stands behind the body, at the first comma outside of parentheses. */
static bool find_bound_name(col_parser *parser, col_token *name)
{
    col_lexer ahead = parser->lexer;
    int depth = 0;
    for (; ahead.token.kind != COL_TOKEN_END && ahead.token.kind != COL_TOKEN_ERROR; col_lexer_next(&ahead)) {
        if (depth == 0 && ahead.token.kind == COL_TOKEN_COMMA)
            break;
        depth += (ahead.token.kind == COL_TOKEN_LEFT) - (ahead.token.kind == COL_TOKEN_RIGHT);
        if (depth < 0)
            break;
    }
    if (ahead.token.kind == COL_TOKEN_COMMA)
        col_lexer_next(&ahead);
    *name = ahead.token;
    col_lexer_next(&ahead);
    if (name->kind == COL_TOKEN_NAME && ahead.token.kind == COL_TOKEN_DEFINE)
        return true;
    char quoted[64];
    col_token_quote(quoted, name);
    col_error_at(parser->error, name->at, "unexpected %s, expected `, NAME = FIRST .. LAST` behind the body", quoted);
    return false;
}

static bool bind_name(col_parser *parser, const col_token *name)
{
    char quoted[64];
    col_token_quote(quoted, name);
    const col_name *known = col_names_find(parser->names, name->start, name->length);
    if (parser->bound_count == COL_DEEPEST_BINDER)
        col_error_at(parser->error, name->at, "integrals and sums nest too deeply, expected at most %d",
                     COL_DEEPEST_BINDER);
    else if (col_word_is_reserved(name->start, name->length))
        col_error_at(parser->error, name->at, "%s is a word of the language, expected another name", quoted);
    else if (name->length > COL_LONGEST_NAME)
        col_error_at(parser->error, name->at, "a name is too long, expected at most %d letters", COL_LONGEST_NAME);
    else if (known && known->kind != COL_NAME_BOUND)
        col_error_at(parser->error, name->at, "%s is already defined in line %d, expected a new name to run over the "
                                              "range", quoted, known->line);
    else {
        char copy[COL_LONGEST_NAME + 1];
        memcpy(copy, name->start, name->length);
        copy[name->length] = '\0';
        if (known == NULL)
            col_names_add(parser->names, (col_name){.kind = COL_NAME_BOUND, .line = name->at.line}, name->start,
                          name->length);
        col_expr symbol = checked(parser, name->at, col_expr_symbol(parser->model->graph, copy));
        parser->bound[parser->bound_count++] = (col_bound_name){name->start, name->length, symbol};
        return symbol != COL_EXPR_NONE;
    }
    return false;
}

static col_expr parse_binder(col_parser *parser, col_op op, col_position at)
{
    col_token name;
    if (!find_bound_name(parser, &name) || !bind_name(parser, &name))
        return COL_EXPR_NONE;
    col_expr args[4] = {parse_formula(parser, 0), parser->bound[parser->bound_count - 1].symbol};
    parser->bound_count--;
    bool ok = args[0] != COL_EXPR_NONE && col_parser_expect(parser, COL_TOKEN_COMMA, "`,`");
    if (!ok)
        return COL_EXPR_NONE;
    col_lexer_next(&parser->lexer); /* the name */
    if (!col_parser_expect(parser, COL_TOKEN_DEFINE, "`=`"))
        return COL_EXPR_NONE;
    args[2] = parse_formula(parser, 0);
    if (args[2] == COL_EXPR_NONE || !col_parser_expect(parser, COL_TOKEN_DOTS, "`..` between the ends of the range"))
        return COL_EXPR_NONE;
    args[3] = parse_formula(parser, 0);
    if (args[3] == COL_EXPR_NONE)
        return COL_EXPR_NONE;
    col_expr e = col_graph_bind(parser->model->graph, op, args, true);
    if (e == COL_EXPR_NONE && col_graph_size(parser->model->graph) <= LARGEST_MODEL)
        col_error_at(parser->error, at, "integrals and sums nest too deeply through definitions, expected at most 64");
    return checked(parser, at, e);
}

static col_expr parse_function(col_parser *parser, col_op op)
{
    col_position at = parser->lexer.token.at;
    col_lexer_next(&parser->lexer);
    if (!col_parser_expect(parser, COL_TOKEN_LEFT, "`(` behind the function's name"))
        return COL_EXPR_NONE;
    col_expr e;
    if (op == COL_OP_INTEGRAL || op == COL_OP_SUM) {
        e = parse_binder(parser, op, at);
    } else if (op == COL_OP_MIN || op == COL_OP_MAX) {
        e = parse_extremum(parser, op, at);
    } else {
        e = parse_formula(parser, 0);
        if (e != COL_EXPR_NONE && col_parser_at(parser, COL_TOKEN_COMMA)) {
            col_error_at(parser->error, parser->lexer.token.at, "unexpected `,`: %s takes one formula, expected `)`",
                         col_op_name(op));
            return COL_EXPR_NONE;
        }
        e = e == COL_EXPR_NONE ? e : checked(parser, at, col_expr_unary(parser->model->graph, op, e));
    }
    if (e == COL_EXPR_NONE || !col_parser_expect(parser, COL_TOKEN_RIGHT, "an operator or `)`"))
        return COL_EXPR_NONE;
    return e;
}

/* --- operands and operators --------------------------------------------------------------------------------- */

static col_expr parse_word(col_parser *parser)
{
    const col_token *token = &parser->lexer.token;
    col_op op = col_function_find(token->start, token->length);
    if (op != COL_OP_COUNT)
        return parse_function(parser, op);
    if (col_parser_at_word(parser, "pi")) {
        col_position at = token->at;
        col_lexer_next(&parser->lexer);
        return checked(parser, at, col_expr_pi(parser->model->graph));
    }
    if (!col_word_is_reserved(token->start, token->length))
        return parse_name(parser);
    bool infinite = col_parser_at_word(parser, "inf");
    col_parser_unexpected(parser, infinite ? "a finite formula (inf is only the end of a range, or a limit)" : "a formula");
    return COL_EXPR_NONE;
}

static col_expr parse_primary(col_parser *parser)
{
    col_expr e = COL_EXPR_NONE;
    switch (parser->lexer.token.kind) {
    case COL_TOKEN_NUMBER:
        e = col_parser_number(parser);
        parser->literal = true;
        return e;
    case COL_TOKEN_NAME:
        e = parse_word(parser);
        break;
    case COL_TOKEN_LEFT:
        col_lexer_next(&parser->lexer);
        e = parse_formula(parser, 0);
        if (e != COL_EXPR_NONE && !col_parser_expect(parser, COL_TOKEN_RIGHT, "an operator or `)`"))
            e = COL_EXPR_NONE;
        break;
    default:
        col_parser_unexpected(parser, "a formula");
    }
    parser->literal = false;
    return e;
}

static col_expr parse_power(col_parser *parser);

/* Signs before a power; -2 is a number. */
static col_expr parse_signed(col_parser *parser)
{
    col_position at = parser->lexer.token.at;
    size_t negations = 0;
    for (; col_parser_at(parser, COL_TOKEN_MINUS) || col_parser_at(parser, COL_TOKEN_PLUS);
         col_lexer_next(&parser->lexer))
        negations += col_parser_at(parser, COL_TOKEN_MINUS);
    if (parser->depth == DEEPEST_NESTING) {
        col_error_at(parser->error, at, "formulas nest too deeply, expected at most %d levels of parentheses, "
                                        "functions and powers",
                     DEEPEST_NESTING);
        return COL_EXPR_NONE;
    }
    parser->depth++;
    col_expr e = parse_power(parser);
    parser->depth--;
    if (negations > 0 && parser->literal && e != COL_EXPR_NONE) {
        e = col_expr_neg(parser->model->graph, e);
        parser->literal = negations == 1;
        negations--;
    } else if (negations > 0) {
        parser->literal = false;
    }
    for (; negations > 0 && e != COL_EXPR_NONE; negations--)
        e = checked(parser, at, col_expr_unary(parser->model->graph, COL_OP_NEG, e));
    return e;
}

static col_expr parse_power(col_parser *parser)
{
    col_expr base = parse_primary(parser);
    if (base == COL_EXPR_NONE || !col_parser_at(parser, COL_TOKEN_POWER))
        return base;
    col_position at = parser->lexer.token.at;
    col_lexer_next(&parser->lexer);
    col_expr exponent = parse_signed(parser);
    parser->literal = false;
    if (exponent == COL_EXPR_NONE)
        return exponent;
    return checked(parser, at, col_expr_binary(parser->model->graph, COL_OP_POW, base, exponent));
}

/* In a limit: is the + or - at the token its last sign, as in 0+? */
static bool is_side(const col_parser *parser)
{
    if (!parser->limit)
        return false;
    col_parser ahead = *parser;
    col_lexer_next(&ahead.lexer);
    return col_parser_at(&ahead, COL_TOKEN_END) || col_parser_at_word(&ahead, "when");
}

/* The level of the operator at the token: 0 for sums, 1 for products, -1 if there is none. */
static int operator_level(const col_parser *parser, col_op *op)
{
    switch (parser->lexer.token.kind) {
    case COL_TOKEN_PLUS: *op = COL_OP_ADD; return is_side(parser) ? -1 : 0;
    case COL_TOKEN_MINUS: *op = COL_OP_SUB; return is_side(parser) ? -1 : 0;
    case COL_TOKEN_TIMES: *op = COL_OP_MUL; return 1;
    case COL_TOKEN_OVER: *op = COL_OP_DIV; return 1;
    default: return -1;
    }
}

static col_expr combine(col_parser *parser, col_position at, col_op op, col_expr left, col_expr right, bool literals)
{
    col_graph *graph = parser->model->graph;
    parser->literal = op == COL_OP_DIV && literals && !col_expr_is_zero(graph, right);
    if (!parser->literal)
        return checked(parser, at, col_expr_binary(graph, op, left, right));
    fmpq_t quotient;
    fmpq_init(quotient);
    fmpq_div(quotient, col_expr_value(graph, left), col_expr_value(graph, right));
    parser->number_bits += fmpz_bits(fmpq_numref(quotient)) + fmpz_bits(fmpq_denref(quotient));
    col_expr e = checked(parser, at, col_expr_number(graph, quotient));
    fmpq_clear(quotient);
    return e;
}

/* Operators of at least this level. */
static col_expr parse_formula(col_parser *parser, int level)
{
    col_expr left = level < 1 ? parse_formula(parser, 1) : parse_signed(parser);
    col_op op = COL_OP_ADD;
    while (left != COL_EXPR_NONE && operator_level(parser, &op) >= level) {
        bool literal = parser->literal;
        col_position at = parser->lexer.token.at;
        col_lexer_next(&parser->lexer);
        col_expr right = level < 1 ? parse_formula(parser, 1) : parse_signed(parser);
        if (right == COL_EXPR_NONE)
            return right;
        left = combine(parser, at, op, left, right, literal && parser->literal);
    }
    return left;
}

col_expr col_parser_formula(col_parser *parser, unsigned allowed)
{
    parser->allowed = allowed;
    parser->uses = 0;
    return parse_formula(parser, 0);
}
