/* Fast and slow rates read off a series. */
#include "../base/memory.h"

#include <collapsar/flow.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

static const col_flow_rate none = {NAN, NAN};

/* Below this fraction of its maximum a series is made of rounding and integration errors. */
static const double floor_of_series = 1e-7;
static const double settled = 0.03;        /* a slope has settled if it stays within this of its last value */
static const double least_decay = 0.05;    /* a phase must at least lower the logarithm by so much */
static const double worst_residual = 0.2;  /* relative: no fit beyond */

/* Slope of log separation from point j to the next, as a rate of decay. */
static double decay_between(const col_flow_point *series, size_t j, size_t k)
{
    return log(series[j].separation_mean / series[k].separation_mean) / (series[k].time - series[j].time);
}

/* Straight line through log separation of the points first ... last. */
static col_flow_rate regression(const col_flow_point *series, size_t first, size_t last)
{
    double n = (double)(last - first + 1), t = 0, y = 0, tt = 0, ty = 0, residual = 0;
    for (size_t j = first; j <= last; j++) {
        t += series[j].time / n;
        y += log(series[j].separation_mean) / n;
    }
    for (size_t j = first; j <= last; j++) {
        double dt = series[j].time - t;
        tt += dt * dt;
        ty += dt * (log(series[j].separation_mean) - y);
    }
    double slope = ty / tt;
    for (size_t j = first; j <= last; j++) {
        double off = log(series[j].separation_mean) - y - slope * (series[j].time - t);
        residual += off * off;
    }
    return (col_flow_rate){-slope, sqrt(residual / (n - 2) / tt)};
}

static col_flow_rate fit_slow(const col_flow_point *series, size_t points)
{
    double highest = 0;
    for (size_t j = 0; j < points; j++)
        highest = fmax(highest, series[j].separation_mean);
    size_t last = 0;
    while (last + 1 < points && series[last + 1].separation_mean > floor_of_series * highest)
        last++;
    if (last < 5)
        return none;
    double final = decay_between(series, last - 2, last);
    size_t first = last - 2;
    while (first > 1 && fabs(decay_between(series, first - 1, first) - final) <= settled * fabs(final))
        first--;
    double decay = log(series[first].separation_mean / series[last].separation_mean);
    if (last - first < 4 || decay < least_decay)
        return none;
    return regression(series, first, last);
}

/* The misfit's points worth fitting. */
typedef struct {
    size_t count;
    double *time, *value;
    double slow;
} curve;

/* Best A, B, C for given rates: the sum of squares of the relative residuals. */
static double misfit_residual(const curve *c, double fast)
{
    double *matrix = col_malloc(3 * c->count * sizeof(double)), *right = col_malloc(c->count * sizeof(double));
    double rest = 0;
    for (size_t j = 0; j < c->count; j++) {
        double t = c->time[j];
        matrix[3 * j] = exp(-2 * fast * t) / c->value[j];
        matrix[3 * j + 1] = exp(-(fast + c->slow) * t) / c->value[j];
        matrix[3 * j + 2] = exp(-2 * c->slow * t) / c->value[j];
        right[j] = 1;
    }
    if (LAPACKE_dgels(LAPACK_ROW_MAJOR, 'N', (int)c->count, 3, 1, matrix, 3, right, 1) == 0)
        for (size_t j = 3; j < c->count; j++)
            rest += right[j] * right[j];
    else
        rest = INFINITY;
    free(matrix);
    free(right);
    return rest;
}

/* The minimum over log rate: on a grid, then by golden sections around its best point. */
static double best_fast_rate(const curve *c, double lo, double hi)
{
    enum { GRID = 120 };
    double step = log(hi / lo) / GRID, best = lo, least = INFINITY;
    for (int k = 0; k <= GRID; k++) {
        double rate = lo * exp(k * step), rest = misfit_residual(c, rate);
        if (rest < least) {
            least = rest;
            best = rate;
        }
    }
    double a = fmax(lo, best * exp(-step)), b = fmin(hi, best * exp(step));
    const double golden = 0.6180339887498949;
    for (int k = 0; k < 60; k++) {
        double left = b - golden * (b - a), right = a + golden * (b - a);
        if (misfit_residual(c, left) < misfit_residual(c, right))
            b = right;
        else
            a = left;
    }
    return (a + b) / 2;
}

static col_flow_rate fit_curve(const curve *c)
{
    double lo = fmax(1.5 * c->slow, 1 / c->time[c->count - 1]), hi = 1 / c->time[1];
    if (c->count < 12 || !(lo < hi))
        return none;
    double fast = best_fast_rate(c, lo, hi), rest = misfit_residual(c, fast), n = (double)c->count;
    if (!(sqrt(rest / n) < worst_residual) || fast < 1.01 * lo || fast > 0.99 * hi)
        return none;
    double h = 1e-3 * fast;
    double curvature = (misfit_residual(c, fast + h) - 2 * rest + misfit_residual(c, fast - h)) / (h * h);
    return curvature > 0 ? (col_flow_rate){fast, sqrt(2 * rest / (n - 4) / curvature)} : none;
}

static col_flow_rate fit_fast(const col_flow_point *series, size_t points, double slow)
{
    double highest = 0;
    for (size_t j = 0; j < points; j++)
        highest = fmax(highest, series[j].misfit);
    curve c = {.time = col_malloc(points * sizeof(double)), .value = col_malloc(points * sizeof(double)), .slow = slow};
    for (size_t j = 0; j < points && series[j].misfit > floor_of_series * floor_of_series * highest; j++) {
        c.time[c.count] = series[j].time;
        c.value[c.count++] = series[j].misfit;
    }
    col_flow_rate fast = c.count >= 12 ? fit_curve(&c) : none;
    free(c.time);
    free(c.value);
    return fast;
}

void col_flow_fit(col_flow_rate *fast, col_flow_rate *slow, const col_flow_point *series, size_t points)
{
    *slow = fit_slow(series, points);
    *fast = fit_fast(series, points, isnan(slow->rate) ? 0 : slow->rate);
}
