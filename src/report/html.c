/* Texts of the page. */
#include <collapsar/html.h>

#include <ctype.h>
#include <string.h>

static void escape_bytes(col_text *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        switch (text[i]) {
        case '&': col_text_append(out, "&amp;"); break;
        case '<': col_text_append(out, "&lt;"); break;
        case '>': col_text_append(out, "&gt;"); break;
        case '"': col_text_append(out, "&quot;"); break;
        default: col_text_put(out, text[i]);
        }
    }
}

void col_html_escape(col_text *out, const char *text)
{
    escape_bytes(out, text, strlen(text));
}

void col_html_lines(col_text *out, const char *text)
{
    bool any = false;
    while (*text) {
        size_t length = strcspn(text, "\n");
        if (length > 0) {
            col_text_append(out, any ? "<br>\n" : "<p class=\"note\">");
            escape_bytes(out, text, length);
            any = true;
        }
        text += length + (text[length] == '\n');
    }
    if (any)
        col_text_append(out, "</p>\n");
}

void col_html_caption(col_text *out, const char *latex)
{
    for (const char *at = latex; *at;) {
        const char *end = *at == '$' ? strchr(at + 1, '$') : NULL;
        if (end) {
            col_text_append(out, "<i>");
            escape_bytes(out, at + 1, (size_t)(end - at - 1));
            col_text_append(out, "</i>");
            at = end + 1;
        } else if (at[0] == '-' && at[1] == '-') {
            col_text_append(out, "\xe2\x80\x93");
            at += 2;
        } else {
            escape_bytes(out, at++, 1);
        }
    }
}

void col_html_anchor(col_text *out, const char *file, int line)
{
    col_text_append(out, "source-");
    for (; *file; file++)
        col_text_put(out, isalnum((unsigned char)*file) || *file == '.' || *file == '-' ? *file : '_');
    if (line > 0)
        col_text_printf(out, "-%d", line);
}

/* The class that colours a word; NULL: none. */
static const char *class_of(const char *word)
{
    static const struct {
        const char *word, *class;
    } classes[] = {{"ok", "good"},          {"certified", "good"}, {"passed", "good"},   {"proved", "good"},
                   {"refuted", "counter"},  {"FAIL", "bad"},       {"FAILED", "bad"},    {"failed", "bad"},
                   {"not made", "bad"},     {"open", "open"},      {"undecided", "open"}, {"simulated", "plain"},
                   {"stable", "good"},      {"attracting", "good"}, {"unstable", "counter"}, {"absent", "plain"}};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (strcmp(word, classes[i].word) == 0)
            return classes[i].class;
    return NULL;
}

void col_html_word(col_text *out, const char *word)
{
    const char *class = class_of(word);
    if (class)
        col_text_printf(out, "<span class=\"word %s\">", class);
    col_html_escape(out, word);
    if (class)
        col_text_append(out, "</span>");
}
