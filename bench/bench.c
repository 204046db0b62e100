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
    const char *folder = getenv("BENCH_SOURCE");
    char command[4096];
    snprintf(command, sizeof command, "%s '%s/%s' 2>/dev/null", interpreter, folder ? folder : "bench", script);
    FILE *pipe = popen(command, "r");
    if (pipe == NULL)
        return NAN;
    char line[256] = "";
    double seconds = fgets(line, sizeof line, pipe) ? atof(line) : 0;
    pclose(pipe);
    return seconds > 0 ? seconds : NAN;
}

void bench_print(const char *what, double ours, const char *rival, double theirs)
{
    if (isfinite(theirs))
        printf("%-52s %10.3g ms   %-22s %10.3g ms   ratio %.3g\n", what, 1e3 * ours, rival, 1e3 * theirs, ours / theirs);
    else
        printf("%-52s %10.3g ms   %-22s (not installed)\n", what, 1e3 * ours, rival);
    fflush(stdout);
}
