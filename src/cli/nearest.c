/* The word that was probably meant. */
#include "options.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Insertions, deletions, replacements and swaps of neighbours that turn a into b (optimal string alignment). */
static size_t distance(const char *a, const char *b)
{
    size_t m = strlen(a), n = strlen(b), width = n + 1;
    size_t *table = col_calloc((m + 1) * width, sizeof *table);
    for (size_t i = 0; i <= m; i++) {
        for (size_t j = 0; j <= n; j++) {
            size_t *cell = &table[i * width + j];
            if (i == 0 || j == 0) {
                *cell = i + j;
                continue;
            }
            *cell = least(least(cell[-1], cell[-(ptrdiff_t)width]) + 1, cell[-(ptrdiff_t)width - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                *cell = least(*cell, table[(i - 2) * width + j - 2] + 1);
        }
    }
    size_t result = table[m * width + n];
    free(table);
    return result;
}

const char *col_nearest(const char *word, const char *const *candidates)
{
    const char *nearest = NULL;
    size_t length = strlen(word);
    size_t bound = length < 4 ? 2 : 3; /* candidates this far away or farther are not suggested */
    if (length > 40)
        return NULL;
    for (; *candidates; candidates++) {
        size_t away = distance(word, *candidates);
        bool begins = length >= 3 && strncmp(word, *candidates, length) == 0;
        if (begins && away >= bound)
            away = bound - 1;
        if (away < bound && away < strlen(*candidates)) {
            bound = away ? away : 1;
            nearest = *candidates;
        }
    }
    return nearest;
}
