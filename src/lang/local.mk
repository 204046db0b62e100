pkginclude_HEADERS += include/collapsar/expr.h include/collapsar/document.h
libcollapsar_la_SOURCES += \
  src/lang/graph.h src/lang/expr.c src/lang/walk.c src/lang/substitute.c src/lang/derivative.c \
  src/lang/source.h src/lang/markdown.c src/lang/lexer.h src/lang/lexer.c src/lang/names.h src/lang/names.c \
  src/lang/parser.h src/lang/token.c src/lang/parser.c src/lang/conditions.c src/lang/statements.c \
  src/lang/state.c src/lang/claims.c src/lang/document.c src/lang/fragments.c src/lang/extract.c \
  src/lang/printer.h src/lang/printer.c src/lang/print.c src/lang/print_latex.c

check_PROGRAMS += tests/test_expr tests/test_derivative tests/test_print tests/test_parser tests/test_corpus
tests_test_expr_SOURCES = tests/test_expr.c tests/formulas.h
tests_test_expr_LDADD = $(test_ldadd)
tests_test_derivative_SOURCES = tests/test_derivative.c tests/formulas.h
tests_test_derivative_LDADD = $(test_ldadd)
tests_test_print_SOURCES = tests/test_print.c tests/formulas.h
tests_test_print_LDADD = $(test_ldadd)
tests_test_parser_SOURCES = tests/test_parser.c
tests_test_parser_LDADD = $(test_ldadd)
tests_test_corpus_SOURCES = tests/test_corpus.c tests/fuzz/fuzz_parser.c
tests_test_corpus_LDADD = $(test_ldadd)
EXTRA_DIST += tests/good tests/bad

# make fuzz FUZZ_SECONDS=600: needs clang with libFuzzer (Debian: clang, libclang-rt-14-dev). What it finds lies in
# tests/fuzz/found; new inputs worth keeping go to tests/fuzz/corpus.
FUZZ_CC = clang
FUZZ_SECONDS = 60
EXTRA_DIST += tests/fuzz/dictionary tests/fuzz/corpus
fuzz_sources = $(srcdir)/tests/fuzz/fuzz_parser.c $(srcdir)/src/base/memory.c $(srcdir)/src/base/status.c \
  $(srcdir)/src/base/text.c $(srcdir)/src/lang/*.c

tests/fuzz/fuzz_parser: $(fuzz_sources)
	@$(MKDIR_P) tests/fuzz/found
	$(FUZZ_CC) -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined $(AM_CPPFLAGS) \
	  $(CPPFLAGS) -o $@ $(fuzz_sources) $(LIBS)

fuzz: tests/fuzz/fuzz_parser
	cd tests/fuzz/found && ../fuzz_parser -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -max_len=4000 \
	  -dict=$(abs_srcdir)/tests/fuzz/dictionary . $(abs_srcdir)/tests/fuzz/corpus

.PHONY: fuzz
