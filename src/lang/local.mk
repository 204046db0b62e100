pkginclude_HEADERS += include/collapsar/expr.h include/collapsar/document.h
libcollapsar_la_SOURCES += src/lang/expr.c
