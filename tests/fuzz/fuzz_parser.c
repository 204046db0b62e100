/* A fuzzing harness for libFuzzer: any bytes are a file. What parses must print, differentiate and print to text
 * that parses back to the same node. `make fuzz` builds and runs it. */
#include <collapsar/document.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *what, const char *text, const char *message)
{
    fprintf(stderr, "%s: %.2000s\n%s\n", what, text, message);
    abort();
}

/* Limits of the language that a formula built up by definitions may pass when it is written out. */
static bool is_limit(const char *message)
{
    return strstr(message, "too deep") || strstr(message, "too large") || strstr(message, "too much room")
        || strstr(message, "too long");
}

static void check_print(col_model *model, col_expr e, bool comes_back)
{
    col_text text;
    col_error error = {0};
    col_expr again;
    if (e == COL_EXPR_NONE)
        return;
    col_text_init(&text);
    col_expr_print_latex(&text, model->graph, e);
    col_text_reset(&text);
    col_expr_print(&text, model->graph, e);
    if (comes_back && text.length < 100000) {
        bool ok = col_parse_expression(&again, model, "again", text.data, &error);
        if (!ok && !is_limit(error.message))
            fail("does not parse back", text.data, error.message);
        if (ok && again != e)
            fail("parses to another node", text.data, "");
    }
    col_text_clear(&text);
}

static void check_formula(col_model *model, col_expr e)
{
    if (e == COL_EXPR_NONE)
        return;
    check_print(model, e, true);
    for (size_t i = 0; i < model->parameter_count && i < 2; i++)
        check_print(model, col_expr_derivative(model->graph, e, model->parameters[i].symbol), false);
    for (size_t i = 0; i < model->variable_count && i < 2; i++) {
        check_print(model, col_expr_derivative(model->graph, e, model->variables[i].symbol), false);
        check_print(model, col_expr_substitute(model->graph, e, &model->variables[i].symbol, &e, 1), false);
    }
    col_expr_is_constant(model->graph, e);
}

static void check_conditions(col_model *model, const col_conditions *conditions)
{
    for (size_t i = 0; i < conditions->count; i++) {
        check_formula(model, conditions->items[i].left);
        check_formula(model, conditions->items[i].right);
    }
}

static void check_model(col_model *model)
{
    check_conditions(model, &model->assumptions);
    for (size_t i = 0; i < model->let_count && i < 20; i++)
        check_formula(model, model->lets[i].value);
    for (size_t i = 0; i < model->variable_count && i < 20; i++)
        check_formula(model, model->variables[i].flow);
    for (size_t i = 0; i < model->state_count && i < 10; i++) {
        check_conditions(model, &model->states[i].when);
        for (size_t k = 0; k < model->variable_count && k < 10; k++)
            check_formula(model, model->states[i].components[k]);
    }
    for (size_t i = 0; i < model->claim_count && i < 20; i++) {
        check_conditions(model, &model->claims[i].when);
        check_conditions(model, &model->claims[i].chain);
        check_formula(model, model->claims[i].left);
        check_formula(model, model->claims[i].right);
        check_formula(model, model->claims[i].limit);
    }
}

/* As a fragment of the command line, too. */
static void check_fragments(col_model *model, const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    memcpy(text, data, size);
    text[size] = '\0';
    col_expr e;
    col_range *box;
    col_conditions settings;
    if (col_parse_expression(&e, model, "fragment", text, NULL))
        check_print(model, e, true);
    if (col_parse_box(&box, model, "fragment", text, NULL))
        free(box);
    if (col_parse_settings(&settings, model, "fragment", text, NULL))
        col_conditions_clear(&settings);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"fuzz.col", "fuzz.md", "-"};
    static const char known[] = "parameter s, r > 0\nvariable p, u\nlet D = s^2 - r\nstate low-er: p = 0, u = s\n";
    for (int i = 0; i < 3; i++) {
        col_error error = {0};
        col_document *document = col_document_parse(names[i], (const char *)data, size, &error);
        if ((document == NULL) != (error.fault != COL_FAULT_NONE))
            fail("no document and no error, or both", "", error.message);
        for (size_t k = 0; document && k < document->model_count && k < 4; k++)
            check_model(&document->models[k]);
        col_document_free(document);
    }
    col_document *document = col_document_parse("known.col", known, sizeof known - 1, NULL);
    check_fragments(&document->models[0], data, size);
    col_document_free(document);
    return 0;
}
