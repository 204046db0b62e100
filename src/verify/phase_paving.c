/* Level by level: a box is labelled when all signs that its label needs are certain. Otherwise, if one function's sign
 * would make the label certain either way, its zeros are enclosed by bands; else the box is quartered. Children inherit
 * the signs that are certain on their parent. */
#include "phase_paving.h"

#include "../base/memory.h"
#include "phase_strip.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    phase_part *part;
    phase_worker *worker;
    const phase_fineness *fineness;
    col_budget *budget;
    phase_word *label, *sides; /* scratch: one label; two */
    uint8_t *signs;
} paving;

static void paving_init(paving *p)
{
    size_t words = p->worker->words, functions = p->worker->signs->function_count;
    p->worker->budget = p->budget;
    phase_part_init(p->part, words);
    p->label = col_calloc(3 * words, sizeof *p->label);
    p->sides = p->label + words;
    p->signs = col_calloc(functions + 1, sizeof *p->signs);
}

static void paving_clear(paving *p)
{
    free(p->label);
    free(p->signs);
}

static void push(phase_front *f, phase_cell at, const uint8_t *signs, size_t functions)
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

void phase_front_clear(phase_front *f)
{
    free(f->cells);
    free(f->signs);
    *f = (phase_front){0};
}

/* The box in units of the rectangle's sides: exact. */
static void unit_box(col_interval *unit, phase_cell at, int level)
{
    unit[0] = (col_interval){ldexp((double)at.column, -level), ldexp((double)at.column + 1, -level)};
    unit[1] = (col_interval){ldexp((double)at.row, -level), ldexp((double)at.row + 1, -level)};
}

/* Are both labels certain, given the function's sign? They are in p->sides: where it is negative, where positive. */
static bool splits(paving *p, size_t function, const col_interval *box, const uint8_t *signs)
{
    static const col_signs sides[] = {COL_SIGN_NEGATIVE, COL_SIGN_POSITIVE};
    bool certain = true;
    for (int i = 0; certain && i < 2; i++) {
        memcpy(p->signs, signs, p->worker->signs->function_count);
        p->signs[function] = (uint8_t)sides[i];
        certain = phase_find_label(p->sides + (size_t)i * p->worker->words, p->worker, box, p->signs);
    }
    return certain;
}

/* Bands, if one function decides. */
static bool enclose(paving *p, phase_cell at, int level, const col_interval *box, const uint8_t *signs)
{
    size_t functions = p->worker->signs->function_count;
    bool done = false;
    bool *asked = col_malloc(functions + 1);
    memcpy(asked, p->worker->asked, functions);
    for (size_t k = 0; !done && k < functions; k++) {
        if (!asked[k] || phase_is_certain((col_signs)signs[k]) || !splits(p, k, box, signs))
            continue;
        col_interval unit[2];
        unit_box(unit, at, level);
        const ptrdiff_t labels[] = {phase_part_label(p->part, p->sides),
                                    phase_part_label(p->part, p->sides + p->worker->words)};
        done = phase_strip(p->part, p->worker, k, unit, labels, p->fineness->tolerance, p->budget);
    }
    free(asked);
    return done;
}

/* Labels what it can of a level; the rest, quartered, is the next one. */
static void decide_level(phase_front *next, paving *p, const phase_front *now, int level, bool last)
{
    size_t functions = p->worker->signs->function_count;
    for (size_t k = 0; k < now->count; k++) {
        phase_cell at = now->cells[k];
        uint8_t *signs = now->signs + k * functions;
        col_interval unit[2];
        unit_box(unit, at, level);
        const col_interval box[] = {phase_side(p->worker, 0, unit[0].lo, unit[0].hi),
                                    phase_side(p->worker, 1, unit[1].lo, unit[1].hi)};
        col_phase_box here = {at.column, at.row, level, -1};
        if (phase_find_label(p->label, p->worker, box, signs)) {
            here.region = phase_part_label(p->part, p->label);
            phase_part_add_box(p->part, here);
        } else if (level >= PHASE_CELL_LEVEL && enclose(p, at, level, box, signs)) {
            continue;
        } else if (last) {
            phase_part_add_box(p->part, here);
        } else {
            for (uint32_t i = 0; i < 4; i++)
                push(next, (phase_cell){2 * at.column + i % 2, 2 * at.row + i / 2}, signs, functions);
        }
    }
}

/* From the level of front on, which is used up, to the last one, or until the level stop is due. */
static void pave(paving *p, phase_front *front, int level, int stop)
{
    unsigned long cost = phase_label_cost(p->worker);
    for (; front->count > 0 && level < stop; level++) {
        phase_front next = {0};
        bool enough = front->count <= p->budget->steps / (5 * cost)
            && col_budget_spend(p->budget, front->count * cost);
        decide_level(&next, p, front, level, level == p->fineness->last || !enough);
        p->part->fine = p->part->fine && enough;
        phase_front_clear(front);
        *front = next;
    }
}

void phase_pave_coarsely(phase_part *out, phase_front *cells, phase_worker *worker, const phase_fineness *fineness,
                         col_budget *budget)
{
    paving p = {.part = out, .worker = worker, .fineness = fineness, .budget = budget};
    paving_init(&p);
    size_t functions = worker->signs->function_count;
    memset(p.signs, COL_SIGN_ANY, functions);
    *cells = (phase_front){0};
    push(cells, (phase_cell){0, 0}, p.signs, functions);
    pave(&p, cells, 0, PHASE_CELL_LEVEL);
    paving_clear(&p);
}

void phase_pave_cell(phase_part *out, phase_worker *worker, const phase_front *cells, size_t index,
                     const phase_fineness *fineness, col_budget budget)
{
    paving p = {.part = out, .worker = worker, .fineness = fineness, .budget = &budget};
    paving_init(&p);
    size_t functions = worker->signs->function_count;
    phase_front front = {0};
    push(&front, cells->cells[index], cells->signs + index * functions, functions);
    pave(&p, &front, PHASE_CELL_LEVEL, PHASE_DEEPEST + 1);
    paving_clear(&p);
}
