/* Threads take the next piece of work until none is left. */
#include "crew.h"

#include "../base/memory.h"

#include <collapsar/flint.h>
#include <pthread.h>
#include <stdlib.h>

typedef struct {
    void (*work)(void *context, size_t i);
    void *context;
    size_t count, next; /* next: the first that nobody works on */
    pthread_mutex_t lock;
} crew;

static void work(crew *shared)
{
    for (;;) {
        pthread_mutex_lock(&shared->lock);
        size_t mine = shared->next++;
        pthread_mutex_unlock(&shared->lock);
        if (mine >= shared->count)
            return;
        shared->work(shared->context, mine);
    }
}

static void *work_in_thread(void *shared)
{
    work(shared);
    flint_cleanup();
    return NULL;
}

void col_crew_work(void (*piece)(void *context, size_t i), void *context, size_t count, unsigned threads)
{
    crew shared = {.work = piece, .context = context, .count = count, .lock = PTHREAD_MUTEX_INITIALIZER};
    pthread_t *hired = col_malloc(threads * sizeof *hired);
    unsigned started = 0;
    while (started + 1 < threads && started + 1 < count
           && pthread_create(&hired[started], NULL, work_in_thread, &shared) == 0)
        started++;
    work(&shared);
    for (unsigned i = 0; i < started; i++)
        pthread_join(hired[i], NULL);
    free(hired);
}
