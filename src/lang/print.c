/* Formulas as text that parses back to the same node, with no more parentheses than reading needs. */
#include "printer.h"

/* A number by itself: 2 and 2/3 stand as they are, a sign in front counts as one. */
static int number_level(const fmpq *value)
{
    if (!fmpz_is_one(fmpq_denref(value)))
        return COL_LEVEL_PRODUCT;
    return fmpq_sgn(value) < 0 ? COL_LEVEL_SIGNED : COL_LEVEL_PRIMARY;
}

static int level_of(const col_graph *graph, col_expr e)
{
    switch (col_expr_node(graph, e)->op) {
    case COL_OP_NUMBER: return number_level(col_expr_value(graph, e));
    case COL_OP_ADD: case COL_OP_SUB: return COL_LEVEL_SUM;
    case COL_OP_MUL: case COL_OP_DIV: return COL_LEVEL_PRODUCT;
    case COL_OP_NEG: return COL_LEVEL_SIGNED;
    case COL_OP_POW: return COL_LEVEL_POWER;
    default: return COL_LEVEL_PRIMARY;
    }
}

static bool begins_with_sign(const col_graph *graph, col_expr e)
{
    const col_node *node = col_expr_node(graph, e);
    return node->op == COL_OP_NEG || (node->op == COL_OP_NUMBER && fmpq_sgn(col_expr_value(graph, e)) < 0);
}

static bool is_literal_divisor(const col_graph *graph, col_expr e)
{
    return col_expr_is_number(graph, e) && fmpq_sgn(col_expr_value(graph, e)) > 0
        && fmpz_is_one(fmpq_denref(col_expr_value(graph, e)));
}

static void in_parentheses(col_printer *printer, col_expr e)
{
    col_printer_text(printer, "(");
    col_printer_operand(printer, e, COL_LEVEL_SUM, false);
    col_printer_text(printer, ")");
}

/* A quotient or the negative of numbers, where the parser would read one number, keeps them apart. */
static void operand(col_printer *printer, col_expr e, int level, bool inside, bool apart)
{
    if (apart && col_expr_is_number(printer->graph, e))
        in_parentheses(printer, e);
    else
        col_printer_operand(printer, e, level, inside);
}

static void infix(col_printer *printer, const col_node *node, const char *sign, int left, int right, bool inside)
{
    bool apart = node->op == COL_OP_DIV && is_literal_divisor(printer->graph, node->args[1]);
    operand(printer, node->args[0], left, inside, apart);
    col_printer_text(printer, sign);
    col_printer_operand(printer, node->args[1], right, true);
}

static void binder(col_printer *printer, const col_node *node)
{
    col_printer_operand(printer, node->args[0], COL_LEVEL_SUM, false);
    col_printer_text(printer, ", ");
    col_printer_bound(printer, node->args[1]);
    col_printer_text(printer, " = ");
    col_printer_operand(printer, node->args[2], COL_LEVEL_SUM, false);
    col_printer_text(printer, " .. ");
    col_printer_operand(printer, node->args[3], COL_LEVEL_SUM, false);
}

static void call(col_printer *printer, const col_node *node)
{
    col_printer_text(printer, col_op_name(node->op));
    col_printer_text(printer, "(");
    if (col_op_binds(node->op))
        binder(printer, node);
    else
        for (int i = 0; i < node->arguments; i++) {
            if (i > 0)
                col_printer_text(printer, ", ");
            col_printer_operand(printer, node->args[i], COL_LEVEL_SUM, false);
        }
    col_printer_text(printer, ")");
}

static void print_number(col_printer *printer, col_expr e)
{
    char *digits = fmpq_get_str(NULL, 10, col_expr_value(printer->graph, e));
    col_text_append(printer->out, digits);
    flint_free(digits);
}

static void print_node(col_printer *printer, const col_piece *piece)
{
    const col_node *node = col_expr_node(printer->graph, piece->e);
    size_t begin = col_printer_begin(printer);
    if (level_of(printer->graph, piece->e) < piece->level
        || (piece->inside && begins_with_sign(printer->graph, piece->e))) {
        in_parentheses(printer, piece->e);
        col_printer_end(printer, begin);
        return;
    }
    switch (node->op) {
    case COL_OP_NUMBER: print_number(printer, piece->e); break;
    case COL_OP_PI: col_text_append(printer->out, "pi"); break;
    case COL_OP_SYMBOL: col_printer_symbol(printer, piece->e); break;
    case COL_OP_ADD: infix(printer, node, " + ", COL_LEVEL_SUM, COL_LEVEL_PRODUCT, piece->inside); break;
    case COL_OP_SUB: infix(printer, node, " - ", COL_LEVEL_SUM, COL_LEVEL_PRODUCT, piece->inside); break;
    case COL_OP_MUL: infix(printer, node, "*", COL_LEVEL_PRODUCT, COL_LEVEL_SIGNED, piece->inside); break;
    case COL_OP_DIV: infix(printer, node, "/", COL_LEVEL_PRODUCT, COL_LEVEL_SIGNED, piece->inside); break;
    case COL_OP_POW: infix(printer, node, "^", COL_LEVEL_PRIMARY, COL_LEVEL_POWER, piece->inside); break;
    case COL_OP_NEG:
        col_printer_text(printer, "-");
        operand(printer, node->args[0], COL_LEVEL_POWER, true, true);
        break;
    default: call(printer, node);
    }
    col_printer_end(printer, begin);
}

static void print_name(col_printer *printer, const char *name)
{
    col_text_append(printer->out, name);
}

void col_expr_print(col_text *out, const col_graph *graph, col_expr e)
{
    col_printer printer = {.out = out, .graph = graph, .node = print_node, .name = print_name, .cut_off = "..."};
    col_printer_run(&printer, e);
}
