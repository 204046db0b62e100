/* Normal forms: expressions as elements of a tower of fields over Q, decided symbolically.
 *
 * A field holds a list of generators: symbols and pi; real roots w = R^(1/n) of earlier elements; and values of
 * transcendental functions, taken as independent. An element is a quotient of polynomials in them (FLINT's
 * fmpz_mpoly_q), kept reduced by the relations w^n = R and sin^2 = 1 - cos^2.
 *
 * What a normal form says. Numerator zero: the expression vanishes wherever it is defined in the domain (an identity;
 * see below). Numerator not zero: nothing yet; generators can depend on one another in ways that the field does not
 * know (sqrt(2)^pi, nested radicals), so "not identical" has to be certified at a point.
 *
 * Simplifications that need a sign (sqrt(f^2) = f for f >= 0, log(f g) = log f + log g for f, g > 0) ask an oracle
 * about the domain, and are left undone where it does not know. Cancelling a common factor and splitting a root hold
 * on a dense part of the domain; the expression being continuous wherever it is defined, the identity then holds
 * there too. This needs a domain in which every non-zero polynomial is non-zero on a dense part, i.e. one without
 * equality constraints between parameters: parameters that are fixed are to be substituted first. */
#ifndef COLLAPSAR_EXACT_H
#define COLLAPSAR_EXACT_H

#include <collapsar/expr.h>
#include <collapsar/semialgebraic.h>

typedef struct col_exact_field col_exact_field;

typedef enum {
    COL_GENERATOR_SYMBOL,
    COL_GENERATOR_PI,
    COL_GENERATOR_ROOT,   /* order-th root of radicand: the non-negative one */
    COL_GENERATOR_COSINE, /* of argument; followed by its sine */
    COL_GENERATOR_SINE,
    COL_GENERATOR_EXP,    /* of argument */
    COL_GENERATOR_OPAQUE  /* log, atan, asin, erf, integral, ...: an independent value */
} col_generator_kind;

typedef struct {
    col_generator_kind kind;
    col_op function;         /* OPAQUE: which one */
    col_expr expression;     /* what it stands for */
    slong order;             /* ROOT; 2 for SINE; 0: no relation */
    fmpz_mpoly_t relation;   /* generator^order = relation, a polynomial in earlier generators */
    fmpz_mpoly_q_t argument; /* COSINE, SINE, EXP, OPAQUE of one argument */
} col_generator;

/* polynomial in the field's generators -> the signs that it may have over the domain (COL_SIGN_ANY: not known). */
typedef col_signs (*col_sign_oracle)(void *data, const fmpz_mpoly_t polynomial);

/* The closed form of an integral node over the domain; COL_EXPR_NONE if none is known: the integral then becomes an
 * opaque generator. */
typedef col_expr (*col_integral_oracle)(void *data, col_expr integral);
void col_exact_set_integrals(col_exact_field *field, col_integral_oracle integrals);

/* A field for expressions of graph. room: how many generators beyond the symbols may be made (at most 40).
 * oracle may be NULL (knows nothing). The graph may grow: generators are expressions of it. */
col_exact_field *col_exact_field_new(col_graph *graph, const col_expr *symbols, size_t symbol_count, size_t room,
                                     col_sign_oracle oracle, void *data);
void col_exact_field_free(col_exact_field *field);

const fmpz_mpoly_ctx_struct *col_exact_context(const col_exact_field *field);
size_t col_exact_generators(const col_exact_field *field);
const col_generator *col_exact_generator(const col_exact_field *field, size_t index);

/* The normal form of e. False if e is not to be had in moderate size, or divides by zero identically; reason then
 * says so (may be NULL). */
bool col_exact_convert(fmpz_mpoly_q_t out, col_exact_field *field, col_expr e, const char **reason);

/* Brings a polynomial below the degrees of its generators' relations. */
void col_exact_reduce(fmpz_mpoly_t polynomial, const col_exact_field *field);

/* polynomial = a + b w for the last square root w in which it is linear; norm = a^2 - b^2 w^2. False if there is none. */
bool col_exact_norm(fmpz_mpoly_t norm, fmpz_mpoly_t a, fmpz_mpoly_t b, const fmpz_mpoly_t polynomial,
                    const col_exact_field *field);

/* Back to expressions. */
col_expr col_exact_polynomial_expression(col_exact_field *field, const fmpz_mpoly_t polynomial);
col_expr col_exact_expression(col_exact_field *field, const fmpz_mpoly_q_t element);

/* How many generators does the normal form of e need at most? A bound for room. */
size_t col_exact_room(const col_graph *graph, const col_expr *roots, size_t count);

#endif
