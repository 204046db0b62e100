#!/bin/sh
# collapsar slots: the state, its verdict, its tables, and what it refuses.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"
decay="--decay 1/100 --head-decay 1/20"

# The JSON keys, and closed forms: with decays p = (s + sqrt(s^2 - 4 rho))/2, here s = 1 and 2/sqrt(5).
run 0 slots --ensemble uniform,K=4,f=1/5 --dim 4 $decay --format json --digits 12
for key in collapsar command input slots mode sign p stability zero_eigenvalues slowest_rate class_rank lo hi; do
    prints "\"$key\": "
done
prints '"command": "slots"'
prints '"stability": "attracting"'
prints '"zero_eigenvalues": 10'
prints '"class_rank": 1'
prints '"lo": "0.989897948556'
prints '"lo": "-0.989897948557'
prints '"lo": "0.883103489854'
run 0 slots --ensemble uniform,K=4,f=1/5 --dim 4 $decay
prints "6 rotations of the directions, 4 equal modes turning into each other"
prints "1 class mode survives"

# Not filled from the top: unstable, in words; an existing mode can be asked for in any order of directions.
run 0 slots --ensemble ring,K=5,f=1/5 --dim 3 --slots +2 $decay
prints "mode 1 grows in direction 1, which holds +2"
prints "directions 2 to 3 are empty"
run 0 slots --ensemble ring,K=5,f=1/5 --dim 3 --slots=-1,+3,0 $decay --format json
prints '"stability": "unstable"'
prints '"explanation": "mode 1 grows in direction 2, which holds +3"'
run 0 slots --ensemble uniform,K=3,f=1/5 --dim 2 --plus 0
prints "all others decay"

# The full Jacobian, for unequal rates too; the mean mode left out; a state that does not exist.
run 0 slots --ensemble uniform,K=3,f=1/5 --dim 2 --dense --samples 2 $decay
prints "the same spectrum"
run 0 slots --ensemble uniform,K=3,f=1/5 --dim 2 --dense --samples 2 $decay --rates x=1,y=9/8
prints "the same spectrum"
run 0 slots --ensemble uniform,K=4,f=1/5 --dim 3 $decay --centre --format json
prints '"class_rank": 2'
run 0 slots --ensemble uniform,K=3,f=1/5 --dim 2 --slots +1 --decay 1/3 --head-decay 1/20 --format json
prints '"stability": "absent"'

# Tables.
run 0 slots --ensemble uniform,K=3,f=1/5 --dim 3 --all-splits --format csv
prints "3,3,0,0,3,2,attracting"
run 0 slots --ensemble uniform,K=3,f=1/5 --dim 3 --width-law
prints "all 2 class modes can survive from d = 3 on"
run 0 slots --ensemble uniform,K=3,f=1/5 --dim 3 --all-states $decay
prints "attracting exactly if each sign is a top segment     42"
run 0 slots --ensemble uniform,K=3,f=1/5 --dim 2 $decay --eigenvalues --format csv
prints "multiplicity"

# Simulated starts: a head that starts small keeps labels apart, from the same draws a large one does not.
run 0 slots --ensemble uniform,K=3,f=1/2 --dim 3 --seen 4 --init x=1/10,y=1/10,P=1/10 --format csv
prints "plus,minus,times,greedy,collapsed,started_plus"
awk -F, 'NR > 1 { times += $3; greedy += $4; lost += $5 } END { exit !(times == 4 && greedy == 4 && lost == 0) }' \
    "$work/out" || fail "a small head collapses"
run 0 slots --ensemble uniform,K=3,f=1/2 --dim 3 --seen 4 --init x=1/10,y=1/10,P=5 --format csv
awk -F, 'NR > 1 { times += $3; greedy += $4; lost += $5 } END { exit !(times == 4 && greedy == 0 && lost == 4) }' \
    "$work/out" || fail "a large head keeps labels apart"
run 0 slots --ensemble uniform,K=3,f=1/5 --dim 1 --seen 2 --init P=1/10 --seed 3 --format csv
cp "$work/out" "$work/first"
run 0 slots --ensemble uniform,K=3,f=1/5 --dim 1 --seen 2 --init P=1/10 --seed 3 --format csv --threads 2
cmp -s "$work/out" "$work/first" || fail "--threads changes the result"

# Data, from a file or a pipe.
printf 'red,green,blue\n5,1,0\n0,3,0\n0,0,2\n2,0,4\n' > "$work/votes.csv"
run 0 slots --data "$work/votes.csv" --dim 3 $decay --format csv
cp "$work/out" "$work/direct"
"$COLLAPSAR" slots --data - --dim 3 $decay --format csv < "$work/votes.csv" > "$work/out" || fail "standard input"
cmp -s "$work/out" "$work/direct" || fail "standard input differs from the file"

# LaTeX compiles as it is, where there is a LaTeX.
for table in "" --all-splits --width-law --all-states --eigenvalues; do
    run 0 slots --ensemble uniform,K=3,f=1/5 --dim 3 $decay $table --format latex
    prints '\label{tab:'
    prints '\toprule'
    cp "$work/out" "$work/table.tex"
    if command -v pdflatex > /dev/null && command -v kpsewhich > /dev/null && kpsewhich siunitx.sty > /dev/null; then
        (cd "$work" && pdflatex -interaction=nonstopmode -halt-on-error table.tex > out 2> err) || fail "LaTeX: $table"
    fi
done

bad() {
    what=$1
    shift
    run 2 slots "$@" --output "$work/kept"; silent
    says "$what"
    [ ! -e "$work/kept" ] || fail "bad input left a file"
}
uniform="--ensemble uniform,K=3,f=1/5"
bad "--dim is missing" $uniform
bad "--dim" $uniform --dim 0
bad "--dim" $uniform --dim 1/2
bad "expected exactly one of them" --dim 3
bad "expected exactly one of them" $uniform --data "$work/votes.csv" --dim 3
bad "expected at most one of them" $uniform --dim 3 --plus 1 --slots +1
bad "--plus" $uniform --dim 3 --plus 4
bad "there are 3 modes" $uniform --dim 9 --plus 4
bad "--leak" $uniform --dim 3 --leak 2
bad "--decay" $uniform --dim 3 --decay=-1
bad "--head-decay" $uniform --dim 3 --head-decay=-1
bad "--rates" $uniform --dim 3 --rates x=0
bad "slots" $uniform --dim 3 --slots +9
bad "slots" $uniform --dim 3 --slots +1,+1
bad "slots" $uniform --dim 1 --slots +1,-1
bad "slots" $uniform --dim 3 --slots up
bad "--samples" --data "$work/votes.csv" --dim 2 --samples 3
bad "--samples" $uniform --dim 2 --dense
bad "too large" $uniform --dim 90 --dense --samples 2
bad "--seen" $uniform --dim 2 --seen 0
bad "unit rates" $uniform --dim 2 --seen 2 --rates x=2
bad "without --seen" $uniform --dim 2 --init P=1
bad "--init: P is out of range" $uniform --dim 2 --seen 1 --init P=-1
bad "--init" $uniform --dim 2 --seen 1 --init z=1
bad "cannot be opened" --data "$work/missing.csv" --dim 2
bad "continuous" --ensemble kesten-mckay,k=3,f=1/5 --dim 3
bad "--census" $uniform --dim 3 --census
exit 0
