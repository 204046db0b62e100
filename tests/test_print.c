/* Printing: random formulas come back as the same node; LaTeX is balanced; what is long is cut off. */
#include "formulas.h"

#include <collapsar/document.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const char program[] = "parameter x, y, rho_P, W0\nparameter alpha > 0\n";

static col_document *small_document(void)
{
    col_error error = {0};
    col_document *document = col_document_parse("t.col", program, strlen(program), &error);
    assert_non_null(document);
    return document;
}

static col_expr parse(col_model *model, const char *text)
{
    col_error error = {0};
    col_expr e = COL_EXPR_NONE;
    if (!col_parse_expression(&e, model, "formula", text, &error))
        print_error("%s\n   in: %s\n", error.message, text);
    return e;
}

static void check_round_trip(col_model *model, col_expr e)
{
    col_text text;
    col_text_init(&text);
    col_expr_print(&text, model->graph, e);
    col_expr again = parse(model, text.data);
    if (again != e) {
        print_error("printed %s\n", text.data);
        col_text_reset(&text);
        if (again != COL_EXPR_NONE)
            col_expr_print(&text, model->graph, again);
        print_error("read    %s\n", text.data);
    }
    assert_int_equal(again, e);
    col_text_clear(&text);
}

/* Braces pair up, and so do \left and \right. */
static void check_latex(col_model *model, col_expr e)
{
    col_text text;
    col_text_init(&text);
    col_expr_print_latex(&text, model->graph, e);
    int braces = 0, pairs = 0;
    for (size_t i = 0; i < text.length; i++) {
        braces += (text.data[i] == '{') - (text.data[i] == '}');
        pairs += (strncmp(text.data + i, "\\left", 5) == 0) - (strncmp(text.data + i, "\\right", 6) == 0);
        assert_true(braces >= 0 && pairs >= 0);
    }
    assert_int_equal(braces, 0);
    assert_int_equal(pairs, 0);
    col_text_clear(&text);
}

/* Any formula of the language; keep: exactly as drawn, else simplified on the way. */
static col_expr random_formula(col_model *model, flint_rand_t state, const col_expr *bound, int depth, bool keep)
{
    col_graph *graph = model->graph;
    if (depth == 0 || n_randint(state, 8) == 0) {
        ulong leaf = n_randint(state, 8);
        if (leaf < 4)
            return random_number(graph, state, true);
        if (leaf == 4)
            return col_expr_pi(graph);
        return leaf == 5 && *bound ? *bound : model->parameters[n_randint(state, model->parameter_count)].symbol;
    }
    col_op op = COL_OP_ADD + (col_op)n_randint(state, n_randint(state, 3) ? 6 : COL_OP_COUNT - COL_OP_ADD);
    if (op == COL_OP_INTEGRAL || op == COL_OP_SUM) {
        col_expr symbol = col_expr_symbol(graph, n_randint(state, 2) ? "t" : "j");
        col_expr lo = random_formula(model, state, bound, depth - 1, keep);
        col_expr hi = random_formula(model, state, bound, depth - 1, keep);
        col_expr body = random_formula(model, state, &symbol, depth - 1, keep);
        return op == COL_OP_SUM ? col_expr_sum(graph, body, symbol, lo, hi)
                                : col_expr_integral(graph, body, symbol, lo, hi);
    }
    col_expr a = random_formula(model, state, bound, depth - 1, keep);
    if (op >= COL_OP_NEG && op <= COL_OP_ABS)
        return op == COL_OP_NEG && !keep ? col_expr_neg(graph, a) : col_expr_unary(graph, op, a);
    col_expr b = random_formula(model, state, bound, depth - 1, keep);
    switch (keep ? COL_OP_COUNT : op) {
    case COL_OP_ADD: return col_expr_add(graph, a, b);
    case COL_OP_SUB: return col_expr_sub(graph, a, b);
    case COL_OP_MUL: return col_expr_mul(graph, a, b);
    case COL_OP_DIV: return col_expr_div(graph, a, b);
    case COL_OP_POW: return col_expr_pow(graph, a, b);
    default: return col_expr_binary(graph, op, a, b);
    }
}

static void test_random_formulas(void **unused)
{
    (void)unused;
    flint_rand_t state;
    flint_randinit(state);
    col_document *document = small_document();
    col_model *model = &document->models[0];
    const col_expr none = COL_EXPR_NONE;
    for (int round = 0; round < 4000; round++) {
        col_expr e = random_formula(model, state, &none, 1 + (int)n_randint(state, 5), round % 2);
        check_round_trip(model, e);
        check_latex(model, e);
    }
    col_document_free(document);
    flint_randclear(state);
}

/* Derivatives and substituted formulas print to what parses back, too. */
static void test_computed_formulas(void **unused)
{
    (void)unused;
    static const char *const formulas[] = {
        "((1 + x)*y + sqrt((1 + x)^2*y^2 - 4*(x + alpha)))/2", "x^y^2/(1 - exp(-x))", "abs(x)*min(x, y, 1/2)",
        "integral(exp(-t^2*x), t = 0 .. x)", "sum(x^j/j, j = 1 .. 5)", "erf(x)^-2 - -x*log(y)/3",
        "integral(t*integral(t^2*x, t = 0 .. 1), t = 0 .. y)", "2/3*x - 2/(3*x) + (-2)^x - 2^-x",
    };
    col_document *document = small_document();
    col_model *model = &document->models[0];
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++) {
        col_expr e = parse(model, formulas[i]), x = model->parameters[0].symbol;
        assert_int_not_equal(e, COL_EXPR_NONE);
        check_round_trip(model, e);
        for (int order = 0; order < 3; order++) {
            e = col_expr_derivative(model->graph, e, x);
            assert_int_not_equal(e, COL_EXPR_NONE);
            check_round_trip(model, e);
            check_latex(model, e);
        }
    }
    col_document_free(document);
}

static void check_text(col_model *model, const char *formula, const char *text, const char *latex)
{
    col_text out;
    col_text_init(&out);
    col_expr e = parse(model, formula);
    assert_int_not_equal(e, COL_EXPR_NONE);
    col_expr_print(&out, model->graph, e);
    assert_string_equal(out.data, text);
    col_text_reset(&out);
    col_expr_print_latex(&out, model->graph, e);
    assert_string_equal(out.data, latex);
    col_text_clear(&out);
}

static void test_wording(void **unused)
{
    (void)unused;
    col_document *document = small_document();
    col_model *model = &document->models[0];
    check_text(model, "((x))+(y*(2))", "x + y*2", "x + y \\cdot 2");
    check_text(model, "x-(y-1)-(x+y)", "x - (y - 1) - (x + y)", "x - \\left(y - 1\\right) - \\left(x + y\\right)");
    check_text(model, "(x-y)-1", "x - y - 1", "x - y - 1");
    check_text(model, "-x^2", "-x^2", "-x^{2}");
    check_text(model, "(-x)^2", "(-x)^2", "\\left(-x\\right)^{2}");
    check_text(model, "x^(y^2)", "x^y^2", "x^{y^{2}}");
    check_text(model, "(x^y)^2", "(x^y)^2", "\\left(x^{y}\\right)^{2}");
    check_text(model, "x/(y/2)", "x/(y/2)", "\\frac{x}{\\frac{y}{2}}");
    check_text(model, "x/y/2", "x/y/2", "\\frac{\\frac{x}{y}}{2}");
    check_text(model, "-(x*y)", "-(x*y)", "-x \\, y");
    check_text(model, "-x*y", "-x*y", "-x \\, y");
    check_text(model, "0.1*x - 1e-2", "1/10*x - 1/100", "\\frac{1}{10} \\, x - \\frac{1}{100}");
    check_text(model, "rho_P*W0*alpha", "rho_P*W0*alpha", "\\rho_{P} \\, W_{0} \\, \\alpha");
    check_text(model, "sqrt(pi)*abs(x)", "sqrt(pi)*abs(x)", "\\sqrt{\\pi} \\, \\left|x\\right|");
    check_text(model, "sum(j, j=1..3)", "sum(j, j = 1 .. 3)", "\\sum_{j=1}^{3} j");
    col_document_free(document);
}

static void check_name(const char *name, const char *latex)
{
    col_text out;
    col_graph *graph = col_graph_new(0);
    col_text_init(&out);
    col_expr_print_latex(&out, graph, col_expr_symbol(graph, name));
    assert_string_equal(out.data, latex);
    col_text_clear(&out);
    col_graph_free(graph);
}

static void test_latex_names(void **unused)
{
    (void)unused;
    check_name("x", "x");
    check_name("Omega", "\\Omega");
    check_name("leak", "\\mathrm{leak}");
    check_name("rho_P", "\\rho_{P}");
    check_name("x12", "x_{12}");
    check_name("s_max_2", "s_{\\mathrm{max},2}");
    check_name("x_", "x");
    check_name("_x", "\\mathrm{\\_x}");
    check_name("sigma1_beta", "\\sigma_{1,\\beta}");
    check_name("__", "\\mathrm{\\_\\_}");
}

/* A bound name hidden behind the same name further in is told apart. */
static void test_hidden_bound_name(void **unused)
{
    (void)unused;
    col_graph *graph = col_graph_new(0);
    col_text text;
    col_text_init(&text);
    col_expr x = col_expr_symbol(graph, "t"), y = col_expr_symbol(graph, "t"), one = col_expr_integer(graph, 1);
    col_expr inner = col_expr_integral(graph, col_expr_binary(graph, COL_OP_MUL, x, y), x, one, y);
    col_expr_print(&text, graph, col_expr_integral(graph, inner, y, one, one));
    assert_string_equal(text.data, "integral(integral(t_bound1*t, t_bound1 = 1 .. t), t = 1 .. 1)");
    col_text_clear(&text);
    col_graph_free(graph);
}

static void test_long_formulas(void **unused)
{
    (void)unused;
    col_graph *graph = col_graph_new(0);
    col_text text;
    col_text_init(&text);
    col_expr e = col_expr_symbol(graph, "x"), deep = e;
    for (int i = 0; i < 100; i++)
        e = col_expr_binary(graph, COL_OP_MUL, e, e);
    col_expr_print(&text, graph, e);
    assert_true(text.length > 1000000 && text.length < 1100000);
    assert_string_equal(text.data + text.length - 3, "...");
    for (int i = 0; i < 100000; i++)
        deep = col_expr_unary(graph, COL_OP_SIN, deep);
    col_text_reset(&text);
    col_expr_print(&text, graph, deep);
    assert_int_equal(text.length, 5 * 100000 + 1);
    col_text_reset(&text);
    col_expr_print_latex(&text, graph, deep);
    assert_true(text.length > 1000000);
    col_text_clear(&text);
    col_graph_free(graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_formulas),
        cmocka_unit_test(test_computed_formulas),
        cmocka_unit_test(test_wording),
        cmocka_unit_test(test_latex_names),
        cmocka_unit_test(test_hidden_bound_name),
        cmocka_unit_test(test_long_formulas),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
