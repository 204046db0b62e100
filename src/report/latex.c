#include "latex.h"

#include <string.h>

void col_latex_escape(col_text *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '\\': col_text_append(out, "\\textbackslash{}"); break;
        case '^': col_text_append(out, "\\textasciicircum{}"); break;
        case '~': col_text_append(out, "\\textasciitilde{}"); break;
        case '<': col_text_append(out, "\\textless{}"); break;
        case '>': col_text_append(out, "\\textgreater{}"); break;
        case '|': col_text_append(out, "\\textbar{}"); break;
        case '&': case '%': case '$': case '#': case '_': case '{': case '}':
            col_text_put(out, '\\');
            col_text_put(out, *text);
            break;
        default: col_text_put(out, *text);
        }
    }
}

/* LaTeX makes \@nodocument equal to \relax when a document begins. */
void col_latex_begin(col_text *out, const char *packages)
{
    col_text_append(out, "\\expandafter\\ifx\\csname @nodocument\\endcsname\\relax\n"
                         "  \\ifx\\collapsarend\\undefined\\let\\collapsarend\\relax\\fi\n"
                         "\\else\n"
                         "  \\documentclass{article}\n");
    col_text_append(out, packages);
    col_text_append(out, "  \\begin{document}\n"
                         "  \\def\\collapsarend{\\end{document}}\n"
                         "\\fi\n");
}

static const char end[] = "\\collapsarend\n";

void col_latex_end(col_text *out)
{
    col_text_append(out, end);
}

void col_latex_reopen(col_text *out)
{
    size_t length = out->length, size = sizeof end - 1;
    while (length > 1 && out->data[length - 1] == '\n' && out->data[length - 2] == '\n')
        length--;
    if (length >= size && memcmp(out->data + length - size, end, size) == 0) {
        out->length = length - size;
        out->data[out->length] = '\0';
        col_text_put(out, '\n');
    }
}
