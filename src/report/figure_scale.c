/* Axes: the range that shows everything, and round numbers on it. */
#include "figure.h"

#include "number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#define MOST_DECADES 7 /* labelled ones on a logarithmic axis */

typedef struct {
    double lo, hi;
    bool logarithmic, filled; /* filled: touched by a region, which is shown without a margin */
} range;

static void include_value(range *all, double value)
{
    if (!isfinite(value) || (all->logarithmic && value <= 0))
        return;
    all->lo = fmin(all->lo, value);
    all->hi = fmax(all->hi, value);
}

static void include_element(range *all, const figure_element *element, bool vertical)
{
    for (size_t i = 0; i < element->count; i++) {
        if (element->kind == ELEMENT_REGION) {
            include_value(all, vertical ? element->patches[i].y0 : element->patches[i].x0);
            include_value(all, vertical ? element->patches[i].y1 : element->patches[i].x1);
            all->filled = true;
        } else if (!vertical) {
            include_value(all, element->x[i]);
        } else {
            include_value(all, element->lo[i]);
            if (element->hi)
                include_value(all, element->hi[i]);
        }
    }
}

/* Room around the data; a single value, or none, gets some too. */
static void widen(range *all, bool vertical)
{
    if (all->lo > all->hi)
        *all = (range){all->logarithmic ? 1 : 0, all->logarithmic ? 10 : 1, all->logarithmic, true};
    if (all->logarithmic) {
        double margin = all->lo == all->hi ? log(2) : all->filled || !vertical ? 0 : 0.05 * log(all->hi / all->lo);
        all->lo = fmax(all->lo * exp(-margin), DBL_MIN);
        all->hi = fmin(all->hi * exp(margin), DBL_MAX / 4);
    } else {
        double size = all->hi / 2 - all->lo / 2, most = fmax(fabs(all->lo), fabs(all->hi));
        bool flat = !(size > 1e-12 * most);
        double margin = flat ? (most > 0 ? 0.1 * most : 1) : all->filled || !vertical ? 0 : 0.1 * size;
        all->lo = fmax(all->lo - margin, -DBL_MAX / 4);
        all->hi = fmin(all->hi + margin, DBL_MAX / 4);
    }
}

static void add_tick(figure_scale *scale, double value)
{
    if (scale->count == FIGURE_TICKS || !(figure_scale_place(scale, value) >= -1e-9)
        || !(figure_scale_place(scale, value) <= 1 + 1e-9))
        return;
    col_text label;
    col_text_init(&label);
    col_number_print(&label, value, 6);
    scale->ticks[scale->count].value = value;
    snprintf(scale->ticks[scale->count].label, sizeof scale->ticks->label, "%s", label.data);
    col_text_clear(&label);
    scale->count++;
}

static void add_power(figure_scale *scale, int exponent)
{
    int before = scale->count;
    add_tick(scale, pow(10, exponent));
    if (scale->count > before && (exponent < -3 || exponent > 3)) {
        scale->ticks[before].power = true;
        scale->ticks[before].exponent = exponent;
        snprintf(scale->ticks[before].label, sizeof scale->ticks->label, "10");
    }
}

/* About five ticks at multiples of 1, 2 or 5 times a power of ten. */
static void add_linear_ticks(figure_scale *scale)
{
    double raw = (scale->hi - scale->lo) / 5, power = pow(10, floor(log10(raw)));
    double step = raw / power < 1.5 ? power : raw / power < 3.5 ? 2 * power : raw / power < 7.5 ? 5 * power : 10 * power;
    for (double n = ceil(scale->lo / step - 1e-9); n * step <= scale->hi + 1e-9 * step; n++) {
        /* n / (1 / step) is the double nearest to the decimal number where step itself is none. */
        add_tick(scale, step < 1 ? n / round(1 / step) : n * step);
        if (scale->count == FIGURE_TICKS)
            break;
    }
}

static void add_logarithmic_ticks(figure_scale *scale)
{
    int first = (int)ceil(log10(scale->lo) - 1e-9), last = (int)floor(log10(scale->hi) + 1e-9);
    if (last - first >= 1) {
        int step = (last - first) / MOST_DECADES + 1;
        for (int exponent = first; exponent <= last; exponent += step)
            add_power(scale, exponent);
    } else if (scale->hi / scale->lo > 2) {
        static const int multiples[] = {1, 2, 5};
        for (int exponent = first - 1; exponent <= last; exponent++)
            for (int i = 0; i < 3; i++)
                add_tick(scale, multiples[i] * pow(10, exponent));
    } else {
        add_linear_ticks(scale);
    }
}

static void settle(figure_scale *out, const figure_panel *panel, const figure_axis *axis, bool vertical)
{
    range all = {INFINITY, -INFINITY, axis->scale == COL_SCALE_LOGARITHMIC, false};
    if (axis->lo < axis->hi && isfinite(axis->lo) && isfinite(axis->hi) && (!all.logarithmic || axis->lo > 0)) {
        all.lo = axis->lo;
        all.hi = axis->hi;
    } else {
        for (size_t i = 0; i < panel->element_count; i++)
            include_element(&all, &panel->elements[i], vertical);
        widen(&all, vertical);
    }
    *out = (figure_scale){.scale = axis->scale, .lo = all.lo, .hi = all.hi};
    if (all.logarithmic)
        add_logarithmic_ticks(out);
    else
        add_linear_ticks(out);
}

void figure_scale_x(figure_scale *out, const figure_panel *panel)
{
    settle(out, panel, &panel->x, false);
}

void figure_scale_y(figure_scale *out, const figure_panel *panel)
{
    settle(out, panel, &panel->y, true);
}

double figure_scale_place(const figure_scale *scale, double value)
{
    if (!isfinite(value) || (scale->scale == COL_SCALE_LOGARITHMIC && value <= 0))
        return NAN;
    if (scale->scale == COL_SCALE_LOGARITHMIC)
        return log(value / scale->lo) / log(scale->hi / scale->lo);
    return (value - scale->lo) / (scale->hi - scale->lo);
}
