/* Lists of boxes, bands and labels. */
#include "phase_part.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

void phase_part_init(phase_part *part, size_t words)
{
    *part = (phase_part){.words = words, .fine = true};
}

void phase_part_clear(phase_part *part)
{
    free(part->boxes);
    free(part->bands);
    free(part->labels);
    *part = (phase_part){0};
}

ptrdiff_t phase_part_label(phase_part *part, const phase_word *label)
{
    size_t size = part->words * sizeof *label;
    for (size_t i = 0; i < part->label_count; i++)
        if (memcmp(part->labels + i * part->words, label, size) == 0)
            return (ptrdiff_t)i;
    part->labels = col_grow(part->labels, part->label_count, &part->label_capacity, size);
    memcpy(part->labels + part->label_count * part->words, label, size);
    return (ptrdiff_t)part->label_count++;
}

void phase_part_add_box(phase_part *part, col_phase_box box)
{
    part->boxes = col_grow(part->boxes, part->box_count, &part->box_capacity, sizeof *part->boxes);
    part->boxes[part->box_count++] = box;
}

void phase_part_add_band(phase_part *part, const col_phase_band *band)
{
    part->bands = col_grow(part->bands, part->band_count, &part->band_capacity, sizeof *part->bands);
    part->bands[part->band_count++] = *band;
}
