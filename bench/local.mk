# Benchmarks: each program prints its times beside those of what is installed, as ratios. Built and run by 'make bench'.
EXTRA_PROGRAMS = $(bench_programs)
EXTRA_DIST += $(bench_scripts)
bench_common = bench/bench.c bench/bench.h

bench_programs = bench/bench_forms
bench_bench_forms_SOURCES = bench/bench_forms.c $(bench_common)
bench_bench_forms_LDADD = libcollapsar.la
bench_scripts = bench/forms.gp bench/forms_mpmath.py
bench_programs += bench/bench_states
bench_bench_states_SOURCES = bench/bench_states.c $(bench_common)
bench_bench_states_LDADD = libcollapsar.la
bench_programs += bench/bench_spectrum
bench_bench_spectrum_SOURCES = bench/bench_spectrum.c $(bench_common)
bench_bench_spectrum_LDADD = libcollapsar.la

bench_programs += bench/bench_meanfield
bench_bench_meanfield_SOURCES = bench/bench_meanfield.c $(bench_common)
bench_bench_meanfield_LDADD = libcollapsar.la -lm

bench_programs += bench/bench_flow
bench_bench_flow_SOURCES = bench/bench_flow.c $(bench_common)
bench_bench_flow_LDADD = libcollapsar.la
bench_scripts += bench/flow_numpy.py
bench_programs += bench/bench_flow_run
bench_bench_flow_run_SOURCES = bench/bench_flow_run.c $(bench_common)
bench_bench_flow_run_LDADD = libcollapsar.la -lm
bench_scripts += bench/flow_scipy.py
bench_programs += bench/bench_slots
bench_bench_slots_SOURCES = bench/bench_slots.c $(bench_common)
bench_bench_slots_LDADD = libcollapsar.la

bench: all $(bench_programs)
	@for program in $(bench_programs); do BENCH_SOURCE='$(abs_top_srcdir)/bench' ./$$program || exit 1; done

.PHONY: bench
