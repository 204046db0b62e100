/* Evaluating tapes in plain double arithmetic: guesses only. */
#include "tape_internal.h"

#include <math.h>

#define MOST_TERMS 1000000
#define HALF_NODES 24 /* tanh-sinh nodes on either side */

static double body_at(col_tape_workspace *inner, double x)
{
    inner->numbers[inner->tape->constant_count] = x;
    col_tape_run_approx(inner);
    return inner->numbers[inner->tape->roots[0]];
}

static bool charge(col_tape_workspace *inner, double evaluations)
{
    return evaluations <= 0 || col_tape_charge(inner, (ulong)evaluations * inner->tape->step_count);
}

static double sum_approx(col_tape_workspace *inner, double first, double last)
{
    if (!(last - first < MOST_TERMS) || !charge(inner, last - first + 1))
        return NAN;
    double sum = 0;
    for (double j = first; j <= last; j++)
        sum += body_at(inner, j);
    return sum;
}

/* The tanh-sinh rule, which forgives singular ends. */
static double integral_approx(col_tape_workspace *inner, double lo, double hi)
{
    if (!charge(inner, 2 * HALF_NODES + 1))
        return NAN;
    double half = (hi - lo) / 2, middle = lo + half, sum = 0;
    for (int k = -HALF_NODES; k <= HALF_NODES; k++) {
        double t = k * 3.0 / HALF_NODES, s = 1.5707963267948966 * sinh(t);
        double weight = 1.5707963267948966 * cosh(t) / (cosh(s) * cosh(s));
        sum += weight * body_at(inner, middle + half * tanh(s));
    }
    return half * sum * 3.0 / HALF_NODES;
}

static double bind_approx(col_tape_workspace *workspace, const col_tape_step *step)
{
    const col_body *body = &workspace->tape->bodies[step->n];
    col_tape_workspace *inner = workspace->bodies[step->n];
    col_tape_need_approx(inner);
    for (size_t i = 1; i < body->tape->input_count; i++)
        inner->numbers[body->tape->constant_count + i] = workspace->numbers[body->captures[i - 1]];
    double lo = workspace->numbers[step->a], hi = workspace->numbers[step->b];
    return step->op == COL_OP_SUM ? sum_approx(inner, lo, hi) : integral_approx(inner, lo, hi);
}

static double apply(col_tape_workspace *workspace, const col_tape_step *step)
{
    double a = workspace->numbers[step->a], b = workspace->numbers[step->b];
    switch (step->op) {
    case COL_OP_NUMBER: return fmpq_get_d(&workspace->tape->rationals[step->n]);
    case COL_OP_PI: return 3.14159265358979323846;
    case COL_OP_ADD: return a + b;
    case COL_OP_SUB: return a - b;
    case COL_OP_MUL: return a * b;
    case COL_OP_DIV: return a / b;
    case COL_OP_POW: return pow(a, b);
    case COL_STEP_POWER_INTEGER: return step->n == 2 ? a * a : pow(a, (double)step->n);
    case COL_STEP_POWER_RATIONAL: return pow(a, fmpq_get_d(&workspace->tape->rationals[step->n]));
    case COL_OP_NEG: return -a;
    case COL_OP_SQRT: return sqrt(a);
    case COL_OP_EXP: return exp(a);
    case COL_OP_LOG: return log(a);
    case COL_OP_SIN: return sin(a);
    case COL_OP_COS: return cos(a);
    case COL_OP_TAN: return tan(a);
    case COL_OP_ASIN: return asin(a);
    case COL_OP_ACOS: return acos(a);
    case COL_OP_ATAN: return atan(a);
    case COL_OP_SINH: return sinh(a);
    case COL_OP_COSH: return cosh(a);
    case COL_OP_TANH: return tanh(a);
    case COL_OP_ERF: return erf(a);
    case COL_OP_ABS: return fabs(a);
    case COL_OP_MIN: return a < b ? a : b;
    case COL_OP_MAX: return a > b ? a : b;
    case COL_OP_SUM:
    case COL_OP_INTEGRAL: return bind_approx(workspace, step);
    default: return NAN;
    }
}

void col_tape_run_approx(col_tape_workspace *workspace)
{
    const col_tape *tape = workspace->tape;
    if (!workspace->numbers_cache.precision)
        for (size_t i = 0; i < tape->constant_count; i++)
            workspace->numbers[i] = apply(workspace, &tape->steps[i]);
    workspace->numbers_cache.precision = 53;
    for (size_t i = tape->constant_count + tape->input_count; i < tape->step_count; i++)
        workspace->numbers[i] = apply(workspace, &tape->steps[i]);
}

void col_tape_approx(double *out, const col_tape *tape, col_tape_workspace *workspace, const double *in)
{
    col_tape_need_approx(workspace);
    *workspace->left = workspace->limit;
    for (size_t i = 0; i < tape->input_count; i++)
        workspace->numbers[tape->constant_count + i] = in[i];
    col_tape_run_approx(workspace);
    for (size_t i = 0; i < tape->root_count; i++)
        out[i] = workspace->numbers[tape->roots[i]];
}
