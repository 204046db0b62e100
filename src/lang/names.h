/* The names that a model has defined so far, and the words that the language keeps for itself. */
#ifndef COL_LANG_NAMES_H
#define COL_LANG_NAMES_H

#include <collapsar/document.h>

typedef enum { COL_NAME_PARAMETER, COL_NAME_VARIABLE, COL_NAME_LET, COL_NAME_STATE, COL_NAME_BOUND } col_name_kind;

/* What an expression is built from; numbers and bound names aside. */
enum { COL_USES_PARAMETERS = 1, COL_USES_VARIABLES = 2 };

typedef struct {
    char *name;
    col_name_kind kind;
    col_expr value;  /* parameter, variable, let */
    unsigned uses;   /* let: COL_USES_… */
    size_t index;    /* parameter, variable, state: in the model's array */
    int line;        /* where it was defined */
} col_name;

typedef struct {
    col_name *items;
    size_t count, capacity;
    size_t *table; /* open addressing: index + 1, 0 = free */
    size_t table_size;
} col_names;

void col_names_init(col_names *names);
void col_names_clear(col_names *names);

/* The entry, valid until the next one is added; NULL if there is none. */
const col_name *col_names_find(const col_names *names, const char *name, size_t length);

/* Adds a name that is not there yet; name.name is copied from the text given. */
void col_names_add(col_names *names, col_name name, const char *text, size_t length);

/* A known name that looks much like the text: of a state (states), or else one that may stand in an expression,
 * functions included. NULL if none is near. */
const char *col_names_nearest(const col_names *names, const char *text, size_t length, bool states);

/* The word that begins a statement and looks much like the text; NULL if none does. */
const char *col_statement_nearest(const char *text, size_t length);

/* The function of that name; COL_OP_COUNT if there is none. */
col_op col_function_find(const char *name, size_t length);

/* Is it a word of the language, a function's name, pi or inf? */
bool col_word_is_reserved(const char *name, size_t length);

#endif
