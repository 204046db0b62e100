pkginclude_HEADERS += include/collapsar/crosscheck.h
libcollapsar_la_SOURCES += src/crosscheck/catalogue.c src/crosscheck/catalogue.h src/crosscheck/check.c \
  src/crosscheck/embedding.c src/crosscheck/measure.c src/crosscheck/measure.h src/crosscheck/scene.c src/crosscheck/scene.h
