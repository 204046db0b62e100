/* The zeros of g in a box, where g_w has one sign, are a graph: w = z(t), cut off at the bottom and the top of the box.
 * With S enclosing -g_t/g_w over a slab of the box, z is continuous, its slope is in S where it is not cut off and 0
 * where it is. So from an enclosure C of z at one end of the slab,
 *
 *     z(t) <= C.hi + max(S)(t - from), cut off in the same way, unless z may be cut off at the top there,
 *
 * since what is cut off at the bottom can't rise faster; the mirror images hold for the other end and for lower bounds.
 * Two such upper bounds, from both ends, are nowhere above their chord by more than (max(S) - min(S))(to - from)/4. */
#include "phase_strip.h"

#include "../rigor/interval_arithmetic.h"

enum { NEWTON_STEPS = 60, NARROWINGS = 3, EVALUATIONS = 12, GRID_BITS = 60 };

#define STEEPEST 8.0      /* slopes of the first slab: else the box is cut first */
#define NARROWEST 0x1p-31 /* slab */

typedef struct {
    phase_part *part;
    phase_worker *worker;
    const phase_function *g;
    int along; /* the axis of t */
    double bottom, top;
    bool rising; /* g in w */
    ptrdiff_t below, above;
    double tolerance;
    col_budget *budget;
    unsigned long cost;
} strip;

/* z at one position. */
typedef struct {
    double t;
    col_interval at;
    bool maybe_under, maybe_over; /* it may be cut off at the bottom, the top */
} end;

static void place(col_interval *box, const strip *s, col_interval t, col_interval w)
{
    box[s->along] = phase_side(s->worker, s->along, t.lo, t.hi);
    box[1 - s->along] = phase_side(s->worker, 1 - s->along, w.lo, w.hi);
}

/* The derivatives by t and by w, in units of the rectangle's sides; false if g may be undefined or not smooth. */
static bool gradient(col_interval *by_t, col_interval *by_w, const strip *s, col_interval t, col_interval w)
{
    col_interval box[2], roots[3];
    place(box, s, t, w);
    col_tape_interval(roots, s->g->jacobian, s->g->jacobian_space, box);
    for (size_t i = 0; i < 3; i++)
        if (col_tape_domain(s->g->jacobian_space, i) != COL_DOMAIN_WHOLE)
            return false;
    *by_t = col_interval_mul(roots[1 + s->along], s->worker->width[s->along]);
    *by_w = col_interval_mul(roots[2 - s->along], s->worker->width[1 - s->along]);
    return col_interval_is_finite(*by_t) && col_interval_is_finite(*by_w) && !col_interval_has_zero(*by_w);
}

/* What g's sign may be for t in an interval, at w; as if g rose. */
static col_signs signs_at(const strip *s, col_interval t, double w)
{
    col_interval box[2];
    place(box, s, t, (col_interval){w, w});
    col_signs signs = phase_function_signs(s->g, box);
    if (!s->rising)
        signs = (signs & COL_SIGN_ZERO) | (signs & COL_SIGN_NEGATIVE ? COL_SIGN_POSITIVE : COL_SIGN_NONE)
            | (signs & COL_SIGN_POSITIVE ? COL_SIGN_NEGATIVE : COL_SIGN_NONE);
    return signs;
}

/* N = m - g(m)/g_w(W): no zero in W is lost. False if there is none. */
static bool newton(col_interval *w, const strip *s, double t)
{
    col_interval point = {t, t}, by_t, by_w, box[2], value;
    for (int step = 0; step < NEWTON_STEPS; step++) {
        double middle = col_interval_middle(*w), before = col_interval_width(*w);
        if (!gradient(&by_t, &by_w, s, point, *w))
            break;
        place(box, s, point, (col_interval){middle, middle});
        col_tape_interval(&value, s->g->value, s->g->value_space, box);
        col_interval image = col_interval_sub((col_interval){middle, middle}, col_interval_div(value, by_w));
        if (!(image.lo <= w->hi && image.hi >= w->lo))
            return false;
        *w = (col_interval){fmax(w->lo, image.lo), fmin(w->hi, image.hi)};
        if (col_interval_width(*w) > 0.9 * before)
            break;
    }
    return true;
}

/* z at t, known to be in the range. */
static end find_end(const strip *s, double t, col_interval range)
{
    col_interval point = {t, t};
    col_signs bottom = signs_at(s, point, s->bottom), top = signs_at(s, point, s->top);
    end e = {.t = t, .at = range};
    e.maybe_under = bottom != COL_SIGN_NEGATIVE && top != COL_SIGN_NEGATIVE;
    e.maybe_over = top != COL_SIGN_POSITIVE && bottom != COL_SIGN_POSITIVE;
    bool zero = !(e.maybe_under && e.maybe_over) && bottom != COL_SIGN_POSITIVE && top != COL_SIGN_NEGATIVE
        && newton(&e.at, s, t);
    if (e.maybe_under && !e.maybe_over)
        e.at = (col_interval){s->bottom, zero ? e.at.hi : s->bottom};
    else if (e.maybe_over && !e.maybe_under)
        e.at = (col_interval){zero ? e.at.lo : s->top, s->top};
    else if (e.maybe_over)
        e.at = (col_interval){s->bottom, s->top};
    return e;
}

/* An upper bound of z as a line, by its values at both ends, from bounds there. over: z may be cut off there at the
 * top. Lower bounds are upper ones of -z. A line that leaves the slab is replaced by a constant. */
static void bound(double line[2], const double at[2], const bool over[2], col_interval slope, double width, double top)
{
    double spread = col_mul_up(col_add_up(slope.hi, -slope.lo), width / 4);
    line[0] = line[1] = top;
    if (!over[0] && !over[1]) {
        line[0] = col_add_up(at[0], spread);
        line[1] = col_add_up(at[1], spread);
    } else if (!over[0]) {
        line[0] = line[1] = fmax(at[0], col_add_up(at[0], col_mul_up(slope.hi, width)));
    } else if (!over[1]) {
        line[0] = line[1] = fmax(at[1], col_add_up(at[1], col_mul_up(-slope.lo, width)));
    }
    line[0] = ldexp(ceil(ldexp(line[0], GRID_BITS)), -GRID_BITS);
    line[1] = ldexp(ceil(ldexp(line[1], GRID_BITS)), -GRID_BITS);
    if (line[0] > top || line[1] > top)
        line[0] = line[1] = fmin(top, fmax(line[0], line[1]));
}

/* Both lines, given where z is in the slab at all; range is narrowed to what they leave. */
static void find_lines(col_phase_band *band, col_interval *range, const strip *s, const end *a, const end *b)
{
    double width = b->t - a->t; /* exact: both are multiples of the narrowest slab's width */
    const bool over[] = {a->maybe_over, b->maybe_over}, under[] = {a->maybe_under, b->maybe_under};
    const double highest[] = {a->at.hi, b->at.hi}, lowest[] = {-a->at.lo, -b->at.lo};
    for (int k = 0; k < NARROWINGS; k++) {
        col_interval by_t, by_w, before = *range;
        double mirrored[2];
        if (!gradient(&by_t, &by_w, s, (col_interval){a->t, b->t}, *range))
            break;
        col_interval slope = col_interval_neg(col_interval_div(by_t, by_w));
        bound(band->upper, highest, over, slope, width, s->top);
        bound(mirrored, lowest, under, col_interval_neg(slope), width, -s->bottom);
        band->lower[0] = -mirrored[0];
        band->lower[1] = -mirrored[1];
        range->lo = fmax(range->lo, fmin(band->lower[0], band->lower[1]));
        range->hi = fmin(range->hi, fmax(band->upper[0], band->upper[1]));
        if (col_interval_width(*range) > 0.8 * col_interval_width(before))
            break;
    }
}

/* All of z may be cut off in the slab. */
static void settle_cut_off(col_phase_band *band, const strip *s, const end *a, const end *b)
{
    col_interval t = {a->t, b->t};
    if (a->maybe_under && b->maybe_under && signs_at(s, t, s->bottom) == COL_SIGN_POSITIVE)
        band->lower[0] = band->lower[1] = band->upper[0] = band->upper[1] = s->bottom;
    else if (a->maybe_over && b->maybe_over && signs_at(s, t, s->top) == COL_SIGN_NEGATIVE)
        band->lower[0] = band->lower[1] = band->upper[0] = band->upper[1] = s->top;
}

static void cover(const strip *s, end a, end b, col_interval range)
{
    col_phase_band band = {s->along, a.t, b.t, s->bottom, s->top, {s->bottom, s->bottom}, {s->top, s->top},
                           s->below, s->above};
    bool enough = col_budget_spend(s->budget, s->cost);
    if (enough) {
        find_lines(&band, &range, s, &a, &b);
        settle_cut_off(&band, s, &a, &b);
    }
    bool thin = fmax(band.upper[0] - band.lower[0], band.upper[1] - band.lower[1]) <= s->tolerance;
    if (!enough || thin || b.t - a.t <= NARROWEST) {
        s->part->fine = s->part->fine && thin;
        phase_part_add_band(s->part, &band);
        return;
    }
    double middle = a.t + (b.t - a.t) / 2;
    col_interval there = {fmin(band.lower[0], band.lower[1]), fmax(band.upper[0], band.upper[1])};
    end m = find_end(s, middle, there);
    cover(s, a, m, range);
    cover(s, m, b, range);
}

/* Which axis is t? The one along which the graph is less steep; -1: neither will do. */
static int choose_axis(strip *s, const col_interval *box)
{
    int best = -1;
    double least = STEEPEST;
    for (s->along = 0; s->along < 2; s->along++) {
        col_interval by_t, by_w;
        if (!gradient(&by_t, &by_w, s, box[s->along], box[1 - s->along]))
            continue;
        col_interval slope = col_interval_div(by_t, by_w);
        double steep = fmax(fabs(slope.lo), fabs(slope.hi));
        if (steep <= least) {
            best = s->along;
            least = steep;
            s->rising = by_w.lo > 0;
        }
    }
    return best;
}

bool phase_strip(phase_part *part, phase_worker *worker, size_t function, const col_interval *box,
                 const ptrdiff_t labels[2], double tolerance, col_budget *budget)
{
    strip s = {.part = part, .worker = worker, .g = &worker->functions[function], .tolerance = tolerance,
               .budget = budget};
    if (!s.g->value || !s.g->jacobian)
        return false;
    s.along = choose_axis(&s, box);
    if (s.along < 0)
        return false;
    col_interval t = box[s.along], w = box[1 - s.along];
    s.bottom = w.lo;
    s.top = w.hi;
    s.below = labels[s.rising ? 0 : 1];
    s.above = labels[s.rising ? 1 : 0];
    s.cost = 1 + EVALUATIONS * (col_tape_size(s.g->value) + col_tape_size(s.g->jacobian)) / PHASE_NODES_A_STEP;
    cover(&s, find_end(&s, t.lo, w), find_end(&s, t.hi, w), w);
    return true;
}
