#include "output.h"

#include "../base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The one temporary file of this process, for the signal handler. Set while the file exists. */
static char *volatile temporary;

void col_output_abandon(void)
{
    if (temporary)
        unlink(temporary);
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

static bool write_and_rename(const char *path, const struct stat *old, const char *bytes, size_t length,
                             col_error *error)
{
    size_t size = strlen(path) + sizeof ".XXXXXX";
    char *name = col_malloc(size);
    snprintf(name, size, "%s.XXXXXX", path);
    int file = mkstemp(name);
    bool done = file >= 0;
    if (done) {
        temporary = name;
        bool permitted = fchmod(file, mode_for(old)) == 0;
        done = write_and_close(file, bytes, length) && permitted && rename(name, path) == 0;
        int reason = errno;
        if (!done)
            unlink(name);
        errno = reason;
    }
    if (!done)
        report(error, path, errno);
    temporary = NULL;
    free(name);
    return done;
}

/* Where path leads if it is a symbolic link, so that the link stays one; the caller frees it. */
static char *resolve(const char *path)
{
    char *real = realpath(path, NULL);
    return real ? real : col_strdup(path);
}

bool col_output_write(const char *path, const char *bytes, size_t length, col_error *error)
{
    if (path == NULL || strcmp(path, "-") == 0) {
        /* A closed standard output shows here, even if there is nothing to write. */
        if (fcntl(STDOUT_FILENO, F_GETFL) < 0 || !write_all(STDOUT_FILENO, bytes, length))
            return report(error, "standard output", errno);
        return true;
    }
    char *target = resolve(path);
    struct stat old;
    bool exists = stat(target, &old) == 0, done;
    if (exists && S_ISDIR(old.st_mode))
        done = report(error, path, EISDIR);
    else if (exists && !S_ISREG(old.st_mode))
        done = write_directly(target, bytes, length, error);
    else if (exists && access(target, W_OK) != 0)
        done = report(error, path, errno);
    else
        done = write_and_rename(target, exists ? &old : NULL, bytes, length, error);
    free(target);
    return done;
}
