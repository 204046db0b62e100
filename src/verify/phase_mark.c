/* Distinguished points of a phase diagram's curves. */
#include "phase_boundary.h"

#include "../base/memory.h"
#include "phase_curve.h"

void phase_add_mark(col_phase *out, col_phase_mark_kind kind, size_t a, size_t b, const arb_t x, const arb_t y)
{
    out->marks = col_realloc(out->marks, (out->mark_count + 1) * sizeof *out->marks);
    col_phase_mark *mark = &out->marks[out->mark_count++];
    *mark = (col_phase_mark){.kind = kind, .curves = {a, b}};
    arb_init(mark->x);
    arb_init(mark->y);
    arb_set(mark->x, x);
    arb_set(mark->y, y);
}

static void mark_pair(col_phase *out, col_graph *graph, const col_expr *parameters, const fmpq *const ends[4], size_t a,
                      size_t b, slong precision)
{
    arb_ptr found;
    size_t count;
    if (!out->curves[a].polynomial || !out->curves[b].polynomial)
        return;
    if (!phase_curve_crossings(&found, &count, graph, out->curves[a].function,
                               a == b ? COL_EXPR_NONE : out->curves[b].function, parameters, ends, precision)) {
        out->all_marked = false;
        return;
    }
    for (size_t i = 0; i < count; i++)
        phase_add_mark(out, a == b ? COL_PHASE_SINGULAR : COL_PHASE_CROSSING, a, b, found + 2 * i, found + 2 * i + 1);
    _arb_vec_clear(found, (slong)(2 * count) + 1);
}

void phase_mark_curves(col_phase *out, col_graph *graph, const col_expr *parameters, const col_phase_axis *x,
                       const col_phase_axis *y, slong precision)
{
    const fmpq *const ends[] = {x->lo, x->hi, y->lo, y->hi};
    out->all_marked = true;
    for (size_t a = 0; a < out->curve_count; a++)
        for (size_t b = a; b < out->curve_count; b++)
            mark_pair(out, graph, parameters, ends, a, b, precision);
}
