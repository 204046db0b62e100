#include "names.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

void col_names_init(col_names *names)
{
    *names = (col_names){.table_size = 64};
    names->table = col_calloc(names->table_size, sizeof *names->table);
}

void col_names_clear(col_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i].name);
    free(names->items);
    free(names->table);
    *names = (col_names){0};
}

static bool spelled(const char *name, const char *text, size_t length)
{
    return strlen(name) == length && memcmp(name, text, length) == 0;
}

/* The slot of the name, or the free one where it belongs (FNV-1a, linear probing). */
static size_t slot_of(const col_names *names, const char *text, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    size_t slot = (size_t)hash & (names->table_size - 1);
    while (names->table[slot] && !spelled(names->items[names->table[slot] - 1].name, text, length))
        slot = (slot + 1) & (names->table_size - 1);
    return slot;
}

const col_name *col_names_find(const col_names *names, const char *name, size_t length)
{
    size_t entry = names->table[slot_of(names, name, length)];
    return entry ? &names->items[entry - 1] : NULL;
}

static void rehash(col_names *names)
{
    free(names->table);
    names->table_size *= 2;
    names->table = col_calloc(names->table_size, sizeof *names->table);
    for (size_t i = 0; i < names->count; i++)
        names->table[slot_of(names, names->items[i].name, strlen(names->items[i].name))] = i + 1;
}

void col_names_add(col_names *names, col_name name, const char *text, size_t length)
{
    name.name = col_strndup(text, length);
    names->items = col_grow(names->items, names->count, &names->capacity, sizeof *names->items);
    names->items[names->count++] = name;
    names->table[slot_of(names, text, length)] = names->count;
    if (2 * names->count > names->table_size)
        rehash(names);
}

#define STATEMENTS 9 /* the first of the words begin statements */

static const char *const words[] = {
    "model", "parameter", "assume", "variable", "let", "flow", "state", "claim", "refute", "when", "in", "as",
    "stationary", "stable", "unstable", "attracting", "modulo", "conserved", "states", "inf", "pi",
};

col_op col_function_find(const char *name, size_t length)
{
    for (col_op op = COL_OP_SQRT; op < COL_OP_COUNT; op++)
        if (spelled(col_op_name(op), name, length))
            return op;
    return COL_OP_COUNT;
}

bool col_word_is_reserved(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (spelled(words[i], name, length))
            return true;
    return col_function_find(name, length) != COL_OP_COUNT;
}

#define LONGEST_COMPARED 64

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many letters have to be put in, taken out, changed or swapped with their neighbour to make one of the other. */
static size_t distance(const char *a, size_t m, const char *b, size_t n)
{
    size_t row[3][LONGEST_COMPARED + 1];
    size_t *before = row[0], *last = row[1], *now = row[2];
    for (size_t j = 0; j <= n; j++)
        last[j] = j;
    for (size_t i = 1; i <= m; i++) {
        now[0] = i;
        for (size_t j = 1; j <= n; j++) {
            now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[n];
}

static void compare(const char **best, size_t *nearest, const char *candidate, const char *text, size_t length)
{
    size_t n = strlen(candidate);
    if (n > LONGEST_COMPARED || n + 2 < length || length + 2 < n)
        return;
    size_t d = distance(text, length, candidate, n);
    if (d < *nearest) {
        *nearest = d;
        *best = candidate;
    }
}

/* One slip is allowed, two in a longer name. */
static size_t beyond_slips(size_t length)
{
    return length < 6 ? 2 : 3;
}

const char *col_statement_nearest(const char *text, size_t length)
{
    const char *best = NULL;
    size_t nearest = beyond_slips(length);
    for (size_t i = 0; i < STATEMENTS && length <= LONGEST_COMPARED; i++)
        compare(&best, &nearest, words[i], text, length);
    return nearest < length ? best : NULL;
}

const char *col_names_nearest(const col_names *names, const char *text, size_t length, bool states)
{
    const char *best = NULL;
    if (length > LONGEST_COMPARED)
        return NULL;
    size_t nearest = beyond_slips(length);
    for (size_t i = 0; i < names->count; i++)
        if ((names->items[i].kind == COL_NAME_STATE) == states && names->items[i].kind != COL_NAME_BOUND)
            compare(&best, &nearest, names->items[i].name, text, length);
    for (col_op op = COL_OP_SQRT; op < COL_OP_COUNT && !states; op++)
        compare(&best, &nearest, col_op_name(op), text, length);
    return nearest < length ? best : NULL;
}
