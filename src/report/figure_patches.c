/* Regions of many patches with few rectangles: neighbours of equal height, then of equal width, become one. */
#include "figure.h"

#include <stdlib.h>

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_row(const void *a_, const void *b_)
{
    const col_patch *a = a_, *b = b_;
    int order = compare(a->y0, b->y0);
    order = order ? order : compare(a->y1, b->y1);
    return order ? order : compare(a->x0, b->x0);
}

static int by_column(const void *a_, const void *b_)
{
    const col_patch *a = a_, *b = b_;
    int order = compare(a->x0, b->x0);
    order = order ? order : compare(a->x1, b->x1);
    return order ? order : compare(a->y0, b->y0);
}

size_t figure_merge_patches(col_patch *patches, size_t count)
{
    size_t kept = 0;
    qsort(patches, count, sizeof *patches, by_row);
    for (size_t i = 0; i < count; i++) {
        col_patch *last = kept ? &patches[kept - 1] : NULL;
        if (last && last->y0 == patches[i].y0 && last->y1 == patches[i].y1 && last->x1 == patches[i].x0)
            last->x1 = patches[i].x1;
        else
            patches[kept++] = patches[i];
    }
    count = kept;
    kept = 0;
    qsort(patches, count, sizeof *patches, by_column);
    for (size_t i = 0; i < count; i++) {
        col_patch *last = kept ? &patches[kept - 1] : NULL;
        if (last && last->x0 == patches[i].x0 && last->x1 == patches[i].x1 && last->y1 == patches[i].y0)
            last->y1 = patches[i].y1;
        else
            patches[kept++] = patches[i];
    }
    return kept;
}
