/* Tables for the page. */
#include "listing.h"

#include <collapsar/decimal.h>
#include <collapsar/html.h>

#include <string.h>

/* A table with longer texts than this stacks its cells on a narrow screen; others scroll sideways. */
#define LONGEST_TEXT 30
/* Tables of more rows than this scroll in a window of their own. */
#define LONGEST_TABLE 30

void col_listing_put_place(col_listing *listing, const char *text, const char *file, int line)
{
    col_text target;
    col_text_init(&target);
    col_text_put(&target, '#');
    col_html_anchor(&target, file, line);
    col_listing_put_link(listing, text, target.data);
    col_text_clear(&target);
}

static bool has_long_text(const col_listing *listing)
{
    for (size_t i = 0; i < listing->cell_count; i++) {
        const listing_cell *cell = &listing->cells[i];
        if (cell->present && cell->text && strlen(cell->text) > LONGEST_TEXT)
            return true;
    }
    return false;
}

/* How numbers of the column look: certified and exact ones upright, simulated ones slanted. */
static const char *class_of(const listing_column *column)
{
    return column->kind == COL_COLUMN_TEXT ? ""
        : column->kind == COL_COLUMN_NUMBER ? " class=\"n simulated\"" : " class=\"n\"";
}

/* Both ends, for whoever points at the number. */
static void print_ends(col_text *out, const col_listing *listing, const listing_cell *cell)
{
    col_text_append(out, " title=\"[");
    col_decimal_lower(out, acb_realref(cell->value), listing->digits);
    col_text_append(out, ", ");
    col_decimal_upper(out, acb_realref(cell->value), listing->digits);
    col_text_append(out, "]\"");
}

static void print_content(col_text *out, const col_listing *listing, const listing_column *column,
                          const listing_cell *cell)
{
    if (cell->target) {
        col_text_append(out, "<a href=\"");
        col_html_escape(out, cell->target);
        col_text_append(out, "\">");
    }
    if (column->kind == COL_COLUMN_TEXT) {
        col_html_word(out, cell->text);
    } else {
        col_text text;
        col_text_init(&text);
        listing_cell_print(&text, listing, column, cell);
        col_html_escape(out, text.data);
        col_text_clear(&text);
    }
    if (cell->target)
        col_text_append(out, "</a>");
}

/* The first column of text heads its row. */
static void print_cell(col_text *out, const col_listing *listing, size_t j, const listing_cell *cell)
{
    const listing_column *column = &listing->columns[j];
    bool heads = j == 0 && column->kind == COL_COLUMN_TEXT;
    col_text_append(out, heads ? "<th scope=\"row\"" : "<td");
    col_text_append(out, class_of(column));
    if (column->header[0] != '\0' && !heads) {
        col_text_append(out, " data-label=\"");
        col_html_escape(out, column->header);
        col_text_put(out, '"');
    }
    if (cell->present && column->kind == COL_COLUMN_CERTIFIED)
        print_ends(out, listing, cell);
    col_text_put(out, '>');
    if (cell->present)
        print_content(out, listing, column, cell);
    else if (listing_column_is_numeric(column))
        col_text_append(out, "\xe2\x80\x93");
    col_text_append(out, heads ? "</th>" : "</td>");
}

static void print_head(col_text *out, const col_listing *listing)
{
    col_text_append(out, "<thead><tr>");
    for (size_t j = 0; j < listing->column_count; j++) {
        const listing_column *column = &listing->columns[j];
        col_text_printf(out, "<th scope=\"col\"%s>", listing_column_is_numeric(column) ? " class=\"n\"" : "");
        col_html_escape(out, column->header);
        col_text_append(out, "</th>");
    }
    col_text_append(out, "</tr></thead>\n");
}

static void print_notes(col_text *out, const col_listing *listing)
{
    for (size_t i = 0; i < listing->note_count; i++) {
        col_text_append(out, "<p class=\"note\">");
        col_html_escape(out, listing->notes[i].text);
        col_text_append(out, "</p>\n");
    }
}

static void print_table(col_text *out, const col_listing *listing, const char *caption)
{
    size_t columns = listing->column_count, rows = col_listing_rows(listing);
    bool stacks = has_long_text(listing);
    col_text_printf(out, "<div class=\"table%s\" tabindex=\"0\">\n<table%s>\n<caption>",
                    !stacks && rows > LONGEST_TABLE ? " long" : "", stacks ? " class=\"stacks\"" : "");
    col_html_caption(out, caption);
    col_text_append(out, "</caption>\n");
    print_head(out, listing);
    col_text_append(out, "<tbody>\n");
    for (size_t i = 0; i < rows; i++) {
        col_text_append(out, "<tr>");
        for (size_t j = 0; j < columns; j++)
            print_cell(out, listing, j, &listing->cells[i * columns + j]);
        col_text_append(out, "</tr>\n");
    }
    col_text_append(out, "</tbody>\n</table>\n</div>\n");
}

void col_listing_print_html(col_text *out, const col_listing *listing, const char *caption)
{
    print_table(out, listing, caption);
    print_notes(out, listing);
    col_listing *ends = col_listing_enclosures(listing);
    if (ends) {
        col_text_append(out, "<details><summary>Enclosures</summary>\n");
        print_table(out, ends, "Every certified number lies between these bounds.");
        col_text_append(out, "</details>\n");
    }
    col_listing_free(ends);
}
