/* Slot states in closed form: what one mode can hold (H3, O3, O5), and the conditions for it. */
#include <collapsar/slots.h>

#include "slots_internal.h"

#include <limits.h>

void col_head_init(col_head *head, const col_modes *modes, slong dimension)
{
    head->modes = modes;
    fmpq_init(head->alpha);
    fmpq_init(head->beta);
    fmpq_init(head->gamma);
    fmpq_init(head->leak);
    fmpq_init(head->decay);
    fmpq_init(head->head_decay);
    fmpq_init(head->conserved);
    fmpq_init(head->empty);
    fmpz_init(head->null_samples);
    fmpz_init(head->null_labels);
    fmpq_one(head->alpha);
    fmpq_one(head->beta);
    fmpq_one(head->gamma);
    head->null_any = false;
    head->dimension = dimension;
}

void col_head_clear(col_head *head)
{
    fmpq_clear(head->alpha);
    fmpq_clear(head->beta);
    fmpq_clear(head->gamma);
    fmpq_clear(head->leak);
    fmpq_clear(head->decay);
    fmpq_clear(head->head_decay);
    fmpq_clear(head->conserved);
    fmpq_clear(head->empty);
    fmpz_clear(head->null_samples);
    fmpz_clear(head->null_labels);
}

col_regime col_head_regime(const col_head *head)
{
    bool pulled = !fmpq_is_zero(head->leak) || !fmpq_is_zero(head->decay);
    if (!fmpq_is_zero(head->head_decay))
        return pulled ? COL_REGIME_DECAY : COL_REGIME_NONE;
    return fmpq_is_zero(head->decay) ? COL_REGIME_FAMILY : COL_REGIME_NONE;
}

bool col_head_equal_rates(const col_head *head)
{
    return fmpq_equal(head->alpha, head->beta);
}

void col_head_empty(fmpq_t value, const col_head *head)
{
    if (fmpq_is_zero(head->head_decay))
        fmpq_set(value, head->empty);
    else
        fmpq_zero(value);
}

void col_head_pull(fmpq_t value, const col_head *head, const fmpq_t rate)
{
    fmpq_div(value, head->decay, rate);
    fmpq_add(value, value, head->leak);
}

void col_cell_init(col_cell *cell)
{
    cell->mode = 0;
    cell->sign = 0;
    cell->exists = COL_UNDECIDED;
    cell->reason = NULL;
    arb_init(cell->p);
    arb_init(cell->kappa);
    arb_init(cell->x2);
    arb_init(cell->y2);
    arb_init(cell->b);
    arb_init(cell->c);
    arb_init(cell->drive);
}

void col_cell_clear(col_cell *cell)
{
    arb_clear(cell->p);
    arb_clear(cell->kappa);
    arb_clear(cell->x2);
    arb_clear(cell->y2);
    arb_clear(cell->b);
    arb_clear(cell->c);
    arb_clear(cell->drive);
}

static void leave(col_cell *cell, col_verdict exists, const char *reason)
{
    cell->exists = exists;
    cell->reason = reason;
    if (exists != COL_PROVED) {
        arb_indeterminate(cell->p);
        arb_indeterminate(cell->kappa);
        arb_indeterminate(cell->x2);
        arb_indeterminate(cell->y2);
        arb_indeterminate(cell->b);
        arb_indeterminate(cell->c);
        arb_indeterminate(cell->drive);
    }
}

/* The sign of a mu - b for rational a, b: exact where mu is rational, else from its ball. PROVED: positive; REFUTED:
 * zero or negative. */
static col_verdict above(const col_mode *mode, const fmpq_t a, const fmpq_t b, slong precision)
{
    col_verdict verdict = COL_UNDECIDED;
    if (mode->rational) {
        fmpq_t value;
        fmpq_init(value);
        fmpq_mul(value, a, mode->value);
        verdict = fmpq_cmp(value, b) > 0 ? COL_PROVED : COL_REFUTED;
        fmpq_clear(value);
    } else {
        arb_t value, bound;
        arb_init(value);
        arb_init(bound);
        arb_set_fmpq(value, a, precision);
        arb_mul(value, value, mode->mu, precision);
        arb_set_fmpq(bound, b, precision);
        verdict = arb_gt(value, bound) ? COL_PROVED : arb_le(value, bound) ? COL_REFUTED : COL_UNDECIDED;
        arb_clear(value);
        arb_clear(bound);
    }
    return verdict;
}

/* O5's fold: (q + A)(q + B) = Q q with Q = (1 + r)^2 mu has two positive roots exactly if Q > A + B and
 * (Q - A - B)^2 > 4 A B. PROVED: two; REFUTED: none, or one (the fold itself, where the states are not hyperbolic). */
static col_verdict beyond_fold(const col_mode *mode, const col_head *head, const fmpq_t A, const fmpq_t B, slong precision)
{
    col_verdict verdict;
    fmpq_t gain, sum, four, zero;
    fmpq_init(gain);
    fmpq_init(sum);
    fmpq_init(four);
    fmpq_init(zero);
    fmpq_add_si(gain, head->leak, 1);
    fmpq_mul(gain, gain, gain);
    fmpq_add(sum, A, B);
    verdict = above(mode, gain, sum, precision);
    if (verdict == COL_PROVED && fmpq_equal(A, B)) {
        /* Q (Q - 4 A) > 0 */
        fmpq_mul_2exp(sum, A, 2);
        verdict = above(mode, gain, sum, precision);
    } else if (verdict == COL_PROVED && mode->rational) {
        fmpq_mul(gain, gain, mode->value);
        fmpq_sub(gain, gain, sum);
        fmpq_mul(gain, gain, gain);
        fmpq_mul(four, A, B);
        fmpq_mul_2exp(four, four, 2);
        verdict = fmpq_cmp(gain, four) > 0 ? COL_PROVED : COL_REFUTED;
    } else if (verdict == COL_PROVED) {
        arb_t q, bound;
        arb_init(q);
        arb_init(bound);
        arb_set_fmpq(q, gain, precision);
        arb_mul(q, q, mode->mu, precision);
        arb_set_fmpq(bound, sum, precision);
        arb_sub(q, q, bound, precision);
        fmpq_mul(four, A, B);
        fmpq_mul_2exp(four, four, 2);
        arb_set_fmpq(bound, four, precision);
        arb_sqrt(bound, bound, precision);
        verdict = arb_gt(q, bound) ? COL_PROVED : arb_lt(q, bound) ? COL_REFUTED : COL_UNDECIDED;
        arb_clear(q);
        arb_clear(bound);
    }
    fmpq_clear(gain);
    fmpq_clear(sum);
    fmpq_clear(four);
    fmpq_clear(zero);
    return verdict;
}

/* Equal rates (O3): p = ((1 + r)s + sqrt(D))/2, D = (1 + r)^2 s^2 - 4A. The distance s - p decides the amplitude; it is
 * taken from f(p) = p^2 - (1 + r)s p + A = (p - p+)(p - p-) at p = s, f(s) = r(1 - s^2) + rho/alpha, without cancellation. */
static void decay_equal(col_cell *cell, const col_head *head, const fmpq_t A, slong precision)
{
    const col_mode *mode = &head->modes->items[cell->mode];
    arb_t total, root, short_of, value;
    fmpq_t ratio;
    arb_init(total);
    arb_init(root);
    arb_init(short_of);
    arb_init(value);
    fmpq_init(ratio);
    fmpq_add_si(ratio, head->leak, 1);
    arb_set_fmpq(total, ratio, precision);
    arb_mul(value, total, total, precision);
    arb_mul(value, value, mode->mu, precision);
    fmpq_mul_2exp(ratio, A, 2);
    arb_set_fmpq(root, ratio, precision);
    arb_sub(root, value, root, precision);
    arb_sqrt(root, root, precision);
    arb_mul(total, total, mode->s, precision);
    arb_add(cell->p, total, root, precision);
    arb_mul_2exp_si(cell->p, cell->p, -1);
    arb_sub(value, total, root, precision);
    arb_mul_2exp_si(value, value, -1);
    arb_sub(value, mode->s, value, precision); /* s - p_- */
    arb_set_fmpq(short_of, head->leak, precision);
    arb_mul(short_of, short_of, mode->gap, precision);
    fmpq_div(ratio, head->decay, head->alpha);
    arb_set_fmpq(root, ratio, precision);
    arb_add(short_of, short_of, root, precision);
    arb_div(short_of, short_of, value, precision); /* s - p */
    arb_set_fmpq(value, head->head_decay, precision);
    arb_mul(value, value, cell->p, precision);
    arb_div(cell->drive, value, short_of, precision);
    arb_one(cell->kappa);
    arb_set_fmpq(value, head->gamma, precision);
    arb_div(cell->x2, cell->drive, value, precision);
    arb_mul_2exp_si(cell->x2, cell->x2, -1);
    arb_set(cell->y2, cell->x2);
    arb_clear(total);
    arb_clear(root);
    arb_clear(short_of);
    arb_clear(value);
    fmpq_clear(ratio);
}

/* Unequal rates (O5): p^2 = q, kappa = (q + A)/((1 + r)s p), X^2 = rho_P p/(gamma (2 s kappa - p(1 + kappa^2))). The
 * denominator is positive: p(pX - sY)X + p(pY - sX)Y = -r(X^2 + Y^2 - 2 s p X Y) - rho X^2/alpha - rho Y^2/beta < 0. */
static void decay_unequal(col_cell *cell, const col_head *head, const fmpq_t A, const fmpq_t B, slong precision)
{
    const col_mode *mode = &head->modes->items[cell->mode];
    arb_t q, product, value;
    fmpq_t ratio;
    arb_init(q);
    arb_init(product);
    arb_init(value);
    fmpq_init(ratio);
    fmpq_add_si(ratio, head->leak, 1);
    fmpq_mul(ratio, ratio, ratio);
    arb_set_fmpq(q, ratio, precision);
    arb_mul(q, q, mode->mu, precision);
    fmpq_add(ratio, A, B);
    arb_set_fmpq(value, ratio, precision);
    arb_sub(q, q, value, precision);
    fmpq_mul(ratio, A, B);
    fmpq_mul_2exp(ratio, ratio, 2);
    arb_set_fmpq(value, ratio, precision);
    arb_mul(product, q, q, precision);
    arb_sub(value, product, value, precision);
    arb_sqrt(value, value, precision);
    arb_add(q, q, value, precision);
    arb_mul_2exp_si(q, q, -1);
    arb_sqrt(cell->p, q, precision);
    fmpq_add_si(ratio, head->leak, 1);
    arb_set_fmpq(value, A, precision);
    arb_add(cell->kappa, q, value, precision);
    arb_set_fmpq(value, ratio, precision);
    arb_mul(value, value, mode->s, precision);
    arb_mul(value, value, cell->p, precision);
    arb_div(cell->kappa, cell->kappa, value, precision);
    arb_mul(value, cell->kappa, cell->kappa, precision);
    arb_add_ui(value, value, 1, precision);
    arb_mul(value, value, cell->p, precision);
    arb_mul(product, mode->s, cell->kappa, precision);
    arb_mul_2exp_si(product, product, 1);
    arb_sub(product, product, value, precision);
    fmpq_div(ratio, head->head_decay, head->gamma);
    arb_set_fmpq(value, ratio, precision);
    arb_mul(value, value, cell->p, precision);
    arb_div(cell->x2, value, product, precision);
    arb_mul(value, cell->kappa, cell->kappa, precision);
    arb_mul(cell->y2, cell->x2, value, precision);
    arb_indeterminate(cell->drive);
    arb_clear(q);
    arb_clear(product);
    arb_clear(value);
    fmpq_clear(ratio);
}

static void solve_decay(col_cell *cell, const col_head *head, slong precision)
{
    const col_mode *mode = &head->modes->items[cell->mode];
    fmpq_t A, B;
    fmpq_init(A);
    fmpq_init(B);
    col_head_pull(A, head, head->alpha);
    col_head_pull(B, head, head->beta);
    col_verdict exists = beyond_fold(mode, head, A, B, precision);
    if (exists == COL_REFUTED) {
        leave(cell, COL_REFUTED, "decay and leak are too strong for this mode: it is at or beyond its fold");
    } else if (exists == COL_UNDECIDED) {
        leave(cell, COL_UNDECIDED, "the mode is too close to its fold for this precision");
    } else if (fmpq_is_zero(head->decay) && arb_is_zero(mode->gap)) {
        leave(cell, COL_REFUTED, "a mode with s = 1 and no decay of its amplitudes grows without bound");
    } else if (cell->sign == 0 && !col_head_equal_rates(head)) {
        col_cell_solve_plane(cell, head, A, B, precision);
    } else {
        if (col_head_equal_rates(head))
            decay_equal(cell, head, A, precision);
        else
            decay_unequal(cell, head, A, B, precision);
        bool sharp = arb_is_positive(cell->p) && arb_is_positive(cell->x2) && arb_is_finite(cell->x2);
        leave(cell, sharp ? COL_PROVED : COL_UNDECIDED, sharp ? NULL : "the slot's amplitude is not resolved at this precision");
    }
    fmpq_clear(A);
    fmpq_clear(B);
}

/* p = s, x = y = X: X^2 = (s^2/gamma - C)/(1/alpha + 1/beta). */
static void solve_family(col_cell *cell, const col_head *head, slong precision)
{
    const col_mode *mode = &head->modes->items[cell->mode];
    fmpq_t inverse, bound, zero;
    arb_t value;
    fmpq_init(inverse);
    fmpq_init(bound);
    fmpq_init(zero);
    arb_init(value);
    fmpq_inv(inverse, head->gamma);
    fmpq_set_si(bound, 1, 1);
    col_verdict positive = above(mode, bound, zero, precision);
    col_verdict exists = above(mode, inverse, head->conserved, precision);
    if (!fmpq_is_zero(head->leak) && !arb_is_zero(mode->gap)) {
        leave(cell, COL_REFUTED, "a leak without decay of the head collapses every mode with s < 1");
    } else if (!fmpq_is_zero(head->leak) && !col_head_equal_rates(head)) {
        leave(cell, COL_UNDECIDED, "a leak without any decay is covered at equal rates only");
    } else if (positive == COL_REFUTED) {
        leave(cell, COL_REFUTED, "a mode with s = 0 holds no slot");
    } else if (exists == COL_REFUTED) {
        leave(cell, COL_REFUTED, "the conserved matrix is too large for this mode: s^2 <= gamma C");
    } else if (exists == COL_UNDECIDED || positive == COL_UNDECIDED || !arb_is_positive(mode->s)) {
        leave(cell, COL_UNDECIDED, "the amplitude is not separated from zero at this precision");
    } else {
        arb_set(cell->p, mode->s);
        arb_one(cell->kappa);
        arb_set_fmpq(cell->x2, inverse, precision);
        arb_mul(cell->x2, cell->x2, mode->mu, precision);
        arb_set_fmpq(value, head->conserved, precision);
        arb_sub(cell->x2, cell->x2, value, precision);
        fmpq_inv(inverse, head->alpha);
        fmpq_inv(bound, head->beta);
        fmpq_add(inverse, inverse, bound);
        arb_set_fmpq(value, inverse, precision);
        arb_div(cell->x2, cell->x2, value, precision);
        arb_set(cell->y2, cell->x2);
        arb_set_fmpq(value, head->gamma, precision);
        arb_mul(cell->drive, value, cell->x2, precision);
        arb_mul_2exp_si(cell->drive, cell->drive, 1);
        bool sharp = arb_is_positive(cell->x2);
        leave(cell, sharp ? COL_PROVED : COL_UNDECIDED, sharp ? NULL : "the slot's amplitude is not resolved at this precision");
    }
    fmpq_clear(inverse);
    fmpq_clear(bound);
    fmpq_clear(zero);
    arb_clear(value);
}

void col_cell_solve(col_cell *cell, const col_head *head, size_t mode, int sign, slong precision)
{
    const col_mode *item = &head->modes->items[mode];
    cell->mode = mode;
    cell->sign = sign;
    arb_zero(cell->b);
    arb_zero(cell->c);
    if (!item->equal) {
        leave(cell, COL_UNDECIDED, "modes are neither separated nor proved equal at this precision");
        return;
    }
    switch (col_head_regime(head)) {
    case COL_REGIME_DECAY:
        solve_decay(cell, head, precision);
        break;
    case COL_REGIME_FAMILY:
        solve_family(cell, head, precision);
        break;
    case COL_REGIME_NONE:
        leave(cell, COL_REFUTED, "with these decays only the collapsed state is stationary");
        break;
    }
}

slong col_head_holders(slong *undecided, const col_head *head, slong precision)
{
    slong holders = 0;
    col_cell cell;
    *undecided = 0;
    col_cell_init(&cell);
    for (size_t i = 0; i < head->modes->count; i++) {
        col_cell_solve(&cell, head, i, 1, precision);
        slong *counter = cell.exists == COL_PROVED ? &holders : undecided;
        ulong multiplicity = head->modes->items[i].multiplicity;
        if (cell.exists != COL_REFUTED)
            *counter = multiplicity > (ulong)(LONG_MAX - *counter) ? LONG_MAX : *counter + (slong)multiplicity;
    }
    col_cell_clear(&cell);
    return holders;
}
