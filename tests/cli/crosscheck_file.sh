#!/bin/sh
# collapsar crosscheck FILE: derivations against their simulated flow.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"

# Every derivation that is shipped matches its simulation.
for file in "$COLLAPSAR_SOURCE"/derivations/*.md "$COLLAPSAR_SOURCE/docs/language.md"; do
    run 0 crosscheck "$file"
    prints " 0 failed, 0 open"
done

head=$COLLAPSAR_SOURCE/derivations/head.md
run 1 crosscheck "$head" --wrong 1 --only 'separated*'
prints "0 passed"
run 0 crosscheck "$head#decay" --set s=9/10,r=1/10,rho=1/100,rho_P=1/50 --only 'separated-*'
prints "separated-holds"
run 0 crosscheck "$head#stop-gradient" --format json
for key in checks name check file line predicted lo simulated tolerance sigma pass error_parts parameters relation; do
    prints "\"$key\""
done
run 0 crosscheck "$head" --only balance --format csv
prints "predicted_lo"
run 0 crosscheck "$head" --only balance --format latex
prints '\label{tab:crosscheck}'

# The same for the same seed, other draws for another one.
run 0 crosscheck "$head" --only gap --format json --seed 7
cp "$work/out" "$work/first"
run 0 crosscheck "$head" --only gap --format json --seed 7
cmp -s "$work/out" "$work/first" || fail "a second run differs"
run 0 crosscheck "$head" --only gap --format json --seed 8
cmp -s "$work/out" "$work/first" && fail "the seed changes nothing"

# A sign error in a derivation.
sed 's/p = ((1 + r)\*s + sqrt(D))\/2/p = ((1 - r)*s + sqrt(D))\/2/' "$head" >"$work/wrong.md"
run 1 crosscheck "$work/wrong.md"
prints "FAILED"
prints "separated-solves"

# Standard input, files without a flow, without claims, that are bad.
printf 'parameter a > 0\nclaim c: sqrt(a)^2 == a\n' >"$work/formulas.col"
run 0 crosscheck "$work/formulas.col"
says "no model has a flow"
printf 'parameter a > 0\n' >"$work/nothing.col"
run 2 crosscheck "$work/nothing.col"; silent
says "no claims, no states"
printf 'parameter a > 0\nclaim c: a < roh\n' >"$work/bad.col"
run 2 crosscheck "$work/bad.col"; silent
says "bad.col:2:14: unknown name"
run 2 crosscheck "$work/absent.col"; silent
run 2 crosscheck "$work/formulas.col" --set a=-1; silent
says "outside of its range"
run 2 crosscheck "$work/formulas.col" --set b=1; silent
run 2 crosscheck "$work/formulas.col" --only nothing; silent
run 2 crosscheck "$head#nothing"; silent
run 2 crosscheck --set a=1; silent
says "FILE"

# A flow that blows up before it can be compared stays open.
printf 'variable x, y\nflow x = exp(x^2 + y^2)\nflow y = 1\nclaim c: conserved log(x - 100)\n' >"$work/blow.col"
run 3 crosscheck "$work/blow.col"
prints "open"
for file in "$COLLAPSAR_SOURCE"/tests/bad/*.col "$COLLAPSAR_SOURCE"/tests/bad/*.md; do
    run 2 crosscheck "$file"; silent
done
