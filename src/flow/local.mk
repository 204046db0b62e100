pkginclude_HEADERS += include/collapsar/flow.h include/collapsar/trajectory.h
