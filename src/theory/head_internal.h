/* The head's gradient flow in matrix form, differentiated automatically. */
#ifndef COL_THEORY_HEAD_INTERNAL_H
#define COL_THEORY_HEAD_INTERNAL_H

#include "slots_internal.h"

/* Amplitudes as columns: X is d x M, Y is d x L, coupling is M x L. With residuals R = P X - Y S^T, T = P Y - X S,
 *   X' = -alpha [P^T R + r (X - P Y S^T)] - rho X,   Y' = -beta [P^T T + r (Y - P X S)] - rho Y,
 *   P' = -gamma (R X^T + T Y^T) - rho_P P. */
typedef struct {
    arb_mat_t X, Y, P, coupling;
    const col_head_balls *balls;
} col_head_system;

void col_head_system_init(col_head_system *system, slong directions, slong samples, slong labels, const col_head_balls *balls);
void col_head_system_clear(col_head_system *system);

/* An entry of X, Y or P. */
typedef struct {
    enum { COL_PART_X, COL_PART_Y, COL_PART_P } part;
    slong row, column;
} col_head_coordinate;

/* The derivative of the flow of each coordinate by each: jacobian is count x count. */
void col_head_system_jacobian(arb_mat_t jacobian, const col_head_system *system, const col_head_coordinate *coordinates,
    slong count);

/* The flow itself at the coordinates, for checks. */
void col_head_system_flow(arb_ptr flow, const col_head_system *system, const col_head_coordinate *coordinates, slong count);

/* Places a cell into directions row, row + 1 and columns `column` of X and Y; coupling[column][column] is set as well. */
void col_head_system_place(col_head_system *system, const col_head *head, const col_cell *cell, slong row, slong column);

slong col_cell_width(const col_cell *cell); /* 1 or 2 directions */

#endif
