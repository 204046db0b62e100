/* What the files on separations share. */
#ifndef COL_THEORY_SEPARATION_H
#define COL_THEORY_SEPARATION_H

#include <collapsar/embedding.h>

/* q = W^T(e_a/sqrt(b_a) - e_b/sqrt(b_b)), its first entry, of the mean mode, exactly zero. */
void col_pair_amplitudes(arb_ptr q, const col_separation *separation, ulong a, ulong b);

#endif
