/* collapsar spectrum: the figure. Left the singular values by rank, or the density; right the separation over time. */
#include "spectrum.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

#define MOST_POINTS 4000
#define DENSITY_POINTS 400

static double middle(const arb_t x)
{
    return arf_get_d(arb_midref(x), ARF_RND_NEAR);
}

static void draw_modes(col_figure *figure, const spectrum *work)
{
    double *x = col_malloc(MOST_POINTS * sizeof *x), *y = col_malloc(MOST_POINTS * sizeof *y);
    size_t count = 0;
    ulong rank = 0;
    for (size_t i = 0; i < work->modes.count; i++) {
        const col_mode *mode = &work->modes.items[i];
        for (ulong j = 0; j < mode->multiplicity && count < MOST_POINTS; j++) {
            x[count] = (double)++rank;
            y[count++] = middle(mode->s);
        }
    }
    col_figure_panel(figure, (col_label){"Singular values of the coupling", NULL}, (col_axis){{"rank", NULL}, COL_SCALE_LINEAR, 0, (double)count + 1},
        (col_axis){{"s", "$s$"}, COL_SCALE_LINEAR, 0, 0});
    col_figure_points(figure, (col_label){NULL, NULL}, x, y, count);
    free(y);
    free(x);
}

static void draw_density(col_figure *figure, const spectrum *work)
{
    double *x = col_malloc(DENSITY_POINTS * sizeof *x), *y = col_malloc(DENSITY_POINTS * sizeof *y);
    double lo = middle(work->support), hi = middle(work->support + 1);
    arb_t s, nu;
    arb_init(s);
    arb_init(nu);
    for (int i = 0; i < DENSITY_POINTS; i++) {
        x[i] = lo + (hi - lo) * (1 - cos(3.141592653589793 * (i + 0.5) / DENSITY_POINTS)) / 2; /* dense at the edges */
        arb_set_d(s, x[i]);
        col_density_at(nu, s, &work->ensemble, 64);
        y[i] = middle(nu);
    }
    col_figure_panel(figure, (col_label){"Density of singular values", NULL}, (col_axis){{"s", "$s$"}, COL_SCALE_LINEAR, 0, 0},
        (col_axis){{"density", "$\\nu(s)$"}, COL_SCALE_LINEAR, 0, 0});
    col_figure_line(figure, (col_label){NULL, NULL}, x, y, DENSITY_POINTS);
    arb_clear(nu);
    arb_clear(s);
    free(y);
    free(x);
}

/* One pair over time, named; y is room for the points. */
static void draw_pair(col_figure *figure, const spectrum *work, const spectrum_pair *pair, const double *x, double *y)
{
    char a[32], b[32], name[256];
    arb_t t, value;
    arb_init(t);
    arb_init(value);
    for (slong i = 0; i < work->point_count; i++) {
        arb_set_fmpq(t, work->times + i, work->separation.precision);
        col_separation_pair(value, &work->separation, pair->a, pair->b, t);
        y[i] = middle(value);
    }
    snprintf(name, sizeof name, "%.100s and %.100s", spectrum_name(work, pair->a, a), spectrum_name(work, pair->b, b));
    col_figure_line(figure, (col_label){name, NULL}, x, y, (size_t)work->point_count);
    arb_clear(value);
    arb_clear(t);
}

static void draw_curve(col_figure *figure, const spectrum *work)
{
    size_t count = (size_t)work->point_count;
    double *x = col_malloc(count * sizeof *x), *y = col_malloc(count * sizeof *y);
    for (size_t i = 0; i < count; i++) {
        x[i] = fmpq_get_d(work->times + i);
        y[i] = middle(work->means + i);
    }
    col_figure_panel(figure, (col_label){"Separation of the labels", NULL}, (col_axis){{"t", "$t$"}, COL_SCALE_LOGARITHMIC, 0, 0},
        (col_axis){{"mean squared separation", NULL}, COL_SCALE_LOGARITHMIC, 0, 0});
    col_figure_line(figure, (col_label){"mean over all pairs", NULL}, x, y, count);
    if (work->pair_count > 1) {
        draw_pair(figure, work, &work->pairs[0], x, y);
        draw_pair(figure, work, &work->pairs[work->pair_count - 1], x, y);
    }
    free(y);
    free(x);
}

bool spectrum_plot(const spectrum *work)
{
    if (work->run->plot == NULL)
        return true;
    col_figure *figure = col_figure_new(85, 65, 2);
    if (work->has_coupling)
        draw_modes(figure, work);
    else
        draw_density(figure, work);
    if (work->means != NULL && work->point_count > 1)
        draw_curve(figure, work);
    bool good = col_run_plot(work->run, figure);
    col_figure_free(figure);
    return good;
}
