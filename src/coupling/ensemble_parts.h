/* What the files of the ensembles share. */
#ifndef COL_COUPLING_ENSEMBLE_PARTS_H
#define COL_COUPLING_ENSEMBLE_PARTS_H

#include <collapsar/ensemble.h>

/* Largest graph, and the largest K of explicit matrices of label vectors. */
#define COL_GRAPH_LIMIT 4096
#define COL_VECTORS_LIMIT 1024

/* Reads ensemble->file: sets labels, degree, names, edges and component. False, with error set, if it is bad. */
bool col_graph_read(col_ensemble *ensemble, col_error *error);

/* The adjacency matrix (labels x labels, initialised by the caller). */
void col_graph_adjacency(fmpz_mat_t adjacency, const col_ensemble *ensemble);

/* Number of the component of each node, numbered by first node, joined by pairs of nodes: union and find. */
typedef struct {
    size_t *parent;
    size_t count;
} col_forest;

void col_forest_init(col_forest *forest, size_t count);
void col_forest_clear(col_forest *forest);
void col_forest_join(col_forest *forest, size_t a, size_t b);
size_t col_forest_number(size_t *component, col_forest *forest); /* returns how many there are */

/* How many samples a type of frustrated sample has (total weight, exact), for n samples a label. */
void col_ensemble_type_weight(fmpq_t weight, const col_ensemble *ensemble, uint64_t samples);

#endif
