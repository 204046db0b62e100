/* Forward differentiation of the head's flow: matrices that carry a derivative along. */
#include "head_internal.h"

void col_head_system_init(col_head_system *system, slong directions, slong samples, slong labels, const col_head_balls *balls)
{
    arb_mat_init(system->X, directions, samples);
    arb_mat_init(system->Y, directions, labels);
    arb_mat_init(system->P, directions, directions);
    arb_mat_init(system->coupling, samples, labels);
    system->balls = balls;
}

void col_head_system_clear(col_head_system *system)
{
    arb_mat_clear(system->X);
    arb_mat_clear(system->Y);
    arb_mat_clear(system->P);
    arb_mat_clear(system->coupling);
}

/* value + epsilon tangent, epsilon^2 = 0. */
typedef struct {
    arb_mat_t value, tangent;
} dual;

static void dual_init(dual *m, slong rows, slong columns)
{
    arb_mat_init(m->value, rows, columns);
    arb_mat_init(m->tangent, rows, columns);
}

static void dual_clear(dual *m)
{
    arb_mat_clear(m->value);
    arb_mat_clear(m->tangent);
}

static void dual_set(dual *out, const arb_mat_t value)
{
    dual_init(out, arb_mat_nrows(value), arb_mat_ncols(value));
    arb_mat_set(out->value, value);
}

static void dual_transpose(dual *out, const dual *m)
{
    dual_init(out, arb_mat_ncols(m->value), arb_mat_nrows(m->value));
    arb_mat_transpose(out->value, m->value);
    arb_mat_transpose(out->tangent, m->tangent);
}

/* out -= scale a b */
static void dual_submul(dual *out, const dual *a, const dual *b, const arb_t scale, slong precision)
{
    arb_mat_t product;
    arb_mat_init(product, arb_mat_nrows(a->value), arb_mat_ncols(b->value));
    arb_mat_mul(product, a->value, b->value, precision);
    arb_mat_scalar_mul_arb(product, product, scale, precision);
    arb_mat_sub(out->value, out->value, product, precision);
    arb_mat_mul(product, a->tangent, b->value, precision);
    arb_mat_scalar_mul_arb(product, product, scale, precision);
    arb_mat_sub(out->tangent, out->tangent, product, precision);
    arb_mat_mul(product, a->value, b->tangent, precision);
    arb_mat_scalar_mul_arb(product, product, scale, precision);
    arb_mat_sub(out->tangent, out->tangent, product, precision);
    arb_mat_clear(product);
}

/* out -= scale a */
static void dual_subscaled(dual *out, const dual *a, const arb_t scale, slong precision)
{
    arb_mat_t product;
    arb_mat_init(product, arb_mat_nrows(a->value), arb_mat_ncols(a->value));
    arb_mat_scalar_mul_arb(product, a->value, scale, precision);
    arb_mat_sub(out->value, out->value, product, precision);
    arb_mat_scalar_mul_arb(product, a->tangent, scale, precision);
    arb_mat_sub(out->tangent, out->tangent, product, precision);
    arb_mat_clear(product);
}

/* -rate [P^T (P Z - W C) + r (Z - P W C)] - rho Z, for (Z, W, C) = (X, Y, S^T) and (Y, X, S); residual = P Z - W C is
 * handed back for the head. All outputs are initialised here. */
static void amplitude_flow(dual *out, dual *residual, const dual *P, const dual *Z, const dual *W, const dual *C,
    const arb_t rate, const col_head_balls *balls)
{
    slong precision = balls->precision;
    slong rows = arb_mat_nrows(Z->value), columns = arb_mat_ncols(Z->value);
    dual WC, PT;
    arb_t one, scale;
    arb_init(one);
    arb_init(scale);
    dual_init(out, rows, columns);
    dual_init(residual, rows, columns);
    dual_init(&WC, rows, columns);
    dual_transpose(&PT, P);
    arb_set_si(one, -1);
    dual_submul(&WC, W, C, one, precision);
    dual_submul(residual, P, Z, one, precision);
    arb_one(one);
    dual_subscaled(residual, &WC, one, precision);
    dual_submul(out, &PT, residual, rate, precision);
    arb_mul(scale, rate, balls->leak, precision);
    dual_subscaled(out, Z, scale, precision);
    arb_neg(scale, scale);
    dual_submul(out, P, &WC, scale, precision);
    dual_subscaled(out, Z, balls->decay, precision);
    dual_clear(&WC);
    dual_clear(&PT);
    arb_clear(one);
    arb_clear(scale);
}

typedef struct {
    dual X, Y, P;
} dual_state;

static void flow(dual_state *out, const dual_state *state, const col_head_system *system)
{
    const col_head_balls *balls = system->balls;
    dual S, ST, R, T, transposed;
    dual_set(&S, system->coupling);
    dual_transpose(&ST, &S);
    amplitude_flow(&out->X, &R, &state->P, &state->X, &state->Y, &ST, balls->alpha, balls);
    amplitude_flow(&out->Y, &T, &state->P, &state->Y, &state->X, &S, balls->beta, balls);
    dual_init(&out->P, arb_mat_nrows(system->P), arb_mat_ncols(system->P));
    dual_transpose(&transposed, &state->X);
    dual_submul(&out->P, &R, &transposed, balls->gamma, balls->precision);
    dual_clear(&transposed);
    dual_transpose(&transposed, &state->Y);
    dual_submul(&out->P, &T, &transposed, balls->gamma, balls->precision);
    dual_subscaled(&out->P, &state->P, balls->head_decay, balls->precision);
    dual_clear(&transposed);
    dual_clear(&S);
    dual_clear(&ST);
    dual_clear(&R);
    dual_clear(&T);
}

static dual *part_of(dual_state *state, const col_head_coordinate *coordinate)
{
    return coordinate->part == COL_PART_X ? &state->X : coordinate->part == COL_PART_Y ? &state->Y : &state->P;
}

static void dual_state_clear(dual_state *state)
{
    dual_clear(&state->X);
    dual_clear(&state->Y);
    dual_clear(&state->P);
}

void col_head_system_jacobian(arb_mat_t jacobian, const col_head_system *system, const col_head_coordinate *coordinates,
    slong count)
{
    dual_state state, out;
    dual_set(&state.X, system->X);
    dual_set(&state.Y, system->Y);
    dual_set(&state.P, system->P);
    for (slong j = 0; j < count; j++) {
        arb_ptr seed = arb_mat_entry(part_of(&state, &coordinates[j])->tangent, coordinates[j].row, coordinates[j].column);
        arb_one(seed);
        flow(&out, &state, system);
        arb_zero(seed);
        for (slong i = 0; i < count; i++)
            arb_set(arb_mat_entry(jacobian, i, j),
                arb_mat_entry(part_of(&out, &coordinates[i])->tangent, coordinates[i].row, coordinates[i].column));
        dual_state_clear(&out);
    }
    dual_state_clear(&state);
}

void col_head_system_flow(arb_ptr values, const col_head_system *system, const col_head_coordinate *coordinates, slong count)
{
    dual_state state, out;
    dual_set(&state.X, system->X);
    dual_set(&state.Y, system->Y);
    dual_set(&state.P, system->P);
    flow(&out, &state, system);
    for (slong i = 0; i < count; i++)
        arb_set(values + i, arb_mat_entry(part_of(&out, &coordinates[i])->value, coordinates[i].row, coordinates[i].column));
    dual_state_clear(&out);
    dual_state_clear(&state);
}

slong col_cell_width(const col_cell *cell)
{
    return cell->sign == 0 ? 2 : 1;
}

/* A single slot, or both slots of a mode where x = y = X in each: p on the diagonal. */
static void place_slot(col_head_system *system, const col_cell *cell, int sign, slong row, slong column)
{
    slong precision = system->balls->precision;
    arb_ptr p = arb_mat_entry(system->P, row, row);
    arb_ptr y = arb_mat_entry(system->Y, row, column);
    arb_set(p, cell->p);
    arb_sqrt(arb_mat_entry(system->X, row, column), cell->x2, precision);
    arb_sqrt(y, cell->y2, precision);
    if (sign < 0) {
        arb_neg(p, p);
        arb_neg(y, y);
    }
}

void col_head_system_place(col_head_system *system, const col_head *head, const col_cell *cell, slong row, slong column)
{
    arb_set(arb_mat_entry(system->coupling, column, column), head->modes->items[cell->mode].s);
    if (cell->sign != 0) {
        place_slot(system, cell, cell->sign, row, column);
    } else if (col_head_regime(head) == COL_REGIME_FAMILY) {
        place_slot(system, cell, 1, row, column);
        place_slot(system, cell, -1, row + 1, column);
    } else {
        arb_sqrt(arb_mat_entry(system->X, row, column), cell->x2, system->balls->precision);
        arb_sqrt(arb_mat_entry(system->Y, row + 1, column), cell->y2, system->balls->precision);
        arb_set(arb_mat_entry(system->P, row + 1, row), cell->c);
        arb_set(arb_mat_entry(system->P, row, row + 1), cell->b);
    }
}
