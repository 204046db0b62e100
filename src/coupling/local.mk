pkginclude_HEADERS += include/collapsar/coupling.h include/collapsar/density.h include/collapsar/ensemble.h \
  include/collapsar/modes.h include/collapsar/table.h
libcollapsar_la_SOURCES += src/coupling/approx.c src/coupling/clusters.c src/coupling/coupling.c \
  src/coupling/coupling_modes.c src/coupling/csv.c src/coupling/density.c src/coupling/edges.c src/coupling/eigenbasis.c \
  src/coupling/eigenbasis.h src/coupling/ensemble.c src/coupling/ensemble_modes.c src/coupling/ensemble_parts.h \
  src/coupling/ensemble_table.c src/coupling/ensemble_vectors.c src/coupling/exact.c src/coupling/exact.h \
  src/coupling/exact_spectrum.c src/coupling/exact_spectrum.h src/coupling/forest.c src/coupling/gram.c \
  src/coupling/gram_exact.c src/coupling/graph.c src/coupling/input.c src/coupling/input.h src/coupling/modes.c \
  src/coupling/npy.c src/coupling/spectrum.h src/coupling/table.c src/coupling/table_read.c src/coupling/vectors.c \
  src/coupling/vectors.h

check_PROGRAMS += tests/test_table tests/test_ensemble tests/test_coupling
tests_test_table_SOURCES = tests/test_table.c
tests_test_table_LDADD = $(test_ldadd)
tests_test_ensemble_SOURCES = tests/test_ensemble.c
tests_test_ensemble_LDADD = $(test_ldadd)
tests_test_coupling_SOURCES = tests/test_coupling.c
tests_test_coupling_LDADD = $(test_ldadd)
