/* Where in a region its caption is written: in the middle of the largest place of the text's shape, on a raster of the
 * panel. A text that fits nowhere is left to the legend. */
#include "figure.h"

#include <math.h>
#include <string.h>

enum { RASTER = 128 };

#define LETTER 0.56 /* width of a letter, in sizes of the font */
#define LINE 1.25   /* height of a line */

/* Entry (i, j): how many points of the raster left of i and below j are in the region. */
typedef struct {
    int below[RASTER + 1][RASTER + 1];
} raster;

/* The first point of the raster at or after a place. */
static int first_after(double place)
{
    double index = ceil(place * RASTER - 0.5);
    return index < 0 ? 0 : index > RASTER ? RASTER : (int)index;
}

static void fill(raster *r, const figure_element *element, const figure_scale *x, const figure_scale *y)
{
    memset(r, 0, sizeof *r);
    for (size_t k = 0; k < element->count; k++) {
        const col_patch *patch = &element->patches[k];
        int x0 = first_after(figure_scale_place(x, patch->x0)), x1 = first_after(figure_scale_place(x, patch->x1));
        int y0 = first_after(figure_scale_place(y, patch->y0)), y1 = first_after(figure_scale_place(y, patch->y1));
        for (int i = x0; i < x1; i++)
            for (int j = y0; j < y1; j++)
                r->below[i + 1][j + 1] = 1;
    }
    for (int i = 1; i <= RASTER; i++)
        for (int j = 1; j <= RASTER; j++)
            r->below[i][j] += r->below[i - 1][j] + r->below[i][j - 1] - r->below[i - 1][j - 1];
}

/* The middle of all places where so many points across and up are in the region; false: there is none. */
static bool find_place(double *x, double *y, const raster *r, int across, int up)
{
    int found = 0, best = RASTER * RASTER;
    double middle_x = 0, middle_y = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i + across <= RASTER; i++)
            for (int j = 0; j + up <= RASTER; j++) {
                int inside = r->below[i + across][j + up] - r->below[i][j + up] - r->below[i + across][j] + r->below[i][j];
                if (inside < across * up)
                    continue;
                int distance = pass ? (int)(fabs(i - middle_x / found) + fabs(j - middle_y / found)) : 0;
                if (pass == 0) {
                    found++;
                    middle_x += i;
                    middle_y += j;
                } else if (distance < best) {
                    best = distance;
                    *x = (i + across / 2.0) / RASTER;
                    *y = (j + up / 2.0) / RASTER;
                }
            }
    return found > 0;
}

bool figure_place_caption(double *x, double *y, const figure_element *element, const figure_scale *scale_x,
                          const figure_scale *scale_y, double width, double height)
{
    raster r;
    size_t longest = 0, lines = 0;
    for (const char *text = element->caption; text; lines++) {
        size_t length = strcspn(text, "\n");
        longest = length > longest ? length : longest;
        text = text[length] ? text + length + 1 : NULL;
    }
    if (lines == 0 || NULL == element->patches)
        return false;
    fill(&r, element, scale_x, scale_y);
    int across = (int)ceil(RASTER * ((double)longest + 1) * LETTER / width);
    int up = (int)ceil(RASTER * ((double)lines + 0.5) * LINE / height);
    bool good = false;
    for (int margin = 0; across + 2 * margin <= RASTER && up + 2 * margin <= RASTER
                         && find_place(x, y, &r, across + 2 * margin, up + 2 * margin); margin++)
        good = true;
    return good;
}
