#include "input.h"

#include <collapsar/rational.h>

#include "../base/memory.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 65536
#define NAMES_LIMIT 0x7fffffffu

bool col_input_open(col_input *input, const char *file, col_error *error)
{
    memset(input, 0, sizeof *input);
    bool standard = strcmp(file, "-") == 0;
    input->name = standard ? "standard input" : file;
    input->stream = standard ? stdin : fopen(file, "rb");
    input->line = input->column = 1;
    if (input->stream == NULL) {
        col_error_input(error, "%.400s: cannot be opened: %s", file, strerror(errno));
        return false;
    }
    input->capacity = CHUNK;
    input->buffer = col_malloc(CHUNK);
    return true;
}

bool col_input_close(col_input *input, col_error *error)
{
    bool failed = ferror(input->stream) != 0;
    if (failed)
        col_error_input(error, "%.400s: cannot be read", input->name);
    if (input->stream != stdin)
        fclose(input->stream);
    free(input->buffer);
    memset(input, 0, sizeof *input);
    return !failed;
}

bool col_input_fill(col_input *input)
{
    if (input->begin > 0 && input->begin == input->end)
        input->begin = input->end = 0;
    if (input->end == input->capacity)
        return true;
    size_t got = fread(input->buffer + input->end, 1, input->capacity - input->end, input->stream);
    input->end += got;
    return got > 0;
}

size_t col_input_read(col_input *input, void *out, size_t size)
{
    size_t ahead = input->end - input->begin;
    if (ahead > size)
        ahead = size;
    memcpy(out, input->buffer + input->begin, ahead);
    input->begin += ahead;
    return ahead == size ? size : ahead + fread((char *)out + ahead, 1, size - ahead, input->stream);
}

int col_input_peek(col_input *input)
{
    if (input->begin == input->end && !col_input_fill(input))
        return EOF;
    int c = input->buffer[input->begin];
    if (c != '\r')
        return c;
    /* "\r\n" reads as one '\n', and so does a lone '\r', the line end of old. */
    if (input->begin + 1 == input->end) {
        input->buffer[0] = '\r';
        input->begin = 0;
        input->end = 1;
        col_input_fill(input);
    }
    if (input->begin + 1 < input->end && input->buffer[input->begin + 1] == '\n')
        input->begin++;
    return '\n';
}

int col_input_next(col_input *input)
{
    int c = col_input_peek(input);
    if (c == EOF)
        return c;
    input->begin++;
    input->column++;
    if (c == '\n') {
        input->line++;
        input->column = 1;
    }
    return c;
}

void col_input_skip_line(col_input *input)
{
    int c;
    do
        c = col_input_next(input);
    while (c != '\n' && c != EOF);
}

col_position col_input_position(const col_input *input)
{
    return (col_position){input->name, input->line, input->column};
}

bool col_input_line(col_input *input)
{
    for (;;) {
        int c = col_input_peek(input);
        if (c == EOF)
            return false;
        if (c == '#')
            col_input_skip_line(input);
        else if (c == ' ' || c == '\n')
            col_input_next(input);
        else
            return true;
    }
}

static bool separates(int c)
{
    return c == ' ' || c == '\t' || c == ',' || c == ';';
}

bool col_input_word(col_text *word, col_position *at, col_input *input, col_error *error)
{
    col_text_reset(word);
    while (separates(col_input_peek(input)))
        col_input_next(input);
    *at = col_input_position(input);
    for (int c = col_input_peek(input); c != EOF && c != '\n' && !separates(c); c = col_input_peek(input)) {
        if (c == '\0' || word->length == COL_INPUT_LONGEST) {
            col_error_at(error, *at, "a word of more than %d characters, or no text at all", COL_INPUT_LONGEST);
            return false;
        }
        col_text_put(word, (char)col_input_next(input));
    }
    return word->length > 0;
}

void col_words_init(col_words *names)
{
    memset(names, 0, sizeof *names);
    names->size = 64;
    names->slots = col_calloc(names->size, sizeof *names->slots);
}

void col_words_clear(col_words *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->words[i]);
    free(names->words);
    free(names->slots);
    memset(names, 0, sizeof *names);
}

static size_t find_slot(const col_words *names, const char *word)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (const char *c = word; *c != '\0'; c++)
        hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
    hash ^= hash >> 29;
    size_t slot = hash & (names->size - 1);
    while (names->slots[slot] != 0 && strcmp(names->words[names->slots[slot] - 1], word) != 0)
        slot = (slot + 1) & (names->size - 1);
    return slot;
}

uint32_t col_words_number(col_words *names, const char *word)
{
    size_t slot = find_slot(names, word);
    if (names->slots[slot] != 0)
        return names->slots[slot] - 1;
    if (names->count == NAMES_LIMIT)
        return UINT32_MAX;
    names->words = col_grow(names->words, names->count, &names->capacity, sizeof *names->words);
    names->words[names->count++] = col_strdup(word);
    names->slots[slot] = (uint32_t)names->count;
    if (2 * names->count > names->size) {
        names->size *= 2;
        free(names->slots);
        names->slots = col_calloc(names->size, sizeof *names->slots);
        for (size_t i = 0; i < names->count; i++)
            names->slots[find_slot(names, names->words[i])] = (uint32_t)(i + 1);
    }
    return (uint32_t)(names->count - 1);
}

/* Most weights are small whole numbers: up to 15 digits are a double without further ado. */
static bool read_count(double *value, const char *text, size_t length)
{
    if (length == 0 || length > 15)
        return false;
    double count = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        count = 10 * count + (text[i] - '0');
    }
    *value = count;
    return true;
}

bool col_input_weight(fmpq_t weight, double *value, bool *is_double, const char *text, size_t length, col_position at,
    col_error *error)
{
    *is_double = read_count(value, text, length);
    if (*is_double)
        return true;
    int shown = length > 40 ? 40 : (int)length;
    if (!col_rational_parse(weight, "", text, length, NULL)) {
        col_error_at(error, at, "bad weight '%.*s'; expected a non-negative number such as 3, 0.25 or 1/3", shown, text);
        return false;
    }
    if (fmpq_sgn(weight) < 0) {
        col_error_at(error, at, "negative weight %.*s; expected a non-negative number", shown, text);
        return false;
    }
    double size = fmpq_is_zero(weight) ? 1 : fmpq_get_d(weight);
    if (!(size >= 1e-300 && size <= 1e300)) {
        col_error_at(error, at, "weight %.*s is out of range; expected zero or 1e-300 to 1e300", shown, text);
        return false;
    }
    return true;
}
