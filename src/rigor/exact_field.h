/* The inside of col_exact_field, shared by the files exact*.c. */
#ifndef COL_RIGOR_EXACT_FIELD_H
#define COL_RIGOR_EXACT_FIELD_H

#include <collapsar/exact.h>

enum { COL_EXACT_MAX_TERMS = 2000, COL_EXACT_MAX_PRODUCT = 400000, COL_EXACT_MAX_POWER = 200, COL_EXACT_MAX_DEGREE = 60 };

struct col_exact_field {
    col_graph *graph;
    fmpz_mpoly_ctx_t context;
    size_t capacity, count; /* variables of the context; generators so far */
    col_generator *generators;
    col_sign_oracle oracle;
    col_integral_oracle integrals;
    void *oracle_data;
    fmpz_mpoly_q_struct *memo; /* by expression handle */
    unsigned char *known;      /* 0: not tried, 1: in memo, 2: failed */
    size_t memo_size;
    fmpz_mpoly_q_struct *angles; /* terms of circular functions' arguments, and the greatest common divisor of */
    fmpq *granules;              /* their factors, so that all of them are multiples of one angle */
    size_t angle_count, angle_capacity, granule_capacity;
    long sum_terms;     /* left for expanding sums */
    const char *reason; /* of the last failure */
};

/* All of these return false, with field->reason set, when the result would be too large or is undefined. */
bool col_exact_fail(col_exact_field *field, const char *reason);
bool col_exact_settle(fmpz_mpoly_q_t x, col_exact_field *field); /* reduce, cancel, check the size */
bool col_exact_mul(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t a, const fmpz_mpoly_q_t b, col_exact_field *field);
bool col_exact_div(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t a, const fmpz_mpoly_q_t b, col_exact_field *field);
bool col_exact_pow_si(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t a, slong n, col_exact_field *field);

/* Irreducible factors; refused for degrees at which factoring could take long. */
bool col_exact_factor(fmpz_mpoly_factor_t factors, const fmpz_mpoly_t polynomial, col_exact_field *field);

/* x^(1/order) for x >= 0, abs(x). */
bool col_exact_root(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t x, slong order, col_exact_field *field);
bool col_exact_abs(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t x, col_exact_field *field);
/* x^q for rational q. */
bool col_exact_pow_fmpq(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t x, const fmpq_t q, col_exact_field *field);

bool col_exact_exp(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t x, col_exact_field *field);
bool col_exact_log(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t x, col_exact_field *field);
bool col_exact_cos_sin(fmpz_mpoly_q_t cosine, fmpz_mpoly_q_t sine, const fmpz_mpoly_q_t x, col_exact_field *field);
/* Notes the angles of x, which will be an argument of a circular function. */
void col_exact_note_angles(const fmpz_mpoly_q_t x, col_exact_field *field);
/* An odd function without further rules (atan, asin, erf). */
bool col_exact_odd(fmpz_mpoly_q_t out, col_op function, const fmpz_mpoly_q_t x, col_exact_field *field);

/* The generator of that kind and argument (or relation, for roots), found or made; its index, or -1 when the field is
 * full. argument and relation may be NULL. */
slong col_exact_find(col_exact_field *field, col_generator_kind kind, col_op function, col_expr expression,
                     const fmpz_mpoly_q_t argument, slong order, const fmpz_mpoly_t relation);
/* out = the generator of that index; false if index < 0. */
bool col_exact_set_generator(fmpz_mpoly_q_t out, slong index, col_exact_field *field);
bool col_exact_is_rational(fmpq_t value, const fmpz_mpoly_q_t x, const col_exact_field *field);
/* The signs that a polynomial may have, by its value or by the oracle. */
col_signs col_exact_signs(const fmpz_mpoly_t polynomial, col_exact_field *field);

/* x = sum of coefficient[i] * term[i], the rational factors (with the sign of the leading term) drawn out; one term if
 * there would be too many. */
typedef struct {
    slong count;
    fmpq *coefficients;
    fmpz_mpoly_q_struct *terms;
} col_exact_terms;

void col_exact_terms_init(col_exact_terms *terms, const fmpz_mpoly_q_t x, col_exact_field *field);
void col_exact_terms_clear(col_exact_terms *terms, col_exact_field *field);

/* The generator of that kind whose argument is a rational multiple of term: its index, and multiple; -1 if none. */
slong col_exact_find_multiple(fmpq_t multiple, col_generator_kind kind, const fmpz_mpoly_q_t term,
                              col_exact_field *field);

/* A new generator exp(c t), or cos(c t) followed by sin(c t); c > 0. Its index, -1 if the field is full. */
slong col_exact_make_multiple(col_generator_kind kind, const fmpq_t c, const fmpz_mpoly_q_t t, col_exact_field *field);

/* If x is a single generator, which? -1 otherwise. */
slong col_exact_as_generator(const fmpz_mpoly_q_t x, const col_exact_field *field);

/* Is the generator of that index (which may be -1) the value of that function? */
bool col_exact_is_function(slong index, col_op function, const col_exact_field *field);

#endif
