/* The program lines of a derivation file: all lines of a plain file, the blocks marked `collapsar` of Markdown. */
#ifndef COL_LANG_SOURCE_H
#define COL_LANG_SOURCE_H

#include <collapsar/status.h>

typedef struct {
    const char *start; /* without the line's end; a block's indentation is taken off */
    size_t length;
    int line, column; /* of start, from 1 */
    bool first;       /* of the file or of its block: it continues nothing */
} col_line;

/* A reader, small enough to be copied to look ahead. */
typedef struct {
    const char *file, *text;
    size_t length, offset;
    int line;
    bool markdown;
    bool first; /* the next program line is the first of its block */
    char fence; /* '`' or '~' inside a fenced block, else 0 */
    size_t fence_length, fence_indent;
    bool marked; /* the block is a program */
    col_position fence_at;
    size_t blocks; /* marked ones, so far */
    col_error *error;
} col_source;

void col_source_init(col_source *source, const char *file, const char *text, size_t length, bool markdown,
                     col_error *error);

/* The next program line; false at the end, and (with the error set) at a block that is never closed. */
bool col_source_next(col_source *source, col_line *line);

/* Has the text a block marked `collapsar`? */
bool col_source_has_block(const char *text, size_t length);

#endif
