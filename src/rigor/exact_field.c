/* Fields of normal forms: generators, reduction by their relations, guarded arithmetic. */
#include "exact_field.h"

#include "../base/memory.h"
#include "polynomialtools.h"

#include <stdlib.h>

bool col_exact_fail(col_exact_field *field, const char *reason)
{
    field->reason = reason;
    return false;
}

col_exact_field *col_exact_field_new(col_graph *graph, const col_expr *symbols, size_t symbol_count, size_t room,
                                     col_sign_oracle oracle, void *data)
{
    col_exact_field *field = col_calloc(1, sizeof *field);
    field->graph = graph;
    field->capacity = symbol_count + (room < 40 ? room : 40) + 1;
    fmpz_mpoly_ctx_init(field->context, (slong)field->capacity, ORD_LEX);
    field->generators = col_calloc(field->capacity, sizeof *field->generators);
    field->oracle = oracle;
    field->oracle_data = data;
    field->sum_terms = 500;
    for (size_t i = 0; i < symbol_count; i++)
        col_exact_find(field, COL_GENERATOR_SYMBOL, COL_OP_SYMBOL, symbols[i], NULL, 0, NULL);
    return field;
}

void col_exact_set_integrals(col_exact_field *field, col_integral_oracle integrals)
{
    field->integrals = integrals;
}

void col_exact_field_free(col_exact_field *field)
{
    if (field == NULL)
        return;
    for (size_t i = 0; i < field->memo_size; i++)
        if (field->known[i] == 1)
            fmpz_mpoly_q_clear(&field->memo[i], field->context);
    for (size_t i = 0; i < field->count; i++) {
        fmpz_mpoly_clear(field->generators[i].relation, field->context);
        fmpz_mpoly_q_clear(field->generators[i].argument, field->context);
    }
    for (size_t i = 0; i < field->angle_count; i++) {
        fmpz_mpoly_q_clear(field->angles + i, field->context);
        fmpq_clear(field->granules + i);
    }
    free(field->angles);
    free(field->granules);
    fmpz_mpoly_ctx_clear(field->context);
    free(field->generators);
    free(field->memo);
    free(field->known);
    free(field);
}

const fmpz_mpoly_ctx_struct *col_exact_context(const col_exact_field *field)
{
    return field->context;
}

size_t col_exact_generators(const col_exact_field *field)
{
    return field->count;
}

const col_generator *col_exact_generator(const col_exact_field *field, size_t index)
{
    return &field->generators[index];
}

slong col_exact_find(col_exact_field *field, col_generator_kind kind, col_op function, col_expr expression,
                     const fmpz_mpoly_q_t argument, slong order, const fmpz_mpoly_t relation)
{
    for (size_t i = 0; i < field->count; i++) {
        const col_generator *known = &field->generators[i];
        if (known->kind != kind || known->function != function || known->order != order)
            continue;
        bool same = argument != NULL ? fmpz_mpoly_q_equal(known->argument, argument, field->context)
            : relation != NULL       ? fmpz_mpoly_equal(known->relation, relation, field->context)
                                     : known->expression == expression;
        if (same)
            return (slong)i;
    }
    if (field->count == field->capacity || expression == COL_EXPR_NONE)
        return -1;
    col_generator *made = &field->generators[field->count];
    *made = (col_generator){.kind = kind, .function = function, .expression = expression, .order = order};
    fmpz_mpoly_init(made->relation, field->context);
    fmpz_mpoly_q_init(made->argument, field->context);
    if (argument != NULL)
        fmpz_mpoly_q_set(made->argument, argument, field->context);
    if (relation != NULL)
        fmpz_mpoly_set(made->relation, relation, field->context);
    return (slong)field->count++;
}

bool col_exact_set_generator(fmpz_mpoly_q_t out, slong index, col_exact_field *field)
{
    if (index < 0)
        return col_exact_fail(field, "too many different radicals and functions for a normal form");
    fmpz_mpoly_gen(fmpz_mpoly_q_numref(out), index, field->context);
    fmpz_mpoly_one(fmpz_mpoly_q_denref(out), field->context);
    return true;
}

bool col_exact_is_rational(fmpq_t value, const fmpz_mpoly_q_t x, const col_exact_field *field)
{
    if (!fmpz_mpoly_is_fmpz(fmpz_mpoly_q_numref(x), field->context)
        || !fmpz_mpoly_is_fmpz(fmpz_mpoly_q_denref(x), field->context))
        return false;
    fmpz_mpoly_get_fmpz(fmpq_numref(value), fmpz_mpoly_q_numref(x), field->context);
    fmpz_mpoly_get_fmpz(fmpq_denref(value), fmpz_mpoly_q_denref(x), field->context);
    fmpq_canonicalise(value);
    return true;
}

col_signs col_exact_signs(const fmpz_mpoly_t polynomial, col_exact_field *field)
{
    if (fmpz_mpoly_is_fmpz(polynomial, field->context)) {
        fmpz_t value;
        fmpz_init(value);
        fmpz_mpoly_get_fmpz(value, polynomial, field->context);
        int sign = fmpz_sgn(value);
        fmpz_clear(value);
        return sign > 0 ? COL_SIGN_POSITIVE : sign < 0 ? COL_SIGN_NEGATIVE : COL_SIGN_ZERO;
    }
    return field->oracle ? field->oracle(field->oracle_data, polynomial) : COL_SIGN_ANY;
}

/* polynomial, with generator^order replaced by the relation. */
static void reduce_by(fmpz_mpoly_t polynomial, slong index, const col_generator *generator,
                      const fmpz_mpoly_ctx_t context)
{
    fmpz_mpoly_univar_t powers;
    fmpz_mpoly_univar_init(powers, context);
    fmpz_mpoly_to_univar(powers, polynomial, index, context);
    fmpz_mpoly_t coefficient, factor, root;
    fmpz_mpoly_init(coefficient, context);
    fmpz_mpoly_init(factor, context);
    fmpz_mpoly_init(root, context);
    fmpz_mpoly_zero(polynomial, context);
    for (slong i = 0; i < fmpz_mpoly_univar_length(powers, context); i++) {
        slong degree = fmpz_mpoly_univar_get_term_exp_si(powers, i, context);
        fmpz_mpoly_univar_get_term_coeff(coefficient, powers, i, context);
        fmpz_mpoly_pow_ui(factor, generator->relation, (ulong)(degree / generator->order), context);
        fmpz_mpoly_mul(coefficient, coefficient, factor, context);
        fmpz_mpoly_gen(root, index, context);
        fmpz_mpoly_pow_ui(root, root, (ulong)(degree % generator->order), context);
        fmpz_mpoly_mul(coefficient, coefficient, root, context);
        fmpz_mpoly_add(polynomial, polynomial, coefficient, context);
    }
    fmpz_mpoly_clear(coefficient, context);
    fmpz_mpoly_clear(factor, context);
    fmpz_mpoly_clear(root, context);
    fmpz_mpoly_univar_clear(powers, context);
}

void col_exact_reduce(fmpz_mpoly_t polynomial, const col_exact_field *field)
{
    for (size_t i = field->count; i-- > 0;) {
        const col_generator *generator = &field->generators[i];
        if (generator->order > 0
            && fmpz_mpoly_degree_si(polynomial, (slong)i, field->context) >= generator->order)
            reduce_by(polynomial, (slong)i, generator, field->context);
    }
}

static slong terms(const fmpz_mpoly_q_t x, const col_exact_field *field)
{
    return fmpz_mpoly_length(fmpz_mpoly_q_numref(x), field->context)
        + fmpz_mpoly_length(fmpz_mpoly_q_denref(x), field->context);
}

bool col_exact_settle(fmpz_mpoly_q_t x, col_exact_field *field)
{
    col_exact_reduce(fmpz_mpoly_q_numref(x), field);
    col_exact_reduce(fmpz_mpoly_q_denref(x), field);
    if (fmpz_mpoly_is_zero(fmpz_mpoly_q_denref(x), field->context))
        return col_exact_fail(field, "a denominator vanishes identically");
    if (terms(x, field) > COL_EXACT_MAX_TERMS)
        return col_exact_fail(field, "the normal form grows too large");
    fmpz_mpoly_q_canonicalise(x, field->context);
    return true;
}

static bool product_fits(const fmpz_mpoly_q_t a, const fmpz_mpoly_q_t b, col_exact_field *field)
{
    if (terms(a, field) * terms(b, field) > COL_EXACT_MAX_PRODUCT)
        return col_exact_fail(field, "the normal form grows too large");
    return true;
}

bool col_exact_mul(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t a, const fmpz_mpoly_q_t b, col_exact_field *field)
{
    if (!product_fits(a, b, field))
        return false;
    fmpz_mpoly_q_mul(out, a, b, field->context);
    return col_exact_settle(out, field);
}

bool col_exact_div(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t a, const fmpz_mpoly_q_t b, col_exact_field *field)
{
    if (fmpz_mpoly_q_is_zero(b, field->context))
        return col_exact_fail(field, "a denominator vanishes identically");
    if (!product_fits(a, b, field))
        return false;
    fmpz_mpoly_q_div(out, a, b, field->context);
    return col_exact_settle(out, field);
}

bool col_exact_pow_si(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t a, slong n, col_exact_field *field)
{
    bool small = n <= COL_EXACT_MAX_POWER && n >= -COL_EXACT_MAX_POWER;
    if (!small && !(terms(a, field) <= 2 && n <= 10000 && n >= -10000))
        return col_exact_fail(field, "an exponent is too large for a normal form");
    fmpz_mpoly_q_t base;
    fmpz_mpoly_q_init(base, field->context);
    fmpz_mpoly_q_set(base, a, field->context);
    bool ok = n >= 0 || !fmpz_mpoly_q_is_zero(a, field->context)
        || col_exact_fail(field, "a denominator vanishes identically");
    if (ok && n < 0) {
        fmpz_mpoly_q_inv(base, base, field->context);
        ok = col_exact_settle(base, field);
    }
    fmpz_mpoly_q_set_si(out, 1, field->context);
    for (slong m = FLINT_ABS(n); ok && m > 0; m /= 2) {
        if (m % 2)
            ok = col_exact_mul(out, out, base, field);
        if (ok && m > 1)
            ok = col_exact_mul(base, base, base, field);
    }
    fmpz_mpoly_q_clear(base, field->context);
    return ok;
}

bool col_exact_factor(fmpz_mpoly_factor_t factors, const fmpz_mpoly_t polynomial, col_exact_field *field)
{
    if (fmpz_mpoly_length(polynomial, field->context) > 1
        && fmpz_mpoly_total_degree_si(polynomial, field->context) > COL_EXACT_MAX_DEGREE)
        return col_exact_fail(field, "a polynomial of too high a degree to be factored");
    return col_polynomial_factor(factors, polynomial, field->context)
        || col_exact_fail(field, "a polynomial could not be factored");
}
