#!/bin/sh
# Help, version, and every way to get a command line wrong.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"
printf 'model m\nparameter s in (0, 1]\nclaim a: s > 0\n' > "$work/good.col"

run 0 --help; prints "usage: collapsar COMMAND"; prints "verify"
run 0 -h; prints "usage: collapsar COMMAND"
run 0 help; prints "usage: collapsar COMMAND"
run 0 --version; grep -qx 'collapsar [0-9.]*' "$work/out" || fail "version line"
commands=$("$COLLAPSAR" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
[ -n "$commands" ] || fail "no commands"
for command in $commands; do
    run 0 "$command" --help; prints "usage: collapsar $command"; prints "--format FORMAT"; prints "Examples:"
    cp "$work/out" "$work/help"
    run 0 help "$command"; cmp -s "$work/out" "$work/help" || fail "help $command differs from $command --help"
    run 0 "$command" --version; prints "collapsar "
    awk 'length($0) > 120 { print; bad = 1 } END { exit bad }' "$work/help" || fail "a line of the help is too long"
    run 2 "$command" --frmat json; says "did you mean --format?"; silent
done

run 2; says "a command is missing"; silent
run 2 verfiy; says "did you mean 'verify'?"; silent
run 2 nonsense; says "unknown command 'nonsense'"; silent
run 2 help nonsense; says "unknown command"
run 2 --fromat; says "unknown command '--fromat'"
run 2 verify; says "FILE... is missing"; silent
run 2 verify --explian x "$work/good.col"; says "unknown option --explian: did you mean --explain?"; silent
run 2 verify --expl x "$work/good.col"; says "did you mean --explain?"
run 2 verify --qqqqqqqq "$work/good.col"; says "unknown option --qqqqqqqq"
run 2 verify "$work/good.col" --explain; says "--explain needs a value"
run 2 verify --explain --quiet "$work/good.col"; says "--explain needs a value"
run 2 verify --quiet=1 "$work/good.col"; says "--quiet takes no value"
run 2 verify -q "$work/good.col"; says "unknown option -q"
run 2 verify --format xml "$work/good.col"; says "expected text, json, csv or latex"
run 2 verify --format= "$work/good.col"; says "expected text, json, csv or latex"
run 2 verify --digits 0 "$work/good.col"; says "no whole number from 1 to"
run 2 verify --digits 3.5 "$work/good.col"; says "--digits: 3.5 is no whole number"
run 2 verify --digits ten "$work/good.col"; says "--digits: bad number 'ten', expected a number"
run 2 verify --digits 1e999999999 "$work/good.col"; says "--digits: bad number"
run 2 verify --threads -1 "$work/good.col"; says "--threads: -1 is no whole number"
run 2 verify --effort 0 "$work/good.col"; says "--effort"
run 2 verify --seed 1 "$work/good.col"; says "unknown option --seed"
long=$(head -c 100000 /dev/zero | tr '\0' x)
run 2 verify "--$long"; says "unknown option"
run 2 verify --digits "$long" "$work/good.col"; says "bad number"
run 2 "$long"; says "unknown command"
exit 0
