/* collapsar crosscheck: deviations in units of their errors, and what each check would have noticed. */
#include "crosscheck.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

static void draw_level(col_figure *figure, double level, size_t count)
{
    const double ends[2] = {0, (double)count + 1}, levels[2] = {level, level};
    col_figure_line(figure, (col_label){"", NULL}, ends, levels, 2);
}

col_figure *col_crosscheck_figure(const crosscheck_list *list)
{
    double *number = col_malloc((list->count + 1) * sizeof(double)),
        *sigma = col_malloc((list->count + 1) * sizeof(double)),
           *notices = col_malloc((list->count + 1) * sizeof(double));
    for (size_t i = 0; i < list->count; i++) {
        number[i] = (double)(i + 1);
        sigma[i] = copysign(list->items[i].sigma, list->items[i].difference);
        notices[i] = list->items[i].sensitivity;
    }
    col_figure *figure = col_figure_new(140, 60, 1);
    const col_axis checks = {.label = {"check, in the order of the list", NULL}, .lo = 0,
                             .hi = (double)list->count + 1};
    col_figure_panel(figure, (col_label){"Simulated minus predicted, in errors", NULL}, checks,
                     (col_axis){.label = {"deviation / error", NULL}});
    draw_level(figure, COL_CHECK_SIGMAS, list->count);
    draw_level(figure, -COL_CHECK_SIGMAS, list->count);
    col_figure_points(figure, (col_label){"", NULL}, number, sigma, list->count);
    col_figure_panel(figure, (col_label){"Smallest mistake that would have been noticed", NULL}, checks,
                     (col_axis){.label = {"relative to the prediction", NULL}, .scale = COL_SCALE_LOGARITHMIC});
    draw_level(figure, 0.01, list->count);
    col_figure_points(figure, (col_label){"", NULL}, number, notices, list->count);
    free(number);
    free(sigma);
    free(notices);
    return figure;
}
