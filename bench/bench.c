#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 5
#define SHORTEST_ROUND 0.05 /* seconds */

static double processor_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

double bench_seconds(void (*work)(void *), void *data)
{
    double best = INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        double start = processor_seconds(), elapsed;
        long calls = 0;
        do {
            work(data);
            calls++;
            elapsed = processor_seconds() - start;
        } while (elapsed < SHORTEST_ROUND);
        best = fmin(best, elapsed / (double)calls);
    }
    return best;
}

double bench_rival(const char *interpreter, const char *script)
{
    double seconds;
    return bench_rival_numbers(&seconds, 1, interpreter, script, "") && seconds > 0 ? seconds : NAN;
}

bool bench_rival_numbers(double *out, size_t count, const char *interpreter, const char *script, const char *argument)
{
    const char *folder = getenv("BENCH_SOURCE");
    char call[2000], command[5000], line[256];
    snprintf(call, sizeof call, "%s '%s/%s' %s", interpreter, folder ? folder : "bench", script, argument);
    snprintf(command, sizeof command, "{ %s || /usr/bin/%s; } 2>/dev/null", call, call);
    FILE *pipe = popen(command, "r");
    if (pipe == NULL)
        return false;
    size_t found = 0;
    while (found < count && fgets(line, sizeof line, pipe))
        out[found++] = atof(line);
    pclose(pipe);
    return found == count;
}

void bench_print(const char *what, double ours, const char *rival, double theirs)
{
    if (isfinite(theirs))
        printf("%-52s %10.3g ms   %-22s %10.3g ms   ratio %.3g\n", what, 1e3 * ours, rival, 1e3 * theirs, ours / theirs);
    else
        printf("%-52s %10.3g ms   %-22s (not installed)\n", what, 1e3 * ours, rival);
    fflush(stdout);
}
