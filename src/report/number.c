#include "number.h"

#include <math.h>
#include <string.h>

void col_number_print(col_text *out, double value, int digits)
{
    if (!isfinite(value)) {
        col_text_append(out, isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
        return;
    }
    size_t start = out->length;
    col_text_printf(out, "%.*g", digits < 1 ? 1 : digits > 17 ? 17 : digits, value == 0 ? 0.0 : value);
    /* The calling program's locale may have put another decimal separator, of one or several bytes. */
    size_t kept = start;
    for (size_t i = start; i < out->length; i++) {
        if (strchr("0123456789+-e", out->data[i]))
            out->data[kept++] = out->data[i];
        else if (kept == start || out->data[kept - 1] != '.')
            out->data[kept++] = '.';
    }
    out->data[kept] = '\0';
    out->length = kept;
}
