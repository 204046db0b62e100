/* Figures as pgfplots pictures, which LaTeX sets in the document's own fonts. */
#include "figure.h"

#include "latex.h"
#include "number.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH_PART 0.7 /* of a panel that its axes take */
#define HEIGHT_PART 0.65
#define LETTER_MM 2.8 /* 8 point */
#define LEGEND_COLUMNS 3
#define LONG_NAME 16 /* characters; legends with a longer name have one entry a line */

static void print_text(col_text *out, const char *text, const char *latex)
{
    if (latex)
        col_text_append(out, latex);
    else if (text)
        col_latex_escape(out, text);
}

static void print_point(col_text *out, double x, double y)
{
    col_text_put(out, '(');
    col_number_print(out, x, 10);
    col_text_append(out, ", ");
    col_number_print(out, y, 10);
    col_text_put(out, ')');
}

static void print_coordinates(col_text *out, const figure_scale *x, const figure_scale *y, const double *xs,
                              const double *ys, size_t count)
{
    col_text_append(out, "coordinates {\n");
    for (size_t i = 0; i < count; i++) {
        if (isfinite(figure_scale_place(x, xs[i])) && isfinite(figure_scale_place(y, ys[i]))) {
            print_point(out, xs[i], ys[i]);
            col_text_put(out, '\n');
        } else {
            col_text_append(out, "\n"); /* a blank line interrupts the line */
        }
    }
    col_text_append(out, "}");
}

static void print_region(col_text *out, const figure_element *element)
{
    col_text_printf(out, "\\path[fill=collapsar%d, fill opacity=0.45]\n", element->colour);
    size_t count;
    figure_corner *corners = figure_outline(&count, element->patches, element->count);
    for (size_t i = 0; i < count; i++) {
        col_text_append(out, !corners[i].first ? "--(axis cs:" : i ? "--cycle\n(axis cs:" : "(axis cs:");
        col_number_print(out, corners[i].x, 6);
        col_text_put(out, ',');
        col_number_print(out, corners[i].y, 6);
        col_text_append(out, ")\n");
    }
    free(corners);
    col_text_append(out, count > 0 ? "--cycle;\n" : ";\n");
    if (element->name)
        col_text_printf(out, "\\addlegendimage{area legend, draw=none, fill=collapsar%d, fill opacity=0.45}\n",
                        element->colour);
}

static void print_band(col_text *out, const figure_scale *x, const figure_scale *y, const figure_element *element)
{
    col_text_printf(out, "\\addplot[draw=none, fill=collapsar%d, fill opacity=0.3, area legend%s] coordinates {\n",
                    element->colour, element->name ? "" : ", forget plot");
    for (size_t i = 0; i < 2 * element->count; i++) {
        size_t j = i < element->count ? i : 2 * element->count - 1 - i;
        double value = i < element->count ? element->hi[j] : element->lo[j];
        if (isfinite(figure_scale_place(x, element->x[j])) && isfinite(figure_scale_place(y, value))) {
            print_point(out, element->x[j], value);
            col_text_put(out, '\n');
        }
    }
    col_text_append(out, "} \\closedcycle;\n");
}

static void print_element(col_text *out, const figure_scale *x, const figure_scale *y, const figure_element *element)
{
    static const char *const dashes[] = {"solid", "dashed", "dotted", "dash dot"};
    switch (element->kind) {
    case ELEMENT_REGION: print_region(out, element); break;
    case ELEMENT_BAND: print_band(out, x, y, element); break;
    case ELEMENT_LINE:
    case ELEMENT_POINTS:
        col_text_printf(out, "\\addplot[collapsar%d, %s%s] ", element->colour,
                        element->kind == ELEMENT_POINTS ? "only marks, mark size=1pt, mark=*"
                                                        : dashes[element->colour % 4],
                        element->name ? "" : ", forget plot");
        print_coordinates(out, x, y, element->x, element->lo, element->count);
        col_text_append(out, ";\n");
    }
    if (element->name) {
        col_text_append(out, "\\addlegendentry{");
        print_text(out, element->name, element->latex);
        col_text_append(out, "}\n");
    }
}

/* Measured as in 8 point. */
static void print_captions(col_text *out, const col_figure *figure, const figure_panel *panel, const figure_scale *x,
                           const figure_scale *y)
{
    double width = WIDTH_PART * figure->width / LETTER_MM, height = HEIGHT_PART * figure->height / LETTER_MM, h, v;
    for (size_t i = 0; i < panel->element_count; i++) {
        if (!figure_place_caption(&h, &v, &panel->elements[i], x, y, width, height))
            continue;
        col_text_append(out, "\\node[align=center, font=\\footnotesize] at (rel axis cs:");
        col_number_print(out, h, 6);
        col_text_put(out, ',');
        col_number_print(out, v, 6);
        col_text_append(out, ") {");
        for (const char *text = panel->elements[i].caption; text;) {
            size_t length = strcspn(text, "\n");
            char *line = col_strndup(text, length);
            col_latex_escape(out, line);
            free(line);
            text = text[length] ? text + length + 1 : NULL;
            col_text_append(out, text ? "\\\\ " : "};\n");
        }
    }
}

static void print_axis(col_text *out, char letter, const figure_axis *axis, const figure_scale *scale)
{
    col_text_printf(out, "%clabel={", letter);
    print_text(out, axis->text, axis->latex);
    col_text_printf(out, "}, %cmode=%s, %cmin=", letter, axis->scale == COL_SCALE_LOGARITHMIC ? "log" : "linear", letter);
    col_number_print(out, scale->lo, 10);
    col_text_printf(out, ", %cmax=", letter);
    col_number_print(out, scale->hi, 10);
    col_text_append(out, ",\n");
}

static int legend_columns(const figure_panel *panel)
{
    for (size_t i = 0; i < panel->element_count; i++)
        if (panel->elements[i].name && strlen(panel->elements[i].name) > LONG_NAME)
            return 1;
    return LEGEND_COLUMNS;
}

static void print_panel(col_text *out, const col_figure *figure, const figure_panel *panel)
{
    figure_scale x, y;
    figure_scale_x(&x, panel);
    figure_scale_y(&y, panel);
    col_text_append(out, "\\nextgroupplot[title={");
    print_text(out, panel->title, panel->title_latex);
    col_text_append(out, "},\n");
    print_axis(out, 'x', &panel->x, &x);
    print_axis(out, 'y', &panel->y, &y);
    col_text_printf(out, "legend columns=%d]\n", legend_columns(panel));
    for (size_t i = 0; i < panel->element_count; i++)
        print_element(out, &x, &y, &panel->elements[i]);
    print_captions(out, figure, panel, &x, &y);
}

static void print_colours(col_text *out)
{
    for (int i = 0; i < FIGURE_ALL; i++)
        col_text_printf(out, "\\definecolor{collapsar%d}{RGB}{%d,%d,%d}\n", i,
                        (int)lround(255 * figure_palette[i].red), (int)lround(255 * figure_palette[i].green),
                        (int)lround(255 * figure_palette[i].blue));
}

void figure_write_tex(col_text *out, const col_figure *figure)
{
    size_t columns = (size_t)figure->columns, rows = (figure->panel_count + columns - 1) / columns;
    if (figure->title)
        col_text_printf(out, "%% %s\n%% %s\n", figure->title, figure->source);
    col_latex_begin(out, "  \\usepackage[margin=1cm]{geometry}\n"
                         "  \\usepackage{pgfplots}\n"
                         "  \\usepgfplotslibrary{groupplots}\n"
                         "  \\pgfplotsset{compat=1.15}\n");
    print_colours(out);
    col_text_append(out, "\\begin{tikzpicture}\n");
    col_text_printf(out, "\\begin{groupplot}[group style={group size=%zu by %zu, horizontal sep=18mm, "
                         "vertical sep=30mm},\n", columns, rows);
    col_text_printf(out, "scale only axis, width=%dmm, height=%dmm,\n", (int)lround(WIDTH_PART * figure->width),
                    (int)lround(HEIGHT_PART * figure->height));
    col_text_append(out, "unbounded coords=jump, legend cell align=left,\n"
                         "legend style={at={(0.5,-0.3)}, anchor=north, draw=none, font=\\small, column sep=2mm},\n"
                         "every axis plot/.append style={thick}]\n");
    for (size_t i = 0; i < figure->panel_count; i++)
        print_panel(out, figure, &figure->panels[i]);
    col_text_append(out, "\\end{groupplot}\n\\end{tikzpicture}\n");
    col_latex_end(out);
}
