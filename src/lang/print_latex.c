/* Formulas as LaTeX that compiles in mathematics without any package. */
#include "printer.h"

#include <ctype.h>
#include <string.h>

/* --- names -------------------------------------------------------------------------------------------------- */

static bool is_greek(const char *name, size_t length)
{
    static const char *const letters[] = {
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
        "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta",
        "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
    };
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (strlen(letters[i]) == length && memcmp(letters[i], name, length) == 0)
            return true;
    return false;
}

static void print_word(col_text *out, const char *word, size_t length)
{
    if (is_greek(word, length))
        col_text_printf(out, "\\%.*s", (int)length, word);
    else if (length == 1)
        col_text_put(out, word[0]);
    else
        col_text_printf(out, "\\mathrm{%.*s}", (int)length, word);
}

/* rho_P is \rho_{P}, W0 is W_{0}, a_b_c is a_{b,c}; underscores that part nothing are kept as they are. */
static void print_name(col_printer *printer, const char *name)
{
    size_t length = strlen(name), head = strcspn(name, "_");
    while (head > 1 && isdigit((unsigned char)name[head - 1]))
        head--;
    if (head == 0) {
        col_text_append(printer->out, "\\mathrm{");
        for (size_t i = 0; i < length; i++)
            col_text_printf(printer->out, name[i] == '_' ? "\\_" : "%c", name[i]);
        col_text_append(printer->out, "}");
        return;
    }
    print_word(printer->out, name, head);
    const char *separator = "_{";
    for (size_t at = head; at < length;) {
        at += name[at] == '_';
        size_t part = strcspn(name + at, "_");
        if (part == 0)
            continue;
        col_text_append(printer->out, separator);
        if (isdigit((unsigned char)name[at]))
            col_text_append_bytes(printer->out, name + at, part);
        else
            print_word(printer->out, name + at, part);
        separator = ",";
        at += part;
    }
    if (separator[0] == ',')
        col_text_append(printer->out, "}");
}

/* --- operations --------------------------------------------------------------------------------------------- */

static bool begins_with_sign(const col_graph *graph, col_expr e)
{
    const col_node *node = col_expr_node(graph, e);
    return node->op == COL_OP_NEG || (node->op == COL_OP_NUMBER && fmpq_sgn(col_expr_value(graph, e)) < 0);
}

static int level_of(const col_graph *graph, col_expr e)
{
    switch (col_expr_node(graph, e)->op) {
    case COL_OP_NUMBER:
        if (fmpq_sgn(col_expr_value(graph, e)) < 0)
            return COL_LEVEL_SIGNED;
        return fmpz_is_one(fmpq_denref(col_expr_value(graph, e))) ? COL_LEVEL_PRIMARY : COL_LEVEL_POWER;
    case COL_OP_ADD: case COL_OP_SUB: case COL_OP_INTEGRAL: case COL_OP_SUM: return COL_LEVEL_SUM;
    case COL_OP_MUL: return COL_LEVEL_PRODUCT;
    case COL_OP_NEG: return COL_LEVEL_SIGNED;
    case COL_OP_SYMBOL: case COL_OP_PI: return COL_LEVEL_PRIMARY;
    default: return COL_LEVEL_POWER; /* fractions and functions: parentheses only under an exponent */
    }
}

/* Would the operand's first sign be a digit, or a fraction of numbers? Then a product needs its dot. */
static bool begins_with_number(const col_graph *graph, col_expr e)
{
    const col_node *node = col_expr_node(graph, e);
    while (node->op == COL_OP_MUL || node->op == COL_OP_POW || node->op == COL_OP_DIV) {
        e = node->args[0];
        node = col_expr_node(graph, e);
    }
    return node->op == COL_OP_NUMBER;
}

static void group(col_printer *printer, const char *before, col_expr e, const char *after)
{
    col_printer_text(printer, before);
    col_printer_operand(printer, e, COL_LEVEL_SUM, false);
    col_printer_text(printer, after);
}

static void infix(col_printer *printer, const col_node *node, const char *sign, int left, int right, bool inside)
{
    col_printer_operand(printer, node->args[0], left, inside);
    col_printer_text(printer, sign);
    col_printer_operand(printer, node->args[1], right, true);
}

static void fraction(col_printer *printer, const col_node *node)
{
    group(printer, "\\frac{", node->args[0], "}{");
    group(printer, "", node->args[1], "}");
}

static void power(col_printer *printer, const col_node *node)
{
    col_printer_operand(printer, node->args[0], COL_LEVEL_PRIMARY, true);
    group(printer, "^{", node->args[1], "}");
}

static void binder(col_printer *printer, const col_node *node)
{
    bool integral = node->op == COL_OP_INTEGRAL;
    col_printer_text(printer, integral ? "\\int_{" : "\\sum_{");
    if (!integral) {
        col_printer_bound(printer, node->args[1]);
        col_printer_text(printer, "=");
    }
    group(printer, "", node->args[2], "}^{");
    group(printer, "", node->args[3], "} ");
    col_printer_operand(printer, node->args[0], COL_LEVEL_PRODUCT, true);
    if (integral) {
        col_printer_text(printer, " \\, \\mathrm{d}");
        col_printer_bound(printer, node->args[1]);
    }
}

static const char *function_name(col_op op)
{
    switch (op) {
    case COL_OP_EXP: return "\\exp";
    case COL_OP_LOG: return "\\log";
    case COL_OP_SIN: return "\\sin";
    case COL_OP_COS: return "\\cos";
    case COL_OP_TAN: return "\\tan";
    case COL_OP_ASIN: return "\\arcsin";
    case COL_OP_ACOS: return "\\arccos";
    case COL_OP_ATAN: return "\\arctan";
    case COL_OP_SINH: return "\\sinh";
    case COL_OP_COSH: return "\\cosh";
    case COL_OP_TANH: return "\\tanh";
    case COL_OP_MIN: return "\\min";
    case COL_OP_MAX: return "\\max";
    default: return "\\mathrm{erf}";
    }
}

static void function(col_printer *printer, const col_node *node)
{
    if (node->op == COL_OP_SQRT) {
        group(printer, "\\sqrt{", node->args[0], "}");
    } else if (node->op == COL_OP_ABS) {
        group(printer, "\\left|", node->args[0], "\\right|");
    } else {
        col_printer_text(printer, function_name(node->op));
        group(printer, "\\left(", node->args[0], node->arguments == 2 ? ", " : "\\right)");
        if (node->arguments == 2)
            group(printer, "", node->args[1], "\\right)");
    }
}

static void print_number(col_printer *printer, col_expr e)
{
    const fmpq *value = col_expr_value(printer->graph, e);
    char *numerator = fmpz_get_str(NULL, 10, fmpq_numref(value));
    char *denominator = fmpz_get_str(NULL, 10, fmpq_denref(value));
    if (fmpz_is_one(fmpq_denref(value)))
        col_text_append(printer->out, numerator);
    else
        col_text_printf(printer->out, "%s\\frac{%s}{%s}", numerator[0] == '-' ? "-" : "",
                        numerator + (numerator[0] == '-'), denominator);
    flint_free(numerator);
    flint_free(denominator);
}

static void print_operation(col_printer *printer, const col_node *node, bool inside)
{
    const char *times = begins_with_number(printer->graph, node->args[1]) ? " \\cdot " : " \\, ";
    switch (node->op) {
    case COL_OP_ADD: infix(printer, node, " + ", COL_LEVEL_SUM, COL_LEVEL_PRODUCT, inside); break;
    case COL_OP_SUB: infix(printer, node, " - ", COL_LEVEL_SUM, COL_LEVEL_PRODUCT, inside); break;
    case COL_OP_MUL: infix(printer, node, times, COL_LEVEL_PRODUCT, COL_LEVEL_SIGNED, inside); break;
    case COL_OP_DIV: fraction(printer, node); break;
    case COL_OP_POW: power(printer, node); break;
    case COL_OP_NEG:
        col_printer_text(printer, "-");
        col_printer_operand(printer, node->args[0], COL_LEVEL_PRODUCT, true);
        break;
    case COL_OP_INTEGRAL: case COL_OP_SUM: binder(printer, node); break;
    default: function(printer, node);
    }
}

static void print_node(col_printer *printer, const col_piece *piece)
{
    const col_node *node = col_expr_node(printer->graph, piece->e);
    size_t begin = col_printer_begin(printer);
    if (level_of(printer->graph, piece->e) < piece->level
        || (piece->inside && begins_with_sign(printer->graph, piece->e)))
        group(printer, "\\left(", piece->e, "\\right)");
    else if (node->op == COL_OP_NUMBER)
        print_number(printer, piece->e);
    else if (node->op == COL_OP_SYMBOL)
        col_printer_symbol(printer, piece->e);
    else if (node->op == COL_OP_PI)
        col_text_append(printer->out, "\\pi");
    else
        print_operation(printer, node, piece->inside);
    col_printer_end(printer, begin);
}

void col_expr_print_latex(col_text *out, const col_graph *graph, col_expr e)
{
    col_printer printer = {.out = out, .graph = graph, .node = print_node, .name = print_name, .cut_off = "\\dots"};
    col_printer_run(&printer, e);
}
