/* Tokens of a derivation file, one statement at a time. */
#ifndef COL_LANG_LEXER_H
#define COL_LANG_LEXER_H

#include "source.h"

#include <collapsar/text.h>

#define COL_LONGEST_NAME 200

typedef enum {
    COL_TOKEN_END, /* of the statement */
    COL_TOKEN_ERROR, /* reported already */
    COL_TOKEN_NUMBER, COL_TOKEN_NAME,
    COL_TOKEN_PLUS, COL_TOKEN_MINUS, COL_TOKEN_TIMES, COL_TOKEN_OVER, COL_TOKEN_POWER,
    COL_TOKEN_LEFT, COL_TOKEN_RIGHT, COL_TOKEN_LEFT_BRACKET, COL_TOKEN_RIGHT_BRACKET,
    COL_TOKEN_COMMA, COL_TOKEN_COLON, COL_TOKEN_DOT, COL_TOKEN_DOTS, COL_TOKEN_TILDE, COL_TOKEN_ARROW,
    COL_TOKEN_DEFINE, /* = */
    COL_TOKEN_EQUAL, COL_TOKEN_NOT_EQUAL,
    COL_TOKEN_LESS, COL_TOKEN_LESS_EQUAL, COL_TOKEN_GREATER, COL_TOKEN_GREATER_EQUAL
} col_token_kind;

typedef struct {
    col_token_kind kind;
    const char *start; /* in the file's text */
    size_t length;
    col_position at;
} col_token;

/* Small enough to be copied to look ahead. */
typedef struct {
    col_source source;
    col_error *error;
    col_line line;
    size_t cursor; /* in line: behind the current token */
    col_token token;
    bool fragment; /* all lines are one statement, indented or not */
} col_lexer;

void col_lexer_init(col_lexer *lexer, const col_source *source, col_error *error);

/* Goes to the first token of the next statement; false at the end of the program or on an error. */
bool col_lexer_begin(col_lexer *lexer);

void col_lexer_next(col_lexer *lexer);

bool col_token_is(const col_token *token, const char *word); /* a NAME with that spelling */

/* The length of the label (a name that may have hyphens inside) that begins with the current token, a NAME. Beyond
 * COL_LONGEST_NAME no more parts are looked at. */
size_t col_lexer_label(const col_lexer *lexer);

/* Goes on behind the first length bytes from the current token's start, and reads the next token. */
void col_lexer_skip(col_lexer *lexer, size_t length);

/* The statement's text behind the current token: comments left out, white space folded. */
void col_lexer_rest(col_lexer lexer, col_text *out);

/* "`token`", shortened where long, or "the end of the statement". */
void col_token_quote(char out[64], const col_token *token);

#endif
