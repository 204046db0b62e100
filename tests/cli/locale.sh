#!/bin/sh
# The same bytes under a locale that writes decimal commas.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"
command -v localedef > /dev/null || skip "no localedef"
localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8" 2> /dev/null
[ -d "$work/de_DE.UTF-8" ] || skip "no locale sources"
printf 'model m\nparameter s in (0, 1]\nclaim a: s > 0.25 when s > 0.5\n' > "$work/good.col"
for format in csv json latex text; do
    run 0 verify --format $format "$work/good.col"
    sed 's/[0-9.e-]* s)*$//; /seconds/d; s/,[^,]*$//' "$work/out" > "$work/plain"
    LOCPATH=$work LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8
    export LOCPATH LC_ALL LANG
    run 0 verify --format $format "$work/good.col"
    unset LOCPATH LC_ALL LANG
    sed 's/[0-9.e-]* s)*$//; /seconds/d; s/,[^,]*$//' "$work/out" | cmp -s - "$work/plain" \
        || fail "$format differs under a comma locale"
done
exit 0
