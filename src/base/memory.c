#include "memory.h"

#include <collapsar/flint.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *memory)
{
    if (memory == NULL) {
        fputs("collapsar: out of memory\n", stderr);
        flint_abort();
    }
    return memory;
}

void *col_malloc(size_t size)
{
    return checked(malloc(size ? size : 1));
}

void *col_calloc(size_t count, size_t size)
{
    return checked(calloc(count ? count : 1, size ? size : 1));
}

void *col_realloc(void *memory, size_t size)
{
    return checked(realloc(memory, size ? size : 1));
}

char *col_strdup(const char *string)
{
    return col_strndup(string, strlen(string));
}

char *col_strndup(const char *string, size_t length)
{
    char *copy = col_malloc(length + 1);
    memcpy(copy, string, length);
    copy[length] = '\0';
    return copy;
}

void *col_grow(void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return array;
    size_t wanted = *capacity ? 2 * *capacity : 8;
    if (wanted > SIZE_MAX / 2 / size)
        return checked(NULL);
    *capacity = wanted;
    return col_realloc(array, wanted * size);
}
