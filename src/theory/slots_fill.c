/* Fillings: which mode sits in which direction, with which sign. */
#include <collapsar/slots.h>

#include "../base/memory.h"
#include "slots_internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

void col_filling_init(col_filling *filling, slong dimension)
{
    *filling = (col_filling){.dimension = dimension};
}

void col_filling_clear(col_filling *filling)
{
    free(filling->slots);
    *filling = (col_filling){.dimension = filling->dimension};
}

void col_filling_push(col_filling *filling, col_slot slot)
{
    size_t capacity = (size_t)filling->capacity;
    filling->slots = col_grow(filling->slots, (size_t)filling->count, &capacity, sizeof *filling->slots);
    filling->capacity = (slong)capacity;
    filling->slots[filling->count++] = slot;
}

ulong col_modes_total(const col_modes *modes)
{
    ulong total = 0;
    for (size_t i = 0; i < modes->count; i++)
        total += modes->items[i].multiplicity;
    return total;
}

bool col_modes_find(size_t *mode, ulong *member, const col_modes *modes, ulong number)
{
    if (number == 0)
        return false;
    number--;
    for (size_t i = 0; i < modes->count; i++) {
        if (number < modes->items[i].multiplicity) {
            *mode = i;
            *member = number;
            return true;
        }
        number -= modes->items[i].multiplicity;
    }
    return false;
}

ulong col_modes_number(const col_modes *modes, size_t mode, ulong member)
{
    ulong number = member + 1;
    for (size_t i = 0; i < mode; i++)
        number += modes->items[i].multiplicity;
    return number;
}

static bool fill_sign(col_filling *filling, const col_head *head, slong wanted, int sign)
{
    size_t mode = 0;
    ulong member = 0;
    for (slong i = 0; i < wanted; i++) {
        while (mode < head->modes->count && member == head->modes->items[mode].multiplicity) {
            mode++;
            member = 0;
        }
        if (mode == head->modes->count)
            return false;
        col_filling_push(filling, (col_slot){mode, member++, sign});
    }
    return true;
}

bool col_filling_greedy(col_filling *filling, const col_head *head, slong plus, slong minus)
{
    col_filling_clear(filling);
    filling->dimension = head->dimension;
    if (plus >= 0 && minus >= 0 && plus <= head->dimension && minus <= head->dimension - plus
        && fill_sign(filling, head, plus, 1) && fill_sign(filling, head, minus, -1))
        return true;
    col_filling_clear(filling);
    return false;
}

static bool taken(const col_filling *filling, const col_slot *slot)
{
    for (slong i = 0; i < filling->count; i++) {
        const col_slot *other = &filling->slots[i];
        if (other->mode == slot->mode && other->member == slot->member && other->sign == slot->sign)
            return true;
    }
    return false;
}

/* One entry "+3", "-1", "2" or "0", up to a comma or the end; text moves behind it. */
static bool parse_entry(col_slot *slot, bool *empty, const col_head *head, const char **text, col_error *error)
{
    const char *at = *text;
    at += strspn(at, " \t");
    int sign = *at == '-' ? -1 : 1;
    if (*at == '-' || *at == '+')
        at++;
    size_t digits = strspn(at, "0123456789");
    ulong number = 0;
    for (size_t i = 0; i < digits && number < ULONG_MAX / 16; i++)
        number = 10 * number + (ulong)(at[i] - '0');
    const char *end = at + digits;
    end += strspn(end, " \t");
    if (digits == 0 || (*end != ',' && *end != '\0')) {
        col_error_input(error, "--slots: \"%.40s\" is no slot, expected a sign and the number of a mode, such as +1 or -2, or 0 for an empty direction", *text);
        return false;
    }
    *empty = number == 0;
    if (!*empty && !col_modes_find(&slot->mode, &slot->member, head->modes, number)) {
        col_error_input(error, "--slots: there is no mode %.*s, expected a number from 1 to %lu", (int)digits, at,
            col_modes_total(head->modes));
        return false;
    }
    slot->sign = sign;
    *text = end;
    return true;
}

bool col_filling_parse(col_filling *filling, const col_head *head, const char *text, col_error *error)
{
    slong used = 0;
    const char *at = text;
    col_filling_clear(filling);
    filling->dimension = head->dimension;
    for (bool more = true; more; used++) {
        col_slot slot;
        bool empty;
        if (!parse_entry(&slot, &empty, head, &at, error)) {
            col_filling_clear(filling);
            return false;
        }
        if (!empty && taken(filling, &slot)) {
            col_error_input(error, "--slots: %c%lu occurs twice, expected each slot at most once", slot.sign < 0 ? '-' : '+',
                col_modes_number(head->modes, slot.mode, slot.member));
            col_filling_clear(filling);
            return false;
        }
        if (!empty)
            col_filling_push(filling, slot);
        more = *at++ == ',';
    }
    if (used > head->dimension) {
        col_error_input(error, "--slots: %ld directions named, expected at most the dimension %ld", used, head->dimension);
        col_filling_clear(filling);
        return false;
    }
    return true;
}

void col_filling_print(col_text *out, const col_filling *filling, const col_modes *modes)
{
    for (slong i = 0; i < filling->count; i++) {
        const col_slot *slot = &filling->slots[i];
        col_text_printf(out, "%s%c%lu", i > 0 ? " " : "", slot->sign < 0 ? '-' : '+',
            col_modes_number(modes, slot->mode, slot->member));
    }
    if (filling->count < filling->dimension)
        col_text_printf(out, "%s%ld empty", filling->count > 0 ? " and " : "", filling->dimension - filling->count);
}

static int compare_members(const void *left, const void *right)
{
    const col_slot *a = left, *b = right;
    if (a->mode != b->mode)
        return a->mode < b->mode ? -1 : 1;
    return a->member < b->member ? -1 : a->member > b->member;
}

ulong col_slot_class_rank(const col_filling *filling, bool centred)
{
    ulong rank = 0;
    size_t count = (size_t)filling->count;
    col_slot *sorted = col_calloc(count + 1, sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] = filling->slots[i];
    qsort(sorted, count, sizeof *sorted, compare_members);
    for (size_t i = 0; i < count; i++) {
        bool mean = !centred && sorted[i].mode == 0 && sorted[i].member == 0;
        if (!mean && (i == 0 || compare_members(&sorted[i - 1], &sorted[i]) != 0))
            rank++;
    }
    free(sorted);
    return rank;
}
