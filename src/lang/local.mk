pkginclude_HEADERS += include/collapsar/expr.h include/collapsar/document.h
libcollapsar_la_SOURCES += src/lang/expr.c src/lang/graph.h src/lang/walk.c src/lang/substitute.c \
  src/lang/derivative.c
