/* Tables: columns, cells, and the aligned text. */
#include "listing.h"

#include <collapsar/decimal.h>

#include "../base/memory.h"
#include "number.h"

#include <stdlib.h>
#include <string.h>

col_listing *col_listing_new(long digits)
{
    col_listing *listing = col_calloc(1, sizeof *listing);
    listing->digits = digits;
    return listing;
}

static void clear_cell(listing_cell *cell)
{
    free(cell->text);
    free(cell->latex);
    free(cell->target);
    if (cell->exact) {
        fmpq_clear(cell->exact);
        free(cell->exact);
    }
    if (cell->value) {
        acb_clear(cell->value);
        free(cell->value);
    }
}

void col_listing_free(col_listing *listing)
{
    if (listing == NULL)
        return;
    for (size_t i = 0; i < listing->column_count; i++) {
        free(listing->columns[i].key);
        free(listing->columns[i].header);
        free(listing->columns[i].latex);
    }
    for (size_t i = 0; i < listing->cell_count; i++)
        clear_cell(&listing->cells[i]);
    for (size_t i = 0; i < listing->note_count; i++)
        free(listing->notes[i].text);
    free(listing->columns);
    free(listing->cells);
    free(listing->notes);
    free(listing);
}

void col_listing_column(col_listing *listing, col_column_kind kind, const char *key, const char *header, const char *latex)
{
    listing->columns = col_grow(listing->columns, listing->column_count, &listing->column_capacity, sizeof *listing->columns);
    listing->columns[listing->column_count++] = (listing_column){
        kind, col_strdup(key), col_strdup(header ? header : key), latex ? col_strdup(latex) : NULL};
}

/* The next cell, of a column of that kind. */
static listing_cell *next_cell(col_listing *listing, col_column_kind kind)
{
    if (listing->column_count == 0 || listing->columns[listing->cell_count % listing->column_count].kind != kind)
        flint_abort();
    listing->cells = col_grow(listing->cells, listing->cell_count, &listing->cell_capacity, sizeof *listing->cells);
    listing_cell *cell = &listing->cells[listing->cell_count++];
    *cell = (listing_cell){.present = true};
    return cell;
}

void col_listing_put_formula(col_listing *listing, const char *text, const char *latex)
{
    listing_cell *cell = next_cell(listing, COL_COLUMN_TEXT);
    cell->text = col_strdup(text);
    cell->latex = latex ? col_strdup(latex) : NULL;
}

void col_listing_put_text(col_listing *listing, const char *text)
{
    col_listing_put_formula(listing, text, NULL);
}

void col_listing_put_link(col_listing *listing, const char *text, const char *target)
{
    listing_cell *cell = next_cell(listing, COL_COLUMN_TEXT);
    cell->text = col_strdup(text);
    cell->target = col_strdup(target);
}

void col_listing_put_integer(col_listing *listing, slong value)
{
    next_cell(listing, COL_COLUMN_INTEGER)->integer = value;
}

void col_listing_put_number(col_listing *listing, double value)
{
    next_cell(listing, COL_COLUMN_NUMBER)->number = value;
}

void col_listing_put_exact(col_listing *listing, const fmpq_t value)
{
    fmpq *copy = col_malloc(sizeof *copy);
    fmpq_init(copy);
    fmpq_set(copy, value);
    next_cell(listing, COL_COLUMN_EXACT)->exact = copy;
}

static acb_ptr new_value(void)
{
    acb_ptr value = col_malloc(sizeof *value);
    acb_init(value);
    return value;
}

void col_listing_put_certified(col_listing *listing, const arb_t value)
{
    listing_cell *cell = next_cell(listing, COL_COLUMN_CERTIFIED);
    cell->value = new_value();
    acb_set_arb(cell->value, value);
}

void col_listing_put_complex(col_listing *listing, const acb_t value)
{
    listing_cell *cell = next_cell(listing, COL_COLUMN_COMPLEX);
    cell->value = new_value();
    acb_set(cell->value, value);
}

void col_listing_put_none(col_listing *listing)
{
    if (listing->column_count == 0)
        flint_abort();
    next_cell(listing, listing->columns[listing->cell_count % listing->column_count].kind)->present = false;
}

void col_listing_put_note(col_listing *listing, const char *text)
{
    listing->notes = col_grow(listing->notes, listing->note_count, &listing->note_capacity, sizeof *listing->notes);
    listing->notes[listing->note_count++] = (listing_note){col_listing_rows(listing), col_strdup(text)};
}

size_t col_listing_rows(const col_listing *listing)
{
    return listing->column_count ? listing->cell_count / listing->column_count : 0;
}

bool listing_column_is_numeric(const listing_column *column)
{
    return column->kind != COL_COLUMN_TEXT;
}

void col_listing_complex(col_text *out, const acb_t value, long digits)
{
    const arb_struct *im = acb_imagref(value);
    col_decimal_short(out, acb_realref(value), digits);
    if (arb_is_zero(im))
        return;
    if (arb_is_negative(im)) {
        arb_t opposite;
        arb_init(opposite);
        arb_neg(opposite, im);
        col_text_append(out, " - ");
        col_decimal_short(out, opposite, digits);
        arb_clear(opposite);
    } else {
        col_text_append(out, " + ");
        col_decimal_short(out, im, digits);
    }
    col_text_append(out, " i");
}

static void print_exact(col_text *out, const fmpq_t value)
{
    char *string = fmpq_get_str(NULL, 10, value);
    col_text_append(out, string);
    flint_free(string);
}

void listing_cell_print(col_text *out, const col_listing *listing, const listing_column *column, const listing_cell *cell)
{
    if (!cell->present)
        return;
    switch (column->kind) {
    case COL_COLUMN_TEXT: col_text_append(out, cell->text); break;
    case COL_COLUMN_INTEGER: col_text_printf(out, "%ld", (long)cell->integer); break;
    case COL_COLUMN_NUMBER: col_number_print(out, cell->number, (int)(listing->digits < 17 ? listing->digits : 17)); break;
    case COL_COLUMN_EXACT: print_exact(out, cell->exact); break;
    case COL_COLUMN_CERTIFIED: col_decimal_short(out, acb_realref(cell->value), listing->digits); break;
    case COL_COLUMN_COMPLEX: col_listing_complex(out, cell->value, listing->digits); break;
    }
}

/* Characters of UTF-8 text; those of the field's texts are all one column wide. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static void print_field(col_text *out, const char *text, size_t width, bool right, bool last)
{
    int padding = (int)(width - width_of(text));
    if (right)
        col_text_printf(out, "%*s%s", padding, "", text);
    else if (last)
        col_text_append(out, text);
    else
        col_text_printf(out, "%s%*s", text, padding, "");
    col_text_append(out, last ? "\n" : "  ");
}

static void print_notes(col_text *out, const col_listing *listing, size_t rows)
{
    for (size_t i = 0; i < listing->note_count; i++)
        if (listing->notes[i].rows == rows)
            col_text_printf(out, "%s\n", listing->notes[i].text);
}

void col_listing_print(col_text *out, const col_listing *listing)
{
    size_t columns = listing->column_count, rows = col_listing_rows(listing);
    char **texts = col_calloc(columns * rows + 1, sizeof *texts);
    size_t *widths = col_calloc(columns + 1, sizeof *widths);
    for (size_t j = 0; j < columns; j++)
        widths[j] = width_of(listing->columns[j].header);
    for (size_t i = 0; i < columns * rows; i++) {
        const listing_column *column = &listing->columns[i % columns];
        col_text text;
        col_text_init(&text);
        listing_cell_print(&text, listing, column, &listing->cells[i]);
        if (!listing->cells[i].present && listing_column_is_numeric(column))
            col_text_append(&text, "-");
        texts[i] = col_text_take(&text);
        col_text_clear(&text);
        size_t width = width_of(texts[i]);
        widths[i % columns] = width > widths[i % columns] ? width : widths[i % columns];
    }
    for (size_t j = 0; j < columns; j++)
        print_field(out, listing->columns[j].header, widths[j], listing_column_is_numeric(&listing->columns[j]),
                    j + 1 == columns);
    for (size_t i = 0; i < rows; i++) {
        print_notes(out, listing, i);
        for (size_t j = 0; j < columns; j++)
            print_field(out, texts[i * columns + j], widths[j], listing_column_is_numeric(&listing->columns[j]),
                        j + 1 == columns);
    }
    print_notes(out, listing, rows);
    for (size_t i = 0; i < columns * rows; i++)
        free(texts[i]);
    free(texts);
    free(widths);
}
