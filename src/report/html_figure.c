/* A figure inside the page: the SVG file without its prologue, its identifiers made unique. */
#include <collapsar/html.h>

#include <stdlib.h>
#include <string.h>

/* Where an identifier starts, defined or referred to: the places after which the prefix goes. */
static const char *const marks[] = {" id=\"", "xlink:href=\"#", " href=\"#", "url(#"};

static size_t mark_at(const char *text)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t length = strlen(marks[i]);
        if (strncmp(text, marks[i], length) == 0)
            return length;
    }
    return 0;
}

/* As wide as the column allows, up to somewhat larger than on paper; narrower than a part of that it is scrolled, so
 * that its text stays legible. A point is 4/3 of a browser's pixels. */
static void print_size(col_text *out, const char *svg)
{
    const char *width = strstr(svg, "width=\"");
    long points = width ? strtol(width + strlen("width=\""), NULL, 10) : 0;
    if (points > 0)
        col_text_printf(out, " style=\"width:%ldpx;min-width:%ldpx\"", points * 8 / 5, points);
}

void col_html_figure(col_text *out, const char *svg, const char *prefix, const char *description)
{
    const char *at = strstr(svg, "<svg");
    if (at == NULL)
        return;
    col_text_append(out, "<svg role=\"img\" aria-label=\"");
    col_html_escape(out, description);
    col_text_put(out, '"');
    print_size(out, at);
    for (at += strlen("<svg"); *at;) {
        size_t length = mark_at(at);
        if (length == 0) {
            col_text_put(out, *at++);
        } else {
            col_text_append_bytes(out, at, length);
            col_text_printf(out, "%s-", prefix);
            at += length;
        }
    }
}
