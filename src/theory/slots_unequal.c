/* Jacobian blocks at unequal rates: the flow of one or two cells, differentiated automatically; exactly known kernels
 * are divided out, the rest is enclosed.
 *
 * Decay: the kernel is spanned by the rotations of directions between the two cells and, for cells of different kinds
 * whose modes are equal, by the rotation of the modes. (For cells of one kind that is a rotation of directions too.)
 * Family: x' = -alpha P^T R, y' = -beta P^T T, P' = -gamma (R x^T + T y^T), so the Jacobian is -A DF, where
 * F = (R, T) = (P x - s y, P y - s x) and A maps residuals to changes of the state. Its nonzero eigenvalues are those of
 * -DF A, which acts on residuals: as many zeros as there are more coordinates than residuals. Where equal modes hold slots
 * of different signs, R + sign T vanishes to first order along the other's slot: one more zero each. */
#include "deflate.h"
#include "head_internal.h"

#include "../base/memory.h"

#include <stdlib.h>

enum { MOST = 16 }; /* coordinates of the largest block: two planes */

typedef struct {
    const col_head *head;
    const col_cell *cells[2];   /* the second NULL: an empty direction or none */
    slong start[2], width[2];   /* directions of each */
    col_head_system system;
    col_head_coordinate coordinates[MOST];
    slong count;
} joint;

/* second: a cell, or NULL; extra: empty directions behind; modes: columns. */
static void joint_init(joint *out, const col_block_context *context, const col_cell *second, slong extra, slong modes)
{
    *out = (joint){.head = context->head, .cells = {context->first, second}};
    out->width[0] = col_cell_width(context->first);
    out->width[1] = second != NULL ? col_cell_width(second) : extra;
    out->start[1] = out->width[0];
    col_head_system_init(&out->system, out->width[0] + out->width[1], modes, modes, context->balls);
    col_head_system_place(&out->system, context->head, context->first, 0, 0);
    if (second != NULL)
        col_head_system_place(&out->system, context->head, second, out->start[1], 1);
    else if (extra > 0)
        arb_set(arb_mat_entry(out->system.P, out->start[1], out->start[1]), context->balls->empty);
}

static void joint_clear(joint *out)
{
    col_head_system_clear(&out->system);
}

static void add(joint *out, int part, slong row, slong column)
{
    out->coordinates[out->count++] = (col_head_coordinate){part, row, column};
}

/* Both amplitudes of a mode along the directions of part `along`. */
static void add_amplitudes(joint *out, slong mode, int along)
{
    for (slong i = 0; i < out->width[along]; i++) {
        add(out, COL_PART_X, out->start[along] + i, mode);
        add(out, COL_PART_Y, out->start[along] + i, mode);
    }
}

static void add_head_between(joint *out)
{
    for (slong i = 0; i < out->width[0]; i++) {
        for (slong j = 0; j < out->width[1]; j++) {
            add(out, COL_PART_P, out->start[0] + i, out->start[1] + j);
            add(out, COL_PART_P, out->start[1] + j, out->start[0] + i);
        }
    }
}

static void add_head_within(joint *out)
{
    for (slong i = 0; i < out->width[0]; i++)
        for (slong j = 0; j < out->width[0]; j++)
            add(out, COL_PART_P, i, j);
}

/* Reads the change (dX, dY, dP) at the coordinates into a column of the kernel. */
static void read_change(arb_mat_t kernel, slong column, const joint *in, const arb_mat_t dX, const arb_mat_t dY, const arb_mat_t dP)
{
    for (slong i = 0; i < in->count; i++) {
        const col_head_coordinate *at = &in->coordinates[i];
        const arb_mat_struct *change = at->part == COL_PART_X ? dX : at->part == COL_PART_Y ? dY : dP;
        arb_set(arb_mat_entry(kernel, i, column), arb_mat_entry(change, at->row, at->column));
    }
}

/* Turning direction i towards j: dP = G P - P G, dX = G X, dY = G Y with G = E_ij - E_ji. */
static void rotation(arb_mat_t kernel, slong column, const joint *in, slong i, slong j)
{
    const col_head_system *system = &in->system;
    slong precision = system->balls->precision;
    slong d = arb_mat_nrows(system->P);
    arb_mat_t G, dX, dY, dP, PG;
    arb_mat_init(G, d, d);
    arb_mat_init(dX, d, arb_mat_ncols(system->X));
    arb_mat_init(dY, d, arb_mat_ncols(system->Y));
    arb_mat_init(dP, d, d);
    arb_mat_init(PG, d, d);
    arb_one(arb_mat_entry(G, i, j));
    arb_set_si(arb_mat_entry(G, j, i), -1);
    arb_mat_mul(dX, G, system->X, precision);
    arb_mat_mul(dY, G, system->Y, precision);
    arb_mat_mul(dP, G, system->P, precision);
    arb_mat_mul(PG, system->P, G, precision);
    arb_mat_sub(dP, dP, PG, precision);
    read_change(kernel, column, in, dX, dY, dP);
    arb_mat_clear(G);
    arb_mat_clear(dX);
    arb_mat_clear(dY);
    arb_mat_clear(dP);
    arb_mat_clear(PG);
}

/* Turning equal modes 0 and 1 into each other: dX = X G, dY = Y G. */
static void mixing(arb_mat_t kernel, slong column, const joint *in)
{
    const col_head_system *system = &in->system;
    slong d = arb_mat_nrows(system->P);
    arb_mat_t dX, dY, dP;
    arb_mat_init(dX, d, 2);
    arb_mat_init(dY, d, 2);
    arb_mat_init(dP, d, d);
    for (slong i = 0; i < d; i++) {
        arb_set(arb_mat_entry(dX, i, 1), arb_mat_entry(system->X, i, 0));
        arb_neg(arb_mat_entry(dX, i, 0), arb_mat_entry(system->X, i, 1));
        arb_set(arb_mat_entry(dY, i, 1), arb_mat_entry(system->Y, i, 0));
        arb_neg(arb_mat_entry(dY, i, 0), arb_mat_entry(system->Y, i, 1));
    }
    read_change(kernel, column, in, dX, dY, dP);
    arb_mat_clear(dX);
    arb_mat_clear(dY);
    arb_mat_clear(dP);
}

static void add_undecided(col_block *block, slong order)
{
    arb_mat_t unknown;
    arb_mat_init(unknown, order, order);
    for (slong i = 0; i < order; i++)
        arb_indeterminate(arb_mat_entry(unknown, i, i));
    col_block_add_matrix(block, unknown, 64);
    arb_mat_clear(unknown);
}

/* The spectrum of a matrix of which the first `zeros` columns of kernel are the whole known kernel. */
static void add_quotient(col_block *block, const arb_mat_t matrix, const arb_mat_t kernel, slong precision)
{
    slong rest = arb_mat_nrows(kernel) - arb_mat_ncols(kernel);
    arb_mat_t quotient;
    arb_mat_init(quotient, rest, rest);
    if (rest > 0 && col_deflate(quotient, matrix, kernel, precision))
        col_block_add_matrix(block, quotient, precision);
    else if (rest > 0)
        add_undecided(block, rest);
    arb_mat_clear(quotient);
}

/* The block of the Jacobian at the coordinates, less its kernel of rotations between (or, within = true, inside the
 * first of) the parts and of mixing. */
static void add_jacobian(col_block *block, joint *in, bool rotations, bool within, bool mixed)
{
    slong precision = in->system.balls->precision;
    slong turns = !rotations ? 0 : within ? in->width[0] * (in->width[0] - 1) / 2 : in->width[0] * in->width[1];
    arb_mat_t jacobian, kernel;
    arb_mat_init(jacobian, in->count, in->count);
    arb_mat_init(kernel, in->count, turns + mixed);
    slong column = 0;
    if (rotations && within && in->width[0] == 2)
        rotation(kernel, column++, in, 0, 1);
    for (slong i = 0; rotations && !within && i < in->width[0]; i++)
        for (slong j = 0; j < in->width[1]; j++)
            rotation(kernel, column++, in, i, in->start[1] + j);
    if (mixed)
        mixing(kernel, column++, in);
    block->zeros[COL_ZERO_ROTATION] = turns;
    block->zeros[COL_ZERO_MIXING] = mixed;
    col_head_system_jacobian(jacobian, &in->system, in->coordinates, in->count);
    add_quotient(block, jacobian, kernel, precision);
    arb_mat_clear(jacobian);
    arb_mat_clear(kernel);
}

/* -DF A on residuals. Coordinates here are those of the residuals, named as the amplitudes X (for R) and Y (for T). */
static void residual_column(arb_mat_t out, slong column, const joint *in)
{
    const col_head_system *system = &in->system;
    const col_head_balls *balls = system->balls;
    slong precision = balls->precision, d = arb_mat_nrows(system->P), modes = arb_mat_ncols(system->X);
    arb_mat_t R[2], d_amplitude[2], dP, turned;
    const arb_mat_struct *amplitude[2] = {system->X, system->Y};
    const arb_struct *rates[2] = {balls->alpha, balls->beta};
    arb_mat_init(dP, d, d);
    arb_mat_init(turned, d, d);
    for (int i = 0; i < 2; i++) {
        arb_mat_init(R[i], d, modes);
        arb_mat_init(d_amplitude[i], d, modes);
    }
    const col_head_coordinate *seed = &in->coordinates[column];
    arb_one(arb_mat_entry(R[seed->part == COL_PART_X ? 0 : 1], seed->row, seed->column));
    arb_mat_transpose(turned, system->P);
    for (int i = 0; i < 2; i++) {
        arb_mat_t across, square;
        arb_mat_init(across, modes, d);
        arb_mat_init(square, d, d);
        arb_mat_mul(d_amplitude[i], turned, R[i], precision);
        arb_mat_scalar_mul_arb(d_amplitude[i], d_amplitude[i], rates[i], precision);
        arb_mat_transpose(across, amplitude[i]);
        arb_mat_mul(square, R[i], across, precision);
        arb_mat_add(dP, dP, square, precision);
        arb_mat_clear(across);
        arb_mat_clear(square);
    }
    arb_mat_scalar_mul_arb(dP, dP, balls->gamma, precision);
    for (int i = 0; i < 2; i++) {
        /* -(P dx - s dy + dP x) for the residual of x, likewise for y */
        arb_mat_t change, other;
        arb_mat_init(change, d, modes);
        arb_mat_init(other, d, modes);
        arb_mat_mul(change, system->P, d_amplitude[i], precision);
        arb_mat_mul(other, d_amplitude[1 - i], system->coupling, precision);
        arb_mat_sub(change, change, other, precision);
        arb_mat_mul(other, dP, amplitude[i], precision);
        arb_mat_add(change, change, other, precision);
        for (slong row = 0; row < in->count; row++) {
            const col_head_coordinate *at = &in->coordinates[row];
            if ((at->part == COL_PART_X ? 0 : 1) == i)
                arb_neg(arb_mat_entry(out, row, column), arb_mat_entry(change, at->row, at->column));
        }
        arb_mat_clear(change);
        arb_mat_clear(other);
    }
    for (int i = 0; i < 2; i++) {
        arb_mat_clear(R[i]);
        arb_mat_clear(d_amplitude[i]);
    }
    arb_mat_clear(dP);
    arb_mat_clear(turned);
}

/* Left null vectors R + sign T: a mode along a slot of an equal mode whose sign it does not hold itself. */
static slong family_mixing(arb_mat_t kernel, const joint *in)
{
    slong column = 0;
    if (in->cells[1] == NULL || in->cells[0]->mode != in->cells[1]->mode)
        return 0;
    for (slong i = 0; i + 1 < in->count; i += 2) {
        const col_head_coordinate *at = &in->coordinates[i];
        int own = in->cells[at->column]->sign;
        int sign = arb_is_positive(arb_mat_entry(in->system.P, at->row, at->row)) ? 1 : -1;
        if (own == 0 || own == sign)
            continue;
        if (kernel != NULL) {
            arb_one(arb_mat_entry(kernel, i, column));
            arb_set_si(arb_mat_entry(kernel, i + 1, column), sign);
        }
        column++;
    }
    return column;
}

/* zeros: how many more coordinates than residuals. */
static void add_residuals(col_block *block, joint *in, slong zeros)
{
    slong mixed = family_mixing(NULL, in);
    arb_mat_t matrix, turned, kernel;
    arb_mat_init(matrix, in->count, in->count);
    arb_mat_init(turned, in->count, in->count);
    arb_mat_init(kernel, in->count, mixed);
    for (slong column = 0; column < in->count; column++)
        residual_column(matrix, column, in);
    arb_mat_transpose(turned, matrix);
    family_mixing(kernel, in);
    block->zeros[COL_ZERO_FAMILY] = zeros;
    block->zeros[COL_ZERO_MIXING] = mixed;
    add_quotient(block, turned, kernel, in->system.balls->precision);
    arb_mat_clear(matrix);
    arb_mat_clear(turned);
    arb_mat_clear(kernel);
}

static void own(col_block *block, const col_block_context *context)
{
    joint in;
    joint_init(&in, context, NULL, 0, 1);
    add_amplitudes(&in, 0, 0);
    if (col_head_regime(context->head) == COL_REGIME_FAMILY) {
        add_residuals(block, &in, in.width[0] * in.width[0]);
    } else {
        add_head_within(&in);
        add_jacobian(block, &in, true, true, false);
    }
    joint_clear(&in);
}

static void pair(col_block *block, const col_block_context *context)
{
    joint in;
    bool equal_modes = context->first->mode == context->second->mode;
    joint_init(&in, context, context->second, 0, 2);
    add_amplitudes(&in, 0, 1);
    add_amplitudes(&in, 1, 0);
    if (col_head_regime(context->head) == COL_REGIME_FAMILY) {
        add_residuals(block, &in, 2 * in.width[0] * in.width[1]);
    } else {
        add_head_between(&in);
        add_jacobian(block, &in, true, false, equal_modes && context->first->sign != context->second->sign);
    }
    joint_clear(&in);
}

/* Family with head eigenvalue 0 in the empty direction e: nothing acts along it but P_ea' = -gamma |(x, y)|^2 P_ea. */
static void with_empty(col_block *block, const col_block_context *context)
{
    joint in;
    joint_init(&in, context, NULL, 1, 1);
    add_amplitudes(&in, 0, 1);
    if (col_head_regime(context->head) == COL_REGIME_DECAY) {
        add_head_between(&in);
        add_jacobian(block, &in, true, false, false);
    } else if (!arb_is_zero(context->balls->empty)) {
        add_residuals(block, &in, 2 * in.width[0]);
    } else {
        arb_t rate;
        arb_init(rate);
        arb_add(rate, context->first->x2, context->first->y2, context->balls->precision);
        arb_mul(rate, rate, context->balls->gamma, context->balls->precision);
        arb_neg(rate, rate);
        block->zeros[COL_ZERO_FAMILY] = in.width[0];
        block->zeros[COL_ZERO_NEUTRAL] = 2;
        for (slong i = 0; i < in.width[0]; i++)
            col_block_add_value(block, rate);
        arb_clear(rate);
    }
    joint_clear(&in);
}

/* A mode without any slot along a cell's directions. For an equal mode: the cell's mode turning into it is one zero; in
 * the family the directions do not meet, and each has its own, (x, y) = (1, sign). */
static void free_mode(col_block *block, const col_block_context *context)
{
    joint in;
    bool equal = block->second == context->first->mode;
    joint_init(&in, context, NULL, 0, 2);
    arb_set(arb_mat_entry(in.system.coupling, 1, 1), context->head->modes->items[block->second].s);
    add_amplitudes(&in, 1, 0);
    if (equal && col_head_regime(context->head) == COL_REGIME_FAMILY) {
        arb_mat_t jacobian, kernel;
        arb_mat_init(jacobian, in.count, in.count);
        arb_mat_init(kernel, in.count, in.width[0]);
        for (slong i = 0; i < in.width[0]; i++) {
            arb_one(arb_mat_entry(kernel, 2 * i, i));
            arb_set_si(arb_mat_entry(kernel, 2 * i + 1, i), arb_is_positive(arb_mat_entry(in.system.P, i, i)) ? 1 : -1);
        }
        col_head_system_jacobian(jacobian, &in.system, in.coordinates, in.count);
        block->zeros[COL_ZERO_MIXING] = in.width[0];
        add_quotient(block, jacobian, kernel, context->balls->precision);
        arb_mat_clear(jacobian);
        arb_mat_clear(kernel);
    } else {
        add_jacobian(block, &in, false, false, equal);
    }
    joint_clear(&in);
}

/* -rate (|P e|^2 + r) - rho along each direction e of the cell. */
static void null_mode(col_block *block, const col_block_context *context)
{
    const col_head_balls *balls = context->balls;
    slong precision = balls->precision;
    const arb_struct *rate = block->kind == COL_BLOCK_NULL ? balls->alpha : balls->beta;
    bool plane = context->first->sign == 0 && col_head_regime(context->head) == COL_REGIME_DECAY;
    arb_t value;
    arb_init(value);
    for (slong i = 0; i < col_cell_width(context->first); i++) {
        const arb_struct *p = !plane ? context->first->p : i == 0 ? context->first->c : context->first->b;
        arb_mul(value, p, p, precision);
        arb_add(value, value, balls->leak, precision);
        arb_mul(value, value, rate, precision);
        arb_add(value, value, balls->decay, precision);
        arb_neg(value, value);
        col_block_add_value(block, value);
    }
    arb_clear(value);
}

const col_block_rules col_block_unequal = {own, pair, with_empty, free_mode, null_mode};
