/* What the benchmarks share: timing, rivals run as programs, one line a comparison. */
#ifndef COL_BENCH_H
#define COL_BENCH_H

/* Seconds of processor time that one call of work takes: the best of several rounds. */
double bench_seconds(void (*work)(void *), void *data);

/* Runs a script of the bench folder with an interpreter ("python3", "gp -q", ...): it prints the seconds that it took
 * as its first line. NAN if the interpreter or what the script needs is not installed. */
double bench_rival(const char *interpreter, const char *script);

/* "what                ours        rival name   theirs     ratio" */
void bench_print(const char *what, double ours, const char *rival, double theirs);

#endif
