/* Which model a command works on, and at which parameters. */
#include "model.h"

#include "../base/memory.h"

#include <collapsar/sign.h>

#include <stdlib.h>
#include <string.h>

#define DEFAULT_SIZE 1000

/* Splits FILE#MODEL; model is NULL if there is no '#'. The caller frees file. */
static void split_operand(char **file, const char **model, const char *operand)
{
    const char *hash = strrchr(operand, '#');
    *file = hash ? col_strndup(operand, (size_t)(hash - operand)) : col_strdup(operand);
    *model = hash ? hash + 1 : NULL;
}

col_model *col_run_model(col_document **document, col_run *run)
{
    char *file;
    const char *name;
    split_operand(&file, &name, run->operands[0]);
    *document = col_document_read(file, &run->error);
    free(file);
    return *document ? col_document_model(*document, name, &run->error) : NULL;
}

col_model *col_run_model_in(col_document *document, col_run *run)
{
    char *file;
    const char *name;
    split_operand(&file, &name, run->operands[0]);
    free(file);
    return col_document_model(document, name, &run->error);
}

/* All --set options as one list; NULL if there is none. The caller frees it. */
static char *join_settings(const col_run *run)
{
    size_t count = col_run_texts(run, "set", NULL, 0);
    if (count == 0)
        return NULL;
    const char **texts = col_malloc(count * sizeof *texts);
    col_run_texts(run, "set", texts, count);
    col_text joined;
    col_text_init(&joined);
    for (size_t i = 0; i < count; i++)
        col_text_printf(&joined, "%s%s", i ? "," : "", texts[i]);
    free(texts);
    char *result = col_text_take(&joined);
    col_text_clear(&joined);
    return result;
}

/* A parameter that the question at hand does not depend on would not show that its value is none. */
static bool check_settings(const col_conditions *settings, col_run *run, col_model *model)
{
    col_region nowhere = {.graph = model->graph};
    bool good = true;
    for (size_t i = 0; good && i < settings->count; i++) {
        col_sign_result defined;
        col_sign_defined(&defined, &nowhere, settings->items[i].right, run->effort);
        good = defined.verdict == COL_PROVED;
        if (!good)
            col_error_input(&run->error, "--set: %s has no value: %s",
                            col_expr_name(model->graph, settings->items[i].left), defined.reason);
        col_sign_result_clear(&defined);
    }
    return good;
}

bool col_run_model_settings(col_conditions *settings, col_run *run, col_model *model)
{
    char *text = join_settings(run);
    *settings = (col_conditions){0};
    bool good = text == NULL || col_parse_settings(settings, model, "--set", text, &run->error);
    free(text);
    if (good && !check_settings(settings, run, model)) {
        col_conditions_clear(settings);
        good = false;
    }
    return good;
}

/* A wide box, [-DEFAULT_SIZE, DEFAULT_SIZE] for every variable. */
static void set_default_box(col_box *box)
{
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_set_si(lo, -DEFAULT_SIZE, 1);
    fmpq_set_si(hi, DEFAULT_SIZE, 1);
    for (size_t i = 0; i < box->dimension; i++)
        col_side_set_fmpq(&box->sides[i], lo, hi);
    fmpq_clear(lo);
    fmpq_clear(hi);
}

bool col_run_box(col_box *box, col_run *run, col_model *model)
{
    const char *text = col_run_text(run, "box");
    col_range *ranges = NULL;
    if (text == NULL) {
        set_default_box(box);
        return true;
    }
    if (!col_parse_box(&ranges, model, "--box", text, &run->error))
        return false;
    bool good = true;
    for (size_t i = 0; good && i < model->variable_count; i++) {
        good = col_side_set_range(&box->sides[i], model->graph, &ranges[i]);
        if (!good)
            col_error_input(&run->error, "--box: the ends for %s are not rational numbers", model->variables[i].name);
    }
    free(ranges);
    return good;
}
