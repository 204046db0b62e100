pkginclude_HEADERS += include/collapsar/coupling.h include/collapsar/density.h include/collapsar/ensemble.h \
  include/collapsar/modes.h include/collapsar/table.h
libcollapsar_la_SOURCES += src/coupling/csv.c src/coupling/edges.c src/coupling/exact.c src/coupling/exact.h \
  src/coupling/input.c src/coupling/input.h src/coupling/npy.c src/coupling/table.c src/coupling/table_read.c
