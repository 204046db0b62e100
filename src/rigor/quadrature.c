/* Certified integrals of bodies, by Arb's adaptive Gauss-Legendre quadrature.
 *
 * The quadrature works with complex values, in which a real square root of a negative number exists; so the body's
 * domain is looked at separately, on a subdivision of the real range. */
#include "ball.h"
#include "tape_internal.h"

#define MOST_HALVINGS 200
#define DEEPEST_PIECE 40

typedef struct {
    col_tape_workspace *inner;
    bool analytic; /* always, not only where the quadrature asks for it */
    ulong evaluations;
} integrand;

static int evaluate(acb_ptr out, const acb_t z, void *parameter, slong order, slong precision)
{
    integrand *f = parameter;
    const col_tape *body = f->inner->tape;
    acb_set(&f->inner->complexes[body->constant_count], z);
    f->evaluations++;
    col_tape_run_complex(f->inner, f->analytic || order > 0, precision);
    acb_set(out, &f->inner->complexes[body->roots[0]]);
    return 0;
}

/* More correct bits than the inputs have cannot come out. */
static slong goal_bits(const col_tape_workspace *inner, const acb_t lo, const acb_t hi, slong precision)
{
    slong goal = precision;
    size_t base = inner->tape->constant_count;
    for (size_t i = 1; i < inner->tape->input_count; i++)
        if (!acb_is_exact(&inner->complexes[base + i]))
            goal = FLINT_MIN(goal, acb_rel_accuracy_bits(&inner->complexes[base + i]) + 10);
    if (!acb_is_exact(lo) && !acb_contains_zero(lo))
        goal = FLINT_MIN(goal, acb_rel_accuracy_bits(lo) + 10);
    if (!acb_is_exact(hi) && !acb_contains_zero(hi))
        goal = FLINT_MIN(goal, acb_rel_accuracy_bits(hi) + 10);
    return FLINT_MAX(goal, 8);
}

void col_quadrature_complex(
    acb_t out, col_tape_workspace *inner, const acb_t lo, const acb_t hi, bool analytic, slong precision)
{
    integrand f = {.inner = inner, .analytic = analytic};
    slong goal = goal_bits(inner, lo, hi, precision);
    ulong steps = inner->tape->step_count + 1;
    acb_calc_integrate_opt_t options;
    mag_t tolerance;
    mag_init(tolerance);
    acb_calc_integrate_opt_init(options);
    mag_set_ui_2exp_si(tolerance, 1, -goal);
    options->eval_limit = (slong)FLINT_MIN(*inner->left / steps, (ulong)(400 + 400 * goal));
    if (options->eval_limit > 0 && acb_is_finite(lo) && acb_is_finite(hi)) {
        acb_calc_integrate(out, evaluate, &f, lo, hi, goal, tolerance, options, precision);
        col_tape_charge(inner, FLINT_MIN(f.evaluations * steps, *inner->left));
    } else {
        acb_indeterminate(out);
    }
    mag_clear(tolerance);
}

/* Can any step of the body be undefined somewhere? */
static bool is_total(const col_tape *body)
{
    for (size_t i = 0; i < body->step_count; i++) {
        const col_tape_step *step = &body->steps[i];
        switch (step->op) {
        case COL_OP_DIV: case COL_OP_POW: case COL_OP_SQRT: case COL_OP_LOG: case COL_OP_TAN: case COL_OP_ASIN:
        case COL_OP_ACOS: case COL_OP_INTEGRAL: case COL_OP_SUM: case COL_STEP_POWER_RATIONAL:
            return false;
        case COL_STEP_POWER_INTEGER:
            if (step->n < 0)
                return false;
            break;
        default: break;
        }
    }
    return true;
}

/* Is the body defined on one piece of the range? Intervals keep ends exactly, balls go to any precision: each can
 * succeed where the other fails. */
static bool whole_on_piece(col_tape_workspace *inner, const arb_t start, const arb_t end, slong precision)
{
    const col_tape *body = inner->tape;
    size_t bound = body->constant_count;
    col_interval lo, hi;
    col_interval_set_arb(&lo, start);
    col_interval_set_arb(&hi, end);
    inner->intervals[bound] = (col_interval){lo.lo < hi.lo ? lo.lo : hi.lo, lo.hi > hi.hi ? lo.hi : hi.hi};
    col_tape_run_interval(inner);
    if (inner->interval_domains[body->roots[0]] == COL_DOMAIN_WHOLE)
        return true;
    arb_union(&inner->balls[bound], start, end, precision);
    col_tape_run_ball(inner, precision);
    return inner->ball_domains[body->roots[0]] == COL_DOMAIN_WHOLE;
}

static void captures_to_intervals(col_tape_workspace *inner)
{
    col_tape_need_interval(inner);
    for (size_t i = 0; i < inner->tape->input_count; i++) {
        size_t slot = inner->tape->constant_count + i;
        col_interval_set_arb(&inner->intervals[slot], &inner->balls[slot]);
        inner->interval_domains[slot] = inner->ball_domains[slot];
    }
}

/* Is the body defined all the way? Pieces, [k, k + 1]/2^depth of the range, are halved where that is not seen at
 * once; after a finished piece comes its right neighbour, as large as it may be. */
static col_domain range_domain(col_tape_workspace *inner, const arb_t lo, const arb_t hi, slong precision)
{
    arb_t width, start, end;
    fmpz_t k;
    arb_init(width);
    arb_init(start);
    arb_init(end);
    fmpz_init(k);
    slong depth = 0;
    int halvings = 0;
    col_domain domain = COL_DOMAIN_WHOLE;
    captures_to_intervals(inner);
    while (domain == COL_DOMAIN_WHOLE && (depth > 0 || fmpz_is_zero(k))) {
        arb_sub(width, hi, lo, precision);
        arb_mul_2exp_si(width, width, -depth);
        arb_mul_fmpz(start, width, k, precision);
        arb_add(start, start, lo, precision);
        arb_add(end, start, width, precision);
        if (!col_tape_charge(inner, inner->tape->step_count)) {
            domain = COL_DOMAIN_UNKNOWN;
        } else if (whole_on_piece(inner, start, end, precision)) {
            fmpz_add_ui(k, k, 1);
            for (; depth > 0 && fmpz_is_even(k); depth--)
                fmpz_fdiv_q_2exp(k, k, 1);
        } else if (++halvings > MOST_HALVINGS || depth == DEEPEST_PIECE) {
            domain = COL_DOMAIN_UNKNOWN;
        } else {
            fmpz_mul_2exp(k, k, 1);
            depth++;
        }
    }
    arb_clear(width);
    arb_clear(start);
    arb_clear(end);
    fmpz_clear(k);
    return domain;
}

col_domain col_quadrature_ball(arb_t out, col_tape_workspace *inner, const arb_t lo, const arb_t hi, slong precision)
{
    const col_tape *body = inner->tape;
    acb_t a, b, value;
    acb_init(a);
    acb_init(b);
    acb_init(value);
    acb_set_arb(a, lo);
    acb_set_arb(b, hi);
    col_tape_need_complex(inner);
    for (size_t i = 1; i < body->input_count; i++)
        acb_set_arb(&inner->complexes[body->constant_count + i], &inner->balls[body->constant_count + i]);
    col_quadrature_complex(value, inner, a, b, false, precision);
    arb_set(out, acb_realref(value));
    /* A value off the real axis shows that the body leaves the reals. */
    col_domain domain = COL_DOMAIN_UNKNOWN;
    if (!acb_is_finite(value) || !arb_contains_zero(acb_imagref(value)))
        arb_indeterminate(out);
    else if (arb_is_finite(lo) && arb_is_finite(hi))
        domain = is_total(body) ? COL_DOMAIN_WHOLE : range_domain(inner, lo, hi, precision);
    for (size_t i = 1; is_total(body) && i < body->input_count; i++)
        domain = col_domain_both(domain, (col_domain)inner->ball_domains[body->constant_count + i]);
    acb_clear(a);
    acb_clear(b);
    acb_clear(value);
    return domain;
}
