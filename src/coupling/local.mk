pkginclude_HEADERS += include/collapsar/coupling.h include/collapsar/density.h include/collapsar/ensemble.h \
  include/collapsar/modes.h include/collapsar/table.h
