/* The dense path: the whole Jacobian by automatic differentiation, its spectrum without any use of its structure, and
 * the comparison with the blocks. */
#include "head_internal.h"

#include "../base/memory.h"

#include <limits.h>
#include <stdlib.h>

/* Columns of X and Y: every mode once, then null modes of one side. */
typedef struct {
    slong modes, null_samples, null_labels;
} dense_shape;

static bool shape_of(dense_shape *shape, const col_head *head)
{
    const slong most = 4096;
    ulong modes = col_modes_total(head->modes);
    if (modes > (ulong)most || fmpz_cmp_si(head->null_samples, most) > 0 || fmpz_cmp_si(head->null_labels, most) > 0)
        return false;
    shape->modes = (slong)modes;
    shape->null_samples = fmpz_get_si(head->null_samples);
    shape->null_labels = fmpz_get_si(head->null_labels);
    return head->dimension <= most;
}

slong col_head_dense_order(const col_head *head)
{
    dense_shape shape;
    if (!shape_of(&shape, head))
        return LONG_MAX;
    return head->dimension * (2 * shape.modes + shape.null_samples + shape.null_labels + head->dimension);
}

static slong column_of(const col_head *head, const col_slot *slot)
{
    return (slong)col_modes_number(head->modes, slot->mode, slot->member) - 1;
}

/* The direction in which the same mode has its slot of the other sign; -1: it has none. */
static slong partner_of(const col_filling *filling, slong direction)
{
    const col_slot *slot = &filling->slots[direction];
    for (slong i = 0; i < filling->count; i++) {
        const col_slot *other = &filling->slots[i];
        if (other->mode == slot->mode && other->member == slot->member && other->sign != slot->sign)
            return i;
    }
    return -1;
}

/* Places a direction's slot; both slots of a mode at unequal rates with decay form a plane that takes both directions. */
static bool place(col_head_system *system, const col_head *head, col_blocks *blocks, const col_filling *filling, slong direction)
{
    const col_slot *slot = &filling->slots[direction];
    slong column = column_of(head, slot), partner = partner_of(filling, direction);
    bool plane = partner >= 0 && !col_head_equal_rates(head) && col_head_regime(head) == COL_REGIME_DECAY;
    const col_cell *cell = col_blocks_cell(blocks, slot->mode, plane ? 0 : slot->sign);
    slong precision = system->balls->precision;
    if (cell->exists != COL_PROVED)
        return false;
    if (plane && slot->sign > 0) {
        arb_sqrt(arb_mat_entry(system->X, direction, column), cell->x2, precision);
        arb_set(arb_mat_entry(system->P, partner, direction), cell->c);
    } else if (plane) {
        arb_sqrt(arb_mat_entry(system->Y, direction, column), cell->y2, precision);
        arb_set(arb_mat_entry(system->P, partner, direction), cell->b);
    } else {
        col_head_system_place(system, head, cell, direction, column);
    }
    return true;
}

static slong list_coordinates(col_head_coordinate *out, const dense_shape *shape, slong d)
{
    slong count = 0;
    for (slong i = 0; i < d; i++) {
        for (slong j = 0; j < shape->modes + shape->null_samples; j++)
            out[count++] = (col_head_coordinate){COL_PART_X, i, j};
        for (slong j = 0; j < shape->modes + shape->null_labels; j++)
            out[count++] = (col_head_coordinate){COL_PART_Y, i, j};
        for (slong j = 0; j < d; j++)
            out[count++] = (col_head_coordinate){COL_PART_P, i, j};
    }
    return count;
}

bool col_head_dense_jacobian(arb_mat_t jacobian, const col_head *head, col_blocks *blocks, const col_filling *filling,
    slong precision)
{
    dense_shape shape;
    col_head_balls balls;
    col_head_system system;
    if (!shape_of(&shape, head))
        return false;
    slong d = head->dimension, order = col_head_dense_order(head);
    bool exists = true;
    col_head_coordinate *coordinates = col_calloc((size_t)order + 1, sizeof *coordinates);
    col_head_balls_init(&balls, head, precision);
    col_head_system_init(&system, d, shape.modes + shape.null_samples, shape.modes + shape.null_labels, &balls);
    for (slong j = 0; j < shape.modes; j++) {
        size_t mode = 0;
        ulong member = 0;
        col_modes_find(&mode, &member, head->modes, (ulong)j + 1);
        arb_set(arb_mat_entry(system.coupling, j, j), head->modes->items[mode].s);
    }
    for (slong i = 0; i < d && exists; i++) {
        if (i < filling->count)
            exists = place(&system, head, blocks, filling, i);
        else
            arb_set(arb_mat_entry(system.P, i, i), balls.empty);
    }
    list_coordinates(coordinates, &shape, d);
    if (exists)
        col_head_system_jacobian(jacobian, &system, coordinates, order);
    col_head_system_clear(&system);
    col_head_balls_clear(&balls);
    free(coordinates);
    return exists;
}

/* Adds an enclosure's copies to the cluster that it meets; false if it meets several or none. */
static bool assign(fmpz *counts, const col_spectrum *dense, const acb_t value, const fmpz_t copies, bool *missed)
{
    slong met = -1;
    for (slong i = 0; i < dense->count; i++) {
        if (!acb_overlaps(value, dense->values + i))
            continue;
        if (met >= 0)
            return false;
        met = i;
    }
    if (met < 0) {
        *missed = true;
        return false;
    }
    fmpz_add(counts + met, counts + met, copies);
    return true;
}

col_verdict col_head_dense_compare(const col_spectrum *dense, const col_slot_spectrum *blocks)
{
    fmpz *counts = _fmpz_vec_init(dense->count + 1);
    bool clear = blocks->exists == COL_PROVED && dense->order > 0, missed = false;
    acb_t zero;
    acb_init(zero);
    if (clear && !fmpz_is_zero(blocks->zero_eigenvalues))
        clear = assign(counts, dense, zero, blocks->zero_eigenvalues, &missed);
    for (size_t i = 0; i < blocks->count && clear; i++) {
        const col_block *block = blocks->items[i].block;
        for (slong j = 0; j < block->count && clear && !fmpz_is_zero(blocks->items[i].copies); j++)
            clear = assign(counts, dense, block->values + j, blocks->items[i].copies, &missed);
    }
    bool same = true;
    for (slong i = 0; i < dense->count; i++)
        same = same && fmpz_equal_si(counts + i, dense->multiplicities[i]);
    acb_clear(zero);
    _fmpz_vec_clear(counts, dense->count + 1);
    if (missed)
        return COL_REFUTED;
    return !clear ? COL_UNDECIDED : same ? COL_PROVED : COL_REFUTED;
}
