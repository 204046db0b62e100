pkginclude_HEADERS += include/collapsar/embedding.h
pkginclude_HEADERS += include/collapsar/slots.h
pkginclude_HEADERS += include/collapsar/meanfield.h
libcollapsar_la_SOURCES += src/theory/embedding.c src/theory/generator.c src/theory/generator.h src/theory/inertia.c \
  src/theory/inertia.h src/theory/reduction.c src/theory/separation.c src/theory/separation.h src/theory/separation_time.c
libcollapsar_la_SOURCES += src/theory/kernel.c src/theory/kernel.h src/theory/meanfield.c \
  src/theory/meanfield_solver.h src/theory/meanfield_curve.c src/theory/meanfield_two_time.c \
  src/theory/meanfield_quadrature.c src/theory/meanfield_limit.c src/theory/meanfield_trap.c src/theory/meanfield_trap.h \
  src/theory/meanfield_tail.c src/theory/meanfield_edge.c src/theory/meanfield_edge.h
check_PROGRAMS += tests/test_meanfield
tests_test_meanfield_SOURCES = tests/test_meanfield.c
tests_test_meanfield_LDADD = $(test_ldadd) -lm
libcollapsar_la_SOURCES += src/theory/slots_cell.c src/theory/slots_plane.c src/theory/slots_fill.c src/theory/slots_blocks.c \
  src/theory/slots_equal.c src/theory/slots_unequal.c src/theory/slots_spectrum.c src/theory/slots_labels.c \
  src/theory/slots_width.c src/theory/smallroots.c src/theory/smallroots.h src/theory/deflate.c src/theory/deflate.h \
  src/theory/head_flow.c src/theory/head_dense.c src/theory/head_internal.h src/theory/slots_internal.h

check_PROGRAMS += tests/test_embedding
tests_test_embedding_SOURCES = tests/test_embedding.c
tests_test_embedding_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_slots
tests_test_slots_SOURCES = tests/test_slots.c
tests_test_slots_LDADD = $(test_ldadd)
