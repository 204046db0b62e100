#include "progress.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH 40
#define REDRAW_SECONDS 0.2

/* The one bar of the program; every access holds the lock. */
static struct {
    pthread_mutex_t lock;
    const char *what;
    size_t done, total;
    double drawn; /* when */
    bool shown;
    bool outer; /* it counts runs, whose own bars are not shown */
} bar = {.lock = PTHREAD_MUTEX_INITIALIZER};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void draw(void)
{
    char cells[BAR_WIDTH + 1];
    size_t full = bar.total ? BAR_WIDTH * bar.done / bar.total : 0;
    memset(cells, '.', BAR_WIDTH);
    memset(cells, '#', full < BAR_WIDTH ? full : BAR_WIDTH);
    cells[BAR_WIDTH] = '\0';
    fprintf(stderr, "\r%s [%s] %zu/%zu", bar.what, cells, bar.done, bar.total);
    fflush(stderr);
    bar.drawn = now();
}

/* All below hold the lock. */
static void start(const char *what, size_t total, bool quiet)
{
    bar.what = what;
    bar.done = 0;
    bar.total = total;
    bar.shown = !quiet && isatty(STDERR_FILENO);
    bar.drawn = now(); /* short work shows no bar */
}

static void advance(size_t done)
{
    bar.done = done;
    if (bar.shown && now() - bar.drawn > REDRAW_SECONDS)
        draw();
}

static void end(void)
{
    if (bar.shown) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    bar.shown = false;
}

void col_progress_start(const char *what, size_t total, bool quiet)
{
    pthread_mutex_lock(&bar.lock);
    if (!bar.outer)
        start(what, total, quiet);
    pthread_mutex_unlock(&bar.lock);
}

void col_progress_at(size_t done)
{
    pthread_mutex_lock(&bar.lock);
    if (!bar.outer)
        advance(done);
    pthread_mutex_unlock(&bar.lock);
}

void col_progress_step(void)
{
    pthread_mutex_lock(&bar.lock);
    if (!bar.outer)
        advance(bar.done + 1);
    pthread_mutex_unlock(&bar.lock);
}

void col_progress_end(void)
{
    pthread_mutex_lock(&bar.lock);
    if (!bar.outer)
        end();
    pthread_mutex_unlock(&bar.lock);
}

void col_progress_outer_start(const char *what, size_t total, bool quiet)
{
    pthread_mutex_lock(&bar.lock);
    bar.outer = true;
    start(what, total, quiet);
    pthread_mutex_unlock(&bar.lock);
}

void col_progress_outer_step(void)
{
    pthread_mutex_lock(&bar.lock);
    advance(bar.done + 1);
    pthread_mutex_unlock(&bar.lock);
}

void col_progress_outer_end(void)
{
    pthread_mutex_lock(&bar.lock);
    end();
    bar.outer = false;
    pthread_mutex_unlock(&bar.lock);
}
