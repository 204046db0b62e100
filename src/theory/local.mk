pkginclude_HEADERS += include/collapsar/embedding.h
