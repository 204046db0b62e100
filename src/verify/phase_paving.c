/* Level by level: a box is labelled when all signs that its label needs are certain, else quartered.
 *
 * Children inherit the signs that are certain on their parent. A function g is enclosed by natural interval
 * extension, then with its gradient over the box: where a partial derivative has one sign, g is least and greatest at
 * the ends of that side, and along the others g(x) is in g(m) + g_i(X)(x - m), the mean value theorem. */
#include "phase_paving.h"

#include "../base/memory.h"
#include "../rigor/interval_arithmetic.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    uint32_t column, row;
} cell;

/* The boxes of one level that wait for a decision, with what is known of the functions' signs. */
typedef struct {
    cell *cells;
    uint8_t *signs; /* function_count a cell */
    size_t count, capacity;
} front;

typedef struct {
    col_phase *out;
    phase_signs *signs;
    col_interval lo[2], hi[2], width[2];
    size_t box_capacity, region_capacity;
    fmpz *areas; /* of the regions, in boxes of the deepest level */
} paving;

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

static bool is_certain(col_signs signs)
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

/* COL_SIGN_NONE: defined nowhere in the box. */
static col_signs function_signs(const phase_function *function, const col_interval *box)
{
    col_interval value;
    if (!function->value)
        return COL_SIGN_ANY;
    col_tape_interval(&value, function->value, function->value_space, box);
    col_domain domain = col_tape_domain(function->value_space, 0);
    if (domain == COL_DOMAIN_NOWHERE)
        return COL_SIGN_NONE;
    col_signs signs = domain == COL_DOMAIN_WHOLE ? signs_of(value) : COL_SIGN_ANY;
    return is_certain(signs) ? signs : signs & signs_by_gradient(function, box);
}

/* A box on its way to a label: what is not known of the functions yet is found when a condition asks. */
typedef struct {
    phase_signs *functions;
    const col_interval *sides;
    uint8_t *signs;
    bool *asked;
    col_signs *known;
} probe;

static col_signs condition_signs(probe *p, const phase_condition *condition)
{
    for (size_t i = 0; i < condition->count; i++) {
        size_t k = condition->functions[i];
        if (!p->asked[k] && !is_certain((col_signs)p->signs[k]))
            p->signs[k] &= (uint8_t)function_signs(&p->functions->functions[k], p->sides);
        p->asked[k] = true;
        p->known[k] = (col_signs)p->signs[k];
    }
    return phase_condition_sign(condition, p->known);
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

/* The label of the whole box; false if it is not certain. */
static bool find_label(bool *outside, col_phase_status *states, probe *p)
{
    const phase_signs *signs = p->functions;
    col_verdict inside = all_hold(p, &signs->domain);
    memset(states, 0, signs->state_count * sizeof *states);
    *outside = inside == COL_REFUTED;
    if (inside != COL_PROVED)
        return *outside;
    for (size_t i = 0; i < signs->state_count; i++) {
        const phase_state *state = &signs->states[i];
        col_verdict exists = state->nowhere ? COL_REFUTED : all_hold(p, &state->when);
        states[i].exists = exists == COL_PROVED;
        if (exists == COL_UNDECIDED || (states[i].exists && !judge(&states[i].stability, p, state)))
            return false;
    }
    return true;
}

static bool same_label(const col_phase_region *region, bool outside, const col_phase_status *states, size_t count)
{
    bool same = region->outside == outside;
    for (size_t i = 0; same && i < count; i++)
        same = region->states[i].exists == states[i].exists && region->states[i].stability == states[i].stability;
    return same;
}

static ptrdiff_t find_region(paving *p, bool outside, const col_phase_status *states)
{
    col_phase *out = p->out;
    for (size_t i = 0; i < out->region_count; i++)
        if (same_label(&out->regions[i], outside, states, out->state_count))
            return (ptrdiff_t)i;
    size_t before = p->region_capacity;
    out->regions = col_grow(out->regions, out->region_count, &p->region_capacity, sizeof *out->regions);
    if (p->region_capacity != before)
        p->areas = col_realloc(p->areas, p->region_capacity * sizeof *p->areas);
    col_phase_region *region = &out->regions[out->region_count];
    *region = (col_phase_region){.outside = outside};
    region->states = col_calloc(out->state_count, sizeof *region->states);
    if (out->state_count > 0)
        memcpy(region->states, states, out->state_count * sizeof *states);
    fmpq_init(region->area);
    fmpz_init(p->areas + out->region_count);
    return (ptrdiff_t)out->region_count++;
}

static void keep_box(paving *p, cell at, int level, ptrdiff_t region)
{
    col_phase *out = p->out;
    out->boxes = col_grow(out->boxes, out->box_count, &p->box_capacity, sizeof *out->boxes);
    out->boxes[out->box_count++] = (col_phase_box){at.column, at.row, level, region};
    if (region >= 0) {
        fmpz_t area;
        fmpz_init(area);
        fmpz_one_2exp(area, 2 * (ulong)(PHASE_DEEPEST - level));
        fmpz_add(p->areas + region, p->areas + region, area);
        fmpz_clear(area);
    }
}

static void push(front *f, cell at, const uint8_t *signs, size_t functions)
{
    size_t before = f->capacity;
    f->cells = col_grow(f->cells, f->count, &f->capacity, sizeof *f->cells);
    if (f->capacity != before)
        f->signs = col_realloc(f->signs, f->capacity * functions + 1);
    f->cells[f->count] = at;
    if (functions > 0)
        memcpy(f->signs + f->count * functions, signs, functions);
    f->count++;
}

static void clear_front(front *f)
{
    free(f->cells);
    free(f->signs);
    *f = (front){0};
}

/* The column's or row's interval: index/2^level is exact, and the ends of the rectangle are kept. */
static col_interval side_of(const paving *p, int axis, uint32_t index, int level)
{
    double from = ldexp((double)index, -level), to = ldexp((double)index + 1, -level);
    col_interval lower = col_interval_add(p->lo[axis], col_interval_mul(p->width[axis], (col_interval){from, from}));
    col_interval upper = col_interval_add(p->lo[axis], col_interval_mul(p->width[axis], (col_interval){to, to}));
    return (col_interval){fmax(lower.lo, p->lo[axis].lo), fmin(upper.hi, p->hi[axis].hi)};
}

/* Labels what it can of a level; the rest, quartered, is the next one. */
static void decide_level(front *next, paving *p, front *now, int level, bool last)
{
    size_t functions = p->signs->function_count;
    bool *asked = col_calloc(functions + 1, sizeof *asked);
    col_signs *known = col_calloc(functions + 1, sizeof *known);
    col_phase_status *states = col_calloc(p->out->state_count + 1, sizeof *states);
    for (size_t k = 0; k < now->count; k++) {
        cell at = now->cells[k];
        col_interval sides[2] = {side_of(p, 0, at.column, level), side_of(p, 1, at.row, level)};
        probe found = {p->signs, sides, now->signs + k * functions, asked, known};
        bool outside;
        memset(asked, 0, functions * sizeof *asked);
        if (find_label(&outside, states, &found))
            keep_box(p, at, level, find_region(p, outside, states));
        else if (last)
            keep_box(p, at, level, -1);
        else
            for (uint32_t i = 0; i < 4; i++)
                push(next, (cell){2 * at.column + i % 2, 2 * at.row + i / 2}, found.signs, functions);
    }
    free(asked);
    free(known);
    free(states);
}

/* Steps that one box may take. */
static ulong box_cost(const phase_signs *signs)
{
    ulong cost = 4;
    for (size_t i = 0; i < signs->function_count; i++) {
        const phase_function *function = &signs->functions[i];
        cost += function->value ? 3 * col_tape_size(function->value) : 0;
        cost += function->jacobian ? col_tape_size(function->jacobian) : 0;
    }
    return cost;
}

static void measure(paving *p, const col_phase_axis *x, const col_phase_axis *y)
{
    col_phase *out = p->out;
    fmpq_t width, height;
    fmpz_t unit;
    fmpq_init(width);
    fmpq_init(height);
    fmpz_init(unit);
    fmpq_sub(width, x->hi, x->lo);
    fmpq_sub(height, y->hi, y->lo);
    fmpq_mul(out->undecided_area, width, height);
    fmpz_one_2exp(unit, 2 * PHASE_DEEPEST);
    for (size_t i = 0; i < out->region_count; i++) {
        col_phase_region *region = &out->regions[i];
        fmpq_mul(region->area, width, height);
        fmpq_mul_fmpz(region->area, region->area, p->areas + i);
        fmpq_div_fmpz(region->area, region->area, unit);
        fmpq_sub(out->undecided_area, out->undecided_area, region->area);
        fmpz_clear(p->areas + i);
    }
    free(p->areas);
    fmpz_clear(unit);
    fmpq_clear(height);
    fmpq_clear(width);
}

void phase_pave(col_phase *out, phase_signs *signs, const col_phase_axis *x, const col_phase_axis *y, int last,
                const col_budget *budget)
{
    paving p = {.out = out, .signs = signs};
    const col_phase_axis *axes[] = {x, y};
    for (int i = 0; i < 2; i++) {
        col_interval_set_fmpq(&p.lo[i], axes[i]->lo);
        col_interval_set_fmpq(&p.hi[i], axes[i]->hi);
        p.width[i] = col_interval_sub(p.hi[i], p.lo[i]);
    }
    uint8_t *unknown = col_malloc(signs->function_count + 1);
    memset(unknown, COL_SIGN_ANY, signs->function_count + 1);
    front now = {0}, next = {0};
    col_budget left = *budget;
    ulong cost = box_cost(signs);
    push(&now, (cell){0, 0}, unknown, signs->function_count);
    out->fine = true;
    for (int level = 0; now.count > 0; level++) {
        bool enough = now.count <= left.steps / (5 * cost) && col_budget_spend(&left, now.count * cost);
        decide_level(&next, &p, &now, level, level == last || !enough);
        out->fine = enough;
        clear_front(&now);
        now = next;
        next = (front){0};
    }
    free(unknown);
    measure(&p, x, y);
}
