#!/bin/sh
# collapsar crosscheck: what it says, its formats, that it can fail.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"

run 0 crosscheck --only 'slow-*'
prints "0 failed"
prints "slow-uniform"
run 0 crosscheck --list
prints "separation-rare"

# Predictions that are one per cent off, or a tenth of it, are noticed; each check alone decides the exit status.
run 1 crosscheck --only 'slow-*' --wrong 1
prints " 0 passed"
run 1 crosscheck --only E4 --wrong=-1/10
prints " 0 passed"
run 0 crosscheck --help
grep -q wrong "$work/out" && fail "--wrong is for tests"

# The contract: name, predicted, simulated, tolerance, pass.
run 0 crosscheck --only slow-uniform --format json
for key in name predicted lo simulated tolerance pass tag statement sigma error_parts sensitivity; do
    prints "\"$key\""
done
run 0 crosscheck --only slow-uniform --format csv
prints "predicted_lo"
run 0 crosscheck --only slow-uniform --format latex
prints '\label{tab:crosscheck}'

# The same whatever the threads.
run 0 crosscheck --only 'slow-*' --format json --threads 1
cp "$work/out" "$work/first"
run 0 crosscheck --only 'slow-*' --format json --threads 2
cmp -s "$work/out" "$work/first" || fail "--threads changes the result"

# A figure of the theory's checks, not of a list or a file.
for ending in svg tex; do
    run 0 crosscheck --only 'slow-*' --plot "$work/picture.$ending"
    [ -s "$work/picture.$ending" ] || fail "no picture.$ending"
done
run 2 crosscheck --only 'slow-*' --plot "$work/picture.bmp"; silent
run 2 crosscheck --list --plot "$work/other.svg"; silent
[ ! -e "$work/other.svg" ] || fail "a figure of a list"

run 2 crosscheck --only nothing; silent
says "no check is called 'nothing'"
run 2 crosscheck --wrong much; silent
