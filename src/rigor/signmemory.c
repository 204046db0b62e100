/* A memory is of one region: it keeps a copy of what the region was, and forgets when that is not the same any more. */
#include "signmemory.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_FACTS = 256 };

struct col_sign_memory {
    col_region of;
    col_region_condition *facts;
    size_t count, capacity;
};

col_sign_memory *col_sign_memory_new(void)
{
    return col_calloc(1, sizeof(col_sign_memory));
}

void col_sign_memory_free(col_sign_memory *memory)
{
    if (memory == NULL)
        return;
    col_region_clear(&memory->of);
    free(memory->facts);
    free(memory);
}

static bool same_range(const col_range *a, const col_range *b)
{
    return a->lo == b->lo && a->hi == b->hi && a->lo_open == b->lo_open && a->hi_open == b->hi_open;
}

/* The graph's expressions are unique: equal ones have equal names. */
static bool same_region(const col_region *a, const col_region *b)
{
    bool same = a->graph == b->graph && a->count == b->count && a->condition_count == b->condition_count
        && a->fixed_count == b->fixed_count;
    for (size_t i = 0; same && i < a->count; i++)
        same = a->symbols[i] == b->symbols[i] && same_range(&a->ranges[i], &b->ranges[i]);
    for (size_t i = 0; same && i < a->condition_count; i++)
        same = a->conditions[i].expression == b->conditions[i].expression
            && a->conditions[i].signs == b->conditions[i].signs;
    for (size_t i = 0; same && i < a->fixed_count; i++)
        same = a->fixed_symbols[i] == b->fixed_symbols[i] && a->fixed_values[i] == b->fixed_values[i];
    return same;
}

col_signs col_sign_recall(const col_region *region, col_expr e)
{
    const col_sign_memory *memory = region->memory;
    if (memory == NULL || memory->count == 0 || !same_region(&memory->of, region))
        return COL_SIGN_ANY;
    for (size_t i = 0; i < memory->count; i++)
        if (memory->facts[i].expression == e)
            return memory->facts[i].signs;
    return COL_SIGN_ANY;
}

void col_sign_remember(const col_region *region, col_expr e, col_signs signs)
{
    col_sign_memory *memory = region->memory;
    if (memory == NULL || e == COL_EXPR_NONE)
        return;
    if (memory->count == 0 || !same_region(&memory->of, region)) {
        col_region_clear(&memory->of);
        col_region_copy(&memory->of, region);
        memory->count = 0;
    }
    if (memory->count == MOST_FACTS)
        return;
    memory->facts = col_grow(memory->facts, memory->count, &memory->capacity, sizeof *memory->facts);
    memory->facts[memory->count++] = (col_region_condition){e, signs};
}
