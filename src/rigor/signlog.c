/* The argument behind a decision, in words: what was shown, and how, one step a line. */
#include "signdecision.h"

#include <stdarg.h>
#include <stdio.h>

#define LENGTH_LIMIT 20000 /* of the argument, and */
#define TERM_LIMIT 40      /* terms of a polynomial that is written out in it */

static bool wanted(const col_sign_decision *task)
{
    return task->argument != NULL && task->argument->length < LENGTH_LIMIT;
}

static void indent(col_text *text, int depth)
{
    for (int i = 0; i < depth; i++)
        col_text_append(text, "  ");
}

void col_sign_log(col_sign_decision *task, int depth, const char *format, ...)
{
    char line[256];
    va_list arguments;
    if (!wanted(task))
        return;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    indent(task->argument, depth);
    col_text_append(task->argument, line);
    col_text_put(task->argument, '\n');
}

static const char *relation(col_signs signs)
{
    static const char *const names[] = {"has no sign", "< 0", "= 0", "<= 0", "> 0", "!= 0", ">= 0", "has any sign"};
    return names[signs & COL_SIGN_ANY];
}

void col_sign_log_leaf(col_sign_decision *task, int depth, const fmpz_mpoly_struct *leaf,
    const fmpz_mpoly_ctx_struct *ctx, col_signs signs, const char *reason)
{
    if (!wanted(task))
        return;
    indent(task->argument, depth);
    if (fmpz_mpoly_length(leaf, ctx) <= TERM_LIMIT) {
        /* FLINT's declaration lacks a const; the names are only read. */
        char *polynomial = fmpz_mpoly_get_str_pretty(leaf, (const char **)task->names, ctx);
        col_text_append(task->argument, polynomial);
        flint_free(polynomial);
    } else {
        col_text_printf(task->argument, "(a polynomial with %ld terms)", (long)fmpz_mpoly_length(leaf, ctx));
    }
    col_text_printf(task->argument, " %s%s%s\n", relation(signs), reason[0] != '\0' ? " " : "", reason);
}

static void name_variable(char *out, size_t size, const col_sign_decision *task, slong variable)
{
    if (task->names != NULL)
        snprintf(out, size, "%.60s", task->names[variable]);
    else
        snprintf(out, size, "x%ld", (long)variable + 1);
}

void col_sign_log_solved(col_sign_decision *task, int depth, const fmpz_mpoly_struct *leaf,
    const fmpz_mpoly_ctx_struct *ctx, slong variable)
{
    char name[80], reason[120];
    name_variable(name, sizeof name, task, variable);
    snprintf(reason, sizeof reason, "is solved for %s", name);
    col_sign_log_leaf(task, depth, leaf, ctx, COL_SIGN_ZERO, reason);
}

size_t col_sign_log_mark(const col_sign_decision *task)
{
    return task->argument == NULL ? 0 : task->argument->length;
}

void col_sign_log_return(col_sign_decision *task, size_t mark)
{
    if (task->argument == NULL || mark >= task->argument->length)
        return;
    task->argument->length = mark;
    task->argument->data[mark] = '\0';
}
