pkginclude_HEADERS += include/collapsar/figure.h include/collapsar/html.h include/collapsar/json.h include/collapsar/listing.h
libcollapsar_la_SOURCES += src/report/figure.c src/report/figure.h src/report/figure_draw.c src/report/figure_scale.c \
  src/report/figure_caption.c src/report/figure_outline.c src/report/figure_tex.c src/report/html.c src/report/html_figure.c \
  src/report/html_listing.c src/report/html_page.c src/report/html_source.c src/report/json.c src/report/latex.c src/report/latex.h src/report/listing.c \
  src/report/listing.h src/report/listing_data.c src/report/listing_enclosures.c src/report/listing_latex.c src/report/number.c src/report/number.h
check_PROGRAMS += tests/test_figure
tests_test_figure_SOURCES = tests/test_figure.c
tests_test_figure_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_listing
tests_test_listing_SOURCES = tests/test_listing.c
tests_test_listing_LDADD = $(test_ldadd)
check_PROGRAMS += tests/test_html
tests_test_html_SOURCES = tests/test_html.c
tests_test_html_LDADD = $(test_ldadd)

pkginclude_HEADERS += include/collapsar/prose.h
libcollapsar_la_SOURCES += src/report/derivation_latex.c src/report/latex_text.c src/report/latex_text.h \
  src/report/prose.c src/report/prose_formula.c
check_PROGRAMS += tests/test_prose
tests_test_prose_SOURCES = tests/test_prose.c
tests_test_prose_LDADD = $(test_ldadd)
