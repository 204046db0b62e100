/* The certified numbers of a table, one a row, between their two bounds. */
#include "listing.h"

#include <collapsar/decimal.h>

static bool is_enclosure(const listing_column *column)
{
    return column->kind == COL_COLUMN_CERTIFIED || column->kind == COL_COLUMN_COMPLEX;
}

/* The column that tells rows apart for people: the first that has a name and is not certified; the number of columns if
 * there is none. */
static size_t naming_column(const col_listing *listing)
{
    size_t j = 0;
    while (j < listing->column_count && (is_enclosure(&listing->columns[j]) || listing->columns[j].header[0] == '\0'))
        j++;
    return j;
}

static void put_bound(col_listing *out, const arb_t value, long digits, bool upper)
{
    col_text text, latex;
    col_text_init(&text);
    col_text_init(&latex);
    if (upper)
        col_decimal_upper(&text, value, digits);
    else
        col_decimal_lower(&text, value, digits);
    if (arb_is_finite(value))
        col_text_printf(&latex, "\\num{%s}", text.data);
    else
        col_text_append(&latex, "--");
    col_listing_put_formula(out, text.data, latex.data);
    col_text_clear(&text);
    col_text_clear(&latex);
}

/* part: "Re ", "Im " or "". */
static void put_row(col_listing *out, const col_listing *listing, size_t row, size_t j, const char *part,
                    const arb_t value)
{
    const listing_column *column = &listing->columns[j];
    size_t naming = naming_column(listing), first = row * listing->column_count;
    col_text name, quantity, latex;
    col_text_init(&name);
    col_text_init(&quantity);
    col_text_init(&latex);
    if (naming < listing->column_count)
        listing_cell_print(&name, listing, &listing->columns[naming], &listing->cells[first + naming]);
    col_text_printf(&quantity, "%s%s", part, column->header);
    if (column->latex)
        col_text_printf(&latex, "%s%s", part, column->latex);
    col_listing_put_integer(out, (slong)row + 1);
    if (naming < listing->column_count)
        col_listing_put_text(out, name.data);
    col_listing_put_formula(out, quantity.data, column->latex ? latex.data : NULL);
    put_bound(out, value, listing->digits, false);
    put_bound(out, value, listing->digits, true);
    col_text_clear(&name);
    col_text_clear(&quantity);
    col_text_clear(&latex);
}

static void put_cell(col_listing *out, const col_listing *listing, size_t row, size_t j)
{
    const listing_cell *cell = &listing->cells[row * listing->column_count + j];
    if (!cell->present)
        return;
    if (listing->columns[j].kind == COL_COLUMN_CERTIFIED) {
        put_row(out, listing, row, j, "", acb_realref(cell->value));
        return;
    }
    bool is_real = arb_is_zero(acb_imagref(cell->value));
    put_row(out, listing, row, j, is_real ? "" : "Re ", acb_realref(cell->value));
    if (!is_real)
        put_row(out, listing, row, j, "Im ", acb_imagref(cell->value));
}

col_listing *col_listing_enclosures(const col_listing *listing)
{
    size_t columns = listing->column_count, rows = col_listing_rows(listing), naming = naming_column(listing);
    bool any = false;
    for (size_t i = 0; i < rows * columns; i++)
        any = any || (listing->cells[i].present && is_enclosure(&listing->columns[i % columns]));
    if (!any)
        return NULL;
    col_listing *out = col_listing_new(listing->digits);
    col_listing_column(out, COL_COLUMN_INTEGER, "row", NULL, NULL);
    if (naming < columns)
        col_listing_column(out, COL_COLUMN_TEXT, listing->columns[naming].key, listing->columns[naming].header,
                           listing->columns[naming].latex);
    col_listing_column(out, COL_COLUMN_TEXT, "quantity", NULL, NULL);
    col_listing_column(out, COL_COLUMN_TEXT, "lower", "at least", NULL);
    col_listing_column(out, COL_COLUMN_TEXT, "upper", "at most", NULL);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            if (is_enclosure(&listing->columns[j]))
                put_cell(out, listing, i, j);
    return out;
}
