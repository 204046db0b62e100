/* The parts of a phase diagram put together: boxes by level, then bands; regions in the order in which they show. */
#include "phase_task.h"

#include "../base/memory.h"
#include "phase_boundary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { AREA_BITS = 2 * PHASE_GRID + 1 }; /* areas are counted in units of 2^-AREA_BITS of the rectangle's */

typedef struct {
    col_phase *out;
    const col_phase_task *task;
    size_t words, box_capacity, band_capacity, region_capacity;
    phase_word *labels; /* by region */
    fmpz *areas;        /* by region */
} assembly;

static ptrdiff_t find_region(assembly *a, const phase_word *label)
{
    col_phase *out = a->out;
    for (size_t i = 0; i < out->region_count; i++)
        if (memcmp(a->labels + i * a->words, label, a->words * sizeof *label) == 0)
            return (ptrdiff_t)i;
    size_t before = a->region_capacity, index = out->region_count;
    out->regions = col_grow(out->regions, index, &a->region_capacity, sizeof *out->regions);
    if (a->region_capacity != before) {
        a->areas = col_realloc(a->areas, a->region_capacity * sizeof *a->areas);
        a->labels = col_realloc(a->labels, a->region_capacity * a->words * sizeof *a->labels);
    }
    memcpy(a->labels + index * a->words, label, a->words * sizeof *label);
    fmpz_init(a->areas + index);
    out->regions[index] = (col_phase_region){.outside = label[0] != 0};
    fmpq_init(out->regions[index].area);
    out->region_count++;
    return (ptrdiff_t)index;
}

static ptrdiff_t region_of(assembly *a, const phase_part *part, ptrdiff_t label)
{
    return label < 0 ? -1 : find_region(a, part->labels + (size_t)label * a->words);
}

static void add_box(assembly *a, col_phase_box box)
{
    col_phase *out = a->out;
    out->boxes = col_grow(out->boxes, out->box_count, &a->box_capacity, sizeof *out->boxes);
    out->boxes[out->box_count++] = box;
    if (box.region >= 0) {
        fmpz_t area;
        fmpz_init(area);
        fmpz_one_2exp(area, AREA_BITS - 2 * (ulong)box.level);
        fmpz_add(a->areas + box.region, a->areas + box.region, area);
        fmpz_clear(area);
    }
}

/* length*(first + second)/2, all on the grid, for the region of the label; -1 if that is nothing. */
static ptrdiff_t add_side(assembly *a, const phase_part *part, ptrdiff_t label, int64_t length, int64_t first,
                          int64_t second)
{
    if (first <= 0 && second <= 0)
        return -1;
    ptrdiff_t region = region_of(a, part, label);
    fmpz_t area;
    fmpz_init(area);
    fmpz_set_si(area, first);
    fmpz_add_si(area, area, second);
    fmpz_mul_si(area, area, length);
    fmpz_add(a->areas + region, a->areas + region, area);
    fmpz_clear(area);
    return region;
}

static void add_band(assembly *a, const phase_part *part, col_phase_band band)
{
    col_phase *out = a->out;
    int64_t length = phase_grid(band.to) - phase_grid(band.from);
    int64_t bottom = phase_grid(band.bottom), top = phase_grid(band.top);
    band.below = add_side(a, part, band.below, length, phase_grid(band.lower[0]) - bottom,
                          phase_grid(band.lower[1]) - bottom);
    band.above = add_side(a, part, band.above, length, top - phase_grid(band.upper[0]),
                          top - phase_grid(band.upper[1]));
    out->bands = col_grow(out->bands, out->band_count, &a->band_capacity, sizeof *out->bands);
    out->bands[out->band_count++] = band;
}

/* Part 0 is the coarse one; NULL: a cell that is not done. */
static const phase_part *part_of(const col_phase_task *task, size_t index)
{
    if (index == 0)
        return &task->coarse;
    return task->done[index - 1] ? &task->parts[index - 1] : NULL;
}

static void add_parts(assembly *a)
{
    const col_phase_task *task = a->task;
    size_t parts = task->cells.count + 1;
    size_t *next = col_calloc(parts, sizeof *next); /* box of each part: a part's boxes are in order of levels */
    a->out->fine = true;
    for (int level = 0; level <= PHASE_DEEPEST; level++)
        for (size_t i = 0; i < parts; i++) {
            const phase_part *part = part_of(task, i);
            if (part == NULL && level == PHASE_CELL_LEVEL) {
                const phase_cell *at = &task->cells.cells[i - 1];
                add_box(a, (col_phase_box){at->column, at->row, level, -1});
                a->out->fine = false;
            }
            for (; part && next[i] < part->box_count && part->boxes[next[i]].level == level; next[i]++) {
                col_phase_box box = part->boxes[next[i]];
                box.region = region_of(a, part, box.region);
                add_box(a, box);
            }
        }
    for (size_t i = 0; i < parts; i++) {
        const phase_part *part = part_of(task, i);
        a->out->fine = a->out->fine && part && part->fine;
        for (size_t k = 0; part && k < part->band_count; k++)
            add_band(a, part, part->bands[k]);
    }
    free(next);
}

static void measure(assembly *a)
{
    col_phase *out = a->out;
    const col_phase_axis *x = &a->task->axes[0], *y = &a->task->axes[1];
    fmpq_t width, height;
    fmpq_init(width);
    fmpq_init(height);
    fmpq_sub(width, x->hi, x->lo);
    fmpq_sub(height, y->hi, y->lo);
    fmpq_mul(out->undecided_area, width, height);
    for (size_t i = 0; i < out->region_count; i++) {
        col_phase_region *region = &out->regions[i];
        fmpq_mul(region->area, width, height);
        fmpq_mul_fmpz(region->area, region->area, a->areas + i);
        fmpq_div_2exp(region->area, region->area, AREA_BITS);
        fmpq_sub(out->undecided_area, out->undecided_area, region->area);
        fmpz_clear(a->areas + i);
    }
    fmpq_clear(height);
    fmpq_clear(width);
}

static void describe(col_phase_region *region, const phase_word *label, const col_model *model, bool counted)
{
    col_text text;
    col_text_init(&text);
    region->states = col_calloc(model->state_count, sizeof *region->states);
    if (counted && !region->outside) {
        region->count = label[1];
        region->stable = label[2];
        col_text_printf(&text, "%zu state%s, %zu stable", region->count, region->count == 1 ? "" : "s", region->stable);
    }
    for (size_t i = 0; !region->outside && !counted && i < model->state_count; i++) {
        if (label[1 + i] == 0)
            continue;
        region->states[i] = (col_phase_status){true, (col_stability)(label[1 + i] - 1)};
        col_text_printf(&text, "%s%s:%s", text.length ? " " : "", model->states[i].name,
                        col_stability_name(region->states[i].stability));
    }
    if (text.length == 0)
        col_text_append(&text, region->outside ? "outside" : "none");
    region->label = col_text_take(&text);
    col_text_clear(&text);
}

void col_phase_finish(col_phase *out, col_phase_task *task)
{
    *out = (col_phase){.state_count = task->signs.state_count, .counted = task->options.count != NULL};
    fmpq_init(out->undecided_area);
    assembly a = {.out = out, .task = task, .words = task->coarse.words};
    add_parts(&a);
    measure(&a);
    for (size_t i = 0; i < out->region_count; i++)
        describe(&out->regions[i], a.labels + i * a.words, task->model, out->counted);
    free(a.areas);
    free(a.labels);
    const col_parameter *parameters = task->model->parameters;
    const col_expr axes[] = {parameters[task->axes[0].parameter].symbol, parameters[task->axes[1].parameter].symbol};
    phase_find_boundary(out, &task->signs, task->model->graph, axes, &task->axes[0], &task->axes[1], &task->options);
    col_text remarks;
    col_text_init(&remarks);
    col_text_append(&remarks, task->signs.remarks.data);
    if (!out->fine)
        col_text_append(&remarks, "the budget did not last to the width asked for: more effort would help\n");
    out->remarks = col_text_take(&remarks);
    col_text_clear(&remarks);
}
