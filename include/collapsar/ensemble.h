/* Regular ensembles of frustrated data: n samples a label, a fraction f of them frustrated, a frustrated sample's
 * weight split equally over the labels that it is tied to, all sample degrees equal, all label degrees equal.
 *
 * Squared singular values mu of the normalised coupling, beside the mean mode mu = 1:
 *   uniform,K=..,f=..          tied to all K labels: 1 - f, K - 1 times
 *   pairs,K=..,f=..            tied to two labels, every pair alike: 1 - (f/2) K/(K - 1), K - 1 times
 *   ring,K=..,f=..             two neighbours on a ring: 1 - f sin^2(pi j/K), j = 1 ... K - 1
 *   hypercube,m=..,f=..        neighbours on the cube of K = 2^m labels: 1 - f j/m, binomial(m, j) times
 *   graph,FILE,f=..            the edges of a regular graph (lines "LABEL LABEL"): 1 - (f/2)(1 - lambda/k),
 *                              lambda the adjacency eigenvalues
 *   kesten-mckay,k=..,f=..     random k-regular graph, K -> infinity: a continuous density
 *   semicircle,k=..,f=..       its dense limit at finite k >= 4
 * Parameters may be given by name or in this order ("ring,12,1/5"); numbers are exact. */
#ifndef COLLAPSAR_ENSEMBLE_H
#define COLLAPSAR_ENSEMBLE_H

#include <collapsar/modes.h>
#include <collapsar/table.h>
#include <collapsar/text.h>

typedef enum {
    COL_ENSEMBLE_UNIFORM, COL_ENSEMBLE_PAIRS, COL_ENSEMBLE_RING, COL_ENSEMBLE_HYPERCUBE, COL_ENSEMBLE_GRAPH,
    COL_ENSEMBLE_KESTEN_MCKAY, COL_ENSEMBLE_SEMICIRCLE
} col_ensemble_kind;

typedef struct {
    col_ensemble_kind kind;
    ulong labels;    /* K; 0 for the continuous ones */
    ulong degree;    /* k of the graph, m of the hypercube, 2 on the ring, K - 1 for pairs, K for uniform */
    fmpq_t f;        /* in [0, 1]; in (0, 1] for the continuous ones */
    char *file;      /* graph only */
    char **names;    /* graph only: the labels' */
    uint32_t *edges; /* graph only: labels * degree / 2 pairs */
    size_t *component; /* graph only: of each label */
} col_ensemble;

/* Parses NAME,PARAMETER=VALUE,... False, with error set and nothing to clear, if the text or the graph's file is
 * bad, a value lies outside its range (K >= 2, ring 3 <= K <= 1,000,000, 1 <= m <= 62, kesten-mckay k >= 2, semicircle k >= 4,
 * K <= 2^62) or the graph is not regular. */
bool col_ensemble_parse(col_ensemble *ensemble, const char *text, col_error *error);
void col_ensemble_clear(col_ensemble *ensemble);
void col_ensemble_print(col_text *out, const col_ensemble *ensemble); /* parses back to the same ensemble */

bool col_ensemble_continuous(const col_ensemble *ensemble); /* use density.h then; there are no modes */

/* Number of connected components of the labels (every label its own if f = 0), and of each label: fewer than 2^32
 * labels. Not for continuous ensembles. */
ulong col_ensemble_components(const col_ensemble *ensemble);
ulong col_ensemble_component(const col_ensemble *ensemble, ulong label);

/* The modes, equal ones merged, from the closed forms; graph: from its certified adjacency spectrum. False, with
 * error set and modes empty, only when a graph is too large (more than 4,096 labels). Not for continuous ones. */
bool col_ensemble_modes(col_modes *modes, const col_ensemble *ensemble, slong precision, col_error *error);

/* Orthonormal label vectors, one column a mode in the order of col_ensemble_modes (a mode of multiplicity m has m
 * columns; the first column is the mean mode). W is K x K, initialised by the caller. */
bool col_ensemble_label_vectors(arb_mat_t W, const col_ensemble *ensemble, slong precision, col_error *error);

/* An explicit table with `samples` samples a label, one row a type of sample. Where (1 - f) samples or the frustrated
 * samples a type come out fractional, their number is rounded (at least 1) and the weight of a sample, otherwise 1,
 * makes up for it: total weights, and so the spectrum, are exact for every number of samples. False, with error set,
 * for continuous ensembles and beyond 2^24 entries. */
bool col_ensemble_table(col_table *table, const col_ensemble *ensemble, uint64_t samples, col_error *error);

#endif
