pkginclude_HEADERS += include/collapsar/verify.h
