/* Lines and fenced blocks, after CommonMark: a fence is three or more ` or ~ on a line of their own, closed by at
 * least as many of the same; the first word after it marks the block. Only a fence's own indentation is taken off
 * its lines. Where CommonMark would read on silently, such as at a block that is never closed, we report. */
#include "source.h"

#include <string.h>

#define MARK "collapsar"

void col_source_init(col_source *source, const char *file, const char *text, size_t length, bool markdown,
                     col_error *error)
{
    bool byte_order_mark = length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
    *source = (col_source){
        .file = file, .text = text, .length = length, .offset = byte_order_mark ? 3 : 0,
        .markdown = markdown, .first = true, .error = error,
    };
}

/* The next line of the file, of whatever kind. */
static bool read_line(col_source *source, col_line *line)
{
    if (source->offset >= source->length)
        return false;
    const char *start = source->text + source->offset;
    const char *end = memchr(start, '\n', source->length - source->offset);
    size_t length = end ? (size_t)(end - start) : source->length - source->offset;
    source->offset += length + (end ? 1 : 0);
    if (length > 0 && start[length - 1] == '\r')
        length--;
    *line = (col_line){.start = start, .length = length, .line = ++source->line, .column = 1};
    return true;
}

static size_t count_blanks(const char *start, size_t length)
{
    size_t n = 0;
    while (n < length && (start[n] == ' ' || start[n] == '\t'))
        n++;
    return n;
}

/* How many fence characters stand at the line's beginning, after blanks: 0 if there are fewer than three. */
static size_t fence_at(const col_line *line, size_t *indent)
{
    *indent = count_blanks(line->start, line->length);
    size_t n = *indent;
    char c = n < line->length ? line->start[n] : '\0';
    if (c != '`' && c != '~')
        return 0;
    while (n < line->length && line->start[n] == c)
        n++;
    size_t length = n - *indent;
    bool info_is_code = c == '`' && n < line->length && memchr(line->start + n, '`', line->length - n);
    return length >= 3 && !info_is_code ? length : 0;
}

static bool is_marked(const col_line *line, size_t from)
{
    from += count_blanks(line->start + from, line->length - from);
    size_t left = line->length - from, mark = strlen(MARK);
    if (left < mark || memcmp(line->start + from, MARK, mark) != 0)
        return false;
    return left == mark || strchr(" \t{,", line->start[from + mark]) != NULL;
}

/* A program block within a quotation or behind a list's mark would be passed over in silence. */
static bool is_hidden_block(const col_line *line)
{
    size_t n = 0;
    while (n < line->length && strchr("> \t*+-.)0123456789", line->start[n]) && line->start[n])
        n++;
    if (n == 0 || n >= line->length)
        return false;
    col_line rest = {.start = line->start + n, .length = line->length - n};
    size_t indent, length = fence_at(&rest, &indent);
    return length > 0 && is_marked(&rest, length);
}

/* Inside a block that is no program: a program's fence here means that the block around it was to be closed
 * before, or is to have a longer fence. */
static bool check_hidden_in_block(const col_source *source, const col_line *line)
{
    size_t indent, length = fence_at(line, &indent);
    if (length < source->fence_length || line->start[indent] != source->fence || !is_marked(line, indent + length))
        return true;
    col_position at = {.file = source->file, .line = line->line, .column = (int)indent + 1};
    col_error_at(source->error, at, "a block marked `collapsar` inside the block of line %d, expected that one to be "
                                    "closed before, or to have a longer fence",
                 source->fence_at.line);
    return false;
}

/* A line of prose; it may open a block. */
static bool read_prose(col_source *source, const col_line *line)
{
    size_t indent, length = fence_at(line, &indent);
    col_position at = {.file = source->file, .line = line->line, .column = (int)indent + 1};
    if (length == 0) {
        if (!is_hidden_block(line))
            return true;
        col_error_at(source->error, at, "a block marked `collapsar` inside a quotation or behind a list's mark, "
                                        "expected its fence at the beginning of the line");
        return false;
    }
    source->fence = line->start[indent];
    source->fence_length = length;
    source->fence_indent = indent;
    source->fence_at = at;
    source->marked = is_marked(line, indent + length);
    source->blocks += source->marked;
    source->first = true;
    return true;
}

static bool closes(const col_source *source, const col_line *line)
{
    size_t indent, length = fence_at(line, &indent);
    if (length < source->fence_length || line->start[indent] != source->fence)
        return false;
    size_t after = indent + length;
    return after + count_blanks(line->start + after, line->length - after) == line->length;
}

static void take_off_indentation(col_line *line, size_t indent)
{
    size_t blanks = count_blanks(line->start, line->length);
    size_t taken = blanks < indent ? blanks : indent;
    line->start += taken;
    line->length -= taken;
    line->column += (int)taken;
}

bool col_source_next(col_source *source, col_line *line)
{
    while (read_line(source, line)) {
        if (!source->markdown || (source->fence && source->marked && !closes(source, line))) {
            take_off_indentation(line, source->fence_indent);
            line->first = source->first;
            source->first = false;
            return true;
        }
        if (!source->fence) {
            if (!read_prose(source, line))
                return false;
        } else if (closes(source, line)) {
            source->fence = '\0';
        } else if (!check_hidden_in_block(source, line)) {
            return false;
        }
    }
    if (source->fence)
        col_error_at(source->error, source->fence_at, "this block is never closed, expected a line with its closing "
                                                      "fence");
    return false;
}

bool col_source_has_block(const char *text, size_t length)
{
    col_source source;
    col_line line;
    col_source_init(&source, "", text, length, true, NULL);
    while (source.blocks == 0 && read_line(&source, &line)) {
        if (!source.fence)
            read_prose(&source, &line);
        else if (closes(&source, &line))
            source.fence = '\0';
    }
    return source.blocks > 0;
}
