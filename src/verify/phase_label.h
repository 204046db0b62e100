/* What a thread needs to label boxes of a phase diagram, and how it does. */
#ifndef COL_VERIFY_PHASE_LABEL_H
#define COL_VERIFY_PHASE_LABEL_H

#include "phase_count.h"
#include "phase_signs.h"

enum { PHASE_NODES_A_STEP = 32 }; /* of tapes, in double intervals */

/* A label is a list of words: the first is 1 outside of the domain, where the others are 0. By named states, there is
 * one more for each: 0 where it does not exist, else 1 + its stability. By counting, there are two more: the number of
 * states, and how many of them are stable. */
typedef uint16_t phase_word;

typedef struct {
    const phase_signs *signs;
    phase_function *functions; /* those of signs; the workspaces are the thread's own */
    phase_counter *counter;    /* NULL: by named states; owned */
    col_budget *budget;        /* of the counter: that of what is being subdivided */
    size_t words;              /* of a label */
    col_interval lo[2], hi[2], width[2]; /* of the rectangle */
    bool *asked;               /* by function: when the last box was labelled */
    col_signs *known;
} phase_worker;

/* Takes the counter over. */
void phase_worker_init(phase_worker *worker, const phase_signs *signs, phase_counter *counter,
                       const col_phase_axis *axes);
void phase_worker_clear(phase_worker *worker);

/* The part of an axis between two positions in units of the rectangle's side, exact doubles. */
col_interval phase_side(const phase_worker *worker, int axis, double from, double to);

/* The label of the whole box, given what the functions' signs may be there (one byte each), which is narrowed; false
 * if it is not certain. */
bool phase_find_label(phase_word *label, phase_worker *worker, const col_interval *box, uint8_t *signs);

/* What the function's sign may be on the box; COL_SIGN_NONE: it is defined nowhere in it. */
col_signs phase_function_signs(const phase_function *function, const col_interval *box);

bool phase_is_certain(col_signs signs);

/* Steps that labelling a box may take. */
unsigned long phase_label_cost(const phase_worker *worker);

#endif
