/* Signs factor by factor: a product's sign from those of its factors, each decided by all the tactics. */
#include "sign_context.h"
#include "sign_tactics.h"

#include "../base/memory.h"
#include "polynomialtools.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_DEPTH = 3, MAX_FACTORS = 8 };

typedef struct {
    col_expr factors[MAX_FACTORS];
    bool even[MAX_FACTORS];
    size_t count;
    bool negative; /* the constant factor */
} factor_list;

/* Appends the factors of a polynomial; false if there are too many. */
static bool append(factor_list *list, const fmpz_mpoly_t polynomial, col_exact_field *field)
{
    const fmpz_mpoly_ctx_struct *ring = col_exact_context(field);
    fmpz_mpoly_factor_t factors;
    fmpz_mpoly_factor_init(factors, ring);
    bool ok = col_polynomial_factor(factors, polynomial, ring)
        && list->count + (size_t)factors->num <= MAX_FACTORS;
    if (ok && fmpz_sgn(factors->constant) < 0)
        list->negative = !list->negative;
    for (slong i = 0; ok && i < factors->num; i++) {
        list->even[list->count] = fmpz_is_even(factors->exp + i) != 0;
        list->factors[list->count++] = col_exact_polynomial_expression(field, factors->poly + i);
    }
    fmpz_mpoly_factor_clear(factors, ring);
    return ok;
}

static bool split(factor_list *list, const col_sign_task *task)
{
    col_sign_context *context = col_sign_context_new(task->region, &task->e, 1, 0);
    col_exact_field *field = col_sign_context_field(context);
    fmpz_mpoly_q_t value;
    fmpz_mpoly_q_init(value, col_exact_context(field));
    *list = (factor_list){0};
    bool ok = col_exact_convert(value, field, task->e, NULL)
        && !fmpz_mpoly_q_is_zero(value, col_exact_context(field))
        && append(list, fmpz_mpoly_q_numref(value), field) && append(list, fmpz_mpoly_q_denref(value), field);
    fmpz_mpoly_q_clear(value, col_exact_context(field));
    col_sign_context_free(context);
    return ok;
}

/* The strongest half-line that the factor is certified to lie on, COL_SIGN_ANY if none; samples say what to try. */
static col_signs factor_signs(const col_sign_task *task, col_expr factor)
{
    col_sign_result result;
    col_sign_task probe = {task->region, factor, COL_SIGN_ANY, task->effort, task->depth + 1};
    col_signs seen;
    col_sign_result_init(&result);
    col_sign_by_samples(&result, &probe, &seen);
    col_sign_result_clear(&result);
    if (seen == COL_SIGN_NONE || (seen & COL_SIGN_NONZERO) == COL_SIGN_NONZERO)
        return COL_SIGN_ANY;
    col_signs strict = seen & COL_SIGN_NONZERO, found = COL_SIGN_ANY;
    int first = seen & COL_SIGN_ZERO ? 1 : 0;
    for (int weak = first; strict != COL_SIGN_NONE && found == COL_SIGN_ANY && weak < 2; weak++) {
        col_signs tried = weak ? strict | COL_SIGN_ZERO : strict;
        col_sign_determine_at(&result, task->region, factor, tried, task->effort, task->depth + 1);
        if (result.verdict == COL_PROVED)
            found = tried;
        col_sign_result_clear(&result);
    }
    return found;
}

void col_sign_by_factors(col_sign_result *result, const col_sign_task *task)
{
    factor_list list;
    if (task->depth >= MAX_DEPTH || !split(&list, task) || list.count < 2)
        return;
    col_signs product = list.negative ? COL_SIGN_NEGATIVE : COL_SIGN_POSITIVE;
    for (size_t i = 0; product != COL_SIGN_ANY && i < list.count; i++) {
        col_signs signs = factor_signs(task, list.factors[i]);
        if (list.even[i])
            signs = COL_SIGN_POSITIVE | (signs & COL_SIGN_ZERO);
        if (signs == COL_SIGN_ANY) {
            product = COL_SIGN_ANY;
        } else {
            col_signs zero = (product | signs) & COL_SIGN_ZERO;
            product = (signs & COL_SIGN_NEGATIVE ? col_signs_negated(product) : product) | zero;
        }
    }
    if (product != COL_SIGN_ANY && (product & ~task->signs) == 0) {
        result->verdict = COL_PROVED;
        snprintf(result->method, sizeof result->method, "signs of %zu factors", list.count);
    }
}
