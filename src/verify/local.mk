pkginclude_HEADERS += include/collapsar/verify.h
libcollapsar_la_SOURCES += src/verify/verify.c src/verify/inquiry.c src/verify/inquiry.h src/verify/comparison.c \
    src/verify/stationary.c src/verify/stability.c src/verify/states.c src/verify/asymptotic.c \
    src/verify/series.c src/verify/series.h
