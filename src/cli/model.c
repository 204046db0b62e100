/* Which model a command works on, and at which parameters. */
#include "model.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

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
    col_model *model = *document ? col_document_model(*document, name, &run->error) : NULL;
    free(file);
    return model;
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

bool col_run_model_settings(col_conditions *settings, col_run *run, col_model *model)
{
    char *text = join_settings(run);
    *settings = (col_conditions){0};
    bool good = text == NULL || col_parse_settings(settings, model, "--set", text, &run->error);
    free(text);
    return good;
}
