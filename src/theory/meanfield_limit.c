/* The stationary self-consistency: closed forms, exact comparisons, and the phase that a solution ends in. */
#include "meanfield_trap.h"

#include <collapsar/ladder.h>

#include <math.h>

#define FOLLOW_STEPS 1500   /* at most, to see a solution trapped, for the default budget */
#define FOLLOW_HORIZON 1000 /* for the accuracy of the kernels; solutions may be followed further */

const char *col_phase_name(col_phase phase)
{
    return phase == COL_PHASE_SEPARATED ? "separated" : phase == COL_PHASE_COLLAPSED ? "collapsed" : "undecided";
}

void col_meanfield_limit_init(col_meanfield_limit *limit)
{
    *limit = (col_meanfield_limit){.reason = "", .margin_sign = 2};
    arb_init(limit->p);
    arb_init(limit->yy);
    arb_init(limit->margin);
    for (int i = 0; i < 5; i++) {
        arb_init(limit->all[i].p);
        arb_init(limit->all[i].yy);
    }
}

void col_meanfield_limit_clear(col_meanfield_limit *limit)
{
    arb_clear(limit->p);
    arb_clear(limit->yy);
    arb_clear(limit->margin);
    for (int i = 0; i < 5; i++) {
        arb_clear(limit->all[i].p);
        arb_clear(limit->all[i].yy);
    }
}

/* The sign of x - s_+^2 for a density: s_+^2 = A + B, A = 1 - f/2, B^2 = f^2 (k - 1)/k^2 (kesten-mckay), f^2/k. */
static int compare_density(const fmpq_t x, const col_ensemble *density)
{
    fmpq_t excess, square;
    fmpq_init(excess);
    fmpq_init(square);
    fmpq_div_2exp(excess, density->f, 1);
    fmpq_add(excess, excess, x);
    fmpq_sub_si(excess, excess, 1); /* x - A */
    int sign = -1;
    if (fmpq_sgn(excess) > 0) {
        ulong k = density->degree;
        fmpq_mul(square, density->f, density->f);
        fmpz_mul_ui(fmpq_denref(square), fmpq_denref(square), k);
        if (density->kind == COL_ENSEMBLE_KESTEN_MCKAY) {
            fmpz_mul_ui(fmpq_denref(square), fmpq_denref(square), k);
            fmpz_mul_ui(fmpq_numref(square), fmpq_numref(square), k - 1);
        }
        fmpq_canonicalise(square);
        fmpq_mul(excess, excess, excess);
        sign = fmpq_cmp(excess, square);
        sign = (sign > 0) - (sign < 0);
    }
    fmpq_clear(excess);
    fmpq_clear(square);
    return sign;
}

/* s_+^2 as sharply as precision allows, and as a rational if it is known to be one (1 always is). */
static bool top_of_modes(arb_t mu, fmpq_t value, bool *rational, const col_meanfield_problem *problem, slong precision)
{
    col_modes modes;
    col_modes_init(&modes);
    bool ok = col_coupling_modes(&modes, problem->coupling, precision, NULL);
    if (ok && problem->centre)
        col_modes_centre(&modes);
    ok = ok && modes.count > 0;
    if (ok) {
        arb_set(mu, modes.items[0].mu);
        bool one = arb_is_zero(modes.items[0].gap);
        *rational = one || modes.items[0].rational;
        if (one)
            fmpq_one(value);
        else if (*rational)
            fmpq_set(value, modes.items[0].value);
    }
    col_modes_clear(&modes);
    return ok;
}

/* The sign of x - s_+^2; 2 if it stays undecided. */
static int compare_top(const fmpq_t x, const col_meanfield_problem *problem, const col_budget *budget)
{
    if (problem->density)
        return compare_density(x, problem->density);
    int sign = 2;
    bool rational = false, known = true;
    fmpq_t value;
    arb_t mu, point;
    fmpq_init(value);
    arb_init(mu);
    arb_init(point);
    for (slong precision = 64; sign == 2 && known && precision <= FLINT_MIN(budget->precision, 1024); precision *= 2) {
        known = top_of_modes(mu, value, &rational, problem, precision);
        arb_set_fmpq(point, x, precision);
        if (known && rational)
            sign = fmpq_cmp(x, value) > 0 ? 1 : fmpq_equal(x, value) ? 0 : -1;
        else if (known && arb_gt(point, mu))
            sign = 1;
        else if (known && arb_lt(point, mu))
            sign = -1;
    }
    fmpq_clear(value);
    arb_clear(mu);
    arb_clear(point);
    return sign;
}

/* What the cases share. */
typedef struct {
    const col_meanfield_problem *problem;
    const col_budget *budget;
    col_meanfield_limit *limit;
    col_trap trap;
    fmpq_t C;
    bool conserved, held; /* r = rho = rho_P = 0; rho_P > 0 */
    bool drained;         /* r + rho > 0 */
    bool modes_empty;     /* W_x = W_y = 0 */
    bool aligned;         /* a mode with s = 1, which feels no leak: rho = rho_P = 0 < r < 1 */
    int side;             /* the sign of p_0 */
} story;

static void conclude(story *s, col_phase phase, const char *reason)
{
    s->limit->phase = phase;
    s->limit->reason = reason;
    if (s->side < 0)
        arb_neg(s->limit->p, s->limit->p);
}

/* yy = rho_P p/(2 (s_+ - p)) */
static void held_moment(arb_t yy, const story *s, const arb_t p)
{
    arb_t x;
    arb_init(x);
    arb_sub(x, s->trap.top, p, s->trap.precision);
    arb_mul(yy, s->trap.rho_P, p, s->trap.precision);
    arb_div(yy, yy, x, s->trap.precision);
    arb_mul_2exp_si(yy, yy, -1);
    arb_clear(x);
}

/* Appends a stationary solution and, unless p = 0, its mirror image. */
static void append(story *s, const char *name, const arb_t p, const arb_t yy, bool stable)
{
    for (int side = 1; side >= -1; side -= 2) {
        if (side < 0 && arb_is_zero(p))
            break;
        col_stationary *state = &s->limit->all[s->limit->count++];
        state->name = name;
        state->stable = stable;
        arb_set(state->yy, yy);
        arb_mul_si(state->p, p, side, s->trap.precision);
    }
}

/* r = rho = rho_P = 0: p = s_+ with yy = (s_+^2 - C)/2 if C < s_+^2; p^2 = C with yy = 0 if C >= 0. */
static void list_conserved(story *s)
{
    arb_t p, yy, C;
    arb_init(p);
    arb_init(yy);
    arb_init(C);
    slong precision = s->trap.precision;
    int sign = s->limit->margin_sign;
    arb_set_fmpq(C, s->C, precision);
    if (sign == -1) {
        arb_mul_2exp_si(yy, s->limit->margin, -1);
        arb_neg(yy, yy);
        append(s, "separated", s->trap.top, yy, true);
    }
    if (fmpq_sgn(s->C) >= 0) {
        arb_sqrtpos(p, C, precision);
        arb_zero(yy);
        append(s, "collapsed", p, yy, sign == 1 || sign == 0); /* at the boundary it attracts, if slowly */
    }
    s->limit->complete = sign != 2;
    arb_clear(p);
    arb_clear(yy);
    arb_clear(C);
}

/* rho_P > 0, r + rho > 0: the roots p_+ (stable) and p_- (a saddle) if D > 0, and p = 0 (stable). */
static void list_held(story *s)
{
    arb_t p, yy;
    arb_init(p);
    arb_init(yy);
    int sign = s->limit->margin_sign;
    if (sign == 1) {
        col_trap_root(p, &s->trap, 1);
        held_moment(yy, s, p);
        append(s, "separated", p, yy, true);
        col_trap_root(p, &s->trap, -1);
        held_moment(yy, s, p);
        append(s, "saddle", p, yy, false);
    } else if (sign == 0) {
        arb_mul(p, s->trap.q, s->trap.top, s->trap.precision);
        arb_mul_2exp_si(p, p, -1);
        held_moment(yy, s, p);
        append(s, "fold", p, yy, false);
    }
    arb_zero(p);
    arb_zero(yy);
    append(s, "collapsed", p, yy, true);
    s->limit->complete = sign != 2;
    arb_clear(p);
    arb_clear(yy);
}

static void end_conserved(story *s)
{
    col_meanfield_limit *limit = s->limit;
    slong precision = s->trap.precision;
    if (s->modes_empty || limit->margin_sign == 1 || limit->margin_sign == 0) {
        arb_set_fmpq(limit->p, s->C, precision);
        arb_sqrtpos(limit->p, limit->p, precision);
        arb_zero(limit->yy);
        if (s->modes_empty)
            conclude(s, COL_PHASE_COLLAPSED, "no label mode is excited");
        else if (limit->margin_sign == 0)
            conclude(s, COL_PHASE_COLLAPSED,
                "exactly at the boundary C = s_+^2: p -> s_+, the moments vanish algebraically");
        else
            conclude(s, COL_PHASE_COLLAPSED, "C > s_+^2: p -> sqrt(C), the moments vanish");
    } else if (limit->margin_sign == -1) {
        arb_set(limit->p, s->trap.top);
        arb_mul_2exp_si(limit->yy, limit->margin, -1);
        arb_neg(limit->yy, limit->yy);
        conclude(s, COL_PHASE_SEPARATED, "C < s_+^2: p -> s_+, the moments stay");
    } else {
        limit->reason = "the sign of C - s_+^2 is not certified";
    }
}

/* p_0 = 0: the head stays 0; the labels only feel leak and decay. */
static void end_still(story *s)
{
    arb_zero(s->limit->p);
    arb_zero(s->limit->yy);
    bool moving = s->drained || fmpq_is_zero(s->problem->Wy);
    if (!moving)
        arb_set_fmpq(s->limit->yy, s->problem->Wy, s->trap.precision);
    conclude(s, moving ? COL_PHASE_COLLAPSED : COL_PHASE_SEPARATED, "p_0 = 0: the head stays 0");
}

/* One look at the state: true if its future is certain. */
static bool trapped(story *s, const col_meanfield_state *state, arb_t sigma, arb_t p)
{
    col_meanfield_limit *limit = s->limit;
    arb_abs(p, state->p);
    arb_div(sigma, state->T, state->S, s->trap.precision);
    arb_abs(sigma, sigma);
    arb_zero(limit->yy);
    if (s->aligned && col_trap_aligned(&s->trap, p, sigma)) {
        arb_one(limit->p);
        arb_indeterminate(limit->yy);
        conclude(s, COL_PHASE_SEPARATED, "a mode with s = 1 keeps its moment, whose limit has no closed form: p -> 1");
        return true;
    }
    if (!s->held) {
        if (!col_trap_rest(limit->p, &s->trap, p, state->S, sigma))
            return false;
        conclude(s, COL_PHASE_COLLAPSED, "caught where all moments die out and the head comes to rest");
        return true;
    }
    if (s->drained && col_trap_collapse(&s->trap, p, state->S)) {
        arb_zero(limit->p);
        conclude(s, COL_PHASE_COLLAPSED, "caught in the basin of the collapsed state");
        return true;
    }
    if (limit->margin_sign == 1 && col_trap_separated(&s->trap, p, state->S, sigma)) {
        col_trap_root(limit->p, &s->trap, 1);
        held_moment(limit->yy, s, limit->p);
        conclude(s, COL_PHASE_SEPARATED, "caught in the basin of the separated state");
        return true;
    }
    return false;
}

/* Is the resting head known to so many digits? (Only where it has no closed form.) */
static bool settled(const story *s, slong digits)
{
    return s->held || s->limit->phase == COL_PHASE_SEPARATED
        || (double)arb_rel_accuracy_bits(s->limit->p) > 3.33 * (double)digits;
}

static void follow(story *s, slong digits)
{
    col_meanfield_state state;
    arb_t t, sigma, p;
    arb_init(t);
    arb_init(sigma);
    arb_init(p);
    col_meanfield_state_init(&state);
    bool caught = false;
    double share = (double)s->budget->steps / (double)COL_BUDGET_DEFAULT.steps;
    slong steps = (slong)fmin(fmax(share, 1) * FOLLOW_STEPS, 1e9);
    col_meanfield *meanfield = col_meanfield_new(s->problem, FOLLOW_HORIZON, steps, s->trap.precision, NULL);
    for (slong step = 0; meanfield && step < steps; step++) {
        if (col_meanfield_step(&state, t, meanfield) != COL_INTEGRATION_REACHED)
            break;
        if (step % (caught ? 8 : 2) || !trapped(s, &state, sigma, p))
            continue;
        if (!caught)
            s->limit->decided_at = arf_get_d(arb_midref(t), ARF_RND_UP);
        caught = true;
        if (settled(s, digits))
            break;
    }
    if (!caught) {
        arb_indeterminate(s->limit->p);
        arb_indeterminate(s->limit->yy);
        s->limit->reason = "the solution was not seen to enter a certified basin; more effort may decide";
    }
    col_meanfield_free(meanfield);
    col_meanfield_state_clear(&state);
    arb_clear(t);
    arb_clear(sigma);
    arb_clear(p);
}

static void end_driven(story *s, slong digits)
{
    col_meanfield_limit *limit = s->limit;
    if (s->held && s->modes_empty) {
        arb_zero(limit->p);
        arb_zero(limit->yy);
        conclude(s, COL_PHASE_COLLAPSED, "no label mode is excited, and the head decays");
    } else if (s->held && !s->drained) {
        arb_set(limit->p, s->trap.top);
        arb_pos_inf(limit->yy);
        conclude(s, COL_PHASE_SEPARATED, "decay of the head alone: p -> s_+ while the moments grow linearly");
    } else if (s->held && limit->margin_sign == -1) {
        arb_zero(limit->p);
        arb_zero(limit->yy);
        conclude(s, COL_PHASE_COLLAPSED, "D < 0: no separated state exists");
    } else {
        follow(s, digits);
    }
}

/* margin: C - s_+^2, or D = q^2 s_+^2 - 4(r + rho) */
static void set_margin(story *s)
{
    col_meanfield_limit *limit = s->limit;
    fmpq_t x, q;
    fmpq_init(x);
    fmpq_init(q);
    if (s->conserved) {
        limit->margin_sign = compare_top(s->C, s->problem, s->budget);
        arb_set_fmpq(limit->margin, s->C, s->trap.precision);
        arb_submul(limit->margin, s->trap.top, s->trap.top, s->trap.precision);
    } else {
        fmpq_add_si(q, s->problem->r, 1);
        fmpq_mul(q, q, q);
        fmpq_add(x, s->problem->r, s->problem->rho);
        fmpq_mul_si(x, x, 4);
        fmpq_div(x, x, q);
        int sign = compare_top(x, s->problem, s->budget);
        limit->margin_sign = sign == 2 ? 2 : -sign;
        col_trap_discriminant(limit->margin, &s->trap);
    }
    if (limit->margin_sign == 0)
        arb_zero(limit->margin);
    fmpq_clear(x);
    fmpq_clear(q);
}

static bool set_story(story *s)
{
    const col_meanfield_problem *problem = s->problem;
    slong precision = s->trap.precision;
    fmpq_mul(s->C, problem->p0, problem->p0);
    fmpq_sub(s->C, s->C, problem->Wx);
    fmpq_sub(s->C, s->C, problem->Wy);
    fmpq_sub(s->C, s->C, problem->W0);
    s->held = !fmpq_is_zero(problem->rho_P);
    s->drained = !fmpq_is_zero(problem->r) || !fmpq_is_zero(problem->rho);
    s->conserved = !s->held && !s->drained;
    s->modes_empty = fmpq_is_zero(problem->Wx) && fmpq_is_zero(problem->Wy);
    s->side = fmpq_sgn(problem->p0);
    arb_set_fmpq(s->trap.q, problem->r, precision);
    arb_set_fmpq(s->trap.decay, problem->rho, precision);
    arb_add(s->trap.decay, s->trap.decay, s->trap.q, precision);
    arb_add_ui(s->trap.q, s->trap.q, 1, precision);
    arb_set_fmpq(s->trap.rho_P, problem->rho_P, precision);
    if (problem->density) {
        col_density_top(s->trap.top, problem->density, precision);
    } else {
        bool rational = false;
        fmpq_t value;
        fmpq_init(value);
        bool ok = top_of_modes(s->trap.top, value, &rational, problem, precision);
        s->aligned = ok && rational && fmpq_is_one(value) && fmpq_is_zero(problem->rho) && !s->held && s->drained
            && fmpz_cmp(fmpq_numref(problem->r), fmpq_denref(problem->r)) < 0 && !s->modes_empty;
        fmpq_clear(value);
        if (!ok)
            return false;
    }
    arb_sqrtpos(s->trap.top, s->trap.top, precision);
    return true;
}

void col_meanfield_limits(
    col_meanfield_limit *limit, const col_meanfield_problem *problem, slong digits, const col_budget *budget)
{
    story s = {.problem = problem, .budget = budget, .limit = limit};
    s.trap.precision = FLINT_MIN(FLINT_MAX(64, col_ladder_bits(digits)), budget->precision);
    arb_init(s.trap.q);
    arb_init(s.trap.decay);
    arb_init(s.trap.rho_P);
    arb_init(s.trap.top);
    fmpq_init(s.C);
    limit->phase = COL_PHASE_UNDECIDED;
    limit->reason = "";
    limit->count = 0;
    limit->complete = false;
    limit->margin_sign = 2;
    limit->decided_at = 0;
    arb_indeterminate(limit->p);
    arb_indeterminate(limit->yy);
    if (!set_story(&s)) {
        limit->reason = "the spectrum could not be enclosed";
    } else {
        set_margin(&s);
        if (s.conserved && !s.modes_empty)
            list_conserved(&s);
        else if (s.held && s.drained && !s.modes_empty)
            list_held(&s);
        if (s.side == 0)
            end_still(&s);
        else if (s.conserved)
            end_conserved(&s);
        else
            end_driven(&s, digits);
    }
    arb_clear(s.trap.q);
    arb_clear(s.trap.decay);
    arb_clear(s.trap.rho_P);
    arb_clear(s.trap.top);
    fmpq_clear(s.C);
}
