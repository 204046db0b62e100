/* A derivation on the page: numbered lines, program and headings set apart, verdicts in the margin. */
#include <collapsar/html.h>

#include <string.h>

/* Markdown's fences, as far as showing needs them. */
typedef struct {
    bool all_program, inside;
} fences;

static const char *class_of_line(fences *state, const char *line, size_t length)
{
    bool is_fence = length >= 3 && strncmp(line, "```", 3) == 0;
    if (state->all_program)
        return "program";
    if (is_fence) {
        state->inside = !state->inside;
        return "fence";
    }
    return state->inside ? "program" : length > 0 && line[0] == '#' ? "heading" : "prose";
}

static void print_line(col_text *out, const char *file, int number, const char *class, const char *line, size_t length)
{
    col_text text;
    col_text_init(&text);
    col_text_append_bytes(&text, line, length);
    col_text_printf(out, "<div class=\"line %s\" id=\"", class);
    col_html_anchor(out, file, number);
    col_text_printf(out, "\"><span class=\"number\">%d</span><span class=\"text\">", number);
    col_html_escape(out, text.data);
    col_text_append(out, "</span>");
    col_text_clear(&text);
}

static void print_remark(col_text *out, const col_html_remark *remark)
{
    col_text_append(out, "<span class=\"remark\" title=\"");
    col_html_escape(out, remark->note);
    col_text_append(out, "\">");
    col_html_word(out, remark->word);
    col_text_append(out, "</span>");
}

void col_html_source(col_text *out, const char *file, const char *text, const col_html_remark *remarks, size_t count)
{
    size_t name = strlen(file), next = 0;
    fences state = {.all_program = name < 3 || strcmp(file + name - 3, ".md") != 0};
    col_text_append(out, "<div class=\"source\">\n");
    for (int number = 1; *text; number++) {
        size_t length = strcspn(text, "\n");
        print_line(out, file, number, class_of_line(&state, text, length), text, length);
        for (; next < count && remarks[next].line <= number; next++)
            print_remark(out, &remarks[next]);
        col_text_append(out, "</div>\n");
        text += length + (text[length] == '\n');
    }
    col_text_append(out, "</div>\n");
}
