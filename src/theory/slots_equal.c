/* Jacobian blocks at equal rates (alpha = beta).
 *
 * In z = x + y (coupling sigma = +s) and z = x - y (sigma = -s) the flow is that of 2K independent signed modes,
 *   z' = -alpha [P^T (P - sigma) z + r (z - sigma P z)] - rho z,   P' = -(gamma/2) sum (P - sigma) z z^T - rho_P P,
 * null sample modes having sigma = 0. Direction a holds z = U e_a with signed p_a; stationary means
 *   alpha (p^2 + r - (1 + r) sigma p) + rho = 0,   (gamma/2)(p - sigma) U^2 + rho_P p = 0.
 * Linearised, with drive_a = (gamma/2) U_a^2, omega = drive + rho_P and amplitudes in units of U, a pair of slots has the four
 * variables A = dP_ab, B = dP_ba, X = (mode of a along b), Y = (mode of b along a):
 *   A' = -omega_b A + rho_P p_a X - drive_b (p_a - sigma_b) Y
 *   B' = -omega_a B - drive_a (p_b - sigma_a) X + rho_P p_b Y
 *   X' = -alpha (p_a - sigma_a) A - alpha (p_b - r sigma_a) B - alpha (1 + r) p_b (sigma_b - sigma_a) X
 *   Y' = -alpha (p_a - r sigma_b) A - alpha (p_b - sigma_b) B - alpha (1 + r) p_a (sigma_a - sigma_b) Y,
 * and the same without Y for an empty direction b. No square roots of amplitudes are left. */
#include "slots_internal.h"

/* p, sigma of a slot, with its sign. */
typedef struct {
    arb_t p, sigma, omega;
} signed_slot;

static void signed_slot_init(signed_slot *slot, const col_cell *cell, const col_block_context *context)
{
    arb_init(slot->p);
    arb_init(slot->sigma);
    arb_init(slot->omega);
    arb_set(slot->p, cell->p);
    arb_set(slot->sigma, context->head->modes->items[cell->mode].s);
    if (cell->sign < 0) {
        arb_neg(slot->p, slot->p);
        arb_neg(slot->sigma, slot->sigma);
    }
    arb_add(slot->omega, cell->drive, context->balls->head_decay, context->balls->precision);
}

static void signed_slot_clear(signed_slot *slot)
{
    arb_clear(slot->p);
    arb_clear(slot->sigma);
    arb_clear(slot->omega);
}

/* x - r y */
static void minus_leak(arb_t out, const arb_t x, const arb_t y, const col_head_balls *balls)
{
    arb_t value;
    arb_init(value);
    arb_mul(value, balls->leak, y, balls->precision);
    arb_sub(out, x, value, balls->precision);
    arb_clear(value);
}

/* alpha (1 + r) p (sigma - other): the rate at which a mode of coupling `other` decays along a slot. */
static void gap_rate(arb_t out, const signed_slot *slot, const arb_t other, const col_head_balls *balls)
{
    arb_t gain;
    arb_init(gain);
    arb_add_ui(gain, balls->leak, 1, balls->precision);
    arb_mul(gain, gain, balls->alpha, balls->precision);
    arb_mul(gain, gain, slot->p, balls->precision);
    arb_sub(out, slot->sigma, other, balls->precision);
    arb_mul(out, out, gain, balls->precision);
    arb_clear(gain);
}

/* The slot's own head entry and amplitude. Decay: lambda^2 + omega lambda + 2 rho_P alpha p sqrt(D), where
 * sqrt(D) = 2p - (1 + r)s. Family: the amplitude along the line of states, and -omega. */
static void own(col_block *block, const col_block_context *context)
{
    const col_head_balls *balls = context->balls;
    slong precision = balls->precision;
    const col_cell *cell = context->first;
    arb_ptr c = _arb_vec_init(2);
    arb_add(c + 1, cell->drive, balls->head_decay, precision);
    if (col_head_regime(context->head) == COL_REGIME_FAMILY) {
        block->zeros[COL_ZERO_FAMILY] = 1;
        col_block_add_polynomial(block, c + 1, 1, precision);
    } else {
        arb_t root;
        arb_init(root);
        arb_add_ui(root, balls->leak, 1, precision);
        arb_mul(root, root, context->head->modes->items[cell->mode].s, precision);
        arb_mul_2exp_si(c, cell->p, 1);
        arb_sub(root, c, root, precision);
        arb_mul(c, c, root, precision);
        arb_mul(c, c, balls->head_decay, precision);
        arb_mul(c, c, balls->alpha, precision);
        col_block_add_polynomial(block, c, 2, precision);
        arb_clear(root);
    }
    _arb_vec_clear(c, 2);
}

/* Two slots of equal modes and the same sign: symmetric combinations repeat the block of one slot, antisymmetric ones
 * have -omega and the rotation. */
static void pair_of_equals(col_block *block, const col_block_context *context)
{
    arb_t omega;
    arb_init(omega);
    own(block, context);
    arb_add(omega, context->first->drive, context->balls->head_decay, context->balls->precision);
    col_block_add_polynomial(block, omega, 1, context->balls->precision);
    if (col_head_regime(context->head) == COL_REGIME_FAMILY)
        block->zeros[COL_ZERO_FAMILY]++;
    else
        block->zeros[COL_ZERO_ROTATION]++;
    arb_clear(omega);
}

/* Family: A + (p_a - p_b)Y and B + (p_b - p_a)X are left by the two zeros; the second decays with
 * drive_a + alpha (p_b - r p_a)(p_b - p_a). */
static void pair_family(col_block *block, const col_block_context *context)
{
    const col_head_balls *balls = context->balls;
    slong precision = balls->precision;
    signed_slot slot[2];
    const col_cell *cells[2] = {context->first, context->second};
    arb_t rate, value;
    arb_init(rate);
    arb_init(value);
    for (int i = 0; i < 2; i++)
        signed_slot_init(&slot[i], cells[i], context);
    for (int a = 0; a < 2; a++) {
        int b = 1 - a;
        minus_leak(rate, slot[b].p, slot[a].p, balls);
        arb_sub(value, slot[b].p, slot[a].p, precision);
        arb_mul(rate, rate, value, precision);
        arb_mul(rate, rate, balls->alpha, precision);
        arb_add(rate, rate, cells[a]->drive, precision);
        col_block_add_polynomial(block, rate, 1, precision);
    }
    block->zeros[COL_ZERO_FAMILY] = 2;
    for (int i = 0; i < 2; i++)
        signed_slot_clear(&slot[i]);
    arb_clear(rate);
    arb_clear(value);
}

/* The block at the head of this file, rows A, B, X, Y, columns A, B, X: the fourth follows from the kernel. */
static void pair_matrix(arb_mat_t m, const col_block_context *context, const signed_slot *a, const signed_slot *b)
{
    const col_head_balls *balls = context->balls;
    slong precision = balls->precision;
    arb_t value;
    arb_init(value);
    arb_mat_zero(m);
    arb_neg(arb_mat_entry(m, 0, 0), b->omega);
    arb_mul(arb_mat_entry(m, 0, 2), balls->head_decay, a->p, precision);
    arb_neg(arb_mat_entry(m, 1, 1), a->omega);
    arb_sub(value, a->sigma, b->p, precision);
    arb_mul(arb_mat_entry(m, 1, 2), context->first->drive, value, precision);
    arb_sub(arb_mat_entry(m, 2, 0), a->sigma, a->p, precision);
    minus_leak(value, b->p, a->sigma, balls);
    arb_neg(arb_mat_entry(m, 2, 1), value);
    minus_leak(value, a->p, b->sigma, balls);
    arb_neg(arb_mat_entry(m, 3, 0), value);
    arb_sub(arb_mat_entry(m, 3, 1), b->sigma, b->p, precision);
    for (slong i = 2; i < 4; i++)
        for (slong j = 0; j < 2; j++)
            arb_mul(arb_mat_entry(m, i, j), arb_mat_entry(m, i, j), balls->alpha, precision);
    gap_rate(value, b, a->sigma, balls);
    arb_neg(arb_mat_entry(m, 2, 2), value);
    arb_clear(value);
}

/* Decay. The rotation of a into b, (A, B, X, Y) = (p_b - p_a, p_b - p_a, -1, 1), is in the kernel. In the coordinates
 * A - (p_b - p_a)Y, B - (p_b - p_a)Y, X + Y it drops out: three rows of the block less multiples of the fourth. */
static void pair_decay(col_block *block, const col_block_context *context)
{
    slong precision = context->balls->precision;
    signed_slot a, b;
    arb_mat_t m, quotient;
    arb_poly_t f;
    arb_t turn, value;
    signed_slot_init(&a, context->first, context);
    signed_slot_init(&b, context->second, context);
    arb_mat_init(m, 4, 3);
    arb_mat_init(quotient, 3, 3);
    arb_poly_init(f);
    arb_init(turn);
    arb_init(value);
    pair_matrix(m, context, &a, &b);
    arb_sub(turn, b.p, a.p, precision);
    for (slong i = 0; i < 3; i++) {
        for (slong j = 0; j < 3; j++) {
            if (i < 2)
                arb_mul(value, turn, arb_mat_entry(m, 3, j), precision);
            else
                arb_neg(value, arb_mat_entry(m, 3, j));
            arb_sub(arb_mat_entry(quotient, i, j), arb_mat_entry(m, i, j), value, precision);
        }
    }
    arb_mat_charpoly(f, quotient, precision);
    arb_poly_fit_length(f, 4);
    block->zeros[COL_ZERO_ROTATION] = 1;
    col_block_add_polynomial(block, f->coeffs, 3, precision);
    signed_slot_clear(&a);
    signed_slot_clear(&b);
    arb_mat_clear(m);
    arb_mat_clear(quotient);
    arb_poly_clear(f);
    arb_clear(turn);
    arb_clear(value);
}

static void pair(col_block *block, const col_block_context *context)
{
    if (block->first == block->second)
        pair_of_equals(block, context);
    else if (col_head_regime(context->head) == COL_REGIME_FAMILY)
        pair_family(block, context);
    else
        pair_decay(block, context);
}

/* A slot and an empty direction. Decay (p = 0 there): the rotation, and lambda^2 + (h + rho_P + omega)lambda
 * + omega (h + rho_P - alpha r p^2) with h = alpha r + rho; both coefficients are positive, since p < s <= 1: empty
 * directions never turn into slots. Family, head eigenvalue e: two zeros and -(drive + alpha (e^2 + r - (1 + r) sigma e)). */
static void with_empty(col_block *block, const col_block_context *context)
{
    const col_head_balls *balls = context->balls;
    slong precision = balls->precision;
    signed_slot slot;
    arb_t h;
    arb_ptr c = _arb_vec_init(2);
    arb_init(h);
    signed_slot_init(&slot, context->first, context);
    if (col_head_regime(context->head) == COL_REGIME_FAMILY) {
        arb_add_ui(c, balls->leak, 1, precision);
        arb_mul(c, c, slot.sigma, precision);
        arb_sub(c, balls->empty, c, precision);
        arb_mul(c, c, balls->empty, precision);
        arb_add(c, c, balls->leak, precision);
        arb_mul(c, c, balls->alpha, precision);
        arb_add(c, c, context->first->drive, precision);
        bool neutral = arb_is_zero(balls->empty) && arb_is_zero(balls->leak);
        block->zeros[COL_ZERO_FAMILY] = neutral ? 1 : 2;
        block->zeros[COL_ZERO_NEUTRAL] = neutral ? 1 : 0;
        col_block_add_polynomial(block, c, 1, precision);
    } else {
        arb_mul(h, balls->alpha, balls->leak, precision);
        arb_mul(c, slot.p, slot.p, precision);
        arb_mul(c, c, h, precision); /* alpha r p^2 */
        arb_add(h, h, balls->decay, precision);
        arb_add(h, h, balls->head_decay, precision);
        arb_sub(c, h, c, precision);
        arb_mul(c, c, slot.omega, precision);
        arb_add(c + 1, h, slot.omega, precision);
        block->zeros[COL_ZERO_ROTATION] = 1;
        col_block_add_polynomial(block, c, 2, precision);
    }
    signed_slot_clear(&slot);
    arb_clear(h);
    _arb_vec_clear(c, 2);
}

/* A signed mode without this slot along a slot's direction: -alpha (1 + r) p (sigma - sigma'), exactly 0 for an equal
 * mode of the same sign. So a slot attracts exactly the modes below its own, and is lost to any free one above. */
static void free_mode(col_block *block, const col_block_context *context)
{
    const col_cell *cell = context->first;
    if (block->second == cell->mode && block->sign == cell->sign) {
        block->zeros[COL_ZERO_MIXING] = 1;
        return;
    }
    signed_slot slot;
    arb_t other;
    arb_init(other);
    signed_slot_init(&slot, cell, context);
    arb_set(other, context->head->modes->items[block->second].s);
    if (block->sign < 0)
        arb_neg(other, other);
    gap_rate(other, &slot, other, context->balls);
    arb_neg(other, other);
    col_block_add_value(block, other);
    signed_slot_clear(&slot);
    arb_clear(other);
}

/* -alpha (p^2 + r) - rho. */
static void null_mode(col_block *block, const col_block_context *context)
{
    const col_head_balls *balls = context->balls;
    arb_t rate;
    arb_init(rate);
    arb_mul(rate, context->first->p, context->first->p, balls->precision);
    arb_add(rate, rate, balls->leak, balls->precision);
    arb_mul(rate, rate, balls->alpha, balls->precision);
    arb_add(rate, rate, balls->decay, balls->precision);
    arb_neg(rate, rate);
    col_block_add_value(block, rate);
    arb_clear(rate);
}

const col_block_rules col_block_equal = {own, pair, with_empty, free_mode, null_mode};
