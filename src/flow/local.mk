pkginclude_HEADERS += include/collapsar/flow.h include/collapsar/trajectory.h
libcollapsar_la_SOURCES += src/flow/build.c src/flow/build.h src/flow/compress.c src/flow/compress.h src/flow/fit.c \
    src/flow/gradient.c src/flow/matrix.c src/flow/matrix.h src/flow/model.c src/flow/observe.c src/flow/observe.h \
    src/flow/ode.c src/flow/ode.h src/flow/random.c src/flow/random.h src/flow/runge_kutta.c \
    src/flow/runge_kutta.h src/flow/runge_kutta_tables.h src/flow/simulate.c src/flow/system.h \
    src/flow/teacher.c src/flow/trajectory.c

check_PROGRAMS += tests/test_flow
tests_test_flow_SOURCES = tests/test_flow.c tests/tables.h
tests_test_flow_LDADD = $(test_ldadd)

check_PROGRAMS += tests/test_flow_runs
tests_test_flow_runs_SOURCES = tests/test_flow_runs.c tests/tables.h
tests_test_flow_runs_LDADD = $(test_ldadd)

check_PROGRAMS += tests/test_trajectory
tests_test_trajectory_SOURCES = tests/test_trajectory.c
tests_test_trajectory_LDADD = $(test_ldadd)

check_PROGRAMS += tests/test_slots_flow
tests_test_slots_flow_SOURCES = tests/test_slots_flow.c tests/tables.h
tests_test_slots_flow_LDADD = $(test_ldadd) -lm

check_PROGRAMS += tests/test_runge_kutta
tests_test_runge_kutta_SOURCES = tests/test_runge_kutta.c
tests_test_runge_kutta_LDADD = $(test_ldadd) -lm
