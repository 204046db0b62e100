/* A field of normal forms over a region: its oracle knows what the region's ranges and conditions imply. */
#ifndef COL_RIGOR_SIGN_CONTEXT_H
#define COL_RIGOR_SIGN_CONTEXT_H

#include <collapsar/exact.h>
#include <collapsar/region.h>

typedef struct col_sign_context col_sign_context;

/* For normal forms of the expressions, with room for more generators than they need. region is borrowed. */
col_sign_context *col_sign_context_new(const col_region *region, const col_expr *expressions, size_t count,
                                       size_t room);
void col_sign_context_free(col_sign_context *context);

col_exact_field *col_sign_context_field(col_sign_context *context);

#endif
