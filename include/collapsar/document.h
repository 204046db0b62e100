/* Derivation files: what a document says, after parsing and name resolution. docs/language.md is the reference.
 *
 * Everything here is exact and resolved: lets are expanded (the graph shares them), state components that other
 * components or claims mention are replaced by their expressions. */
#ifndef COLLAPSAR_DOCUMENT_H
#define COLLAPSAR_DOCUMENT_H

#include <collapsar/expr.h>

typedef enum { COL_EQUAL, COL_NOT_EQUAL, COL_LESS, COL_LESS_EQUAL, COL_GREATER, COL_GREATER_EQUAL } col_relation;

typedef struct {
    col_relation relation;
    col_expr left, right;
    col_position at;
} col_comparison;

/* A conjunction: commas in conditions, links of a chain in claims. */
typedef struct {
    col_comparison *items;
    size_t count;
} col_conditions;

/* An interval with constant ends; COL_EXPR_NONE is infinite (and open). The box of a claim or of --box, or a
 * parameter's range. */
typedef struct {
    col_expr lo, hi;
    bool lo_open, hi_open;
} col_range;

/* parameter NAME in RANGE. A range whose ends depend on other parameters becomes assumptions. */
typedef struct {
    char *name;
    col_expr symbol;
    col_range range;
    col_position at;
} col_parameter;

typedef struct {
    char *name;
    col_expr symbol;
    col_expr flow; /* dNAME/dt in parameters and variables; COL_EXPR_NONE if the model gives none */
    col_position at;
} col_variable;

/* let NAME = EXPR, kept for printing and --explain. */
typedef struct {
    char *name;
    col_expr value;
    col_position at;
} col_let;

typedef struct {
    char *name;
    col_conditions when;
    col_expr *components; /* one a variable, in order of declaration, in parameters only */
    col_position at;
} col_state;

typedef enum {
    COL_CLAIM_COMPARISON, /* chain: E1 < E2 <= E3 is two links */
    COL_CLAIM_STATIONARY, /* state */
    COL_CLAIM_STABLE,
    COL_CLAIM_UNSTABLE,
    COL_CLAIM_ATTRACTING, /* state, modulo count zero eigenvalues */
    COL_CLAIM_CONSERVED,  /* left, in parameters and variables */
    COL_CLAIM_STATES,     /* count, box: one range a variable, in order of declaration */
    COL_CLAIM_ASYMPTOTIC  /* left ~ right as parameter -> limit */
} col_claim_kind;

typedef struct {
    char *name;
    char *body; /* the claim's text after "NAME:", white space folded, conditions included */
    bool refute;
    col_claim_kind kind;
    col_position at; /* of the word claim or refute */
    col_conditions when;
    col_conditions chain;
    size_t state;
    ulong count;
    col_range *box;
    col_expr left, right;
    size_t parameter;
    col_expr limit;     /* COL_EXPR_NONE: infinite */
    int side;           /* +1: from above (or +inf), -1: from below (or -inf), 0: both, as far as the domain allows */
} col_claim;

typedef struct {
    char *name; /* "" for claims before the first model statement */
    col_position at;
    col_graph *graph;
    col_parameter *parameters;
    size_t parameter_count;
    col_conditions assumptions;
    col_variable *variables;
    size_t variable_count;
    col_let *lets;
    size_t let_count;
    col_state *states;
    size_t state_count;
    col_claim *claims;
    size_t claim_count;
} col_model;

typedef struct {
    char *file; /* as given; "-" for standard input */
    char *text; /* the whole file */
    bool is_markdown; /* only its blocks marked collapsar are program */
    col_model *models;
    size_t model_count;
} col_document;

/* Parses text (Markdown if the name ends in .md or is "-" and the text has a collapsar fence; else all program).
 * NULL, with error set, if anything is wrong. The text is copied. */
col_document *col_document_parse(const char *file, const char *text, size_t length, col_error *error);

/* Reads the file ("-": standard input) and parses it. At most 64 MiB. */
col_document *col_document_read(const char *file, col_error *error);

void col_document_free(col_document *document); /* NULL is allowed */

/* The model of that name; with name NULL the only model that there is. NULL, with error set, otherwise. */
col_model *col_document_model(col_document *document, const char *name, col_error *error);

/* One claim of a model with what it speaks of (parameters, assumptions; variables and its state where it is about the
 * flow), in a graph of its own: what is done with it costs what the claim's size asks for, however large the document
 * is. The only claim of the part has index 0, its state, if any, too. Texts are the model's, which has to stay; the
 * model is only read. */
col_model *col_model_extract(const col_model *model, size_t claim);
void col_model_extract_free(col_model *part);

/* Fragments typed on the command line, in the language of the files, against the names of a model:
 * an expression; "p in [-2, 2], u in (0, 3]" (one range a variable, in order of declaration; a variable left out
 * is an error); "s=9/10,r=1/10" as EQUAL comparisons, left side the parameter's symbol. context names the option
 * in messages ("--set"). False, with error set and nothing to free, if the text is bad. */
bool col_parse_expression(col_expr *out, col_model *model, const char *context, const char *text, col_error *error);
bool col_parse_box(col_range **out, col_model *model, const char *context, const char *text, col_error *error);
bool col_parse_settings(col_conditions *out, col_model *model, const char *context, const char *text, col_error *error);

void col_conditions_clear(col_conditions *conditions);

/* The index of the parameter, variable or state of that name; -1 if there is none. */
ptrdiff_t col_model_parameter(const col_model *model, const char *name);
ptrdiff_t col_model_variable(const col_model *model, const char *name);
ptrdiff_t col_model_state(const col_model *model, const char *name);

const char *col_relation_name(col_relation relation); /* "==", "!=", "<", "<=", ">", ">=" */

#endif
