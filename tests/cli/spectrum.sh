#!/bin/sh
# collapsar spectrum: what it tells, in every format, and what it refuses.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"

# Ensembles: closed forms.
run 0 spectrum --ensemble uniform,K=4,f=1/5 --rates x=1/20,y=1 --format csv
prints "0.009611796797"
run 0 spectrum --ensemble pairs,K=10,f=1/5
prints "1 component: every pair of labels collapses."
prints "Pairs collapse alike"
run 0 spectrum --ensemble ring,K=12,f=1/5 --format json --digits 40
prints '"multiplicity": 2'
prints '"lo": "0.1866025403784438646763723170752936183'
run 0 spectrum --ensemble uniform,K=3,f=0
prints "perfectly classifiable"
run 0 spectrum --ensemble uniform,K=3,f=0 --centre --format json
prints '"multiplicity": 2'
prints '"classifiable": true'
prints '"separation": null'
run 0 spectrum --ensemble kesten-mckay,k=3,f=3/10 --digits 15
prints "s+ = 0.9957014393066"
run 0 spectrum --ensemble kesten-mckay,k=3,f=3/10 --format json --centre
prints '"modes": []'
run 0 spectrum --ensemble hypercube,m=60,f=1/3 --format latex
prints '\label{tab:spectrum-modes}'

# Data: components, names, tables; a pipe is as good as a file.
printf 'red,green,blue,grey\n5,1,0,0\n0,3,0,0\n0,0,2,1\n0,0,0,4\n' > "$work/votes.csv"
run 0 spectrum --data "$work/votes.csv"
prints "2 components"
prints "component 1: red, green"
prints "component 2: blue, grey"
run 0 spectrum --data "$work/votes.csv" --table limits --names a,b,c,d --format csv
prints "a,1,5/18"
run 0 spectrum --data "$work/votes.csv" --table pairs --format csv
prints "red,blue,no,,"
prints "red,green,yes,"
run 0 spectrum --data "$work/votes.csv" --times 0,1/3,5 --table curve --format csv
prints "1/3,"
"$COLLAPSAR" spectrum --data "$work/votes.csv" --format csv > "$work/direct"
"$COLLAPSAR" spectrum --data - --format csv < "$work/votes.csv" > "$work/piped"
cmp -s "$work/direct" "$work/piped" || fail "standard input differs from the file"

# Global rates: the generator; on regular data they are balanced rates.
run 0 spectrum --data "$work/votes.csv" --rates x=1/5,y=1/10 --table generator --format csv
prints "slow,2,0,0"
printf '1,1\n2,0\n0,2\n' > "$work/regular.csv"
run 0 spectrum --data "$work/regular.csv" --rates x=1/2,y=1/3 --format json
prints '"kind": "balanced"'
run 0 spectrum --data "$work/votes.csv" --rates alpha=1/20,beta=1 --format json
prints '"kind": "balanced"'

# A weak link.
printf '3,1,0,0\n0,2,0,0\n0,0,3,1\n0,0,0,3\n0,1e-12,1e-12,0\n' > "$work/weak.csv"
run 0 spectrum --data "$work/weak.csv" --format csv
prints "1.547619047e-13"
run 0 spectrum --data "$work/weak.csv"
prints "1 component"

# Figures.
for format in svg pdf png tex; do
    run 0 spectrum --data "$work/votes.csv" --plot "$work/figure.$format"
    [ -s "$work/figure.$format" ] || fail "no figure.$format"
done
run 2 spectrum --data "$work/votes.csv" --plot "$work/figure.gif"; silent

# What is refused, with nothing written.
run 2 spectrum; silent; says "expected either --data FILE or --ensemble"
run 2 spectrum --data "$work/votes.csv" --ensemble ring,4,1; silent
run 2 spectrum --ensemble ring,K=12,f=6/5; silent; says "f = 6/5 is out of range"
run 2 spectrum --data "$work/missing.csv"; silent; says "missing.csv: cannot be opened"
printf '1,2\n3,-4\n' > "$work/bad.csv"
run 2 spectrum --data "$work/bad.csv" --output "$work/kept"; silent; says "bad.csv:2:3: negative weight -4"
[ ! -e "$work/kept" ] || fail "bad input left a file"
printf '1,0\n3,0\n' > "$work/bad.csv"
run 2 spectrum --data "$work/bad.csv"; silent; says "bad.csv:1:3: column 2 has no positive weight"
run 2 spectrum --data "$work/votes.csv" --names a,b; silent; says "2 names for 4 labels"
run 2 spectrum --data "$work/votes.csv" --rates x=1,alpha=1; silent; says "exclude"
run 2 spectrum --data "$work/votes.csv" --rates x=0; silent; says "x must be positive"
run 2 spectrum --data "$work/votes.csv" --samples 3; silent; says "--samples"
run 2 spectrum --data "$work/votes.csv" --table mode; silent; says "unknown table"
run 2 spectrum --data "$work/votes.csv" --times 1,-1; silent; says "must not be negative"
run 2 spectrum --ensemble uniform,K=4,f=1/5 --init x=-1; silent; says "must not be negative"

# Human annotators' counts, where they are at hand.
counts="$COLLAPSAR_SOURCE/../shared/data/cifar10h-counts.npy"
if [ -r "$counts" ]; then
    run 0 spectrum --data "$counts" --digits 12 --names airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck
    prints "10,000 samples, 10 labels; 56.07 % of the samples are frustrated"
    prints "0.992130643233"
    prints "fastest: cat and dog"
    run 0 spectrum --data "$counts" --digits 50 --format json
    prints '"undecided": []'
else
    echo "no counts of human annotators at hand: left out"
fi
exit 0
