/* Figures: panels with axes, lines, points, bands and filled regions, drawn by cairo (SVG, PDF, PNG) or written as a
 * pgfplots picture. The same figure gives the same bytes on the same system. Colours are told apart by
 * colour-blind readers too; lines differ in their dashes as well.
 *
 * Figures show; they certify nothing. Points with a coordinate that is not finite (or not positive, on a logarithmic
 * axis) interrupt a line. Texts are UTF-8; a label's LaTeX form is used in .tex (NULL: the text, escaped). */
#ifndef COLLAPSAR_FIGURE_H
#define COLLAPSAR_FIGURE_H

#include <collapsar/text.h>

typedef struct col_figure col_figure;

typedef struct {
    const char *text, *latex;
} col_label;

typedef enum { COL_SCALE_LINEAR, COL_SCALE_LOGARITHMIC } col_scale;

typedef struct {
    col_label label;
    col_scale scale;
    double lo, hi; /* lo == hi: chosen from the data */
} col_axis;

typedef enum {
    COL_FIGURE_SVG, COL_FIGURE_PDF, COL_FIGURE_PNG, COL_FIGURE_TEX, COL_FIGURE_FORMATS
} col_figure_format;

/* A box of a filled region. */
typedef struct {
    double x0, x1, y0, y1;
} col_patch;

/* Width and height in millimetres of one panel; columns: how many panels side by side before a new row starts. */
col_figure *col_figure_new(double width, double height, int columns);
void col_figure_free(col_figure *figure); /* NULL is allowed */

/* Starts a new panel; what is added afterwards belongs to it. Texts are copied. */
void col_figure_panel(col_figure *figure, col_label title, col_axis x, col_axis y);

/* What the files say of themselves: a title, and where they come from. PNG files don't. Texts are copied. */
void col_figure_describe(col_figure *figure, const char *title, const char *source);

/* What a panel shows, drawn in the order of the calls, each in the next colour of the palette; name is the entry in
 * the legend ({NULL, NULL}: none, and the colour of the element before it; {"", NULL}: none). Arrays are copied. */
void col_figure_line(col_figure *figure, col_label name, const double *x, const double *y, size_t count);
void col_figure_points(col_figure *figure, col_label name, const double *x, const double *y, size_t count);
void col_figure_band(col_figure *figure, col_label name, const double *x, const double *lo, const double *hi,
                     size_t count);
void col_figure_region(col_figure *figure, col_label name, const col_patch *patches, size_t count);

/* Text written into the region added last, where there is room for it; lines end in '\n'. Copied. */
void col_figure_caption(col_figure *figure, const char *text);

/* The element added last is drawn in black, a line without dashes. */
void col_figure_ink(col_figure *figure);

/* The element added last is a line in a bright colour and dashed, to be seen upon one in black; the colour and the
 * dashes are those of its index, modulo three. */
void col_figure_overlay(col_figure *figure, size_t index);

/* The format that the file name's ending asks for; false if it is none of .svg, .pdf, .png, .tex. */
bool col_figure_format_of(col_figure_format *format, const char *path);

/* Appends the finished file to out. False, with a resource fault recorded, if cairo fails. */
bool col_figure_render(col_text *out, const col_figure *figure, col_figure_format format, col_error *error);

#endif
