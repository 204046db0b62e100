/* Tables for programs: CSV (RFC 4180) and JSON. */
#include "listing.h"

#include <collapsar/decimal.h>
#include <collapsar/json.h>

#include "number.h"

#include <string.h>

static void print_quoted(col_text *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        col_text_append(out, text);
        return;
    }
    col_text_put(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            col_text_put(out, '"');
        col_text_put(out, *text);
    }
    col_text_put(out, '"');
}

/* Both ends, as two fields. */
static void print_ends(col_text *out, const arb_t value, long digits)
{
    col_decimal_lower(out, value, digits);
    col_text_put(out, ',');
    col_decimal_upper(out, value, digits);
}

static void print_cell(col_text *out, const col_listing *listing, const listing_column *column, const listing_cell *cell)
{
    switch (column->kind) {
    case COL_COLUMN_CERTIFIED:
        if (cell->present)
            print_ends(out, acb_realref(cell->value), listing->digits);
        else
            col_text_put(out, ',');
        break;
    case COL_COLUMN_COMPLEX:
        if (cell->present) {
            print_ends(out, acb_realref(cell->value), listing->digits);
            col_text_put(out, ',');
            print_ends(out, acb_imagref(cell->value), listing->digits);
        } else {
            col_text_append(out, ",,,");
        }
        break;
    case COL_COLUMN_NUMBER:
        if (cell->present)
            col_number_print(out, cell->number, 17);
        break;
    case COL_COLUMN_TEXT:
        if (cell->present)
            print_quoted(out, cell->text);
        break;
    default: listing_cell_print(out, listing, column, cell);
    }
}

static void print_key(col_text *out, const listing_column *column)
{
    static const char *const certified[] = {"_lo", "_hi", NULL};
    static const char *const complex_[] = {"_re_lo", "_re_hi", "_im_lo", "_im_hi", NULL};
    static const char *const plain[] = {"", NULL};
    const char *const *ends = column->kind == COL_COLUMN_CERTIFIED ? certified
        : column->kind == COL_COLUMN_COMPLEX ? complex_ : plain;
    for (size_t i = 0; ends[i]; i++) {
        col_text key;
        col_text_init(&key);
        col_text_printf(&key, "%s%s", column->key, ends[i]);
        if (i > 0)
            col_text_put(out, ',');
        print_quoted(out, key.data);
        col_text_clear(&key);
    }
}

void col_listing_print_csv(col_text *out, const col_listing *listing)
{
    size_t columns = listing->column_count, rows = col_listing_rows(listing);
    for (size_t j = 0; j < columns; j++) {
        print_key(out, &listing->columns[j]);
        col_text_append(out, j + 1 < columns ? "," : "\r\n");
    }
    for (size_t i = 0; i < rows * columns; i++) {
        size_t j = i % columns;
        print_cell(out, listing, &listing->columns[j], &listing->cells[i]);
        col_text_append(out, j + 1 < columns ? "," : "\r\n");
    }
}

static json_t *cell_json(const col_listing *listing, const listing_column *column, const listing_cell *cell)
{
    if (!cell->present)
        return json_null();
    switch (column->kind) {
    case COL_COLUMN_INTEGER: return json_integer(cell->integer);
    case COL_COLUMN_NUMBER: return col_json_number(cell->number);
    case COL_COLUMN_EXACT: return col_json_rational(cell->exact, listing->digits);
    case COL_COLUMN_CERTIFIED: return col_json_certified(acb_realref(cell->value), listing->digits);
    case COL_COLUMN_COMPLEX: return col_json_complex(cell->value, listing->digits);
    case COL_COLUMN_TEXT: break;
    }
    return col_json_text(cell->text);
}

json_t *col_listing_json(const col_listing *listing)
{
    json_t *array = json_array();
    size_t columns = listing->column_count, rows = col_listing_rows(listing);
    for (size_t i = 0; i < rows; i++) {
        json_t *row = json_object();
        for (size_t j = 0; j < columns; j++)
            json_object_set_new(row, listing->columns[j].key,
                                cell_json(listing, &listing->columns[j], &listing->cells[i * columns + j]));
        json_array_append_new(array, row);
    }
    return array;
}
