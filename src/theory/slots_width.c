/* The width law (H5, B4): which splits of a width keep which modes, and which of all slot states attract. */
#include "slots_internal.h"

#include "../base/memory.h"

#include <stdlib.h>

static ulong survivors(const col_filling *filling)
{
    return col_slot_class_rank(filling, true);
}

static void add_split(col_split **splits, size_t *count, size_t *capacity, col_blocks *blocks, slong plus, slong minus, bool centred)
{
    const col_head *head = col_blocks_head(blocks);
    col_filling filling;
    col_slot_spectrum spectrum;
    col_filling_init(&filling, head->dimension);
    col_slot_spectrum_init(&spectrum);
    if (col_filling_greedy(&filling, head, plus, minus)) {
        col_slot_spectrum_assemble(&spectrum, blocks, &filling);
        *splits = col_grow(*splits, *count, capacity, sizeof **splits);
        (*splits)[(*count)++] = (col_split){.plus = plus, .minus = minus, .empty = head->dimension - plus - minus,
            .survivors = survivors(&filling), .class_rank = col_slot_class_rank(&filling, centred),
            .exists = spectrum.exists, .attracting = spectrum.attracting};
    }
    col_filling_clear(&filling);
    col_slot_spectrum_clear(&spectrum);
}

col_split *col_width_splits(size_t *count, col_blocks *blocks, bool with_empty, bool centred)
{
    const col_head *head = col_blocks_head(blocks);
    col_split *splits = NULL;
    size_t capacity = 0;
    slong undecided;
    slong most = col_head_holders(&undecided, head, col_blocks_precision(blocks));
    slong d = head->dimension;
    *count = 0;
    slong fewest = most > d / 2 ? 0 : d - 2 * most; /* directions that no slot can fill */
    for (slong plus = d < most ? d : most; plus >= 0; plus--) {
        for (slong minus = d - plus < most ? d - plus : most; minus >= 0; minus--)
            if (with_empty || d - plus - minus == fewest)
                add_split(&splits, count, &capacity, blocks, plus, minus, centred);
    }
    return splits;
}

/* Each sign of a set of slots is a top segment: whatever holds a slot has every higher mode holding that sign too, equal
 * modes standing in for each other. bits: plus slots in the even, minus slots in the odd places, by mode number. */
static bool is_top_segments(ulong bits, const ulong *rank, slong total)
{
    for (int sign = 0; sign < 2; sign++) {
        for (slong i = 0; i < total; i++)
            for (slong j = 0; j < total && !(bits >> (2 * i + sign) & 1); j++)
                if (rank[j] > rank[i] && (bits >> (2 * j + sign) & 1))
                    return false;
    }
    return true;
}

static void fill_bits(col_filling *filling, const col_head *head, ulong bits, slong total)
{
    col_text text;
    col_text_init(&text);
    for (slong i = 0; i < 2 * total; i++)
        if (bits >> i & 1)
            col_text_printf(&text, "%s%c%ld", text.length > 0 ? "," : "", i % 2 ? '-' : '+', i / 2 + 1);
    col_filling_parse(filling, head, text.length > 0 ? text.data : "0", NULL);
    col_text_clear(&text);
}

static void count_state(col_census *census, const col_slot_spectrum *spectrum, const col_filling *filling, bool top)
{
    census->states++;
    switch (spectrum->attracting) {
    case COL_PROVED:
        census->attracting++;
        census->other_attracting += !top;
        break;
    case COL_REFUTED:
        census->unstable++;
        census->top_unstable += top;
        break;
    case COL_UNDECIDED:
        census->undecided++;
        return;
    }
    if ((spectrum->attracting == COL_PROVED) == top) {
        census->agree++;
    } else if (census->against++ == 0) {
        for (slong i = 0; i < filling->count; i++)
            col_filling_push(&census->example, filling->slots[i]);
    }
}

bool col_width_census(col_census *census, col_blocks *blocks)
{
    const col_head *head = col_blocks_head(blocks);
    enum { MOST_SLOTS = 20 };
    ulong total = col_modes_total(head->modes);
    if (2 * total > MOST_SLOTS)
        return false;
    *census = (col_census){0};
    col_filling_init(&census->example, head->dimension);
    ulong rank[MOST_SLOTS];
    for (ulong i = 0; i < total; i++) {
        size_t mode = 0;
        ulong member;
        col_modes_find(&mode, &member, head->modes, i + 1);
        rank[i] = mode;
    }
    for (ulong bits = 0; bits < 1ul << (2 * total); bits++) {
        if (__builtin_popcountl(bits) > head->dimension)
            continue;
        col_filling filling;
        col_slot_spectrum spectrum;
        col_filling_init(&filling, head->dimension);
        col_slot_spectrum_init(&spectrum);
        fill_bits(&filling, head, bits, (slong)total);
        col_slot_spectrum_assemble(&spectrum, blocks, &filling);
        if (spectrum.exists == COL_PROVED)
            count_state(census, &spectrum, &filling, is_top_segments(bits, rank, (slong)total));
        else if (spectrum.exists == COL_UNDECIDED)
            census->undecided++;
        col_slot_spectrum_clear(&spectrum);
        col_filling_clear(&filling);
    }
    return true;
}

void col_census_clear(col_census *census)
{
    col_filling_clear(&census->example);
}
