/* Krawczyk's operator in double intervals.
 *
 * K = m - Y f(m) + (1 - Y J)(T - m) for the trial box T, a double midpoint m and an approximate inverse Y of J's
 * midpoint; every zero in T is in K, and K in the interior of T proves that there is exactly one. With parameters in
 * a box P of midpoint q, f(m, P) is enclosed as it is, and by f(m, q) + f_p(m, P)(P - q), which Y is applied to first:
 * what the parameters do to all components at once stays together. */
#include "../base/memory.h"
#include "interval_arithmetic.h"
#include "newton_internal.h"

#include <stdlib.h>
#include <string.h>

#define MOST_NEWTON_STEPS 30
#define MOST_GROWTHS 40
#define FIRST_RADIUS 0x1p-28
#define INFLATION 1.2
#define GROWTH 1.5

/* y := the inverse of a (destroyed), by Gauss and Jordan with row pivots; plain double. */
static bool invert(double *y, double *a, size_t n)
{
    for (size_t i = 0; i < n * n; i++)
        y[i] = i % (n + 1) == 0;
    for (size_t k = 0; k < n; k++) {
        size_t pivot = k;
        for (size_t i = k + 1; i < n; i++)
            if (fabs(a[i * n + k]) > fabs(a[pivot * n + k]))
                pivot = i;
        double scale = 1 / a[pivot * n + k];
        if (!isfinite(scale))
            return false;
        for (size_t j = 0; j < n; j++) {
            double t = a[pivot * n + j], u = y[pivot * n + j];
            a[pivot * n + j] = a[k * n + j];
            y[pivot * n + j] = y[k * n + j];
            a[k * n + j] = t * scale;
            y[k * n + j] = u * scale;
        }
        for (size_t i = 0; i < n; i++) {
            double factor = a[i * n + k];
            for (size_t j = 0; i != k && j < n; j++) {
                a[i * n + j] -= factor * a[k * n + j];
                y[i * n + j] -= factor * y[k * n + j];
            }
        }
    }
    for (size_t i = 0; i < n * n; i++)
        if (!isfinite(y[i]))
            return false;
    return true;
}

/* Could the formula vanish on the box? */
static bool may_vanish(const col_interval *values, const col_tape_workspace *workspace, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!col_interval_has_zero(values[i]) || col_tape_domain(workspace, i) == COL_DOMAIN_NOWHERE)
            return false;
    return true;
}

/* Is f certainly differentiable on the trial box, with bounded derivatives? */
static bool is_regular(const col_interval *all, const col_tape_workspace *workspace, size_t n)
{
    for (size_t i = 0; i < n + n * n; i++)
        if (col_tape_domain(workspace, i) != COL_DOMAIN_WHOLE || !col_interval_is_finite(all[i]))
            return false;
    return true;
}

static col_interval times(double a, col_interval x)
{
    return col_interval_mul((col_interval){a, a}, x);
}

/* K_i for one row; step encloses Y f(m). */
static col_interval image_row(size_t i, size_t n, const double *y, const col_interval *jacobian,
    col_interval step, const col_interval *middle, const col_interval *trial)
{
    col_interval k = col_interval_sub(middle[i], step);
    for (size_t j = 0; j < n; j++) {
        col_interval entry = {i == j, i == j};
        for (size_t l = 0; l < n; l++)
            entry = col_interval_sub(entry, times(y[i * n + l], jacobian[l * n + j]));
        k = col_interval_add(k, col_interval_mul(entry, col_interval_sub(trial[j], middle[j])));
    }
    return k;
}

/* f_p(m, P) and f(m, q); false if the derivatives may not exist. */
static bool find_drift(col_interval *drift, col_interval *at_center, col_system *system, col_interval *in)
{
    size_t n = system->dimension, parameters = system->parameter_count;
    if (system->drift == NULL)
        return false;
    col_tape_interval(drift, system->drift, system->drift_workspace, in);
    for (size_t i = 0; i < n * parameters; i++)
        if (col_tape_domain(system->drift_workspace, i) != COL_DOMAIN_WHOLE || !col_interval_is_finite(drift[i]))
            return false;
    col_interval *whole = drift + n * parameters; /* the parameters, kept */
    for (size_t k = 0; k < parameters; k++) {
        whole[k] = in[n + k];
        double middle = col_interval_middle(whole[k]);
        in[n + k] = (col_interval){middle, middle};
    }
    col_tape_interval(at_center, system->plain, system->plain_workspace, in);
    for (size_t k = 0; k < parameters; k++)
        in[n + k] = whole[k];
    return true;
}

/* Y f(m, P) for one row, by the parameters' midpoints. */
static col_interval drifting_row(size_t i, size_t n, size_t parameters, const double *y, const col_interval *drift,
    const col_interval *at_center, const col_interval *in)
{
    col_interval sum = {0, 0};
    for (size_t j = 0; j < n; j++)
        sum = col_interval_add(sum, times(y[i * n + j], at_center[j]));
    for (size_t k = 0; k < parameters; k++) {
        double middle = col_interval_middle(in[n + k]);
        col_interval slope = {0, 0};
        for (size_t j = 0; j < n; j++)
            slope = col_interval_add(slope, times(y[i * n + j], drift[j * parameters + k]));
        col_interval offset = col_interval_sub(in[n + k], (col_interval){middle, middle});
        sum = col_interval_add(sum, col_interval_mul(slope, offset));
    }
    return sum;
}

static void widen(col_interval *trial, const col_interval *box, size_t n, double fraction)
{
    for (size_t i = 0; i < n; i++) {
        double margin = fraction * col_interval_width(box[i]) + fabs(box[i].lo) * 0x1p-48 + 0x1p-500;
        trial[i] = fraction > 0 ? (col_interval){box[i].lo - margin, box[i].hi + margin} : box[i];
    }
}

col_zero col_newton_interval_step(col_interval *box, col_interval *trial, col_interval *zero, col_system *system,
    const col_interval *parameters, double fraction)
{
    size_t n = system->dimension, inputs = n + system->parameter_count;
    col_interval *in = system->intervals, *all = in + inputs, *at_middle = all + n + n * n;
    double *y = system->numbers, *center = y + n * n;
    for (size_t i = 0; i < inputs; i++)
        in[i] = i < n ? box[i] : parameters[i - n];
    col_tape_interval(all, system->plain, system->plain_workspace, in);
    if (!may_vanish(all, system->plain_workspace, n))
        return COL_ZERO_NONE;
    widen(trial, box, n, fraction);
    for (size_t i = 0; i < n; i++)
        in[i] = trial[i];
    col_tape_interval(all, system->full, system->full_workspace, in);
    if (!is_regular(all, system->full_workspace, n))
        return COL_ZERO_UNKNOWN;
    for (size_t i = 0; i < n * n; i++)
        center[i] = col_interval_middle(all[n + i]);
    if (!invert(y, center, n))
        return COL_ZERO_UNKNOWN;
    for (size_t i = 0; i < n; i++) {
        double middle = col_interval_middle(box[i]);
        in[i] = (col_interval){middle, middle};
    }
    col_tape_interval(at_middle, system->plain, system->plain_workspace, in);
    col_interval *at_center = at_middle + n, *drift = at_center + n;
    bool drifts = find_drift(drift, at_center, system, in), inside = true;
    for (size_t i = 0; i < n; i++) {
        col_interval step = {0, 0};
        for (size_t j = 0; j < n; j++)
            step = col_interval_add(step, times(y[i * n + j], at_middle[j]));
        if (drifts)
            step = col_interval_intersect(step, drifting_row(i, n, inputs - n, y, drift, at_center, in));
        col_interval k = image_row(i, n, y, all + n, step, in, trial);
        inside = inside && k.lo > trial[i].lo && k.hi < trial[i].hi;
        zero[i] = k;
    }
    if (inside)
        return COL_ZERO_UNIQUE;
    for (size_t i = 0; i < n; i++) {
        box[i] = col_interval_intersect(box[i], zero[i]);
        if (!(box[i].lo <= box[i].hi))
            return COL_ZERO_NONE;
    }
    return COL_ZERO_UNKNOWN;
}

bool col_newton_approx(double *guess, col_system *system, const double *parameters)
{
    size_t n = system->dimension, inputs = n + system->parameter_count;
    double *y = system->numbers, *all = y + n * n, *in = all + n + n * n;
    double last = INFINITY;
    for (int step = 0; step < MOST_NEWTON_STEPS; step++) {
        for (size_t i = 0; i < inputs; i++)
            in[i] = i < n ? guess[i] : parameters[i - n];
        col_tape_approx(all, system->full, system->full_workspace, in);
        if (!invert(y, all + n, n))
            return false;
        double size = 0, scale = 0;
        for (size_t i = 0; i < n; i++) {
            double change = 0;
            for (size_t j = 0; j < n; j++)
                change += y[i * n + j] * all[j];
            guess[i] -= change;
            size += fabs(change);
            scale += fabs(guess[i]);
        }
        if (!isfinite(size))
            return false;
        if (size <= 1e-14 * scale || (size >= last && size <= 1e-8 * (scale + 1)))
            return true;
        last = size;
    }
    return false;
}

bool col_newton_grow(col_interval *last, col_interval *zero, col_system *system, const double *guess,
    const col_interval *parameters)
{
    size_t n = system->dimension;
    double *radius = col_malloc((n + 1) * sizeof *radius);
    col_interval *now = col_malloc(3 * n * sizeof *now), *trial = now + n, *image = trial + n;
    bool found = false, ended = false;
    for (size_t i = 0; i < n; i++)
        radius[i] = FIRST_RADIUS * (1 + fabs(guess[i]));
    for (int growth = 0; !ended && growth < MOST_GROWTHS; growth++) {
        for (size_t i = 0; i < n; i++) {
            now[i] = (col_interval){guess[i] - radius[i], guess[i] + radius[i]};
            image[i] = COL_INTERVAL_ALL;
        }
        bool unique = col_newton_interval_step(now, trial, image, system, parameters, 0) == COL_ZERO_UNIQUE;
        ended = found && !unique;
        for (size_t i = 0; i < n; i++) {
            double reach = fmax(guess[i] - image[i].lo, image[i].hi - guess[i]);
            radius[i] = unique ? GROWTH * radius[i] : fmax(radius[i], INFLATION * reach);
            ended = ended || !isfinite(radius[i]);
        }
        if (unique) {
            memcpy(last, trial, n * sizeof *trial);
            if (!found)
                memcpy(zero, image, n * sizeof *image);
            found = true;
        }
    }
    free(radius);
    free(now);
    return found;
}
