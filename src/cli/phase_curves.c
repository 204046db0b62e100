/* collapsar phase: the boundary as lines of a figure. A curve's certified points are joined to their neighbours: they
 * lie on the lines of a grid, so that a gap much wider than its cells is one of the curve. */
#include "phase.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

#define GAP (3.0 / 64) /* of the rectangle's sides */

typedef struct {
    double x, y;   /* in units of the rectangle's sides */
    bool used;
} spot;

typedef struct {
    spot *items;
    size_t count;
    double *x, *y; /* the line, NAN where it is interrupted */
    size_t length;
} chain;

static double scaled(const arb_t value, const col_phase_axis *axis)
{
    double lo = fmpq_get_d(axis->lo), hi = fmpq_get_d(axis->hi);
    return (arf_get_d(arb_midref(value), ARF_RND_NEAR) - lo) / (hi - lo);
}

static double distance(const spot *a, const spot *b)
{
    return hypot(a->x - b->x, a->y - b->y);
}

/* The nearest spot that is not used, within the gap; -1: none. */
static ptrdiff_t nearest(const chain *c, const spot *from)
{
    ptrdiff_t best = -1;
    for (size_t i = 0; i < c->count; i++)
        if (!c->items[i].used && distance(from, &c->items[i]) < (best < 0 ? GAP : distance(from, &c->items[best])))
            best = (ptrdiff_t)i;
    return best;
}

static void append(chain *c, double x, double y)
{
    c->x[c->length] = x;
    c->y[c->length++] = y;
}

/* From the spot on, as far as there are neighbours; returns the last one. */
static const spot *follow(chain *c, const spot *from)
{
    append(c, from->x, from->y);
    for (ptrdiff_t next = nearest(c, from); next >= 0; next = nearest(c, from)) {
        from = &c->items[next];
        c->items[next].used = true;
        append(c, from->x, from->y);
    }
    return from;
}

/* Both ways from each spot that is not on the line yet; a closed curve is closed. */
static void link(chain *c)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->items[i].used)
            continue;
        c->items[i].used = true;
        size_t begin = c->length;
        const spot *end = follow(c, &c->items[i]);
        if (nearest(c, &c->items[i]) < 0 && c->length - begin > 4 && distance(end, &c->items[i]) < GAP)
            append(c, c->items[i].x, c->items[i].y);
        append(c, NAN, NAN);
        if (nearest(c, &c->items[i]) >= 0) {
            follow(c, &c->items[i]);
            append(c, NAN, NAN);
        }
    }
}

/* The curve's points and ends. */
static void collect(chain *c, const col_phase *phase, size_t curve, const col_phase_axis *x, const col_phase_axis *y)
{
    for (size_t i = 0; i < phase->point_count; i++)
        if (phase->points[i].curve == curve)
            c->items[c->count++] = (spot){scaled(phase->points[i].x, x), scaled(phase->points[i].y, y), false};
    for (size_t i = 0; i < phase->mark_count; i++)
        if (phase->marks[i].kind == COL_PHASE_END && phase->marks[i].curves[0] == curve)
            c->items[c->count++] = (spot){scaled(phase->marks[i].x, x), scaled(phase->marks[i].y, y), false};
}

static void draw_curve(col_figure *figure, const col_phase *phase, size_t curve, const col_phase_axis *x,
                       const col_phase_axis *y)
{
    size_t room = phase->point_count + phase->mark_count + 1;
    chain c = {.items = col_malloc(room * sizeof *c.items), .x = col_malloc(5 * room * sizeof *c.x),
               .y = col_malloc(5 * room * sizeof *c.y)};
    collect(&c, phase, curve, x, y);
    link(&c);
    for (size_t i = 0; i < c.length; i++) {
        c.x[i] = fmpq_get_d(x->lo) + c.x[i] * (fmpq_get_d(x->hi) - fmpq_get_d(x->lo));
        c.y[i] = fmpq_get_d(y->lo) + c.y[i] * (fmpq_get_d(y->hi) - fmpq_get_d(y->lo));
    }
    if (c.length > 0) {
        col_figure_line(figure, (col_label){curve == 0 ? "boundary" : "", NULL}, c.x, c.y, c.length);
        col_figure_ink(figure);
    }
    free(c.items);
    free(c.x);
    free(c.y);
}

static void draw_marks(col_figure *figure, const col_phase *phase, col_phase_mark_kind kind, const char *name)
{
    double *x = col_malloc((phase->mark_count + 1) * sizeof *x), *y = col_malloc((phase->mark_count + 1) * sizeof *y);
    size_t count = 0;
    for (size_t i = 0; i < phase->mark_count; i++) {
        if (phase->marks[i].kind != kind)
            continue;
        x[count] = arf_get_d(arb_midref(phase->marks[i].x), ARF_RND_NEAR);
        y[count++] = arf_get_d(arb_midref(phase->marks[i].y), ARF_RND_NEAR);
    }
    if (count > 0) {
        col_figure_points(figure, (col_label){name, NULL}, x, y, count);
        col_figure_ink(figure);
    }
    free(x);
    free(y);
}

void phase_draw_boundary(col_figure *figure, const col_phase *phase, const col_phase_axis *x, const col_phase_axis *y)
{
    for (size_t i = 0; i < phase->curve_count; i++)
        draw_curve(figure, phase, i, x, y);
    draw_marks(figure, phase, COL_PHASE_SINGULAR, "singular point");
    draw_marks(figure, phase, COL_PHASE_CROSSING, "crossing");
}
