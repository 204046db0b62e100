/* Continuous densities. With y = lambda/k = e cos(theta), e = 2 sqrt(k - 1)/k (kesten-mckay) or 2/sqrt(k) (semicircle),
 *   mu = 1 - (f/2)(1 - y),   w(theta) = (2/pi) k (k - 1) sin^2/((k - 2)^2 + 4(k - 1) sin^2)   or   (2/pi) sin^2,
 * from rho(lambda) dlambda, whose square root is k e sin(theta). */
#include <collapsar/density.h>

static bool is_kesten_mckay(const col_ensemble *ensemble)
{
    return ensemble->kind == COL_ENSEMBLE_KESTEN_MCKAY;
}

/* e, and e^2 exactly. */
static void edge(arb_t e, const col_ensemble *ensemble, slong precision)
{
    ulong k = ensemble->degree;
    if (is_kesten_mckay(ensemble)) {
        arb_set_ui(e, k - 1);
        arb_sqrt(e, e, precision + 8);
        arb_mul_2exp_si(e, e, 1);
        arb_div_ui(e, e, k, precision);
    } else {
        arb_set_ui(e, k);
        arb_rsqrt(e, e, precision + 8);
        arb_mul_2exp_si(e, e, 1);
    }
}

/* 1 - (f/2)(1 - y) */
static void mu_of(arb_t mu, const arb_t y, const col_ensemble *ensemble, slong precision)
{
    arb_t half_f;
    arb_init(half_f);
    arb_set_fmpq(half_f, ensemble->f, precision);
    arb_mul_2exp_si(half_f, half_f, -1);
    arb_sub_si(mu, y, 1, precision);
    arb_mul(mu, mu, half_f, precision);
    arb_add_si(mu, mu, 1, precision);
    arb_clear(half_f);
}

void col_density_top(arb_t mu, const col_ensemble *ensemble, slong precision)
{
    edge(mu, ensemble, precision + 8);
    mu_of(mu, mu, ensemble, precision);
}

void col_density_support(arb_t lo, arb_t hi, const col_ensemble *ensemble, slong precision)
{
    col_density_top(hi, ensemble, precision + 8);
    arb_sqrt(hi, hi, precision);
    edge(lo, ensemble, precision + 8);
    arb_neg(lo, lo);
    mu_of(lo, lo, ensemble, precision + 8);
    arb_sqrtpos(lo, lo, precision); /* 1 - (f/2)(1 + e) >= 0, since e, f <= 1 */
}

void col_density_exponent(fmpq_t exponent, const col_ensemble *ensemble)
{
    fmpq_set_si(exponent, is_kesten_mckay(ensemble) && ensemble->degree == 2 ? -1 : 1, 2);
}

/* 1 - (y/e)^2 = sin^2 cut to [0, 1]; false if the whole ball s lies outside the support. */
static bool sine_squared(arb_t out, const arb_t s, const col_ensemble *ensemble, slong precision)
{
    arb_t y, e;
    arf_t lo, hi;
    arb_init(y);
    arb_init(e);
    arf_init(lo);
    arf_init(hi);
    arb_mul(y, s, s, precision);
    arb_sub_si(y, y, 1, precision);
    arb_mul_2exp_si(y, y, 1);
    arb_set_fmpq(e, ensemble->f, precision);
    arb_div(y, y, e, precision);
    arb_add_si(y, y, 1, precision);
    edge(e, ensemble, precision);
    arb_div(y, y, e, precision);
    arb_sub_si(e, y, 1, precision);
    arb_add_si(y, y, 1, precision);
    arb_mul(out, e, y, precision);
    arb_neg(out, out);
    arb_get_lbound_arf(lo, out, precision);
    arb_get_ubound_arf(hi, out, precision);
    bool meets = arf_sgn(hi) >= 0 && !arb_is_negative(s);
    if (meets && arf_sgn(lo) < 0) {
        arf_zero(lo);
        arb_set_interval_arf(out, lo, hi, precision);
    }
    arf_clear(hi);
    arf_clear(lo);
    arb_clear(e);
    arb_clear(y);
    return meets;
}

/* (2/pi) k(k - 1)/((k - 2)^2 + 4(k - 1) sin^2), or 2/pi: the weight without sin^2; not for k = 2. */
static void smooth_factor(acb_t out, const acb_t sine_squared, const col_ensemble *ensemble, slong precision)
{
    ulong k = ensemble->degree;
    arb_t factor;
    arb_init(factor);
    arb_const_pi(factor, precision);
    arb_ui_div(factor, 2, factor, precision);
    if (is_kesten_mckay(ensemble)) {
        arb_mul_ui(factor, factor, k, precision);
        arb_mul_ui(factor, factor, k - 1, precision);
        acb_mul_ui(out, sine_squared, k - 1, precision);
        acb_mul_2exp_si(out, out, 2);
        arb_t square;
        arb_init(square);
        arb_set_ui(square, k - 2);
        arb_mul(square, square, square, precision);
        acb_add_arb(out, out, square, precision);
        arb_clear(square);
        acb_inv(out, out, precision);
        acb_mul_arb(out, out, factor, precision);
    } else {
        acb_set_arb(out, factor);
    }
    arb_clear(factor);
}

/* rho(y) dy/ds = w(theta)/(e sin(theta)) 4 s/f */
void col_density_at(arb_t nu, const arb_t s, const col_ensemble *ensemble, slong precision)
{
    slong working = precision + 20;
    arb_t square, scale;
    acb_t factor;
    arb_init(square);
    arb_init(scale);
    acb_init(factor);
    if (sine_squared(square, s, ensemble, working)) {
        edge(scale, ensemble, working);
        arb_div(scale, s, scale, working);
        arb_mul_2exp_si(scale, scale, 2);
        arb_set_fmpq(nu, ensemble->f, working);
        arb_div(scale, scale, nu, working);
        if (is_kesten_mckay(ensemble) && ensemble->degree == 2) {
            arb_rsqrt(nu, square, working); /* w = 1/pi */
            arb_const_pi(square, working);
            arb_div(nu, nu, square, working);
        } else {
            acb_set_arb(factor, square);
            smooth_factor(factor, factor, ensemble, working);
            arb_sqrtpos(square, square, working);
            arb_mul(nu, acb_realref(factor), square, working);
        }
        arb_mul(nu, nu, scale, precision);
    } else {
        arb_zero(nu);
    }
    acb_clear(factor);
    arb_clear(scale);
    arb_clear(square);
}

void col_density_mu(acb_t mu, const acb_t theta, const col_ensemble *ensemble, slong precision)
{
    arb_t scale;
    arb_init(scale);
    acb_cos(mu, theta, precision);
    edge(scale, ensemble, precision);
    acb_mul_arb(mu, mu, scale, precision);
    acb_sub_si(mu, mu, 1, precision);
    arb_set_fmpq(scale, ensemble->f, precision);
    arb_mul_2exp_si(scale, scale, -1);
    acb_mul_arb(mu, mu, scale, precision);
    acb_add_si(mu, mu, 1, precision);
    arb_clear(scale);
}

void col_density_weight(acb_t weight, const acb_t theta, const col_ensemble *ensemble, slong precision)
{
    if (is_kesten_mckay(ensemble) && ensemble->degree == 2) {
        acb_const_pi(weight, precision);
        acb_inv(weight, weight, precision);
        return;
    }
    acb_t square;
    acb_init(square);
    acb_sin(square, theta, precision);
    acb_mul(square, square, square, precision);
    smooth_factor(weight, square, ensemble, precision);
    acb_mul(weight, weight, square, precision);
    acb_clear(square);
}

/* Closed walks of length n = 0 ... count - 1 on the k-regular tree, by distance from the root: k ways out of the root, k - 1
 * outwards and one inwards elsewhere. */
static void tree_walks(fmpz *walks, slong count, ulong k)
{
    fmpz *at = _fmpz_vec_init(count + 1), *next = _fmpz_vec_init(count + 1);
    fmpz_one(at);
    for (slong n = 0; n < count; n++) {
        fmpz_set(walks + n, at);
        for (slong distance = 0; distance < count; distance++) {
            fmpz_set(next + distance, at + distance + 1);
            if (distance > 0)
                fmpz_addmul_ui(next + distance, at + distance - 1, distance == 1 ? k : k - 1);
        }
        fmpz *swap = at;
        at = next;
        next = swap;
    }
    _fmpz_vec_clear(at, count + 1);
    _fmpz_vec_clear(next, count + 1);
}

/* Averages of y^n: walks/k^n, or Catalan(n/2)/k^(n/2) for even n. */
static void y_moments(fmpq *moments, slong count, const col_ensemble *ensemble)
{
    fmpz_t power;
    fmpz_init_set_ui(power, 1);
    fmpz *walks = _fmpz_vec_init(count);
    if (is_kesten_mckay(ensemble))
        tree_walks(walks, count, ensemble->degree);
    for (slong n = 0; n < count; n++) {
        if (is_kesten_mckay(ensemble)) {
            fmpq_set_fmpz_frac(moments + n, walks + n, power);
            fmpz_mul_ui(power, power, ensemble->degree);
        } else if (n % 2 == 0) {
            fmpz_bin_uiui(walks, (ulong)n, (ulong)n / 2);
            fmpz_divexact_ui(walks, walks, (ulong)n / 2 + 1);
            fmpq_set_fmpz_frac(moments + n, walks, power);
            fmpz_mul_ui(power, power, ensemble->degree);
        } else {
            fmpq_zero(moments + n);
        }
    }
    _fmpz_vec_clear(walks, count);
    fmpz_clear(power);
}

/* mu = (1 - f/2) + (f/2) y: binomial expansion, by repeated multiplication of the sequence of moments. */
void col_density_moments(fmpq *moments, slong count, const col_ensemble *ensemble)
{
    fmpq *current = _fmpq_vec_init(count);
    fmpq_t half_f, rest, term;
    fmpq_init(half_f);
    fmpq_init(rest);
    fmpq_init(term);
    fmpq_div_2exp(half_f, ensemble->f, 1);
    fmpq_one(rest);
    fmpq_sub(rest, rest, half_f);
    y_moments(current, count, ensemble);
    /* current[j] = average of y^j mu^n; mu^(n + 1) y^j = rest mu^n y^j + half_f mu^n y^(j + 1). */
    for (slong n = 0; n < count; n++) {
        fmpq_set(moments + n, current);
        for (slong j = 0; j + 1 < count - n; j++) {
            fmpq_mul(current + j, current + j, rest);
            fmpq_mul(term, current + j + 1, half_f);
            fmpq_add(current + j, current + j, term);
        }
    }
    fmpq_clear(term);
    fmpq_clear(rest);
    fmpq_clear(half_f);
    _fmpq_vec_clear(current, count);
}

typedef struct {
    col_density_function h;
    void *context;
    const col_ensemble *ensemble;
} average_data;

static int average_integrand(acb_ptr out, const acb_t theta, void *context, slong order, slong precision)
{
    average_data *data = context;
    acb_t mu, weight;
    acb_init(mu);
    acb_init(weight);
    col_density_mu(mu, theta, data->ensemble, precision);
    data->h(out, mu, data->context, order != 0, precision);
    col_density_weight(weight, theta, data->ensemble, precision);
    acb_mul(out, out, weight, precision);
    acb_clear(weight);
    acb_clear(mu);
    return 0;
}

void col_density_average(arb_t average, col_density_function h, void *context, const col_ensemble *ensemble, slong precision)
{
    average_data data = {h, context, ensemble};
    acb_t from, to, value;
    mag_t tolerance;
    acb_init(from);
    acb_init(to);
    acb_init(value);
    mag_init(tolerance);
    mag_set_ui_2exp_si(tolerance, 1, -precision);
    acb_const_pi(to, precision + 20);
    acb_calc_integrate(value, average_integrand, &data, from, to, precision, tolerance, NULL, precision + 20);
    arb_set(average, acb_realref(value));
    mag_clear(tolerance);
    acb_clear(value);
    acb_clear(to);
    acb_clear(from);
}
