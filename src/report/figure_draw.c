/* Figures as SVG, PDF and PNG, drawn by cairo. Lengths are in points. */
#include "figure.h"

#include <collapsar/html.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINTS_PER_MM (72 / 25.4)
#define PNG_SCALE (200 / 72.0) /* dots per point */
#define FONT_SIZE 9.0
#define SMALL_SIZE 7.5
#define CAPTION_LINE 1.25
#define GAP 4.0
#define LEGEND_ROW 13.0
#define LEGEND_MARK 18.0
#define FAR 1000 /* places beyond this many axis lengths are drawn there: cairo's coordinates are bounded */

/* The part of the page where a panel's data are drawn. */
typedef struct {
    double left, top, width, height;
    figure_scale x, y;
} plot_area;

static void set_colour(cairo_t *cairo, int colour, double opacity)
{
    const figure_colour *c = &figure_palette[colour];
    cairo_set_source_rgba(cairo, c->red, c->green, c->blue, opacity);
}

static void set_black(cairo_t *cairo, double opacity)
{
    cairo_set_source_rgba(cairo, 0.1, 0.1, 0.1, opacity);
}

static double text_width(cairo_t *cairo, const char *text)
{
    cairo_text_extents_t extents;
    cairo_text_extents(cairo, text, &extents);
    return extents.x_advance;
}

/* Text whose anchor (0: left end, 1/2: middle, 1: right end of the base line) is at x, y. */
static void draw_text(cairo_t *cairo, double x, double y, const char *text, double anchor)
{
    cairo_move_to(cairo, x - anchor * text_width(cairo, text), y);
    cairo_show_text(cairo, text);
}

/* A tick's label; powers of ten with a raised exponent. Returns its width; draws it if draw. */
static double tick_label(cairo_t *cairo, const figure_scale *scale, int index, double x, double y, double anchor,
                         bool draw)
{
    char label[32], exponent[16] = "";
    /* The hyphen becomes a minus sign. */
    bool negative = scale->ticks[index].label[0] == '-';
    snprintf(label, sizeof label, "%s%s", negative ? "\xe2\x88\x92" : "", scale->ticks[index].label + negative);
    int power = scale->ticks[index].exponent;
    if (scale->ticks[index].power)
        snprintf(exponent, sizeof exponent, "%s%d", power < 0 ? "\xe2\x88\x92" : "", power < 0 ? -power : power);
    cairo_set_font_size(cairo, SMALL_SIZE);
    double base = text_width(cairo, label);
    cairo_set_font_size(cairo, 0.75 * SMALL_SIZE);
    double width = base + text_width(cairo, exponent);
    if (draw) {
        cairo_move_to(cairo, x - anchor * width + base, y - 0.4 * SMALL_SIZE);
        cairo_show_text(cairo, exponent);
        cairo_set_font_size(cairo, SMALL_SIZE);
        draw_text(cairo, x - anchor * width, y, label, 0);
    }
    cairo_set_font_size(cairo, FONT_SIZE);
    return width;
}

static double clamp(double place)
{
    return place < -FAR ? -FAR : place > FAR ? FAR : place;
}

/* Where a point is drawn; false if it has no place. */
static bool locate(double *px, double *py, const plot_area *area, double x, double y)
{
    double h = figure_scale_place(&area->x, x), v = figure_scale_place(&area->y, y);
    *px = area->left + clamp(h) * area->width;
    *py = area->top + (1 - clamp(v)) * area->height;
    return isfinite(h) && isfinite(v);
}

static void set_dash(cairo_t *cairo, int colour)
{
    static const double dashes[][4] = {{0}, {6, 2, 6, 2}, {1.5, 2, 1.5, 2}, {6, 2, 1.5, 2}};
    cairo_set_dash(cairo, dashes[colour % 4], colour % 4 ? 4 : 0, 0);
}

static void draw_line(cairo_t *cairo, const plot_area *area, const figure_element *element)
{
    bool open = false;
    for (size_t i = 0; i < element->count; i++) {
        double x, y;
        bool placed = locate(&x, &y, area, element->x[i], element->lo[i]);
        if (placed && open)
            cairo_line_to(cairo, x, y);
        else if (placed)
            cairo_move_to(cairo, x, y);
        open = placed;
    }
    set_colour(cairo, element->colour, 1);
    set_dash(cairo, element->colour);
    cairo_set_line_width(cairo, 1.3);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
}

static void draw_points(cairo_t *cairo, const plot_area *area, const figure_element *element)
{
    set_colour(cairo, element->colour, 1);
    for (size_t i = 0; i < element->count; i++) {
        double x, y;
        if (!locate(&x, &y, area, element->x[i], element->lo[i]))
            continue;
        cairo_new_sub_path(cairo);
        cairo_arc(cairo, x, y, 1.8, 0, 2 * acos(-1));
        cairo_fill(cairo);
    }
}

static void draw_band(cairo_t *cairo, const plot_area *area, const figure_element *element)
{
    double x, y;
    bool open = false;
    for (size_t i = 0; i < element->count; i++) {
        if (!locate(&x, &y, area, element->x[i], element->hi[i]))
            continue;
        if (open)
            cairo_line_to(cairo, x, y);
        else
            cairo_move_to(cairo, x, y);
        open = true;
    }
    for (size_t i = element->count; i-- > 0;)
        if (locate(&x, &y, area, element->x[i], element->lo[i]) && open)
            cairo_line_to(cairo, x, y);
    cairo_close_path(cairo);
    set_colour(cairo, element->colour, 0.3);
    cairo_fill(cairo);
}

/* Loops of which a corner has no place, as on a logarithmic axis, lose it. */
static void draw_region(cairo_t *cairo, const plot_area *area, const figure_element *element)
{
    size_t count;
    figure_corner *corners = figure_outline(&count, element->patches, element->count);
    bool open = false;
    for (size_t i = 0; i < count; i++) {
        double x, y;
        if (corners[i].first && open)
            cairo_close_path(cairo);
        open = open && !corners[i].first;
        if (!locate(&x, &y, area, corners[i].x, corners[i].y))
            continue;
        (open ? cairo_line_to : cairo_move_to)(cairo, x, y);
        open = true;
    }
    free(corners);
    set_colour(cairo, element->colour, 0.45);
    cairo_fill(cairo);
}

static void draw_elements(cairo_t *cairo, const plot_area *area, const figure_panel *panel)
{
    cairo_save(cairo);
    cairo_rectangle(cairo, area->left, area->top, area->width, area->height);
    cairo_clip(cairo);
    for (size_t i = 0; i < panel->element_count; i++) {
        const figure_element *element = &panel->elements[i];
        switch (element->kind) {
        case ELEMENT_LINE: draw_line(cairo, area, element); break;
        case ELEMENT_POINTS: draw_points(cairo, area, element); break;
        case ELEMENT_BAND: draw_band(cairo, area, element); break;
        case ELEMENT_REGION: draw_region(cairo, area, element); break;
        }
    }
    cairo_restore(cairo);
}

/* What the regions say of themselves, above all that is drawn. */
static void draw_captions(cairo_t *cairo, const plot_area *area, const figure_panel *panel)
{
    cairo_set_font_size(cairo, SMALL_SIZE);
    set_black(cairo, 1);
    for (size_t i = 0; i < panel->element_count; i++) {
        double x, y;
        const figure_element *element = &panel->elements[i];
        if (!figure_place_caption(&x, &y, element, &area->x, &area->y, area->width / SMALL_SIZE,
                                  area->height / SMALL_SIZE))
            continue;
        int lines = 1;
        for (const char *text = element->caption; *text; text++)
            lines += *text == '\n';
        double base = area->top + (1 - y) * area->height - (lines / 2.0 * CAPTION_LINE - 0.9) * SMALL_SIZE;
        for (const char *text = element->caption; text; base += CAPTION_LINE * SMALL_SIZE) {
            char line[128];
            size_t length = strcspn(text, "\n");
            snprintf(line, sizeof line, "%.*s", (int)length, text);
            draw_text(cairo, area->left + x * area->width, base, line, 0.5);
            text = text[length] ? text + length + 1 : NULL;
        }
    }
    cairo_set_font_size(cairo, FONT_SIZE);
}

static double widest_tick(cairo_t *cairo, const figure_scale *scale)
{
    double widest = 0;
    for (int i = 0; i < scale->count; i++)
        widest = fmax(widest, tick_label(cairo, scale, i, 0, 0, 0, false));
    return widest;
}

/* Short ticks at 2 ... 9 times the powers of ten between the ends of a logarithmic axis of few decades. */
static void draw_minor_ticks(cairo_t *cairo, const plot_area *area, const figure_scale *scale, bool vertical)
{
    if (scale->scale != COL_SCALE_LOGARITHMIC)
        return;
    int first = (int)floor(log10(scale->lo)), last = (int)floor(log10(scale->hi));
    if (last - first > 8)
        return;
    for (int i = 0; i < 8 * (last - first + 1); i++) {
        double place = figure_scale_place(scale, (2 + i % 8) * pow(10, first + i / 8));
        if (!(place > 0 && place < 1))
            continue;
        double x = area->left + place * area->width, y = area->top + (1 - place) * area->height;
        double bottom = area->top + area->height;
        cairo_move_to(cairo, vertical ? area->left : x, vertical ? y : bottom);
        cairo_line_to(cairo, vertical ? area->left - 1.5 : x, vertical ? y : bottom + 1.5);
    }
}

static void draw_frame(cairo_t *cairo, const plot_area *area)
{
    double bottom = area->top + area->height;
    set_black(cairo, 1);
    cairo_set_line_width(cairo, 0.7);
    cairo_rectangle(cairo, area->left, area->top, area->width, area->height);
    for (int i = 0; i < area->x.count; i++) {
        double x = area->left + figure_scale_place(&area->x, area->x.ticks[i].value) * area->width;
        cairo_move_to(cairo, x, bottom);
        cairo_line_to(cairo, x, bottom + 3);
    }
    for (int i = 0; i < area->y.count; i++) {
        double y = area->top + (1 - figure_scale_place(&area->y, area->y.ticks[i].value)) * area->height;
        cairo_move_to(cairo, area->left, y);
        cairo_line_to(cairo, area->left - 3, y);
    }
    draw_minor_ticks(cairo, area, &area->x, false);
    draw_minor_ticks(cairo, area, &area->y, true);
    cairo_stroke(cairo);
    for (int i = 0; i < area->x.count; i++) {
        double x = area->left + figure_scale_place(&area->x, area->x.ticks[i].value) * area->width;
        tick_label(cairo, &area->x, i, x, bottom + 4 + SMALL_SIZE, 0.5, true);
    }
    for (int i = 0; i < area->y.count; i++) {
        double y = area->top + (1 - figure_scale_place(&area->y, area->y.ticks[i].value)) * area->height;
        tick_label(cairo, &area->y, i, area->left - 5, y + 0.35 * SMALL_SIZE, 1, true);
    }
}

static void draw_titles(cairo_t *cairo, const plot_area *area, const figure_panel *panel, double left)
{
    double middle = area->left + area->width / 2, bottom = area->top + area->height;
    if (panel->title)
        draw_text(cairo, middle, area->top - GAP, panel->title, 0.5);
    if (panel->x.text)
        draw_text(cairo, middle, bottom + 6 + SMALL_SIZE + FONT_SIZE, panel->x.text, 0.5);
    if (panel->y.text) {
        cairo_save(cairo);
        cairo_translate(cairo, left + FONT_SIZE, area->top + area->height / 2);
        cairo_rotate(cairo, -acos(0));
        draw_text(cairo, 0, 0, panel->y.text, 0.5);
        cairo_restore(cairo);
    }
}

static void draw_legend_mark(cairo_t *cairo, const figure_element *element, double x, double y)
{
    double middle = y - 0.35 * FONT_SIZE;
    set_colour(cairo, element->colour, element->kind == ELEMENT_BAND ? 0.3 : element->kind == ELEMENT_REGION ? 0.45 : 1);
    switch (element->kind) {
    case ELEMENT_LINE:
        set_dash(cairo, element->colour);
        cairo_set_line_width(cairo, 1.3);
        cairo_move_to(cairo, x, middle);
        cairo_line_to(cairo, x + LEGEND_MARK - GAP, middle);
        cairo_stroke(cairo);
        cairo_set_dash(cairo, NULL, 0, 0);
        break;
    case ELEMENT_POINTS:
        cairo_arc(cairo, x + (LEGEND_MARK - GAP) / 2, middle, 1.8, 0, 2 * acos(-1));
        cairo_fill(cairo);
        break;
    case ELEMENT_BAND:
    case ELEMENT_REGION:
        cairo_rectangle(cairo, x, middle - 3.5, LEGEND_MARK - GAP, 7);
        cairo_fill(cairo);
        break;
    }
}

/* Entries from left to right, wrapped at width; returns the number of rows. Draws them if draw. */
static int legend(cairo_t *cairo, const figure_panel *panel, double left, double top, double width, bool draw)
{
    int rows = 0;
    double x = left;
    for (size_t i = 0; i < panel->element_count; i++) {
        const figure_element *element = &panel->elements[i];
        if (element->name == NULL)
            continue;
        double size = LEGEND_MARK + text_width(cairo, element->name) + 3 * GAP;
        if (rows == 0 || x + size > left + width) {
            rows++;
            x = left;
        }
        if (draw) {
            double base = top + rows * LEGEND_ROW - GAP;
            draw_legend_mark(cairo, element, x, base);
            set_black(cairo, 1);
            draw_text(cairo, x + LEGEND_MARK, base, element->name, 0);
        }
        x += size;
    }
    return rows;
}

static void draw_panel(cairo_t *cairo, const figure_panel *panel, double left, double top, double width, double height)
{
    plot_area area;
    figure_scale_x(&area.x, panel);
    figure_scale_y(&area.y, panel);
    double before = widest_tick(cairo, &area.y) + 2 * GAP + (panel->y.text ? FONT_SIZE + GAP : 0);
    double above = panel->title ? FONT_SIZE + 2 * GAP : 2 * GAP;
    double below = SMALL_SIZE + 2 * GAP + (panel->x.text ? FONT_SIZE + GAP : 0);
    area.left = left + before;
    area.top = top + above;
    area.width = fmax(width - before - 3 * GAP, 10);
    area.height = fmax(height - above - below, 10);
    draw_elements(cairo, &area, panel);
    draw_captions(cairo, &area, panel);
    draw_frame(cairo, &area);
    draw_titles(cairo, &area, panel, left);
    legend(cairo, panel, area.left, top + height, area.width, true);
}

/* The height that the legends of one row of panels need. */
static double legend_height(cairo_t *cairo, const col_figure *figure, size_t first, double width)
{
    int rows = 0;
    for (size_t i = first; i < first + (size_t)figure->columns && i < figure->panel_count; i++) {
        int here = legend(cairo, &figure->panels[i], 0, 0, 0.85 * width, false);
        rows = here > rows ? here : rows;
    }
    return (rows + 1) * LEGEND_ROW;
}

/* Draws all panels, or nothing if draw is false; returns the height of the page. */
static double draw_page(cairo_t *cairo, const col_figure *figure, bool draw)
{
    double width = figure->width * POINTS_PER_MM, height = figure->height * POINTS_PER_MM, top = 0;
    cairo_select_font_face(cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, FONT_SIZE);
    for (size_t i = 0; i < figure->panel_count; i += (size_t)figure->columns) {
        for (size_t j = i; draw && j < i + (size_t)figure->columns && j < figure->panel_count; j++)
            draw_panel(cairo, &figure->panels[j], (double)(j - i) * width, top, width, height);
        top += height + legend_height(cairo, figure, i, width);
    }
    return top;
}

static double page_height(const col_figure *figure)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t *cairo = cairo_create(surface);
    double height = draw_page(cairo, figure, false);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return ceil(height);
}

static cairo_status_t append(void *out, const unsigned char *bytes, unsigned length)
{
    col_text_append_bytes(out, (const char *)bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *new_surface(col_text *out, const col_figure *figure, col_figure_format format, double width,
                                    double height)
{
    cairo_surface_t *surface;
    switch (format) {
    case COL_FIGURE_SVG:
        surface = cairo_svg_surface_create_for_stream(append, out, width, height);
        cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT);
        return surface;
    case COL_FIGURE_PDF:
        surface = cairo_pdf_surface_create_for_stream(append, out, width, height);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
        if (figure->title) {
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, figure->title);
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, figure->source);
        }
        return surface;
    default:
        return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(width * PNG_SCALE),
                                          (int)ceil(height * PNG_SCALE));
    }
}

/* Cairo numbers the surfaces of a process and writes the number into the file, where nothing refers to it. */
static void forget_surface_number(col_text *out, size_t start)
{
    static const char mark[] = "<g id=\"surface";
    char *found = strstr(out->data + start, mark);
    if (found == NULL)
        return;
    char *digits = found + sizeof mark - 1;
    size_t count = strspn(digits, "0123456789");
    memmove(digits, digits + count, out->length - (size_t)(digits + count - out->data) + 1);
    out->length -= count;
}

static void describe_svg(col_text *out, const col_figure *figure, size_t start)
{
    const char *root = strstr(out->data + start, "<svg"), *end = root ? strchr(root, '>') : NULL;
    if (figure->title == NULL || end == NULL)
        return;
    col_text rest;
    col_text_init(&rest);
    col_text_append(&rest, end + 1);
    out->length = (size_t)(end + 1 - out->data);
    out->data[out->length] = '\0';
    col_text_append(out, "\n<title>");
    col_html_escape(out, figure->title);
    col_text_append(out, "</title>\n<desc>");
    col_html_escape(out, figure->source);
    col_text_append(out, "</desc>");
    col_text_append(out, rest.data);
    col_text_clear(&rest);
}

bool figure_draw(col_text *out, const col_figure *figure, col_figure_format format, col_error *error)
{
    double width = figure->width * POINTS_PER_MM * figure->columns, height = page_height(figure);
    size_t before = out->length;
    cairo_surface_t *surface = new_surface(out, figure, format, width, height);
    cairo_t *cairo = cairo_create(surface);
    if (format == COL_FIGURE_PNG)
        cairo_scale(cairo, PNG_SCALE, PNG_SCALE);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    draw_page(cairo, figure, true);
    cairo_status_t status = cairo_status(cairo);
    if (status == CAIRO_STATUS_SUCCESS && format == COL_FIGURE_PNG)
        status = cairo_surface_write_to_png_stream(surface, append, out);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (format == COL_FIGURE_SVG) {
        forget_surface_number(out, before);
        describe_svg(out, figure, before);
    }
    if (status != CAIRO_STATUS_SUCCESS) {
        out->length = before;
        out->data[before] = '\0';
        col_error_resource(error, "the figure cannot be drawn: %s", cairo_status_to_string(status));
    }
    return status == CAIRO_STATUS_SUCCESS;
}
