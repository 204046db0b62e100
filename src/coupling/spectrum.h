/* Certified spectra of symmetric matrices as disjoint clusters, and the Gram matrix of a table. */
#ifndef COL_COUPLING_SPECTRUM_H
#define COL_COUPLING_SPECTRUM_H

#include <collapsar/table.h>

/* Disjoint balls, descending; cluster i holds exactly sizes[i] eigenvalues. */
typedef struct {
    slong count;
    arb_ptr values;
    slong *sizes;
    slong order; /* of the matrix: the room in the arrays */
} col_clusters;

void col_clusters_init(col_clusters *clusters);
void col_clusters_clear(col_clusters *clusters);

/* The spectrum of a symmetric ball matrix without its `skip` largest eigenvalues, which are known. False, and empty, if
 * nothing could be certified. */
bool col_clusters_of(col_clusters *clusters, const arb_mat_t matrix, slong skip, slong precision);

/* G = B^T B = D_b^{-1/2} A^T D_a^{-1} A D_b^{-1/2}, K x K, initialised by the caller; every entry a ball of about `precision`
 * bits. degrees: the b_c. */
void col_gram(arb_mat_t gram, const col_table *table, const fmpq *degrees, slong precision);

/* B^T D_a B = D_b^{-1/2} A^T A D_b^{-1/2}. */
void col_gram_weighted(arb_mat_t gram, const col_table *table, const fmpq *degrees, slong precision);

/* 1/sqrt(b_c) */
void col_inverse_roots(arb_ptr roots, const fmpq *degrees, slong count, slong precision);

/* The rank of A, exactly, at most 512 columns; -1 if they are more. */
slong col_table_rank(const col_table *table);

/* The integer matrix scale D_b^{-1} A^T D_a^{-1} A, similar to scale G. False if its numbers have more than `bits` bits. */
bool col_gram_exact(fmpz_mat_t matrix, fmpz_t scale, const col_table *table, const fmpq *degrees, slong bits);

#endif
