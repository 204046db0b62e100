/* What the benchmarks share: timing, rivals run as programs, one line a comparison. */
#ifndef COL_BENCH_H
#define COL_BENCH_H

#include <stdbool.h>
#include <stddef.h>

/* Seconds of processor time that one call of work takes: the best of several rounds. */
double bench_seconds(void (*work)(void *), void *data);

/* Runs a script of the bench folder with an interpreter ("python3", "gp -q", ...), or with that of /usr/bin if the
 * first one lacks something: it prints the seconds that it took as its first line. NAN if the interpreter or what the script
 * needs is not installed. */
double bench_rival(const char *interpreter, const char *script);

/* The same for a script that takes an argument and prints more numbers, one a line. False unless all of them came. */
bool bench_rival_numbers(double *out, size_t count, const char *interpreter, const char *script, const char *argument);

/* "what                ours        rival name   theirs     ratio" */
void bench_print(const char *what, double ours, const char *rival, double theirs);

#endif
