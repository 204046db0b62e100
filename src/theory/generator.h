/* The symmetrised generator, reduced to K x K: what its files share. */
#ifndef COL_THEORY_GENERATOR_H
#define COL_THEORY_GENERATOR_H

#include <collapsar/embedding.h>

/* Samples of equal degree act together through G = sum A_i^T A_i over the group. */
typedef struct {
    slong labels, groups, precision;
    ulong samples;
    ulong *sizes;      /* samples of a group */
    fmpq *poles;       /* eta_x a of a group, ascending */
    fmpq *diagonal;    /* eta_y b_c */
    fmpq_t product;    /* eta_x eta_y */
    arb_ptr sums;      /* G, lower triangles row by row, group after group */
} col_reduction;

/* False, with error set and nothing to clear, if the groups are too many (4,000,000 entries of G in all). */
bool col_reduction_init(col_reduction *reduction, const col_coupling *coupling, const fmpq_t eta_x, const fmpq_t eta_y,
    slong precision, col_error *error);
void col_reduction_clear(col_reduction *reduction);

/* S(z) = eta_y D_b - z - eta_x eta_y sum G/(pole - z), and, if slope is not NULL, its derivative; lower triangles. below: the
 * samples whose pole lies below z. False if z cannot be told from a pole. */
bool col_reduction_matrix(arb_mat_t S, arb_mat_t slope, ulong *below, const col_reduction *reduction, const arb_t z);

/* The number of eigenvalues of the generator below z, certified; false if it is undecided at this precision. */
bool col_reduction_count(ulong *count, const col_reduction *reduction, const arf_t z);

/* A guess of the eigenvalue next to z: Rayleigh quotients of S(z), a few steps, all uncertified. */
void col_reduction_guess(arf_t z, const col_reduction *reduction);

#endif
