/* The boundary, line by line. Between two labelled boxes of a column (or row) that the band separates, the functions
 * whose signs tell the labels apart are evaluated at the boxes' edges; one that changes its sign and is defined and
 * continuous in between has a zero there. Bisection and interval Newton steps, N(Y) = m - g(m)/g'(Y), which lose no
 * zero, enclose it. */
#include "phase_boundary.h"

#include "../base/memory.h"
#include "phase_curve.h"
#include "phase_paving.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_STEPS = 4000, GUARD_BITS = 64, MOST_FACTORS = 16 };

/* The irreducible polynomials of which one vanishes where a function does. */
typedef struct {
    bool known;
    col_expr factors[MOST_FACTORS];
    size_t count; /* 0: not algebraic */
} algebra;

/* A line on which one axis has a fixed value. */
typedef struct {
    col_phase *out;
    phase_signs *signs;
    col_graph *graph;
    const col_expr *parameters; /* of the axes */
    const col_phase_axis *axes[2];
    int along; /* the axis that varies */
    fmpq_t value; /* of the other one */
    slong precision;
    fmpq_t tolerance;
    algebra *algebras; /* by function */
    size_t curve_capacity, point_capacity;
    size_t first_point;  /* of the line that is walked */
    size_t below, above; /* regions on both sides of the place that is looked at */
} line;

/* A labelled box, or the band, on the line: [lo, hi] in units of 2^-PHASE_GRID of the axis. */
typedef struct {
    uint64_t lo, hi;
    ptrdiff_t region;
} segment;

static int compare_segments(const void *a_, const void *b_)
{
    const segment *a = a_, *b = b_;
    return (a->lo > b->lo) - (a->lo < b->lo);
}

typedef struct {
    segment *items;
    size_t count, capacity;
} segments;

static void add_segment(segments *found, double lo, double hi, ptrdiff_t region)
{
    if (region < 0 || lo >= hi)
        return;
    found->items = col_grow(found->items, found->count, &found->capacity, sizeof *found->items);
    found->items[found->count++] = (segment){(uint64_t)phase_grid(lo), (uint64_t)phase_grid(hi), region};
}

/* The labelled parts of a band on the line; the position on the other axis is in [before, after]. */
static void add_band(segments *found, const col_phase_band *band, int along, double before, double after)
{
    double under = fmin(band->lower[0], band->lower[1]), over = fmax(band->upper[0], band->upper[1]);
    if (band->along != along) {
        if (before >= band->from && (after < band->to || (after <= band->to && band->to >= 1))) {
            add_segment(found, band->bottom, under, band->below);
            add_segment(found, over, band->top, band->above);
        }
    } else if (before >= band->bottom && after <= under && band->bottom < under) {
        add_segment(found, band->from, band->to, band->below);
    } else if (before >= over && after <= band->top && over < band->top) {
        add_segment(found, band->from, band->to, band->above);
    }
}

/* The labelled boxes and bands that a line meets, at step/steps of the way; the last step is the far edge. */
static segments find_segments(const line *l, uint64_t step, uint64_t steps)
{
    segments found = {0};
    for (size_t i = 0; i < l->out->box_count; i++) {
        const col_phase_box *box = &l->out->boxes[i];
        uint64_t across = l->along == 0 ? box->row : box->column, start = l->along == 0 ? box->column : box->row;
        uint64_t position = step << box->level, end = (across + 1) * steps;
        if (position >= across * steps && (position < end || (step == steps && position == end)))
            add_segment(&found, ldexp((double)start, -box->level), ldexp((double)start + 1, -box->level), box->region);
    }
    double position = (double)step / (double)steps;
    bool exact = fma(position, (double)steps, -(double)step) == 0;
    double before = exact ? position : nextafter(position, 0), after = exact ? position : nextafter(position, 1);
    for (size_t i = 0; i < l->out->band_count; i++)
        add_band(&found, &l->out->bands[i], l->along, before, after);
    if (found.count > 1)
        qsort(found.items, found.count, sizeof *found.items, compare_segments);
    return found;
}

static void place(fmpq_t out, const col_phase_axis *axis, uint64_t numerator, uint64_t denominator)
{
    fmpq_t step;
    fmpz_t n, d;
    fmpq_init(step);
    fmpz_init_set_ui(n, numerator);
    fmpz_init_set_ui(d, denominator);
    fmpq_sub(step, axis->hi, axis->lo);
    fmpq_mul_fmpz(step, step, n);
    fmpq_div_fmpz(step, step, d);
    fmpq_add(out, axis->lo, step);
    fmpz_clear(d);
    fmpz_clear(n);
    fmpq_clear(step);
}

/* The value and, if asked for, the derivative along the line; indeterminate where g may be undefined. */
static void evaluate(arb_t value, arb_t slope, const line *l, const phase_function *g, const arb_t at)
{
    arb_ptr in = _arb_vec_init(2), out = _arb_vec_init(3);
    arb_set_fmpq(in + 1 - l->along, l->value, l->precision);
    arb_set(in + l->along, at);
    if (slope) {
        col_tape_ball(out, g->jacobian, g->jacobian_space, in, l->precision);
        arb_set(slope, out + 1 + l->along);
    } else {
        col_tape_ball(out, g->value, g->value_space, in, l->precision);
    }
    arb_set(value, out);
    _arb_vec_clear(out, 3);
    _arb_vec_clear(in, 2);
}

static int sign_at(const line *l, const phase_function *g, const arb_t at)
{
    arb_t value;
    arb_init(value);
    evaluate(value, NULL, l, g, at);
    int sign = arb_is_positive(value) ? 1 : arb_is_negative(value) ? -1 : 0;
    arb_clear(value);
    return sign;
}

/* One step towards the zero in bracket; below: g's sign at its lower end. False if nothing was gained. */
static bool sharpen(arb_t bracket, const line *l, const phase_function *g, int below)
{
    arb_t middle, value, slope, next;
    arf_t end;
    arb_init(middle);
    arb_init(value);
    arb_init(slope);
    arb_init(next);
    arf_init(end);
    arb_get_mid_arb(middle, bracket);
    evaluate(value, slope, l, g, bracket);
    bool newton = arb_is_finite(slope) && !arb_contains_zero(slope);
    evaluate(value, NULL, l, g, middle);
    bool gained = false;
    if (newton && arb_is_finite(value)) {
        arb_div(next, value, slope, l->precision);
        arb_sub(next, middle, next, l->precision);
        gained = arb_intersection(next, next, bracket, l->precision)
            && mag_cmp(arb_radref(next), arb_radref(bracket)) < 0;
    }
    mag_t half;
    mag_init(half);
    mag_mul_2exp_si(half, arb_radref(bracket), -1);
    if ((!gained || mag_cmp(arb_radref(next), half) > 0) && (arb_is_positive(value) || arb_is_negative(value))) {
        bool lower = (arb_is_positive(value) ? 1 : -1) != below; /* the zero is in the lower half */
        if (lower)
            arb_get_lbound_arf(end, bracket, l->precision);
        else
            arb_get_ubound_arf(end, bracket, l->precision);
        arb_set_arf(next, end);
        arb_union(next, next, middle, l->precision);
        gained = mag_cmp(arb_radref(next), arb_radref(bracket)) < 0;
    }
    if (gained)
        arb_swap(bracket, next);
    mag_clear(half);
    arf_clear(end);
    arb_clear(next);
    arb_clear(slope);
    arb_clear(value);
    arb_clear(middle);
    return gained;
}

static bool narrow_enough(const arb_t bracket, const line *l)
{
    fmpq_t radius;
    arf_t exact;
    fmpq_init(radius);
    arf_init(exact);
    arf_set_mag(exact, arb_radref(bracket));
    arf_get_fmpq(radius, exact);
    bool narrow = fmpq_cmp(radius, l->tolerance) <= 0;
    arf_clear(exact);
    fmpq_clear(radius);
    return narrow;
}

static bool uses(const phase_conditions *conditions, size_t function)
{
    for (size_t i = 0; i < conditions->count; i++)
        for (size_t k = 0; k < conditions->items[i].count; k++)
            if (conditions->items[i].functions[k] == function)
                return true;
    return false;
}

/* May the function's sign tell the two labels apart? */
static bool tells_apart(const line *l, size_t function, const col_phase_region *a, const col_phase_region *b)
{
    if (a->outside != b->outside)
        return uses(&l->signs->domain, function);
    for (size_t i = 0; i < l->out->state_count; i++) {
        const phase_state *state = &l->signs->states[i];
        if (a->states[i].exists != b->states[i].exists && uses(&state->when, function))
            return true;
        if (a->states[i].exists && b->states[i].exists && a->states[i].stability != b->states[i].stability
            && uses(&state->hurwitz, function))
            return true;
    }
    return false;
}

/* An expression in the axes on the line; slope: its derivative along it. */
static void evaluate_factor(arb_t value, arb_t slope, const line *l, col_expr e, const arb_t at)
{
    col_tape *tape = col_tape_new_jacobian(l->graph, &e, 1, l->parameters, 2, NULL);
    arb_ptr in = _arb_vec_init(2), out = _arb_vec_init(3);
    arb_indeterminate(value);
    arb_indeterminate(slope);
    if (tape) {
        col_tape_workspace *space = col_tape_workspace_new(tape);
        arb_set_fmpq(in + 1 - l->along, l->value, l->precision);
        arb_set(in + l->along, at);
        col_tape_ball(out, tape, space, in, l->precision);
        arb_set(value, out);
        arb_set(slope, out + 1 + l->along);
        col_tape_workspace_free(space);
    }
    col_tape_free(tape);
    _arb_vec_clear(in, 2);
    _arb_vec_clear(out, 3);
}

/* The polynomial that vanishes at the function's zero: some factor does, and all others certainly don't. The function
 * itself if there is none that is certain. */
static col_expr vanishing(line *l, size_t function, const arb_t zero)
{
    const phase_function *g = &l->signs->functions[function];
    algebra *known = &l->algebras[function];
    if (!known->known)
        known->count = phase_curve_factors(known->factors, MOST_FACTORS, l->graph, g->expression, l->parameters);
    known->known = true;
    arb_t value, slope;
    arb_init(value);
    arb_init(slope);
    col_expr found = COL_EXPR_NONE;
    size_t candidates = 0;
    for (size_t i = 0; i < known->count; i++) {
        evaluate_factor(value, slope, l, known->factors[i], zero);
        if (arb_is_finite(value) && !arb_contains_zero(value))
            continue;
        found = known->factors[i];
        candidates++;
    }
    arb_clear(slope);
    arb_clear(value);
    return candidates == 1 ? found : COL_EXPR_NONE;
}

static size_t curve_of(line *l, size_t function, const arb_t zero)
{
    col_phase *out = l->out;
    col_expr polynomial = vanishing(l, function, zero);
    const phase_function *g = &l->signs->functions[function];
    col_expr e = polynomial != COL_EXPR_NONE ? polynomial : g->expression;
    for (size_t i = 0; i < out->curve_count; i++)
        if (out->curves[i].function == e)
            return i;
    col_text text;
    col_text_init(&text);
    col_expr_print(&text, l->graph, e);
    out->curves = col_grow(out->curves, out->curve_count, &l->curve_capacity, sizeof *out->curves);
    col_phase_curve *curve = &out->curves[out->curve_count];
    *curve = (col_phase_curve){.text = col_text_take(&text), .function = e,
                               .polynomial = polynomial != COL_EXPR_NONE || g->polynomial};
    arb_init(curve->x);
    arb_init(curve->y);
    col_text_clear(&text);
    return out->curve_count++;
}

/* Is the zero, on the line that is walked, one that the curve has already? A polynomial whose derivative does not
 * vanish between two of its zeros has only one there. */
static bool is_known(line *l, size_t curve, const arb_t zero)
{
    arb_t both, value, slope;
    arb_init(both);
    arb_init(value);
    arb_init(slope);
    bool known = false;
    for (size_t i = l->first_point; !known && i < l->out->point_count; i++) {
        const col_phase_point *point = &l->out->points[i];
        arb_srcptr other = l->along == 0 ? point->x : point->y;
        if (point->curve != curve || !arb_overlaps(other, zero))
            continue;
        arb_union(both, other, zero, l->precision);
        evaluate_factor(value, slope, l, l->out->curves[curve].function, both);
        known = arb_is_finite(slope) && !arb_contains_zero(slope);
    }
    arb_clear(slope);
    arb_clear(value);
    arb_clear(both);
    return known;
}

static void add_point(line *l, size_t function, const arb_t zero)
{
    col_phase *out = l->out;
    size_t curve = curve_of(l, function, zero);
    if (is_known(l, curve, zero))
        return;
    out->points = col_grow(out->points, out->point_count, &l->point_capacity, sizeof *out->points);
    col_phase_point *point = &out->points[out->point_count++];
    arb_init(point->x);
    arb_init(point->y);
    arb_set_fmpq(l->along == 0 ? point->y : point->x, l->value, l->precision);
    arb_set(l->along == 0 ? point->x : point->y, zero);
    point->curve = curve;
    point->along = l->along;
    point->below = l->below;
    point->above = l->above;
}

/* The band may be so thin that the zero is its end. */
static void try_end(line *l, size_t function, const arb_t end)
{
    arb_t value;
    arb_init(value);
    evaluate(value, NULL, l, &l->signs->functions[function], end);
    if (arb_is_exact(end) && arb_is_zero(value))
        add_point(l, function, end);
    arb_clear(value);
}

/* The function's zero between the two ends, if its signs there differ. */
static void cross(line *l, size_t function, const arb_t lo, const arb_t hi)
{
    const phase_function *g = &l->signs->functions[function];
    if (!g->value || !g->jacobian)
        return;
    int below = sign_at(l, g, lo), above = sign_at(l, g, hi);
    if (below == 0 || above == 0)
        try_end(l, function, below == 0 ? lo : hi);
    if (below * above >= 0)
        return;
    arb_t bracket, value;
    arb_init(bracket);
    arb_init(value);
    arb_union(bracket, lo, hi, l->precision);
    evaluate(value, NULL, l, g, bracket); /* continuous, if defined all along */
    bool continuous = g->polynomial || arb_is_finite(value);
    for (int step = 0; continuous && step < MOST_STEPS && !narrow_enough(bracket, l); step++)
        if (!sharpen(bracket, l, g, below))
            break;
    if (continuous)
        add_point(l, function, bracket);
    arb_clear(value);
    arb_clear(bracket);
}

/* The crossings on one line. */
static void walk(line *l, uint64_t step, uint64_t steps)
{
    segments found = find_segments(l, step, steps);
    fmpq_t end;
    arb_t lo, hi;
    fmpq_init(end);
    arb_init(lo);
    arb_init(hi);
    ptrdiff_t before = -1;
    uint64_t from = 0;
    place(l->value, l->axes[1 - l->along], step, steps);
    l->first_point = l->out->point_count;
    for (size_t i = 0; i < found.count; i++) {
        const segment *now = &found.items[i];
        if (before >= 0 && before != now->region) {
            place(end, l->axes[l->along], from, (uint64_t)1 << PHASE_GRID);
            arb_set_fmpq(lo, end, l->precision);
            place(end, l->axes[l->along], now->lo, (uint64_t)1 << PHASE_GRID);
            arb_set_fmpq(hi, end, l->precision);
            l->below = (size_t)before;
            l->above = (size_t)now->region;
            for (size_t f = 0; f < l->signs->function_count; f++)
                if (tells_apart(l, f, &l->out->regions[before], &l->out->regions[now->region]))
                    cross(l, f, lo, hi);
        }
        before = now->region;
        from = now->hi;
    }
    arb_clear(hi);
    arb_clear(lo);
    fmpq_clear(end);
    free(found.items);
}

/* Half a unit of the last decimal wanted, in units of the axis. */
static void set_tolerance(line *l, long digits)
{
    fmpz_t power;
    fmpz_init(power);
    fmpz_set_ui(power, 10);
    fmpz_pow_ui(power, power, (ulong)digits);
    fmpq_sub(l->tolerance, l->axes[l->along]->hi, l->axes[l->along]->lo);
    fmpq_div_fmpz(l->tolerance, l->tolerance, power);
    fmpq_div_2exp(l->tolerance, l->tolerance, 1);
    fmpz_clear(power);
}

/* Bits of |end|/width, rounded up: what a number loses by being far from zero on its axis. */
static slong offset_bits(const fmpq_t end, const col_phase_axis *axis)
{
    fmpq_t ratio;
    fmpq_init(ratio);
    fmpq_sub(ratio, axis->hi, axis->lo);
    fmpq_div(ratio, end, ratio);
    slong bits = (slong)fmpz_bits(fmpq_numref(ratio)) - (slong)fmpz_bits(fmpq_denref(ratio)) + 1;
    fmpq_clear(ratio);
    return bits > 0 ? bits : 0;
}

/* Rounding stays far below the tolerance: a sign at the middle of a bracket is then one between its ends. */
static slong precision_for(const line *l, long digits)
{
    slong bits = 4 * (slong)digits + GUARD_BITS;
    for (int i = 0; i < 2; i++)
        bits += offset_bits(l->axes[i]->lo, l->axes[i]) + offset_bits(l->axes[i]->hi, l->axes[i]);
    return bits;
}

/* Where the curves meet the rectangle's edges: points like all others, kept apart. */
static void find_ends(line *l, const col_phase_options *options)
{
    col_phase *out = l->out;
    size_t before = out->point_count;
    for (l->along = 1; l->along >= 0 && out->region_count > 1 && options->lines > 0; l->along--) {
        set_tolerance(l, options->digits);
        walk(l, 0, 1);
        walk(l, 1, 1);
    }
    for (size_t i = before; i < out->point_count; i++) {
        col_phase_point *point = &out->points[i];
        phase_add_mark(out, COL_PHASE_END, point->curve, point->curve, point->x, point->y);
        arb_clear(point->x);
        arb_clear(point->y);
    }
    out->point_count = before;
}

/* Ends in corners, by the regions next to them on both edges. */
static void find_corners(line *l)
{
    for (int corner = 0; corner < 4; corner++) {
        const int ends[] = {corner % 2, corner / 2};
        ptrdiff_t regions[2] = {-1, -1}; /* none */
        for (l->along = 0; l->along < 2; l->along++) {
            segments found = find_segments(l, (uint64_t)ends[1 - l->along], 1);
            if (found.count > 0)
                regions[l->along] = found.items[ends[l->along] ? found.count - 1 : 0].region;
            free(found.items);
        }
        phase_mark_corner(l->out, l->graph, l->parameters, l->axes, ends, regions, l->precision);
    }
}

void phase_find_boundary(col_phase *out, phase_signs *signs, col_graph *graph, const col_expr *parameters,
                         const col_phase_axis *x, const col_phase_axis *y, const col_phase_options *options)
{
    line l = {.out = out, .signs = signs, .graph = graph, .parameters = parameters, .axes = {x, y}};
    l.precision = precision_for(&l, options->digits);
    l.algebras = col_calloc(signs->function_count + 1, sizeof *l.algebras);
    fmpq_init(l.value);
    fmpq_init(l.tolerance);
    for (l.along = 1; l.along >= 0 && out->region_count > 1; l.along--) {
        set_tolerance(&l, options->digits);
        for (size_t k = 0; k < options->lines; k++)
            walk(&l, 2 * k + 1, 2 * options->lines);
    }
    find_ends(&l, options);
    find_corners(&l);
    phase_mark_curves(out, graph, parameters, x, y, l.precision);
    fmpq_clear(l.value);
    fmpq_clear(l.tolerance);
    free(l.algebras);
}
