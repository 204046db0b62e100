#include "runge_kutta.h"

#include "../base/memory.h"
#include "runge_kutta_tables.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Bounds on the change of a step, and how far below the longest tolerable step it stays. */
static const double most_growth = 6, least_growth = 0.2, safety = 0.9;

/* A chunk of every vector of a combination stays in the cache. */
enum { CHUNK = 512, MOST_UNDEFINED = 20 };

struct col_runge_kutta {
    const col_ode_problem *problem;
    double begin, end; /* of the last step; begin = end before the first */
    double step;       /* to try next; 0: not known yet */
    double event_time, event_value;
    double *memory;
    double *from, *to, *between; /* states at begin and end; scratch */
    double *weights;
    double *stages[STAGES];
    bool watch; /* for the event */
    bool dense; /* the further stages are there */
    int undefined;
    ulong steps, evaluations;
};

/* out = base + sum of four terms, over a whole number of eights. */
static void add_four(double *out, const double *base, const double *const terms[4], size_t first,
                     const double factors[4], size_t count)
{
    double p = factors[0], q = factors[1], r = factors[2], s = factors[3];
    const double *a = terms[0] + first, *b = terms[1] + first, *c = terms[2] + first, *d = terms[3] + first;
    for (size_t j = 0; j < count; j += 8) {
        double sums[8];
        for (size_t i = 0; i < 8; i++)
            sums[i] = base[j + i] + ((p * a[j + i] + q * b[j + i]) + (r * c[j + i] + s * d[j + i]));
        memcpy(out + j, sums, sizeof sums);
    }
}

/* The terms of a combination that do not vanish, filled up to a multiple of four with zero times the first. */
typedef struct {
    int count;
    double factor[STAGES + 3];
    const double *term[STAGES + 3];
} combination;

static combination combination_of(const double *factors, double scale, double *const *stages)
{
    combination c = {.count = 0};
    for (int k = 0; k < STAGES; k++) {
        if (factors[k] == 0)
            continue;
        c.factor[c.count] = scale * factors[k];
        c.term[c.count++] = stages[k];
    }
    for (; c.count % 4 != 0; c.count++) {
        c.factor[c.count] = 0;
        c.term[c.count] = c.term[0];
    }
    return c;
}

/* out = base + combination; out may be base. */
static void add_chunk(double *out, const double *base, const combination *c, size_t first, size_t width)
{
    for (int k = 0; k < c->count; k += 4)
        add_four(out, k == 0 ? base : out, c->term + k, first, c->factor + k, width);
}

/* All vectors have this size: whole eights, zero beyond the state. */
static size_t padded_size(const col_runge_kutta *m)
{
    return (m->problem->size + 7) / 8 * 8;
}

static size_t width_at(size_t first, size_t size)
{
    return size - first < CHUNK ? size - first : CHUNK;
}

static void combine(double *out, const double *base, const combination *c, size_t size)
{
    for (size_t first = 0; first < size; first += CHUNK)
        add_chunk(out + first, base + first, c, first, width_at(first, size));
}

static double weighted_square(const double *x, const double *weights, size_t count)
{
    double sums[8] = {0};
    for (size_t j = 0; j < count; j += 8)
        for (size_t i = 0; i < 8; i++)
            sums[i] += (x[j + i] * weights[j + i]) * (x[j + i] * weights[j + i]);
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

static void set_weights(col_runge_kutta *m, const double *state)
{
    const col_ode_problem *problem = m->problem;
    if (problem->weights != NULL) {
        problem->weights(m->weights, state, problem->context);
        return;
    }
    for (size_t j = 0; j < problem->size; j++)
        m->weights[j] = 1 / (problem->relative * fabs(state[j]) + problem->absolute);
}

static double weighted_norm(const double *x, const col_runge_kutta *m)
{
    return sqrt(weighted_square(x, m->weights, padded_size(m)) / (double)m->problem->size);
}

static bool evaluate(double *out, col_runge_kutta *m, double t, const double *state)
{
    m->evaluations++;
    return m->problem->velocity(out, t, state, m->problem->context);
}

/* to = the end of a step; returns the norm of its estimated error: with e5 and e3 of orders 5 and 3,
 * e5^2/sqrt(e5^2 + e3^2/100). All in one pass. */
static double end_step(col_runge_kutta *m)
{
    size_t size = padded_size(m);
    double step = m->end - m->begin;
    combination advance = combination_of(step_weights, step, m->stages),
                fine = combination_of(error_weights, step, m->stages),
                coarse = combination_of(coarse_error_weights, step, m->stages);
    double fine_square = 0, coarse_square = 0, difference[CHUNK];
    static const double zero[CHUNK];
    for (size_t first = 0; first < size; first += CHUNK) {
        size_t width = width_at(first, size);
        add_chunk(m->to + first, m->from + first, &advance, first, width);
        add_chunk(difference, zero, &fine, first, width);
        fine_square += weighted_square(difference, m->weights + first, width);
        add_chunk(difference, zero, &coarse, first, width);
        coarse_square += weighted_square(difference, m->weights + first, width);
    }
    double scale = sqrt((fine_square + coarse_square / 100) * (double)m->problem->size);
    return scale > 0 ? fine_square / scale : fine_square;
}

/* Stages 1 to 11 from `from`, whose own velocity is stage 0. */
static bool take_stages(col_runge_kutta *m)
{
    double step = m->end - m->begin;
    for (int k = 1; k < STAGES; k++) {
        combination c = combination_of(stage_weights[k], step, m->stages);
        combine(m->between, m->from, &c, padded_size(m));
        if (!evaluate(m->stages[k], m, m->begin + nodes[k] * step, m->between))
            return false;
    }
    return true;
}

static void swap(double **left, double **right)
{
    double *other = *left;
    *left = *right;
    *right = other;
}

/* The three stages of the continuous extension. */
static bool take_dense_stages(col_runge_kutta *m)
{
    double step = m->end - m->begin;
    for (int k = 0; k < DENSE_STAGES; k++) {
        combination c = combination_of(dense_stage_weights[k], step, m->stages);
        combine(m->between, m->from, &c, padded_size(m));
        if (!evaluate(m->stages[END_PLACE + 1 + k], m, m->begin + dense_nodes[k] * step, m->between))
            return false;
    }
    return m->dense = true;
}

/* The state at a time within the last step, valid until the next call; NULL where it is undefined. With x the
 * fraction of the step it is
 *     from + x (F0 + (1-x) (F1 + x (F2 + (1-x) (F3 + x (F4 + (1-x) (F5 + x F6)))))),
 * F0 = to - from, F1 = step from' - F0, F2 = F0 - step to' - F1, and F3 to F6 combinations of all stages. */
static const double *interpolate(col_runge_kutta *m, double t)
{
    if (t == m->end)
        return m->to;
    if (!m->dense && !take_dense_stages(m))
        return NULL;
    double step = m->end - m->begin, x = (t - m->begin) / step, factors[STAGES], powers[7] = {x};
    for (int k = 1; k < 7; k++)
        powers[k] = powers[k - 1] * (k % 2 == 1 ? 1 - x : x);
    for (int k = 0; k < STAGES; k++) {
        factors[k] = (powers[0] - powers[1] + 2 * powers[2]) * step_weights[k];
        for (int j = 0; j < 4; j++)
            factors[k] += powers[3 + j] * dense_weights[j][k];
    }
    factors[0] += powers[1] - powers[2];
    factors[END_PLACE] -= powers[2];
    combination c = combination_of(factors, step, m->stages);
    combine(m->between, m->from, &c, padded_size(m));
    return m->between;
}

static double event_at(const col_runge_kutta *m, double t, const double *state)
{
    return m->problem->event(t, state, m->problem->context);
}

/* The event within the last step, by secants (Illinois variant). */
static void locate_event(col_runge_kutta *m, double before, double after)
{
    double left = m->begin, right = m->end;
    int side = 0;
    while (after != 0 && right - left > 1e-12 * right) {
        double middle = left + (right - left) * (before / (before - after));
        const double *state = middle > left && middle < right ? interpolate(m, middle) : NULL;
        if (state == NULL)
            break;
        double value = event_at(m, middle, state);
        if (value != 0 && (value > 0) == (before > 0)) {
            left = middle;
            before = value;
            after /= side < 0 ? 2 : 1;
            side = -1;
        } else {
            right = middle;
            after = value;
            before /= side > 0 ? 2 : 1;
            side = 1;
        }
    }
    m->event_time = right;
}

static void watch_event(col_runge_kutta *m)
{
    if (!m->watch || !isnan(m->event_time))
        return;
    double before = m->event_value;
    m->event_value = event_at(m, m->end, m->to);
    if (before != 0 && (m->event_value == 0 || (before > 0) != (m->event_value > 0)))
        locate_event(m, before, m->event_value);
}

/* A first step from the sizes of the state and of its first two derivatives: with one Euler step of a hundredth of the
 * state, such that the second derivative over 8th order stays at a hundredth of the tolerance. */
static bool guess_step(col_runge_kutta *m)
{
    const double *start = m->to, *speed = m->stages[END_PLACE];
    double size = weighted_norm(start, m), rate = weighted_norm(speed, m);
    double euler = fmin(m->problem->last - m->end, size < 1e-5 || rate < 1e-5 ? 1e-6 : 0.01 * size / rate);
    for (size_t j = 0; j < m->problem->size; j++)
        m->between[j] = start[j] + euler * speed[j];
    if (!evaluate(m->stages[0], m, m->end + euler, m->between))
        return false;
    for (size_t j = 0; j < m->problem->size; j++)
        m->between[j] = (m->stages[0][j] - speed[j]) / euler;
    double largest = fmax(rate, weighted_norm(m->between, m));
    double bound = largest <= 1e-15 ? fmax(1e-6, 1e-3 * euler) : pow(0.01 / largest, 1.0 / 8);
    m->step = fmin(100 * euler, bound);
    return true;
}

/* Goes on from the end of the last step, or back there. */
static void turn(col_runge_kutta *m)
{
    swap(&m->from, &m->to);
    swap(&m->stages[0], &m->stages[END_PLACE]);
}

/* One try of m->step, which then becomes the next one to try. What is left to the last time is shared by two steps. */
static bool attempt(col_runge_kutta *m, bool rejected)
{
    double left = m->problem->last - m->begin, step = m->step < left && left < 2 * m->step ? left / 2 : m->step;
    double error = NAN;
    m->end = step < left ? m->begin + step : m->problem->last;
    step = m->end - m->begin;
    if (take_stages(m))
        error = end_step(m);
    if (error <= 1 && !evaluate(m->stages[END_PLACE], m, m->end, m->to))
        error = NAN;
    if (!isfinite(error)) {
        m->undefined++;
        m->step = least_growth * step;
        return false;
    }
    double growth = error > 0 ? fmin(most_growth, fmax(least_growth, safety * pow(error, -1.0 / 8))) : most_growth;
    m->step = step * (rejected ? fmin(growth, 1) : growth);
    return error <= 1;
}

static const char *take_step(col_runge_kutta *m)
{
    const char *reason = NULL;
    set_weights(m, m->to);
    if (m->step == 0 && !guess_step(m))
        return "the flow is undefined there";
    turn(m);
    m->begin = m->end;
    m->dense = false;
    for (bool rejected = false; reason == NULL && !attempt(m, rejected); rejected = true) {
        if (m->undefined > MOST_UNDEFINED)
            reason = "the flow blows up or becomes undefined";
        else if (!(m->step > 8 * DBL_EPSILON * fabs(m->begin)))
            reason = "no step is short enough: the flow blows up, or the tolerances are too tight";
    }
    if (reason != NULL) {
        turn(m);
        m->end = m->begin;
        return reason;
    }
    m->steps++;
    watch_event(m);
    return NULL;
}

col_runge_kutta *col_runge_kutta_new(const col_ode_problem *problem, double t, const double *state, bool watch)
{
    col_runge_kutta *m = col_calloc(1, sizeof *m);
    *m = (col_runge_kutta){.problem = problem, .begin = t, .end = t, .event_time = NAN, .watch = watch};
    size_t size = padded_size(m);
    double *next = m->memory = col_calloc_large((4 + STAGES) * size * sizeof(double)); /* zero beyond the state */
    double **const vectors[] = {&m->from, &m->to, &m->between, &m->weights};
    for (int k = 0; k < 4; k++, next += size)
        *vectors[k] = next;
    for (int k = 0; k < STAGES; k++, next += size)
        m->stages[k] = next;
    memcpy(m->to, state, problem->size * sizeof(double));
    if (watch)
        m->event_value = event_at(m, t, m->to);
    return m;
}

void col_runge_kutta_free(col_runge_kutta *method)
{
    if (method == NULL)
        return;
    free(method->memory);
    free(method);
}

const char *col_runge_kutta_advance(double *out, col_runge_kutta *method, double t, ulong steps)
{
    col_runge_kutta *m = method;
    const char *reason = NULL;
    if (m->evaluations == 0 && !evaluate(m->stages[END_PLACE], m, m->end, m->to))
        reason = "the flow is undefined there";
    while (reason == NULL && m->end < t)
        reason = m->steps < steps ? take_step(m) : "too many steps";
    const double *state = reason == NULL ? interpolate(m, t) : m->to;
    if (state == NULL)
        reason = "the flow blows up or becomes undefined";
    memcpy(out, state != NULL ? state : m->to, m->problem->size * sizeof(double));
    return reason;
}

double col_runge_kutta_time(const col_runge_kutta *method)
{
    return method->end;
}

double col_runge_kutta_event_time(const col_runge_kutta *method)
{
    return method->event_time;
}

ulong col_runge_kutta_steps(const col_runge_kutta *method)
{
    return method->steps;
}

ulong col_runge_kutta_evaluations(const col_runge_kutta *method)
{
    return method->evaluations;
}
