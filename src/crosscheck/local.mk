pkginclude_HEADERS += include/collapsar/crosscheck.h
libcollapsar_la_SOURCES += src/crosscheck/basis.c src/crosscheck/basis.h src/crosscheck/catalogue.c \
  src/crosscheck/catalogue.h src/crosscheck/check.c src/crosscheck/embedding.c src/crosscheck/embedding_data.c \
  src/crosscheck/embedding_limits.c src/crosscheck/embedding_spread.c src/crosscheck/measure.c src/crosscheck/measure.h \
  src/crosscheck/scene.c src/crosscheck/scene.h src/crosscheck/slots_rates.c src/crosscheck/slots_states.c \
  src/crosscheck/stage.c src/crosscheck/stage.h
