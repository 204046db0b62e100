#include <collapsar/text.h>

#include "memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reserve(col_text *text, size_t more)
{
    size_t wanted = text->length + more + 1;
    if (wanted <= text->capacity)
        return;
    size_t capacity = 2 * text->capacity;
    text->capacity = capacity > wanted ? capacity : wanted;
    text->data = col_realloc(text->data, text->capacity);
}

void col_text_init(col_text *text)
{
    text->capacity = 64;
    text->data = col_malloc(text->capacity);
    col_text_reset(text);
}

void col_text_clear(col_text *text)
{
    free(text->data);
    text->data = NULL;
    text->length = text->capacity = 0;
}

void col_text_reset(col_text *text)
{
    text->length = 0;
    text->data[0] = '\0';
}

void col_text_put(col_text *text, char c)
{
    col_text_append_bytes(text, &c, 1);
}

void col_text_append(col_text *text, const char *string)
{
    col_text_append_bytes(text, string, strlen(string));
}

void col_text_append_bytes(col_text *text, const char *bytes, size_t length)
{
    reserve(text, length);
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void col_text_printf(col_text *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length > 0) {
        reserve(text, (size_t)length);
        vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
}

char *col_text_take(col_text *text)
{
    char *string = text->data;
    col_text_init(text);
    return string;
}
