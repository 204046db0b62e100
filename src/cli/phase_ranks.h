/* collapsar phase on several processes under MPI. Without MPI, or not started by mpirun, there is one rank, and nothing
 * here does anything. */
#ifndef COL_CLI_PHASE_RANKS_H
#define COL_CLI_PHASE_RANKS_H

#include <collapsar/phase.h>

typedef struct {
    size_t rank, count, here; /* count processes, here of them on this machine */
} phase_ranks;

phase_ranks phase_ranks_begin(void);
void phase_ranks_end(const phase_ranks *ranks);

/* Is it good on all ranks? All of them have to ask. */
bool phase_ranks_agree(const phase_ranks *ranks, bool good);

/* Rank 0 tells the others what is marked. */
void phase_ranks_tell(const phase_ranks *ranks, bool *marks, size_t count);

/* Each rank hands the wanted cells over to rank 0; false on rank 0 if one arrived damaged. */
bool phase_ranks_gather(const phase_ranks *ranks, col_phase_task *task, const bool *wanted);

#endif
