/* The validated integrator: one step is enclose, expand, map; see the header for the argument. */
#include <collapsar/integrator.h>

#include "../base/memory.h"
#include "lohner.h"

#include <math.h>
#include <stdlib.h>

#define PIECES 8                /* of a step, for the range of its Taylor polynomials */
#define ATTEMPTS 60             /* shorter and shorter steps before the integration has stalled */
#define SHARP 1e-4              /* relative uncertainty of an image that needs no care */
#define ENCLOSURE_PRECISION 64  /* the a-priori enclosure needs few digits */

struct col_integrator {
    const col_field *field;
    col_integrator_options options;
    slong dimension, order, count;
    col_taylor *centre, *box, *enclosure; /* series through the set's centre, its hull, the a-priori enclosure */
    col_lohner set, before;               /* at the end and at the start of the last step */
    arb_ptr hull, range, remainder, powers;
    arf_t from, to;
    double step;  /* the length under trial */
    double reach; /* steps verified so far, relative to what the coefficients suggest */
    col_integration status;
};

const char *col_integration_reason(col_integration status)
{
    switch (status) {
    case COL_INTEGRATION_REACHED: return "reached";
    case COL_INTEGRATION_STALLED: return "no step could be verified: the solution may end or leave the domain here";
    case COL_INTEGRATION_WIDE: return "the enclosure grew too wide";
    case COL_INTEGRATION_SPENT: return "the limit of steps was reached";
    default: return "not started";
    }
}

/* Work grows like K^2 (2^(tolerance/K))/K at order K: the best order is proportional to the tolerance's bits. */
static slong default_order(slong tolerance)
{
    return FLINT_MAX(6, 4 + 35 * tolerance / 100);
}

col_integrator *col_integrator_new(
    const col_field *field, arb_srcptr parameters, arb_srcptr start, const col_integrator_options *options)
{
    col_integrator *in = col_calloc(1, sizeof *in);
    slong n = col_field_dimension(field);
    in->field = field;
    in->options = options ? *options : COL_INTEGRATOR_OPTIONS_DEFAULT;
    in->options.precision = FLINT_MAX(in->options.precision, 16);
    if (in->options.tolerance <= 0)
        in->options.tolerance = in->options.precision - 2;
    in->dimension = n;
    in->order = in->options.order > 1 ? in->options.order : default_order(in->options.tolerance);
    slong precision = in->options.precision;
    in->centre = col_taylor_new(field, parameters, in->order, precision);
    in->box = col_taylor_new(field, parameters, in->order, precision);
    in->enclosure = col_taylor_new(field, parameters, in->order, FLINT_MIN(precision, ENCLOSURE_PRECISION));
    col_lohner_init(&in->set, n);
    col_lohner_init(&in->before, n);
    col_lohner_set_box(&in->set, start);
    in->hull = _arb_vec_init(n);
    in->range = _arb_vec_init(n);
    in->remainder = _arb_vec_init(n);
    in->powers = _arb_vec_init(in->order + 1);
    _arb_vec_set(in->range, start, n);
    arf_init(in->from);
    arf_init(in->to);
    in->reach = 1;
    in->status = COL_INTEGRATION_REACHED;
    return in;
}

void col_integrator_free(col_integrator *in)
{
    if (in == NULL)
        return;
    col_taylor_free(in->centre);
    col_taylor_free(in->box);
    col_taylor_free(in->enclosure);
    col_lohner_clear(&in->set);
    col_lohner_clear(&in->before);
    _arb_vec_clear(in->hull, in->dimension);
    _arb_vec_clear(in->range, in->dimension);
    _arb_vec_clear(in->remainder, in->dimension);
    _arb_vec_clear(in->powers, in->order + 1);
    arf_clear(in->from);
    arf_clear(in->to);
    free(in);
}

static double log2_of(const arb_t x)
{
    mag_t bound;
    mag_init(bound);
    arb_get_mag(bound, x);
    double result = mag_get_d_log2_approx(bound);
    mag_clear(bound);
    return result;
}

static double log2_of_radius(const arb_t x)
{
    return mag_get_d_log2_approx(arb_radref(x));
}

/* log2 of the truncation error allowed in variable i: relative to the variable, to the largest variable at the
 * working precision, and to the width that there is already. */
static double allowed(const col_integrator *in, slong i, double largest)
{
    double size = fmax(log2_of(in->range + i), largest - (double)in->options.precision);
    return fmax(size - (double)in->options.tolerance, log2_of_radius(in->hull + i) - 14);
}

static double largest_of(arb_srcptr x, slong n)
{
    double largest = -HUGE_VAL;
    for (slong i = 0; i < n; i++)
        largest = fmax(largest, log2_of(x + i));
    return largest;
}

/* The step at which the last coefficients of the centre's series reach the allowed error. */
static double suggested_step(const col_integrator *in)
{
    double largest = largest_of(in->range, in->dimension), best = HUGE_VAL;
    for (slong i = 0; i < in->dimension; i++)
        for (slong k = in->order - 2; k < in->order; k++) {
            double coefficient = log2_of(col_taylor_value(in->centre, i) + k);
            if (k > 0 && isfinite(coefficient))
                best = fmin(best, (allowed(in, i, largest) - coefficient) / (double)k);
        }
    return isfinite(best) ? exp2(fmin(fmax(best, -1000), 1000)) : 1;
}

static void fill_powers(arb_ptr powers, const arb_t x, slong count, slong precision)
{
    arb_one(powers);
    for (slong k = 1; k < count; k++)
        arb_mul(powers + k, powers + k - 1, x, precision);
}

/* The range of the Taylor polynomials through the hull over [0, step], piece by piece. */
static void polynomial_range(col_integrator *in)
{
    slong n = in->dimension, precision = ENCLOSURE_PRECISION;
    arb_t time, value;
    arb_init(time);
    arb_init(value);
    for (slong piece = 0; piece < PIECES; piece++) {
        arb_set_d(time, in->step * (2. * (double)piece + 1));
        arb_mul_2exp_si(time, time, -4); /* midpoint (2 piece + 1) step/16, radius step/16 */
        mag_t radius;
        mag_init(radius);
        mag_set_d(radius, in->step);
        mag_mul_2exp_si(radius, radius, -4);
        mag_add(arb_radref(time), arb_radref(time), radius);
        mag_clear(radius);
        fill_powers(in->powers, time, in->order, precision);
        for (slong i = 0; i < n; i++) {
            arb_dot(value, NULL, 0, col_taylor_value(in->box, i), 1, in->powers, 1, in->order, precision);
            if (piece == 0)
                arb_set(in->range + i, value);
            else
                arb_union(in->range + i, in->range + i, value, precision);
        }
    }
    arb_clear(time);
    arb_clear(value);
}

/* Widens the range by what the remainder is allowed to be: a part of its radius, and always something. */
static void inflate(col_integrator *in, mag_ptr room)
{
    double largest = largest_of(in->range, in->dimension);
    for (slong i = 0; i < in->dimension; i++) {
        arb_ptr x = in->range + i;
        mag_t floor;
        mag_init(floor);
        mag_mul_2exp_si(room + i, arb_radref(x), -5);
        arb_get_mag(floor, x);
        mag_mul_2exp_si(floor, floor, -in->options.precision);
        mag_add(room + i, room + i, floor);
        mag_one(floor);
        mag_mul_2exp_si(floor, floor, (isfinite(largest) ? (slong)largest : 0) - 8 * in->options.precision);
        mag_add(room + i, room + i, floor);
        mag_add(arb_radref(x), arb_radref(x), room + i);
        mag_clear(floor);
    }
}

/* Few bits, so that what is made of a step (its multiples, its eighths, the time it ends at) stays exact. */
static double rounded(double step)
{
    int exponent;
    double mantissa = frexp(step, &exponent);
    return ldexp(floor(ldexp(mantissa, 24)), exponent - 24);
}

/* Verifies the step under trial: P([0, h]) + F [0, h^K] inside the interior of the inflated range. On success *excess
 * is log2 of the largest truncation error relative to the allowed one; range and remainder are set. */
static bool verify_step(col_integrator *in, double *excess)
{
    slong n = in->dimension, order = in->order;
    mag_ptr room = _mag_vec_init(n);
    arb_t step;
    mag_t error;
    arb_init(step);
    mag_init(error);
    in->step = rounded(in->step);
    polynomial_range(in);
    inflate(in, room);
    bool ok = col_taylor_expand(in->enclosure, in->range, order, false);
    arb_set_d(step, in->step);
    arb_pow_ui(step, step, (ulong)order, ENCLOSURE_PRECISION);
    double largest = largest_of(in->range, n);
    *excess = -HUGE_VAL;
    for (slong i = 0; ok && i < n; i++) {
        arb_set(in->remainder + i, col_taylor_value(in->enclosure, i) + order);
        arb_get_mag(error, in->remainder + i);
        mag_t power;
        mag_init(power);
        arb_get_mag(power, step);
        mag_mul(error, error, power);
        mag_clear(power);
        ok = mag_cmp(error, room + i) < 0;
        *excess = fmax(*excess, mag_get_d_log2_approx(error) - allowed(in, i, largest));
    }
    _mag_vec_clear(room, n);
    arb_clear(step);
    mag_clear(error);
    return ok;
}

/* The image of the hull is uncertain by sum_k rho_k h^k, relative to its width, from the radii of the slopes: rho_k the
 * largest sum over j of radius(k-th coefficient of dx_i/dx_j) radius(x_j). The first term is the field's own
 * curvature; the rest grows with the step and would widen the set for nothing, so the step is kept where it is a
 * small part, unless the slopes are sharp anyway. */
static double sharp_step(const col_integrator *in, double step)
{
    slong n = in->dimension;
    double *rho = col_calloc((size_t)in->order, sizeof *rho);
    double widest = 0;
    for (slong j = 0; j < n; j++)
        widest = fmax(widest, mag_get_d(arb_radref(in->hull + j)));
    for (slong k = 1; k < in->order && widest > 0; k++)
        for (slong i = 0; i < n; i++) {
            double sum = 0;
            for (slong j = 0; j < n; j++)
                sum += mag_get_d(arb_radref(col_taylor_tangent(in->box, i, j) + k))
                    * (mag_get_d(arb_radref(in->hull + j)) / widest);
            rho[k] = fmax(rho[k], sum);
        }
    for (;; step *= 0.85) {
        double sum = 0;
        for (slong k = in->order - 1; k > 0; k--)
            sum = (sum + rho[k]) * step;
        if (!(sum > SHARP && sum > in->options.blunting * rho[1] * step && step > 0x1p-1000))
            break;
    }
    free(rho);
    return step;
}

/* Finds a step that verifies with an error as allowed, or, failing that after a few attempts, any that verifies. */
static bool find_step(col_integrator *in)
{
    double suggestion = suggested_step(in), smallest = suggestion * 0x1p-50;
    in->step = sharp_step(in, suggestion * in->reach);
    for (int attempt = 0; attempt < ATTEMPTS && in->step > smallest; attempt++) {
        double excess;
        bool verified = verify_step(in, &excess);
        if (verified && (excess <= 0 || attempt >= 6)) {
            double grow = isfinite(excess) ? exp2(fmax(fmin(-excess / (double)in->order, 0.5), -1)) : 1.4;
            in->reach = fmax(in->reach * 0.9, in->step / suggestion * grow * 0.97);
            return true;
        }
        in->step *= verified ? exp2(fmax(-excess / (double)in->order, -1)) * 0.97 : 0.7;
    }
    return false;
}

/* The Taylor polynomials of the centre plus the remainder, and the slopes, at the time in in->powers. */
static void evaluate(arb_ptr image, arb_mat_t slopes, const col_integrator *in)
{
    slong precision = in->options.precision;
    for (slong i = 0; i < in->dimension; i++) {
        arb_dot(image + i, NULL, 0, col_taylor_value(in->centre, i), 1, in->powers, 1, in->order, precision);
        arb_addmul(image + i, in->remainder + i, in->powers + in->order, precision);
        for (slong j = 0; j < in->dimension; j++)
            arb_dot(arb_mat_entry(slopes, i, j), NULL, 0, col_taylor_tangent(in->box, i, j), 1, in->powers, 1,
                in->order, precision);
    }
}

static bool move_set(col_integrator *in)
{
    slong n = in->dimension;
    arb_ptr image = _arb_vec_init(n);
    arb_mat_t slopes;
    arb_t step;
    arb_mat_init(slopes, n, n);
    arb_init(step);
    arb_set_d(step, in->step);
    fill_powers(in->powers, step, in->order + 1, in->options.precision);
    evaluate(image, slopes, in);
    col_lohner_swap(&in->set, &in->before);
    bool ok = col_lohner_map(&in->set, &in->before, image, slopes, in->options.precision);
    arf_set(in->from, in->to);
    arf_add(in->to, in->to, arb_midref(step), ARF_PREC_EXACT, ARF_RND_DOWN);
    _arb_vec_clear(image, n);
    arb_mat_clear(slopes);
    arb_clear(step);
    return ok;
}

static bool is_wide(const col_integrator *in)
{
    for (slong i = 0; i < in->dimension; i++)
        if (!arb_is_finite(in->hull + i) || mag_cmp_2exp_si(arb_radref(in->hull + i), 1000) > 0
            || mag_get_d(arb_radref(in->hull + i)) > in->options.width / 2)
            return true;
    return false;
}

col_integration col_integrator_step(col_integrator *in)
{
    if (in->status != COL_INTEGRATION_REACHED)
        return in->status;
    slong n = in->dimension;
    if (in->count >= in->options.steps)
        return in->status = COL_INTEGRATION_SPENT;
    col_lohner_hull(in->hull, &in->set, in->options.precision);
    if (is_wide(in))
        return in->status = COL_INTEGRATION_WIDE;
    _arb_vec_set(in->range, in->hull, n);
    if (!col_taylor_expand(in->centre, in->set.centre, in->order - 1, false)
        || !col_taylor_expand(in->box, in->hull, in->order - 1, true) || !find_step(in) || !move_set(in))
        return in->status = COL_INTEGRATION_STALLED;
    in->count++;
    return in->status;
}

/* The state over the part of the last step that lies in the ball t. */
static void state_within(arb_ptr state, col_integrator *in, const arb_t t)
{
    slong n = in->dimension, precision = in->options.precision;
    if (in->count == 0) {
        col_lohner_hull(state, &in->set, precision);
        return;
    }
    arb_t time, whole;
    arb_mat_t slopes;
    arb_init(time);
    arb_init(whole);
    arb_mat_init(slopes, n, n);
    arb_ptr image = _arb_vec_init(n);
    arb_set_interval_arf(whole, in->from, in->to, precision);
    if (!arb_intersection(time, t, whole, precision))
        arb_set(time, whole);
    arb_sub_arf(time, time, in->from, precision);
    fill_powers(in->powers, time, in->order + 1, precision);
    evaluate(image, slopes, in);
    col_lohner_image_hull(state, &in->before, image, slopes, precision);
    arb_clear(time);
    arb_clear(whole);
    arb_mat_clear(slopes);
    _arb_vec_clear(image, n);
}

col_integration col_integrator_at(arb_ptr state, col_integrator *in, const arb_t t)
{
    slong n = in->dimension;
    arf_t lower, upper;
    arf_init(lower);
    arf_init(upper);
    arb_get_lbound_arf(lower, t, in->options.precision + 64);
    arb_get_ubound_arf(upper, t, in->options.precision + 64);
    col_integration status = in->status;
    if (!arb_is_finite(t) || arf_cmp(lower, in->from) < 0)
        status = COL_INTEGRATION_UNDECIDED;
    while (status == COL_INTEGRATION_REACHED && arf_cmp(in->to, lower) < 0)
        status = col_integrator_step(in);
    if (status == COL_INTEGRATION_REACHED)
        state_within(state, in, t);
    arb_ptr more = _arb_vec_init(n);
    while (status == COL_INTEGRATION_REACHED && arf_cmp(in->to, upper) < 0) {
        status = col_integrator_step(in);
        if (status != COL_INTEGRATION_REACHED)
            break;
        state_within(more, in, t);
        for (slong i = 0; i < n; i++)
            arb_union(state + i, state + i, more + i, in->options.precision);
    }
    if (status != COL_INTEGRATION_REACHED)
        for (slong i = 0; i < n; i++)
            arb_indeterminate(state + i);
    _arb_vec_clear(more, n);
    arf_clear(lower);
    arf_clear(upper);
    return status;
}

void col_integrator_state(arb_ptr state, const col_integrator *in)
{
    col_lohner_hull(state, &in->set, in->options.precision);
}

void col_integrator_range(arb_ptr range, const col_integrator *in)
{
    _arb_vec_set(range, in->range, in->dimension);
}

void col_integrator_times(arf_t from, arf_t to, const col_integrator *in)
{
    arf_set(from, in->from);
    arf_set(to, in->to);
}

void col_integrator_form(arb_t value, const col_integrator *in, arb_srcptr weights)
{
    col_lohner_form(value, &in->set, weights, in->options.precision);
}

slong col_integrator_step_count(const col_integrator *in)
{
    return in->count;
}

slong col_integrator_order(const col_integrator *in)
{
    return in->order;
}
