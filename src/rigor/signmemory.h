/* What sign contexts have proved over a region, for the contexts to come. */
#ifndef COL_RIGOR_SIGNMEMORY_H
#define COL_RIGOR_SIGNMEMORY_H

#include <collapsar/region.h>

col_sign_memory *col_sign_memory_new(void);
void col_sign_memory_free(col_sign_memory *memory); /* NULL is allowed */

/* The signs that e has on the region, as far as they are remembered; COL_SIGN_ANY if they are not. */
col_signs col_sign_recall(const col_region *region, col_expr e);

/* e has the signs on the region, proved. */
void col_sign_remember(const col_region *region, col_expr e, col_signs signs);

#endif
