# The program. A subcommand is one more file here, and one more line in main.c's list.
bin_PROGRAMS = collapsar
collapsar_SOURCES = src/cli/command.h src/cli/commands.c src/cli/crew.c src/cli/crew.h \
  src/cli/main.c src/cli/nearest.c src/cli/options.c src/cli/options.h \
  src/cli/output.c src/cli/output.h src/cli/progress.c src/cli/progress.h src/cli/run.c src/cli/values.c
collapsar_LDADD = libcollapsar.la $(MPI_LIBS)
collapsar_SOURCES += src/cli/verify.c src/cli/verify.h src/cli/verify_document.c src/cli/verify_print.c
collapsar_SOURCES += src/cli/states.c src/cli/model.c src/cli/model.h
collapsar_SOURCES += src/cli/phase.c src/cli/phase.h src/cli/phase_job.c src/cli/phase_print.c src/cli/phase_tiles.c \
  src/cli/phase_ranks.c src/cli/phase_ranks.h src/cli/phase_line.c src/cli/phase_closed.c src/cli/phase_curves.c src/cli/phase_plot.c
collapsar_SOURCES += src/cli/dmft.c src/cli/dmft.h src/cli/dmft_plot.c src/cli/dmft_print.c
check_SCRIPTS += tests/cli/dmft.sh
collapsar_SOURCES += src/cli/spectrum.c src/cli/spectrum.h src/cli/spectrum_analyse.c src/cli/spectrum_json.c \
  src/cli/spectrum_plot.c src/cli/spectrum_separate.c src/cli/spectrum_tables.c src/cli/spectrum_text.c
collapsar_SOURCES += src/cli/simulate.c src/cli/simulate.h src/cli/simulate_figure.c src/cli/simulate_print.c
collapsar_SOURCES += src/cli/crosscheck.c src/cli/crosscheck.h src/cli/crosscheck_file.c src/cli/crosscheck_figure.c src/cli/crosscheck_print.c
collapsar_SOURCES += src/cli/slots.c src/cli/slots.h src/cli/slots_print.c src/cli/slots_width.c src/cli/slots_seen.c
collapsar_SOURCES += src/cli/recipe.c src/cli/recipe.h src/cli/report.c src/cli/report.h src/cli/report_files.c \
  src/cli/report_latex.c src/cli/report_page.c src/cli/report_run.c
check_SCRIPTS += tests/cli/slots.sh tests/cli/spectrum.sh tests/cli/phase.sh tests/cli/phase_pieces.sh tests/cli/phase_mpi.sh

# Black-box tests of the program.
check_SCRIPTS += tests/cli/locale.sh tests/cli/options.sh tests/cli/output.sh tests/cli/states.sh tests/cli/verify.sh
EXTRA_DIST += $(check_SCRIPTS)
check_SCRIPTS += tests/cli/document.sh tests/cli/tutorial.sh tests/cli/report.sh tests/cli/simulate.sh tests/cli/crosscheck.sh tests/cli/crosscheck_file.sh
