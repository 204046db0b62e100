/* A function g is enclosed by natural interval extension, then with its gradient over the box: where a partial
 * derivative has one sign, g is least and greatest at the ends of that side, and along the others g(x) is in
 * g(m) + g_i(X)(x - m), the mean value theorem. */
#include "phase_label.h"

#include "../base/memory.h"
#include "../rigor/interval_arithmetic.h"

#include <stdlib.h>
#include <string.h>

enum { COUNT_NODES = 2000 }; /* of a box whose states are counted quickly */

void phase_worker_init(phase_worker *worker, const phase_signs *signs, phase_counter *counter,
                       const col_phase_axis *axes)
{
    size_t count = signs->function_count;
    *worker = (phase_worker){.signs = signs, .counter = counter};
    worker->words = counter ? 3 : 1 + signs->state_count;
    worker->functions = col_calloc(count + 1, sizeof *worker->functions);
    worker->asked = col_calloc(count + 1, sizeof *worker->asked);
    worker->known = col_calloc(count + 1, sizeof *worker->known);
    for (size_t i = 0; i < count; i++) {
        phase_function *function = &worker->functions[i];
        *function = signs->functions[i];
        function->value_space = function->value ? col_tape_workspace_new(function->value) : NULL;
        function->jacobian_space = function->jacobian ? col_tape_workspace_new(function->jacobian) : NULL;
    }
    for (int i = 0; i < 2; i++) {
        col_interval_set_fmpq(&worker->lo[i], axes[i].lo);
        col_interval_set_fmpq(&worker->hi[i], axes[i].hi);
        worker->width[i] = col_interval_sub(worker->hi[i], worker->lo[i]);
    }
}

void phase_worker_clear(phase_worker *worker)
{
    for (size_t i = 0; i < worker->signs->function_count; i++) {
        col_tape_workspace_free(worker->functions[i].value_space);
        col_tape_workspace_free(worker->functions[i].jacobian_space);
    }
    phase_counter_free(worker->counter);
    free(worker->functions);
    free(worker->asked);
    free(worker->known);
}

/* The ends of the rectangle are kept. */
col_interval phase_side(const phase_worker *w, int axis, double from, double to)
{
    col_interval lower = col_interval_add(w->lo[axis], col_interval_mul(w->width[axis], (col_interval){from, from}));
    col_interval upper = col_interval_add(w->lo[axis], col_interval_mul(w->width[axis], (col_interval){to, to}));
    return (col_interval){fmax(lower.lo, w->lo[axis].lo), fmin(upper.hi, w->hi[axis].hi)};
}

static col_signs signs_of(col_interval x)
{
    col_signs signs = COL_SIGN_NONE;
    if (x.hi > 0)
        signs |= COL_SIGN_POSITIVE;
    if (x.lo < 0)
        signs |= COL_SIGN_NEGATIVE;
    if (x.lo <= 0 && x.hi >= 0)
        signs |= COL_SIGN_ZERO;
    return signs;
}

bool phase_is_certain(col_signs signs)
{
    return signs == COL_SIGN_POSITIVE || signs == COL_SIGN_NEGATIVE || signs == COL_SIGN_ZERO
        || signs == COL_SIGN_NONE;
}

/* The least value of g on the box (with upper: minus the greatest one) is at least this. */
static double lower_bound(const phase_function *function, const col_interval *box, const col_interval *gradient,
                          bool upper)
{
    col_interval at[2], value, slope = {0, 0};
    for (int i = 0; i < 2; i++) {
        bool rising = gradient[i].lo >= 0, falling = gradient[i].hi <= 0;
        double middle = col_interval_middle(box[i]);
        double corner = rising != upper ? box[i].lo : box[i].hi;
        at[i] = rising || falling ? (col_interval){corner, corner} : (col_interval){middle, middle};
        if (!rising && !falling) {
            col_interval offset = col_interval_sub(box[i], at[i]);
            slope = col_interval_add(slope, col_interval_mul(gradient[i], offset));
        }
    }
    col_tape_interval(&value, function->value, function->value_space, at);
    if (col_tape_domain(function->value_space, 0) != COL_DOMAIN_WHOLE)
        return -INFINITY;
    value = col_interval_add(value, slope);
    return upper ? -value.hi : value.lo;
}

static col_signs signs_by_gradient(const phase_function *function, const col_interval *box)
{
    col_interval roots[3];
    if (!function->jacobian)
        return COL_SIGN_ANY;
    col_tape_interval(roots, function->jacobian, function->jacobian_space, box);
    for (size_t i = 0; i < 3; i++)
        if (col_tape_domain(function->jacobian_space, i) != COL_DOMAIN_WHOLE)
            return COL_SIGN_ANY;
    col_interval range = {lower_bound(function, box, roots + 1, false), -lower_bound(function, box, roots + 1, true)};
    return signs_of(range);
}

col_signs phase_function_signs(const phase_function *function, const col_interval *box)
{
    col_interval value;
    if (!function->value)
        return COL_SIGN_ANY;
    col_tape_interval(&value, function->value, function->value_space, box);
    col_domain domain = col_tape_domain(function->value_space, 0);
    if (domain == COL_DOMAIN_NOWHERE)
        return COL_SIGN_NONE;
    col_signs signs = domain == COL_DOMAIN_WHOLE ? signs_of(value) : COL_SIGN_ANY;
    return phase_is_certain(signs) ? signs : signs & signs_by_gradient(function, box);
}

/* A box on its way to a label: what is not known of the functions yet is found when a condition asks. */
typedef struct {
    phase_worker *worker;
    const col_interval *box;
    uint8_t *signs;
} probe;

static col_signs condition_signs(probe *p, const phase_condition *condition)
{
    for (size_t i = 0; i < condition->count; i++) {
        size_t k = condition->functions[i];
        if (!p->worker->asked[k] && !phase_is_certain((col_signs)p->signs[k]))
            p->signs[k] &= (uint8_t)phase_function_signs(&p->worker->functions[k], p->box);
        p->worker->asked[k] = true;
        p->worker->known[k] = (col_signs)p->signs[k];
    }
    return phase_condition_sign(condition, p->worker->known);
}

/* Do all conditions hold on the whole box, or does one fail on the whole box? */
static col_verdict all_hold(probe *p, const phase_conditions *conditions)
{
    col_verdict verdict = COL_PROVED;
    for (size_t i = 0; i < conditions->count && verdict != COL_REFUTED; i++) {
        col_signs signs = condition_signs(p, &conditions->items[i]);
        if ((signs & conditions->items[i].signs) == 0)
            verdict = COL_REFUTED;
        else if ((signs & ~conditions->items[i].signs) != 0)
            verdict = COL_UNDECIDED;
    }
    return verdict;
}

/* False if the box has to be cut. */
static bool judge(col_stability *stability, probe *p, const phase_state *state)
{
    bool positive = true, negative = false;
    *stability = COL_STABILITY_UNDECIDED;
    if (!state->judged)
        return true;
    for (size_t i = 0; i < state->hurwitz.count && !negative; i++) {
        col_signs signs = condition_signs(p, &state->hurwitz.items[i]);
        negative = signs == COL_SIGN_NEGATIVE;
        positive = positive && signs == COL_SIGN_POSITIVE;
    }
    if (negative)
        *stability = COL_STABILITY_UNSTABLE;
    else if (positive)
        *stability = state->zeros > 0 ? COL_STABILITY_ATTRACTING : COL_STABILITY_STABLE;
    return negative || positive;
}

static bool count_states(phase_word *label, phase_worker *worker, const col_interval *box)
{
    size_t states, stable;
    if (!phase_count(&states, &stable, worker->counter, box, worker->budget) || states > UINT16_MAX)
        return false;
    label[1] = (phase_word)states;
    label[2] = (phase_word)stable;
    return true;
}

bool phase_find_label(phase_word *label, phase_worker *worker, const col_interval *box, uint8_t *known)
{
    const phase_signs *signs = worker->signs;
    probe p = {worker, box, known};
    memset(worker->asked, 0, signs->function_count * sizeof *worker->asked);
    memset(label, 0, worker->words * sizeof *label);
    col_verdict inside = all_hold(&p, &signs->domain);
    label[0] = inside == COL_REFUTED;
    if (inside != COL_PROVED)
        return inside == COL_REFUTED;
    if (worker->counter)
        return count_states(label, worker, box);
    for (size_t i = 0; i < signs->state_count; i++) {
        const phase_state *state = &signs->states[i];
        col_verdict exists = state->nowhere ? COL_REFUTED : all_hold(&p, &state->when);
        col_stability stability;
        if (exists == COL_UNDECIDED || (exists == COL_PROVED && !judge(&stability, &p, state)))
            return false;
        label[1 + i] = exists == COL_PROVED ? (phase_word)(1 + stability) : 0;
    }
    return true;
}

unsigned long phase_label_cost(const phase_worker *worker)
{
    unsigned long cost = worker->counter ? COUNT_NODES : 0;
    for (size_t i = 0; i < worker->signs->function_count; i++) {
        const phase_function *function = &worker->functions[i];
        cost += function->value ? 3 * col_tape_size(function->value) : 0;
        cost += function->jacobian ? col_tape_size(function->jacobian) : 0;
    }
    return 1 + cost / PHASE_NODES_A_STEP;
}
