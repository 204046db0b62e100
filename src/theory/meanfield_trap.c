/* Trapping regions of the planar system; see the header for what is exact. */
#include "meanfield_trap.h"

#define ARCS 256 /* into which the boundary of an ellipse is cut */

void col_trap_discriminant(arb_t D, const col_trap *trap)
{
    arb_t x;
    arb_init(x);
    arb_mul(D, trap->q, trap->top, trap->precision);
    arb_sqr(D, D, trap->precision);
    arb_mul_2exp_si(x, trap->decay, 2);
    arb_sub(D, D, x, trap->precision);
    arb_clear(x);
}

void col_trap_root(arb_t p, const col_trap *trap, int sign)
{
    arb_t root;
    arb_init(root);
    col_trap_discriminant(root, trap);
    arb_sqrt(root, root, trap->precision);
    arb_mul(p, trap->q, trap->top, trap->precision);
    if (sign > 0)
        arb_add(p, p, root, trap->precision);
    else
        arb_sub(p, p, root, trap->precision);
    arb_mul_2exp_si(p, p, -1);
    arb_clear(root);
}

/* f at the drive sigma */
static void balance(arb_t f, const col_trap *trap, const arb_t p, const arb_t sigma)
{
    arb_t x;
    arb_init(x);
    arb_mul(x, trap->q, sigma, trap->precision);
    arb_sub(x, p, x, trap->precision);
    arb_mul(x, x, p, trap->precision);
    arb_add(f, x, trap->decay, trap->precision);
    arb_clear(x);
}

/* The least f_{s_+} over the ball p: (distance of p from the vertex q s_+/2)^2 - D/4. */
static void least_balance(arb_t least, const col_trap *trap, const arb_t p)
{
    mag_t distance;
    arb_t D;
    mag_init(distance);
    arb_init(D);
    arb_mul(least, trap->q, trap->top, trap->precision);
    arb_mul_2exp_si(least, least, -1);
    arb_sub(least, p, least, trap->precision);
    arb_get_mag_lower(distance, least);
    mag_mul_lower(distance, distance, distance);
    arb_zero(least);
    arf_set_mag(arb_midref(least), distance);
    col_trap_discriminant(D, trap);
    arb_mul_2exp_si(D, D, -2);
    arb_sub(least, least, D, trap->precision);
    arb_get_lbound_arf(arb_midref(least), least, trap->precision);
    mag_zero(arb_radref(least));
    mag_clear(distance);
    arb_clear(D);
}

/* p' = -(p - sigma) S points towards the drive: p never leaves J, the hull of p, sigma and s_+. If f_{s_+} >= g > 0
 * on J, then f_sigma >= g too, S <= S(t) e^{-2g tau}, and p moves by at most |J| S(t)/(2g) from where it is. */
bool col_trap_rest(arb_t limit, const col_trap *trap, const arb_t p, const arb_t S, const arb_t sigma)
{
    slong precision = trap->precision;
    arb_t hull, least, travel;
    arb_init(hull);
    arb_init(least);
    arb_init(travel);
    arb_union(hull, p, sigma, precision);
    arb_union(hull, hull, trap->top, precision);
    least_balance(least, trap, hull);
    bool ok = arb_is_positive(least);
    if (ok) {
        mag_t distance;
        mag_init(distance);
        arb_div(travel, S, least, precision);
        arb_get_mag(distance, travel);
        mag_mul(distance, distance, arb_radref(hull)); /* |J|/2 is the hull's radius */
        arb_set(limit, p);
        mag_add(arb_radref(limit), arb_radref(limit), distance);
        mag_clear(distance);
        if (!arb_intersection(limit, limit, hull, precision))
            arb_set(limit, hull);
    }
    arb_clear(hull);
    arb_clear(least);
    arb_clear(travel);
    return ok;
}

bool col_trap_aligned(const col_trap *trap, const arb_t p, const arb_t sigma)
{
    arb_t hull;
    arb_init(hull);
    arb_union(hull, p, sigma, trap->precision);
    bool ok = arb_gt(hull, trap->decay); /* r + rho, rho = 0 */
    arb_set_si(hull, 1);
    ok = ok && arb_le(p, hull);
    arb_clear(hull);
    return ok;
}

/* With b the larger of p and s_+ S/rho_P and f > 0 on [0, b]: while p <= b, S falls, so that p' <= s_+ S - rho_P p <= 0
 * at p = b: p stays below b for good, S dies out exponentially, and p with it. f falls up to q s_+/2. */
bool col_trap_collapse(const col_trap *trap, const arb_t p, const arb_t S)
{
    slong precision = trap->precision;
    arb_t b, x;
    arb_init(b);
    arb_init(x);
    arb_mul(b, trap->top, S, precision);
    arb_div(b, b, trap->rho_P, precision);
    arb_max(b, b, p, precision);
    arb_mul(x, trap->q, trap->top, precision);
    arb_mul_2exp_si(x, x, -1);
    bool ok = arb_lt(b, x);
    balance(x, trap, b, trap->top);
    ok = ok && arb_is_positive(x);
    arb_clear(b);
    arb_clear(x);
    return ok;
}

/* V = gamma a^2 + beta b^2 - 2 epsilon a b for a = p - p_+, b = log(S/S_+). At sigma = s_+ the linear part is
 *   a' = -alpha a + beta b,  b' = -gamma a,  alpha = S_+ + rho_P, beta = rho_P p_+, gamma = 2 sqrt(D),
 * and epsilon = 2 alpha beta gamma/(alpha^2 + 4 beta gamma) makes V positive and V' negative definite. */
typedef struct {
    arb_t p, S, beta, gamma, epsilon, drive; /* p_+, S_+; drive: sigma from now on */
} ellipse;

static void ellipse_init(ellipse *e)
{
    arb_init(e->p);
    arb_init(e->S);
    arb_init(e->beta);
    arb_init(e->gamma);
    arb_init(e->epsilon);
    arb_init(e->drive);
}

static void ellipse_clear(ellipse *e)
{
    arb_clear(e->p);
    arb_clear(e->S);
    arb_clear(e->beta);
    arb_clear(e->gamma);
    arb_clear(e->epsilon);
    arb_clear(e->drive);
}

static void shape(ellipse *e, const col_trap *trap, const arb_t sigma)
{
    slong precision = trap->precision;
    arb_t x, alpha;
    arb_init(x);
    arb_init(alpha);
    col_trap_root(e->p, trap, 1);
    arb_mul(e->beta, trap->rho_P, e->p, precision);
    arb_sub(x, trap->top, e->p, precision);
    arb_div(e->S, e->beta, x, precision);
    arb_add(alpha, e->S, trap->rho_P, precision);
    col_trap_discriminant(e->gamma, trap);
    arb_sqrt(e->gamma, e->gamma, precision);
    arb_mul_2exp_si(e->gamma, e->gamma, 1);
    arb_mul(x, e->beta, e->gamma, precision);
    arb_mul(e->epsilon, x, alpha, precision);
    arb_mul_2exp_si(e->epsilon, e->epsilon, 1);
    arb_mul_2exp_si(x, x, 2);
    arb_addmul(x, alpha, alpha, precision);
    arb_div(e->epsilon, e->epsilon, x, precision);
    arb_union(e->drive, sigma, trap->top, precision);
    arb_clear(x);
    arb_clear(alpha);
}

static void level(arb_t V, const ellipse *e, const arb_t a, const arb_t b, slong precision)
{
    arb_t x;
    arb_init(x);
    arb_mul(V, e->gamma, a, precision);
    arb_mul_2exp_si(x, e->epsilon, 1);
    arb_submul(V, x, b, precision);
    arb_mul(V, V, a, precision);
    arb_sqr(x, b, precision);
    arb_addmul(V, x, e->beta, precision);
    arb_clear(x);
}

/* V'/2 = (gamma a - epsilon b) a' + (beta b - epsilon a) b' */
static void level_rate(arb_t rate, const ellipse *e, const col_trap *trap, const arb_t a, const arb_t b)
{
    slong precision = trap->precision;
    arb_t p, x, y;
    arb_init(p);
    arb_init(x);
    arb_init(y);
    arb_add(p, e->p, a, precision);
    arb_exp(x, b, precision);
    arb_mul(x, x, e->S, precision);
    arb_sub(y, p, e->drive, precision);
    arb_mul(x, x, y, precision);
    arb_addmul(x, trap->rho_P, p, precision); /* -a' */
    arb_mul(y, e->epsilon, b, precision);
    arb_submul(y, e->gamma, a, precision);
    arb_mul(rate, x, y, precision);
    balance(x, trap, p, e->drive);
    arb_mul_2exp_si(x, x, 1); /* -b' */
    arb_mul(y, e->epsilon, a, precision);
    arb_submul(y, e->beta, b, precision);
    arb_addmul(rate, x, y, precision);
    arb_clear(p);
    arb_clear(x);
    arb_clear(y);
}

/* Is V' < 0 all along V = c, and the saddle p_- outside? With k = beta - epsilon^2/gamma,
 *   V = gamma (a - epsilon b/gamma)^2 + k b^2:  b = sqrt(c/k) sin, a = sqrt(c/gamma) cos + epsilon b/gamma. */
static bool traps(const ellipse *e, const col_trap *trap, const arb_t c)
{
    slong precision = trap->precision;
    arb_t k, angle, a, b, sine, cosine, rate, low, width;
    arb_init(k), arb_init(angle), arb_init(a), arb_init(b), arb_init(sine), arb_init(cosine), arb_init(rate);
    arb_init(low), arb_init(width);
    arb_sqr(k, e->epsilon, precision);
    arb_div(k, k, e->gamma, precision);
    arb_sub(k, e->beta, k, precision);
    arb_div(k, c, k, precision);
    arb_sqrt(k, k, precision);
    arb_div(width, c, e->gamma, precision);
    arb_sqrt(width, width, precision);
    col_trap_root(low, trap, -1);
    bool ok = arb_is_finite(k) && arb_is_finite(width);
    for (slong arc = 0; ok && arc < ARCS; arc++) {
        arb_set_si(angle, 2 * arc + 1);
        mag_one(arb_radref(angle));
        arb_div_ui(angle, angle, ARCS, precision);
        arb_sin_cos_pi(sine, cosine, angle, precision);
        arb_mul(b, k, sine, precision);
        arb_div(a, e->epsilon, e->gamma, precision);
        arb_mul(a, a, b, precision);
        arb_addmul(a, width, cosine, precision);
        level_rate(rate, e, trap, a, b);
        arb_add(a, a, e->p, precision);
        ok = arb_is_negative(rate) && arb_gt(a, low);
    }
    arb_clear(k), arb_clear(angle), arb_clear(a), arb_clear(b), arb_clear(sine), arb_clear(cosine), arb_clear(rate);
    arb_clear(low), arb_clear(width);
    return ok;
}

bool col_trap_separated(const col_trap *trap, const arb_t p, const arb_t S, const arb_t sigma)
{
    slong precision = trap->precision;
    ellipse e;
    arb_t a, b, c;
    ellipse_init(&e);
    arb_init(a);
    arb_init(b);
    arb_init(c);
    shape(&e, trap, sigma);
    arb_sub(a, p, e.p, precision);
    arb_div(b, S, e.S, precision);
    arb_log(b, b, precision);
    level(c, &e, a, b, precision);
    arb_get_ubound_arf(arb_midref(c), c, precision);
    mag_zero(arb_radref(c));
    bool ok = false;
    for (int attempt = 0; !ok && arb_is_finite(c) && attempt < 8; attempt++) {
        ok = arb_is_positive(c) && traps(&e, trap, c);
        arb_mul_2exp_si(c, c, 1);
    }
    ellipse_clear(&e);
    arb_clear(a);
    arb_clear(b);
    arb_clear(c);
    return ok;
}
