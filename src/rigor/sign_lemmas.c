/* Elementary inequalities of transcendental functions, as conditions on their generators. */
#include "sign_context.h"

enum { ARGUMENT_STEPS = 60000 };

/* set: a polynomial expression of g (a generator), n and d (its argument n/d) has the signs. Each lemma below is an
 * inequality between g and x = n/d, multiplied by d^2 > 0. */
typedef struct {
    fmpz_mpoly_t g, n, d, work, sum;
    const fmpz_mpoly_ctx_struct *ring;
} lemma;

/* sum += factor * g^i n^j d^k. */
static void lemma_term(lemma *l, slong factor, ulong i, ulong j, ulong k)
{
    fmpz_mpoly_t power;
    fmpz_mpoly_init(power, l->ring);
    fmpz_mpoly_pow_ui(l->work, l->g, i, l->ring);
    fmpz_mpoly_pow_ui(power, l->n, j, l->ring);
    fmpz_mpoly_mul(l->work, l->work, power, l->ring);
    fmpz_mpoly_pow_ui(power, l->d, k, l->ring);
    fmpz_mpoly_mul(l->work, l->work, power, l->ring);
    fmpz_mpoly_scalar_mul_si(l->work, l->work, factor, l->ring);
    fmpz_mpoly_add(l->sum, l->sum, l->work, l->ring);
    fmpz_mpoly_clear(power, l->ring);
}

/* The sum so far is a condition; starts the next one. */
static void lemma_require(col_semialgebraic *set, lemma *l, col_signs signs)
{
    col_semialgebraic_require(set, l->sum, signs);
    fmpz_mpoly_zero(l->sum, l->ring);
}

/* Which signs can the argument have, by the set as it stands? */
static col_signs argument_signs(const col_semialgebraic *set, lemma *l)
{
    static const col_signs guesses[] = {COL_SIGN_POSITIVE, COL_SIGN_NEGATIVE, COL_SIGN_NONZERO};
    col_signs signs = COL_SIGN_ANY;
    fmpz_mpoly_mul(l->work, l->n, l->d, l->ring);
    for (size_t i = 0; signs == COL_SIGN_ANY && i < 3; i++) {
        col_semialgebraic_result result;
        col_budget budget = {.steps = ARGUMENT_STEPS, .precision = 256};
        col_semialgebraic_sign(&result, l->work, guesses[i], set, &budget);
        if (result.verdict == COL_PROVED)
            signs = guesses[i];
        col_semialgebraic_result_clear(&result);
    }
    return signs;
}

/* exp x >= 1 + x, strictly unless x = 0; exp x - 1 has the sign of x. */
static void exponential_lemmas(col_semialgebraic *set, lemma *l)
{
    col_signs signs = argument_signs(set, l);
    lemma_term(l, 1, 1, 0, 2);
    lemma_term(l, -1, 0, 0, 2);
    lemma_term(l, -1, 0, 1, 1);
    lemma_require(set, l, signs == COL_SIGN_ANY ? COL_SIGN_NONNEGATIVE : COL_SIGN_POSITIVE);
    if (signs == COL_SIGN_POSITIVE || signs == COL_SIGN_NEGATIVE) {
        lemma_term(l, 1, 1, 0, 0);
        lemma_term(l, -1, 0, 0, 0);
        lemma_require(set, l, signs);
    }
}

/* 1 - 1/x <= log x <= x - 1. */
static void logarithm_lemmas(col_semialgebraic *set, lemma *l)
{
    lemma_term(l, 1, 0, 1, 1);
    lemma_term(l, -1, 0, 0, 2);
    lemma_term(l, -1, 1, 0, 2);
    lemma_require(set, l, COL_SIGN_NONNEGATIVE);
    lemma_term(l, 1, 1, 1, 1);
    lemma_term(l, -1, 0, 1, 1);
    lemma_term(l, 1, 0, 0, 2);
    lemma_require(set, l, COL_SIGN_NONNEGATIVE);
}

/* sin^2 x <= x^2 and the like: a g^2 <= x^2 for a = 1, the reverse for a = -1. */
static void square_lemma(col_semialgebraic *set, lemma *l, slong direction)
{
    lemma_term(l, direction, 0, 2, 0);
    lemma_term(l, -direction, 2, 0, 2);
    lemma_require(set, l, COL_SIGN_NONNEGATIVE);
}

/* g x >= 0. */
static void same_sign_lemma(col_semialgebraic *set, lemma *l)
{
    lemma_term(l, 1, 1, 1, 1);
    lemma_require(set, l, COL_SIGN_NONNEGATIVE);
}

void col_sign_require_lemmas(col_semialgebraic *set, const col_generator *generator, slong index,
                             const fmpz_mpoly_ctx_struct *ring)
{
    if (fmpz_mpoly_q_is_zero(generator->argument, ring))
        return;
    lemma l = {.ring = ring};
    fmpz_mpoly_init(l.g, ring);
    fmpz_mpoly_init(l.n, ring);
    fmpz_mpoly_init(l.d, ring);
    fmpz_mpoly_init(l.work, ring);
    fmpz_mpoly_init(l.sum, ring);
    fmpz_mpoly_gen(l.g, index, ring);
    fmpz_mpoly_set(l.n, fmpz_mpoly_q_numref(generator->argument), ring);
    fmpz_mpoly_set(l.d, fmpz_mpoly_q_denref(generator->argument), ring);
    if (generator->kind == COL_GENERATOR_EXP) {
        exponential_lemmas(set, &l);
    } else if (generator->kind == COL_GENERATOR_COSINE) { /* cos x >= 1 - x^2/2 */
        lemma_term(&l, 2, 1, 0, 2);
        lemma_term(&l, -2, 0, 0, 2);
        lemma_term(&l, 1, 0, 2, 0);
        lemma_require(set, &l, COL_SIGN_NONNEGATIVE);
    } else if (generator->kind == COL_GENERATOR_SINE) {
        square_lemma(set, &l, 1);
    } else if (generator->function == COL_OP_LOG) {
        logarithm_lemmas(set, &l);
    } else if (generator->function == COL_OP_ATAN || generator->function == COL_OP_ASIN) {
        same_sign_lemma(set, &l);
        square_lemma(set, &l, generator->function == COL_OP_ATAN ? 1 : -1);
    } else if (generator->function == COL_OP_ERF) {
        same_sign_lemma(set, &l);
    }
    fmpz_mpoly_clear(l.g, ring);
    fmpz_mpoly_clear(l.n, ring);
    fmpz_mpoly_clear(l.d, ring);
    fmpz_mpoly_clear(l.work, ring);
    fmpz_mpoly_clear(l.sum, ring);
}
