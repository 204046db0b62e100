#include "output.h"

#include "../base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The temporary files of this process, for the signal handler. A name stays here until all are renamed: to remove one
 * that is gone does no harm. */
static _Atomic(char **) temporaries;
static atomic_size_t temporary_count;

/* A signal may come to any thread while another one writes. The handler waits for a file that is being created, whose
 * thread has its signals blocked, and none is created once all is abandoned. */
static atomic_bool creating, abandoned;

void col_output_abandon(void)
{
    const struct timespec moment = {.tv_nsec = 1000000};
    atomic_store(&abandoned, true);
    while (atomic_load(&creating))
        nanosleep(&moment, NULL);
    char **names = atomic_load(&temporaries);
    for (size_t i = 0, count = atomic_load(&temporary_count); names && i < count; i++)
        unlink(names[i]);
}

/* Once all is abandoned the process is about to end. */
static void stop_if_abandoned(void)
{
    while (atomic_load(&abandoned))
        pause();
}

/* Creates the file and enters its name, which mkstemp completes. */
static int create_temporary(char *name)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    atomic_store(&creating, true);
    int file = atomic_load(&abandoned) ? -1 : mkstemp(name), reason = errno;
    if (file >= 0) {
        size_t count = atomic_load(&temporary_count);
        atomic_load(&temporaries)[count] = name;
        atomic_store(&temporary_count, count + 1);
    }
    atomic_store(&creating, false);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    stop_if_abandoned();
    errno = reason;
    return file;
}

static bool report(col_error *error, const char *path, int reason)
{
    col_error_resource(error, "%.400s: cannot write: %s", path, strerror(reason));
    return false;
}

static bool write_all(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(file, bytes, length < 1 << 20 ? length : 1 << 20);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

/* A full disk may show only when the file is closed. */
static bool write_and_close(int file, const char *bytes, size_t length)
{
    bool written = write_all(file, bytes, length);
    int reason = errno;
    if (close(file) != 0 && written)
        return false;
    errno = reason;
    return written;
}

static bool write_directly(const char *path, const char *bytes, size_t length, col_error *error)
{
    int file = open(path, O_WRONLY | O_NOCTTY);
    if (file < 0 || !write_and_close(file, bytes, length))
        return report(error, path, errno);
    return true;
}

/* The mode that a new file gets: of the file that it replaces, or what the umask leaves of 0666. */
static mode_t mode_for(const struct stat *old)
{
    if (old)
        return old->st_mode & 07777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Where path leads if it is a symbolic link, so that the link stays one; the caller frees it. */
static char *resolve(const char *path)
{
    char *real = realpath(path, NULL);
    return real ? real : col_strdup(path);
}

/* Writes the bytes under a temporary name beside the target, the next of the temporaries. */
static void write_beside(const char *target, const col_output *output, col_error *error)
{
    struct stat old;
    bool exists = stat(target, &old) == 0;
    if (exists && !S_ISREG(old.st_mode)) {
        report(error, output->path, S_ISDIR(old.st_mode) ? EISDIR : EINVAL);
        return;
    }
    if (exists && access(target, W_OK) != 0) {
        report(error, output->path, errno);
        return;
    }
    size_t size = strlen(target) + sizeof ".XXXXXX";
    char *name = col_malloc(size);
    snprintf(name, size, "%s.XXXXXX", target);
    int file = create_temporary(name);
    if (file < 0) {
        report(error, output->path, errno);
        free(name);
        return;
    }
    bool permitted = fchmod(file, mode_for(exists ? &old : NULL)) == 0;
    if (!write_and_close(file, output->bytes, output->length) || !permitted)
        report(error, output->path, errno);
}

bool col_output_write_all(const col_output *outputs, size_t count, col_error *error)
{
    col_error fault = {0};
    char **targets = col_calloc(count + 1, sizeof *targets), **names = col_calloc(count + 1, sizeof *names);
    atomic_store(&temporaries, names);
    for (size_t i = 0; i < count && fault.fault == COL_FAULT_NONE; i++) {
        targets[i] = resolve(outputs[i].path);
        write_beside(targets[i], &outputs[i], &fault);
    }
    for (size_t i = 0; i < count && fault.fault == COL_FAULT_NONE; i++) {
        stop_if_abandoned();
        if (rename(names[i], targets[i]) != 0)
            report(&fault, outputs[i].path, errno);
    }
    for (size_t i = 0; i < count && names[i] && fault.fault != COL_FAULT_NONE; i++)
        unlink(names[i]);
    if (fault.fault != COL_FAULT_NONE)
        col_error_resource(error, "%s", fault.message);
    atomic_store(&temporary_count, 0);
    atomic_store(&temporaries, NULL);
    stop_if_abandoned(); /* the handler may still read the names */
    for (size_t i = 0; i < count; i++) {
        free(targets[i]);
        free(names[i]);
    }
    free(targets);
    free(names);
    return fault.fault == COL_FAULT_NONE;
}

/* Creates one directory, unless it exists. */
static bool make_directory(const char *path)
{
    struct stat found;
    if (mkdir(path, 0777) == 0)
        return true;
    int reason = errno;
    if (stat(path, &found) == 0 && S_ISDIR(found.st_mode))
        return true;
    errno = reason == EEXIST ? ENOTDIR : reason;
    return false;
}

bool col_output_directory(const char *path, col_error *error)
{
    char *above = col_strdup(path);
    bool good = true;
    for (char *at = above + 1; good && *above && *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        good = make_directory(above);
        *at = '/';
    }
    good = good && make_directory(path) && access(path, W_OK | X_OK) == 0;
    free(above);
    return good || report(error, path, errno);
}

bool col_output_write(const char *path, const char *bytes, size_t length, col_error *error)
{
    if (path == NULL || strcmp(path, "-") == 0) {
        /* A closed standard output shows here, even if there is nothing to write. */
        if (fcntl(STDOUT_FILENO, F_GETFL) < 0 || !write_all(STDOUT_FILENO, bytes, length))
            return report(error, "standard output", errno);
        return true;
    }
    struct stat old;
    if (stat(path, &old) == 0 && !S_ISREG(old.st_mode) && !S_ISDIR(old.st_mode))
        return write_directly(path, bytes, length, error);
    return col_output_write_all(&(col_output){path, bytes, length}, 1, error);
}
