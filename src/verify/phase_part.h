/* A part of a phase diagram: boxes and bands whose regions are labels of its own. */
#ifndef COL_VERIFY_PHASE_PART_H
#define COL_VERIFY_PHASE_PART_H

#include "phase_label.h"

typedef struct {
    col_phase_box *boxes;   /* region: a label of this part, or -1 */
    size_t box_count, box_capacity;
    col_phase_band *bands;
    size_t band_count, band_capacity;
    phase_word *labels;     /* words each */
    size_t label_count, label_capacity, words;
    bool fine;
} phase_part;

void phase_part_init(phase_part *part, size_t words);
void phase_part_clear(phase_part *part);

/* The label's index in the part; it is added if it is new. */
ptrdiff_t phase_part_label(phase_part *part, const phase_word *label);

void phase_part_add_box(phase_part *part, col_phase_box box);
void phase_part_add_band(phase_part *part, const col_phase_band *band);

#endif
