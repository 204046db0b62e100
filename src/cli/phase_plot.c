/* collapsar phase: the figure. Each region in its tint, the undecided band, the boundary on top. */
#include "phase.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEP 0x1p-9 /* slanted lines of bands are drawn as stairs */

typedef struct {
    col_patch *items;
    size_t count, capacity;
    double lo[2], hi[2]; /* of the rectangle; doubles for the eye */
} patches;

/* along: the axis of the first two positions; all in units of the rectangle's sides. */
static void add_patch(patches *p, int along, double from, double to, double bottom, double top)
{
    double lo[] = {from, bottom}, hi[] = {to, top};
    if (from >= to || bottom >= top)
        return;
    for (int i = 0; i < 2; i++) {
        int axis = i == 0 ? along : 1 - along;
        lo[i] = p->lo[axis] + (p->hi[axis] - p->lo[axis]) * lo[i];
        hi[i] = p->lo[axis] + (p->hi[axis] - p->lo[axis]) * hi[i];
    }
    p->items = col_grow(p->items, p->count, &p->capacity, sizeof *p->items);
    int x = along, y = 1 - along;
    p->items[p->count++] = (col_patch){lo[x], hi[x], lo[y], hi[y]};
}

static void add_band(patches *p, const col_phase_band *band, ptrdiff_t region)
{
    double width = band->to - band->from, steps = ceil(width / STEP);
    for (double k = 0; k < steps; k++) {
        double from = band->from + width * k / steps, to = band->from + width * (k + 1) / steps;
        double middle = (k + 0.5) / steps;
        double under = band->lower[0] + middle * (band->lower[1] - band->lower[0]);
        double over = band->upper[0] + middle * (band->upper[1] - band->upper[0]);
        if (region < 0)
            add_patch(p, band->along, from, to, under, over);
        if (region >= 0 && band->below == region)
            add_patch(p, band->along, from, to, band->bottom, under);
        if (region >= 0 && band->above == region)
            add_patch(p, band->along, from, to, over, band->top);
    }
}

/* A state a line, a space after the colon; other labels as they are. */
static void write_caption(col_figure *figure, const col_phase *phase, size_t region)
{
    const col_phase_region *r = &phase->regions[region];
    bool named = !phase->counted && strchr(r->label, ':') != NULL;
    col_text text;
    col_text_init(&text);
    for (const char *c = r->label; *c; c++) {
        col_text_put(&text, named && *c == ' ' ? '\n' : *c);
        if (named && *c == ':')
            col_text_put(&text, ' ');
    }
    col_figure_caption(figure, text.data);
    col_text_clear(&text);
}

static void draw_region(col_figure *figure, const col_phase *phase, ptrdiff_t region, col_label name,
                        const col_phase_axis *x, const col_phase_axis *y)
{
    patches p = {.lo = {fmpq_get_d(x->lo), fmpq_get_d(y->lo)}, .hi = {fmpq_get_d(x->hi), fmpq_get_d(y->hi)}};
    for (size_t i = 0; i < phase->box_count; i++) {
        const col_phase_box *box = &phase->boxes[i];
        double size = ldexp(1, -box->level);
        if (box->region == region)
            add_patch(&p, 0, box->column * size, (box->column + 1.0) * size, box->row * size, (box->row + 1.0) * size);
    }
    for (size_t i = 0; i < phase->band_count; i++)
        add_band(&p, &phase->bands[i], region);
    if (p.count > 0)
        col_figure_region(figure, name, p.items, p.count);
    if (p.count > 0 && region >= 0)
        write_caption(figure, phase, (size_t)region);
    free(p.items);
}

bool phase_plot(col_run *run, const phase_job *job, const col_phase *phase)
{
    const col_model *model = job->model;
    const col_phase_axis *x = &job->x, *y = &job->y;
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
    phase_draw_boundary(figure, phase, x, y);
    phase_draw_closed(figure, job);
    bool good = col_run_plot(run, figure);
    col_figure_free(figure);
    return good;
}
