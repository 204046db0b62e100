pkginclude_HEADERS += include/collapsar/embedding.h
pkginclude_HEADERS += include/collapsar/slots.h
pkginclude_HEADERS += include/collapsar/meanfield.h
libcollapsar_la_SOURCES += src/theory/embedding.c src/theory/generator.c src/theory/generator.h src/theory/inertia.c \
  src/theory/inertia.h src/theory/reduction.c src/theory/separation.c src/theory/separation.h src/theory/separation_time.c
libcollapsar_la_SOURCES += src/theory/kernel.c src/theory/kernel.h src/theory/meanfield.c \
  src/theory/meanfield_solver.h src/theory/meanfield_curve.c src/theory/meanfield_two_time.c \
  src/theory/meanfield_quadrature.c src/theory/meanfield_limit.c src/theory/meanfield_trap.c src/theory/meanfield_trap.h
check_PROGRAMS += tests/test_meanfield
tests_test_meanfield_SOURCES = tests/test_meanfield.c
tests_test_meanfield_LDADD = $(test_ldadd) -lm
