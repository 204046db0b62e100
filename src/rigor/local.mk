pkginclude_HEADERS += include/collapsar/interval.h include/collapsar/tape.h include/collapsar/ladder.h \
    include/collapsar/decimal.h include/collapsar/eigen.h
libcollapsar_la_SOURCES += src/rigor/interval.c src/rigor/interval_arithmetic.h src/rigor/ladder.c \
    src/rigor/ball.c src/rigor/ball.h src/rigor/ball_function.c \
    src/rigor/tape.c src/rigor/tape_internal.h src/rigor/tape_capture.c src/rigor/tape_capture.h \
    src/rigor/tape_workspace.c src/rigor/tape_approx.c src/rigor/tape_interval.c src/rigor/tape_ball.c \
    src/rigor/tape_body.c src/rigor/tape_complex.c src/rigor/tape_series.c src/rigor/quadrature.c \
    src/rigor/decimal.c src/rigor/residual.c src/rigor/residual.h src/rigor/eigen.c \
    src/rigor/eigen_symmetric.c src/rigor/eigen_stability.c
check_PROGRAMS += tests/test_tape
tests_test_tape_SOURCES = tests/test_tape.c
tests_test_tape_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_decimal
tests_test_decimal_SOURCES = tests/test_decimal.c
tests_test_decimal_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_eigen
tests_test_eigen_SOURCES = tests/test_eigen.c
tests_test_eigen_LDADD = $(test_ldadd)

pkginclude_HEADERS += include/collapsar/semialgebraic.h

pkginclude_HEADERS += include/collapsar/taylor.h include/collapsar/integrator.h
libcollapsar_la_SOURCES += src/rigor/field.c src/rigor/field.h src/rigor/taylor.c src/rigor/lohner.c \
    src/rigor/lohner.h src/rigor/integrator.c
