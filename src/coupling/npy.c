/* NPY, the format of numpy.save: a header that is a Python dictionary, then the raw numbers. Fortran order is read block
 * of rows by block of rows from all columns at once, so that neither order needs more than the table and a block. */
#include "input.h"

#include "../base/memory.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_LIMIT 1048576
#define COLUMNS_LIMIT 16777216
#define BLOCK 4194304 /* bytes */

typedef struct {
    char kind;          /* b, i, u, f */
    size_t size;        /* bytes of a number */
    bool swap, fortran;
    uint64_t rows, columns;
} npy_layout;

typedef struct {
    col_input *input;
    col_table *table;
    col_error *error;
    npy_layout layout;
} npy_reader;

static bool bad(npy_reader *reader, const char *what)
{
    col_error_at(reader->error, (col_position){reader->input->name, 0, 0}, "bad NPY file: %s", what);
    return false;
}

static bool machine_is_little(void)
{
    uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 1;
}

/* The value behind 'key': in the header; NULL if the key is missing. */
static const char *header_value(const char *header, const char *key)
{
    const char *at = strstr(header, key);
    if (at == NULL)
        return NULL;
    at += strlen(key);
    while (*at == ' ' || *at == ':')
        at++;
    return at;
}

/* '<i8': byte order, kind and size in bytes. */
static bool parse_type(npy_reader *reader, const char *text)
{
    npy_layout *layout = &reader->layout;
    if (text == NULL || (*text != '\'' && *text != '"'))
        return bad(reader, "its numbers are not of one plain type; expected integers or floats");
    char order = text[1], *end;
    layout->kind = text[2];
    if (strchr("<>|=", order) == NULL || order == '\0' || strchr("biuf", layout->kind) == NULL || layout->kind == '\0'
        || !isdigit((unsigned char)text[3]))
        return bad(reader, "unknown type of numbers; expected booleans, integers or floats");
    layout->size = (size_t)strtoul(text + 3, &end, 10);
    bool good = *end == text[0];
    switch (layout->kind) {
    case 'b': good = good && layout->size == 1; break;
    case 'f': good = good && (layout->size == 2 || layout->size == 4 || layout->size == 8); break;
    default: good = good && (layout->size == 1 || layout->size == 2 || layout->size == 4 || layout->size == 8);
    }
    layout->swap = (order == '<' && !machine_is_little()) || (order == '>' && machine_is_little());
    return good || bad(reader, "unknown size of numbers; expected integers of 1 to 8 bytes or floats of 2, 4 or 8");
}

/* (N, K) */
static bool parse_shape(npy_reader *reader, const char *text)
{
    uint64_t sides[2];
    if (text == NULL || *text != '(')
        return bad(reader, "it gives no shape");
    text++;
    for (int side = 0; side < 2; side++) {
        while (*text == ' ' || *text == ',')
            text++;
        char *end;
        size_t digits = strspn(text, "0123456789");
        if (digits == 0 || digits > 15)
            return bad(reader, "its shape is not N x K; expected two dimensions");
        sides[side] = strtoull(text, &end, 10);
        text = end;
    }
    text += strspn(text, " ,");
    if (*text != ')')
        return bad(reader, "its shape is not N x K; expected two dimensions");
    if (sides[0] == 0 || sides[1] == 0 || sides[1] > COLUMNS_LIMIT)
        return bad(reader, "it has no rows, or no columns, or more than 16,777,216 columns");
    reader->layout.rows = sides[0];
    reader->layout.columns = sides[1];
    return true;
}

static bool parse_header(npy_reader *reader, const char *header)
{
    const char *order = header_value(header, "'fortran_order'");
    if (order == NULL || (strncmp(order, "True", 4) != 0 && strncmp(order, "False", 5) != 0))
        return bad(reader, "it does not give its order");
    reader->layout.fortran = *order == 'T';
    return parse_type(reader, header_value(header, "'descr'")) && parse_shape(reader, header_value(header, "'shape'"));
}

static bool read_header(npy_reader *reader)
{
    unsigned char start[8], length[4];
    if (col_input_read(reader->input, start, 8) < 8 || start[6] < 1 || start[6] > 3)
        return bad(reader, "unknown version; expected 1, 2 or 3");
    size_t width = start[6] == 1 ? 2 : 4, size = 0;
    if (col_input_read(reader->input, length, width) < width)
        return bad(reader, "it ends in its header");
    for (size_t i = width; i-- > 0;)
        size = 256 * size + length[i];
    if (size > HEADER_LIMIT)
        return bad(reader, "its header is longer than a megabyte");
    char *header = col_malloc(size + 1);
    header[col_input_read(reader->input, header, size)] = '\0';
    bool good = strlen(header) == size ? parse_header(reader, header) : bad(reader, "it ends in its header");
    free(header);
    return good;
}

static double half_to_double(uint16_t bits)
{
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    double size = exponent == 31 ? (fraction ? NAN : INFINITY)
        : exponent == 0 ? ldexp(fraction, -24) : ldexp(1024 + fraction, exponent - 25);
    return bits >> 15 ? -size : size;
}

static double float_value(const unsigned char *bytes, size_t size)
{
    uint16_t half;
    float single;
    double value;
    switch (size) {
    case 2: memcpy(&half, bytes, 2); return half_to_double(half);
    case 4: memcpy(&single, bytes, 4); return (double)single;
    default: memcpy(&value, bytes, 8); return value;
    }
}

static bool bad_number(npy_reader *reader, uint64_t row, uint64_t column, const char *what)
{
    col_error_at(reader->error, (col_position){reader->input->name, 0, 0},
        "[%llu, %llu] %s; expected a non-negative number", (unsigned long long)row, (unsigned long long)column, what);
    return false;
}

/* Whole numbers beyond 2^53 need not be doubles. */
static void add_whole(npy_reader *reader, uint32_t column, uint64_t value)
{
    if (value <= (UINT64_C(1) << 53)) {
        col_table_add_double(reader->table, column, (double)value);
        return;
    }
    fmpq_t whole;
    fmpq_init(whole);
    fmpz_set_ui(fmpq_numref(whole), value);
    col_table_add_rational(reader->table, column, whole);
    fmpq_clear(whole);
}

/* The number at bytes belongs to [row, column]. */
static bool add_number(npy_reader *reader, const unsigned char *bytes, uint64_t row, uint64_t column)
{
    unsigned char own[8];
    size_t size = reader->layout.size;
    for (size_t i = 0; i < size; i++)
        own[i] = bytes[reader->layout.swap ? size - 1 - i : i];
    if (reader->layout.kind == 'f') {
        double value = float_value(own, size);
        if (!isfinite(value))
            return bad_number(reader, row, column, "is not finite");
        if (value < 0)
            return bad_number(reader, row, column, "is negative");
        col_table_add_double(reader->table, (uint32_t)column, value);
        return true;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value |= (uint64_t)own[machine_is_little() ? i : size - 1 - i] << 8 * i;
    if (reader->layout.kind == 'i' && value >> (8 * size - 1) != 0)
        return bad_number(reader, row, column, "is negative");
    add_whole(reader, (uint32_t)column, value);
    return true;
}

static bool end_row(npy_reader *reader, uint64_t row)
{
    const col_table *table = reader->table;
    col_table_end_row(reader->table, 1);
    if (table->start[table->rows - 1] < table->start[table->rows])
        return true;
    col_error_at(reader->error, (col_position){reader->input->name, 0, 0},
        "row %llu has no positive weight; every sample needs one", (unsigned long long)row);
    return false;
}

static bool ends_early(npy_reader *reader, uint64_t row)
{
    const npy_layout *layout = &reader->layout;
    col_error_at(reader->error, (col_position){reader->input->name, 0, 0},
        "the file ends at row %llu; expected %llu x %llu numbers of %zu bytes", (unsigned long long)row,
        (unsigned long long)layout->rows, (unsigned long long)layout->columns, layout->size);
    return false;
}

static bool read_rows(npy_reader *reader)
{
    const npy_layout *layout = &reader->layout;
    size_t width = layout->columns * layout->size;
    unsigned char *row = col_malloc(width);
    bool good = true;
    for (uint64_t i = 0; i < layout->rows && good; i++) {
        good = col_input_read(reader->input, row, width) == width || ends_early(reader, i);
        for (uint64_t c = 0; c < layout->columns && good; c++)
            good = add_number(reader, row + c * layout->size, i, c);
        good = good && end_row(reader, i);
    }
    free(row);
    unsigned char more;
    if (good && col_input_read(reader->input, &more, 1) == 1)
        good = bad(reader, "it goes on after the last number");
    return good;
}

/* A stream that can be rewound, positioned at the first number: the file itself, or a temporary copy of a pipe. */
static FILE *rewindable(npy_reader *reader)
{
    col_input *input = reader->input;
    long ahead = (long)(input->end - input->begin);
    if (fseek(input->stream, -ahead, SEEK_CUR) == 0) {
        input->begin = input->end;
        return input->stream;
    }
    FILE *copy = tmpfile();
    unsigned char chunk[65536];
    size_t got;
    while (copy != NULL && (got = col_input_read(input, chunk, sizeof chunk)) > 0)
        if (fwrite(chunk, 1, got, copy) != got) {
            fclose(copy);
            copy = NULL;
        }
    if (copy == NULL)
        col_error_resource(reader->error, "%.400s: no room for a temporary copy", input->name);
    else
        rewind(copy);
    return copy;
}

/* Rows first ... first + count - 1 of every column, column after column. */
static bool read_block(unsigned char *block, FILE *stream, long origin, const npy_layout *layout, uint64_t first, uint64_t count)
{
    for (uint64_t c = 0; c < layout->columns; c++) {
        uint64_t offset = (c * layout->rows + first) * layout->size, bytes = count * layout->size;
        if (offset > (uint64_t)INT64_MAX / 2 || fseek(stream, origin + (long)offset, SEEK_SET) != 0)
            return false;
        if (fread(block + c * bytes, 1, bytes, stream) != bytes)
            return false;
    }
    return true;
}

static bool read_columns(npy_reader *reader)
{
    const npy_layout *layout = &reader->layout;
    FILE *stream = rewindable(reader);
    if (stream == NULL)
        return false;
    long origin = ftell(stream);
    uint64_t most = BLOCK / (layout->columns * layout->size);
    most = most == 0 ? 1 : most < layout->rows ? most : layout->rows;
    unsigned char *block = col_malloc(most * layout->columns * layout->size);
    bool good = true;
    for (uint64_t first = 0; first < layout->rows && good; first += most) {
        uint64_t count = layout->rows - first < most ? layout->rows - first : most;
        good = read_block(block, stream, origin, layout, first, count) || ends_early(reader, first);
        for (uint64_t i = 0; i < count && good; i++) {
            for (uint64_t c = 0; c < layout->columns && good; c++)
                good = add_number(reader, block + (c * count + i) * layout->size, first + i, c);
            good = good && end_row(reader, first + i);
        }
    }
    free(block);
    if (good && fgetc(stream) != EOF)
        good = bad(reader, "it goes on after the last number");
    if (stream != reader->input->stream)
        fclose(stream);
    return good;
}

bool col_read_npy(col_table *table, col_input *input, col_error *error)
{
    npy_reader reader = {.input = input, .table = table, .error = error};
    bool good = read_header(&reader) && (reader.layout.fortran ? read_columns(&reader) : read_rows(&reader));
    return good && col_table_check(table, input->name, error);
}
