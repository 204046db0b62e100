/* The flow as it is integrated: rows X (scaled, perhaps reduced samples), labels Y, head P and one propagator F for
 * each rate of reduced samples. See collapsar/flow.h for the equations.
 *
 * Rows are sqrt(a_i) x_i, labels sqrt(b_c) y_c, so that degrees enter through alpha = eta a and beta = eta b only. */
#ifndef COL_FLOW_SYSTEM_H
#define COL_FLOW_SYSTEM_H

#include "matrix.h"

#include <collapsar/flow.h>

/* Samples of one rate that were reduced: what their rows leave over is Z(t) = Z(0) F(t)^T. */
typedef struct {
    double alpha;
    double *moment; /* Z(0)^T Z(0), d x d */
} col_flow_remainder;

/* Unfrustrated samples whose positions are followed: x_i = (rows' part) + (remainder's part). */
typedef struct {
    size_t count;
    col_flow_matrix rows;   /* count x rows: x_i takes this combination of the rows of X */
    double *leftover;       /* count x d: x_i's share of Z(0), divided by sqrt(a_i) */
    ptrdiff_t *remainder;   /* whose propagator moves it; -1: none */
    uint32_t *label;
} col_flow_witnesses;

typedef struct {
    size_t rows, labels, dimension;
    bool head, centre;
    double leak, decay, head_decay, head_rate;
    double total;              /* total weight of the table */
    col_flow_matrix coupling;  /* B: rows x labels */
    double *alpha, *beta;      /* of each row, of each label */
    bool balanced;             /* all alpha equal */
    double *row_mean;          /* the mean mode in the rows, sqrt(a); NULL if there is none */
    double *label_mean;        /* sqrt(b) */
    size_t remainder_count;
    col_flow_remainder *remainders;
    col_flow_witnesses witnesses;
} col_flow_system;

/* Where a state's blocks start. P is NULL without a head; F holds one d x d matrix a remainder. */
typedef struct {
    double *x, *y, *P, *F;
} col_flow_blocks;

size_t col_flow_state_size(const col_flow_system *system);
col_flow_blocks col_flow_state_blocks(const col_flow_system *system, double *state);

/* Matrices that an evaluation leaves behind, and what observables are made of. */
typedef struct {
    double *stretch;         /* P^T P + r */
    double *mix;             /* P + r P^T */
    double *row_stretch;     /* stretch as the rows see it */
    double *label_pull;      /* Y (P + r P^T): K x d */
    double *moment;          /* X^T X + sum Z^T Z + Y^T Y */
    double *meeting;         /* B^T X: K x d */
    double *cross;           /* X^T B Y */
    double *scratch;         /* d x d */
    double *identity;        /* head of a system without one */
} col_flow_workspace;

void col_flow_workspace_init(col_flow_workspace *workspace, const col_flow_system *system);
void col_flow_workspace_clear(col_flow_workspace *workspace);

void col_flow_system_clear(col_flow_system *system);

/* The velocity of the state. */
void col_flow_system_velocity(double *velocity, const col_flow_system *system, col_flow_workspace *workspace,
                              const double *state);

/* The moments of the state only: moment, meeting and cross of the workspace. */
void col_flow_system_moments(col_flow_workspace *workspace, const col_flow_system *system, const double *state);

/* Z(t)^T Z(t) of a remainder whose propagator is F, added to out. */
void col_flow_add_remainder(double *out, const col_flow_remainder *remainder, const double *F, size_t dimension,
                            double scale, double *scratch);

/* Removes the mean mode from a velocity, or, with weights of one, from a state. */
void col_flow_remove_mean(double *block, const double *mean, const double *rate, size_t count, size_t dimension);

#endif
