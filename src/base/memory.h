/* Allocation that does not return on failure: it ends in the same place as FLINT's (flint_abort). */
#ifndef COL_BASE_MEMORY_H
#define COL_BASE_MEMORY_H

#include <stddef.h>

void *col_malloc(size_t size);
void *col_calloc(size_t count, size_t size);
void *col_calloc_large(size_t size); /* for what is swept again and again: on large pages where the system has them */
void *col_realloc(void *memory, size_t size);
char *col_strdup(const char *string);
char *col_strndup(const char *string, size_t length);

/* Room for one more element in a growing array of count elements; capacity is updated. */
void *col_grow(void *array, size_t count, size_t *capacity, size_t size);

#endif
