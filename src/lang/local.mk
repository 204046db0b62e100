pkginclude_HEADERS += include/collapsar/expr.h include/collapsar/document.h
libcollapsar_la_SOURCES += \
  src/lang/graph.h src/lang/expr.c src/lang/walk.c src/lang/substitute.c src/lang/derivative.c \
  src/lang/source.h src/lang/markdown.c src/lang/lexer.h src/lang/lexer.c src/lang/names.h src/lang/names.c \
  src/lang/parser.h src/lang/token.c src/lang/parser.c src/lang/conditions.c src/lang/statements.c \
  src/lang/state.c src/lang/claims.c src/lang/document.c src/lang/fragments.c \
  src/lang/printer.h src/lang/printer.c src/lang/print.c src/lang/print_latex.c

check_PROGRAMS += tests/test_expr tests/test_derivative tests/test_print tests/test_parser
tests_test_expr_SOURCES = tests/test_expr.c tests/formulas.h
tests_test_expr_LDADD = $(test_ldadd)
tests_test_derivative_SOURCES = tests/test_derivative.c tests/formulas.h
tests_test_derivative_LDADD = $(test_ldadd)
tests_test_print_SOURCES = tests/test_print.c tests/formulas.h
tests_test_print_LDADD = $(test_ldadd)
tests_test_parser_SOURCES = tests/test_parser.c
tests_test_parser_LDADD = $(test_ldadd)
EXTRA_DIST += tests/good tests/bad
