/* states N in BOX: exactly N stationary states lie in the box, for every value of the parameters that the conditions
 * leave free.
 *
 * Ends that are not rational (pi, sqrt(2)) are moved to rational ones next to them. The states of the larger box are
 * then told from the true end by balls, or lie on it exactly; with free parameters, the larger and the smaller box
 * have to hold the same number. */
#include "inquiry.h"

#include <collapsar/stationary.h>
#include <collapsar/tape.h>

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 20000000, PRECISION = 1024, END_BITS = 60, TELL_BITS = 400 };

typedef struct {
    col_expr *flow, *variables;
    col_range *ranges; /* the claim's box, fixed parameters replaced */
    col_box box;
    bool moved;        /* some end is not the claim's */
    col_expr *parameters; /* the free ones that the flow mentions */
    size_t *indices;      /* their places in the region */
    size_t parameter_count;
    col_box parameter_box;
} search;

static bool mentioned(const search *s, const col_model *model, col_expr symbol)
{
    for (size_t i = 0; i < model->variable_count; i++)
        if (col_expr_contains(model->graph, s->flow[i], symbol))
            return true;
    return false;
}

/* Cuts a side by a condition that is linear in its parameter and mentions no other. */
static void cut_side(col_side *side, col_graph *graph, col_expr symbol, const col_region_condition *condition)
{
    col_expr zero = col_expr_integer(graph, 0), slope = col_expr_derivative(graph, condition->expression, symbol);
    col_expr offset = col_expr_substitute(graph, condition->expression, &symbol, &zero, 1);
    fmpq_t k, bound;
    fmpq_init(k);
    fmpq_init(bound);
    bool half = condition->signs == COL_SIGN_POSITIVE || condition->signs == COL_SIGN_NONNEGATIVE
        || condition->signs == COL_SIGN_NEGATIVE || condition->signs == COL_SIGN_NONPOSITIVE;
    if (half && slope != COL_EXPR_NONE && col_expr_rational(k, graph, slope, 4096) && !fmpq_is_zero(k)
        && col_expr_rational(bound, graph, offset, 4096)) {
        bool lower = (fmpq_sgn(k) > 0) == ((condition->signs & COL_SIGN_POSITIVE) != 0);
        bool open = (condition->signs & COL_SIGN_ZERO) == 0;
        fmpq_div(bound, bound, k);
        fmpq_neg(bound, bound);
        if (lower && (side->lo_infinite || fmpq_cmp(bound, side->lo) > 0)) {
            fmpq_set(side->lo, bound);
            side->lo_infinite = false;
            side->lo_open = open;
        } else if (!lower && (side->hi_infinite || fmpq_cmp(bound, side->hi) < 0)) {
            fmpq_set(side->hi, bound);
            side->hi_infinite = false;
            side->hi_open = open;
        }
    }
    fmpq_clear(k);
    fmpq_clear(bound);
}

/* The parameters' ranges, cut by bounds among the conditions. Ends that are not rational and other conditions are left
 * out: counting over a larger set proves more. */
static void set_parameters(search *s, const col_inquiry *inquiry)
{
    const col_region *region = &inquiry->region;
    s->parameters = col_calloc(region->count, sizeof *s->parameters);
    s->indices = col_calloc(region->count, sizeof *s->indices);
    for (size_t i = 0; i < region->count; i++)
        if (mentioned(s, inquiry->model, region->symbols[i])) {
            s->indices[s->parameter_count] = i;
            s->parameters[s->parameter_count++] = region->symbols[i];
        }
    col_box_init(&s->parameter_box, s->parameter_count);
    for (size_t k = 0; k < s->parameter_count; k++) {
        col_side *side = &s->parameter_box.sides[k];
        col_side_set_range(side, region->graph, &region->ranges[s->indices[k]]);
        for (size_t i = 0; i < region->condition_count; i++)
            cut_side(side, region->graph, s->parameters[k], &region->conditions[i]);
    }
}

/* A constant end in a ball. */
static void enclose_end(arb_t out, const col_graph *graph, col_expr end, slong precision)
{
    col_tape *tape = col_tape_new(graph, &end, 1, NULL, 0, NULL);
    arb_indeterminate(out);
    if (tape != NULL) {
        col_tape_workspace *workspace = col_tape_workspace_new(tape);
        col_tape_ball(out, tape, workspace, NULL, precision);
        col_tape_workspace_free(workspace);
    }
    col_tape_free(tape);
}

/* The end itself if it is rational; otherwise a rational number just below (direction -1) or above (1) it. */
static bool rational_end(fmpq_t out, bool *moved, const col_graph *graph, col_expr end, int direction)
{
    if (col_expr_rational(out, graph, end, 4096))
        return true;
    arb_t value;
    arf_t bound;
    arb_init(value);
    arf_init(bound);
    enclose_end(value, graph, end, 2 * END_BITS);
    bool ok = arb_is_finite(value) != 0;
    if (ok && direction < 0)
        arb_get_lbound_arf(bound, value, END_BITS);
    else if (ok)
        arb_get_ubound_arf(bound, value, END_BITS);
    if (ok)
        arf_get_fmpq(out, bound);
    *moved = true;
    arf_clear(bound);
    arb_clear(value);
    return ok;
}

/* The side, ends that are not rational moved outward (outward 1) or inward (-1) and open there. */
static bool set_side(col_side *side, bool *moved, const col_graph *graph, const col_range *range, int outward)
{
    bool ok = true, moved_lo = false, moved_hi = false;
    side->lo_infinite = range->lo == COL_EXPR_NONE;
    side->hi_infinite = range->hi == COL_EXPR_NONE;
    if (!side->lo_infinite)
        ok = rational_end(side->lo, &moved_lo, graph, range->lo, -outward);
    if (ok && !side->hi_infinite)
        ok = rational_end(side->hi, &moved_hi, graph, range->hi, outward);
    side->lo_open = side->lo_infinite || moved_lo || range->lo_open;
    side->hi_open = side->hi_infinite || moved_hi || range->hi_open;
    *moved = *moved || moved_lo || moved_hi;
    return ok;
}

/* False if an end of the box can't be enclosed. */
static bool search_init(search *s, const col_inquiry *inquiry, int outward)
{
    const col_model *model = inquiry->model;
    size_t n = model->variable_count;
    *s = (search){.flow = col_calloc(n, sizeof *s->flow), .variables = col_calloc(n, sizeof *s->variables),
                  .ranges = col_calloc(n, sizeof *s->ranges)};
    col_box_init(&s->box, n);
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        col_range *range = &s->ranges[i];
        *range = inquiry->claim->box[i];
        s->flow[i] = col_region_apply(&inquiry->region, model->variables[i].flow);
        s->variables[i] = model->variables[i].symbol;
        if (range->lo != COL_EXPR_NONE)
            range->lo = col_region_apply(&inquiry->region, range->lo);
        if (range->hi != COL_EXPR_NONE)
            range->hi = col_region_apply(&inquiry->region, range->hi);
        ok = ok && set_side(&s->box.sides[i], &s->moved, model->graph, range, outward);
    }
    set_parameters(s, inquiry);
    return ok;
}

static void search_clear(search *s)
{
    free(s->flow);
    free(s->variables);
    free(s->ranges);
    free(s->parameters);
    free(s->indices);
    col_box_clear(&s->box);
    col_box_clear(&s->parameter_box);
}

/* The witness's parameters, and for those that the flow does not mention the values of some point of the region. */
static bool complete_witness(col_expr *point, const col_inquiry *inquiry, const search *s, const fmpq *witness)
{
    const col_region *region = &inquiry->region;
    enum { SAMPLES = 24 };
    col_expr *samples = col_calloc(SAMPLES * region->count + 1, sizeof *samples);
    size_t found = col_region_sample(samples, region, SAMPLES, 10 * SAMPLES);
    bool ok = false;
    for (size_t k = 0; !ok && k < found; k++) {
        for (size_t i = 0; i < region->count; i++)
            point[i] = samples[k * region->count + i];
        for (size_t i = 0; i < s->parameter_count; i++)
            point[s->indices[i]] = col_expr_number(region->graph, witness + i);
        ok = col_region_contains(region, point) == COL_PROVED;
    }
    free(samples);
    return ok;
}

static void settle(col_inquiry *inquiry, const search *s, col_verdict verdict, const fmpq *witness,
                   const char *reason)
{
    static const char method[] = "branch and prune with Krawczyk certificates";
    col_expr *point = col_calloc(inquiry->region.count + 1, sizeof *point);
    if (verdict == COL_PROVED)
        col_inquiry_proved(inquiry, "%s", method);
    else if (verdict == COL_REFUTED && complete_witness(point, inquiry, s, witness))
        col_inquiry_refuted(inquiry, point, method, "the box holds another number of states%s",
                            inquiry->region.count > 0 ? " there" : "");
    else
        col_inquiry_undecided(inquiry, "%s", verdict == COL_REFUTED
                                  ? "another number of states was found only outside the conditions" : reason);
    free(point);
}

/* Does the state that is unique in the balls lie on the end, exactly? The end and exact other coordinates are put into
 * the flow. */
static bool lies_on(const col_inquiry *inquiry, const search *s, const col_stationary_state *found, size_t side,
                    col_expr end)
{
    col_graph *graph = inquiry->model->graph;
    size_t n = inquiry->model->variable_count;
    col_expr *point = col_calloc(n, sizeof *point);
    fmpq_t value;
    fmpq_init(value);
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++) {
        ok = i == side || arb_is_exact(found->at + i);
        if (ok && i != side)
            arf_get_fmpq(value, arb_midref(found->at + i));
        point[i] = i == side ? end : col_expr_number(graph, value);
    }
    for (size_t i = 0; ok && i < n; i++)
        ok = col_constant_sign(graph, col_expr_substitute(graph, s->flow[i], s->variables, point, n), PRECISION)
            == COL_SIGN_ZERO;
    fmpq_clear(value);
    free(point);
    return ok;
}

/* Is the state inside of an end that is not rational? proved, refuted or undecided. */
static col_verdict inside_end(const col_inquiry *inquiry, const search *s, const col_stationary_state *found,
                              size_t side, col_expr end, bool upper, bool open)
{
    fmpq_t rational;
    arb_t distance;
    fmpq_init(rational);
    arb_init(distance);
    col_verdict verdict = COL_PROVED;
    if (end != COL_EXPR_NONE && !col_expr_rational(rational, inquiry->model->graph, end, 4096)) {
        enclose_end(distance, inquiry->model->graph, end, TELL_BITS);
        arb_sub(distance, distance, found->at + side, TELL_BITS);
        if (!upper)
            arb_neg(distance, distance);
        if (arb_is_negative(distance))
            verdict = COL_REFUTED;
        else if (!arb_is_positive(distance))
            verdict = !lies_on(inquiry, s, found, side, end) ? COL_UNDECIDED : open ? COL_REFUTED : COL_PROVED;
    }
    arb_clear(distance);
    fmpq_clear(rational);
    return verdict;
}

/* Counts the states of the larger box that lie in the claim's. */
static col_verdict count_inside(const col_inquiry *inquiry, const search *s, col_stationary *found, char *reason,
                                size_t length)
{
    size_t count = 0;
    bool open = !found->complete;
    if (open)
        snprintf(reason, length, "%s", found->reason);
    for (size_t k = 0; k < found->count; k++) {
        col_verdict verdict = COL_PROVED;
        col_stationary_refine(found, k, TELL_BITS, 4 * TELL_BITS);
        for (size_t i = 0; i < found->dimension && verdict == COL_PROVED; i++) {
            const col_range *range = &s->ranges[i];
            verdict = inside_end(inquiry, s, &found->states[k], i, range->lo, false, range->lo_open);
            if (verdict == COL_PROVED)
                verdict = inside_end(inquiry, s, &found->states[k], i, range->hi, true, range->hi_open);
        }
        count += verdict == COL_PROVED;
        if (verdict == COL_UNDECIDED && !open)
            snprintf(reason, length, "a state could not be told from an end of the box");
        open = open || verdict == COL_UNDECIDED;
    }
    return open ? COL_UNDECIDED : count == inquiry->claim->count ? COL_PROVED : COL_REFUTED;
}

/* One search; without free parameters, ends that are not rational are looked at state by state. */
static col_verdict run_search(fmpq *witness, char *reason, size_t length, const col_inquiry *inquiry, const search *s)
{
    col_graph *graph = inquiry->model->graph;
    col_stationary_problem problem = {s->flow, s->variables, inquiry->model->variable_count, &s->box, s->parameters,
                                      s->parameter_count, s->parameter_count > 0 ? &s->parameter_box : NULL};
    col_error error = {0};
    col_budget budget = {.steps = STEPS * inquiry->effort, .precision = PRECISION};
    col_verdict verdict = COL_UNDECIDED;
    if (s->moved && s->parameter_count == 0) {
        col_stationary found;
        if (col_stationary_solve(&found, graph, &problem, &budget, &error))
            verdict = count_inside(inquiry, s, &found, reason, length);
        col_stationary_clear(&found);
    } else {
        verdict = col_stationary_count(witness, reason, graph, &problem, inquiry->claim->count, &budget, &error);
    }
    if (error.fault != COL_FAULT_NONE)
        snprintf(reason, length, "%.500s", error.message);
    return verdict;
}

void col_verify_states(col_inquiry *inquiry)
{
    search outer, inner;
    char reason[512] = "an end of the box could not be enclosed";
    fmpq *witness = _fmpq_vec_init((slong)inquiry->region.count + 1);
    col_verdict verdict = COL_UNDECIDED;
    if (search_init(&outer, inquiry, 1))
        verdict = run_search(witness, reason, sizeof reason, inquiry, &outer);
    if (outer.moved && outer.parameter_count > 0) {
        bool same = verdict == COL_PROVED && search_init(&inner, inquiry, -1);
        if (same)
            same = run_search(witness, reason, sizeof reason, inquiry, &inner) == COL_PROVED;
        if (verdict == COL_PROVED)
            search_clear(&inner);
        verdict = same ? COL_PROVED : COL_UNDECIDED;
        if (!same)
            snprintf(reason, sizeof reason, "boxes just around and just inside the one claimed are not both known "
                                            "to hold that many states");
    }
    settle(inquiry, &outer, verdict, witness, reason);
    search_clear(&outer);
    _fmpq_vec_clear(witness, (slong)inquiry->region.count + 1);
}
