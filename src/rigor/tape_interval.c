/* Evaluating tapes in double intervals. */
#include "ball.h"
#include "interval_arithmetic.h"
#include "tape_internal.h"

#define TRANSCENDENTAL_BITS 64

/* Anything through balls: exact conversions there, outward rounding back. */
static col_domain by_ball(col_interval *out, const col_tape_step *step, const col_tape *tape, col_interval a,
    col_interval b)
{
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    col_interval_get_arb(x, a);
    col_interval_get_arb(y, b);
    col_domain domain = COL_DOMAIN_WHOLE;
    if (step->op == COL_OP_NUMBER)
        arb_set_fmpq(x, &tape->rationals[step->n], TRANSCENDENTAL_BITS);
    else if (step->op == COL_OP_PI)
        arb_const_pi(x, TRANSCENDENTAL_BITS);
    else if (step->op == COL_OP_POW)
        domain = col_ball_pow(x, x, y, TRANSCENDENTAL_BITS);
    else if (step->op == COL_STEP_POWER_RATIONAL)
        domain = col_ball_pow_fmpq(x, x, &tape->rationals[step->n], TRANSCENDENTAL_BITS);
    else
        domain = col_ball_function(x, (col_op)step->op, x, TRANSCENDENTAL_BITS);
    col_interval_set_arb(out, x);
    arb_clear(x);
    arb_clear(y);
    return domain;
}

/* Functions that rise everywhere keep one bound where the other end of x is infinite; limit: the least upper bound of
 * |f|, if there is one. */
static void interval_rising(col_interval *out, const col_tape_step *step, const col_tape *tape, col_interval x)
{
    col_interval lower = COL_INTERVAL_ALL, upper = COL_INTERVAL_ALL, none = {0, 0};
    if (x.lo > -INFINITY)
        by_ball(&lower, step, tape, (col_interval){x.lo, x.lo}, none);
    if (x.hi < INFINITY)
        by_ball(&upper, step, tape, (col_interval){x.hi, x.hi}, none);
    *out = (col_interval){lower.lo, upper.hi};
    double limit = step->op == COL_OP_ATAN ? 1.5707963267948968 : INFINITY; /* above pi/2 */
    if (step->op == COL_OP_TANH || step->op == COL_OP_ERF)
        limit = 1;
    *out = col_interval_intersect(*out, (col_interval){step->op == COL_OP_EXP ? 0 : -limit, limit});
}

/* The logarithm keeps its upper bound where the lower one is infinite. */
static col_domain interval_log(col_interval *out, const col_tape_step *step, const col_tape *tape, col_interval x)
{
    if (x.hi <= 0) {
        *out = COL_INTERVAL_ALL;
        return COL_DOMAIN_NOWHERE;
    }
    col_interval lower = COL_INTERVAL_ALL, upper = COL_INTERVAL_ALL;
    if (x.lo > 0)
        by_ball(&lower, step, tape, (col_interval){x.lo, x.lo}, (col_interval){0, 0});
    if (x.hi < INFINITY)
        by_ball(&upper, step, tape, (col_interval){x.hi, x.hi}, (col_interval){0, 0});
    *out = (col_interval){lower.lo, upper.hi};
    return x.lo > 0 ? COL_DOMAIN_WHOLE : COL_DOMAIN_UNKNOWN;
}

static col_domain interval_sqrt(col_interval *out, col_interval x)
{
    if (x.hi < 0) {
        *out = COL_INTERVAL_ALL;
        return COL_DOMAIN_NOWHERE;
    }
    *out = (col_interval){x.lo > 0 ? col_sqrt_down(x.lo) : 0, col_sqrt_up(x.hi)};
    return x.lo >= 0 ? COL_DOMAIN_WHOLE : COL_DOMAIN_UNKNOWN;
}

/* One over an interval, or a power with a negative exponent, is clipped to where the divisor is not zero. */
static col_domain divisor_domain(col_interval y)
{
    if (!col_interval_has_zero(y))
        return COL_DOMAIN_WHOLE;
    return y.lo == 0 && y.hi == 0 ? COL_DOMAIN_NOWHERE : COL_DOMAIN_UNKNOWN;
}

static col_domain interval_div(col_interval *out, col_interval x, col_interval y)
{
    col_domain domain = divisor_domain(y);
    *out = domain == COL_DOMAIN_NOWHERE ? COL_INTERVAL_ALL : col_interval_div(x, y);
    return domain;
}

static col_domain interval_power(col_interval *out, col_interval x, slong n)
{
    col_domain domain = n < 0 ? divisor_domain(x) : COL_DOMAIN_WHOLE;
    *out = domain == COL_DOMAIN_NOWHERE ? COL_INTERVAL_ALL : col_interval_pow(x, n);
    return domain;
}

/* Sums and integrals, by the ball evaluator of the body. */
static col_domain by_body(col_interval *out, col_tape_workspace *workspace, const col_tape_step *step)
{
    const col_body *body = &workspace->tape->bodies[step->n];
    col_tape_need_ball(workspace);
    for (size_t i = 1; i < body->tape->input_count; i++) {
        uint32_t slot = body->captures[i - 1];
        col_interval_get_arb(&workspace->balls[slot], workspace->intervals[slot]);
        workspace->ball_domains[slot] = workspace->interval_domains[slot];
    }
    col_interval_get_arb(&workspace->balls[step->a], workspace->intervals[step->a]);
    col_interval_get_arb(&workspace->balls[step->b], workspace->intervals[step->b]);
    arb_t value;
    arb_init(value);
    col_domain domain = col_tape_bind_ball(value, workspace, step, TRANSCENDENTAL_BITS);
    col_interval_set_arb(out, value);
    arb_clear(value);
    workspace->balls_cache.precision = 0; /* slots of constants may have been overwritten */
    return domain;
}

static col_domain apply(col_tape_workspace *workspace, const col_tape_step *step, col_interval *out)
{
    col_interval a = workspace->intervals[step->a], b = workspace->intervals[step->b];
    switch (step->op) {
    case COL_OP_ADD: *out = col_interval_add(a, b); break;
    case COL_OP_SUB:
        *out = step->a == step->b ? (col_interval){0, 0} : col_interval_sub(a, b);
        break;
    case COL_OP_MUL: *out = col_interval_mul(a, b); break;
    case COL_OP_DIV: return interval_div(out, a, b);
    case COL_OP_NEG: *out = col_interval_neg(a); break;
    case COL_OP_ABS: *out = col_interval_abs(a); break;
    case COL_OP_MIN: *out = (col_interval){fmin(a.lo, b.lo), fmin(a.hi, b.hi)}; break;
    case COL_OP_MAX: *out = (col_interval){fmax(a.lo, b.lo), fmax(a.hi, b.hi)}; break;
    case COL_OP_SQRT: return interval_sqrt(out, a);
    case COL_OP_LOG: return interval_log(out, step, workspace->tape, a);
    case COL_STEP_POWER_INTEGER: return interval_power(out, a, step->n);
    case COL_OP_EXP: case COL_OP_ATAN: case COL_OP_SINH: case COL_OP_TANH: case COL_OP_ERF:
        interval_rising(out, step, workspace->tape, a);
        break;
    case COL_OP_SIN: case COL_OP_COS:
        by_ball(out, step, workspace->tape, a, b);
        *out = col_interval_intersect(*out, (col_interval){-1, 1});
        break;
    case COL_OP_SUM:
    case COL_OP_INTEGRAL: return by_body(out, workspace, step);
    default: return by_ball(out, step, workspace->tape, a, b);
    }
    return COL_DOMAIN_WHOLE;
}

static void run(col_tape_workspace *workspace, size_t from, size_t to)
{
    uint8_t *domains = workspace->interval_domains;
    for (size_t i = from; i < to; i++) {
        const col_tape_step *step = &workspace->tape->steps[i];
        col_domain domain = apply(workspace, step, &workspace->intervals[i]);
        if (step->op > COL_OP_SYMBOL)
            domain = col_domain_both(domain, (col_domain)domains[step->a]);
        if (col_step_takes_two(step->op))
            domain = col_domain_both(domain, (col_domain)domains[step->b]);
        domains[i] = (uint8_t)domain;
    }
}

void col_tape_run_interval(col_tape_workspace *workspace)
{
    const col_tape *tape = workspace->tape;
    if (!workspace->intervals_cache.precision) {
        run(workspace, 0, tape->constant_count);
        workspace->intervals_cache.precision = TRANSCENDENTAL_BITS;
    }
    run(workspace, tape->constant_count + tape->input_count, tape->step_count);
}

void col_tape_interval(col_interval *out, const col_tape *tape, col_tape_workspace *workspace, const col_interval *in)
{
    col_tape_need_interval(workspace);
    workspace->domains = workspace->interval_domains;
    *workspace->left = workspace->limit;
    for (size_t i = 0; i < tape->input_count; i++) {
        workspace->intervals[tape->constant_count + i] = in[i];
        workspace->interval_domains[tape->constant_count + i] = COL_DOMAIN_WHOLE;
    }
    col_tape_run_interval(workspace);
    for (size_t i = 0; i < tape->root_count; i++)
        out[i] = workspace->interval_domains[tape->roots[i]] == COL_DOMAIN_NOWHERE
            ? COL_INTERVAL_ALL
            : workspace->intervals[tape->roots[i]];
}
