/* A mode with both its slots at unequal rates (decay): the plane x = xi e_1, y = eta e_2, P e_1 = c e_2, P e_2 = b e_1.
 *
 * The head's equations give c = s xi eta/(xi^2 + tau), b = s xi eta/(eta^2 + tau) with tau = rho_P/gamma. With
 * xi^2 = tau x, eta^2 = tau y, s^2 = mu the amplitudes' equations become
 *   mu y/(x + 1)^2 + r mu y/(y + 1) = A,   mu x/(y + 1)^2 + r mu x/(x + 1) = B,
 * A = r + rho/alpha, B = r + rho/beta. At A = B the upper root has x = y = p/(s - p); it is followed in double precision
 * to the rates wanted, and then certified by an interval Newton step. */
#include "slots_internal.h"

#include <math.h>

typedef struct {
    double mu, leak, A, B;
} plane_equations;

/* One Newton step; false if it does not make sense. */
static bool newton_approx(double *x, double *y, const plane_equations *e)
{
    double u = *x + 1, v = *y + 1;
    double f = e->mu * *y * (1 / (u * u) + e->leak / v) - e->A;
    double g = e->mu * *x * (1 / (v * v) + e->leak / u) - e->B;
    double fx = -2 * e->mu * *y / (u * u * u), fy = e->mu * (1 / (u * u) + e->leak / (v * v));
    double gx = e->mu * (1 / (v * v) + e->leak / (u * u)), gy = -2 * e->mu * *x / (v * v * v);
    double determinant = fx * gy - fy * gx;
    *x -= (gy * f - fy * g) / determinant;
    *y -= (fx * g - gx * f) / determinant;
    return isfinite(*x) && isfinite(*y) && *x > 0 && *y > 0;
}

/* From equal rates at their geometric mean, in small steps of the logarithm of their quotient. */
static bool follow_approx(double *x, double *y, double mu, double leak, double decay, double alpha, double beta)
{
    enum { STEPS = 64 };
    double mean = sqrt(alpha * beta), stretch = log(alpha / beta) / 2;
    double pull = leak + decay / mean, total = (1 + leak) * sqrt(mu);
    double p = (total + sqrt(total * total - 4 * pull)) / 2;
    *x = *y = p / (sqrt(mu) - p);
    if (!isfinite(*x) || *x <= 0)
        return false;
    for (int i = 1; i <= STEPS; i++) {
        double t = stretch * i / STEPS;
        plane_equations e = {mu, leak, leak + decay / (mean * exp(t)), leak + decay / (mean * exp(-t))};
        for (int turn = 0; turn < 12; turn++)
            if (!newton_approx(x, y, &e))
                return false;
    }
    return true;
}

typedef struct {
    const arb_struct *mu, *leak;
    arb_srcptr bounds; /* A, B */
    slong precision;
} plane_problem;

/* 1/(x + 1), 1/(y + 1) */
static void inverses(arb_ptr out, arb_srcptr z, slong precision)
{
    for (slong i = 0; i < 2; i++) {
        arb_add_ui(out + i, z + i, 1, precision);
        arb_inv(out + i, out + i, precision);
    }
}

/* f = (mu y (1/u^2 + r/v) - A, mu x (1/v^2 + r/u) - B), u = x + 1, v = y + 1. */
static void residual(arb_ptr f, arb_srcptr z, const plane_problem *problem)
{
    slong precision = problem->precision;
    arb_ptr inverse = _arb_vec_init(2);
    arb_t value;
    arb_init(value);
    inverses(inverse, z, precision);
    for (slong i = 0; i < 2; i++) {
        slong j = 1 - i;
        arb_mul(value, inverse + i, inverse + i, precision);
        arb_addmul(value, problem->leak, inverse + j, precision);
        arb_mul(value, value, z + j, precision);
        arb_mul(value, value, problem->mu, precision);
        arb_sub(f + i, value, problem->bounds + i, precision);
    }
    arb_clear(value);
    _arb_vec_clear(inverse, 2);
}

/* df_1/dx = -2 mu y/u^3, df_1/dy = mu (1/u^2 + r/v^2), and the same with x and y exchanged. */
static void derivative(arb_mat_t m, arb_srcptr z, const plane_problem *problem)
{
    slong precision = problem->precision;
    arb_ptr inverse = _arb_vec_init(2);
    arb_t square, value;
    arb_init(square);
    arb_init(value);
    inverses(inverse, z, precision);
    for (slong i = 0; i < 2; i++) {
        slong j = 1 - i;
        arb_mul(square, inverse + i, inverse + i, precision);
        arb_mul(value, square, inverse + i, precision);
        arb_mul(value, value, z + j, precision);
        arb_mul(value, value, problem->mu, precision);
        arb_mul_si(arb_mat_entry(m, i, i), value, -2, precision);
        arb_mul(value, inverse + j, inverse + j, precision);
        arb_mul(value, value, problem->leak, precision);
        arb_add(value, value, square, precision);
        arb_mul(arb_mat_entry(m, i, j), value, problem->mu, precision);
    }
    arb_clear(square);
    arb_clear(value);
    _arb_vec_clear(inverse, 2);
}

/* step = m^{-1} f; false if m may be singular. */
static bool newton_step(arb_ptr step, const arb_mat_t m, arb_srcptr f, slong precision)
{
    arb_mat_t left, right;
    arb_mat_init(left, 2, 1);
    arb_mat_init(right, 2, 1);
    arb_set(arb_mat_entry(right, 0, 0), f);
    arb_set(arb_mat_entry(right, 1, 0), f + 1);
    bool solved = arb_mat_solve(left, m, right, precision);
    for (slong i = 0; i < 2 && solved; i++)
        arb_set(step + i, arb_mat_entry(left, i, 0));
    arb_mat_clear(left);
    arb_mat_clear(right);
    return solved;
}

/* Interval Newton: if z - m(box)^{-1} f(z) lies inside the box around the exact point z, the box has exactly one root for
 * every value of the parameters in their balls, and it lies there. */
static bool certify(arb_ptr z, const plane_problem *problem)
{
    slong precision = problem->precision;
    arb_ptr f = _arb_vec_init(2), step = _arb_vec_init(2), box = _arb_vec_init(2);
    arb_mat_t m;
    bool certified = false, good = true;
    mag_t radius;
    arb_mat_init(m, 2, 2);
    mag_init(radius);
    for (int turn = 0; turn < 64 && good && !certified; turn++) {
        residual(f, z, problem);
        derivative(m, z, problem);
        good = newton_step(step, m, f, precision);
        for (slong i = 0; i < 2 && good; i++) {
            arb_sub(z + i, z + i, step + i, precision);
            mag_zero(arb_radref(z + i));
            arb_get_mag(radius, step + i);
            mag_mul_2exp_si(radius, radius, 2);
            arb_set(box + i, z + i);
            arb_add_error_mag(box + i, radius);
            arb_add_error_2exp_si(box + i, 8 - precision);
        }
        if (!good)
            break;
        derivative(m, box, problem);
        residual(f, z, problem);
        if (!newton_step(step, m, f, precision))
            continue;
        certified = true;
        for (slong i = 0; i < 2; i++) {
            arb_sub(step + i, z + i, step + i, precision);
            certified = certified && arb_contains_interior(box + i, step + i);
        }
        if (certified)
            _arb_vec_set(z, step, 2);
    }
    mag_clear(radius);
    arb_mat_clear(m);
    _arb_vec_clear(f, 2);
    _arb_vec_clear(step, 2);
    _arb_vec_clear(box, 2);
    return certified;
}

static double to_double(const fmpq_t value)
{
    arb_t ball;
    arb_init(ball);
    arb_set_fmpq(ball, value, 64);
    double out = arf_get_d(arb_midref(ball), ARF_RND_NEAR);
    arb_clear(ball);
    return out;
}

/* Amplitudes and head entries from x, y. */
static void fill_in(col_cell *cell, const col_head *head, arb_srcptr z, slong precision)
{
    arb_t scale, product;
    fmpq_t tau;
    arb_init(scale);
    arb_init(product);
    fmpq_init(tau);
    fmpq_div(tau, head->head_decay, head->gamma);
    arb_set_fmpq(scale, tau, precision);
    arb_mul(cell->x2, z, scale, precision);
    arb_mul(cell->y2, z + 1, scale, precision);
    arb_mul(product, z, z + 1, precision);
    arb_sqrt(product, product, precision);
    arb_mul(product, product, head->modes->items[cell->mode].s, precision);
    arb_add_ui(scale, z, 1, precision);
    arb_div(cell->c, product, scale, precision);
    arb_add_ui(scale, z + 1, 1, precision);
    arb_div(cell->b, product, scale, precision);
    arb_mul(product, cell->b, cell->c, precision);
    arb_sqrt(cell->p, product, precision);
    arb_div(product, cell->y2, cell->x2, precision);
    arb_sqrt(cell->kappa, product, precision);
    arb_clear(scale);
    arb_clear(product);
    fmpq_clear(tau);
}

void col_cell_solve_plane(col_cell *cell, const col_head *head, const fmpq_t A, const fmpq_t B, slong precision)
{
    const col_mode *mode = &head->modes->items[cell->mode];
    arb_ptr z = _arb_vec_init(2), bounds = _arb_vec_init(2);
    arb_t leak;
    double x, y;
    arb_init(leak);
    arb_set_fmpq(leak, head->leak, precision);
    arb_set_fmpq(bounds, A, precision);
    arb_set_fmpq(bounds + 1, B, precision);
    cell->exists = COL_UNDECIDED;
    cell->reason = "no state with both slots of this mode was found at these unequal rates";
    if (follow_approx(&x, &y, arf_get_d(arb_midref(mode->mu), ARF_RND_NEAR), to_double(head->leak), to_double(head->decay),
            to_double(head->alpha), to_double(head->beta))) {
        arb_set_d(z, x);
        arb_set_d(z + 1, y);
        cell->reason = "the plane of both slots could not be certified at this precision";
        if (certify(z, &(plane_problem){mode->mu, leak, bounds, precision}) && arb_is_positive(z) && arb_is_positive(z + 1)) {
            fill_in(cell, head, z, precision);
            arb_indeterminate(cell->drive);
            cell->exists = COL_PROVED;
            cell->reason = NULL;
        }
    }
    arb_clear(leak);
    _arb_vec_clear(z, 2);
    _arb_vec_clear(bounds, 2);
}
