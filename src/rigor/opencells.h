/* Rational sample points of the full-dimensional cells of an arrangement in a box. Internal. */
#ifndef COL_RIGOR_OPENCELLS_H
#define COL_RIGOR_OPENCELLS_H

#include "projection.h"

/* Visits at least one rational point of every connected component of the interior of the system's box minus the zero
 * sets of its leaves. proved: all were visited; refuted: the visitor stopped; undecided: the budget or a size limit
 * was reached (possibly before the first visit). *cells grows by the number of points. */
col_verdict col_open_cells(col_cell_visitor visitor, void *data, const col_sign_system *system, double limit,
    ulong *cells, col_budget *budget);

#endif
