/* Where the flow settles: head eigenvalues, label amplitudes and distances at slot states. */
#include "catalogue.h"
#include "stage.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

typedef enum {
    TRACE,     /* of the head: the sum of its eigenvalues */
    LABEL,     /* squared label amplitude of mode a and its equals, over all directions */
    RATIO,     /* label over sample amplitude of mode 1 in direction 1 */
    DISTANCE,  /* squared, of the labels a and b */
    COLLAPSED, /* the head's eigenvalue where nothing is left to hold, in one dimension */
    VANISHED   /* the same at 0, against 1 */
} quantity;

typedef struct {
    col_stage_setting state;
    const char *from; /* slots of the state that the run starts near; NULL: the state itself */
    double push;      /* size of the first disturbance */
    double p, x, y;   /* if p is not 0: head and amplitudes of mode 1 at the start, instead of `from`; d = 1 */
    double time;
    quantity quantity;
    size_t a, b;
} state_setting;

static bool place_start(col_point *start, const state_setting *at, col_error *error)
{
    col_stage stage;
    col_stage_setting from = at->state;
    if (at->from != NULL)
        from.slots = at->from;
    if (!col_stage_open(&stage, &from, error))
        return false;
    col_point_init(start, &stage);
    if (at->p == 0) {
        col_stage_place(start, &stage);
        col_stage_push(start, &stage, at->push);
    } else {
        start->P[0] = at->p;
        col_basis_add(start->x, start->y, &stage.basis, stage.first, 0, 1, at->x, at->y);
    }
    col_stage_close(&stage);
    return true;
}

/* How many modes are equal to mode number a, which is the first of them. */
static size_t equals(const col_stage *stage, const state_setting *at)
{
    size_t mode;
    ulong member;
    return col_modes_find(&mode, &member, &stage->scene.modes, at->a) ? stage->scene.modes.items[mode].multiplicity : 0;
}

static double read_off(const col_point *end, const col_stage *stage, const state_setting *at)
{
    double sum = 0;
    size_t d = end->dimension, members = at->quantity == LABEL ? equals(stage, at) : 0;
    for (size_t j = 0; j < d; j++) {
        for (size_t k = 0; k < members; k++)
            sum += pow(col_basis_label(&stage->basis, end->y, at->a - 1 + k + stage->first, j, d), 2);
        if (at->quantity == DISTANCE)
            sum += pow(end->y[at->a * d + j] - end->y[at->b * d + j], 2);
        else if (at->quantity != RATIO && at->quantity != LABEL)
            sum += end->P[j * d + j];
    }
    if (at->quantity == RATIO)
        sum = col_basis_label(&stage->basis, end->y, stage->first, 0, d)
            / col_basis_sample(&stage->basis, end->x, stage->first, 0, d);
    return sum;
}

static bool measure(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const state_setting *at = setting;
    col_stage stage;
    col_point point;
    if (!col_stage_open(&stage, &at->state, error))
        return false;
    bool good = place_start(&point, at, error);
    if (good) {
        good = col_stage_run(&point, &stage, &point, knobs, at->time * knobs->window, error);
        *value = read_off(&point, &stage, at);
        col_point_clear(&point);
    }
    col_stage_close(&stage);
    return good;
}

static void predict_trace(arb_t trace, col_stage *stage)
{
    arb_zero(trace);
    for (slong j = 0; j < stage->filling.count; j++) {
        const col_cell *cell = col_slot_cell(stage->blocks, &stage->filling, j);
        (stage->filling.slots[j].sign > 0 ? arb_add : arb_sub)(trace, trace, cell->p, COL_SCENE_PRECISION);
    }
}

/* Equal modes may mix: the sum over them is what is predicted. */
static void predict_label(arb_t square, col_stage *stage, const state_setting *at)
{
    size_t mode;
    ulong member;
    arb_t one;
    arb_init(one);
    arb_zero(square);
    for (size_t k = 0; k < equals(stage, at); k++) {
        if (col_modes_find(&mode, &member, &stage->scene.modes, at->a + k))
            col_slot_label_square(one, stage->blocks, &stage->filling, mode, member);
        arb_add(square, square, one, COL_SCENE_PRECISION);
    }
    arb_clear(one);
}

static void predict(col_check *check, const state_setting *at)
{
    col_error error = {0};
    col_stage stage;
    if (!col_stage_open(&stage, &at->state, &error)) {
        col_check_fail(check, "%s", error.message);
        return;
    }
    switch (at->quantity) {
    case TRACE: predict_trace(check->predicted, &stage); break;
    case LABEL: predict_label(check->predicted, &stage, at); break;
    case RATIO: arb_set(check->predicted, col_slot_cell(stage.blocks, &stage.filling, 0)->kappa); break;
    case DISTANCE: col_stage_distance(check->predicted, &stage, at->a, at->b); break;
    case COLLAPSED: arb_set_d(check->predicted, at->state.conserved); break;
    case VANISHED: arb_zero(check->predicted); break;
    }
    if (at->quantity == COLLAPSED)
        arb_sqrt(check->predicted, check->predicted, COL_SCENE_PRECISION);
    if (at->quantity == VANISHED)
        check->scale = 1;
    col_stage_close(&stage);
}

static void check_state(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    predict(check, setting);
    col_measure(check, measure, setting, COL_VARY_WINDOW, options->seed);
}

#define SINGLE "uniform,K=4,f=1/4" /* centred: s^2 = 3/4 three times */

/* p^2 - x^2 - y^2 is conserved where nothing leaks or decays. */
static const state_setting
    line_head = {{SINGLE, true, 1, "+1", .conserved = 0.171875}, .p = 0.5, .x = 0.25, .y = 0.125, .time = 30, TRACE},
    line_label = {{SINGLE, true, 1, "+1", .conserved = 0.171875}, .p = 0.5, .x = 0.25, .y = 0.125, .time = 30,
                  LABEL, 1},
    line_below = {{SINGLE, true, 1, "+1", .conserved = -0.25}, .p = 0.25, .x = 0.5, .y = 0.25, .time = 30, LABEL, 1},
    mirrored = {{SINGLE, true, 1, "-1", .conserved = 0.171875}, .p = -0.5, .x = 0.25, .y = 0.125, .time = 30, LABEL, 1},
    large_head = {{SINGLE, true, 1, "0", .conserved = 1.4375, .empty = 1.25}, .p = 1.25, .x = 0.25, .y = 0.25,
                  .time = 30, COLLAPSED},
    upper_wins = {{NULL, false, 1, "+1", .conserved = 0.125}, .from = "+2", .push = 0.01, .time = 80, TRACE},
    decay_head = {{SINGLE, true, 1, "+1", .leak = 0.0625, .decay = 0.03125, .head_decay = 0.125}, .push = 0.1,
                  .time = 200, TRACE},
    decay_label = {{SINGLE, true, 1, "+1", .leak = 0.0625, .decay = 0.03125, .head_decay = 0.125}, .push = 0.1,
                   .time = 200, LABEL, 1},
    head_alone = {{SINGLE, true, 1, "+1", .leak = 0.0625, .head_decay = 0.0625}, .push = 0.1, .time = 300, LABEL, 1},
    first_order = {{SINGLE, true, 1, "+1", .leak = 0.0625, .decay = 0.03125, .head_decay = 0.125}, .p = 0.0625,
                   .x = 0.0625, .y = 0.0625, .time = 200, VANISHED},
    unequal_head = {{SINGLE, true, 1, "+1", .leak = 0.03125, .decay = 0.0625, .head_decay = 0.125, .alpha = 0.5,
                     .beta = 2, .gamma = 0.5}, .push = 0.05, .time = 300, TRACE},
    unequal_ratio = {{SINGLE, true, 1, "+1", .leak = 0.03125, .decay = 0.0625, .head_decay = 0.125, .alpha = 0.5,
                      .beta = 2, .gamma = 0.5}, .push = 0.05, .time = 300, RATIO},
    unequal_label = {{SINGLE, true, 1, "+1", .decay = 0.0625, .head_decay = 0.125, .alpha = 2, .beta = 0.25,
                      .gamma = 2},
                     .push = 0.05, .time = 300, LABEL, 1},
    plane_label = {{NULL, false, 2, "+1,-1", .decay = 0.03125, .head_decay = 0.0625, .alpha = 0.5, .beta = 1.5},
                   .push = 0.02, .time = 400, LABEL, 1},
    swap = {{NULL, false, 3, "+1,+2,-1", .conserved = 0.125}, .push = 0.05, .time = 400, TRACE},
    gram_two = {{NULL, false, 2, "+1,+2", .decay = 0.015625, .head_decay = 0.125}, .push = 0.02, .time = 800,
                DISTANCE, 0, 2},
    gram_three = {{NULL, false, 3, "+1,+2,-1", .leak = 0.015625, .decay = 0.015625, .head_decay = 0.0625}, .push = 0.02,
                  .time = 600, DISTANCE, 0, 1},
    gram_uniform = {{"uniform,K=3,f=1/4", true, 4, "+1,+2,-1,-2", .decay = 0.03125, .head_decay = 0.0625}, .push = 0.05,
                    .time = 400, DISTANCE, 0, 2},
    trace_three = {{NULL, false, 3, "+1,+2,-1", .leak = 0.015625, .decay = 0.015625, .head_decay = 0.0625},
                   .push = 0.02,
                   .time = 600, TRACE};

const col_check_entry col_checks_slots_states[] = {
    {"head-on-line", "O1", "with stop-gradient the head ends at s", check_state, &line_head},
    {"label-on-line", "O1", "the separation kept is that of the conserved C", check_state, &line_label},
    {"label-below", "O1", "the separation kept, C negative", check_state, &line_below},
    {"label-mirrored", "O1", "the mirrored state, head at -s", check_state, &mirrored},
    {"head-collapsed", "O1", "C above s^2 collapses, the head ends at sqrt(C)", check_state, &large_head},
    {"head-upper-wins", "O2", "of several modes in a direction the top one stays", check_state, &upper_wins},
    {"head-decay", "O3", "head of the separated state with weight decay and leak", check_state, &decay_head},
    {"label-decay", "O3", "labels of the separated state with weight decay and leak", check_state, &decay_label},
    {"label-head-decay", "O3", "decay of the head alone sustains separation in spite of a leak", check_state,
     &head_alone},
    {"head-first-order", "O3", "near 0 the collapsed state attracts, beside the separated one", check_state,
     &first_order},
    {"head-unequal", "O5", "head of the separated state at unequal rates", check_state, &unequal_head},
    {"ratio-unequal", "O5", "labels over samples at unequal rates", check_state, &unequal_ratio},
    {"label-unequal", "O5", "labels of the separated state at unequal rates, no leak", check_state, &unequal_label},
    {"label-plane", "B6", "a mode with both slots at unequal rates fills a plane", check_state, &plane_label},
    {"head-swaps", "H3", "the head's eigenvalues are the coupling's, with signs", check_state, &swap},
    {"distance-two-slots", "B6", "distance of two labels at two slots", check_state, &gram_two},
    {"distance-three-slots", "B6", "distance of two labels at three slots, with leak", check_state, &gram_three},
    {"distance-uniform", "B6", "distance of two labels with all class slots filled (uniform)", check_state,
     &gram_uniform},
    {"head-three-slots", "B6", "sum of the head's eigenvalues at three slots, with leak", check_state, &trace_three},
    {NULL, NULL, NULL, NULL, NULL}};
