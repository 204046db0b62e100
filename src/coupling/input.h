/* Text input, a character at a time with positions, and words of a line: shared by the readers of CSV and edge lists. */
#ifndef COL_COUPLING_INPUT_H
#define COL_COUPLING_INPUT_H

#include <collapsar/status.h>
#include <collapsar/table.h>
#include <collapsar/text.h>
#include <stdio.h>

typedef struct {
    FILE *stream;
    const char *name;      /* in messages */
    unsigned char *buffer; /* what was read ahead to tell the format */
    size_t begin, end, capacity;
    int line, column;      /* of the next character */
} col_input;

#define COL_INPUT_LONGEST 4096 /* longest field or word */

/* file "-" is standard input. False, with error set, if it cannot be opened. */
bool col_input_open(col_input *input, const char *file, col_error *error);
/* Closes it; false, with error set, if reading had failed. */
bool col_input_close(col_input *input, col_error *error);

bool col_input_fill(col_input *input);              /* reads more; false at the end */
size_t col_input_read(col_input *input, void *out, size_t size); /* raw bytes; fewer at the end */
int col_input_peek(col_input *input);               /* EOF at the end */
int col_input_next(col_input *input);               /* moves the position; "\r\n" counts as '\n' */
void col_input_skip_line(col_input *input);
col_position col_input_position(const col_input *input);

/* Moves past blank lines and lines that start with '#', and past spaces at the start of a line; false at the end. */
bool col_input_line(col_input *input);

/* The next word of the line (up to white space, a comma or a semicolon); false, with word empty, at the end of the line or,
 * with error set, if it is too long. */
bool col_input_word(col_text *word, col_position *at, col_input *input, col_error *error);

/* Words to numbers 0, 1, 2, ... in the order of their first appearance. */
typedef struct {
    char **words;
    size_t count, capacity;
    uint32_t *slots; /* number + 1; 0: free */
    size_t size;
} col_words;

void col_words_init(col_words *names);
void col_words_clear(col_words *names);
uint32_t col_words_number(col_words *names, const char *word); /* UINT32_MAX if there are too many */

/* A weight as typed. False, with error set at `at`, unless it is a non-negative number within 1e+-300, or zero. */
bool col_input_weight(fmpq_t weight, double *value, bool *is_double, const char *text, size_t length, col_position at, col_error *error);

/* Entries that lie row after row, row i ending before ends[i], become the rows of a table that has none yet. */
void col_table_fold_rows(col_table *table, const size_t *ends, size_t rows);

/* The readers; table is empty and initialised. On failure what they leave in the table is still to be cleared. */
bool col_read_csv(col_table *table, col_input *input, col_error *error);
bool col_read_npy(col_table *table, col_input *input, col_error *error);
bool col_read_edges(col_table *table, col_input *input, col_error *error);

#endif
