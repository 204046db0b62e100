/* A slot state of the head and the flow around it: the certified state on one side, a simulation that starts at it, or
 * near it, on the other. */
#ifndef COL_CROSSCHECK_STAGE_H
#define COL_CROSSCHECK_STAGE_H

#include "basis.h"

#include <collapsar/slots.h>

/* Every number is the same double for both sides, exactly. Zero rates are 1. */
typedef struct {
    const char *ensemble; /* NULL: a fixed table of 4 samples and 3 labels, nothing alike in it */
    bool centre;
    slong dimension;
    const char *slots;    /* as col_filling_parse reads them */
    double leak, decay, head_decay, conserved, empty, alpha, beta, gamma;
} col_stage_setting;

typedef struct {
    col_scene scene;
    col_basis basis;
    col_head head;
    col_filling filling;
    col_blocks *blocks;
    col_slot_spectrum spectrum;
    col_flow_model model;
    double *rates; /* of the model */
    size_t first;  /* basis number of mode number 1: 1 if centred */
} col_stage;

/* False, with error set and nothing to clear, if the state is not proved to exist. */
bool col_stage_open(col_stage *stage, const col_stage_setting *setting, col_error *error);
void col_stage_close(col_stage *stage);

/* Certified: the squared distance of two labels at the slot state. Indeterminate if it could not be enclosed. */
void col_stage_distance(arb_t square, col_stage *stage, size_t a, size_t b);

/* A point of the flow. */
typedef struct {
    size_t samples, labels, dimension;
    double *x, *y, *P; /* one array, in this order */
} col_point;

void col_point_init(col_point *point, const col_stage *stage);
void col_point_clear(col_point *point);
size_t col_point_size(const col_point *point);

/* The slot state, from the middles of its enclosures. */
void col_stage_place(col_point *point, col_stage *stage);

/* Moves every coordinate by up to `size` times the typical coordinate of its kind, the same way in every run. */
void col_stage_push(col_point *point, const col_stage *stage, double size);

/* Runs from the point to `end`; out, initialised, may be start. */
bool col_stage_run(col_point *out, const col_stage *stage, const col_point *start, const col_knobs *knobs, double end,
                   col_error *error);

/* out += factor a; the norm in which every mode and the head count alike. */
void col_point_add(col_point *out, double factor, const col_point *a);
void col_point_scale(col_point *out, double factor);
double col_point_norm(const col_point *point, const col_stage *stage);

/* The flow linearised at a stationary point, over a time: the half difference of two runs, disturbed by 1e-4 over
 * knobs->size (which is to be varied) times the disturbance, up and down. */
bool col_stage_propagate(col_point *disturbance, const col_stage *stage, const col_point *state, const col_knobs *knobs,
                         double time, col_error *error);

/* The slowest rate of return to the point (the fastest of leaving it, negative): 8 times knobs->window rounds of the
 * linearised flow, each started from what the last one changed, which leaves neutral directions out. The rate is that
 * at which changes over two equal times shrink. time: on the scale of the rate. */
bool col_stage_late_rate(double *rate, const col_stage *stage, const col_point *state, const col_knobs *knobs,
                         double time, col_error *error);

#endif
