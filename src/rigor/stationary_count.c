/* Counting states for every value of free parameters, by subdivision of their box. */
#include <collapsar/stationary.h>

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>

#define SMALLEST_PART 16 /* a parameter's range is halved at most this often */
#define STEPS_A_PART 200000

typedef struct {
    col_box box;
    int depth;
} part;

typedef struct {
    part *items;
    size_t count, capacity;
} parts;

static void push_part(parts *stack, const col_box *box, int depth)
{
    stack->items = col_grow(stack->items, stack->count, &stack->capacity, sizeof *stack->items);
    part *top = &stack->items[stack->count++];
    col_box_init(&top->box, box->dimension);
    col_box_set(&top->box, box);
    top->depth = depth;
}

/* The parameter with the widest range, infinite ones first. */
static size_t widest(const col_box *box)
{
    size_t best = 0;
    fmpq_t width, largest;
    fmpq_init(width);
    fmpq_init(largest);
    for (size_t i = 0; i < box->dimension; i++) {
        const col_side *side = &box->sides[i];
        if (side->lo_infinite || side->hi_infinite) {
            best = i;
            break;
        }
        fmpq_sub(width, side->hi, side->lo);
        if (fmpq_cmp(width, largest) > 0) {
            fmpq_set(largest, width);
            best = i;
        }
    }
    fmpq_clear(width);
    fmpq_clear(largest);
    return best;
}

static void push_halves(parts *stack, const part *whole)
{
    size_t side = widest(&whole->box);
    col_box lower, upper;
    col_box_init(&lower, whole->box.dimension);
    col_box_init(&upper, whole->box.dimension);
    col_box_set(&lower, &whole->box);
    col_box_set(&upper, &whole->box);
    col_side_bisect(&lower.sides[side], &upper.sides[side], &whole->box.sides[side]);
    push_part(stack, &upper, whole->depth + 1);
    push_part(stack, &lower, whole->depth + 1);
    col_box_clear(&lower);
    col_box_clear(&upper);
}

/* The number of states for every parameter in the part: known if the search was complete. */
static bool count_part(size_t *found, char *reason, col_graph *graph, const col_stationary_problem *problem,
    const col_box *box, col_budget *budget, col_error *error)
{
    col_stationary_problem local = *problem;
    col_stationary states;
    local.parameter_box = box;
    col_budget share = *budget;
    if (box->dimension > 0 && share.steps > STEPS_A_PART)
        share.steps = STEPS_A_PART;
    unsigned long before = share.steps;
    col_stationary_solve(&states, graph, &local, &share, error);
    col_budget_spend(budget, before - share.steps + 1);
    bool complete = states.complete;
    *found = states.count;
    if (!complete)
        snprintf(reason, 256, "%s", states.reason);
    col_stationary_clear(&states);
    return complete;
}

static void set_witness(fmpq *witness, const col_box *box)
{
    for (size_t i = 0; witness && i < box->dimension; i++)
        col_side_sample(&witness[i], &box->sides[i]);
}

/* A part could not be decided as a whole: one of its points may still refute the count. */
static bool refuted_at_sample(fmpq *witness, size_t count, col_graph *graph, const col_stationary_problem *problem,
    const col_box *box, col_budget *budget, col_error *error)
{
    char ignored[256];
    size_t found;
    col_box point;
    col_box_init(&point, box->dimension);
    for (size_t i = 0; i < box->dimension; i++) {
        col_side_sample(point.sides[i].lo, &box->sides[i]);
        col_side_set_fmpq(&point.sides[i], point.sides[i].lo, point.sides[i].lo);
    }
    bool refuted = count_part(&found, ignored, graph, problem, &point, budget, error) && found != count;
    if (refuted)
        set_witness(witness, &point);
    col_box_clear(&point);
    return refuted;
}

static col_verdict count_all(fmpq *witness, char *reason, parts *stack, size_t count, col_graph *graph,
    const col_stationary_problem *problem, col_budget *budget, col_error *error)
{
    col_verdict verdict = COL_PROVED;
    while (stack->count > 0 && verdict == COL_PROVED) {
        part now = stack->items[--stack->count];
        size_t found = 0, dimension = now.box.dimension;
        bool known = count_part(&found, reason, graph, problem, &now.box, budget, error);
        if (known && found != count) {
            verdict = COL_REFUTED;
            set_witness(witness, &now.box);
        } else if (!known) {
            bool last = dimension == 0 || now.depth >= SMALLEST_PART * (int)dimension || budget->steps == 0;
            if (dimension > 0 && refuted_at_sample(witness, count, graph, problem, &now.box, budget, error))
                verdict = COL_REFUTED;
            else if (last)
                verdict = COL_UNDECIDED;
            else
                push_halves(stack, &now);
        }
        col_box_clear(&now.box);
    }
    return verdict;
}

col_verdict col_stationary_count(fmpq *witness, char *reason, col_graph *graph, const col_stationary_problem *problem,
    size_t count, col_budget *budget, col_error *error)
{
    parts stack = {0};
    char text[256] = "";
    col_box none = {0};
    bool empty = false;
    const col_box *box = problem->parameter_count > 0 ? problem->parameter_box : &none;
    for (size_t i = 0; i < box->dimension; i++)
        empty = empty || col_side_is_empty(&box->sides[i]);
    if (!empty)
        push_part(&stack, box, 0);
    col_verdict verdict = count_all(witness, text, &stack, count, graph, problem, budget, error);
    for (size_t i = 0; i < stack.count; i++)
        col_box_clear(&stack.items[i].box);
    free(stack.items);
    if (reason)
        snprintf(reason, 256, "%s", verdict == COL_UNDECIDED ? text : "");
    return verdict;
}
