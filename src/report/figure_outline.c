/* The outline of a region of patches as closed polygons: no seams between neighbours, and few corners.
 *
 * Each patch is walked round counterclockwise. On each line of the plane, steps of both directions add up; where two
 * patches meet side by side they cancel. What is left over enters and leaves every corner equally often, so that it can
 * be walked in closed loops, with the region on the left. */
#include "figure.h"

#include "../base/memory.h"

#include <stdlib.h>

/* A change of the sum of directions at a place on a line. */
typedef struct {
    double line, place;
    int change;
} turn;

typedef struct {
    double from[2], to[2];
    bool walked;
} side;

typedef struct {
    side *items;
    size_t count, capacity;
} sides;

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_line(const void *a_, const void *b_)
{
    const turn *a = a_, *b = b_;
    int order = compare(a->line, b->line);
    return order ? order : compare(a->place, b->place);
}

static int by_start(const void *a_, const void *b_)
{
    const side *a = a_, *b = b_;
    int order = compare(a->from[0], b->from[0]);
    return order ? order : compare(a->from[1], b->from[1]);
}

/* The turns of all patches on lines along the axis. */
static turn *turns_along(int axis, const col_patch *patches, size_t count)
{
    turn *turns = col_malloc((4 * count + 1) * sizeof *turns);
    for (size_t i = 0; i < count; i++) {
        const col_patch *p = &patches[i];
        double from = axis == 0 ? p->x0 : p->y0, to = axis == 0 ? p->x1 : p->y1;
        double lower = axis == 0 ? p->y0 : p->x1, upper = axis == 0 ? p->y1 : p->x0; /* walked up, walked down */
        turns[4 * i] = (turn){lower, from, 1};
        turns[4 * i + 1] = (turn){lower, to, -1};
        turns[4 * i + 2] = (turn){upper, from, -1};
        turns[4 * i + 3] = (turn){upper, to, 1};
    }
    qsort(turns, 4 * count, sizeof *turns, by_line);
    return turns;
}

static void add_sides(sides *out, int axis, const col_patch *patches, size_t count)
{
    turn *turns = turns_along(axis, patches, count);
    int sum = 0;
    double start = 0;
    for (size_t i = 0; i < 4 * count;) {
        double line = turns[i].line, place = turns[i].place;
        int before = sum;
        for (; i < 4 * count && turns[i].line == line && turns[i].place == place; i++)
            sum += turns[i].change;
        if (sum == before)
            continue;
        for (int k = 0; k < abs(before); k++) {
            out->items = col_grow(out->items, out->count, &out->capacity, sizeof *out->items);
            side *s = &out->items[out->count++];
            *s = (side){.walked = false};
            s->from[1 - axis] = s->to[1 - axis] = line;
            s->from[axis] = before > 0 ? start : place;
            s->to[axis] = before > 0 ? place : start;
        }
        start = place;
    }
    free(turns);
}

/* A side not walked yet that begins where the given one ends; NULL: the loop is closed. */
static side *next_side(const sides *all, const side *here)
{
    size_t lo = 0, hi = all->count;
    const side wanted = {.from = {here->to[0], here->to[1]}};
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (by_start(&all->items[middle], &wanted) < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    for (; lo < all->count && by_start(&all->items[lo], &wanted) == 0; lo++)
        if (!all->items[lo].walked)
            return &all->items[lo];
    return NULL;
}

figure_corner *figure_outline(size_t *count, const col_patch *patches, size_t patch_count)
{
    sides all = {0};
    add_sides(&all, 0, patches, patch_count);
    add_sides(&all, 1, patches, patch_count);
    if (all.count > 0)
        qsort(all.items, all.count, sizeof *all.items, by_start);
    figure_corner *corners = col_malloc((all.count + 1) * sizeof *corners);
    *count = 0;
    for (size_t i = 0; i < all.count; i++) {
        bool first = true;
        for (side *s = &all.items[i]; s && !s->walked; s = next_side(&all, s), first = false) {
            s->walked = true;
            corners[(*count)++] = (figure_corner){s->from[0], s->from[1], first};
        }
    }
    free(all.items);
    return corners;
}
