/* Label positions at a slot state (B6): Y^T Y = D_b^{-1/2} W diag(|y_k|^2) W^T D_b^{-1/2}. */
#include "slots_internal.h"

const col_cell *col_slot_cell(col_blocks *blocks, const col_filling *filling, slong direction)
{
    const col_head *head = col_blocks_head(blocks);
    const col_slot *slot = &filling->slots[direction];
    bool both = false;
    for (slong i = 0; i < filling->count; i++) {
        const col_slot *other = &filling->slots[i];
        both = both || (other->mode == slot->mode && other->member == slot->member && other->sign != slot->sign);
    }
    bool plane = both && !col_head_equal_rates(head) && col_head_regime(head) == COL_REGIME_DECAY;
    return col_blocks_cell(blocks, slot->mode, plane ? 0 : slot->sign);
}

void col_slot_label_square(arb_t square, col_blocks *blocks, const col_filling *filling, size_t mode, ulong member)
{
    const col_head *head = col_blocks_head(blocks);
    bool held[2] = {false, false};
    arb_zero(square);
    for (slong i = 0; i < filling->count; i++) {
        const col_slot *slot = &filling->slots[i];
        if (slot->mode == mode && slot->member == member)
            held[slot->sign > 0 ? 0 : 1] = true;
    }
    if (held[0] && held[1] && !col_head_equal_rates(head) && col_head_regime(head) == COL_REGIME_DECAY) {
        arb_set(square, col_blocks_cell(blocks, mode, 0)->y2);
    } else if (held[0] || held[1]) {
        arb_set(square, col_blocks_cell(blocks, mode, held[0] ? 1 : -1)->y2);
        if (held[0] && held[1])
            arb_mul_2exp_si(square, square, 1);
    }
}

void col_slot_gram(arb_mat_t gram, col_blocks *blocks, const col_filling *filling, const arb_mat_t vectors,
    arb_srcptr scale, slong first)
{
    const col_head *head = col_blocks_head(blocks);
    slong labels = arb_mat_nrows(vectors), precision = col_blocks_precision(blocks);
    arb_t square, left;
    arb_init(square);
    arb_init(left);
    arb_mat_zero(gram);
    for (slong j = first; j < arb_mat_ncols(vectors); j++) {
        size_t mode = 0;
        ulong member = 0;
        if (!col_modes_find(&mode, &member, head->modes, (ulong)(j - first) + 1))
            break;
        col_slot_label_square(square, blocks, filling, mode, member);
        if (arb_is_zero(square))
            continue;
        for (slong a = 0; a < labels; a++) {
            arb_mul(left, square, arb_mat_entry(vectors, a, j), precision);
            for (slong b = 0; b <= a; b++)
                arb_addmul(arb_mat_entry(gram, a, b), left, arb_mat_entry(vectors, b, j), precision);
        }
    }
    for (slong a = 0; a < labels; a++) {
        for (slong b = 0; b <= a; b++) {
            arb_mul(arb_mat_entry(gram, a, b), arb_mat_entry(gram, a, b), scale + a, precision);
            arb_mul(arb_mat_entry(gram, a, b), arb_mat_entry(gram, a, b), scale + b, precision);
            arb_set(arb_mat_entry(gram, b, a), arb_mat_entry(gram, a, b));
        }
    }
    arb_clear(square);
    arb_clear(left);
}

void col_slot_distance(arb_t square, col_blocks *blocks, const col_filling *filling, const arb_mat_t vectors,
    arb_srcptr scale, slong first, slong a, slong b)
{
    const col_head *head = col_blocks_head(blocks);
    slong precision = col_blocks_precision(blocks);
    arb_t weight, difference, other;
    arb_init(weight);
    arb_init(difference);
    arb_init(other);
    arb_zero(square);
    for (slong j = first; j < arb_mat_ncols(vectors); j++) {
        size_t mode = 0;
        ulong member = 0;
        if (!col_modes_find(&mode, &member, head->modes, (ulong)(j - first) + 1))
            break;
        col_slot_label_square(weight, blocks, filling, mode, member);
        if (arb_is_zero(weight))
            continue;
        arb_mul(difference, arb_mat_entry(vectors, a, j), scale + a, precision);
        arb_mul(other, arb_mat_entry(vectors, b, j), scale + b, precision);
        arb_sub(difference, difference, other, precision);
        arb_mul(difference, difference, difference, precision);
        arb_addmul(square, difference, weight, precision);
    }
    arb_nonnegative_part(square, square);
    arb_clear(weight);
    arb_clear(difference);
    arb_clear(other);
}
