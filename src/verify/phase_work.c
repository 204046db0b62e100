/* Cells are worked on one by one by whatever thread is free; each depends on nothing but the coarse subdivision. */
#include "phase_task.h"

#include "../base/memory.h"

#include <pthread.h>
#include <stdlib.h>

/* A thread's own means; false, with error set, for resource faults. Uses the graph: one at a time. */
static bool hire(phase_worker *worker, const col_phase_task *task, col_error *error)
{
    phase_counter *counter = NULL;
    const col_model *model = task->model;
    if (task->options.count) {
        const col_expr axes[] = {model->parameters[task->axes[0].parameter].symbol,
                                 model->parameters[task->axes[1].parameter].symbol};
        counter = phase_counter_new(model, &task->region, axes, &task->rectangle, &task->box, error);
        if (counter == NULL)
            return false;
    }
    phase_worker_init(worker, &task->signs, counter, task->axes);
    return true;
}

bool phase_task_cut(col_phase_task *task, col_error *error)
{
    phase_worker worker;
    col_budget left = task->options.budget;
    if (!hire(&worker, task, error))
        return false;
    phase_pave_coarsely(&task->coarse, &task->cells, &worker, &task->fineness, &left);
    phase_worker_clear(&worker);
    size_t count = task->cells.count;
    task->share = left;
    task->share.steps = count > 0 ? left.steps / count : 0;
    task->parts = col_calloc(count + 1, sizeof *task->parts);
    task->done = col_calloc(count + 1, sizeof *task->done);
    return true;
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

typedef struct {
    workshop *shop;
    phase_worker worker;
    pthread_t thread;
} hand;

static void *work(void *hand_)
{
    hand *self = hand_;
    workshop *shop = self->shop;
    col_phase_task *task = shop->task;
    size_t cell;
    while (take_cell(&cell, shop)) {
        phase_pave_cell(&task->parts[cell], &self->worker, &task->cells, cell, &task->fineness, task->share);
        pthread_mutex_lock(&shop->lock);
        task->done[cell] = true;
        if (shop->report && !shop->stopped)
            shop->stopped = !shop->report(shop->data, cell);
        pthread_mutex_unlock(&shop->lock);
    }
    return NULL;
}

static void *work_in_thread(void *hand_)
{
    work(hand_);
    flint_cleanup();
    return NULL;
}

/* The calling thread works too; threads that can't be had are done without. */
void col_phase_work(col_phase_task *task, const bool *wanted, bool (*report)(void *data, size_t cell), void *data)
{
    workshop shop = {.task = task, .wanted = wanted, .report = report, .data = data};
    size_t most = task->options.threads > 1 ? task->options.threads : 1, hired = 0, started = 1;
    if (most > task->cells.count)
        most = task->cells.count;
    hand *hands = col_calloc(most + 1, sizeof *hands);
    while (hired < most && hire(&hands[hired].worker, task, NULL))
        hands[hired++].shop = &shop;
    pthread_mutex_init(&shop.lock, NULL);
    while (started < hired && pthread_create(&hands[started].thread, NULL, work_in_thread, &hands[started]) == 0)
        started++;
    if (hired > 0)
        work(&hands[0]);
    for (size_t i = 1; i < started; i++)
        pthread_join(hands[i].thread, NULL);
    for (size_t i = 0; i < hired; i++)
        phase_worker_clear(&hands[i].worker);
    pthread_mutex_destroy(&shop.lock);
    free(hands);
}
