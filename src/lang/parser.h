/* The parser of derivation files: what its parts share. Every function here that can fail records the error,
 * located, and returns false or COL_EXPR_NONE; nothing after the first error counts. */
#ifndef COL_LANG_PARSER_H
#define COL_LANG_PARSER_H

#include "lexer.h"
#include "names.h"

#define COL_DEEPEST_BINDER 16 /* integrals and sums in each other's bodies, in one formula's text */

typedef struct {
    const char *name;
    size_t length;
    col_expr symbol;
} col_bound_name;

typedef struct {
    col_lexer lexer;
    col_error *error;
    col_model *model;
    col_names *names;
    col_names *claims;
    bool variables_fixed; /* the model's variables have been listed by a state or a box */
    col_bound_name bound[COL_DEEPEST_BINDER];
    int bound_count;
    int depth;        /* of nesting, here and now */
    unsigned allowed; /* COL_USES_…: what the formula may be built from */
    unsigned uses;    /* … and is built from, so far */
    bool literal;     /* the operand just read is a number as it stands: 2, -2, 2/3 */
    bool limit;       /* a final + or - is not an operator but a side: 0+ */
    size_t number_bits; /* taken by the numbers of the document */
    size_t work;        /* nodes gone through in resolving states */
} col_parser;

/* --- tokens ------------------------------------------------------------------------------------------------- */

/* "unexpected TOKEN, expected …"; always false. */
bool col_parser_unexpected(col_parser *parser, const char *expected);

bool col_parser_at(const col_parser *parser, col_token_kind kind);
bool col_parser_at_word(const col_parser *parser, const char *word);
bool col_parser_accept(col_parser *parser, col_token_kind kind); /* takes the token if it is of that kind */
bool col_parser_expect(col_parser *parser, col_token_kind kind, const char *expected);

/* A name for something new in the model's namespace, or (label) a free label of a claim or a model: the token is
 * left as it is, length is set. */
bool col_parser_new_name(col_parser *parser, const char *what, bool label, size_t *length);

/* An integer as it stands, such as 0 or 12. */
bool col_parser_count(col_parser *parser, ulong *out, const char *expected);

/* --- formulas ----------------------------------------------------------------------------------------------- */

/* A formula of what is allowed: 0 (a constant) or COL_USES_…. */
col_expr col_parser_formula(col_parser *parser, unsigned allowed);

/* The number at the token, exactly. */
col_expr col_parser_number(col_parser *parser);

/* --- conditions and ranges ---------------------------------------------------------------------------------- */

/* The rest of a chain behind its first formula: < E2 <= E3 …, at least one link. */
bool col_parser_chain(col_parser *parser, col_conditions *out, col_expr first);

/* Chains joined by commas. */
bool col_parser_conditions(col_parser *parser, col_conditions *out);

/* "when CONDITIONS", if it is there. */
bool col_parser_when(col_parser *parser, col_conditions *out);

/* (A, B], with ends of what is allowed. uses tells what they are built from. */
bool col_parser_range(col_parser *parser, col_range *range, unsigned allowed, unsigned *uses);

/* p in [-2, 2], u in (0, 3]: one constant range a variable of the model, in its order; NULL if it fails. */
col_range *col_parser_box(col_parser *parser);

void col_conditions_add(col_conditions *conditions, col_comparison comparison);

/* --- statements --------------------------------------------------------------------------------------------- */

bool col_parser_declaration(col_parser *parser, bool *done); /* parameter, assume, variable, let, flow */
bool col_parser_state(col_parser *parser);
bool col_parser_claim(col_parser *parser, bool refute);

/* Checks what can be checked only at a model's end. */
bool col_parser_finish_model(col_parser *parser);

/* Room for one more in an array of count elements whose capacity is the next power of two. */
void *col_array_room(void *array, size_t count, size_t size);

#endif
