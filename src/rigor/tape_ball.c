/* Evaluating tapes in Arb balls. */
#include "ball.h"
#include "tape_internal.h"

/* The value of one step, and the domain of the operation itself. */
static col_domain apply(col_tape_workspace *workspace, const col_tape_step *step, arb_t out, slong precision)
{
    const col_tape *tape = workspace->tape;
    arb_srcptr a = &workspace->balls[step->a], b = &workspace->balls[step->b];
    switch (step->op) {
    case COL_OP_NUMBER: arb_set_fmpq(out, &tape->rationals[step->n], precision); break;
    case COL_OP_PI: arb_const_pi(out, precision); break;
    case COL_OP_ADD: arb_add(out, a, b, precision); break;
    case COL_OP_SUB:
        if (step->a == step->b)
            arb_zero(out);
        else
            arb_sub(out, a, b, precision);
        break;
    case COL_OP_MUL: col_ball_mul(out, a, b, precision); break;
    case COL_OP_DIV: return col_ball_div(out, a, b, precision);
    case COL_OP_NEG: arb_neg(out, a); break;
    case COL_OP_MIN: arb_min(out, a, b, precision); break;
    case COL_OP_MAX: arb_max(out, a, b, precision); break;
    case COL_OP_POW: return col_ball_pow(out, a, b, precision);
    case COL_STEP_POWER_INTEGER: return col_ball_pow_si(out, a, step->n, precision);
    case COL_STEP_POWER_RATIONAL: return col_ball_pow_fmpq(out, a, &tape->rationals[step->n], precision);
    case COL_OP_SUM:
    case COL_OP_INTEGRAL: return col_tape_bind_ball(out, workspace, step, precision);
    default: return col_ball_function(out, (col_op)step->op, a, precision);
    }
    return COL_DOMAIN_WHOLE;
}

static void run(col_tape_workspace *workspace, size_t from, size_t to, slong precision)
{
    uint8_t *domains = workspace->ball_domains;
    for (size_t i = from; i < to; i++) {
        const col_tape_step *step = &workspace->tape->steps[i];
        col_domain domain = apply(workspace, step, &workspace->balls[i], precision);
        if (step->op > COL_OP_SYMBOL) {
            domain = col_domain_both(domain, (col_domain)domains[step->a]);
            if (col_step_takes_two(step->op))
                domain = col_domain_both(domain, (col_domain)domains[step->b]);
        }
        domains[i] = (uint8_t)domain;
    }
}

void col_tape_run_ball(col_tape_workspace *workspace, slong precision)
{
    const col_tape *tape = workspace->tape;
    if (workspace->balls_cache.precision != precision) {
        run(workspace, 0, tape->constant_count, precision);
        workspace->balls_cache.precision = precision;
    }
    run(workspace, tape->constant_count + tape->input_count, tape->step_count, precision);
}

void col_tape_ball_clipped(
    arb_ptr out, const col_tape *tape, col_tape_workspace *workspace, arb_srcptr in, slong precision)
{
    col_tape_need_ball(workspace);
    workspace->domains = workspace->ball_domains;
    *workspace->left = workspace->limit;
    for (size_t i = 0; i < tape->input_count; i++) {
        arb_set(&workspace->balls[tape->constant_count + i], in + i);
        workspace->ball_domains[tape->constant_count + i] = COL_DOMAIN_WHOLE;
    }
    col_tape_run_ball(workspace, precision);
    for (size_t i = 0; i < tape->root_count; i++) {
        if (workspace->ball_domains[tape->roots[i]] == COL_DOMAIN_NOWHERE)
            arb_indeterminate(out + i);
        else
            arb_set(out + i, &workspace->balls[tape->roots[i]]);
    }
}

void col_tape_ball(arb_ptr out, const col_tape *tape, col_tape_workspace *workspace, arb_srcptr in, slong precision)
{
    col_tape_ball_clipped(out, tape, workspace, in, precision);
    for (size_t i = 0; i < tape->root_count; i++)
        if (workspace->ball_domains[tape->roots[i]] != COL_DOMAIN_WHOLE)
            arb_indeterminate(out + i);
}
