/* Branch and prune: all zeros of one branch in the box, each certified, or a leftover that says why not. */
#include "stationary_search.h"

#include "../base/memory.h"
#include "interval_arithmetic.h"
#include "newton_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORKING_BITS 128
#define STATE_BITS 64
#define SMALLEST_WIDTH 0x1p-28 /* a double zero blurs this much in double precision */
#define TRIAL_MARGIN 0.06
#define ENOUGH_PROGRESS 0.5
#define MOST_CONTRACTIONS 100
#define WIDE_ZERO 0x1p-20
#define CUT 0.484375 /* not the middle: symmetric systems like to have zeros there */

/* The boxes that are still to be looked at, and the trial boxes whose only zero is known. */
typedef struct {
    col_search *search;
    col_branch *branch;
    size_t n;
    col_interval *stack, *trial, *zero;
    size_t depth, capacity;
    col_interval *known;
    size_t known_count, known_capacity;
    size_t leftover;
} walk;

void col_search_leave(col_search *search, arb_srcptr box, const char *reason)
{
    col_stationary *out = search->out;
    for (size_t i = 0; i < out->dimension; i++) {
        if (out->leftover == 0)
            arb_set(out->leftover_hull + i, box + i);
        else
            arb_union(out->leftover_hull + i, out->leftover_hull + i, box + i, WORKING_BITS);
    }
    if (out->leftover == 0)
        snprintf(out->reason, sizeof out->reason, "%s", reason);
    out->leftover++;
}

/* The fixed variables, and the expressions that must not vanish, at the free variables' balls. */
static void branch_values(arb_ptr values, col_branch *branch, arb_srcptr free_and_parameters, slong precision)
{
    col_tape_ball(values, branch->values, branch->values_workspace, free_and_parameters, precision);
}

/* All variables, in order, from the fixed and the free ones. */
static void assemble(arb_ptr at, const col_branch *branch, arb_srcptr values, arb_srcptr free_variables)
{
    size_t fixed = 0, free_variable = 0;
    for (size_t i = 0; i < branch->variable_count; i++)
        arb_set(at + i, branch->fixed[i] ? values + fixed++ : free_variables + free_variable++);
}

/* In the box (+1), outside (-1), or unknown (0). Coordinates that are known to be rational are compared exactly; exact:
 * those of the free variables, or NULL. */
static int locate(const col_box *box, const col_branch *branch, const fmpq *exact, arb_srcptr at)
{
    int place = 1;
    for (size_t i = 0, free_variable = 0; i < box->dimension; i++) {
        const fmpq *rational = branch->is_rational[i] ? &branch->rationals[i] : NULL;
        if (!branch->fixed[i]) {
            rational = exact ? exact + free_variable : NULL;
            free_variable++;
        }
        int side = rational ? (col_side_contains(&box->sides[i], rational) ? 1 : -1)
                            : col_side_locate(&box->sides[i], at + i);
        if (side < 0)
            return -1;
        place = side == 0 ? 0 : place;
    }
    return place;
}

/* Is the flow defined at the point (+1), not defined (-1), or unknown (0)? */
static int defined(col_search *search, arb_srcptr at, slong precision)
{
    size_t n = search->out->dimension, parameters = search->problem->parameter_count;
    arb_ptr in = _arb_vec_init((slong)(n + parameters)), out = _arb_vec_init((slong)n);
    _arb_vec_set(in, at, (slong)n);
    _arb_vec_set(in + n, search->parameter_balls, (slong)parameters);
    col_tape_ball_clipped(out, search->flow, search->flow_workspace, in, precision);
    int result = 1;
    for (size_t i = 0; i < n && result >= 0; i++) {
        col_domain domain = col_tape_domain(search->flow_workspace, i);
        result = domain == COL_DOMAIN_NOWHERE ? -1 : domain == COL_DOMAIN_UNKNOWN ? 0 : result;
    }
    _arb_vec_clear(in, (slong)(n + parameters));
    _arb_vec_clear(out, (slong)n);
    return result;
}

/* Do the branch's conditions hold (+1), fail (-1), or neither for certain (0)? */
static int conditions_hold(const col_branch *branch, arb_srcptr values)
{
    size_t fixed = branch->variable_count - branch->free_count;
    int result = 1;
    for (size_t i = 0; i < branch->unequal_count; i++) {
        arb_srcptr value = values + fixed + i;
        if (arb_is_zero(value))
            return -1;
        if (!arb_is_finite(value) || arb_contains_zero(value))
            result = 0;
    }
    return result;
}

static void add_state(col_search *search, arb_srcptr at, col_branch *branch)
{
    col_stationary *out = search->out;
    out->states = col_grow(out->states, out->count, &out->capacity, sizeof *out->states);
    col_stationary_state *state = &out->states[out->count++];
    state->at = _arb_vec_init((slong)out->dimension);
    state->branch = branch;
    _arb_vec_set(state->at, at, (slong)out->dimension);
}

/* A unique zero of the branch's system: is it a state in the box? in: its enclosure, then the parameters. */
static void judge(col_search *search, col_branch *branch, arb_ptr in)
{
    slong n = (slong)search->out->dimension, roots = (slong)col_tape_root_count(branch->values) + 1;
    arb_ptr values = _arb_vec_init(roots), at = _arb_vec_init(n);
    int place = 0, exists = 0, distinct = 0;
    slong highest = FLINT_MIN(search->budget->precision, 2048);
    fmpq *exact = _fmpq_vec_init((slong)branch->free_count);
    bool is_exact = branch->system && search->problem->parameter_count == 0
        && col_branch_exact_zero(exact, branch, search->graph, search->problem->variables, in);
    for (slong precision = WORKING_BITS;; precision *= 2) {
        slong now = FLINT_MIN(precision, highest);
        if (branch->system && !is_exact)
            col_newton_refine(in, branch->system, in, now / 2, now);
        for (size_t i = 0; is_exact && i < branch->free_count; i++)
            arb_set_fmpq(in + i, exact + i, now);
        branch_values(values, branch, in, now);
        assemble(at, branch, values, in);
        place = locate(search->problem->box, branch, is_exact ? exact : NULL, at);
        exists = defined(search, at, now);
        distinct = conditions_hold(branch, values);
        bool settled = place < 0 || exists < 0 || distinct < 0 || (place > 0 && exists > 0 && distinct > 0);
        if (settled || now == highest || search->problem->parameter_count > 0)
            break;
    }
    const char *reason = "a state lies at, or too close to, an end of the box";
    if (exists == 0)
        reason = "the flow may be undefined at a state";
    if (distinct == 0)
        reason = "two branches of states meet, or nearly so: a state is degenerate or close to it";
    if (place > 0 && exists > 0 && distinct > 0)
        add_state(search, at, branch);
    else if (place >= 0 && exists >= 0 && distinct >= 0)
        col_search_leave(search, at, reason);
    _fmpq_vec_clear(exact, (slong)branch->free_count);
    _arb_vec_clear(values, roots);
    _arb_vec_clear(at, n);
}

static void push(walk *w, const col_interval *box)
{
    if (w->depth == w->capacity) {
        w->capacity = 2 * w->capacity + 64;
        w->stack = col_realloc(w->stack, w->capacity * w->n * sizeof *w->stack);
    }
    memmove(w->stack + w->depth++ * w->n, box, w->n * sizeof *box);
}

static bool lies_in(const col_interval *box, const col_interval *other, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (box[i].lo < other[i].lo || box[i].hi > other[i].hi)
            return false;
    return true;
}

static bool is_known(const walk *w, const col_interval *box)
{
    for (size_t k = 0; k < w->known_count; k++)
        if (lies_in(box, w->known + k * w->n, w->n))
            return true;
    return false;
}

/* Does the enclosure of a zero meet a known trial box without lying in it, so that it may or may not be its zero? */
static bool is_ambiguous(const walk *w, const col_interval *zero)
{
    for (size_t k = 0; k < w->known_count; k++) {
        bool meets = true;
        for (size_t i = 0; i < w->n; i++)
            meets = meets && zero[i].lo <= w->known[k * w->n + i].hi && zero[i].hi >= w->known[k * w->n + i].lo;
        if (meets)
            return true;
    }
    return false;
}

static void remember(walk *w, const col_interval *trial)
{
    if (w->known_count == w->known_capacity) {
        w->known_capacity = 2 * w->known_capacity + 8;
        w->known = col_realloc(w->known, w->known_capacity * w->n * sizeof *w->known);
    }
    memcpy(w->known + w->known_count++ * w->n, trial, w->n * sizeof *trial);
}

static void box_to_balls(arb_ptr at, walk *w, const col_interval *box)
{
    col_branch *branch = w->branch;
    size_t roots = col_tape_root_count(branch->values) + 1;
    size_t inputs = w->n + w->search->problem->parameter_count;
    arb_ptr in = _arb_vec_init((slong)inputs), values = _arb_vec_init((slong)roots);
    for (size_t i = 0; i < inputs; i++) {
        if (i < w->n)
            col_interval_get_arb(in + i, box[i]);
        else
            arb_set(in + i, w->search->parameter_balls + (i - w->n));
    }
    branch_values(values, branch, in, WORKING_BITS);
    assemble(at, branch, values, in);
    _arb_vec_clear(in, (slong)inputs);
    _arb_vec_clear(values, (slong)roots);
}

static void leave_box(walk *w, const col_interval *box, const char *reason)
{
    arb_ptr at = _arb_vec_init((slong)w->branch->variable_count);
    box_to_balls(at, w, box);
    col_search_leave(w->search, at, reason);
    w->leftover++;
    _arb_vec_clear(at, (slong)w->branch->variable_count);
}

static double extent(const col_interval *box, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += col_interval_width(box[i]);
    return sum;
}

/* Narrows w->zero, which holds the only zero of w->trial, by the interval operator: from far away it contracts where
 * balls, tied to their midpoints' Jacobian, do not. What it leaves out holds no zero; so it stays the same zero. */
static void contract_zero(walk *w)
{
    col_interval *box = col_malloc(3 * w->n * sizeof *box), *trial = box + w->n, *image = trial + w->n;
    double before = INFINITY, now = extent(w->zero, w->n);
    for (int step = 0; step < MOST_CONTRACTIONS && now > 0 && now < 0.9 * before; step++) {
        memcpy(box, w->zero, w->n * sizeof *box);
        col_zero found = col_newton_interval_step(
            box, trial, image, w->branch->system, w->search->parameter_intervals, 0);
        if (found == COL_ZERO_NONE)
            break;
        memcpy(w->zero, found == COL_ZERO_UNIQUE ? image : box, w->n * sizeof *box);
        before = now;
        now = extent(w->zero, w->n);
    }
    free(box);
}

/* Where contraction stalls, Newton's iteration proposes the zero: a narrow box around it that holds a unique zero, and
 * lies in the one that holds w->zero, holds that one. */
static void propose_zero(walk *w)
{
    size_t n = w->n, parameters = w->search->problem->parameter_count;
    double *guess = col_malloc((n + parameters + 1) * sizeof *guess);
    col_interval *narrow = col_malloc((2 * n + 1) * sizeof *narrow), *last = narrow + n;
    arb_ptr zero = _arb_vec_init((slong)n);
    for (size_t i = 0; i < n + parameters; i++)
        guess[i] = col_interval_middle(i < n ? w->zero[i] : w->search->parameter_intervals[i - n]);
    bool near = col_newton_approx(guess, w->branch->system, guess + n), found = false;
    if (near && w->search->inflate) {
        found = col_newton_grow(last, narrow, w->branch->system, guess, w->search->parameter_intervals);
    } else if (near) {
        found = col_newton_isolate(zero, w->branch->system, guess, w->search->parameter_balls, WORKING_BITS);
        for (size_t i = 0; found && i < n; i++)
            col_interval_set_arb(&narrow[i], zero + i);
    }
    if (found && lies_in(narrow, w->zero, n))
        memcpy(w->zero, narrow, n * sizeof *narrow);
    free(guess);
    free(narrow);
    _arb_vec_clear(zero, (slong)n);
}

/* The only zero of w->trial is in w->zero: new, or one that is known already. */
static void take_zero(walk *w, const col_interval *box)
{
    size_t inputs = w->n + w->search->problem->parameter_count;
    arb_ptr in = _arb_vec_init((slong)inputs);
    contract_zero(w);
    if (extent(w->zero, w->n) > WIDE_ZERO)
        propose_zero(w);
    for (size_t i = 0; i < inputs; i++) {
        if (i < w->n)
            col_interval_get_arb(in + i, w->zero[i]);
        else
            arb_set(in + i, w->search->parameter_balls + (i - w->n));
    }
    col_newton_refine(in, w->branch->system, in, STATE_BITS, WORKING_BITS);
    for (size_t i = 0; i < w->n; i++)
        col_interval_set_arb(&w->zero[i], in + i);
    if (!is_known(w, w->zero)) {
        if (is_ambiguous(w, w->zero)) {
            leave_box(w, box, "two states are too close to each other to be told apart");
        } else {
            remember(w, w->trial);
            judge(w->search, w->branch, in);
        }
    }
    _arb_vec_clear(in, (slong)inputs);
}

/* Where to cut: the side that contributes most to the variation of the system, or the widest. */
static size_t choose_side(const walk *w, const col_interval *box)
{
    size_t n = w->n, best = 0;
    double largest = -1;
    const col_interval *jacobian = w->branch->system->intervals + n + w->search->problem->parameter_count + n;
    for (size_t j = 0; j < n; j++) {
        double width = col_interval_width(box[j]), smear = 0;
        for (size_t i = 0; i < n; i++) {
            double slope = fmax(fabs(jacobian[i * n + j].lo), fabs(jacobian[i * n + j].hi));
            smear = fmax(smear, isfinite(slope) ? slope * width : width);
        }
        /* a side that does not matter to first order is cut at last */
        smear = fmax(smear, width * 0x1p-20);
        if (smear > largest) {
            largest = smear;
            best = j;
        }
    }
    return best;
}

static bool is_tiny(const col_interval *box, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!col_interval_is_finite(box[i])
            || col_interval_width(box[i]) > SMALLEST_WIDTH * fmax(1, fabs(box[i].lo)))
            return false;
    return true;
}

/* False if the box cannot be cut any more. */
static bool cut(walk *w, col_interval *box)
{
    size_t side = choose_side(w, box);
    col_interval whole = box[side];
    double at = col_interval_middle(whole);
    if (col_interval_is_finite(whole)) {
        double moved = whole.lo + CUT * (whole.hi - whole.lo);
        at = moved > whole.lo && moved < whole.hi ? moved : at;
    }
    if (at <= whole.lo || at >= whole.hi)
        return false;
    box[side] = (col_interval){at, whole.hi};
    push(w, box);
    box[side] = (col_interval){whole.lo, at};
    push(w, box);
    return true;
}

/* Is the guess, of double precision, in the box? */
static bool guess_zero(double *guess, walk *w, const col_interval *box)
{
    size_t parameters = w->search->problem->parameter_count;
    for (size_t i = 0; i < w->n + parameters; i++)
        guess[i] = col_interval_middle(i < w->n ? box[i] : w->search->parameter_intervals[i - w->n]);
    if (!col_newton_approx(guess, w->branch->system, guess + w->n))
        return false;
    for (size_t i = 0; i < w->n; i++)
        if (!(guess[i] >= box[i].lo && guess[i] <= box[i].hi))
            return false;
    return true;
}

/* The zero that the parameters move, from a guess in the box. True if a zero was found that was not known. */
static bool inflate_zero(walk *w, const col_interval *box)
{
    size_t n = w->n;
    double *guess = col_malloc((n + w->search->problem->parameter_count + 1) * sizeof *guess);
    col_interval *point = col_malloc((n + 1) * sizeof *point);
    bool found = guess_zero(guess, w, box);
    for (size_t i = 0; found && i < n; i++)
        point[i] = (col_interval){guess[i], guess[i]};
    found = found && !is_known(w, point)
        && col_newton_grow(w->trial, w->zero, w->branch->system, guess, w->search->parameter_intervals);
    free(guess);
    free(point);
    if (found)
        take_zero(w, box);
    return found;
}

static void look_at(walk *w, col_interval *box)
{
    double before = extent(box, w->n);
    col_zero found = col_newton_interval_step(
        box, w->trial, w->zero, w->branch->system, w->search->parameter_intervals, TRIAL_MARGIN);
    if (found == COL_ZERO_UNIQUE)
        take_zero(w, box);
    if (found != COL_ZERO_UNKNOWN)
        return;
    if (is_tiny(box, w->n))
        leave_box(w, box, "a zero of the flow may be degenerate: no box around it could be certified or excluded");
    else if (extent(box, w->n) < ENOUGH_PROGRESS * before || (w->search->inflate && inflate_zero(w, box)))
        push(w, box);
    else if (!cut(w, box))
        leave_box(w, box, "the box is too large: nothing could be excluded far out");
}

/* Gives up on everything that is still to be looked at. */
static void leave_rest(walk *w, const col_interval *box, const char *reason)
{
    leave_box(w, box, reason);
    for (; w->depth > 0; w->depth--)
        leave_box(w, w->stack + (w->depth - 1) * w->n, reason);
}

static void walk_all(walk *w)
{
    unsigned long cost = 1 + col_tape_size(w->branch->system->full) / 8;
    col_interval *box = col_malloc((w->n + 1) * sizeof *box);
    while (w->depth > 0) {
        memcpy(box, w->stack + --w->depth * w->n, w->n * sizeof *box);
        if (is_known(w, box))
            continue;
        if (w->leftover >= w->search->most_leftover)
            leave_rest(w, box, "the states are not isolated, or there are too many that are nearly degenerate");
        else if (!col_budget_spend(w->search->budget, cost))
            leave_rest(w, box, "the effort ran out before the whole box was searched");
        else
            look_at(w, box);
    }
    free(box);
}

static void search_system(col_search *search, col_branch *branch)
{
    walk w = {.search = search, .branch = branch, .n = branch->free_count};
    col_interval *box = col_calloc(3 * w.n, sizeof *box);
    w.trial = box + w.n;
    w.zero = box + 2 * w.n;
    for (size_t i = 0; i < w.n; i++)
        col_side_get_interval(&box[i], &search->problem->box->sides[branch->free_variables[i]]);
    push(&w, box);
    walk_all(&w);
    free(w.stack);
    free(w.known);
    free(box);
}

/* Is a fixed variable certainly outside of its side? */
static bool misses_box(col_search *search, col_branch *branch)
{
    size_t free_variables = branch->free_count, parameters = search->problem->parameter_count;
    slong inputs = (slong)(free_variables + parameters), roots = (slong)col_tape_root_count(branch->values) + 1;
    arb_ptr in = _arb_vec_init(inputs), values = _arb_vec_init(roots);
    for (size_t i = 0; i < free_variables; i++)
        col_side_get_arb(in + i, &search->problem->box->sides[branch->free_variables[i]], WORKING_BITS);
    _arb_vec_set(in + free_variables, search->parameter_balls, (slong)parameters);
    branch_values(values, branch, in, WORKING_BITS);
    bool misses = false;
    for (size_t i = 0, fixed = 0; i < branch->variable_count; i++)
        if (branch->fixed[i])
            misses = misses || col_side_locate(&search->problem->box->sides[i], values + fixed++) < 0;
    _arb_vec_clear(in, inputs);
    _arb_vec_clear(values, roots);
    return misses;
}

void col_search_branch(col_search *search, col_branch *branch)
{
    if (misses_box(search, branch))
        return;
    if (branch->degenerate || (branch->free_count > 0 && branch->system == NULL)) {
        arb_ptr at = _arb_vec_init((slong)branch->variable_count);
        for (size_t i = 0; i < branch->variable_count; i++)
            col_side_get_arb(at + i, &search->problem->box->sides[i], WORKING_BITS);
        col_search_leave(search, at, "the flow vanishes on a whole line or surface: states are not isolated");
        _arb_vec_clear(at, (slong)branch->variable_count);
    } else if (branch->system) {
        search_system(search, branch);
    } else {
        slong parameters = (slong)search->problem->parameter_count;
        arb_ptr in = _arb_vec_init(parameters + 1);
        _arb_vec_set(in, search->parameter_balls, parameters);
        judge(search, branch, in);
        _arb_vec_clear(in, parameters + 1);
    }
}
