/* Semialgebraic sets as data: construction, exact membership, results. */
#include <collapsar/semialgebraic.h>

#include "../base/memory.h"
#include "semialgebraic_range.h"

#include <stdlib.h>
#include <string.h>

void col_semialgebraic_init(col_semialgebraic *set, const fmpz_mpoly_ctx_t ctx)
{
    memset(set, 0, sizeof *set);
    set->ctx = ctx;
    set->variables = fmpz_mpoly_ctx_nvars(ctx);
    set->ranges = col_ranges_new(set->variables, NULL);
}

void col_semialgebraic_clear(col_semialgebraic *set)
{
    for (size_t i = 0; i < set->count; i++)
        fmpz_mpoly_clear(set->conditions[i].polynomial, set->ctx);
    free(set->conditions);
    col_ranges_free(set->ranges, set->variables);
    memset(set, 0, sizeof *set);
}

void col_semialgebraic_set(col_semialgebraic *copy, const col_semialgebraic *set)
{
    memset(copy, 0, sizeof *copy);
    copy->ctx = set->ctx;
    copy->names = set->names;
    copy->variables = set->variables;
    copy->ranges = col_ranges_new(set->variables, set->ranges);
    for (size_t i = 0; i < set->count; i++)
        col_semialgebraic_require(copy, set->conditions[i].polynomial, set->conditions[i].signs);
}

void col_semialgebraic_range_set(col_semialgebraic *set, slong variable, const fmpq *lo, bool lo_open, const fmpq *hi,
    bool hi_open)
{
    col_semialgebraic_range *range = &set->ranges[variable];
    range->lo_finite = lo != NULL;
    range->hi_finite = hi != NULL;
    range->lo_open = lo_open || lo == NULL;
    range->hi_open = hi_open || hi == NULL;
    if (lo != NULL)
        fmpq_set(range->lo, lo);
    if (hi != NULL)
        fmpq_set(range->hi, hi);
}

void col_semialgebraic_require(col_semialgebraic *set, const fmpz_mpoly_t polynomial, col_signs signs)
{
    set->conditions = col_grow(set->conditions, set->count, &set->capacity, sizeof *set->conditions);
    col_sign_condition *condition = &set->conditions[set->count++];
    fmpz_mpoly_init(condition->polynomial, set->ctx);
    fmpz_mpoly_set(condition->polynomial, polynomial, set->ctx);
    condition->signs = signs;
}

/* x^exponent for all exponents that occur could be tabulated; polynomials here are small, and points too. */
int col_polynomial_sign_at(const fmpz_mpoly_t polynomial, const fmpq *point, const fmpz_mpoly_ctx_t ctx)
{
    slong variables = fmpz_mpoly_ctx_nvars(ctx);
    slong *exponents = col_malloc((size_t)variables * sizeof *exponents);
    fmpq_t sum, term, power;
    fmpq_init(sum);
    fmpq_init(term);
    fmpq_init(power);
    for (slong i = 0; i < fmpz_mpoly_length(polynomial, ctx); i++) {
        fmpz_mpoly_get_term_coeff_fmpz(fmpq_numref(term), polynomial, i, ctx);
        fmpz_one(fmpq_denref(term));
        fmpz_mpoly_get_term_exp_si(exponents, polynomial, i, ctx);
        for (slong v = 0; v < variables; v++) {
            if (exponents[v] == 0)
                continue;
            fmpq_pow_si(power, point + v, exponents[v]);
            fmpq_mul(term, term, power);
        }
        fmpq_add(sum, sum, term);
    }
    int sign = fmpq_sgn(sum);
    fmpq_clear(sum);
    fmpq_clear(term);
    fmpq_clear(power);
    free(exponents);
    return sign;
}

bool col_semialgebraic_contains(const col_semialgebraic *set, const fmpq *point)
{
    for (slong v = 0; v < set->variables; v++)
        if (!col_range_contains(&set->ranges[v], point + v))
            return false;
    for (size_t i = 0; i < set->count; i++) {
        int sign = col_polynomial_sign_at(set->conditions[i].polynomial, point, set->ctx);
        if ((set->conditions[i].signs & col_signs_of(sign)) == 0)
            return false;
    }
    return true;
}

void col_semialgebraic_result_init(col_semialgebraic_result *result)
{
    memset(result, 0, sizeof *result);
}

void col_semialgebraic_result_clear(col_semialgebraic_result *result)
{
    if (result->point != NULL)
        _qqbar_vec_clear(result->point, result->length);
    free(result->argument);
    memset(result, 0, sizeof *result);
}
