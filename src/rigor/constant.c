/* Signs of constants: balls of growing precision; exact numbers for the ones that do not move away from zero. */
#include <collapsar/exact.h>
#include <collapsar/ladder.h>
#include <collapsar/sign.h>
#include <collapsar/tape.h>

#include "definedness.h"

#include <stdlib.h>

/* Zeros are looked for when the balls have not decided at this precision, and Calcium is asked to work this hard. */
enum { QUADRATURE_LIMIT = 300000, EXACT_FROM = 256, CALCIUM_BITS = 1024, CALCIUM_DEGREE = 48, MAX_NODES = 2000 };

static col_signs ball_sign(const arb_t x)
{
    if (!arb_is_finite(x))
        return COL_SIGN_ANY;
    if (arb_is_zero(x))
        return COL_SIGN_ZERO;
    return arb_is_positive(x) ? COL_SIGN_POSITIVE : arb_is_negative(x) ? COL_SIGN_NEGATIVE : COL_SIGN_ANY;
}

/* Integrals that do not settle at some precision seldom do at the next, which costs more: fewer evaluations then. */
static ulong quadrature_limit(slong precision)
{
    return QUADRATURE_LIMIT / (1 + (ulong)precision / 512);
}

static bool has_integral(const col_graph *graph, col_expr e)
{
    size_t count;
    col_expr *nodes = col_expr_reachable(&count, graph, e);
    bool found = false;
    for (size_t i = 0; !found && i < count; i++)
        found = col_expr_node(graph, nodes[i])->op == COL_OP_INTEGRAL;
    free(nodes);
    return found;
}

typedef struct {
    const col_tape *tape;
    col_tape_workspace *workspace;
    arb_t value;
    col_signs sign;
} ball_climb;

static bool climb_step(void *context, slong precision)
{
    ball_climb *climb = context;
    col_tape_set_limit(climb->workspace, quadrature_limit(precision));
    col_tape_ball(climb->value, climb->tape, climb->workspace, NULL, precision);
    climb->sign = ball_sign(climb->value);
    return climb->sign != COL_SIGN_ANY;
}

static bool ca_power(ca_t out, const ca_t a, const ca_t b, ca_ctx_t context)
{
    fmpq_t exponent;
    fmpq_init(exponent);
    bool ok = true;
    if (ca_get_fmpq(exponent, b, context) && fmpz_bits(fmpq_numref(exponent)) + fmpz_bits(fmpq_denref(exponent)) > 12)
        ok = false;
    else
        ca_pow(out, a, b, context);
    fmpq_clear(exponent);
    return ok;
}

/* One node of a constant expression in Calcium; false for what it does not know. */
static bool ca_node(ca_t out, const col_graph *graph, col_expr e, const ca_struct *memo, ca_ctx_t context)
{
    const col_node *node = col_expr_node(graph, e);
    const ca_struct *a = node->arguments > 0 ? &memo[node->args[0]] : NULL;
    const ca_struct *b = node->arguments > 1 ? &memo[node->args[1]] : NULL;
    switch (node->op) {
    case COL_OP_NUMBER: ca_set_fmpq(out, col_expr_value(graph, e), context); return true;
    case COL_OP_PI: ca_pi(out, context); return true;
    case COL_OP_ADD: ca_add(out, a, b, context); return true;
    case COL_OP_SUB: ca_sub(out, a, b, context); return true;
    case COL_OP_MUL: ca_mul(out, a, b, context); return true;
    case COL_OP_DIV: ca_div(out, a, b, context); return true;
    case COL_OP_NEG: ca_neg(out, a, context); return true;
    case COL_OP_POW: return ca_power(out, a, b, context);
    case COL_OP_SQRT: ca_sqrt(out, a, context); return true;
    case COL_OP_EXP: ca_exp(out, a, context); return true;
    case COL_OP_LOG: ca_log(out, a, context); return true;
    case COL_OP_SIN: ca_sin_cos(out, NULL, a, context); return true;
    case COL_OP_COS: ca_sin_cos(NULL, out, a, context); return true;
    case COL_OP_TAN: ca_tan(out, a, context); return true;
    case COL_OP_ASIN: ca_asin(out, a, context); return true;
    case COL_OP_ACOS: ca_acos(out, a, context); return true;
    case COL_OP_ATAN: ca_atan(out, a, context); return true;
    case COL_OP_ERF: ca_erf(out, a, context); return true;
    case COL_OP_ABS: ca_abs(out, a, context); return true;
    default: return false;
    }
}

/* Is the constant zero, by Calcium's exact arithmetic? */
static bool calcium_zero(const col_graph *graph, col_expr e)
{
    size_t count;
    col_expr *nodes = col_expr_outer(&count, graph, e);
    bool zero = false;
    if (count <= MAX_NODES) {
        ca_ctx_t context;
        ca_ctx_init(context);
        context->options[CA_OPT_PREC_LIMIT] = CALCIUM_BITS;
        context->options[CA_OPT_QQBAR_DEG_LIMIT] = CALCIUM_DEGREE;
        ca_struct *memo = _ca_vec_init((slong)e + 1, context);
        bool ok = true;
        for (size_t i = 0; ok && i < count; i++)
            ok = ca_node(&memo[nodes[i]], graph, nodes[i], memo, context);
        zero = ok && ca_check_is_zero(&memo[e], context) == T_TRUE;
        _ca_vec_clear(memo, (slong)e + 1, context);
        ca_ctx_clear(context);
    }
    free(nodes);
    return zero;
}

static bool normal_form_zero(col_graph *graph, col_expr e)
{
    col_exact_field *field = col_exact_field_new(graph, NULL, 0, 40, NULL, NULL);
    fmpz_mpoly_q_t value;
    fmpz_mpoly_q_init(value, col_exact_context(field));
    bool zero = col_exact_convert(value, field, e, NULL) && fmpz_mpoly_q_is_zero(value, col_exact_context(field));
    fmpz_mpoly_q_clear(value, col_exact_context(field));
    col_exact_field_free(field);
    return zero;
}

col_signs col_constant_sign(col_graph *graph, col_expr e, slong precision)
{
    if (e == COL_EXPR_NONE)
        return COL_SIGN_ANY;
    if (col_expr_is_number(graph, e)) {
        int sign = fmpq_sgn(col_expr_value(graph, e));
        return sign > 0 ? COL_SIGN_POSITIVE : sign < 0 ? COL_SIGN_NEGATIVE : COL_SIGN_ZERO;
    }
    if (precision > EXACT_FROM && has_integral(graph, e)) /* the nodes of high quadratures cost seconds */
        precision = FLINT_MAX(EXACT_FROM, precision / 8);
    ball_climb climb = {.tape = col_tape_new(graph, &e, 1, NULL, 0, NULL), .sign = COL_SIGN_ANY};
    if (climb.tape == NULL)
        return COL_SIGN_ANY;
    climb.workspace = col_tape_workspace_new(climb.tape);
    arb_init(climb.value);
    col_budget first = {.steps = 1000000, .precision = precision < EXACT_FROM ? precision : EXACT_FROM};
    col_ladder_climb(NULL, climb_step, &climb, &first);
    /* Only what is certainly defined may be zero: a ball that contains zero is finite there. */
    if (climb.sign == COL_SIGN_ANY && precision >= EXACT_FROM && arb_is_finite(climb.value)
        && (normal_form_zero(graph, e) || calcium_zero(graph, e)))
        climb.sign = COL_SIGN_ZERO;
    col_budget rest = {.steps = 1000000, .precision = precision};
    if (climb.sign == COL_SIGN_ANY && precision > EXACT_FROM)
        col_ladder_climb(NULL, climb_step, &climb, &rest);
    arb_clear(climb.value);
    col_tape_workspace_free(climb.workspace);
    col_tape_free((col_tape *)climb.tape);
    return climb.sign;
}
