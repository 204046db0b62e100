/* What the two printers share: a stack of pieces still to be written, so that depth costs no recursion, and the
 * names that bound symbols are printed with. */
#ifndef COL_LANG_PRINTER_H
#define COL_LANG_PRINTER_H

#include "graph.h"

/* How tightly an operation binds; an operand that binds less tightly than asked for gets parentheses. */
enum { COL_LEVEL_SUM, COL_LEVEL_PRODUCT, COL_LEVEL_SIGNED, COL_LEVEL_POWER, COL_LEVEL_PRIMARY };

typedef struct {
    const char *text; /* a fixed piece, or else: */
    col_expr e;
    int level;    /* asked for */
    bool inside;  /* behind an operator: no sign may come first */
    bool is_name; /* only the name of the bound symbol e */
} col_piece;

typedef struct col_printer col_printer;

struct col_printer {
    col_text *out;
    const col_graph *graph;
    col_piece *stack;
    size_t count, capacity;
    col_expr *renamed; /* bound symbols that would be mistaken for one further out under their own name */
    size_t renamed_count, renamed_capacity;
    /* Pushes what e is made of, or writes it. */
    void (*node)(col_printer *printer, const col_piece *piece);
    void (*name)(col_printer *printer, const char *name);
    const char *cut_off; /* stands for what is left out */
};

void col_printer_run(col_printer *printer, col_expr e);

/* Pieces go onto the stack in the order in which they are to be written: between begin and end. */
size_t col_printer_begin(const col_printer *printer);
void col_printer_text(col_printer *printer, const char *text);
void col_printer_operand(col_printer *printer, col_expr e, int level, bool inside);
void col_printer_bound(col_printer *printer, col_expr symbol);
void col_printer_end(col_printer *printer, size_t begin);

void col_printer_symbol(col_printer *printer, col_expr symbol);

#endif
