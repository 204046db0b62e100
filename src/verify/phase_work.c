/* Cells are worked on one by one by whatever thread is free; each depends on nothing but the coarse subdivision. */
#include "phase_task.h"

#include "../base/memory.h"

#include <pthread.h>
#include <stdlib.h>

void phase_task_cut(col_phase_task *task)
{
    phase_worker worker;
    col_budget left = task->options.budget;
    phase_worker_init(&worker, &task->signs, &task->axes[0], &task->axes[1]);
    phase_pave_coarsely(&task->coarse, &task->cells, &worker, &task->fineness, &left);
    phase_worker_clear(&worker);
    size_t count = task->cells.count;
    task->share = left;
    task->share.steps = count > 0 ? left.steps / count : 0;
    task->parts = col_calloc(count + 1, sizeof *task->parts);
    task->done = col_calloc(count + 1, sizeof *task->done);
}

size_t col_phase_cell_count(const col_phase_task *task)
{
    return task->cells.count;
}

bool col_phase_cell_is_done(const col_phase_task *task, size_t cell)
{
    return task->done[cell];
}

/* What the threads share. */
typedef struct {
    col_phase_task *task;
    const bool *wanted;
    bool (*report)(void *data, size_t cell);
    void *data;
    size_t next; /* the first cell that nobody has looked at */
    bool stopped;
    pthread_mutex_t lock;
} workshop;

/* The next cell to work on; false if there is none. */
static bool take_cell(size_t *cell, workshop *shop)
{
    const col_phase_task *task = shop->task;
    pthread_mutex_lock(&shop->lock);
    while (shop->next < task->cells.count
           && (task->done[shop->next] || (shop->wanted && !shop->wanted[shop->next])))
        shop->next++;
    *cell = shop->next++;
    bool found = *cell < task->cells.count && !shop->stopped;
    pthread_mutex_unlock(&shop->lock);
    return found;
}

static void *work(void *shop_)
{
    workshop *shop = shop_;
    col_phase_task *task = shop->task;
    phase_worker worker;
    size_t cell;
    phase_worker_init(&worker, &task->signs, &task->axes[0], &task->axes[1]);
    while (take_cell(&cell, shop)) {
        phase_pave_cell(&task->parts[cell], &worker, &task->cells, cell, &task->fineness, task->share);
        pthread_mutex_lock(&shop->lock);
        task->done[cell] = true;
        if (shop->report && !shop->stopped)
            shop->stopped = !shop->report(shop->data, cell);
        pthread_mutex_unlock(&shop->lock);
    }
    phase_worker_clear(&worker);
    return NULL;
}

static void *work_in_thread(void *shop)
{
    work(shop);
    flint_cleanup();
    return NULL;
}

/* The calling thread works too; threads that can't be had are done without. */
void col_phase_work(col_phase_task *task, const bool *wanted, bool (*report)(void *data, size_t cell), void *data)
{
    workshop shop = {.task = task, .wanted = wanted, .report = report, .data = data};
    unsigned threads = task->options.threads, started = 0;
    pthread_t *helpers = col_malloc((threads + 1) * sizeof *helpers);
    pthread_mutex_init(&shop.lock, NULL);
    while (started + 1 < threads && started + 1 < task->cells.count
           && pthread_create(&helpers[started], NULL, work_in_thread, &shop) == 0)
        started++;
    work(&shop);
    for (unsigned i = 0; i < started; i++)
        pthread_join(helpers[i], NULL);
    pthread_mutex_destroy(&shop.lock);
    free(helpers);
}
