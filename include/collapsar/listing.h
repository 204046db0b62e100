/* Listings: tables of results, filled once, printed as aligned text, CSV, LaTeX or JSON.
 *
 * Cells are put in row after row, column after column; the kind of a cell is its column's. Certified numbers are
 * rounded outward wherever they are printed: text and LaTeX show the digits that both ends share (and the ends,
 * where they share none), CSV has a column for each end (KEY_lo, KEY_hi), JSON an object {"lo", "hi"}. */
#ifndef COLLAPSAR_LISTING_H
#define COLLAPSAR_LISTING_H

#include <collapsar/flint.h>
#include <collapsar/text.h>
#include <jansson.h>

typedef enum {
    COL_COLUMN_TEXT,
    COL_COLUMN_INTEGER,
    COL_COLUMN_NUMBER,    /* a double: simulated or measured, never certified */
    COL_COLUMN_EXACT,     /* a rational */
    COL_COLUMN_CERTIFIED, /* a real enclosure */
    COL_COLUMN_COMPLEX    /* a complex enclosure; CSV: KEY_re_lo, KEY_re_hi, KEY_im_lo, KEY_im_hi */
} col_column_kind;

typedef struct col_listing col_listing;

col_listing *col_listing_new(long digits); /* digits: how many to show of certified and plain numbers */
void col_listing_free(col_listing *listing); /* NULL is allowed */

/* Declares a column, before the first cell is put. key: its name in CSV and JSON; header: in text (NULL: key);
 * latex: in LaTeX, as it stands (NULL: the header, escaped). */
void col_listing_column(col_listing *listing, col_column_kind kind, const char *key, const char *header, const char *latex);

/* Puts the next cell. The column must be of that kind; otherwise the program is at fault and stops (flint_abort). */
void col_listing_put_text(col_listing *listing, const char *text);
void col_listing_put_formula(col_listing *listing, const char *text, const char *latex); /* in a text column */
void col_listing_put_link(col_listing *listing, const char *text, const char *target); /* a link in HTML, else text */
void col_listing_put_integer(col_listing *listing, slong value);
void col_listing_put_number(col_listing *listing, double value);
void col_listing_put_exact(col_listing *listing, const fmpq_t value);
void col_listing_put_certified(col_listing *listing, const arb_t value);
void col_listing_put_complex(col_listing *listing, const acb_t value);

/* A link to the line of a source on the same page (col_html_source). */
void col_listing_put_place(col_listing *listing, const char *text, const char *file, int line);

void col_listing_put_none(col_listing *listing); /* an empty cell, in a column of any kind; JSON: null */

/* A line of text below the rows so far, across all columns: in text and (below the table) in HTML, left out of CSV,
 * LaTeX and JSON. */
void col_listing_put_note(col_listing *listing, const char *text);

size_t col_listing_rows(const col_listing *listing); /* complete rows so far */

void col_listing_print(col_text *out, const col_listing *listing);     /* aligned, headers above, one line a row */
void col_listing_print_csv(col_text *out, const col_listing *listing); /* RFC 4180, with a header line, CRLF line ends */

/* A table environment with booktabs rules and siunitx numbers, \label{label} and caption (LaTeX). It may be
 * \input into a document that loads booktabs and siunitx, and compiles alone as well. */
void col_listing_print_latex(col_text *out, const col_listing *listing, const char *label, const char *caption);

/* A table for a page (html.h), with the caption, which is LaTeX; the certified numbers with both bounds follow, folded up.
 * Simulated numbers look different from certified ones. Tables with long texts stack their cells on narrow screens. */
void col_listing_print_html(col_text *out, const col_listing *listing, const char *caption);

/* A new listing with one row a certified number (the two parts of a complex one): the row that it stands in, its column,
 * and its lower and upper bound. NULL if the listing holds no certified number. */
col_listing *col_listing_enclosures(const col_listing *listing);

/* Appends a complex enclosure as people read it: "a + b i", each part as col_decimal_short prints it, the imaginary one
 * left out if it is exactly zero. */
void col_listing_complex(col_text *out, const acb_t value, long digits);

/* An array with one object a row, keyed by the columns' keys. */
json_t *col_listing_json(const col_listing *listing);

#endif
