pkginclude_HEADERS += include/collapsar/embedding.h
pkginclude_HEADERS += include/collapsar/slots.h
pkginclude_HEADERS += include/collapsar/meanfield.h
