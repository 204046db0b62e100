#!/bin/sh
# collapsar simulate: the story it tells, its formats, its faults.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"
uniform="--ensemble uniform,K=5,f=1/10"

run 0 simulate $uniform --dim 12
prints "The labels stay apart"
prints "Canonical correlations: 1, 0.948683 (4)"
run 0 simulate $uniform --dim 12 --leak 1
prints "The labels collapse"
run 0 simulate $uniform --dim 12 --no-head
prints "The labels collapse"
prints "Slow rate 0.0513"
run 0 simulate $uniform --dim 6 --compare --t-end 100
prints "head, plain gradient"

# The same seed gives the same bytes, whatever the threads; another seed does not.
run 0 simulate $uniform --dim 4 --t-end 20 --format csv --seed 7 --threads 1
cp "$work/out" "$work/first"
run 0 simulate $uniform --dim 4 --t-end 20 --format csv --seed 7 --threads 2
cmp -s "$work/out" "$work/first" || fail "--threads changes the result"
run 0 simulate $uniform --dim 4 --t-end 20 --format csv --seed 8
cmp -s "$work/out" "$work/first" && fail "--seed has no effect"

# The number of points, in every format.
run 0 simulate $uniform --dim 4 --t-end 20 --points 10 --format csv
[ "$(wc -l < "$work/out")" -eq 11 ] || fail "expected a header and ten points"
run 0 simulate $uniform --dim 4 --t-end 20 --points 10 --format json
prints '"separation_min"'
prints '"head_eigenvalues"'
prints '"series"'
prints '"steps"'
run 0 simulate $uniform --dim 4 --t-end 20 --points 10 --format latex
prints '\label{tab:simulate}'

# A billion samples; a table; a teacher; rates, start and decays.
run 0 simulate --ensemble uniform,K=4,f=1/5 --samples 250000000 --dim 3 --t-end 10
prints "1000000000 samples, 4 labels"
printf '2,1,0\n0,3,1\n1,0,4\n2,2,1\n' > "$work/table.csv"
run 0 simulate --data "$work/table.csv" --dim 3 --t-end 50 --centre --decay 1/100 --head-decay 1/100
prints "4 samples, 3 labels"
run 0 simulate --data "$work/table.csv" --dim 3 --t-end 50 --rates x=1/4,y=1/4,P=1/10 --init x=1/5,y=1/5,P=2/5 --no-reduce
run 0 simulate --teacher D=10,K=3,N=200,f=1/5 --dim 4 --t-end 50
prints "200 samples, 3 labels"

# Every method tells the same story; the automatic one turns to BDF where a run gets stiff, and only there.
for method in automatic adams bdf runge-kutta; do
    run 0 simulate $uniform --dim 4 --t-end 20 --points 10 --method $method
    prints "      20   0.0632865   0.0279456"
done
run 0 simulate $uniform --dim 4 --t-end 1000 --format json
prints '"stiff": true'
run 0 simulate $uniform --dim 4 --t-end 5 --format json
prints '"stiff": false'

# Pictures.
for ending in svg pdf png tex; do
    run 0 simulate $uniform --dim 4 --t-end 20 --plot "$work/picture.$ending"
    [ -s "$work/picture.$ending" ] || fail "no picture.$ending"
done

bad() {
    what=$1
    shift
    run 2 simulate "$@"; silent
    says "$what"
}
bad "--dim" $uniform
bad "expected exactly one of" --dim 3
bad "expected exactly one of" $uniform --teacher D=5,K=3,N=9 --dim 3
bad "--dim" $uniform --dim 0
bad "--leak" $uniform --dim 3 --leak 2
bad "--decay" $uniform --dim 3 --decay=-1
bad "--t-end" $uniform --dim 3 --t-end 0
bad "--points" $uniform --dim 3 --points 2
bad "--method: 'euler', expected automatic, adams, bdf or runge-kutta" $uniform --dim 3 --method euler
bad "--init" $uniform --dim 3 --init z=1
bad "--rates" $uniform --dim 3 --rates x=-1
bad "--head-decay" $uniform --dim 3 --no-head --head-decay 1
bad "expected N=" --teacher D=5,K=3 --dim 3
bad "--centre" --teacher D=5,K=3,N=50 --dim 3 --centre
bad "D >= K" --teacher D=2,K=3,N=50 --dim 3
bad "continuous" --ensemble kesten-mckay,k=3,f=1/5 --dim 3
bad "seed" $uniform --dim 3 --seed 5000000000
bad "--plot" $uniform --dim 3 --t-end 1 --plot "$work/picture.bmp"
bad "cannot be opened" --data "$work/missing.csv" --dim 2
bad "--samples" --data "$work/table.csv" --dim 2 --samples 3
run 4 simulate $uniform --dim 3 --samples 1000000000 --no-reduce; silent
says "more than the limit"
