pkginclude_HEADERS += include/collapsar/verify.h
libcollapsar_la_SOURCES += src/verify/verify.c src/verify/inquiry.c src/verify/inquiry.h src/verify/comparison.c \
    src/verify/stationary.c src/verify/stability.c src/verify/hurwitz.c src/verify/hurwitz.h src/verify/states.c \
    src/verify/asymptotic.c src/verify/series.c src/verify/series.h src/verify/series_arithmetic.h \
    src/verify/series_functions.c
check_PROGRAMS += tests/test_claims
tests_test_claims_SOURCES = tests/test_claims.c
tests_test_claims_LDADD = $(test_ldadd)
EXTRA_DIST += tests/claims

pkginclude_HEADERS += include/collapsar/portrait.h
libcollapsar_la_SOURCES += src/verify/portrait.c src/verify/spectrum.c src/verify/spectrum.h
check_PROGRAMS += tests/test_portrait
tests_test_portrait_SOURCES = tests/test_portrait.c
tests_test_portrait_LDADD = $(test_ldadd)

pkginclude_HEADERS += include/collapsar/phase.h
libcollapsar_la_SOURCES += src/verify/phase.c src/verify/phase_signs.c src/verify/phase_signs.h \
    src/verify/phase_paving.c src/verify/phase_paving.h src/verify/phase_label.c src/verify/phase_label.h \
    src/verify/phase_part.c src/verify/phase_part.h src/verify/phase_strip.c src/verify/phase_strip.h \
    src/verify/phase_count.c src/verify/phase_count.h src/verify/phase_work.c src/verify/phase_numbers.c src/verify/phase_assemble.c src/verify/phase_task.h \
    src/verify/phase_boundary.c src/verify/phase_curve.c src/verify/phase_curve.h src/verify/phase_mark.c src/verify/phase_boundary.h \
    src/verify/smoothness.c src/verify/smoothness.h
check_PROGRAMS += tests/test_phase
tests_test_phase_SOURCES = tests/test_phase.c tests/phase_fixture.h
tests_test_phase_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_phase_count
tests_test_phase_count_SOURCES = tests/test_phase_count.c tests/phase_fixture.h
tests_test_phase_count_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_phase_cells
tests_test_phase_cells_SOURCES = tests/test_phase_cells.c tests/phase_fixture.h
tests_test_phase_cells_LDADD = $(test_ldadd)


pkginclude_HEADERS += include/collapsar/bifurcation.h
libcollapsar_la_SOURCES += src/verify/bifurcation.c src/verify/phase_type.c src/verify/singular.c src/verify/singular.h \
    src/verify/equations.c src/verify/equations.h src/verify/determinant.c src/verify/determinant.h \
    src/verify/normalform.c src/verify/normalform.h src/verify/normalform_hopf.c src/verify/nullvector.c \
    src/verify/nullvector.h
check_PROGRAMS += tests/test_bifurcation
tests_test_bifurcation_SOURCES = tests/test_bifurcation.c
tests_test_bifurcation_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_boundary
tests_test_boundary_SOURCES = tests/test_boundary.c
tests_test_boundary_LDADD = $(test_ldadd)
