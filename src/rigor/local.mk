pkginclude_HEADERS += include/collapsar/interval.h include/collapsar/tape.h include/collapsar/ladder.h \
    include/collapsar/decimal.h include/collapsar/eigen.h

pkginclude_HEADERS += include/collapsar/semialgebraic.h

pkginclude_HEADERS += include/collapsar/taylor.h include/collapsar/integrator.h
