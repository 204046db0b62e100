/* Signs of a + b w, w a square root: where a and the norm a^2 - b^2 w^2 are positive, abs(a) exceeds abs(b w), so that
 * a decides; where the norm is negative, b decides. Both are expressions with one root less. */
#include "sign_context.h"
#include "sign_tactics.h"

#include <stdio.h>

enum { MAX_DEPTH = 3 };

/* a, b and the norm of the numerator times the denominator, as expressions; false if no root occurs linearly. */
static bool split(col_expr parts[3], const col_sign_task *task)
{
    col_sign_context *context = col_sign_context_new(task->region, &task->e, 1, 0);
    col_exact_field *field = col_sign_context_field(context);
    const fmpz_mpoly_ctx_struct *ring = col_exact_context(field);
    fmpz_mpoly_q_t value;
    fmpz_mpoly_t product, a, b, norm;
    fmpz_mpoly_q_init(value, ring);
    fmpz_mpoly_init(product, ring);
    fmpz_mpoly_init(a, ring);
    fmpz_mpoly_init(b, ring);
    fmpz_mpoly_init(norm, ring);
    bool ok = col_exact_convert(value, field, task->e, NULL);
    fmpz_mpoly_mul(product, fmpz_mpoly_q_numref(value), fmpz_mpoly_q_denref(value), ring);
    col_exact_reduce(product, field);
    ok = ok && col_exact_norm(norm, a, b, product, field);
    if (ok) {
        parts[0] = col_exact_polynomial_expression(field, a);
        parts[1] = col_exact_polynomial_expression(field, b);
        parts[2] = col_exact_polynomial_expression(field, norm);
    }
    fmpz_mpoly_clear(product, ring);
    fmpz_mpoly_clear(a, ring);
    fmpz_mpoly_clear(b, ring);
    fmpz_mpoly_clear(norm, ring);
    fmpz_mpoly_q_clear(value, ring);
    col_sign_context_free(context);
    return ok;
}

static bool holds(const col_sign_task *task, col_expr e, col_signs signs)
{
    col_sign_result result;
    col_sign_determine_at(&result, task->region, e, signs, task->effort, task->depth + 1);
    bool proved = result.verdict == COL_PROVED;
    col_sign_result_clear(&result);
    return proved;
}

void col_sign_by_conjugates(col_sign_result *result, const col_sign_task *task)
{
    col_expr parts[3];
    bool positive = (task->signs & COL_SIGN_NEGATIVE) == 0 && (task->signs & COL_SIGN_POSITIVE) != 0;
    bool negative = (task->signs & COL_SIGN_POSITIVE) == 0 && (task->signs & COL_SIGN_NEGATIVE) != 0;
    if (task->depth >= MAX_DEPTH || !(positive || negative) || !split(parts, task))
        return;
    col_signs weak = positive ? COL_SIGN_NONNEGATIVE : COL_SIGN_NONPOSITIVE;
    bool strict = (task->signs & COL_SIGN_ZERO) == 0;
    /* With a on the right side of zero, perhaps zero: a norm > 0 forces abs(a) > abs(b w) >= 0. */
    bool by_a = holds(task, parts[2], strict ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE) && holds(task, parts[0], weak);
    bool by_b = !by_a && holds(task, parts[2], strict ? COL_SIGN_NEGATIVE : COL_SIGN_NONPOSITIVE)
        && holds(task, parts[1], weak);
    if (by_a || by_b) {
        result->verdict = COL_PROVED;
        snprintf(result->method, sizeof result->method, "sign of the norm over a square root");
    }
}
