/* Bounds of the drive near the top. u = s_+ - s has the density u^a h(u) there; G_0 e^{-2 s_+ Phi} is the Laplace
 * transform of a positive measure in u, and delta = s_+ - G_1/G_0 the mean of u under e^{-2u Phi}. Below a cut u = b
 * integration by parts gives 2 Phi <u> = a + 1 + <u h'/h> - R, R >= 0 what is left at b, and -lag <= h'/h <= lead
 * bounds <u>. The whole mean is at least that below the cut, and exceeds it by what lies above, exponentially little. */
#include "meanfield_edge.h"

#define CUTS 48  /* places b = 15/16 (3/4)^i (s_+ - s_-) that are tried */
#define PIECES 4 /* between neighbouring places */

void col_meanfield_round_up(arb_t x, slong precision)
{
    arb_get_ubound_arf(arb_midref(x), x, precision);
    mag_zero(arb_radref(x));
}

void col_meanfield_round_down(arb_t x, slong precision)
{
    arb_get_lbound_arf(arb_midref(x), x, precision);
    mag_zero(arb_radref(x));
}

/* The density near its top. With mu = s^2 in [A - B, A + B] and sin^2 = (s_+^2 - mu)(mu - (A - B))/B^2,
 *   k = 2:  h = 2s/(pi sqrt((s_+ + s)(mu - (A - B)))),
 *   else:   h = 2s F sqrt((s_+ + s)(mu - (A - B)))/B^2,  F = (2/pi) k(k - 1)/((k - 2)^2 + 4(k - 1) sin^2) or 2/pi. */
typedef struct {
    const col_ensemble *density;
    bool tree;             /* F is not constant: kesten-mckay, k >= 3 */
    arb_t A, B, top, span; /* top: s_+; span: s_+ - s_- */
    arb_t a, height;       /* the exponent; h(0) */
    slong precision;
} summit;

static void summit_height(summit *s)
{
    slong precision = s->precision;
    ulong k = s->density->degree;
    arb_t x;
    arb_init(x);
    arb_mul(x, s->top, s->B, precision);
    arb_mul_2exp_si(x, x, 2);
    arb_sqrt(x, x, precision); /* of (2 s_+)(2 B) */
    arb_const_pi(s->height, precision);
    arb_div(s->height, s->top, s->height, precision);
    arb_mul_2exp_si(s->height, s->height, 1);
    if (arb_is_negative(s->a)) {
        arb_div(s->height, s->height, x, precision);
    } else {
        arb_mul(s->height, s->height, x, precision);
        arb_div(s->height, s->height, s->B, precision);
        arb_div(s->height, s->height, s->B, precision);
        arb_mul_2exp_si(s->height, s->height, 1);
    }
    if (s->tree) {
        arb_mul_ui(s->height, s->height, k, precision);
        arb_mul_ui(s->height, s->height, k - 1, precision);
        arb_div_ui(s->height, s->height, k - 2, precision);
        arb_div_ui(s->height, s->height, k - 2, precision);
    }
    arb_clear(x);
}

static void summit_init(summit *s, const col_ensemble *density, slong precision)
{
    fmpq_t a;
    fmpq_init(a);
    *s = (summit){.density = density, .precision = precision};
    arb_init(s->A), arb_init(s->B), arb_init(s->top), arb_init(s->span), arb_init(s->a), arb_init(s->height);
    s->tree = density->kind == COL_ENSEMBLE_KESTEN_MCKAY && density->degree >= 3;
    col_density_exponent(a, density);
    arb_set_fmpq(s->a, a, precision);
    arb_set_fmpq(s->A, density->f, precision);
    arb_mul_2exp_si(s->A, s->A, -1);
    arb_sub_ui(s->A, s->A, 1, precision);
    arb_neg(s->A, s->A);
    col_density_top(s->B, density, precision);
    arb_sub(s->B, s->B, s->A, precision);
    col_density_support(s->span, s->top, density, precision);
    arb_sub(s->span, s->top, s->span, precision);
    summit_height(s);
    fmpq_clear(a);
}

static void summit_clear(summit *s)
{
    arb_clear(s->A), arb_clear(s->B), arb_clear(s->top), arb_clear(s->span), arb_clear(s->a), arb_clear(s->height);
}

/* h'/h = -1/s - a/(s_+ + s) - 2as/(mu - (A - B)) + 16(k - 1) s(A - mu)/(B^2 ((k - 2)^2 + 4(k - 1) sin^2)), the last
 * term only if F is not constant; over the ball s = s_+ - u. */
static void summit_slope(arb_t slope, const summit *h, const arb_t u)
{
    slong precision = h->precision;
    arb_t s, x, y, above;
    arb_init(s), arb_init(x), arb_init(y), arb_init(above);
    arb_sub(s, h->top, u, precision);
    arb_inv(slope, s, precision);
    arb_add(x, h->top, s, precision);
    arb_div(y, h->a, x, precision);
    arb_add(slope, slope, y, precision);
    arb_sqr(y, s, precision);
    arb_sub(y, y, h->A, precision); /* mu - A */
    arb_add(above, y, h->B, precision);
    arb_div(x, s, above, precision);
    arb_mul(x, x, h->a, precision);
    arb_mul_2exp_si(x, x, 1);
    arb_add(slope, slope, x, precision);
    if (h->tree) {
        ulong k = h->density->degree;
        arb_add(x, h->top, s, precision);
        arb_mul(x, x, u, precision);
        arb_mul(x, x, above, precision);
        arb_mul_ui(x, x, 4 * (k - 1), precision); /* 4(k - 1) B^2 sin^2 */
        arb_mul_ui(above, h->B, k - 2, precision);
        arb_addmul(x, above, above, precision);
        arb_mul(y, y, s, precision);
        arb_mul_ui(y, y, 16 * (k - 1), precision);
        arb_div(y, y, x, precision);
        arb_add(slope, slope, y, precision);
    }
    arb_neg(slope, slope);
    arb_clear(s), arb_clear(x), arb_clear(y), arb_clear(above);
}

/* Widens the range of h'/h by that over [from, to]. */
static void widen_slope(arb_t range, const summit *h, const arb_t from, const arb_t to, bool first)
{
    slong precision = h->precision;
    arb_t slope, u, next, step;
    arb_init(slope), arb_init(u), arb_init(next), arb_init(step);
    arb_sub(step, to, from, precision);
    arb_div_ui(step, step, PIECES, precision);
    for (ulong i = 0; i < PIECES; i++) {
        arb_set(u, from);
        arb_addmul_ui(u, step, i, precision);
        arb_add(next, u, step, precision);
        arb_union(u, u, next, precision);
        summit_slope(slope, h, u);
        if (first && i == 0)
            arb_set(range, slope);
        else
            arb_union(range, range, slope, precision);
    }
    arb_clear(slope), arb_clear(u), arb_clear(next), arb_clear(step);
}

/* The integral over 0 <= v <= limit of v^a e^{-v}. */
static void incomplete(arb_t value, const summit *h, const arb_t limit)
{
    arb_t alpha;
    arb_init(alpha);
    arb_add_ui(alpha, h->a, 1, h->precision);
    arb_hypgeom_gamma_lower(value, alpha, limit, 0, h->precision);
    arb_clear(alpha);
}

/* beta = (a + 1 - R)/2, where R is at most v^{a+1} e^{-v + max(lead, 0) b}/incomplete(v), v = 2 b Phi, which falls for
 * v >= a + 1: what integration by parts leaves at b. False if the cut is of no use. */
static bool lower_cut(
    arb_t beta, arb_t l, const summit *h, const arb_t b, const arb_t lead, const arb_t lag, const arb_t Phi)
{
    slong precision = h->precision;
    arb_t alpha, v, x;
    arb_init(alpha), arb_init(v), arb_init(x);
    arb_add_ui(alpha, h->a, 1, precision);
    arb_mul(v, b, Phi, precision);
    arb_mul_2exp_si(v, v, 1);
    bool ok = arb_ge(v, alpha);
    arb_nonnegative_part(x, lead);
    arb_mul(x, x, b, precision);
    arb_sub(x, x, v, precision);
    arb_exp(x, x, precision);
    incomplete(beta, h, v);
    arb_div(x, x, beta, precision);
    arb_pow(v, v, alpha, precision);
    arb_mul(x, x, v, precision);
    arb_sub(beta, alpha, x, precision);
    arb_mul_2exp_si(beta, beta, -1);
    col_meanfield_round_down(beta, precision);
    arb_mul_2exp_si(l, lag, -1);
    arb_add(x, Phi, l, precision);
    ok = ok && arb_is_finite(beta) && arb_is_positive(beta) && arb_is_finite(l) && arb_is_positive(x);
    arb_clear(alpha), arb_clear(v), arb_clear(x);
    return ok;
}

/* What lies beyond b adds at most eta/Phi to the mean of u,
 *   eta = 2(1 + W_0/W) b Phi e^{-2b Phi} (2 Phi + lag)^{a+1}/(h(0) incomplete((2 Phi + lag) b)),
 * which falls if 1/Phi + 2(a + 1)/(2 Phi + lag) <= 2b. c = (a + 1)/2 + max(1, 1 - k/Phi) eta. */
static bool upper_cut(arb_t c, arb_t k, const summit *h, const arb_t b, const arb_t lead, const arb_t lag,
    const arb_t Phi, const arb_t null)
{
    slong precision = h->precision;
    arb_t alpha, x, y, reach;
    arb_init(alpha), arb_init(x), arb_init(y), arb_init(reach);
    arb_add_ui(alpha, h->a, 1, precision);
    arb_mul_2exp_si(reach, Phi, 1);
    arb_add(reach, reach, lag, precision);
    arb_div(x, alpha, reach, precision);
    arb_mul_2exp_si(x, x, 1);
    arb_inv(y, Phi, precision);
    arb_add(x, x, y, precision);
    arb_mul_2exp_si(y, b, 1);
    bool ok = arb_is_positive(reach) && arb_le(x, y);
    arb_mul(x, reach, b, precision);
    incomplete(c, h, x);
    arb_mul(c, c, h->height, precision);
    arb_pow(x, reach, alpha, precision);
    arb_div(c, x, c, precision);
    arb_mul(y, y, Phi, precision);
    arb_mul(c, c, y, precision);
    arb_neg(y, y);
    arb_exp(y, y, precision);
    arb_mul(c, c, y, precision);
    arb_mul(c, c, null, precision); /* eta */
    arb_mul_2exp_si(k, lead, -1);
    arb_sub(x, Phi, k, precision);
    arb_div(y, x, Phi, precision);
    arb_one(reach);
    arb_max(y, y, reach, precision);
    arb_mul_2exp_si(alpha, alpha, -1);
    arb_mul(c, c, y, precision);
    arb_add(c, c, alpha, precision);
    col_meanfield_round_up(c, precision);
    ok = ok && arb_is_finite(c) && arb_is_finite(k) && arb_is_positive(x);
    arb_clear(alpha), arb_clear(x), arb_clear(y), arb_clear(reach);
    return ok;
}

/* Keeps the cut if its bound is better: of beta/(Phi + l) at Phi_0, of c/(Phi - k) farther out, where c counts more. */
static void keep_better(col_meanfield_tail *tail, bool *found, bool above, const arb_t factor, const arb_t shift,
    const arb_t Phi, slong precision)
{
    arb_t new, old;
    arb_init(new), arb_init(old);
    if (above) {
        arb_mul_ui(old, Phi, 10, precision);
        arb_sub(new, old, shift, precision);
        arb_sub(old, old, tail->k, precision);
    } else {
        arb_add(new, Phi, shift, precision);
        arb_add(old, Phi, tail->l, precision);
    }
    arb_div(new, factor, new, precision);
    arb_div(old, above ? tail->c : tail->beta, old, precision);
    if (!*found || (above ? arb_lt(new, old) : arb_gt(new, old))) {
        arb_set(above ? tail->c : tail->beta, factor);
        arb_set(above ? tail->k : tail->l, shift);
    }
    *found = true;
    arb_clear(new), arb_clear(old);
}

bool col_meanfield_edge(
    col_meanfield_tail *tail, const arb_t Phi, const arb_t null, const col_ensemble *density, slong precision)
{
    summit h;
    arb_t b, before, slope, lead, lag, factor, shift;
    arb_init(b), arb_init(before), arb_init(slope), arb_init(lead), arb_init(lag), arb_init(factor), arb_init(shift);
    summit_init(&h, density, precision);
    bool above = false, below = false;
    for (ulong i = 0; i <= CUTS; i++) {
        arb_set_ui(b, 3);
        arb_mul_2exp_si(b, b, -2);
        arb_pow_ui(b, b, CUTS - i, precision);
        arb_mul(b, b, h.span, precision);
        arb_mul_ui(b, b, 15, precision);
        arb_mul_2exp_si(b, b, -4);
        widen_slope(slope, &h, before, b, i == 0);
        arb_set(before, b);
        arb_neg(lag, slope);
        col_meanfield_round_up(lag, precision);
        arb_set(lead, slope);
        col_meanfield_round_up(lead, precision);
        if (lower_cut(factor, shift, &h, b, lead, lag, Phi))
            keep_better(tail, &below, false, factor, shift, Phi, precision);
        if (upper_cut(factor, shift, &h, b, lead, lag, Phi, null))
            keep_better(tail, &above, true, factor, shift, Phi, precision);
    }
    summit_clear(&h);
    arb_clear(b), arb_clear(before), arb_clear(slope), arb_clear(lead), arb_clear(lag), arb_clear(factor);
    arb_clear(shift);
    return above && below;
}
