/* What a figure holds; shared by the files that draw it. */
#ifndef COL_REPORT_FIGURE_H
#define COL_REPORT_FIGURE_H

#include <collapsar/figure.h>

typedef enum { ELEMENT_LINE, ELEMENT_POINTS, ELEMENT_BAND, ELEMENT_REGION } element_kind;

typedef struct {
    element_kind kind;
    char *name, *latex; /* NULL: not in the legend */
    int colour;         /* index into the palette, also of the dash pattern */
    double *x, *lo, *hi; /* lines and points use x and lo */
    size_t count;
    col_patch *patches;
    char *caption; /* of a region; NULL: none */
} figure_element;

typedef struct {
    char *text, *latex; /* latex may be NULL */
    col_scale scale;
    double lo, hi;
} figure_axis;

typedef struct {
    char *title, *title_latex;
    figure_axis x, y;
    figure_element *elements;
    size_t element_count, element_capacity;
    int colours; /* used so far */
} figure_panel;

struct col_figure {
    char *title, *source; /* NULL: not described */
    double width, height; /* of a panel, in millimetres */
    int columns;
    figure_panel *panels;
    size_t panel_count, panel_capacity;
};

/* Red, green, blue in [0, 1]. */
typedef struct {
    double red, green, blue;
} figure_colour;

#define FIGURE_COLOURS 8
#define FIGURE_INK FIGURE_COLOURS /* black; a multiple of four: solid */
#define FIGURE_OVERLAYS 3         /* after it: bright, and dashed each in its own way */
#define FIGURE_ALL (FIGURE_INK + 1 + FIGURE_OVERLAYS)
extern const figure_colour figure_palette[FIGURE_ALL];

#define FIGURE_TICKS 16

/* An axis with its range settled. */
typedef struct {
    col_scale scale;
    double lo, hi; /* lo < hi, finite; positive if logarithmic */
    int count;
    struct {
        double value;
        char label[24];
        int exponent; /* of a power of ten that is printed as one; then label is "10" */
        bool power;
    } ticks[FIGURE_TICKS];
} figure_scale;

void figure_scale_x(figure_scale *out, const figure_panel *panel);
void figure_scale_y(figure_scale *out, const figure_panel *panel);

/* Where value lies between lo (0) and hi (1); NAN if it has no place on the axis. */
double figure_scale_place(const figure_scale *scale, double value);

/* A corner of a region's outline; first: a new closed loop begins. */
typedef struct {
    double x, y;
    bool first;
} figure_corner;

/* Closed loops round the points that patches cover, holes the other way round. Patches overlap in edges only; those that
 * meet have the same coordinates there. The caller frees the result. */
figure_corner *figure_outline(size_t *count, const col_patch *patches, size_t patch_count);

/* The middle of the region's caption, in parts of the panel, whose width and height are in sizes of the font. False if it
 * fits nowhere. */
bool figure_place_caption(double *x, double *y, const figure_element *element, const figure_scale *scale_x,
                          const figure_scale *scale_y, double width, double height);

/* Writers, by format. */
void figure_write_tex(col_text *out, const col_figure *figure);
bool figure_draw(col_text *out, const col_figure *figure, col_figure_format format, col_error *error);

#endif
