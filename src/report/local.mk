pkginclude_HEADERS += include/collapsar/figure.h include/collapsar/json.h include/collapsar/listing.h
