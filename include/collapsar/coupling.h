/* The coupling of data or of a regular ensemble: degrees, components, certified modes and label vectors.
 *
 * Normalised coupling B = D_a^{-1/2} A D_b^{-1/2} with degrees a_i = sum_c A_ic, b_c = sum_i A_ic; singular values
 * 1 = s_1 >= s_2 >= ... >= s_K >= 0 (if there are fewer samples than labels, zeros fill up), B = sum_k s_k u_k w_k^T.
 * The mean mode w_1 = sqrt(b)/|sqrt(b)| is common to all labels; modes k >= 2 carry the class separation.
 *   D1: the multiplicity of s = 1 is the number of connected components of the bipartite graph of A.
 *   D2: no sample is frustrated exactly if every s_k = 1. */
#ifndef COLLAPSAR_COUPLING_H
#define COLLAPSAR_COUPLING_H

#include <collapsar/ensemble.h>
#include <collapsar/modes.h>
#include <collapsar/table.h>

typedef struct {
    const col_table *table;       /* borrowed; NULL for an ensemble */
    const col_ensemble *ensemble; /* borrowed; NULL for data */
    ulong labels;                 /* K */
    uint64_t samples;             /* N; 0 for an ensemble: any number */
    ulong components;
    fmpq_t frustrated;            /* the fraction of the samples that are frustrated */
    bool classifiable;            /* no frustrated sample */
    size_t *component;            /* of each label, numbered by first label; NULL for an ensemble */
    fmpq *degree;                 /* b_c; NULL for an ensemble, whose labels are all alike */
} col_coupling;

/* The table has passed col_table_check and outlives the coupling. */
void col_coupling_from_table(col_coupling *coupling, const col_table *table);
/* False, with error set and nothing to clear, for a continuous ensemble (its spectrum is in density.h). */
bool col_coupling_from_ensemble(col_coupling *coupling, const col_ensemble *ensemble, col_error *error);
void col_coupling_clear(col_coupling *coupling);

ulong col_coupling_component(const col_coupling *coupling, ulong label);
const char *col_coupling_name(const col_coupling *coupling, ulong label); /* NULL: the input names none */

/* One step of a precision ladder: all modes, with balls of about `precision` bits less what conditioning costs.
 * Enclosures are valid at every precision; a too low one leaves clusters (equal = false). False, with error set and
 * modes empty, if the size is beyond reach or nothing could be certified at this precision. */
bool col_coupling_modes(col_modes *modes, const col_coupling *coupling, slong precision, col_error *error);

/* The ladder: precision grows from that of a double until s and gap have `digits` correct digits in every mode and
 * every cluster is either split or proved equal. False if the budget ends first (modes then hold the best enclosures
 * reached; error is set only if there are none). */
bool col_coupling_certify(col_modes *modes, const col_coupling *coupling, slong digits, col_budget *budget, col_error *error);

/* As col_coupling_modes, with orthonormal label vectors: column j of W (K x K, initialised by the caller) encloses w_j,
 * columns in the order of the modes, a mode of multiplicity m having m columns. Precisely: for every mode there is an
 * orthonormal basis of its invariant subspace of B^T B inside the columns' balls. The columns of s = 1 are closed
 * forms, the mean mode first. */
bool col_coupling_vectors(arb_mat_t W, col_modes *modes, const col_coupling *coupling, slong precision, col_error *error);

/* Double-precision singular values (K, descending) and label vectors (K x K, row k is w_k; NULL if not wanted): not
 * certified, for simulation and first guesses. False, with error set, if K > 16,384 or LAPACK fails. */
bool col_coupling_approx(double *s, double *label_vectors, const col_coupling *coupling, col_error *error);

#endif
