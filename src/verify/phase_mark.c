/* Distinguished points of a phase diagram's curves. */
#include "phase_boundary.h"

#include "../base/memory.h"
#include "phase_curve.h"

enum { RATIONAL_BITS = 65536, UNKNOWN = 2 };

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

/* Has a boundary point of the curve these regions on its sides? */
static bool separates(const col_phase *out, size_t curve, const ptrdiff_t regions[2])
{
    for (size_t i = 0; i < out->point_count; i++) {
        ptrdiff_t below = (ptrdiff_t)out->points[i].below, above = (ptrdiff_t)out->points[i].above;
        if (out->points[i].curve == curve && ((below == regions[0] && above == regions[1])
                                              || (below == regions[1] && above == regions[0])))
            return true;
    }
    return false;
}

/* The polynomial's exact sign at a point. */
static int sign_of(col_graph *graph, col_expr polynomial, const col_expr *parameters, const col_expr *at)
{
    fmpq_t value;
    fmpq_init(value);
    bool known = col_expr_rational(value, graph, col_expr_substitute(graph, polynomial, parameters, at, 2), RATIONAL_BITS);
    int sign = known ? fmpq_sgn(value) : UNKNOWN;
    fmpq_clear(value);
    return sign;
}

/* The polynomial vanishes at the corner, and the tangent of its zeros points from there into the rectangle or out of it
 * on the opposite side: its components, across the gradient, have the directions of the two edges. */
void phase_mark_corner(col_phase *out, col_graph *graph, const col_expr *parameters, const col_phase_axis *const axes[2],
                       const int ends[2], const ptrdiff_t regions[2], slong precision)
{
    if (regions[0] < 0 || regions[1] < 0 || regions[0] == regions[1])
        return;
    const fmpq *place[2] = {ends[0] ? axes[0]->hi : axes[0]->lo, ends[1] ? axes[1]->hi : axes[1]->lo};
    const col_expr at[] = {col_expr_number(graph, place[0]), col_expr_number(graph, place[1])};
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    arb_set_fmpq(x, place[0], precision);
    arb_set_fmpq(y, place[1], precision);
    for (size_t i = 0; i < out->curve_count; i++) {
        col_expr e = out->curves[i].function;
        if (!out->curves[i].polynomial || !separates(out, i, regions) || sign_of(graph, e, parameters, at) != 0)
            continue;
        int slopes[2];
        for (int k = 0; k < 2; k++)
            slopes[k] = sign_of(graph, col_expr_derivative(graph, e, parameters[k]), parameters, at);
        if (slopes[0] * slopes[1] == (ends[0] == ends[1] ? -1 : 1))
            phase_add_mark(out, COL_PHASE_END, i, i, x, y);
    }
    arb_clear(x);
    arb_clear(y);
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
