/* Figures: collecting what is to be shown. */
#include "figure.h"

#include "../base/memory.h"

#include <collapsar/flint.h>
#include <stdlib.h>
#include <string.h>

/* Okabe and Ito's colours. */
const figure_colour figure_palette[FIGURE_ALL] = {
    {0.000, 0.447, 0.698}, {0.835, 0.369, 0.000}, {0.000, 0.620, 0.451}, {0.800, 0.475, 0.655},
    {0.902, 0.624, 0.000}, {0.337, 0.706, 0.914}, {0.300, 0.300, 0.300}, {0.941, 0.894, 0.259},
    {0.1, 0.1, 0.1}, {1.000, 0.250, 0.150}, {1.000, 0.820, 0.100}, {0.350, 0.850, 1.000}};

static char *copy_text(const char *text)
{
    return text ? col_strdup(text) : NULL;
}

col_figure *col_figure_new(double width, double height, int columns)
{
    col_figure *figure = col_calloc(1, sizeof *figure);
    figure->width = width;
    figure->height = height;
    figure->columns = columns > 0 ? columns : 1;
    return figure;
}

static void clear_panel(figure_panel *panel)
{
    for (size_t i = 0; i < panel->element_count; i++) {
        figure_element *element = &panel->elements[i];
        free(element->name);
        free(element->latex);
        free(element->x);
        free(element->lo);
        free(element->hi);
        free(element->patches);
        free(element->caption);
    }
    free(panel->elements);
    free(panel->title);
    free(panel->title_latex);
    free(panel->x.text);
    free(panel->x.latex);
    free(panel->y.text);
    free(panel->y.latex);
}

void col_figure_free(col_figure *figure)
{
    if (figure == NULL)
        return;
    for (size_t i = 0; i < figure->panel_count; i++)
        clear_panel(&figure->panels[i]);
    free(figure->panels);
    free(figure->title);
    free(figure->source);
    free(figure);
}

void col_figure_describe(col_figure *figure, const char *title, const char *source)
{
    free(figure->title);
    free(figure->source);
    figure->title = col_strdup(title);
    figure->source = col_strdup(source);
}

static figure_axis copy_axis(col_axis axis)
{
    return (figure_axis){copy_text(axis.label.text), copy_text(axis.label.latex), axis.scale, axis.lo, axis.hi};
}

void col_figure_panel(col_figure *figure, col_label title, col_axis x, col_axis y)
{
    figure->panels = col_grow(figure->panels, figure->panel_count, &figure->panel_capacity, sizeof *figure->panels);
    figure->panels[figure->panel_count++] = (figure_panel){
        .title = copy_text(title.text), .title_latex = copy_text(title.latex), .x = copy_axis(x), .y = copy_axis(y)};
}

static double *copy_numbers(const double *numbers, size_t count)
{
    double *copy = col_malloc(count * sizeof *copy);
    if (count > 0)
        memcpy(copy, numbers, count * sizeof *copy);
    return copy;
}

/* A new element of the last panel, in the next colour if it has a name of its own, be it empty. */
static figure_element *add(col_figure *figure, element_kind kind, col_label name, size_t count)
{
    if (figure->panel_count == 0)
        flint_abort();
    figure_panel *panel = &figure->panels[figure->panel_count - 1];
    panel->elements = col_grow(panel->elements, panel->element_count, &panel->element_capacity,
                               sizeof *panel->elements);
    figure_element *element = &panel->elements[panel->element_count++];
    bool first = panel->element_count == 1;
    if (name.text || first)
        panel->colours++;
    bool shown = name.text && *name.text;
    *element = (figure_element){.kind = kind, .name = shown ? copy_text(name.text) : NULL,
                                .latex = shown ? copy_text(name.latex) : NULL,
                                .colour = (panel->colours - 1) % FIGURE_COLOURS, .count = count};
    return element;
}

void col_figure_ink(col_figure *figure)
{
    figure_panel *panel = &figure->panels[figure->panel_count - 1];
    panel->elements[panel->element_count - 1].colour = FIGURE_INK;
}

void col_figure_caption(col_figure *figure, const char *text)
{
    figure_panel *panel = &figure->panels[figure->panel_count - 1];
    figure_element *element = &panel->elements[panel->element_count - 1];
    free(element->caption);
    element->caption = col_strdup(text);
}

void col_figure_overlay(col_figure *figure, size_t index)
{
    figure_panel *panel = &figure->panels[figure->panel_count - 1];
    panel->elements[panel->element_count - 1].colour = FIGURE_INK + 1 + (int)(index % FIGURE_OVERLAYS);
}

void col_figure_line(col_figure *figure, col_label name, const double *x, const double *y, size_t count)
{
    figure_element *element = add(figure, ELEMENT_LINE, name, count);
    element->x = copy_numbers(x, count);
    element->lo = copy_numbers(y, count);
}

void col_figure_points(col_figure *figure, col_label name, const double *x, const double *y, size_t count)
{
    figure_element *element = add(figure, ELEMENT_POINTS, name, count);
    element->x = copy_numbers(x, count);
    element->lo = copy_numbers(y, count);
}

void col_figure_band(col_figure *figure, col_label name, const double *x, const double *lo, const double *hi,
                     size_t count)
{
    figure_element *element = add(figure, ELEMENT_BAND, name, count);
    element->x = copy_numbers(x, count);
    element->lo = copy_numbers(lo, count);
    element->hi = copy_numbers(hi, count);
}

void col_figure_region(col_figure *figure, col_label name, const col_patch *patches, size_t count)
{
    figure_element *element = add(figure, ELEMENT_REGION, name, count);
    element->patches = col_malloc(count * sizeof *patches);
    if (count > 0)
        memcpy(element->patches, patches, count * sizeof *patches);
}

bool col_figure_format_of(col_figure_format *format, const char *path)
{
    static const char *const endings[] = {".svg", ".pdf", ".png", ".tex"};
    size_t length = strlen(path);
    for (int i = 0; i < 4; i++) {
        if (length > 4 && strcmp(path + length - 4, endings[i]) == 0) {
            *format = (col_figure_format)i;
            return true;
        }
    }
    return false;
}

bool col_figure_render(col_text *out, const col_figure *figure, col_figure_format format, col_error *error)
{
    if (format != COL_FIGURE_TEX)
        return figure_draw(out, figure, format, error);
    figure_write_tex(out, figure);
    return true;
}
