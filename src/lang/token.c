/* The parser's dealings with single tokens: what stands here, what was expected, new names, exact numbers. */
#include "parser.h"

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST_EXPONENT 100000
#define MOST_DIGITS 250000 /* what the largest exponent prints to, and more */
#define MOST_NUMBER_BITS (1u << 26) /* of all numbers of a document together */

bool col_parser_unexpected(col_parser *parser, const char *expected)
{
    char quoted[64];
    col_token_quote(quoted, &parser->lexer.token);
    col_error_at(parser->error, parser->lexer.token.at, "unexpected %s, expected %s", quoted, expected);
    return false;
}

bool col_parser_at(const col_parser *parser, col_token_kind kind)
{
    return parser->lexer.token.kind == kind;
}

bool col_parser_at_word(const col_parser *parser, const char *word)
{
    return col_token_is(&parser->lexer.token, word);
}

bool col_parser_accept(col_parser *parser, col_token_kind kind)
{
    if (!col_parser_at(parser, kind))
        return false;
    col_lexer_next(&parser->lexer);
    return true;
}

bool col_parser_expect(col_parser *parser, col_token_kind kind, const char *expected)
{
    return col_parser_accept(parser, kind) || col_parser_unexpected(parser, expected);
}

bool col_parser_new_name(col_parser *parser, const char *what, bool label, size_t *length)
{
    const col_token *token = &parser->lexer.token;
    char expected[80];
    snprintf(expected, sizeof expected, "a name for the %s", what);
    if (token->kind != COL_TOKEN_NAME)
        return col_parser_unexpected(parser, expected);
    bool hyphens = label || strcmp(what, "state") == 0;
    *length = hyphens ? col_lexer_label(&parser->lexer) : token->length;
    col_token word = *token;
    word.length = *length;
    char quoted[64];
    col_token_quote(quoted, &word);
    const col_name *known = label ? NULL : col_names_find(parser->names, word.start, word.length);
    if (*length > COL_LONGEST_NAME)
        col_error_at(parser->error, token->at, "the name of this %s is too long, expected at most %d letters", what,
                     COL_LONGEST_NAME);
    else if (!label && col_word_is_reserved(word.start, word.length))
        col_error_at(parser->error, token->at, "%s is a word of the language, expected another name for the %s", quoted,
                     what);
    else if (known)
        col_error_at(parser->error, token->at, "%s is already %s in line %d, expected a new name for the %s", quoted,
                     known->kind == COL_NAME_BOUND ? "the name that a range runs over" : "defined", known->line, what);
    else
        return true;
    return false;
}

bool col_parser_count(col_parser *parser, ulong *out, const char *expected)
{
    const col_token *token = &parser->lexer.token;
    ulong value = 0;
    bool ok = token->kind == COL_TOKEN_NUMBER && token->length <= 9;
    for (size_t i = 0; ok && i < token->length; i++) {
        ok = token->start[i] >= '0' && token->start[i] <= '9';
        value = 10 * value + (ulong)(token->start[i] - '0');
    }
    if (!ok)
        return col_parser_unexpected(parser, expected);
    *out = value;
    col_lexer_next(&parser->lexer);
    return true;
}

/* Splits a number into its digits, without the point, and a power of ten. False if either is too large. */
static bool split_number(const col_token *token, char *digits, slong *exponent)
{
    size_t count = 0, i = 0, behind_point = 0;
    bool point = false;
    for (; i < token->length && token->start[i] != 'e' && token->start[i] != 'E'; i++) {
        if (token->start[i] == '.') {
            point = true;
            continue;
        }
        digits[count++] = token->start[i];
        behind_point += point;
    }
    digits[count] = '\0';
    slong power = 0;
    bool negative = i + 1 < token->length && token->start[i + 1] == '-';
    for (i++; i < token->length; i++)
        if (token->start[i] >= '0' && token->start[i] <= '9' && power <= LARGEST_EXPONENT)
            power = 10 * power + (token->start[i] - '0');
    *exponent = (negative ? -power : power) - (slong)behind_point;
    return power <= LARGEST_EXPONENT;
}

static void set_decimal(fmpq_t value, const char *digits, slong exponent)
{
    fmpz_t scale;
    fmpz_init(scale);
    fmpz_ui_pow_ui(scale, 10, exponent < 0 ? -(ulong)exponent : (ulong)exponent);
    fmpz_set_str(fmpq_numref(value), digits, 10);
    fmpz_one(fmpq_denref(value));
    if (exponent > 0)
        fmpz_mul(fmpq_numref(value), fmpq_numref(value), scale);
    else if (exponent < 0)
        fmpq_div_fmpz(value, value, scale);
    fmpz_clear(scale);
}

col_expr col_parser_number(col_parser *parser)
{
    col_token token = parser->lexer.token;
    slong exponent = 0;
    if (token.length > MOST_DIGITS) {
        col_error_at(parser->error, token.at, "this number is too long, expected at most %d digits", MOST_DIGITS);
        return COL_EXPR_NONE;
    }
    char *digits = col_malloc(token.length + 1);
    col_expr e = COL_EXPR_NONE;
    if (!split_number(&token, digits, &exponent)) {
        col_error_at(parser->error, token.at, "number too large or too small, expected an exponent between -%d and %d",
                     LARGEST_EXPONENT, LARGEST_EXPONENT);
    } else {
        fmpq_t value;
        fmpq_init(value);
        set_decimal(value, digits, exponent);
        parser->number_bits += fmpz_bits(fmpq_numref(value)) + fmpz_bits(fmpq_denref(value));
        if (parser->number_bits > MOST_NUMBER_BITS)
            col_error_at(parser->error, token.at, "the numbers of this file take too much room, expected fewer digits");
        else
            e = col_expr_number(parser->model->graph, value);
        fmpq_clear(value);
    }
    free(digits);
    col_lexer_next(&parser->lexer);
    return e;
}

void *col_array_room(void *array, size_t count, size_t size)
{
    if (count & (count - 1))
        return array;
    return col_realloc(array, (count ? 2 * count : 1) * size);
}
