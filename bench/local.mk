# Benchmarks: each program prints its times beside those of what is installed, as ratios. Built and run by 'make bench'.
bench_programs =
EXTRA_PROGRAMS = $(bench_programs)
EXTRA_DIST += bench

bench: all $(bench_programs)
	@for program in $(bench_programs); do BENCH_SOURCE='$(abs_top_srcdir)/bench' ./$$program || exit 1; done

.PHONY: bench
