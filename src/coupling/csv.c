/* CSV: one line a sample, one field a label, streamed field by field. */
#include "input.h"

#include <collapsar/rational.h>

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COLUMNS_LIMIT 16777216

typedef struct {
    col_input *input;
    col_table *table;
    col_error *error;
    int separator;     /* the first one seen in the file; 0: none yet */
    col_text field;
    col_position at;   /* of the field */
    bool last;         /* it ends its line */
    size_t columns;    /* 0: no line read yet */
    int *places;       /* byte columns of the fields of the first line, for messages */
    size_t place_capacity;
    int first_line;
    fmpq_t weight;
} csv_reader;

static bool is_separator(csv_reader *reader, int c)
{
    if (reader->separator == 0 && (c == ',' || c == ';' || c == '\t'))
        reader->separator = c;
    return c == reader->separator && c != 0;
}

static bool put(csv_reader *reader, int c)
{
    if (c == 0 || c == EOF || reader->field.length == COL_INPUT_LONGEST) {
        col_error_at(reader->error, reader->at, "%s", c == EOF ? "the file ends inside quotes"
            : "a field that is not text, or longer than 4096 characters");
        return false;
    }
    col_text_put(&reader->field, (char)c);
    return true;
}

/* "...", a quote inside doubled. */
static bool read_quoted(csv_reader *reader)
{
    col_input_next(reader->input);
    for (;;) {
        int c = col_input_next(reader->input);
        if (c == '"') {
            if (col_input_peek(reader->input) != '"')
                return true;
            col_input_next(reader->input);
        }
        if (!put(reader, c))
            return false;
    }
}

/* Reads a field with the separator or line end behind it; spaces around it do not count. */
static bool read_field(csv_reader *reader)
{
    col_input *input = reader->input;
    col_text_reset(&reader->field);
    while (col_input_peek(input) == ' ')
        col_input_next(input);
    reader->at = col_input_position(input);
    if (col_input_peek(input) == '"' && !read_quoted(reader))
        return false;
    for (;;) {
        int c = col_input_next(input);
        reader->last = c == EOF || c == '\n';
        if (reader->last || is_separator(reader, c))
            break;
        if (!put(reader, c))
            return false;
    }
    while (reader->field.length > 0 && reader->field.data[reader->field.length - 1] == ' ')
        reader->field.data[--reader->field.length] = '\0';
    return true;
}

/* "nan" and "inf" are numbers too, if bad ones: they must not make a header of the line. */
static bool looks_like_number(csv_reader *reader)
{
    const char *text = reader->field.data;
    if (col_rational_parse(reader->weight, "", text, reader->field.length, NULL))
        return true;
    text += *text == '+' || *text == '-';
    return strcasecmp(text, "nan") == 0 || strcasecmp(text, "inf") == 0 || strcasecmp(text, "infinity") == 0;
}

static bool add_field(csv_reader *reader, size_t column)
{
    double value;
    bool is_double;
    if (reader->field.length == 0) {
        col_error_at(reader->error, reader->at, "empty field; expected a non-negative number");
        return false;
    }
    if (strchr(reader->field.data, ' ')) {
        col_error_at(reader->error, reader->at, "bad weight '%.40s'; expected one number, and commas, semicolons or tabs "
                                                "between the fields", reader->field.data);
        return false;
    }
    if (!col_input_weight(reader->weight, &value, &is_double, reader->field.data, reader->field.length, reader->at,
            reader->error))
        return false;
    if (is_double)
        col_table_add_double(reader->table, (uint32_t)column, value);
    else
        col_table_add_rational(reader->table, (uint32_t)column, reader->weight);
    return true;
}

static bool end_row(csv_reader *reader, size_t count, int line)
{
    col_position at = reader->at;
    at.line = line;
    if (count != reader->columns) {
        col_error_at(reader->error, reader->at, "a row of %zu %s; expected %zu as in line %d", count,
            count == 1 ? "field" : "fields", reader->columns, reader->first_line);
        return false;
    }
    col_table_end_row(reader->table, 1);
    const col_table *table = reader->table;
    if (table->start[table->rows - 1] == table->start[table->rows]) {
        at.column = 1;
        col_error_at(reader->error, at, "a row without a positive weight; every sample needs one");
        return false;
    }
    return true;
}

static bool read_row(csv_reader *reader)
{
    size_t count = 0;
    int line = reader->input->line;
    do {
        if (!read_field(reader))
            return false;
        if (count == reader->columns) {
            col_error_at(reader->error, reader->at, "a row of more than %zu fields; expected as many as in line %d",
                reader->columns, reader->first_line);
            return false;
        }
        if (!add_field(reader, count++))
            return false;
    } while (!reader->last);
    return end_row(reader, count, line);
}

static void note_place(csv_reader *reader, size_t count)
{
    if (count == reader->place_capacity) {
        reader->place_capacity = count ? 2 * count : 16;
        reader->places = col_realloc(reader->places, reader->place_capacity * sizeof *reader->places);
    }
    reader->places[count] = reader->at.column;
}

/* The first line is a header if none of its fields looks like a number, a row if the first one does. */
static bool read_first_line(csv_reader *reader)
{
    size_t count = 0, name_capacity = 0;
    bool header = false;
    reader->first_line = reader->input->line;
    do {
        if (!read_field(reader))
            return false;
        bool number = looks_like_number(reader);
        if (count == 0)
            header = !number && reader->field.length > 0;
        if (count == COLUMNS_LIMIT || (header && number)) {
            col_error_at(reader->error, reader->at, header && number
                ? "a number in a line that names the labels; expected names or numbers only"
                : "more than 16,777,216 fields");
            return false;
        }
        note_place(reader, count);
        if (header) {
            reader->table->names = col_grow(reader->table->names, count, &name_capacity, sizeof *reader->table->names);
            reader->table->names[count] = col_strdup(reader->field.data);
            reader->table->columns = count + 1;
        } else if (!add_field(reader, count)) {
            return false;
        }
        count++;
    } while (!reader->last);
    reader->columns = count;
    return header || end_row(reader, count, reader->first_line);
}

static bool check_columns(csv_reader *reader)
{
    bool *seen = col_calloc(reader->columns, sizeof *seen);
    for (size_t e = 0; e < reader->table->entries; e++)
        seen[reader->table->column[e]] = true;
    size_t zero = 0;
    while (zero < reader->columns && seen[zero])
        zero++;
    free(seen);
    if (zero == reader->columns)
        return true;
    col_position at = {reader->input->name, reader->first_line, reader->places[zero]};
    if (reader->table->names != NULL)
        col_error_at(reader->error, at, "label '%.200s' has no positive weight; every label needs one",
            reader->table->names[zero]);
    else
        col_error_at(reader->error, at, "column %zu has no positive weight; every label needs one", zero + 1);
    return false;
}

bool col_read_csv(col_table *table, col_input *input, col_error *error)
{
    csv_reader reader = {.input = input, .table = table, .error = error};
    col_text_init(&reader.field);
    fmpq_init(reader.weight);
    bool good = true;
    while (good && col_input_line(input))
        good = reader.columns == 0 ? read_first_line(&reader) : read_row(&reader);
    if (good && table->rows == 0) {
        col_error_at(error, col_input_position(input), "no rows; expected one line a sample");
        good = false;
    }
    good = good && check_columns(&reader);
    fmpq_clear(reader.weight);
    col_text_clear(&reader.field);
    free(reader.places);
    return good;
}
