/* How fast the flow returns to a slot state, or leaves it. */
#include "catalogue.h"
#include "stage.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    col_stage_setting state;
    ulong mode;  /* a mode without this slot, along direction 1, is all that is pushed; 0: everything is pushed, and the
                    slowest (or fastest growing) disturbance is looked at */
    int sign;    /* of the mode's amplitude: y = sign x */
    double time; /* on the scale of the rate, not above it where there are others of its size */
} rate_setting;

/* The rate at which the label amplitude of one mode along direction 1 decays. */
static bool mode_rate(double *rate, const col_stage *stage, const col_point *state, const col_knobs *knobs,
                      const rate_setting *at, col_error *error)
{
    size_t mode = at->mode - 1 + stage->first, d = state->dimension;
    double amplitude[2];
    col_point z;
    col_point_init(&z, stage);
    col_basis_add(z.x, z.y, &stage->basis, mode, 0, d, 1, at->sign);
    bool good = true;
    for (int k = 0; k < 2 && good; k++) {
        good = col_stage_propagate(&z, stage, state, knobs, at->time * knobs->window, error);
        amplitude[k] = fabs(col_basis_label(&stage->basis, z.y, mode, 0, d));
    }
    if (good)
        *rate = log(amplitude[0] / amplitude[1]) / (at->time * knobs->window);
    col_point_clear(&z);
    return good;
}

static bool measure(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const rate_setting *at = setting;
    col_stage stage;
    col_point state;
    if (!col_stage_open(&stage, &at->state, error))
        return false;
    col_point_init(&state, &stage);
    col_stage_place(&state, &stage);
    bool good = at->mode == 0 ? col_stage_late_rate(value, &stage, &state, knobs, at->time, error)
                              : mode_rate(value, &stage, &state, knobs, at, error);
    col_point_clear(&state);
    col_stage_close(&stage);
    return good;
}

/* -Re of the slowest eigenvalue; or of the mode's own block: along the cell of direction 1, or along an empty
 * direction. */
static void predict(col_check *check, const rate_setting *at)
{
    col_error error = {0};
    col_stage stage;
    if (!col_stage_open(&stage, &at->state, &error)) {
        col_check_fail(check, "%s", error.message);
        return;
    }
    size_t mode;
    ulong member;
    if (at->mode == 0 || stage.filling.count == 0) {
        arb_set(check->predicted, stage.spectrum.slowest);
    } else if (col_modes_find(&mode, &member, &stage.scene.modes, at->mode)) {
        const col_slot *slot = &stage.filling.slots[0];
        const col_block *block = col_blocks_get(stage.blocks, COL_BLOCK_FREE, col_cell_number(slot->mode, slot->sign),
                                                mode, at->sign);
        if (block != NULL && block->count == 1)
            arb_neg(check->predicted, acb_realref(block->values));
    }
    col_stage_close(&stage);
}

static void check_rate(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    predict(check, setting);
    col_measure(check, measure, setting, COL_VARY_WINDOW | COL_VARY_SIZE, options->seed);
}

#define SINGLE "uniform,K=4,f=1/4" /* centred: s^2 = 3/4 three times */

static const rate_setting
    along_line = {{SINGLE, true, 1, "+1", .conserved = 0.25}, 0, 0, 8},
    other_sign = {{SINGLE, true, 1, "+1", .conserved = 0.25}, 2, -1, 1},
    collapsed = {{SINGLE, true, 1, "0", .empty = 1.25}, 1, 1, 2},
    lower_held = {{NULL, false, 1, "+2", .conserved = 0.125}, 1, 1, 4},
    upper_holds = {{NULL, false, 1, "+1", .conserved = 0.125}, 2, 1, 3},
    upper_other = {{NULL, false, 1, "+1", .conserved = 0.125}, 3, -1, 1},
    centred = {{SINGLE, false, 1, "+2", .conserved = 0.25}, 1, 1, 8},
    decay_state = {{SINGLE, true, 1, "+1", .decay = 0.03125, .head_decay = 0.03125}, 0, 0, 40},
    decay_other = {{SINGLE, true, 1, "+1", .leak = 0.0625, .decay = 0.03125, .head_decay = 0.125}, 2, -1, 1},
    unequal_state = {{SINGLE, true, 1, "+1", .decay = 0.0625, .head_decay = 0.125, .alpha = 0.5, .beta = 2,
                      .gamma = 0.5}, 0, 0, 24},
    two_slots = {{NULL, false, 2, "+1,-1", .decay = 0.03125, .head_decay = 0.0625}, 0, 0, 40},
    three_slots = {{NULL, false, 3, "+1,+2,-1", .leak = 0.015625, .decay = 0.015625, .head_decay = 0.0625}, 0, 0, 100},
    mixing = {{NULL, false, 2, "+1,+2", .decay = 0.015625, .head_decay = 0.0009765625}, 0, 0, 8},
    second_alone = {{NULL, false, 2, "+2", .decay = 0.015625, .head_decay = 0.0625}, 0, 0, 6};

const col_check_entry col_checks_slots_rates[] = {
    {"rate-along-line", "O1", "return to p = s at the rate s^2 - C", check_rate, &along_line},
    {"rate-other-sign", "O1", "the antisymmetric amplitude dies at the rate 2 s^2", check_rate, &other_sign},
    {"rate-collapsed", "O1", "return to the collapsed state at the rate C - s sqrt(C)", check_rate, &collapsed},
    {"growth-above-lower", "O2", "a slot of a lower mode is left by the upper one", check_rate, &lower_held},
    {"rate-below-upper", "B3", "lower modes die along the slot of the upper one", check_rate, &upper_holds},
    {"rate-below-other", "B3", "lower modes of the other sign die along a slot", check_rate, &upper_other},
    {"growth-mean-mode", "H7", "centred data: a mean mode of noise grows", check_rate, &centred},
    {"rate-decay", "O3", "slowest return to the separated state with weight decay", check_rate, &decay_state},
    {"rate-decay-other", "O3", "the antisymmetric amplitude dies at the rate 2(1 + r) s p", check_rate, &decay_other},
    {"rate-unequal", "O5", "slowest return at unequal learning rates", check_rate, &unequal_state},
    {"rate-two-slots", "B1", "slowest return to a state of two slots of one mode", check_rate, &two_slots},
    {"rate-three-slots", "B1", "slowest return to a state of three slots, with leak", check_rate, &three_slots},
    {"growth-mixing", "B4", "two slots of a sign mix if the head decays too slowly", check_rate, &mixing},
    {"growth-not-top", "B4", "a slot that is not a top segment is left", check_rate, &second_alone},
    {NULL, NULL, NULL, NULL, NULL}};
