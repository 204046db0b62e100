/* The complete spectrum of a slot state, assembled from blocks with their numbers of copies (B1, B2). */
#include "slots_internal.h"

#include "../base/memory.h"

#include <stdlib.h>

void col_slot_spectrum_init(col_slot_spectrum *spectrum)
{
    *spectrum = (col_slot_spectrum){.exists = COL_UNDECIDED};
    for (int i = 0; i < COL_ZERO_KINDS; i++)
        fmpz_init(spectrum->zeros[i]);
    fmpz_init(spectrum->zero_eigenvalues);
    arb_init(spectrum->slowest);
}

static void reset(col_slot_spectrum *spectrum)
{
    for (size_t i = 0; i < spectrum->count; i++)
        fmpz_clear(spectrum->items[i].copies);
    spectrum->count = 0;
    for (int i = 0; i < COL_ZERO_KINDS; i++)
        fmpz_zero(spectrum->zeros[i]);
    fmpz_zero(spectrum->zero_eigenvalues);
    arb_indeterminate(spectrum->slowest);
    spectrum->exists = spectrum->zeros_counted = spectrum->attracting = COL_UNDECIDED;
    spectrum->worst = NULL;
    spectrum->reason = NULL;
}

void col_slot_spectrum_clear(col_slot_spectrum *spectrum)
{
    reset(spectrum);
    free(spectrum->items);
    for (int i = 0; i < COL_ZERO_KINDS; i++)
        fmpz_clear(spectrum->zeros[i]);
    fmpz_clear(spectrum->zero_eigenvalues);
    arb_clear(spectrum->slowest);
}

/* What a filling consists of: how often each kind of cell occurs, and what is left of each mode. */
typedef struct {
    size_t *numbers; /* of the cells that occur */
    ulong *counts;
    size_t cells;
    ulong *free_plus, *free_minus; /* of each mode: members without that slot (equal rates), without any (unequal) */
    slong empties;
} census;

static int compare_slots(const void *left, const void *right)
{
    const col_slot *a = left, *b = right;
    if (a->mode != b->mode)
        return a->mode < b->mode ? -1 : 1;
    if (a->member != b->member)
        return a->member < b->member ? -1 : 1;
    return b->sign - a->sign;
}

static void count_cell(census *out, size_t number)
{
    for (size_t i = 0; i < out->cells; i++) {
        if (out->numbers[i] == number) {
            out->counts[i]++;
            return;
        }
    }
    out->numbers[out->cells] = number;
    out->counts[out->cells++] = 1;
}

/* At equal rates every slot is a cell; at unequal rates both slots of one member are one cell. */
static void census_init(census *out, const col_head *head, const col_filling *filling)
{
    size_t modes = head->modes->count;
    size_t slots = (size_t)filling->count;
    bool equal = col_head_equal_rates(head);
    col_slot *sorted = col_calloc(slots + 1, sizeof *sorted);
    *out = (census){.empties = filling->dimension - filling->count};
    out->numbers = col_calloc(slots + 1, sizeof *out->numbers);
    out->counts = col_calloc(slots + 1, sizeof *out->counts);
    out->free_plus = col_calloc(modes + 1, sizeof *out->free_plus);
    out->free_minus = col_calloc(modes + 1, sizeof *out->free_minus);
    for (size_t i = 0; i < modes; i++)
        out->free_plus[i] = out->free_minus[i] = head->modes->items[i].multiplicity;
    for (size_t i = 0; i < slots; i++)
        sorted[i] = filling->slots[i];
    qsort(sorted, slots, sizeof *sorted, compare_slots);
    for (size_t i = 0; i < slots; i++) {
        const col_slot *slot = &sorted[i];
        bool both = !equal && i + 1 < slots && sorted[i + 1].mode == slot->mode && sorted[i + 1].member == slot->member;
        count_cell(out, col_cell_number(slot->mode, both ? 0 : slot->sign));
        if (both)
            i++;
        if (!equal || slot->sign > 0)
            out->free_plus[slot->mode]--;
        else
            out->free_minus[slot->mode]--;
    }
    free(sorted);
}

static void census_clear(census *out)
{
    free(out->numbers);
    free(out->counts);
    free(out->free_plus);
    free(out->free_minus);
}

/* An item with a * b copies; without copies there is none, except where any number is meant. */
static void add_block(col_slot_spectrum *spectrum, const col_block *block, const fmpz_t a, const fmpz_t b, bool any)
{
    if (!any && (fmpz_is_zero(a) || fmpz_is_zero(b)))
        return;
    spectrum->items = col_grow(spectrum->items, spectrum->count, &spectrum->capacity, sizeof *spectrum->items);
    col_block_copies *item = &spectrum->items[spectrum->count++];
    item->block = block;
    fmpz_init(item->copies);
    if (!any)
        fmpz_mul(item->copies, a, b);
}

static void add_ui(col_slot_spectrum *spectrum, const col_block *block, ulong a, ulong b)
{
    fmpz_t x, y;
    fmpz_init_set_ui(x, a);
    fmpz_init_set_ui(y, b);
    add_block(spectrum, block, x, y, false);
    fmpz_clear(x);
    fmpz_clear(y);
}

static void add_null(col_slot_spectrum *spectrum, col_blocks *blocks, const col_head *head, bool vacant, size_t cell, ulong count)
{
    fmpz_t copies;
    fmpz_init_set_ui(copies, count);
    if (head->null_any || !fmpz_is_zero(head->null_samples))
        add_block(spectrum, col_blocks_get(blocks, vacant ? COL_BLOCK_NULL_EMPTY : COL_BLOCK_NULL, cell, 0, 0),
            copies, head->null_samples, head->null_any);
    if (!fmpz_is_zero(head->null_labels))
        add_block(spectrum, col_blocks_get(blocks, vacant ? COL_BLOCK_NULL_LABEL_EMPTY : COL_BLOCK_NULL_LABEL, cell, 0, 0),
            copies, head->null_labels, false);
    fmpz_clear(copies);
}

/* The free modes along `count` cells or empty directions; at equal rates each sign on its own. */
static void add_free(col_slot_spectrum *spectrum, col_blocks *blocks, const col_head *head, const census *parts,
    col_block_kind kind, size_t cell, ulong count)
{
    bool equal = col_head_equal_rates(head);
    for (size_t m = 0; m < head->modes->count; m++) {
        if (parts->free_plus[m] > 0)
            add_ui(spectrum, col_blocks_get(blocks, kind, cell, m, equal ? 1 : 0), count, parts->free_plus[m]);
        if (equal && parts->free_minus[m] > 0)
            add_ui(spectrum, col_blocks_get(blocks, kind, cell, m, -1), count, parts->free_minus[m]);
    }
}

static void add_cell(col_slot_spectrum *spectrum, col_blocks *blocks, const col_head *head, const census *parts, size_t i)
{
    size_t cell = parts->numbers[i];
    ulong count = parts->counts[i];
    ulong empties = (ulong)parts->empties;
    add_ui(spectrum, col_blocks_get(blocks, COL_BLOCK_CELL, cell, 0, 0), count, 1);
    if (count > 1)
        add_ui(spectrum, col_blocks_get(blocks, COL_BLOCK_PAIR, cell, cell, 0), count % 2 ? count : count / 2,
            count % 2 ? (count - 1) / 2 : count - 1);
    for (size_t j = i + 1; j < parts->cells; j++)
        add_ui(spectrum, col_blocks_get(blocks, COL_BLOCK_PAIR, cell, parts->numbers[j], 0), count, parts->counts[j]);
    if (empties > 0)
        add_ui(spectrum, col_blocks_get(blocks, COL_BLOCK_EMPTY, cell, 0, 0), count, empties);
    add_free(spectrum, blocks, head, parts, COL_BLOCK_FREE, cell, count);
    add_null(spectrum, blocks, head, false, cell, count);
}

static void add_empties(col_slot_spectrum *spectrum, col_blocks *blocks, const col_head *head, const census *parts)
{
    ulong empties = (ulong)parts->empties;
    if (empties == 0)
        return;
    add_free(spectrum, blocks, head, parts, COL_BLOCK_FREE_EMPTY, 0, empties);
    add_null(spectrum, blocks, head, true, 0, empties);
    add_ui(spectrum, col_blocks_get(blocks, COL_BLOCK_HEAD_EMPTY, 0, 0, 0), empties, empties);
}

/* Every mode must be one number or proved equal ones, else its copies do not have one spectrum. */
static bool check_exists(col_slot_spectrum *spectrum, col_blocks *blocks, const col_head *head, const census *parts)
{
    spectrum->exists = COL_PROVED;
    for (size_t i = 0; i < parts->cells; i++) {
        const col_cell *cell = col_blocks_cell(blocks, col_cell_mode(parts->numbers[i]), col_cell_sign(parts->numbers[i]));
        if (cell->exists == COL_PROVED || spectrum->exists == COL_REFUTED)
            continue;
        spectrum->exists = cell->exists;
        spectrum->reason = cell->reason;
    }
    for (size_t i = 0; i < head->modes->count && spectrum->exists == COL_PROVED; i++) {
        if (!head->modes->items[i].equal) {
            spectrum->exists = COL_UNDECIDED;
            spectrum->reason = "modes are neither separated nor proved equal at this precision";
        }
    }
    return spectrum->exists == COL_PROVED;
}

/* The largest real part of a block's nonzero eigenvalues, enclosed; false if it has none. */
static bool growth(arb_t out, const col_block *block)
{
    for (slong i = 0; i < block->count; i++) {
        if (i == 0)
            arb_set(out, acb_realref(block->values));
        else
            arb_max(out, out, acb_realref(block->values + i), ARF_PREC_EXACT);
    }
    return block->count > 0;
}

static void judge(col_slot_spectrum *spectrum)
{
    arb_t rate, most, decided;
    const col_block *top = NULL, *unclear = NULL;
    arb_init(rate);
    arb_init(most);
    arb_init(decided);
    spectrum->zeros_counted = spectrum->attracting = COL_PROVED;
    for (size_t i = 0; i < spectrum->count; i++) {
        const col_block *block = spectrum->items[i].block;
        for (int kind = 0; kind < COL_ZERO_KINDS; kind++)
            fmpz_addmul_ui(spectrum->zeros[kind], spectrum->items[i].copies, (ulong)block->zeros[kind]);
        if (block->nonzero != COL_PROVED)
            spectrum->zeros_counted = COL_UNDECIDED;
        if (block->decaying == COL_REFUTED)
            spectrum->attracting = COL_REFUTED;
        else if (block->decaying == COL_UNDECIDED && spectrum->attracting == COL_PROVED)
            spectrum->attracting = COL_UNDECIDED;
        if (unclear == NULL && (block->decaying == COL_UNDECIDED || block->nonzero != COL_PROVED))
            unclear = block;
        if (!growth(rate, block))
            continue;
        if (top == NULL || arf_cmp(arb_midref(rate), arb_midref(decided)) > 0) {
            top = block;
            arb_set(decided, rate);
        }
        if (spectrum->worst == NULL)
            arb_set(most, rate);
        else
            arb_max(most, most, rate, ARF_PREC_EXACT);
        spectrum->worst = top;
    }
    if (spectrum->worst != NULL)
        arb_neg(spectrum->slowest, most);
    if (spectrum->attracting != COL_REFUTED && unclear != NULL)
        spectrum->worst = unclear;
    if (spectrum->attracting == COL_UNDECIDED || spectrum->zeros_counted != COL_PROVED)
        spectrum->reason = "an eigenvalue is not separated from the imaginary axis at this precision";
    for (int kind = 0; kind < COL_ZERO_KINDS; kind++)
        fmpz_add(spectrum->zero_eigenvalues, spectrum->zero_eigenvalues, spectrum->zeros[kind]);
    arb_clear(rate);
    arb_clear(most);
    arb_clear(decided);
}

void col_slot_spectrum_assemble(col_slot_spectrum *spectrum, col_blocks *blocks, const col_filling *filling)
{
    const col_head *head = col_blocks_head(blocks);
    census parts;
    reset(spectrum);
    census_init(&parts, head, filling);
    if (check_exists(spectrum, blocks, head, &parts)) {
        for (size_t i = 0; i < parts.cells; i++)
            add_cell(spectrum, blocks, head, &parts, i);
        add_empties(spectrum, blocks, head, &parts);
        judge(spectrum);
    }
    census_clear(&parts);
}

size_t col_slot_spectrum_list(acb_ptr values, fmpz *copies, size_t most, const col_slot_spectrum *spectrum)
{
    size_t written = 0;
    for (size_t i = 0; i < spectrum->count; i++) {
        const col_block *block = spectrum->items[i].block;
        for (slong j = 0; j < block->count && written < most; j++, written++) {
            acb_set(values + written, block->values + j);
            fmpz_set(copies + written, spectrum->items[i].copies);
        }
    }
    return written;
}

/* The direction, counted from 1, of the first slot of a cell; the first empty one if `vacant`. */
static slong direction_of(const col_filling *filling, size_t cell, bool vacant)
{
    if (vacant)
        return filling->count + 1;
    for (slong i = 0; i < filling->count; i++) {
        const col_slot *slot = &filling->slots[i];
        if (slot->mode == col_cell_mode(cell) && (col_cell_sign(cell) == 0 || slot->sign == col_cell_sign(cell)))
            return i + 1;
    }
    return 0;
}

/* The number of a member of a mode that has no slot of the given sign (0: none at all). */
static ulong free_number(const col_filling *filling, const col_head *head, size_t mode, int sign)
{
    ulong member = 0;
    for (bool held = true; held && member < head->modes->items[mode].multiplicity; member += held) {
        held = false;
        for (slong i = 0; i < filling->count; i++) {
            const col_slot *slot = &filling->slots[i];
            held = held || (slot->mode == mode && slot->member == member && (sign == 0 || slot->sign == sign));
        }
    }
    return col_modes_number(head->modes, mode, member);
}

static void slot_name(col_text *out, const col_filling *filling, const col_head *head, slong direction)
{
    const col_slot *slot = &filling->slots[direction - 1];
    col_text_printf(out, "%c%lu", slot->sign < 0 ? '-' : '+', col_modes_number(head->modes, slot->mode, slot->member));
}

void col_slot_spectrum_explain(col_text *out, const col_slot_spectrum *spectrum, const col_filling *filling,
    const col_head *head)
{
    const col_block *block = spectrum->worst;
    bool vacant = block->kind >= COL_BLOCK_FREE_EMPTY;
    slong direction = direction_of(filling, block->first, vacant);
    const char *verb = spectrum->attracting == COL_REFUTED ? "grows" : spectrum->attracting == COL_PROVED ? "decays slowest" : "is undecided";
    switch (block->kind) {
    case COL_BLOCK_FREE:
    case COL_BLOCK_FREE_EMPTY:
        col_text_printf(out, "mode %lu %s in direction %ld", free_number(filling, head, block->second, block->sign), verb, direction);
        if (!vacant) {
            col_text_append(out, ", which holds ");
            slot_name(out, filling, head, direction);
        } else {
            col_text_append(out, ", which is empty");
        }
        break;
    case COL_BLOCK_PAIR: {
        slong other = direction_of(filling, block->second, false);
        for (slong i = direction; block->second == block->first && i < filling->count; i++) {
            if (filling->slots[i].mode == col_cell_mode(block->first) && filling->slots[i].sign == filling->slots[direction - 1].sign) {
                other = i + 1;
                break;
            }
        }
        col_text_printf(out, "the mixing of directions %ld and %ld, which hold ", direction, other);
        slot_name(out, filling, head, direction);
        col_text_append(out, " and ");
        slot_name(out, filling, head, other);
        col_text_printf(out, ", %s", verb);
        break;
    }
    case COL_BLOCK_CELL:
        col_text_printf(out, "the amplitude of ");
        slot_name(out, filling, head, direction);
        col_text_printf(out, " in its own direction %ld %s", direction, verb);
        break;
    case COL_BLOCK_EMPTY:
        slot_name(out, filling, head, direction);
        col_text_printf(out, " in the empty direction %ld %s", filling->count + 1, verb);
        break;
    case COL_BLOCK_HEAD_EMPTY:
        col_text_printf(out, "the head in the empty directions %s", verb);
        break;
    default:
        col_text_printf(out, "a null mode %s in direction %ld", verb, direction);
        break;
    }
}
