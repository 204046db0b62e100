/* Figures: every format is well formed, the same bytes come out twice, odd data do no harm. */
#include <collapsar/figure.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define POINTS 100

static const col_label none = {NULL, NULL};

static col_axis axis(const char *text, col_scale scale)
{
    return (col_axis){{text, NULL}, scale, 0, 0};
}

/* Two panels with all kinds of elements. */
static col_figure *sample(void)
{
    double x[POINTS], y[POINTS], lo[POINTS], hi[POINTS];
    for (int i = 0; i < POINTS; i++) {
        x[i] = 0.01 * pow(10, i / 20.0);
        y[i] = exp(-x[i]) + 1e-5;
        lo[i] = 0.9 * y[i];
        hi[i] = 1.1 * y[i];
    }
    col_figure *figure = col_figure_new(100, 70, 2);
    col_figure_panel(figure, (col_label){"decay & more", NULL}, axis("time", COL_SCALE_LOGARITHMIC),
                     (col_axis){{"λ", "$\\lambda$"}, COL_SCALE_LOGARITHMIC, 0, 0});
    col_figure_band(figure, (col_label){"bounds", NULL}, x, lo, hi, POINTS);
    col_figure_line(figure, none, x, y, POINTS);
    col_figure_points(figure, (col_label){"100 % simulated_run #1", NULL}, x, y, POINTS);
    col_figure_panel(figure, none, axis("f", COL_SCALE_LINEAR), axis("r", COL_SCALE_LINEAR));
    col_patch patches[] = {{0, 0.5, 0, 1}, {0.5, 1, 0, 0.25}};
    col_figure_region(figure, (col_label){"separated", NULL}, patches, 2);
    return figure;
}

static void render(col_text *out, const col_figure *figure, col_figure_format format)
{
    col_error error = {0};
    col_text_init(out);
    assert_true(col_figure_render(out, figure, format, &error));
    assert_true(out->length > 100);
}

static size_t occurrences(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        count++;
    return count;
}

static void formats_begin_and_end_well(void **state)
{
    (void)state;
    col_figure *figure = sample();
    col_text svg, pdf, png, tex;
    render(&svg, figure, COL_FIGURE_SVG);
    assert_int_equal(strncmp(svg.data, "<?xml", 5), 0);
    assert_non_null(strstr(svg.data, "</svg>"));
    assert_true(occurrences(svg.data, "<path") > 20);
    render(&pdf, figure, COL_FIGURE_PDF);
    assert_int_equal(strncmp(pdf.data, "%PDF-", 5), 0);
    assert_int_equal(strcmp(pdf.data + pdf.length - 6, "%%EOF\n"), 0);
    render(&png, figure, COL_FIGURE_PNG);
    assert_memory_equal(png.data, "\x89PNG\r\n\x1a\n", 8);
    render(&tex, figure, COL_FIGURE_TEX);
    assert_int_equal(occurrences(tex.data, "\\nextgroupplot"), 2);
    assert_int_equal(occurrences(tex.data, "\\addlegendentry"), 3);
    assert_non_null(strstr(tex.data, "{100 \\% simulated\\_run \\#1}"));
    assert_non_null(strstr(tex.data, "decay \\& more"));
    assert_non_null(strstr(tex.data, "ylabel={$\\lambda$}"));
    assert_int_equal(occurrences(tex.data, "{"), occurrences(tex.data, "}"));
    col_text_clear(&svg);
    col_text_clear(&pdf);
    col_text_clear(&png);
    col_text_clear(&tex);
    col_figure_free(figure);
}

static void same_figure_gives_same_bytes(void **state)
{
    (void)state;
    for (int format = COL_FIGURE_SVG; format <= COL_FIGURE_TEX; format++) {
        col_figure *first = sample(), *second = sample();
        col_text a, b, c;
        render(&a, first, (col_figure_format)format);
        render(&b, second, (col_figure_format)format);
        render(&c, first, (col_figure_format)format);
        assert_int_equal(a.length, b.length);
        assert_memory_equal(a.data, b.data, a.length);
        assert_int_equal(a.length, c.length);
        assert_memory_equal(a.data, c.data, a.length);
        col_text_clear(&a);
        col_text_clear(&b);
        col_text_clear(&c);
        col_figure_free(first);
        col_figure_free(second);
    }
}

/* Data that have no place: gaps, not garbage. */
static void odd_data_leave_gaps(void **state)
{
    (void)state;
    double x[] = {1, 2, NAN, 4, 5, INFINITY, 1e300, -1e300}, y[] = {1, -1, 2, 0, 3, 1, 1e300, -1e300};
    for (int scale = COL_SCALE_LINEAR; scale <= COL_SCALE_LOGARITHMIC; scale++) {
        for (size_t count = 0; count <= 8; count++) {
            col_figure *figure = col_figure_new(60, 40, 1);
            col_figure_panel(figure, none, axis("x", (col_scale)scale), axis("y", (col_scale)scale));
            col_figure_line(figure, none, x, y, count);
            col_figure_band(figure, none, x, y, x, count);
            for (int format = COL_FIGURE_SVG; format <= COL_FIGURE_TEX; format++) {
                col_text out;
                render(&out, figure, (col_figure_format)format);
                if (format == COL_FIGURE_TEX || format == COL_FIGURE_SVG) {
                    assert_null(strstr(out.data, "nan"));
                    assert_null(strstr(out.data, "inf"));
                }
                col_text_clear(&out);
            }
            col_figure_free(figure);
        }
    }
}

/* Every value on a constant line, a single point or an empty panel still has axes with at least two ticks. */
static void axes_always_have_ticks(void **state)
{
    (void)state;
    double x[] = {3, 3}, y[] = {0.2, 0.2};
    for (size_t count = 0; count <= 2; count++) {
        col_figure *figure = col_figure_new(60, 40, 1);
        col_figure_panel(figure, none, axis("x", COL_SCALE_LINEAR), axis("y", COL_SCALE_LOGARITHMIC));
        col_figure_points(figure, none, x, y, count);
        col_text out;
        render(&out, figure, COL_FIGURE_SVG);
        assert_true(occurrences(out.data, "<use") >= 4);
        col_text_clear(&out);
        col_figure_free(figure);
    }
}

/* Twice the area that the loops printed for pgfplots go round, and how many corners they have. */
static double area_around(size_t *corners, const char *text)
{
    double area = 0, x0 = 0, y0 = 0, before_x = 0, before_y = 0;
    *corners = 0;
    for (const char *at = strstr(text, "(axis cs:"); at; at = strstr(at + 1, "(axis cs:")) {
        double x, y;
        assert_int_equal(sscanf(at, "(axis cs:%lf,%lf)", &x, &y), 2);
        if (at[-1] == '-') {
            area += before_x * y - x * before_y;
        } else {
            area += before_x * y0 - x0 * before_y;
            x0 = x;
            y0 = y;
        }
        before_x = x;
        before_y = y;
        ++*corners;
    }
    return area + before_x * y0 - x0 * before_y;
}

/* Cells and a larger square beside them, with a hole and two parts that touch in a corner: an outline with no needless
 * corner, round the same area. */
static void regions_keep_their_cover(void **state)
{
    (void)state;
    enum { SIDE = 32 };
    static col_patch patches[SIDE * SIDE];
    size_t count = 0, corners;
    double area = 4;
    patches[count++] = (col_patch){0, 2, 0, 2};
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++)
            if ((i >= 2 || j >= 2) && ((i + j < SIDE && (i != 5 || j != 7)) || (i == 20 && j > 25))) {
                patches[count++] = (col_patch){i, i + 1, j, j + 1};
                area++;
            }
    col_figure *figure = col_figure_new(60, 40, 1);
    col_figure_panel(figure, none, axis("x", COL_SCALE_LINEAR), axis("y", COL_SCALE_LINEAR));
    col_figure_region(figure, none, patches, count);
    col_text out;
    render(&out, figure, COL_FIGURE_TEX);
    assert_true(area_around(&corners, out.data) == 2 * area);
    assert_int_equal(corners, 2 * SIDE + 2 + 4 + 4);
    col_text_clear(&out);
    col_figure_free(figure);
}

static void endings_name_formats(void **state)
{
    (void)state;
    col_figure_format format;
    assert_true(col_figure_format_of(&format, "a.svg") && format == COL_FIGURE_SVG);
    assert_true(col_figure_format_of(&format, "dir.x/a.b.pdf") && format == COL_FIGURE_PDF);
    assert_true(col_figure_format_of(&format, "a.png") && format == COL_FIGURE_PNG);
    assert_true(col_figure_format_of(&format, "a.tex") && format == COL_FIGURE_TEX);
    assert_false(col_figure_format_of(&format, "svg"));
    assert_false(col_figure_format_of(&format, ".svg"));
    assert_false(col_figure_format_of(&format, "a.jpg"));
    assert_false(col_figure_format_of(&format, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_begin_and_end_well), cmocka_unit_test(same_figure_gives_same_bytes),
        cmocka_unit_test(odd_data_leave_gaps), cmocka_unit_test(axes_always_have_ticks),
        cmocka_unit_test(regions_keep_their_cover), cmocka_unit_test(endings_name_formats)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
