#ifdef __linux__
#define _DEFAULT_SOURCE /* madvise */
#endif

#include "memory.h"

#include <collapsar/flint.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

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

void *col_calloc_large(size_t size)
{
    static const size_t page = (size_t)1 << 21;
    if (size < 4 * page || size > SIZE_MAX - page)
        return col_calloc(size, 1);
    size = (size + page - 1) / page * page;
    void *memory = checked(aligned_alloc(page, size));
#ifdef MADV_HUGEPAGE
    madvise(memory, size, MADV_HUGEPAGE); /* a wish: nothing depends on it but speed */
#endif
    return memset(memory, 0, size);
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
