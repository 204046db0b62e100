/* The subdivision of a phase diagram's rectangle: first coarsely, then what is left over, cell by cell. */
#ifndef COL_VERIFY_PHASE_PAVING_H
#define COL_VERIFY_PHASE_PAVING_H

#include "phase_part.h"

#include <math.h>

/* Boxes of the last possible level; exact positions are multiples of 2^-60. */
enum { PHASE_DEEPEST = 31, PHASE_GRID = 60, PHASE_CELL_LEVEL = 4 };

/* A multiple of 2^-PHASE_GRID in [0, 1], as that multiple. */
static inline int64_t phase_grid(double position)
{
    return (int64_t)ldexp(position, PHASE_GRID);
}

typedef struct {
    uint32_t column, row;
} phase_cell;

/* The boxes of one level that wait for a decision, with what is known of the functions' signs. */
typedef struct {
    phase_cell *cells;
    uint8_t *signs; /* one a cell and function */
    size_t count, capacity;
} phase_front;

void phase_front_clear(phase_front *front);

/* What all parts share. */
typedef struct {
    int last;         /* level */
    double tolerance; /* of bands */
} phase_fineness;

/* Labels boxes of the levels up to PHASE_CELL_LEVEL, or the last one if that is less. cells: what is left of it; none
 * if the subdivision ends here. */
void phase_pave_coarsely(phase_part *out, phase_front *cells, phase_worker *worker, const phase_fineness *fineness,
                         col_budget *budget);

/* One of the cells. */
void phase_pave_cell(phase_part *out, phase_worker *worker, const phase_front *cells, size_t index,
                     const phase_fineness *fineness, col_budget budget);

#endif
