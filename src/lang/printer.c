#include "printer.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST 1048576 /* bytes: a small graph may stand for a formula of any length */

static void push(col_printer *printer, col_piece piece)
{
    printer->stack = col_grow(printer->stack, printer->count, &printer->capacity, sizeof *printer->stack);
    printer->stack[printer->count++] = piece;
}

size_t col_printer_begin(const col_printer *printer)
{
    return printer->count;
}

void col_printer_text(col_printer *printer, const char *text)
{
    push(printer, (col_piece){.text = text});
}

void col_printer_operand(col_printer *printer, col_expr e, int level, bool inside)
{
    push(printer, (col_piece){.e = e, .level = level, .inside = inside});
}

void col_printer_bound(col_printer *printer, col_expr symbol)
{
    push(printer, (col_piece){.e = symbol, .is_name = true});
}

void col_printer_end(col_printer *printer, size_t begin)
{
    for (size_t i = begin, j = printer->count; i + 1 < j; i++) {
        col_piece piece = printer->stack[i];
        printer->stack[i] = printer->stack[--j];
        printer->stack[j] = piece;
    }
}

void col_printer_symbol(col_printer *printer, col_expr symbol)
{
    const char *name = col_expr_name(printer->graph, symbol);
    for (size_t i = 0; i < printer->renamed_count; i++)
        if (printer->renamed[i] == symbol) {
            col_text text;
            col_text_init(&text);
            col_text_printf(&text, "%s_bound%u", name, col_expr_node(printer->graph, symbol)->args[0]);
            printer->name(printer, text.data);
            col_text_clear(&text);
            return;
        }
    printer->name(printer, name);
}

/* A binder's symbol needs another name if its body also contains the symbol of a binder further out (a higher
 * level) that has the same name. The parser never builds such a formula; derivatives of integrals may. */
static void rename_if_hidden(col_printer *printer, const col_expr *order, size_t count, const col_node *binder)
{
    const col_graph *graph = printer->graph;
    const char *name = col_expr_name(graph, binder->args[1]);
    for (size_t i = 0; i < count; i++) {
        const col_node *other = col_expr_node(graph, order[i]);
        if (other->op != COL_OP_SYMBOL || other->args[0] <= binder->payload
            || strcmp(col_expr_name(graph, order[i]), name) != 0
            || !col_expr_contains(graph, binder->args[0], order[i]))
            continue;
        printer->renamed = col_grow(printer->renamed, printer->renamed_count, &printer->renamed_capacity,
                                    sizeof *printer->renamed);
        printer->renamed[printer->renamed_count++] = binder->args[1];
        return;
    }
}

static void find_renamed(col_printer *printer, col_expr e)
{
    if (col_expr_node(printer->graph, e)->arguments == 0 || col_expr_node(printer->graph, e)->payload < 2)
        return; /* no binder in another one */
    size_t count;
    col_expr *order = col_expr_reachable(&count, printer->graph, e);
    for (size_t i = 0; i < count; i++) {
        const col_node *node = col_expr_node(printer->graph, order[i]);
        if (col_op_binds(node->op))
            rename_if_hidden(printer, order, count, node);
    }
    free(order);
}

void col_printer_run(col_printer *printer, col_expr e)
{
    size_t start = printer->out->length;
    find_renamed(printer, e);
    col_printer_operand(printer, e, COL_LEVEL_SUM, false);
    while (printer->count > 0 && printer->out->length - start < LONGEST) {
        col_piece piece = printer->stack[--printer->count];
        if (piece.text)
            col_text_append(printer->out, piece.text);
        else if (piece.is_name)
            col_printer_symbol(printer, piece.e);
        else
            printer->node(printer, &piece);
    }
    if (printer->count > 0)
        col_text_append(printer->out, printer->cut_off);
    free(printer->stack);
    free(printer->renamed);
}
