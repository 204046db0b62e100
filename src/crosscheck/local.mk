pkginclude_HEADERS += include/collapsar/crosscheck.h
libcollapsar_la_SOURCES += src/crosscheck/catalogue.c src/crosscheck/catalogue.h src/crosscheck/check.c \
  src/crosscheck/measure.c src/crosscheck/measure.h src/crosscheck/scene.c src/crosscheck/scene.h
libcollapsar_la_SOURCES += src/crosscheck/basis.c src/crosscheck/basis.h src/crosscheck/stage.c src/crosscheck/stage.h \
  src/crosscheck/stage_linear.c

# The theory, one theme a file.
libcollapsar_la_SOURCES += src/crosscheck/embedding.c src/crosscheck/embedding_data.c
libcollapsar_la_SOURCES += src/crosscheck/embedding_limits.c src/crosscheck/embedding_spread.c
libcollapsar_la_SOURCES += src/crosscheck/head.c src/crosscheck/fold.c src/crosscheck/leak.c
libcollapsar_la_SOURCES += src/crosscheck/slots_rates.c src/crosscheck/slots_states.c src/crosscheck/jacobian.c
libcollapsar_la_SOURCES += src/crosscheck/meanfield.c src/crosscheck/meanfield_graph.c
libcollapsar_la_SOURCES += src/crosscheck/selfconsistent.c src/crosscheck/selfconsistent.h
libcollapsar_la_SOURCES += src/crosscheck/teacher.c src/crosscheck/closed_form.c src/crosscheck/closed_form.h
libcollapsar_la_SOURCES += src/crosscheck/ablation.c src/crosscheck/saddle.c

# Derivation files.
pkginclude_HEADERS += include/collapsar/crosscheck_file.h
libcollapsar_la_SOURCES += src/crosscheck/file.c src/crosscheck/file.h src/crosscheck/file_conserved.c src/crosscheck/file_draw.c \
  src/crosscheck/file_flow.c src/crosscheck/file_formula.c src/crosscheck/file_rate.c src/crosscheck/file_rate.h \
  src/crosscheck/file_stability.c src/crosscheck/file_states.c
check_PROGRAMS += tests/test_crosscheck_file
tests_test_crosscheck_file_SOURCES = tests/test_crosscheck_file.c
tests_test_crosscheck_file_LDADD = $(test_ldadd) -lm

check_PROGRAMS += tests/test_crosscheck
tests_test_crosscheck_SOURCES = tests/test_crosscheck.c
tests_test_crosscheck_LDADD = $(test_ldadd) -lm
