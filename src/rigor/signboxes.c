/* Branch and prune over boxes: each leaf's signs come from its coefficients on the box, the system's logic narrows
 * them, and a box is done when they contradict the conditions. Boxes wait in a queue, so that the whole domain is
 * looked at evenly and a witness anywhere is found early. */
#include "signboxes.h"

#include "../base/memory.h"
#include "signtensor.h"

#include <stdlib.h>

#define TENSOR_LIMIT 40000   /* coefficients of one leaf */
#define QUEUE_LIMIT 2000000  /* coefficients waiting in all */
#define ORTHANT_LIMIT 8      /* unbounded variables */

typedef struct {
    col_projective_box box;
    col_signs *leaves;        /* facts on this box */
    col_sign_tensor *tensors; /* coefficients == NULL: not followed (any more) */
    slong *splits;            /* how often each axis was cut */
    slong size;               /* coefficients in all */
} piece;

typedef struct {
    const col_sign_system *system;
    piece *pieces; /* pieces[first .. count): waiting */
    size_t first, count, capacity;
    slong size;
    ulong limit, *boxes;
    col_budget *budget;
} queue;

static void piece_clear(piece *part, const col_sign_system *system)
{
    for (size_t i = 0; i < system->leaf_count; i++)
        if (part->tensors[i].coefficients != NULL)
            col_sign_tensor_clear(&part->tensors[i]);
    free(part->tensors);
    free(part->leaves);
    free(part->splits);
    col_projective_box_clear(&part->box);
}

static void piece_allocate(piece *part, const col_sign_system *system)
{
    part->leaves = col_calloc(system->leaf_count + 1, sizeof *part->leaves);
    part->tensors = col_calloc(system->leaf_count + 1, sizeof *part->tensors);
    part->splits = col_calloc((size_t)system->variables + 1, sizeof *part->splits);
    part->size = 0;
}

static void piece_init(piece *part, const col_sign_system *system, const col_semialgebraic_range *ranges)
{
    piece_allocate(part, system);
    col_projective_box_init(&part->box, ranges, system->variables);
    for (size_t i = 0; i < system->leaf_count; i++) {
        part->leaves[i] = COL_SIGN_ANY;
        if (col_sign_tensor_init(&part->tensors[i], &system->leaves[i], NULL, &part->box, TENSOR_LIMIT, system->ctx))
            part->size += part->tensors[i].size;
        else
            part->tensors[i].coefficients = NULL;
    }
}

/* One half of a piece. Leaves that no open condition needs are not followed; their known signs stay true. */
static void piece_half(piece *half, const piece *whole, const bool *open, slong axis, bool upper,
    const col_sign_system *system)
{
    piece_allocate(half, system);
    col_projective_box_set(&half->box, &whole->box);
    for (slong v = 0; v < system->variables; v++)
        half->splits[v] = whole->splits[v] + (v == axis);
    for (size_t i = 0; i < system->leaf_count; i++) {
        half->leaves[i] = whole->leaves[i];
        if (!open[i] || whole->tensors[i].coefficients == NULL)
            continue;
        col_sign_tensor_set(&half->tensors[i], &whole->tensors[i]);
        col_sign_tensor_split(&half->tensors[i], &whole->box, axis, upper);
        half->size += half->tensors[i].size;
    }
    col_projective_box_split(&half->box, axis, upper);
}

static void push(queue *waiting, piece part)
{
    waiting->pieces = col_grow(waiting->pieces, waiting->count, &waiting->capacity, sizeof *waiting->pieces);
    waiting->pieces[waiting->count++] = part;
    waiting->size += part.size;
}

/* Ranges (-inf, inf) are cut at zero first: 2^k orthants. */
static void push_orthants(queue *waiting, col_semialgebraic_range *ranges, slong variable)
{
    const col_sign_system *system = waiting->system;
    while (variable < system->variables && (ranges[variable].lo_finite || ranges[variable].hi_finite))
        variable++;
    if (variable == system->variables) {
        piece part;
        piece_init(&part, system, ranges);
        push(waiting, part);
        return;
    }
    col_semialgebraic_range *range = &ranges[variable];
    fmpq_zero(range->lo);
    fmpq_zero(range->hi);
    range->lo_finite = true;
    range->lo_open = !col_sign_system_uses(system, variable); /* if unused, one half stands for the line */
    push_orthants(waiting, ranges, variable + 1);
    range->lo_finite = false;
    range->lo_open = true;
    if (col_sign_system_uses(system, variable)) {
        range->hi_finite = true;
        push_orthants(waiting, ranges, variable + 1);
        range->hi_finite = false;
    }
}

static bool manageable(const col_sign_system *system)
{
    int lines = 0;
    for (slong v = 0; v < system->variables; v++)
        if (!system->ranges[v].lo_finite && !system->ranges[v].hi_finite)
            lines += col_sign_system_uses(system, v);
    return system->variables <= COL_BOX_VARIABLES && lines <= ORTHANT_LIMIT;
}

static void queue_init(queue *waiting, const col_sign_system *system, ulong limit, ulong *boxes, col_budget *budget)
{
    *waiting = (queue){.system = system, .limit = limit, .boxes = boxes, .budget = budget};
    col_semialgebraic_range *ranges = col_ranges_new(system->variables, system->ranges);
    push_orthants(waiting, ranges, 0);
    col_ranges_free(ranges, system->variables);
}

static void queue_clear(queue *waiting)
{
    for (size_t i = waiting->first; i < waiting->count; i++)
        piece_clear(&waiting->pieces[i], waiting->system);
    free(waiting->pieces);
}

static void read_signs(piece *part, const col_sign_system *system)
{
    for (size_t i = 0; i < system->leaf_count; i++)
        if (part->tensors[i].coefficients != NULL)
            part->leaves[i] = (col_signs)(part->leaves[i] & col_sign_tensor_signs(&part->tensors[i], &part->box));
}

/* Does the centre satisfy the system? Leaves that are not followed keep the signs that are known of them, but for
 * those too large to have coefficients here. */
static bool centre_satisfies(fmpq *point, const piece *part, const col_sign_system *system)
{
    col_signs *signs = col_malloc((system->leaf_count + 1) * sizeof *signs);
    col_projective_box_centre(point, &part->box);
    for (size_t i = 0; i < system->leaf_count; i++) {
        signs[i] = part->leaves[i];
        if (part->tensors[i].coefficients != NULL)
            signs[i] = col_sign_tensor_centre(&part->tensors[i]);
    }
    bool satisfied = col_sign_system_test(system, signs) == COL_PROVED;
    free(signs);
    return satisfied;
}

/* The axis that was cut least among those along which an open leaf's coefficients change sign; -1 if nothing that
 * is open depends on any variable. */
static slong choose_axis(const piece *part, const bool *open, const col_sign_system *system)
{
    slong best = -1, best_variations = 0;
    for (slong v = 0; v < system->variables; v++) {
        slong variations = 0;
        bool used = false;
        for (size_t i = 0; i < system->leaf_count; i++) {
            if (!open[i] || part->tensors[i].coefficients == NULL || part->tensors[i].degree[v] == 0)
                continue;
            used = true;
            variations += col_sign_tensor_variations(&part->tensors[i], v);
        }
        if (!used)
            continue;
        bool better = best < 0 || (variations > 0 && best_variations == 0);
        if (!better && (variations > 0) == (best_variations > 0))
            better = part->splits[v] < part->splits[best]
                || (part->splits[v] == part->splits[best] && variations > best_variations);
        if (better) {
            best = v;
            best_variations = variations;
        }
    }
    return best;
}

/* What the coefficients' arithmetic costs, about. */
static bool pay(const piece *part, const col_sign_system *system, col_budget *budget)
{
    return col_budget_spend(budget, 5 + (ulong)part->size / 4 + system->leaf_count * system->node_count / 20);
}

/* Looks at one piece: undecided if it had to be cut (its halves wait now) or cannot be cut (*stuck). */
static col_verdict look(fmpq *point, piece *part, queue *waiting, bool *stuck)
{
    const col_sign_system *system = waiting->system;
    col_verdict verdict = COL_UNDECIDED;
    bool *open = col_malloc((system->leaf_count + 1) * sizeof *open);
    col_signs *narrowed = col_malloc((system->leaf_count + 1) * sizeof *narrowed);
    read_signs(part, system);
    for (size_t i = 0; i < system->leaf_count; i++)
        narrowed[i] = part->leaves[i];
    if (!col_sign_system_narrow(system, narrowed)) {
        verdict = COL_PROVED;
    } else if (centre_satisfies(point, part, system)) {
        verdict = COL_REFUTED;
    } else {
        col_sign_system_open_leaves(open, system, part->leaves);
        slong axis = choose_axis(part, open, system);
        *stuck = axis < 0;
        for (int upper = 0; upper < 2 && axis >= 0; upper++) {
            piece half;
            piece_half(&half, part, open, axis, upper == 1, system);
            push(waiting, half);
        }
    }
    free(open);
    free(narrowed);
    return verdict;
}

col_verdict col_sign_boxes_decide(fmpq *point, const col_sign_system *system, ulong limit, ulong *boxes,
    col_budget *budget)
{
    if (!manageable(system))
        return COL_UNDECIDED;
    queue waiting;
    col_verdict verdict = COL_PROVED;
    queue_init(&waiting, system, limit, boxes, budget);
    for (ulong seen = 0; waiting.first < waiting.count && verdict == COL_PROVED; seen++) {
        piece part = waiting.pieces[waiting.first++];
        bool stuck = false;
        waiting.size -= part.size;
        ++*boxes;
        size_t before = waiting.count;
        if (seen >= limit || waiting.size > QUEUE_LIMIT || !pay(&part, system, budget))
            verdict = COL_UNDECIDED;
        else
            verdict = look(point, &part, &waiting, &stuck);
        if (verdict == COL_UNDECIDED && waiting.count > before && !stuck)
            verdict = COL_PROVED; /* so far: its halves wait */
        piece_clear(&part, system);
    }
    queue_clear(&waiting);
    return verdict;
}

void col_sign_boxes_facts(col_signs *leaves, const col_sign_system *system, col_budget *budget)
{
    for (size_t i = 0; i < system->leaf_count; i++)
        leaves[i] = manageable(system) ? COL_SIGN_NONE : COL_SIGN_ANY;
    if (!manageable(system))
        return;
    queue waiting;
    ulong boxes = 0;
    queue_init(&waiting, system, 0, &boxes, budget);
    for (; waiting.first < waiting.count; waiting.first++) {
        piece *part = &waiting.pieces[waiting.first];
        read_signs(part, system);
        for (size_t i = 0; i < system->leaf_count; i++)
            leaves[i] = (col_signs)(leaves[i] | part->leaves[i]);
        (void)pay(part, system, budget);
        piece_clear(part, system);
    }
    queue_clear(&waiting);
}
