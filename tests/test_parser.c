/* Documents: what statements mean, good and bad files with their messages, the fragments of the command line, and
 * inputs made to exhaust a parser. */
#include <collapsar/document.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static col_document *parse(const char *text)
{
    col_error error = {0};
    col_document *document = col_document_parse("t.col", text, strlen(text), &error);
    if (document == NULL)
        print_error("%s\n", error.message);
    assert_non_null(document);
    return document;
}

static void expect_fault(const char *text, size_t length, const char *message)
{
    col_error error = {0};
    col_document *document = col_document_parse("t.col", text, length, &error);
    assert_null(document);
    assert_int_equal(error.fault, COL_FAULT_INPUT);
    if (strstr(error.message, message) == NULL)
        print_error("found: %s\nsought: %s\n", error.message, message);
    assert_non_null(strstr(error.message, message));
}

/* Prints e and compares. */
static void check(const col_model *model, col_expr e, const char *expected)
{
    col_text text;
    col_text_init(&text);
    if (e == COL_EXPR_NONE)
        col_text_append(&text, "none");
    else
        col_expr_print(&text, model->graph, e);
    assert_string_equal(text.data, expected);
    col_text_clear(&text);
}

static void check_comparison(const col_model *model, const col_comparison *comparison, const char *expected)
{
    col_text text;
    col_text_init(&text);
    col_expr_print(&text, model->graph, comparison->left);
    col_text_printf(&text, " %s ", col_relation_name(comparison->relation));
    col_expr_print(&text, model->graph, comparison->right);
    assert_string_equal(text.data, expected);
    col_text_clear(&text);
}

static void check_let(const char *formula, const char *printed)
{
    col_text text;
    col_text_init(&text);
    col_text_printf(&text, "parameter a, b, c\nlet f = %s\n", formula);
    col_document *document = parse(text.data);
    check(&document->models[0], document->models[0].lets[0].value, printed);
    col_document_free(document);
    col_text_clear(&text);
}

/* --- formulas ----------------------------------------------------------------------------------------------- */

static void test_precedence(void **unused)
{
    (void)unused;
    check_let("a - b - c", "a - b - c");
    check_let("a-(b-c)", "a - (b - c)");
    check_let("a/b*c", "a/b*c");
    check_let("a/(b*c)", "a/(b*c)");
    check_let("a^b^c", "a^b^c");
    check_let("(a^b)^c", "(a^b)^c");
    check_let("-a^b", "-a^b");
    check_let("(-a)^b", "(-a)^b");
    check_let("a^-b", "a^(-b)");
    check_let("a*-b", "a*(-b)");
    check_let("-a*b", "-a*b");
    check_let("2^-a^b", "2^(-a^b)");
    check_let("+a - +b", "a - b");
    check_let("min(a, b, c)", "min(min(a, b), c)");
    check_let("a + # a comment\n  b\n\n# another\n\t+ c", "a + b + c");
    check_let("sqrt(a)+(b)", "sqrt(a) + b");
}

/* Is the formula one number, of that value? */
static void check_number(const char *formula, const char *value, bool one_node)
{
    char text[200];
    snprintf(text, sizeof text, "let f = %s\n", formula);
    col_document *document = parse(text);
    col_model *model = &document->models[0];
    fmpq_t found, expected;
    fmpq_init(found);
    fmpq_init(expected);
    fmpq_set_str(expected, value, 10);
    assert_int_equal(col_expr_is_number(model->graph, model->lets[0].value), one_node);
    assert_true(col_expr_rational(found, model->graph, model->lets[0].value, 1000000));
    assert_true(fmpq_equal(found, expected));
    fmpq_clear(found);
    fmpq_clear(expected);
    col_document_free(document);
}

static void test_numbers(void **unused)
{
    (void)unused;
    check_number("0.1", "1/10", true);
    check_number("1e-3", "1/1000", true);
    check_number("1/3", "1/3", true);
    check_number("-2/6", "-1/3", true);
    check_number(".5", "1/2", true);
    check_number("12.50E+2", "1250", true);
    check_number("007", "7", true);
    check_number("0.000", "0", true);
    check_number("0e100000", "0", true);
    check_number("1/2/2", "1/4", true);
    check_number("(1)/3", "1/3", false);
    check_number("-(1)", "-1", false);
    check_number("-2^2", "-4", false);
    check_number("2/3^2", "2/9", false);
    check_number("1 + 1", "2", false);
    check_number("123456789012345678901234567890.5", "246913578024691357802469135781/2", true);
}

static void test_same_formula_is_same_node(void **unused)
{
    (void)unused;
    col_document *document = parse("parameter a\nlet f = integral(x*sum(j*a, j = 1 .. 3), x = 0 .. a)\n"
                                   "let g = integral(x*sum(j*a, j = 1 .. 3), x = 0 .. a)\n"
                                   "let h = a*0.5\nlet k = a*(1/2)\n"
                                   "let m = integral(x*f, x = 0 .. 1)\n");
    col_model *model = &document->models[0];
    assert_int_equal(model->lets[0].value, model->lets[1].value);
    assert_int_equal(model->lets[2].value, model->lets[3].value);
    const col_node *outer = col_expr_node(model->graph, model->lets[4].value);
    const col_node *inner = col_expr_node(model->graph, model->lets[0].value);
    assert_int_not_equal(outer->args[1], inner->args[1]);
    col_document_free(document);
}

/* --- statements --------------------------------------------------------------------------------------------- */

static void check_range(const col_model *model, const char *name, const char *lo, const char *hi, const char *ends)
{
    ptrdiff_t index = col_model_parameter(model, name);
    assert_true(index >= 0);
    const col_range *range = &model->parameters[index].range;
    check(model, range->lo, lo);
    check(model, range->hi, hi);
    assert_int_equal(range->lo_open, ends[0] == '(');
    assert_int_equal(range->hi_open, ends[1] == ')');
}

static void test_parameters(void **unused)
{
    (void)unused;
    col_document *document = parse("parameter a, b > 0, c in [0, 1), d\nparameter e in (-inf, sqrt(2)]\n"
                                   "parameter f <= pi\nparameter g in (a, 1)\nparameter h >= b\n"
                                   "assume 0 < a <= b, c != 1\n");
    col_model *model = &document->models[0];
    assert_string_equal(model->name, "");
    assert_int_equal(model->parameter_count, 8);
    check_range(model, "a", "0", "none", "()");
    check_range(model, "b", "0", "none", "()");
    check_range(model, "c", "0", "1", "[)");
    check_range(model, "d", "none", "none", "()");
    check_range(model, "e", "none", "sqrt(2)", "(]");
    check_range(model, "f", "none", "pi", "(]");
    check_range(model, "g", "none", "1", "()");
    check_range(model, "h", "none", "none", "()");
    assert_int_equal(model->assumptions.count, 5);
    check_comparison(model, &model->assumptions.items[0], "g > a");
    check_comparison(model, &model->assumptions.items[1], "h >= b");
    check_comparison(model, &model->assumptions.items[2], "0 < a");
    check_comparison(model, &model->assumptions.items[3], "a <= b");
    check_comparison(model, &model->assumptions.items[4], "c != 1");
    col_document_free(document);
}

static void test_states(void **unused)
{
    (void)unused;
    col_document *document = parse("parameter a > 0\nvariable p, q, r\nlet E = p*q\n"
                                   "state two-part when a > 1, a < 2: r = E, q = p + 1, p = sqrt(a)\n"
                                   "state b: p = 0, q = 0*p, r = 1\n"
                                   "let value = a-two-part.r - b.q\n");
    col_model *model = &document->models[0];
    assert_int_equal(model->state_count, 2);
    assert_int_equal(col_model_state(model, "two-part"), 0);
    assert_int_equal(col_model_variable(model, "r"), 2);
    const col_state *state = &model->states[0];
    check(model, state->components[0], "sqrt(a)");
    check(model, state->components[1], "sqrt(a) + 1");
    check(model, state->components[2], "sqrt(a)*(sqrt(a) + 1)");
    assert_int_equal(state->when.count, 2);
    check(model, model->states[1].components[1], "0*0"); /* as it was written: nothing is simplified away */
    check(model, model->lets[1].value, "a - sqrt(a)*(sqrt(a) + 1) - 0*0");
    col_document_free(document);
}

static const col_claim *claim_named(const col_model *model, const char *name)
{
    for (size_t i = 0; i < model->claim_count; i++)
        if (strcmp(model->claims[i].name, name) == 0)
            return &model->claims[i];
    fail_msg("no claim %s", name);
    return NULL;
}

static col_document *read_good(const char *name)
{
    char path[4096];
    const char *directory = getenv("srcdir");
    snprintf(path, sizeof path, "%s/tests/good/%s", directory ? directory : ".", name);
    col_error error = {0};
    col_document *document = col_document_read(path, &error);
    if (document == NULL)
        print_error("%s\n", error.message);
    assert_non_null(document);
    return document;
}

static void check_limit(const col_model *model, const char *name, const char *limit, int side)
{
    const col_claim *claim = claim_named(model, name);
    assert_int_equal(claim->kind, COL_CLAIM_ASYMPTOTIC);
    check(model, claim->limit, limit);
    assert_int_equal(claim->side, side);
}

static void test_claims(void **unused)
{
    (void)unused;
    col_document *document = read_good("forms.col");
    col_model *model = &document->models[0];
    const col_claim *claim = claim_named(model, "stable");
    assert_int_equal(claim->kind, COL_CLAIM_COMPARISON);
    assert_int_equal(claim->chain.count, 3);
    check_comparison(model, &claim->chain.items[2], "c != d");
    claim = claim_named(model, "sum-of-claims");
    assert_int_equal(claim->chain.count, 2);
    assert_int_equal(claim->when.count, 1);
    claim = claim_named(model, "subtraction");
    check_comparison(model, &claim->chain.items[0], "a - b < a - (sqrt(2*a) + a)");
    claim = claim_named(model, "s2");
    assert_int_equal(claim->kind, COL_CLAIM_STABLE);
    assert_int_equal(claim->state, 1);
    assert_string_equal(claim->body, "stable two-part-name-2 when d == 0");
    claim = claim_named(model, "s4");
    assert_int_equal(claim->kind, COL_CLAIM_ATTRACTING);
    assert_int_equal(claim->count, 1);
    claim = claim_named(model, "s6");
    assert_int_equal(claim->kind, COL_CLAIM_STATES);
    assert_int_equal(claim->count, 2);
    check(model, claim->box[0].hi, "pi/2");
    assert_true(claim->box[0].lo_open && claim->box[0].hi_open && !claim->box[1].lo_open);
    check(model, claim->box[1].lo, "-1");
    check_limit(model, "s7", "0", 1);
    check_limit(model, "s8", "none", 1);
    check_limit(model, "s9", "1", -1);
    check_limit(model, "s10", "none", -1);
    check_limit(model, "s11", "1 + 1/2 - sqrt(2)", -1);
    assert_true(claim_named(model, "s12")->refute && !claim->refute);
    col_document_free(document);
}

static void test_positions(void **unused)
{
    (void)unused;
    col_document *document = read_good("blocks.md");
    assert_int_equal(document->model_count, 2);
    assert_string_equal(document->models[0].name, "one");
    const col_claim *claim = &document->models[0].claims[0];
    assert_int_equal(claim->at.line, 17);
    assert_int_equal(claim->at.column, 1);
    assert_int_equal(claim->chain.items[0].at.line, 18);
    assert_int_equal(claim->chain.items[0].at.column, 5);
    claim = &document->models[1].claims[0];
    assert_int_equal(claim->at.line, 27);
    assert_int_equal(claim->at.column, 4);
    assert_string_equal(claim->body, "stable rest");
    col_document_free(document);
}

static void test_good_files(void **unused)
{
    (void)unused;
    static const char *const names[] = {
        "head.col", "windows.col", "hostile.col", "empty.col", "../../docs/language.md",
    };
    static const size_t claims[] = {8, 1, 3, 0, 23};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        col_document *document = read_good(names[i]);
        size_t count = 0;
        for (size_t k = 0; k < document->model_count; k++)
            count += document->models[k].claim_count;
        assert_int_equal(count, claims[i]);
        col_document_free(document);
    }
}

static void test_models(void **unused)
{
    (void)unused;
    col_error error = {0};
    col_document *document = parse("claim before: 1 < 2\nmodel a\nparameter x\nmodel b-2\nvariable x\n");
    assert_int_equal(document->model_count, 3);
    assert_non_null(col_document_model(document, "a", &error));
    assert_ptr_equal(col_document_model(document, "b-2", &error), &document->models[2]);
    assert_null(col_document_model(document, NULL, &error));
    assert_string_equal(error.message, "t.col: several models, expected t.col#MODEL with one of ``, `a`, `b-2`");
    error = (col_error){0};
    assert_null(col_document_model(document, "c", &error));
    assert_string_equal(error.message, "t.col: no model `c`, expected one of ``, `a`, `b-2`");
    col_document_free(document);
}

/* --- bad files ---------------------------------------------------------------------------------------------- */

/* tests/bad/expected: one message a line, as the parser words it for the file of that name. */
static void test_bad_files(void **unused)
{
    (void)unused;
    char path[4096], line[2048], file[4096], expected[8192];
    const char *directory = getenv("srcdir");
    directory = directory ? directory : ".";
    snprintf(path, sizeof path, "%s/tests/bad/expected", directory);
    FILE *list = fopen(path, "r");
    assert_non_null(list);
    int count = 0;
    while (fgets(line, sizeof line, list)) {
        line[strcspn(line, "\n")] = '\0';
        snprintf(file, sizeof file, "%s/tests/bad/%.*s", directory, (int)strcspn(line, ":"), line);
        snprintf(expected, sizeof expected, "%s/tests/bad/%s", directory, line);
        col_error error = {0};
        assert_null(col_document_read(file, &error));
        assert_int_equal(error.fault, COL_FAULT_INPUT);
        assert_string_equal(error.message, expected);
        count++;
    }
    fclose(list);
    assert_true(count > 70);
    col_error error = {0};
    assert_null(col_document_read("tests/bad/there-is-no-such-file", &error));
    assert_int_equal(error.fault, COL_FAULT_INPUT);
}

/* start, then count copies of part, then end */
static char *repeat(const char *start, const char *part, size_t count, const char *end)
{
    size_t length = strlen(part), head = strlen(start);
    char *text = malloc(head + count * length + strlen(end) + 1);
    memcpy(text, start, head);
    for (size_t i = 0; i < count; i++)
        memcpy(text + head + i * length, part, length);
    strcpy(text + head + count * length, end);
    return text;
}

static void expect_fault_of_many(const char *start, const char *part, size_t count, const char *end,
                                 const char *message)
{
    char *text = repeat(start, part, count, end);
    expect_fault(text, strlen(text), message);
    free(text);
}

static void test_hostile_inputs(void **unused)
{
    (void)unused;
    const char *claim = "parameter s\nclaim c: ";
    expect_fault_of_many(claim, "(", 200000, "s > 0\n", "nest too deeply");
    expect_fault_of_many(claim, "s^", 200000, "s > 0\n", "nest too deeply");
    expect_fault_of_many(claim, "sin(", 200000, "s > 0\n", "nest too deeply");
    expect_fault_of_many(claim, "integral(", 100000, "s > 0\n", "expected `, NAME = FIRST .. LAST`");
    expect_fault_of_many(claim, "-", 1500000, "s > 0\n", "too large");
    expect_fault_of_many(claim, "s+", 1500000, "s > 0\n", "too large");
    expect_fault_of_many(claim, "s-", 3000000, "s > 0\n", "too large");
    expect_fault_of_many(claim, "9", 10000000, " > 0\n", "too long");
    expect_fault_of_many("parameter ", "s", 10000000, "\n", "too long");
    expect_fault_of_many(claim, "1e99999+", 100000, "s > 0\n", "too much room");
    expect_fault_of_many("", "model m\n", 100000, "", "begins already in line 1");
    expect_fault("parameter s\0 > 1\n", 17, "unexpected byte 0x00");
    char *text = repeat("parameter s\n", "\n", 2000000, "claim c: s > 0\n");
    col_document *document = parse(text);
    assert_int_equal(document->models[0].claims[0].at.line, 2000002);
    col_document_free(document);
    free(text);
}

/* A state whose components form a long chain costs time in proportion, and no recursion. */
static void test_long_chain_of_components(void **unused)
{
    (void)unused;
    enum { LENGTH = 9000 };
    col_text text;
    col_text_init(&text);
    for (int i = 0; i < LENGTH; i++)
        col_text_printf(&text, "variable p%d\n", i);
    col_text_append(&text, "state s: p0 = 1");
    for (int i = 1; i < LENGTH; i++)
        col_text_printf(&text, ", p%d = p%d + 1", i, i - 1);
    col_document *document = parse(text.data);
    col_model *model = &document->models[0];
    assert_true(col_expr_is_constant(model->graph, model->states[0].components[LENGTH - 1]));
    col_document_free(document);
    col_text_append(&text, ", p0 = p1\n");
    expect_fault(text.data, text.length, "this one is given already");
    col_text_clear(&text);
}

/* --- fragments ---------------------------------------------------------------------------------------------- */

static void test_expression_fragment(void **unused)
{
    (void)unused;
    col_document *document = parse("parameter a, x\nvariable p\nlet f = a + p\nstate s-1: p = a^2\n");
    col_model *model = &document->models[0];
    col_error error = {0};
    col_expr e;
    assert_true(col_parse_expression(&e, model, "--at", " f*s-1.p\n+ x", &error));
    check(model, e, "(a + p)*a^2 + x");
    assert_false(col_parse_expression(&e, model, "--at", "f +", &error));
    assert_string_equal(error.message, "--at:1:4: unexpected the end of the statement, expected a formula");
    error = (col_error){0};
    assert_false(col_parse_expression(&e, model, "--at", "", &error));
    assert_string_equal(error.message, "--at:1:1: nothing here, expected a value");
    error = (col_error){0};
    assert_false(col_parse_expression(&e, model, "--at", "a a", &error));
    assert_string_equal(error.message, "--at:1:3: unexpected `a`, expected an operator, `,` or the end");
    col_document_free(document);
}

static void test_box_fragment(void **unused)
{
    (void)unused;
    col_document *document = parse("parameter a\nvariable p, u\n");
    col_model *model = &document->models[0];
    col_error error = {0};
    col_range *box;
    assert_true(col_parse_box(&box, model, "--box", "u in (0, 3], p in [-2, 2]", &error));
    check(model, box[0].lo, "-2");
    check(model, box[1].hi, "3");
    assert_true(box[1].lo_open && !box[1].hi_open && !box[0].lo_open);
    free(box);
    assert_false(col_parse_box(&box, model, "--box", "u in (0, 3]", &error));
    assert_null(box);
    assert_string_equal(error.message, "--box:1:1: the box has no range for the variable `p`, expected `p in …`");
    error = (col_error){0};
    assert_false(col_parse_box(&box, model, "--box", "u in (0, 3], p in (0, 1) q", &error));
    assert_null(box);
    col_document_free(document);
}

static void test_settings_fragment(void **unused)
{
    (void)unused;
    col_document *document = parse("parameter s, r\nparameter rho > 0\n");
    col_model *model = &document->models[0];
    col_error error = {0};
    col_conditions settings;
    assert_true(col_parse_settings(&settings, model, "--set", "s=9/10,r = sqrt(2)/2, rho==0.01", &error));
    assert_int_equal(settings.count, 3);
    check_comparison(model, &settings.items[0], "s == 9/10");
    check_comparison(model, &settings.items[1], "r == sqrt(2)/2");
    check_comparison(model, &settings.items[2], "rho == 1/100");
    col_conditions_clear(&settings);
    static const char *const bad[][2] = {
        {"s=1,s=2", "--set:1:5: unexpected `s`, expected each parameter once: this one is set already"},
        {"s=r", "--set:1:3: `r` is not a constant, expected a formula of numbers alone"},
        {"t=1", "--set:1:1: unexpected `t`, expected a parameter of the model"},
        {"s", "--set:1:2: unexpected the end of the statement, expected `=` and a value"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        error = (col_error){0};
        assert_false(col_parse_settings(&settings, model, "--set", bad[i][0], &error));
        assert_string_equal(error.message, bad[i][1]);
        assert_int_equal(settings.count, 0);
    }
    col_document_free(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_precedence),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_same_formula_is_same_node),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_claims),
        cmocka_unit_test(test_positions),
        cmocka_unit_test(test_good_files),
        cmocka_unit_test(test_models),
        cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_hostile_inputs),
        cmocka_unit_test(test_long_chain_of_components),
        cmocka_unit_test(test_expression_fragment),
        cmocka_unit_test(test_box_fragment),
        cmocka_unit_test(test_settings_fragment),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
