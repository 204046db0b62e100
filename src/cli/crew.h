/* Work that threads share out among themselves. */
#ifndef COL_CLI_CREW_H
#define COL_CLI_CREW_H

#include <stddef.h>

/* work(context, i) once for each i < count, on at most so many threads: each takes the next one until none is left. The
 * calling thread works too; threads that can't be had are done without. */
void col_crew_work(void (*work)(void *context, size_t i), void *context, size_t count, unsigned threads);

#endif
