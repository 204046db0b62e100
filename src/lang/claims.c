/* claim NAME: BODY [when CONDITIONS], and refute. */
#include "parser.h"

#include "../base/memory.h"


static bool parse_state_name(col_parser *parser, col_claim *claim)
{
    const col_token *token = &parser->lexer.token;
    if (token->kind != COL_TOKEN_NAME)
        return col_parser_unexpected(parser, "the name of a state");
    size_t length = col_lexer_label(&parser->lexer);
    const col_name *name = col_names_find(parser->names, token->start, length);
    if (name && name->kind == COL_NAME_STATE) {
        claim->state = name->index;
        col_lexer_skip(&parser->lexer, length);
        return true;
    }
    col_token word = *token;
    word.length = length;
    char quoted[64];
    col_token_quote(quoted, &word);
    const char *near = col_names_nearest(parser->names, token->start, length, true);
    if (near)
        col_error_at(parser->error, token->at, "unknown state %s: did you mean `%s`?", quoted, near);
    else
        col_error_at(parser->error, token->at, "unknown state %s, expected one defined above", quoted);
    return false;
}

static bool parse_stationary(col_parser *parser, col_claim *claim)
{
    claim->kind = COL_CLAIM_STATIONARY;
    return parse_state_name(parser, claim);
}

static bool parse_stable(col_parser *parser, col_claim *claim)
{
    claim->kind = COL_CLAIM_STABLE;
    return parse_state_name(parser, claim);
}

static bool parse_unstable(col_parser *parser, col_claim *claim)
{
    claim->kind = COL_CLAIM_UNSTABLE;
    return parse_state_name(parser, claim);
}

static bool parse_attracting(col_parser *parser, col_claim *claim)
{
    claim->kind = COL_CLAIM_ATTRACTING;
    if (!parse_state_name(parser, claim))
        return false;
    if (!col_parser_at_word(parser, "modulo"))
        return col_parser_unexpected(parser, "`modulo` and the number of zero eigenvalues");
    col_lexer_next(&parser->lexer);
    return col_parser_count(parser, &claim->count, "the number of zero eigenvalues");
}

static bool parse_conserved(col_parser *parser, col_claim *claim)
{
    claim->kind = COL_CLAIM_CONSERVED;
    if (parser->model->variable_count == 0)
        return col_parser_unexpected(parser, "variables, with their flow, in a model that conserves something");
    claim->left = col_parser_formula(parser, COL_USES_PARAMETERS | COL_USES_VARIABLES);
    return claim->left != COL_EXPR_NONE;
}

static bool parse_states(col_parser *parser, col_claim *claim)
{
    claim->kind = COL_CLAIM_STATES;
    if (!col_parser_count(parser, &claim->count, "the number of stationary states"))
        return false;
    if (!col_parser_at_word(parser, "in"))
        return col_parser_unexpected(parser, "`in` and a box: p in [-2, 2], u in (0, 3]");
    if (parser->model->variable_count == 0)
        return col_parser_unexpected(parser, "variables, with their flow, in a model that has stationary states");
    parser->variables_fixed = true;
    col_lexer_next(&parser->lexer);
    claim->box = col_parser_box(parser);
    return claim->box != NULL;
}

/* inf, -inf, or a constant with an optional side behind it: 0+, 1-. */
static bool parse_limit(col_parser *parser, col_claim *claim)
{
    bool negative = col_parser_at(parser, COL_TOKEN_MINUS);
    col_parser ahead = *parser;
    if (negative || col_parser_at(parser, COL_TOKEN_PLUS))
        col_lexer_next(&ahead.lexer);
    if (col_parser_at_word(&ahead, "inf")) {
        claim->side = negative ? -1 : 1;
        col_lexer_next(&ahead.lexer);
        parser->lexer = ahead.lexer;
        return true;
    }
    parser->limit = true;
    claim->limit = col_parser_formula(parser, 0);
    parser->limit = false;
    if (claim->limit == COL_EXPR_NONE)
        return false;
    if (col_parser_accept(parser, COL_TOKEN_PLUS))
        claim->side = 1;
    else if (col_parser_accept(parser, COL_TOKEN_MINUS))
        claim->side = -1;
    return true;
}

/* ~ E2 as PARAMETER -> LIMIT */
static bool parse_asymptotic(col_parser *parser, col_claim *claim)
{
    claim->kind = COL_CLAIM_ASYMPTOTIC;
    col_lexer_next(&parser->lexer);
    claim->right = col_parser_formula(parser, COL_USES_PARAMETERS);
    if (claim->right == COL_EXPR_NONE)
        return false;
    if (!col_parser_at_word(parser, "as"))
        return col_parser_unexpected(parser, "an operator, or `as` and a limit: as s -> 0+");
    col_lexer_next(&parser->lexer);
    const col_token *token = &parser->lexer.token;
    const col_name *name =
        token->kind == COL_TOKEN_NAME ? col_names_find(parser->names, token->start, token->length) : NULL;
    if (name == NULL || name->kind != COL_NAME_PARAMETER)
        return col_parser_unexpected(parser, "a parameter of the model");
    claim->parameter = name->index;
    col_lexer_next(&parser->lexer);
    return col_parser_expect(parser, COL_TOKEN_ARROW, "`->` and a limit") && parse_limit(parser, claim);
}

/* A comparison, or E1 ~ E2. */
static bool parse_relation(col_parser *parser, col_claim *claim)
{
    claim->kind = COL_CLAIM_COMPARISON;
    claim->left = col_parser_formula(parser, COL_USES_PARAMETERS);
    if (claim->left == COL_EXPR_NONE)
        return false;
    if (col_parser_at(parser, COL_TOKEN_TILDE))
        return parse_asymptotic(parser, claim);
    if (!col_parser_chain(parser, &claim->chain, claim->left))
        return false;
    claim->left = COL_EXPR_NONE;
    return !col_parser_accept(parser, COL_TOKEN_COMMA) || col_parser_conditions(parser, &claim->chain);
}

static bool parse_body(col_parser *parser, col_claim *claim)
{
    static const struct {
        const char *word;
        bool (*parse)(col_parser *, col_claim *);
    } kinds[] = {
        {"stationary", parse_stationary}, {"stable", parse_stable}, {"unstable", parse_unstable},
        {"attracting", parse_attracting}, {"conserved", parse_conserved}, {"states", parse_states},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (col_parser_at_word(parser, kinds[i].word)) {
            col_lexer_next(&parser->lexer);
            return kinds[i].parse(parser, claim);
        }
    return parse_relation(parser, claim);
}

/* Claims have names of their own: they can't be mixed up with those in formulas. */
static bool is_new_claim(col_parser *parser, size_t length)
{
    const col_token *token = &parser->lexer.token;
    const col_name *known = col_names_find(parser->claims, token->start, length);
    if (known) {
        col_error_at(parser->error, token->at, "a claim `%.40s` is already made in line %d, expected a new name",
                     known->name, known->line);
        return false;
    }
    col_names_add(parser->claims, (col_name){.line = token->at.line}, token->start, length);
    return true;
}

bool col_parser_claim(col_parser *parser, bool refute)
{
    col_model *model = parser->model;
    col_position at = parser->lexer.token.at;
    col_lexer_next(&parser->lexer);
    size_t length;
    if (!col_parser_new_name(parser, "claim", true, &length) || !is_new_claim(parser, length))
        return false;
    model->claims = col_array_room(model->claims, model->claim_count, sizeof *model->claims);
    col_claim *claim = &model->claims[model->claim_count++];
    *claim = (col_claim){.name = col_strndup(parser->lexer.token.start, length), .refute = refute, .at = at};
    col_lexer_skip(&parser->lexer, length);
    if (!col_parser_at(parser, COL_TOKEN_COLON))
        return col_parser_unexpected(parser, "`:` and what is claimed");
    col_text body;
    col_text_init(&body);
    col_lexer_rest(parser->lexer, &body);
    claim->body = col_text_take(&body);
    col_text_clear(&body);
    col_lexer_next(&parser->lexer);
    if (!parse_body(parser, claim) || !col_parser_when(parser, &claim->when))
        return false;
    return col_parser_at(parser, COL_TOKEN_END)
        || col_parser_unexpected(parser, "an operator, `when` and conditions, or the end of the statement");
}

static bool needs_flow(col_claim_kind kind)
{
    return kind != COL_CLAIM_COMPARISON && kind != COL_CLAIM_ASYMPTOTIC;
}

bool col_parser_finish_model(col_parser *parser)
{
    const col_model *model = parser->model;
    const col_variable *without = NULL;
    for (size_t i = 0; i < model->variable_count && without == NULL; i++)
        if (model->variables[i].flow == COL_EXPR_NONE)
            without = &model->variables[i];
    for (size_t i = 0; i < model->claim_count && without; i++)
        if (needs_flow(model->claims[i].kind)) {
            col_error_at(parser->error, model->claims[i].at,
                         "claim `%s` is about the flow, but that of `%s` is missing, expected `flow %s = …`",
                         model->claims[i].name, without->name, without->name);
            return false;
        }
    return true;
}
