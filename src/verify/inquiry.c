#include "inquiry.h"

#include "../base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_FORMULA = 160 };

static void print_formatted(col_text *out, const char *format, va_list arguments)
{
    char line[1024];
    vsnprintf(line, sizeof line, format, arguments);
    col_text_append(out, line);
}

void col_inquiry_step(col_inquiry *inquiry, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_formatted(&inquiry->steps, format, arguments);
    va_end(arguments);
    col_text_put(&inquiry->steps, '\n');
}

void col_inquiry_undecided(col_inquiry *inquiry, const char *format, ...)
{
    inquiry->verdict = COL_UNDECIDED;
    col_text_reset(&inquiry->method);
    col_text_reset(&inquiry->reason);
    va_list arguments;
    va_start(arguments, format);
    print_formatted(&inquiry->reason, format, arguments);
    va_end(arguments);
}

void col_inquiry_proved(col_inquiry *inquiry, const char *format, ...)
{
    inquiry->verdict = COL_PROVED;
    col_text_reset(&inquiry->method);
    col_text_reset(&inquiry->reason);
    va_list arguments;
    va_start(arguments, format);
    print_formatted(&inquiry->method, format, arguments);
    va_end(arguments);
}

void col_inquiry_refuted(col_inquiry *inquiry, const col_expr *point, const char *method, const char *format, ...)
{
    inquiry->verdict = COL_REFUTED;
    col_text_reset(&inquiry->method);
    col_text_append(&inquiry->method, method);
    col_text_reset(&inquiry->reason);
    va_list arguments;
    va_start(arguments, format);
    print_formatted(&inquiry->reason, format, arguments);
    va_end(arguments);
    free(inquiry->point);
    inquiry->point = NULL;
    if (point != NULL) {
        inquiry->point = col_malloc(inquiry->region.count * sizeof *point);
        if (inquiry->region.count > 0)
            memcpy(inquiry->point, point, inquiry->region.count * sizeof *point);
    }
}

const char *col_signs_name(col_signs signs)
{
    static const char *const names[] = {"impossible", "negative", "zero", "at most zero", "positive", "not zero",
                                        "at least zero", "any"};
    return names[signs];
}

/* The name given, or the formula if it is short. */
static void print_subject(col_text *out, const col_inquiry *inquiry, const char *name, col_expr e)
{
    if (name != NULL) {
        col_text_append(out, name);
        return;
    }
    col_expr_print(out, inquiry->model->graph, e);
    if (out->length > LONGEST_FORMULA) {
        col_text_reset(out);
        col_text_append(out, "an expression");
    }
}

static void append_indented(col_text *out, const char *lines)
{
    while (*lines != '\0') {
        size_t length = strcspn(lines, "\n");
        col_text_append(out, "  ");
        col_text_append_bytes(out, lines, length);
        col_text_put(out, '\n');
        lines += length + (lines[length] == '\n');
    }
}

void col_inquiry_decide(col_sign_result *result, col_inquiry *inquiry, const char *name, col_expr e, col_signs signs)
{
    col_text subject;
    col_text_init(&subject);
    print_subject(&subject, inquiry, name, e);
    col_sign_determine(result, &inquiry->region, e, signs, inquiry->effort);
    const char *wanted = col_signs_name(signs);
    if (result->verdict == COL_PROVED)
        col_inquiry_step(inquiry, "%s is %s: %s", subject.data, wanted, result->method);
    if (result->argument != NULL)
        append_indented(&inquiry->steps, result->argument);
    if (result->verdict == COL_REFUTED)
        col_inquiry_step(inquiry, "%s is not always %s: %s", subject.data, wanted, result->method);
    else if (result->verdict == COL_UNDECIDED)
        col_inquiry_step(inquiry, "whether %s is %s stays open: %s", subject.data, wanted, result->reason);
    col_text_clear(&subject);
}

void col_inquiry_defined(col_sign_result *result, col_inquiry *inquiry, const char *name, col_expr e)
{
    col_sign_defined(result, &inquiry->region, e, inquiry->effort);
    if (result->verdict == COL_PROVED)
        col_inquiry_step(inquiry, "%s is defined everywhere in the domain", name);
    else
        col_inquiry_step(inquiry, "%s %s: %s", name,
                         result->verdict == COL_REFUTED ? "is not defined everywhere in the domain"
                                                        : "was not shown to be defined",
                         result->reason);
}

col_expr *col_inquiry_state(col_inquiry *inquiry)
{
    const col_model *model = inquiry->model;
    const col_state *state = &model->states[inquiry->claim->state];
    col_expr *components = col_calloc(model->variable_count, sizeof *components);
    for (size_t i = 0; i < model->variable_count; i++)
        components[i] = col_region_apply_as_written(&inquiry->region, state->components[i]);
    return components;
}

col_expr col_inquiry_as_written(const col_inquiry *inquiry, col_expr e, const col_expr *components)
{
    const col_model *model = inquiry->model;
    col_expr *symbols = col_calloc(model->variable_count, sizeof *symbols);
    for (size_t i = 0; i < model->variable_count; i++)
        symbols[i] = model->variables[i].symbol;
    col_expr value = col_expr_replace(model->graph, col_region_apply_as_written(&inquiry->region, e), symbols,
                                      components, model->variable_count);
    free(symbols);
    return value;
}

col_expr col_inquiry_at_state(const col_inquiry *inquiry, col_expr e, const col_expr *components)
{
    const col_model *model = inquiry->model;
    col_expr *symbols = col_calloc(model->variable_count, sizeof *symbols);
    for (size_t i = 0; i < model->variable_count; i++)
        symbols[i] = model->variables[i].symbol;
    col_expr value = col_expr_substitute(model->graph, col_region_apply(&inquiry->region, e), symbols, components,
                                         model->variable_count);
    free(symbols);
    return value;
}
