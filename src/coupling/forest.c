/* Connected components by union and find. */
#include "ensemble_parts.h"

#include "../base/memory.h"

#include <stdlib.h>

void col_forest_init(col_forest *forest, size_t count)
{
    forest->count = count;
    forest->parent = col_malloc(count * sizeof *forest->parent);
    for (size_t i = 0; i < count; i++)
        forest->parent[i] = i;
}

void col_forest_clear(col_forest *forest)
{
    free(forest->parent);
    forest->parent = NULL;
}

/* Halves the path on its way up. */
static size_t root_of(col_forest *forest, size_t i)
{
    while (forest->parent[i] != i) {
        forest->parent[i] = forest->parent[forest->parent[i]];
        i = forest->parent[i];
    }
    return i;
}

/* The smaller number becomes the root: roots are first nodes. */
void col_forest_join(col_forest *forest, size_t a, size_t b)
{
    a = root_of(forest, a);
    b = root_of(forest, b);
    if (a < b)
        forest->parent[b] = a;
    else
        forest->parent[a] = b;
}

size_t col_forest_number(size_t *component, col_forest *forest)
{
    size_t components = 0;
    for (size_t i = 0; i < forest->count; i++) {
        size_t root = root_of(forest, i);
        component[i] = root == i ? components++ : component[root];
    }
    return components;
}
