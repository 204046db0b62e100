/* Arguments of functions, term by term: the generators that multiples of a term share. */
#include "exact_field.h"

enum { MAX_SPLIT = 6 };

static void set_quotient(fmpz_mpoly_q_t out, const fmpz_mpoly_t numerator, const fmpz_mpoly_t denominator,
                         col_exact_field *field)
{
    fmpz_mpoly_set(fmpz_mpoly_q_numref(out), numerator, field->context);
    fmpz_mpoly_set(fmpz_mpoly_q_denref(out), denominator, field->context);
    fmpz_mpoly_q_canonicalise(out, field->context);
}

/* Draws the rational content (with the sign of the leading term) out of x. */
static void draw_content(fmpq_t content, fmpz_mpoly_q_t x, col_exact_field *field)
{
    fmpz_mpoly_struct *numerator = fmpz_mpoly_q_numref(x), *denominator = fmpz_mpoly_q_denref(x);
    fmpz_t lead;
    fmpz_init(lead);
    fmpz_mpoly_get_term_coeff_fmpz(lead, numerator, 0, field->context);
    _fmpz_vec_content(fmpq_numref(content), numerator->coeffs, numerator->length);
    _fmpz_vec_content(fmpq_denref(content), denominator->coeffs, denominator->length);
    if (fmpz_sgn(lead) < 0)
        fmpz_neg(fmpq_numref(content), fmpq_numref(content));
    fmpz_mpoly_scalar_divexact_fmpz(numerator, numerator, fmpq_numref(content), field->context);
    fmpz_mpoly_scalar_divexact_fmpz(denominator, denominator, fmpq_denref(content), field->context);
    fmpq_canonicalise(content);
    fmpz_clear(lead);
}

void col_exact_terms_init(col_exact_terms *terms, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    slong length = fmpz_mpoly_length(fmpz_mpoly_q_numref(x), field->context);
    bool whole = length > MAX_SPLIT;
    terms->count = whole ? 1 : length;
    terms->coefficients = _fmpq_vec_init(terms->count);
    terms->terms = flint_malloc((size_t)terms->count * sizeof *terms->terms + 1);
    fmpz_mpoly_t term;
    fmpz_mpoly_init(term, field->context);
    for (slong i = 0; i < terms->count; i++) {
        fmpz_mpoly_q_init(&terms->terms[i], field->context);
        if (whole)
            fmpz_mpoly_set(term, fmpz_mpoly_q_numref(x), field->context);
        else
            fmpz_mpoly_get_term(term, fmpz_mpoly_q_numref(x), i, field->context);
        set_quotient(&terms->terms[i], term, fmpz_mpoly_q_denref(x), field);
        draw_content(&terms->coefficients[i], &terms->terms[i], field);
    }
    fmpz_mpoly_clear(term, field->context);
}

void col_exact_terms_clear(col_exact_terms *terms, col_exact_field *field)
{
    for (slong i = 0; i < terms->count; i++)
        fmpz_mpoly_q_clear(&terms->terms[i], field->context);
    flint_free(terms->terms);
    _fmpq_vec_clear(terms->coefficients, terms->count);
}

slong col_exact_find_multiple(fmpq_t multiple, col_generator_kind kind, const fmpz_mpoly_q_t term,
                              col_exact_field *field)
{
    slong found = -1;
    fmpz_mpoly_q_t ratio;
    fmpz_mpoly_q_init(ratio, field->context);
    for (size_t i = 0; found < 0 && i < field->count; i++) {
        if (field->generators[i].kind != kind)
            continue;
        fmpz_mpoly_q_div(ratio, field->generators[i].argument, term, field->context);
        if (col_exact_is_rational(multiple, ratio, field))
            found = (slong)i;
    }
    fmpz_mpoly_q_clear(ratio, field->context);
    return found;
}

slong col_exact_as_generator(const fmpz_mpoly_q_t x, const col_exact_field *field)
{
    if (!fmpz_mpoly_is_one(fmpz_mpoly_q_denref(x), field->context))
        return -1;
    for (size_t i = 0; i < field->count; i++)
        if (fmpz_mpoly_is_gen(fmpz_mpoly_q_numref(x), (slong)i, field->context))
            return (slong)i;
    return -1;
}

bool col_exact_is_function(slong index, col_op function, const col_exact_field *field)
{
    return index >= 0 && field->generators[index].kind == COL_GENERATOR_OPAQUE
        && field->generators[index].function == function && function != COL_OP_INTEGRAL;
}

slong col_exact_make_multiple(col_generator_kind kind, const fmpq_t c, const fmpz_mpoly_q_t t, col_exact_field *field)
{
    fmpz_mpoly_q_t argument;
    fmpz_mpoly_q_init(argument, field->context);
    fmpz_mpoly_q_mul_fmpq(argument, t, c, field->context);
    col_expr expression = col_exact_expression(field, argument);
    col_op op = kind == COL_GENERATOR_EXP ? COL_OP_EXP : COL_OP_COS;
    bool pair = kind == COL_GENERATOR_COSINE;
    slong index = -1;
    if (field->count + (pair ? 2 : 1) <= field->capacity)
        index = col_exact_find(field, kind, op, col_expr_unary(field->graph, op, expression), argument, 0, NULL);
    if (pair && index >= 0) {
        fmpz_mpoly_t relation;
        fmpz_mpoly_init(relation, field->context);
        fmpz_mpoly_gen(relation, index, field->context);
        fmpz_mpoly_mul(relation, relation, relation, field->context);
        fmpz_mpoly_sub_si(relation, relation, 1, field->context);
        fmpz_mpoly_neg(relation, relation, field->context);
        col_exact_find(field, COL_GENERATOR_SINE, COL_OP_SIN, col_expr_unary(field->graph, COL_OP_SIN, expression),
                       argument, 2, relation);
        fmpz_mpoly_set(field->generators[index + 1].relation, relation, field->context);
        fmpz_mpoly_clear(relation, field->context);
    }
    fmpz_mpoly_q_clear(argument, field->context);
    return index;
}
