/* A growing text buffer. */
#ifndef COLLAPSAR_TEXT_H
#define COLLAPSAR_TEXT_H

#include <collapsar/status.h>

typedef struct {
    char *data; /* NUL-terminated, never NULL after init */
    size_t length, capacity;
} col_text;

void col_text_init(col_text *text);
void col_text_clear(col_text *text);
void col_text_reset(col_text *text); /* empties it, keeps the memory */

void col_text_put(col_text *text, char c);
void col_text_append(col_text *text, const char *string);
void col_text_append_bytes(col_text *text, const char *bytes, size_t length);
void col_text_printf(col_text *text, const char *format, ...) COL_PRINTF(2, 3);

/* Hands the string over; the caller frees it, text is empty again. */
char *col_text_take(col_text *text);

#endif
