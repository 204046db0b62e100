/* Tables for LaTeX: booktabs rules, siunitx numbers. */
#include "listing.h"

#include <collapsar/decimal.h>

#include "latex.h"

#include <string.h>

#define LONGEST_FLOAT 40 /* rows; longer tables break over pages */
#define WIDEST_UPRIGHT 6 /* columns; alone on its page a table of more gets a landscape one */
#define LONGEST_LINE 40  /* characters; columns with longer texts wrap them */

/* The text is a number, or "[lo, hi]". */
static void print_number(col_text *out, const char *text)
{
    if (*text == '[') {
        size_t lo = strcspn(text + 1, ","), hi = strcspn(text + lo + 3, "]");
        col_text_append(out, "$[\\num{");
        col_text_append_bytes(out, text + 1, lo);
        col_text_append(out, "}, \\num{");
        col_text_append_bytes(out, text + lo + 3, hi);
        col_text_append(out, "}]$");
    } else {
        col_text_printf(out, "\\num{%s}", text);
    }
}


static void print_certified(col_text *out, const arb_t value, long digits)
{
    if (!arb_is_finite(value)) {
        col_text_append(out, "--");
        return;
    }
    col_text text;
    col_text_init(&text);
    col_decimal_short(&text, value, digits);
    print_number(out, text.data);
    col_text_clear(&text);
}

static void print_complex(col_text *out, const acb_t value, long digits)
{
    print_certified(out, acb_realref(value), digits);
    if (arb_is_zero(acb_imagref(value)))
        return;
    col_text_append(out, " ${} + {}$ ");
    print_certified(out, acb_imagref(value), digits);
    col_text_append(out, "\\,i");
}

static void print_exact(col_text *out, const fmpq_t value)
{
    char *string = fmpq_get_str(NULL, 10, value);
    col_text_printf(out, "$%s$", string);
    flint_free(string);
}

static void print_cell(col_text *out, const col_listing *listing, const listing_column *column, const listing_cell *cell)
{
    if (!cell->present) {
        col_text_append(out, "--");
        return;
    }
    switch (column->kind) {
    case COL_COLUMN_TEXT:
        if (cell->latex)
            col_text_append(out, cell->latex);
        else
            col_latex_escape(out, cell->text);
        break;
    case COL_COLUMN_EXACT: print_exact(out, cell->exact); break;
    case COL_COLUMN_CERTIFIED: print_certified(out, acb_realref(cell->value), listing->digits); break;
    case COL_COLUMN_COMPLEX: print_complex(out, cell->value, listing->digits); break;
    case COL_COLUMN_NUMBER:
    case COL_COLUMN_INTEGER: {
        col_text text;
        col_text_init(&text);
        listing_cell_print(&text, listing, column, cell);
        if (strpbrk(text.data, "0123456789"))
            print_number(out, text.data);
        else
            col_text_append(out, text.data);
        col_text_clear(&text);
    }
    }
}

static void print_header(col_text *out, const col_listing *listing)
{
    for (size_t j = 0; j < listing->column_count; j++) {
        const listing_column *column = &listing->columns[j];
        if (column->latex)
            col_text_append(out, column->latex);
        else
            col_latex_escape(out, column->header);
        col_text_append(out, j + 1 < listing->column_count ? " & " : " \\\\\n");
    }
}

static void print_rows(col_text *out, const col_listing *listing)
{
    size_t columns = listing->column_count, rows = col_listing_rows(listing);
    for (size_t i = 0; i < rows * columns; i++) {
        print_cell(out, listing, &listing->columns[i % columns], &listing->cells[i]);
        col_text_append(out, i % columns + 1 < columns ? " & " : " \\\\\n");
    }
}

static void print_alignment(col_text *out, const col_listing *listing, size_t j)
{
    if (listing_column_is_numeric(&listing->columns[j])) {
        col_text_put(out, 'r');
        return;
    }
    size_t longest = 0;
    for (size_t i = j; i < listing->cell_count; i += listing->column_count) {
        const listing_cell *cell = &listing->cells[i];
        size_t length = cell->present && cell->latex == NULL ? strlen(cell->text) : 0;
        longest = length > longest ? length : longest;
    }
    col_text_append(out, longest > LONGEST_LINE ? ">{\\raggedright\\arraybackslash}p{0.3\\linewidth}" : "l");
}

static void print_alignments(col_text *out, const col_listing *listing)
{
    for (size_t j = 0; j < listing->column_count; j++)
        print_alignment(out, listing, j);
    col_text_append(out, "}\n");
}

static void print_rules_and_header(col_text *out, const col_listing *listing)
{
    col_text_append(out, "\\toprule\n");
    print_header(out, listing);
    col_text_append(out, "\\midrule\n");
}

/* Breaks over pages; the header is repeated, the caption is not. */
static void print_long(col_text *out, const col_listing *listing, const char *label, const char *caption)
{
    col_text_append(out, "\\begin{longtable}{");
    print_alignments(out, listing);
    col_text_printf(out, "\\caption{%s}\\label{%s}\\\\\n", caption, label);
    print_rules_and_header(out, listing);
    col_text_append(out, "\\endfirsthead\n");
    print_rules_and_header(out, listing);
    col_text_append(out, "\\endhead\n");
    print_rows(out, listing);
    col_text_append(out, "\\bottomrule\n\\end{longtable}\n");
}

static void print_float(col_text *out, const col_listing *listing, const char *label, const char *caption)
{
    col_text_printf(out, "\\begin{table}[htbp]\n\\centering\n\\caption{%s}\n\\label{%s}\n\\begin{tabular}{", caption,
                    label);
    print_alignments(out, listing);
    print_rules_and_header(out, listing);
    print_rows(out, listing);
    col_text_append(out, "\\bottomrule\n\\end{tabular}\n\\end{table}\n");
}

void col_listing_print_latex(col_text *out, const col_listing *listing, const char *label, const char *caption)
{
    bool is_wide = listing->column_count > WIDEST_UPRIGHT;
    col_latex_begin(out, is_wide ? "  \\usepackage[margin=2cm,landscape]{geometry}\n"
                                   "  \\usepackage{array,booktabs,longtable,siunitx}\n"
                                 : "  \\usepackage[margin=2cm]{geometry}\n"
                                   "  \\usepackage{array,booktabs,longtable,siunitx}\n");
    if (col_listing_rows(listing) > LONGEST_FLOAT)
        print_long(out, listing, label, caption);
    else
        print_float(out, listing, label, caption);
    col_latex_end(out);
}
