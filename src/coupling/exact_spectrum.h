/* Spectra of integer matrices all of whose eigenvalues are real, by exact algebra: multiplicities are proved. */
#ifndef COL_COUPLING_EXACT_SPECTRUM_H
#define COL_COUPLING_EXACT_SPECTRUM_H

#include <collapsar/flint.h>
#include <stdbool.h>

typedef struct {
    arb_t value;
    slong multiplicity;
    bool whole;     /* the eigenvalue is the integer number */
    fmpz_t number;
} col_root;

typedef struct {
    col_root *items;
    size_t count, capacity;
} col_roots;

void col_roots_init(col_roots *roots);
void col_roots_clear(col_roots *roots);

/* All distinct eigenvalues, descending, in disjoint balls of about `precision` correct bits, from the squarefree
 * factors of the characteristic polynomial. False, with roots empty, if the matrix was not what was promised or the
 * roots could not be told apart. */
bool col_exact_spectrum(col_roots *roots, const fmpz_mat_t matrix, slong precision);

#endif
