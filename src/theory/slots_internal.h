/* What the files on slot states share. */
#ifndef COL_THEORY_SLOTS_INTERNAL_H
#define COL_THEORY_SLOTS_INTERNAL_H

#include <collapsar/slots.h>

void col_filling_push(col_filling *filling, col_slot slot);

/* The head eigenvalue of empty directions: 0 if the head decays, else the given one. */
void col_head_empty(fmpq_t value, const col_head *head);

/* r + decay/rate. */
void col_head_pull(fmpq_t value, const col_head *head, const fmpq_t rate);

/* The two-slot plane at unequal rates; A = r + rho/alpha, B = r + rho/beta. */
void col_cell_solve_plane(col_cell *cell, const col_head *head, const fmpq_t A, const fmpq_t B, slong precision);

/* The parameters as balls. */
typedef struct {
    arb_t alpha, beta, gamma, leak, decay, head_decay, empty;
    slong precision;
} col_head_balls;

void col_head_balls_init(col_head_balls *balls, const col_head *head, slong precision);
void col_head_balls_clear(col_head_balls *balls);

/* A block under construction: its kind and cells are set, its numbers of zeros and its other eigenvalues are to be
 * filled in. */
typedef struct {
    const col_head *head;
    const col_head_balls *balls;
    const col_cell *first, *second; /* second: of pairs only */
} col_block_context;

typedef void col_block_rule(col_block *block, const col_block_context *context);

/* How to fill in the blocks that have a cell: one file for equal rates, one for unequal ones. */
typedef struct {
    col_block_rule *cell, *pair, *empty, *free_mode, *null_mode;
} col_block_rules;

extern const col_block_rules col_block_equal, col_block_unequal;

/* Writes the eigenvalues into a block: the roots of a small monic polynomial (appended to those that are there), or
 * all of a matrix, with its verdicts. A block starts with none, nonzero and decaying both proved; both only get worse. */
void col_block_add_polynomial(col_block *block, arb_srcptr coefficients, slong degree, slong precision);
void col_block_add_value(col_block *block, const arb_t value); /* one real eigenvalue */
void col_block_add_matrix(col_block *block, const arb_mat_t matrix, slong precision);

#endif
