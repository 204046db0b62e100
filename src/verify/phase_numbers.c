/* Cells as lists of integers: whether it is fine; how many labels, boxes and bands; these, one after the other. */
#include "phase_task.h"

#include "../base/memory.h"

#include <stdlib.h>

enum { HEAD = 4, BOX_NUMBERS = 4, BAND_NUMBERS = 11 };

int64_t *col_phase_cell_numbers(size_t *count, const col_phase_task *task, size_t cell)
{
    const phase_part *part = &task->parts[cell];
    *count = HEAD + part->label_count * part->words + part->box_count * BOX_NUMBERS + part->band_count * BAND_NUMBERS;
    int64_t *numbers = col_malloc(*count * sizeof *numbers), *at = numbers;
    *at++ = part->fine;
    *at++ = (int64_t)part->label_count;
    *at++ = (int64_t)part->box_count;
    *at++ = (int64_t)part->band_count;
    for (size_t i = 0; i < part->label_count * part->words; i++)
        *at++ = part->labels[i];
    for (size_t i = 0; i < part->box_count; i++) {
        const col_phase_box *box = &part->boxes[i];
        *at++ = box->column;
        *at++ = box->row;
        *at++ = box->level;
        *at++ = box->region;
    }
    for (size_t i = 0; i < part->band_count; i++) {
        const col_phase_band *band = &part->bands[i];
        const double positions[] = {band->from, band->to, band->bottom, band->top,
                                    band->lower[0], band->lower[1], band->upper[0], band->upper[1]};
        *at++ = band->along;
        for (size_t k = 0; k < sizeof positions / sizeof *positions; k++)
            *at++ = phase_grid(positions[k]);
        *at++ = band->below;
        *at++ = band->above;
    }
    return numbers;
}

/* The cell's ends on an axis, on the grid. */
static void cell_side(int64_t ends[2], const col_phase_task *task, size_t cell, int axis)
{
    const phase_cell *at = &task->cells.cells[cell];
    int64_t index = axis == 0 ? at->column : at->row, unit = (int64_t)1 << (PHASE_GRID - PHASE_CELL_LEVEL);
    ends[0] = index * unit;
    ends[1] = (index + 1) * unit;
}

static bool accept_box(phase_part *part, const int64_t *n, const col_phase_task *task, size_t cell)
{
    int64_t level = n[2], labels = (int64_t)part->label_count;
    if (level < PHASE_CELL_LEVEL || level > PHASE_DEEPEST || n[3] < -1 || n[3] >= labels || n[0] < 0 || n[1] < 0)
        return false;
    const phase_cell *at = &task->cells.cells[cell];
    if (n[0] >> (level - PHASE_CELL_LEVEL) != at->column || n[1] >> (level - PHASE_CELL_LEVEL) != at->row)
        return false;
    phase_part_add_box(part, (col_phase_box){(uint32_t)n[0], (uint32_t)n[1], (int)level, (ptrdiff_t)n[3]});
    return true;
}

/* A number that a double holds. */
static bool set_position(double *out, int64_t n)
{
    *out = ldexp((double)n, -PHASE_GRID);
    return phase_grid(*out) == n;
}

static bool accept_band(phase_part *part, const int64_t *n, const col_phase_task *task, size_t cell)
{
    col_phase_band band = {.along = (int)n[0], .below = (ptrdiff_t)n[9], .above = (ptrdiff_t)n[10]};
    int64_t t[2], w[2], labels = (int64_t)part->label_count;
    if (n[0] < 0 || n[0] > 1 || n[9] < 0 || n[9] >= labels || n[10] < 0 || n[10] >= labels)
        return false;
    cell_side(t, task, cell, band.along);
    cell_side(w, task, cell, 1 - band.along);
    bool good = t[0] <= n[1] && n[1] < n[2] && n[2] <= t[1] && w[0] <= n[3] && n[3] < n[4] && n[4] <= w[1];
    for (int k = 0; good && k < 2; k++)
        good = n[3] <= n[5 + k] && n[5 + k] <= n[7 + k] && n[7 + k] <= n[4];
    double *positions[] = {&band.from, &band.to, &band.bottom, &band.top,
                           &band.lower[0], &band.lower[1], &band.upper[0], &band.upper[1]};
    for (size_t k = 0; good && k < sizeof positions / sizeof *positions; k++)
        good = set_position(positions[k], n[1 + k]);
    if (good)
        phase_part_add_band(part, &band);
    return good;
}

/* Are the areas of boxes and bands together that of the cell? In units of the grid. */
static bool fills_cell(const phase_part *part)
{
    fmpz_t sum, piece;
    fmpz_init(sum);
    fmpz_init(piece);
    for (size_t i = 0; i < part->box_count; i++) {
        fmpz_one_2exp(piece, 2 * (ulong)(PHASE_GRID - part->boxes[i].level));
        fmpz_add(sum, sum, piece);
    }
    for (size_t i = 0; i < part->band_count; i++) {
        const col_phase_band *band = &part->bands[i];
        fmpz_set_si(piece, phase_grid(band->to) - phase_grid(band->from));
        fmpz_mul_si(piece, piece, phase_grid(band->top) - phase_grid(band->bottom));
        fmpz_add(sum, sum, piece);
    }
    fmpz_one_2exp(piece, 2 * (PHASE_GRID - PHASE_CELL_LEVEL));
    bool equal = fmpz_equal(sum, piece);
    fmpz_clear(piece);
    fmpz_clear(sum);
    return equal;
}

static bool valid_label(const phase_word *label, size_t words, bool counted)
{
    bool good = label[0] <= 1;
    for (size_t i = 1; i < words; i++)
        good = good && (label[0] == 0 || label[i] == 0) && (counted || label[i] <= 1 + COL_STABILITY_ATTRACTING);
    return good && (!counted || label[2] <= label[1]);
}

/* The counts in the list's head, if they agree with its length. */
static bool right_length(const int64_t *n, size_t count, size_t words)
{
    if (count < HEAD || n[0] < 0 || n[0] > 1)
        return false;
    for (int i = 1; i < HEAD; i++)
        if (n[i] < 0 || (uint64_t)n[i] > count)
            return false;
    return count == HEAD + (size_t)n[1] * words + (size_t)n[2] * BOX_NUMBERS + (size_t)n[3] * BAND_NUMBERS;
}

bool col_phase_cell_accept(col_phase_task *task, size_t cell, const int64_t *n, size_t count)
{
    size_t words = task->coarse.words;
    if (cell >= task->cells.count || !right_length(n, count, words))
        return false;
    phase_part part;
    phase_part_init(&part, words);
    part.fine = n[0] != 0;
    size_t labels = (size_t)n[1], boxes = (size_t)n[2], bands = (size_t)n[3];
    phase_word *label = col_calloc(words, sizeof *label);
    bool good = true;
    n += HEAD;
    for (size_t i = 0; good && i < labels; i++, n += words) {
        for (size_t k = 0; k < words; k++) {
            good = good && n[k] >= 0 && n[k] <= UINT16_MAX;
            label[k] = (phase_word)n[k];
        }
        good = good && valid_label(label, words, task->options.count != NULL)
            && phase_part_label(&part, label) == (ptrdiff_t)i;
    }
    for (size_t i = 0; good && i < boxes; i++, n += BOX_NUMBERS)
        good = accept_box(&part, n, task, cell);
    for (size_t i = 0; good && i < bands; i++, n += BAND_NUMBERS)
        good = accept_band(&part, n, task, cell);
    good = good && fills_cell(&part);
    if (good) {
        phase_part_clear(&task->parts[cell]);
        task->parts[cell] = part;
        task->done[cell] = true;
    } else {
        phase_part_clear(&part);
    }
    free(label);
    return good;
}
