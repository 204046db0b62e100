/* collapsar phase: the figure. Each region in its tint, the undecided band, the boundary's points on top. */
#include "phase.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

/* Doubles for the eye. */
static double at(const col_phase_axis *axis, uint32_t index, int level)
{
    double lo = fmpq_get_d(axis->lo), hi = fmpq_get_d(axis->hi);
    return lo + (hi - lo) * ldexp((double)index, -level);
}

static void draw_region(col_figure *figure, const col_phase *phase, ptrdiff_t region, col_label name,
                        const col_phase_axis *x, const col_phase_axis *y)
{
    col_patch *patches = col_malloc((phase->box_count + 1) * sizeof *patches);
    size_t count = 0;
    for (size_t i = 0; i < phase->box_count; i++) {
        const col_phase_box *box = &phase->boxes[i];
        if (box->region == region)
            patches[count++] = (col_patch){at(x, box->column, box->level), at(x, box->column + 1, box->level),
                                           at(y, box->row, box->level), at(y, box->row + 1, box->level)};
    }
    if (count > 0)
        col_figure_region(figure, name, patches, count);
    free(patches);
}

static void draw_boundary(col_figure *figure, const col_phase *phase)
{
    double *x = col_malloc((phase->point_count + 1) * sizeof *x), *y = col_malloc((phase->point_count + 1) * sizeof *y);
    for (size_t i = 0; i < phase->point_count; i++) {
        x[i] = arf_get_d(arb_midref(phase->points[i].x), ARF_RND_NEAR);
        y[i] = arf_get_d(arb_midref(phase->points[i].y), ARF_RND_NEAR);
    }
    if (phase->point_count > 0)
        col_figure_points(figure, (col_label){"boundary", NULL}, x, y, phase->point_count);
    free(y);
    free(x);
}

bool phase_plot(col_run *run, const col_model *model, const col_phase *phase, const col_phase_axis *x,
                const col_phase_axis *y)
{
    if (run->plot == NULL)
        return true;
    col_figure *figure = col_figure_new(120, 100, 1);
    col_axis across = {{model->parameters[x->parameter].name, NULL}, COL_SCALE_LINEAR, fmpq_get_d(x->lo),
                       fmpq_get_d(x->hi)};
    col_axis up = {{model->parameters[y->parameter].name, NULL}, COL_SCALE_LINEAR, fmpq_get_d(y->lo),
                   fmpq_get_d(y->hi)};
    col_figure_panel(figure, (col_label){"", NULL}, across, up);
    for (size_t i = 0; i < phase->region_count; i++)
        draw_region(figure, phase, (ptrdiff_t)i, (col_label){phase->regions[i].label, NULL}, x, y);
    draw_region(figure, phase, -1, (col_label){"undecided", NULL}, x, y);
    draw_boundary(figure, phase);
    bool good = col_run_plot(run, figure);
    col_figure_free(figure);
    return good;
}
