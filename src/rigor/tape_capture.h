/* Which values of its surroundings the body of a sum or an integral needs. */
#ifndef COL_RIGOR_TAPE_CAPTURE_H
#define COL_RIGOR_TAPE_CAPTURE_H

#include <collapsar/expr.h>

/* For each sum and integral under some roots: its two ends, then the largest subterms of its body that do not
 * contain the bound symbol and are not plain numbers. Seen from outside these are its arguments. */
typedef struct {
    col_expr *needs; /* lo, hi, captures */
    size_t count, capacity;
} col_capture;

typedef struct {
    const col_graph *graph;
    col_expr top;     /* no handle under the roots is larger */
    uint32_t *index;  /* handle -> 1 + position in captures, 0 for other nodes */
    col_capture *captures;
    size_t count, capacity;
} col_captures;

/* False if there are more sums and integrals than the limit. To be cleared in either case. */
bool col_captures_init(col_captures *captures, const col_graph *graph, const col_expr *roots, size_t root_count,
    size_t limit);
void col_captures_clear(col_captures *captures);

/* The arguments of a node as seen from outside. */
const col_expr *col_captures_arguments(const col_captures *captures, col_expr e, size_t *count);

#endif
