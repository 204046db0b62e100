/* Comparisons and ranges. */
#include "parser.h"

#include "../base/memory.h"

#include <stdlib.h>

#define VALUE_BITS 100000 /* ends of ranges are compared here if they are rational and not larger */

void col_conditions_add(col_conditions *conditions, col_comparison comparison)
{
    conditions->items = col_array_room(conditions->items, conditions->count, sizeof *conditions->items);
    conditions->items[conditions->count++] = comparison;
}

void col_conditions_clear(col_conditions *conditions)
{
    free(conditions->items);
    *conditions = (col_conditions){0};
}

static bool at_relation(const col_parser *parser, col_relation *relation)
{
    switch (parser->lexer.token.kind) {
    case COL_TOKEN_EQUAL: *relation = COL_EQUAL; return true;
    case COL_TOKEN_NOT_EQUAL: *relation = COL_NOT_EQUAL; return true;
    case COL_TOKEN_LESS: *relation = COL_LESS; return true;
    case COL_TOKEN_LESS_EQUAL: *relation = COL_LESS_EQUAL; return true;
    case COL_TOKEN_GREATER: *relation = COL_GREATER; return true;
    case COL_TOKEN_GREATER_EQUAL: *relation = COL_GREATER_EQUAL; return true;
    default: return false;
    }
}

bool col_parser_chain(col_parser *parser, col_conditions *out, col_expr first)
{
    col_relation relation;
    if (!at_relation(parser, &relation))
        return col_parser_unexpected(parser, col_parser_at(parser, COL_TOKEN_DEFINE)
                                                 ? "a comparison (== compares, = defines)"
                                                 : "an operator or a comparison: == != < <= > >=");
    while (at_relation(parser, &relation)) {
        col_comparison link = {.relation = relation, .left = first, .at = parser->lexer.token.at};
        col_lexer_next(&parser->lexer);
        link.right = col_parser_formula(parser, COL_USES_PARAMETERS);
        if (link.right == COL_EXPR_NONE)
            return false;
        col_conditions_add(out, link);
        first = link.right;
    }
    return true;
}

bool col_parser_conditions(col_parser *parser, col_conditions *out)
{
    do {
        col_expr first = col_parser_formula(parser, COL_USES_PARAMETERS);
        if (first == COL_EXPR_NONE || !col_parser_chain(parser, out, first))
            return false;
    } while (col_parser_accept(parser, COL_TOKEN_COMMA));
    return true;
}

bool col_parser_when(col_parser *parser, col_conditions *out)
{
    if (!col_parser_at_word(parser, "when"))
        return true;
    col_lexer_next(&parser->lexer);
    return col_parser_conditions(parser, out);
}

/* inf, +inf or -inf (sign wanted) leaves COL_EXPR_NONE; else a formula. */
static bool parse_end(col_parser *parser, col_expr *end, int sign, unsigned allowed)
{
    col_parser ahead = *parser;
    int found = col_parser_at(&ahead, COL_TOKEN_MINUS) ? -1 : 1;
    if (found < 0 || col_parser_at(&ahead, COL_TOKEN_PLUS))
        col_lexer_next(&ahead.lexer);
    *end = COL_EXPR_NONE;
    if (!col_parser_at_word(&ahead, "inf")) {
        *end = col_parser_formula(parser, allowed);
        return *end != COL_EXPR_NONE;
    }
    if (found != sign)
        return col_parser_unexpected(parser, sign < 0 ? "a lower end: a formula or -inf"
                                                      : "an upper end: a formula or inf");
    parser->uses = 0;
    col_lexer_next(&ahead.lexer);
    parser->lexer = ahead.lexer;
    return true;
}

/* Is the range empty, as far as its ends are rational numbers of moderate size? */
static bool is_empty(const col_graph *graph, const col_range *range)
{
    bool empty = false;
    if (range->lo == COL_EXPR_NONE || range->hi == COL_EXPR_NONE)
        return false;
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    if (col_expr_rational(lo, graph, range->lo, VALUE_BITS) && col_expr_rational(hi, graph, range->hi, VALUE_BITS)) {
        int order = fmpq_cmp(lo, hi);
        empty = order > 0 || (order == 0 && (range->lo_open || range->hi_open));
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
    return empty;
}

bool col_parser_range(col_parser *parser, col_range *range, unsigned allowed, unsigned *uses)
{
    col_position at = parser->lexer.token.at;
    range->lo_open = col_parser_at(parser, COL_TOKEN_LEFT);
    if (!range->lo_open && !col_parser_at(parser, COL_TOKEN_LEFT_BRACKET))
        return col_parser_unexpected(parser, "a range such as (0, 1]");
    col_lexer_next(&parser->lexer);
    if (!parse_end(parser, &range->lo, -1, allowed))
        return false;
    *uses = parser->uses;
    if (!col_parser_expect(parser, COL_TOKEN_COMMA, "an operator or `,` between the ends of the range")
        || !parse_end(parser, &range->hi, 1, allowed))
        return false;
    *uses |= parser->uses;
    range->hi_open = col_parser_at(parser, COL_TOKEN_RIGHT);
    if (!range->hi_open && !col_parser_at(parser, COL_TOKEN_RIGHT_BRACKET))
        return col_parser_unexpected(parser, "an operator, or `)` or `]` at the end of the range");
    col_lexer_next(&parser->lexer);
    if ((range->lo == COL_EXPR_NONE && !range->lo_open) || (range->hi == COL_EXPR_NONE && !range->hi_open))
        col_error_at(parser->error, at, "an infinite end does not belong to the range, expected it to be open: "
                                        "( before -inf, ) behind inf");
    else if (is_empty(parser->model->graph, range))
        col_error_at(parser->error, at, "this range is empty, expected the lower end first, and below the upper one");
    else
        return true;
    return false;
}

static bool parse_box_side(col_parser *parser, col_range *box, bool *given)
{
    const col_token *token = &parser->lexer.token;
    const col_name *name =
        token->kind == COL_TOKEN_NAME ? col_names_find(parser->names, token->start, token->length) : NULL;
    if (name == NULL || name->kind != COL_NAME_VARIABLE)
        return col_parser_unexpected(parser, "a variable of the model");
    size_t index = name->index;
    if (given[index])
        return col_parser_unexpected(parser, "one range for each variable: this one has its range already");
    given[index] = true;
    col_lexer_next(&parser->lexer);
    if (!col_parser_at_word(parser, "in"))
        return col_parser_unexpected(parser, "`in` and a range");
    col_lexer_next(&parser->lexer);
    unsigned uses;
    return col_parser_range(parser, &box[index], 0, &uses);
}

col_range *col_parser_box(col_parser *parser)
{
    const col_model *model = parser->model;
    col_position at = parser->lexer.token.at;
    col_range *box = col_calloc(model->variable_count, sizeof *box);
    bool *given = col_calloc(model->variable_count, sizeof *given);
    bool ok = true;
    do
        ok = parse_box_side(parser, box, given);
    while (ok && col_parser_accept(parser, COL_TOKEN_COMMA));
    for (size_t i = 0; ok && i < model->variable_count; i++)
        if (!given[i]) {
            col_error_at(parser->error, at, "the box has no range for the variable `%s`, expected `%s in …`",
                         model->variables[i].name, model->variables[i].name);
            ok = false;
        }
    free(given);
    if (ok)
        return box;
    free(box);
    return NULL;
}
