#include <collapsar/status.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *col_verdict_name(col_verdict verdict)
{
    switch (verdict) {
    case COL_PROVED: return "proved";
    case COL_REFUTED: return "refuted";
    case COL_UNDECIDED: break;
    }
    return "undecided";
}

static void record(col_error *error, col_fault fault, const char *prefix, const char *format, va_list arguments)
{
    if (error == NULL || error->fault != COL_FAULT_NONE)
        return;
    error->fault = fault;
    size_t used = (size_t)snprintf(error->message, sizeof error->message, "%s", prefix);
    if (used < sizeof error->message)
        vsnprintf(error->message + used, sizeof error->message - used, format, arguments);
}

void col_error_at(col_error *error, col_position at, const char *format, ...)
{
    char prefix[512];
    if (at.line > 0)
        snprintf(prefix, sizeof prefix, "%.400s:%d:%d: ", at.file ? at.file : "-", at.line, at.column);
    else
        snprintf(prefix, sizeof prefix, "%.400s: ", at.file ? at.file : "-");
    va_list arguments;
    va_start(arguments, format);
    record(error, COL_FAULT_INPUT, prefix, format, arguments);
    va_end(arguments);
}

void col_error_input(col_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    record(error, COL_FAULT_INPUT, "", format, arguments);
    va_end(arguments);
}

void col_error_resource(col_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    record(error, COL_FAULT_RESOURCE, "", format, arguments);
    va_end(arguments);
}

bool col_budget_spend(col_budget *budget, unsigned long steps)
{
    if (budget->steps < steps) {
        budget->steps = 0;
        return false;
    }
    budget->steps -= steps;
    return true;
}
