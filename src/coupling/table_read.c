/* Which reader a file is for. */
#include "input.h"

#include <errno.h>
#include <string.h>

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static bool read_input(col_table *table, col_input *input, const char *file, col_error *error)
{
    static const unsigned char npy[6] = {0x93, 'N', 'U', 'M', 'P', 'Y'}, mark[3] = {0xef, 0xbb, 0xbf};
    while (input->end < sizeof npy && col_input_fill(input))
        continue;
    if (ferror(input->stream)) {
        col_error_input(error, "%.400s: cannot be read: %s", input->name, strerror(errno));
        return false;
    }
    if (input->end >= sizeof npy && memcmp(input->buffer, npy, sizeof npy) == 0)
        return col_read_npy(table, input, error);
    if (input->end >= sizeof mark && memcmp(input->buffer, mark, sizeof mark) == 0)
        input->begin = sizeof mark; /* a byte order mark */
    return ends_with(file, ".edges") ? col_read_edges(table, input, error) : col_read_csv(table, input, error);
}

bool col_table_read(col_table *table, const char *file, col_error *error)
{
    col_input input;
    if (!col_input_open(&input, file, error))
        return false;
    bool good = read_input(table, &input, file, error);
    good = col_input_close(&input, error) && good;
    if (!good) {
        col_table_clear(table);
        col_table_init(table);
    }
    return good;
}
