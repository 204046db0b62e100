pkginclude_HEADERS += include/collapsar/flint.h include/collapsar/status.h include/collapsar/text.h include/collapsar/rational.h
libcollapsar_la_SOURCES += src/base/memory.c src/base/memory.h src/base/rational.c src/base/status.c src/base/text.c
check_PROGRAMS += tests/test_rational
tests_test_rational_SOURCES = tests/test_rational.c
tests_test_rational_LDADD = $(test_ldadd)
