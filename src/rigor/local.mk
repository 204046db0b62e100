pkginclude_HEADERS += include/collapsar/interval.h include/collapsar/tape.h include/collapsar/ladder.h \
    include/collapsar/decimal.h include/collapsar/eigen.h include/collapsar/box.h include/collapsar/newton.h \
    include/collapsar/stationary.h include/collapsar/paving.h
libcollapsar_la_SOURCES += src/rigor/interval.c src/rigor/interval_arithmetic.h src/rigor/ladder.c \
    src/rigor/ball.c src/rigor/ball.h src/rigor/ball_function.c \
    src/rigor/tape.c src/rigor/tape_internal.h src/rigor/tape_capture.c src/rigor/tape_capture.h \
    src/rigor/tape_workspace.c src/rigor/tape_approx.c src/rigor/tape_interval.c src/rigor/tape_ball.c \
    src/rigor/tape_body.c src/rigor/tape_complex.c src/rigor/tape_series.c src/rigor/tape_complex_series.c \
    src/rigor/quadrature.c src/rigor/quadrature_series.c \
    src/rigor/decimal.c src/rigor/residual.c src/rigor/residual.h src/rigor/eigen.c \
    src/rigor/eigen_symmetric.c src/rigor/eigen_stability.c src/rigor/box.c src/rigor/newton.c \
    src/rigor/newton_interval.c src/rigor/newton_internal.h src/rigor/factor.c src/rigor/factor.h \
    src/rigor/branch.c src/rigor/branch.h src/rigor/stationary.c src/rigor/stationary_search.c \
    src/rigor/stationary_search.h src/rigor/stationary_count.c src/rigor/paving.c src/rigor/paving_taylor.c \
    src/rigor/paving_internal.h src/rigor/stationary_exact.c src/rigor/stationary_family.c src/rigor/eigen_hurwitz.c
check_PROGRAMS += tests/test_tape
tests_test_tape_SOURCES = tests/test_tape.c
tests_test_tape_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_decimal
tests_test_decimal_SOURCES = tests/test_decimal.c
tests_test_decimal_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_eigen
tests_test_eigen_SOURCES = tests/test_eigen.c
tests_test_eigen_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_stationary
tests_test_stationary_SOURCES = tests/test_stationary.c
tests_test_stationary_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_paving
tests_test_paving_SOURCES = tests/test_paving.c
tests_test_paving_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_interval
tests_test_interval_SOURCES = tests/test_interval.c
tests_test_interval_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_box
tests_test_box_SOURCES = tests/test_box.c
tests_test_box_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_newton
tests_test_newton_SOURCES = tests/test_newton.c
tests_test_newton_LDADD = $(test_ldadd)

pkginclude_HEADERS += include/collapsar/semialgebraic.h
libcollapsar_la_SOURCES += src/rigor/semialgebraic.c src/rigor/semialgebraic_sign.c \
    src/rigor/semialgebraic_range.c src/rigor/semialgebraic_range.h \
    src/rigor/signsystem.c src/rigor/signsystem.h src/rigor/signdecision.c src/rigor/signdecision.h \
    src/rigor/signfacts.c src/rigor/signlog.c src/rigor/signmemory.c src/rigor/signmemory.h \
    src/rigor/projectivebox.c src/rigor/signtensor.c src/rigor/signtensor.h \
    src/rigor/signboxes.c src/rigor/signboxes.h src/rigor/polynomialtools.c src/rigor/polynomialtools.h \
    src/rigor/rootsubstitution.c src/rigor/rootsubstitution.h src/rigor/projection.c src/rigor/projection.h \
    src/rigor/realroots.c src/rigor/realroots.h src/rigor/opencells.c src/rigor/opencells.h \
    src/rigor/cylinder.c src/rigor/cylinder.h src/rigor/multipliers.c src/rigor/multipliers.h
check_PROGRAMS += tests/test_semialgebraic
tests_test_semialgebraic_SOURCES = tests/test_semialgebraic.c
tests_test_semialgebraic_LDADD = $(test_ldadd)

pkginclude_HEADERS += include/collapsar/taylor.h include/collapsar/integrator.h
libcollapsar_la_SOURCES += src/rigor/field.c src/rigor/field.h src/rigor/taylor.c src/rigor/lohner.c \
    src/rigor/lohner.h src/rigor/integrator.c
check_PROGRAMS += tests/test_integrator
tests_test_integrator_SOURCES = tests/test_integrator.c
tests_test_integrator_LDADD = $(test_ldadd)

pkginclude_HEADERS += include/collapsar/exact.h include/collapsar/region.h include/collapsar/sign.h
libcollapsar_la_SOURCES += src/rigor/exact.c src/rigor/exact_field.c src/rigor/exact_field.h \
    src/rigor/exact_functions.c src/rigor/exact_terms.c src/rigor/exact_circular.c \
    src/rigor/exact_inverse.c src/rigor/exact_roots.c src/rigor/constant.c src/rigor/elimination.c \
    src/rigor/region.c \
    src/rigor/definedness.c src/rigor/definedness.h src/rigor/sign.c src/rigor/sign_tactics.h src/rigor/sign_context.h \
    src/rigor/sign_context.c src/rigor/sign_lemmas.c src/rigor/sign_polynomial.c src/rigor/sign_structure.c src/rigor/sign_factors.c src/rigor/sign_conjugate.c src/rigor/antiderivative.c src/rigor/antiderivative.h src/rigor/sign_cases.c src/rigor/sign_monotone.c src/rigor/sign_paving.c
check_PROGRAMS += tests/test_exact
tests_test_exact_SOURCES = tests/test_exact.c
tests_test_exact_LDADD = $(test_ldadd)
