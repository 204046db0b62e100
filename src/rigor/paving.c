/* Signs over boxes by branch and bound. */
#include "paving_internal.h"

#include "../base/memory.h"
#include "interval_arithmetic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_LEFTOVER 16
#define SMALLEST_WIDTH 0x1p-44
#define TAYLOR_DEPTH 4 /* cuts before expansions are tried: they cost more than a few cuts, */
#define TAYLOR_COST 10 /* namely so many evaluations a coordinate */
#define MOST_CORNERS 729
#define WITNESS_BITS 1024
#define NEAR_ZERO 1e-9

typedef enum { BOX_OPEN, BOX_DONE, BOX_IMPOSSIBLE } box_state;

/* From the weakest to the strongest; a proof is named after the strongest that it needed. */
enum { BY_INTERVAL, BY_MEAN_VALUE, BY_TAYLOR };
static const char *const methods[] = {"interval enclosure", "mean-value enclosure", "Taylor expansion from the faces"};

bool col_pavement_holds(const col_pavement *pavement, double lo, double hi)
{
    if (pavement->exclude)
        return lo > 0 || hi < 0;
    return pavement->strict ? lo > 0 : lo >= 0;
}

bool col_pavement_is_open_face(const col_pavement *pavement, const col_interval *box, size_t side, bool upper)
{
    const col_side *range = &pavement->problem->box->sides[side];
    arb_t end;
    arb_init(end);
    if (upper)
        arb_set_d(end, box[side].hi);
    else
        arb_set_d(end, box[side].lo);
    bool open = col_side_locate(range, end) < 0;
    arb_clear(end);
    return open;
}

/* Is value RELATION 0 impossible / certain for a value with these bounds? */
static bool is_false(col_relation relation, col_interval value)
{
    switch (relation) {
    case COL_GREATER: return value.hi <= 0;
    case COL_GREATER_EQUAL: return value.hi < 0;
    case COL_LESS: return value.lo >= 0;
    case COL_LESS_EQUAL: return value.lo > 0;
    case COL_EQUAL: return value.lo > 0 || value.hi < 0;
    default: return value.lo == 0 && value.hi == 0;
    }
}

static bool is_true(col_relation relation, const arb_t value)
{
    switch (relation) {
    case COL_GREATER: return arb_is_positive(value);
    case COL_GREATER_EQUAL: return arb_is_nonnegative(value);
    case COL_LESS: return arb_is_negative(value);
    case COL_LESS_EQUAL: return arb_is_nonpositive(value);
    case COL_EQUAL: return arb_is_zero(value);
    default: return arb_is_finite(value) && !arb_contains_zero(value);
    }
}

static bool is_violated(col_relation relation, const arb_t value)
{
    switch (relation) {
    case COL_GREATER: return arb_is_nonpositive(value);
    case COL_GREATER_EQUAL: return arb_is_negative(value);
    case COL_LESS: return arb_is_nonnegative(value);
    case COL_LESS_EQUAL: return arb_is_positive(value);
    case COL_EQUAL: return arb_is_finite(value) && !arb_contains_zero(value);
    default: return arb_is_zero(value);
    }
}

/* The relation as a sign wanted of root or -root. */
static col_expr normalise(col_pavement *pavement, col_graph *graph, const col_paving_problem *problem)
{
    col_relation relation = problem->relation;
    bool turn = relation == COL_LESS || relation == COL_LESS_EQUAL;
    pavement->strict = relation == COL_GREATER || relation == COL_LESS;
    pavement->exclude = relation == COL_NOT_EQUAL;
    pavement->positive = relation != COL_EQUAL && relation != COL_NOT_EQUAL;
    return turn ? col_expr_neg(graph, problem->root) : problem->root;
}

static bool pavement_init(col_pavement *pavement, col_graph *graph, const col_paving_problem *problem,
    col_budget *budget)
{
    size_t n = problem->symbol_count, constraints = problem->constraint_count;
    *pavement = (col_pavement){.problem = problem, .n = n, .budget = budget};
    col_expr root = normalise(pavement, graph, problem);
    col_expr *roots = col_malloc((n + constraints + 1) * sizeof *roots);
    roots[0] = root;
    for (size_t i = 0; i < constraints; i++)
        roots[i + 1] = problem->constraints[i];
    pavement->values = col_tape_new(graph, roots, constraints + 1, problem->symbols, n, NULL);
    bool differentiable = root != COL_EXPR_NONE;
    for (size_t i = 0; i < n && differentiable; i++) {
        roots[i] = col_expr_derivative(graph, root, problem->symbols[i]);
        differentiable = roots[i] != COL_EXPR_NONE;
    }
    if (pavement->values && differentiable)
        pavement->gradient = col_tape_new(graph, roots, n, problem->symbols, n, NULL);
    free(roots);
    if (pavement->values)
        pavement->values_workspace = col_tape_workspace_new(pavement->values);
    if (pavement->gradient)
        pavement->gradient_workspace = col_tape_workspace_new(pavement->gradient);
    pavement->domain = col_calloc(n + 1, sizeof *pavement->domain);
    pavement->roots = col_calloc(n + constraints + 1, sizeof *pavement->roots);
    pavement->scratch = col_calloc(2 * n + 1, sizeof *pavement->scratch);
    for (size_t i = 0; i < n; i++)
        col_side_get_interval(&pavement->domain[i], &problem->box->sides[i]);
    return pavement->values != NULL;
}

static void pavement_clear(col_pavement *pavement)
{
    col_tape_workspace_free(pavement->values_workspace);
    col_tape_workspace_free(pavement->gradient_workspace);
    col_tape_free(pavement->values);
    col_tape_free(pavement->gradient);
    free(pavement->domain);
    free(pavement->roots);
    free(pavement->scratch);
}

/* The root's bounds from the values at the faces towards which it falls (rises), and by the mean-value form; *strictly:
 * below every value on the box there is one on a face that is excluded. */
static col_interval sharpen(
    col_pavement *pavement, const col_interval *box, col_interval natural, const col_interval *gradient, bool *strictly)
{
    size_t n = pavement->n;
    col_interval *low = pavement->scratch, *high = low + n, value[2], sum = {0, 0};
    col_interval *all = pavement->roots;
    *strictly = false;
    for (size_t i = 0; i < n; i++) {
        low[i] = high[i] = box[i];
        bool rises = gradient[i].lo >= 0, falls = gradient[i].hi <= 0;
        if (rises || falls) {
            double first = rises ? box[i].lo : box[i].hi, last = rises ? box[i].hi : box[i].lo;
            if (isfinite(first))
                low[i] = (col_interval){first, first};
            if (isfinite(last))
                high[i] = (col_interval){last, last};
            bool moves = gradient[i].lo > 0 || gradient[i].hi < 0;
            *strictly = *strictly || (moves && isfinite(first) && col_pavement_is_open_face(pavement, box, i, falls));
        }
    }
    col_tape_interval(all, pavement->values, pavement->values_workspace, low);
    value[0] = all[0];
    col_tape_interval(all, pavement->values, pavement->values_workspace, high);
    value[1] = all[0];
    natural.lo = fmax(natural.lo, value[0].lo);
    natural.hi = fmin(natural.hi, value[1].hi);
    for (size_t i = 0; i < n; i++) {
        double middle = col_interval_middle(box[i]);
        low[i] = (col_interval){middle, middle};
        sum = col_interval_add(sum, col_interval_mul(gradient[i], col_interval_sub(box[i], low[i])));
    }
    col_tape_interval(all, pavement->values, pavement->values_workspace, low);
    col_interval mean = col_interval_add(all[0], sum);
    return (col_interval){fmax(natural.lo, mean.lo), fmin(natural.hi, mean.hi)};
}

static bool gradient_is_known(const col_pavement *pavement, const col_interval *gradient)
{
    for (size_t i = 0; i < pavement->n; i++)
        if (col_tape_domain(pavement->gradient_workspace, i) != COL_DOMAIN_WHOLE
            || !col_interval_is_finite(gradient[i]))
            return false;
    return true;
}

/* What can be said of a box; gradient comes back with bounds for the choice of a cut (infinite if unknown). */
static box_state examine(
    col_pavement *pavement, col_interval *gradient, const col_interval *box, int depth, int *method)
{
    const col_paving_problem *problem = pavement->problem;
    col_interval *all = pavement->roots;
    for (size_t i = 0; i < pavement->n; i++)
        gradient[i] = COL_INTERVAL_ALL;
    col_tape_interval(all, pavement->values, pavement->values_workspace, box);
    for (size_t i = 0; i < problem->constraint_count; i++) {
        if (is_false(problem->constraint_relations[i], all[i + 1])
            || col_tape_domain(pavement->values_workspace, i + 1) == COL_DOMAIN_NOWHERE)
            return BOX_IMPOSSIBLE;
    }
    *method = BY_INTERVAL;
    if (!(pavement->positive || pavement->exclude)
        || col_tape_domain(pavement->values_workspace, 0) != COL_DOMAIN_WHOLE)
        return BOX_OPEN;
    if (col_pavement_holds(pavement, all[0].lo, all[0].hi))
        return BOX_DONE;
    if (pavement->gradient) {
        col_interval natural = all[0];
        col_tape_interval(gradient, pavement->gradient, pavement->gradient_workspace, box);
        if (gradient_is_known(pavement, gradient)) {
            bool strictly;
            col_interval value = sharpen(pavement, box, natural, gradient, &strictly);
            *method = BY_MEAN_VALUE;
            if (col_pavement_holds(pavement, value.lo, value.hi)
                || (pavement->strict && strictly && value.lo >= 0))
                return BOX_DONE;
        }
    }
    *method = BY_TAYLOR;
    return depth >= TAYLOR_DEPTH && col_pavement_taylor(pavement, box) ? BOX_DONE : BOX_OPEN;
}

/* All constraints certain, the relation certainly violated, at an exact point of the box? */
static bool is_witness(const col_pavement *pavement, const fmpq *point)
{
    const col_paving_problem *problem = pavement->problem;
    size_t n = pavement->n, roots = problem->constraint_count + 1;
    for (size_t i = 0; i < n; i++)
        if (!col_side_contains(&problem->box->sides[i], point + i))
            return false;
    arb_ptr in = _arb_vec_init((slong)n), out = _arb_vec_init((slong)roots);
    bool violated = false, hopeless = false;
    for (slong precision = 64; !violated && !hopeless && precision <= WITNESS_BITS; precision *= 4) {
        for (size_t i = 0; i < n; i++)
            arb_set_fmpq(in + i, point + i, precision);
        col_tape_ball(out, pavement->values, pavement->values_workspace, in, precision);
        /* the tape's root is turned for < and <= */
        if (problem->relation == COL_LESS || problem->relation == COL_LESS_EQUAL)
            arb_neg(out, out);
        violated = is_violated(problem->relation, out);
        hopeless = is_true(problem->relation, out);
        for (size_t i = 1; i < roots; i++)
            violated = violated && is_true(problem->constraint_relations[i - 1], out + i);
    }
    _arb_vec_clear(in, (slong)n);
    _arb_vec_clear(out, (slong)roots);
    return violated;
}

/* Worth a look in ball arithmetic? */
static bool looks_violated(col_pavement *pavement, const fmpq *point)
{
    size_t n = pavement->n, roots = pavement->problem->constraint_count + 1;
    double *in = col_malloc((n + roots + 1) * sizeof *in), *out = in + n;
    for (size_t i = 0; i < n; i++)
        in[i] = fmpq_get_d(point + i);
    col_tape_approx(out, pavement->values, pavement->values_workspace, in);
    double value = out[0];
    free(in);
    if (pavement->positive)
        return value <= NEAR_ZERO;
    return pavement->exclude ? fabs(value) <= NEAR_ZERO : value != 0;
}

static bool try_witness(col_paving *out, col_pavement *pavement, const fmpq *point)
{
    if (!looks_violated(pavement, point) || !is_witness(pavement, point))
        return false;
    out->verdict = COL_REFUTED;
    out->witness_size = pavement->n;
    out->witness = _fmpq_vec_init((slong)pavement->n);
    for (size_t i = 0; i < pavement->n; i++)
        fmpq_set(out->witness + i, point + i);
    return true;
}

/* The closed corners of the domain, and simple points between. */
static bool try_corners(col_paving *out, col_pavement *pavement)
{
    size_t n = pavement->n, count = 1;
    fmpq *point = _fmpq_vec_init((slong)n);
    bool found = false;
    for (size_t i = 0; i < n && count <= MOST_CORNERS; i++)
        count *= 3;
    for (size_t k = 0; !found && k < count && k < MOST_CORNERS; k++) {
        size_t code = k;
        bool exists = true;
        for (size_t i = 0; i < n; i++, code /= 3) {
            const col_side *side = &pavement->problem->box->sides[i];
            if (code % 3 == 0)
                col_side_sample(point + i, side);
            else
                fmpq_set(point + i, code % 3 == 1 ? side->lo : side->hi);
            exists = exists && col_side_contains(side, point + i);
        }
        found = exists && try_witness(out, pavement, point);
    }
    _fmpq_vec_clear(point, (slong)n);
    return found;
}

static bool try_middle(col_paving *out, col_pavement *pavement, const col_interval *box)
{
    fmpq *point = _fmpq_vec_init((slong)pavement->n);
    arf_t middle;
    arf_init(middle);
    for (size_t i = 0; i < pavement->n; i++) {
        arf_set_d(middle, col_interval_middle(box[i]));
        fmpz_t mantissa, exponent;
        fmpz_init(mantissa);
        fmpz_init(exponent);
        arf_get_fmpz_2exp(mantissa, exponent, middle);
        fmpq_set_fmpz(point + i, mantissa);
        slong shift = fmpz_get_si(exponent);
        if (shift >= 0)
            fmpq_mul_2exp(point + i, point + i, (ulong)shift);
        else
            fmpq_div_2exp(point + i, point + i, (ulong)-shift);
        fmpz_clear(mantissa);
        fmpz_clear(exponent);
    }
    bool found = try_witness(out, pavement, point);
    arf_clear(middle);
    _fmpq_vec_clear(point, (slong)pavement->n);
    return found;
}

/* A short binary number in the middle half: zeros of formulas like such places, and expansions start at faces. */
static double short_number(col_interval x)
{
    double width = x.hi - x.lo, middle = x.lo + width / 2;
    if (!isfinite(width))
        return col_interval_middle(x);
    for (double unit = exp2(floor(log2(width))); unit > width * 0x1p-8; unit /= 2) {
        double candidate = unit * nearbyint(middle / unit);
        if (candidate > x.lo + width / 4 && candidate < x.hi - width / 4)
            return candidate;
    }
    return middle;
}

/* The side whose cut promises most; n if none can be cut. */
static size_t choose_side(const col_interval *box, const col_interval *gradient, size_t n)
{
    size_t best = n;
    double largest = 0;
    for (size_t i = 0; i < n; i++) {
        double width = col_interval_width(box[i]), slope = fmax(fabs(gradient[i].lo), fabs(gradient[i].hi));
        bool tiny = isfinite(width) && width <= SMALLEST_WIDTH * fmax(1e-3, fabs(box[i].lo));
        if (tiny || short_number(box[i]) <= box[i].lo || short_number(box[i]) >= box[i].hi)
            continue;
        double weight = isfinite(slope) ? width * fmax(slope, 0x1p-10) : width;
        if (weight > largest) {
            largest = weight;
            best = i;
        }
    }
    return best;
}

typedef struct {
    col_interval *boxes;
    int *depths;
    size_t count, capacity;
} box_stack;

static void push(box_stack *stack, const col_interval *box, int depth, size_t n)
{
    if (stack->count == stack->capacity) {
        stack->capacity = 2 * stack->capacity + 64;
        stack->boxes = col_realloc(stack->boxes, stack->capacity * (n + 1) * sizeof *stack->boxes);
        stack->depths = col_realloc(stack->depths, stack->capacity * sizeof *stack->depths);
    }
    if (n)
        memcpy(stack->boxes + stack->count * n, box, n * sizeof *box);
    stack->depths[stack->count++] = depth;
}

/* Cuts an undecided box in two, or leaves it. Places where it is cut are good candidates for witnesses. */
static void refine(col_paving *out, col_pavement *pavement, box_stack *stack, col_interval *box,
    const col_interval *gradient, int depth)
{
    size_t n = pavement->n, side = choose_side(box, gradient, n);
    if (side == n) {
        if (out->leftover++ == 0)
            snprintf(out->reason, sizeof out->reason,
                "the sign could not be certified near a point where the expression vanishes or may be undefined");
        return;
    }
    col_interval whole = box[side];
    double at = short_number(whole);
    box[side] = (col_interval){at, at};
    if (try_middle(out, pavement, box))
        return;
    box[side] = (col_interval){at, whole.hi};
    push(stack, box, depth + 1, n);
    box[side] = (col_interval){whole.lo, at};
    push(stack, box, depth + 1, n);
}

/* What sums and integrals have cost at the last box: a node of theirs is a ball, which costs more than an interval. */
static unsigned long inner_cost(const col_pavement *pavement)
{
    ulong spent = col_tape_spent(pavement->values_workspace);
    if (pavement->gradient)
        spent += col_tape_spent(pavement->gradient_workspace);
    return spent / 4;
}

static void pave(col_paving *out, col_pavement *pavement)
{
    size_t n = pavement->n;
    unsigned long own_cost = 1 + col_tape_size(pavement->values) / 8, cost = own_cost;
    box_stack stack = {0};
    int strongest = BY_INTERVAL;
    col_interval *box = col_calloc(2 * n + 1, sizeof *box), *gradient = box + n;
    push(&stack, pavement->domain, 0, n);
    while (stack.count > 0 && out->verdict != COL_REFUTED && out->leftover < MOST_LEFTOVER) {
        stack.count--;
        int depth = stack.depths[stack.count];
        if (n)
            memcpy(box, stack.boxes + stack.count * n, n * sizeof *box);
        out->boxes++;
        if (!col_budget_spend(pavement->budget, cost)) {
            out->leftover += stack.count + 1;
            snprintf(out->reason, sizeof out->reason, "the effort ran out with %zu boxes undecided", stack.count + 1);
            break;
        }
        int method = BY_INTERVAL;
        box_state state = examine(pavement, gradient, box, depth, &method);
        cost = own_cost + inner_cost(pavement);
        if (method == BY_TAYLOR && depth >= TAYLOR_DEPTH)
            cost += TAYLOR_COST * n * own_cost;
        if (state == BOX_DONE)
            strongest = FLINT_MAX(strongest, method);
        else if (state == BOX_OPEN && !try_middle(out, pavement, box))
            refine(out, pavement, &stack, box, gradient, depth);
    }
    if (out->verdict != COL_REFUTED && out->leftover == 0 && stack.count == 0)
        out->verdict = COL_PROVED;
    out->method = methods[strongest];
    free(stack.boxes);
    free(stack.depths);
    free(box);
}

/* A domain of one point: balls of growing precision. */
static void decide_point(col_paving *out, col_pavement *pavement)
{
    const col_paving_problem *problem = pavement->problem;
    size_t n = pavement->n, roots = problem->constraint_count + 1;
    arb_ptr in = _arb_vec_init((slong)n), values = _arb_vec_init((slong)roots);
    bool proved = false;
    for (slong precision = 64; !proved && precision <= pavement->budget->precision; precision *= 2) {
        for (size_t i = 0; i < n; i++)
            arb_set_fmpq(in + i, problem->box->sides[i].lo, precision);
        col_tape_ball(values, pavement->values, pavement->values_workspace, in, precision);
        if (problem->relation == COL_LESS || problem->relation == COL_LESS_EQUAL)
            arb_neg(values, values);
        proved = is_true(problem->relation, values);
        for (size_t i = 1; i < roots; i++)
            proved = proved || is_violated(problem->constraint_relations[i - 1], values + i);
    }
    if (proved)
        out->verdict = COL_PROVED;
    else
        snprintf(out->reason, sizeof out->reason, "the value is zero, undefined, or too close to zero for %ld bits",
            pavement->budget->precision);
    _arb_vec_clear(in, (slong)n);
    _arb_vec_clear(values, (slong)roots);
}

void col_paving_sign(col_paving *out, col_graph *graph, const col_paving_problem *problem, col_budget *budget)
{
    *out = (col_paving){.method = methods[BY_INTERVAL]};
    bool empty = false, point = true;
    for (size_t i = 0; i < problem->symbol_count; i++) {
        empty = empty || col_side_is_empty(&problem->box->sides[i]);
        point = point && col_side_is_point(&problem->box->sides[i]);
    }
    if (empty) {
        out->verdict = COL_PROVED;
        return;
    }
    col_pavement pavement;
    if (!pavement_init(&pavement, graph, problem, budget))
        snprintf(out->reason, sizeof out->reason, "the expression cannot be evaluated: it is too large");
    else if (!try_corners(out, &pavement)) {
        if (point)
            decide_point(out, &pavement);
        else
            pave(out, &pavement);
    }
    pavement_clear(&pavement);
}

void col_paving_clear(col_paving *out)
{
    if (out->witness)
        _fmpq_vec_clear(out->witness, (slong)out->witness_size);
    *out = (col_paving){0};
}
