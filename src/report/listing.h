/* What a table holds; shared by the files that print it. */
#ifndef COL_REPORT_LISTING_H
#define COL_REPORT_LISTING_H

#include <collapsar/listing.h>

typedef struct {
    col_column_kind kind;
    char *key, *header, *latex;
} listing_column;

/* What the kind of its column uses; all zero in an empty cell. */
typedef struct {
    bool present;
    char *text, *latex, *target;
    slong integer;
    double number;
    fmpq *exact;
    acb_ptr value;
} listing_cell;

/* A line of text shown after that many rows. */
typedef struct {
    size_t rows;
    char *text;
} listing_note;

struct col_listing {
    long digits;
    listing_column *columns;
    size_t column_count, column_capacity;
    listing_cell *cells; /* row after row */
    size_t cell_count, cell_capacity;
    listing_note *notes;
    size_t note_count, note_capacity;
};

/* The cell as text prints it; nothing for an empty one. */
void listing_cell_print(col_text *out, const col_listing *listing, const listing_column *column, const listing_cell *cell);

/* Does the column hold numbers (aligned to the right)? */
bool listing_column_is_numeric(const listing_column *column);

#endif
