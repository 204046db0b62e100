/* Cells travel as lists of integers. Only the thread that began with MPI speaks to it. */
#include "phase_ranks.h"

#include "config.h"

#if COL_MPI

#include "../base/memory.h"

#include <mpi.h>
#include <stdlib.h>

enum { CELL_TAG = 1, PIECE = 1 << 24 }; /* numbers in a message: counts are int */

/* Has something that speaks MPI started this process? MPI itself takes a tenth of a second to tell. */
static bool is_started_by_mpi(void)
{
    static const char *const signs[] = {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE", "MPI_LOCALNRANKS"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (getenv(signs[i]))
            return true;
    return false;
}

phase_ranks phase_ranks_begin(void)
{
    phase_ranks ranks = {0, 1, 1};
    int provided, rank, count, here;
    if (!is_started_by_mpi() || MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS)
        return ranks;
    MPI_Comm machine;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &count);
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
    MPI_Comm_size(machine, &here);
    MPI_Comm_free(&machine);
    return (phase_ranks){(size_t)rank, (size_t)count, (size_t)here};
}

void phase_ranks_end(const phase_ranks *ranks)
{
    (void)ranks;
    int begun;
    MPI_Initialized(&begun);
    if (begun)
        MPI_Finalize();
}

bool phase_ranks_agree(const phase_ranks *ranks, bool good)
{
    int mine = good, all = good;
    if (ranks->count > 1)
        MPI_Allreduce(&mine, &all, 1, MPI_INT, MPI_LAND, MPI_COMM_WORLD);
    return all != 0;
}

void phase_ranks_tell(const phase_ranks *ranks, bool *marks, size_t count)
{
    if (ranks->count > 1)
        MPI_Bcast(marks, (int)(count * sizeof *marks), MPI_BYTE, 0, MPI_COMM_WORLD);
}

static void send_cell(const col_phase_task *task, size_t cell)
{
    size_t count;
    int64_t *numbers = col_phase_cell_numbers(&count, task, cell);
    const int64_t head[] = {(int64_t)cell, (int64_t)count};
    MPI_Send(head, 2, MPI_INT64_T, 0, CELL_TAG, MPI_COMM_WORLD);
    for (size_t at = 0; at < count; at += PIECE)
        MPI_Send(numbers + at, (int)(count - at < PIECE ? count - at : PIECE), MPI_INT64_T, 0, CELL_TAG,
                 MPI_COMM_WORLD);
    free(numbers);
}

static bool receive_cell(col_phase_task *task, int from)
{
    int64_t head[2];
    MPI_Recv(head, 2, MPI_INT64_T, from, CELL_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    size_t count = (size_t)head[1];
    int64_t *numbers = col_calloc(count + 1, sizeof *numbers);
    for (size_t at = 0; at < count; at += PIECE)
        MPI_Recv(numbers + at, (int)(count - at < PIECE ? count - at : PIECE), MPI_INT64_T, from, CELL_TAG,
                 MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    bool good = col_phase_cell_accept(task, (size_t)head[0], numbers, count);
    free(numbers);
    return good;
}

bool phase_ranks_gather(const phase_ranks *ranks, col_phase_task *task, const bool *wanted)
{
    bool good = true;
    int cells = 0;
    if (ranks->count == 1)
        return true;
    for (size_t cell = 0; cell < col_phase_cell_count(task); cell++)
        cells += wanted[cell];
    int *all = col_calloc(ranks->count, sizeof *all);
    MPI_Gather(&cells, 1, MPI_INT, all, 1, MPI_INT, 0, MPI_COMM_WORLD);
    for (size_t rank = 1; ranks->rank == 0 && rank < ranks->count; rank++)
        for (int i = 0; i < all[rank]; i++)
            good = receive_cell(task, (int)rank) && good;
    for (size_t cell = 0; ranks->rank > 0 && cell < col_phase_cell_count(task); cell++)
        if (wanted[cell])
            send_cell(task, cell);
    free(all);
    return good;
}

#else

phase_ranks phase_ranks_begin(void)
{
    return (phase_ranks){0, 1, 1};
}

void phase_ranks_end(const phase_ranks *ranks)
{
    (void)ranks;
}

bool phase_ranks_agree(const phase_ranks *ranks, bool good)
{
    (void)ranks;
    return good;
}

void phase_ranks_tell(const phase_ranks *ranks, bool *marks, size_t count)
{
    (void)ranks;
    (void)marks;
    (void)count;
}

bool phase_ranks_gather(const phase_ranks *ranks, col_phase_task *task, const bool *wanted)
{
    (void)ranks;
    (void)task;
    (void)wanted;
    return true;
}

#endif
