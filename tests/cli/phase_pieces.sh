#!/bin/sh
# collapsar phase in pieces: threads, tiles and a run that was killed give the same bytes.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"
document="$COLLAPSAR_SOURCE/derivations/phase.md"
plane="--x f=0:1 --y r=0:1 --set rho=1/100 --set rho_P=1/100 --eps 1/2000"
cat > "$work/cusp.col" <<'END'
model cusp
parameter a, b
variable x
flow x = a + b*x - x^3
END

# same FILE: what was just printed is what the whole run printed.
same() { cmp -s "$work/out" "$1" || fail "$2 differs"; }

for asked in "$document $plane" "$work/cusp.col --x a=-1:1 --y b=-1:1 --count --eps 1/40 --digits 5"; do
    run 0 phase $asked --threads 1 --format json
    cp "$work/out" "$work/whole.json"
    run 0 phase $asked --threads 3 --format json
    same "$work/whole.json" "with three threads the result"
    run 0 phase $asked --format csv
    cp "$work/out" "$work/whole.csv"
    for n in 1 3; do
        files=
        i=1
        while [ $i -le $n ]; do
            run 0 phase $asked --tile $i/$n --output "$work/$i.json"
            files="$work/$i.json $files"
            i=$((i + 1))
        done
        run 0 phase --merge $files --format json
        same "$work/whole.json" "merged from $n tiles"
        run 0 phase --merge $files --format csv
        same "$work/whole.csv" "merged from $n tiles as CSV"
    done
    run 2 phase --merge "$work/1.json" "$work/2.json"
    says "cells are in none of the files"
done
run 0 phase "$document" $plane --tile 2/3 --output "$work/other.json"
run 2 phase --merge "$work/1.json" "$work/other.json"
says "of another run"
run 2 phase --merge "$work/1.json" --eps 1/10
says "no further options"
sed 's/"numbers":\[1,/"numbers":[1,9,/' "$work/1.json" > "$work/damaged.json"
run 2 phase --merge "$work/damaged.json"
says "damaged"
head -c 1000 "$work/1.json" > "$work/cut.json"
run 2 phase --merge "$work/cut.json"
says "cut.json:1:"
run 2 phase --merge "$work/absent.json"
echo '{"command": "phase"}' > "$work/empty.json"
run 2 phase --merge "$work/empty.json"
says "not a file of collapsar phase"
for bad in 0/3 4/3 x 1/ 1/0 /; do
    run 2 phase "$document" $plane --tile $bad
    says "--tile"
done
run 2 phase "$document" $plane --tile 1/2 --plot "$work/phase.svg"
run 2 phase "$document" "$document" $plane
says "unexpected argument"
run 2 phase "$document" $plane --box 'p in [0, 1]'
says "--box goes with --count"

# A run that is killed as soon as it has kept something, and again, goes on from there.
asked="$work/cusp.col --x a=-1:1 --y b=-1:1 --count --eps 1/400"
run 0 phase $asked --format json
cp "$work/out" "$work/whole.json"
for again in 1 2; do
    rm -f "$work/kept.json.seen"
    [ -f "$work/kept.json" ] && cp "$work/kept.json" "$work/kept.json.seen"
    "$COLLAPSAR" phase $asked --resume "$work/kept.json" --threads 1 > /dev/null 2>&1 &
    process=$!
    while kill -0 $process 2> /dev/null; do
        if [ -s "$work/kept.json" ] && ! cmp -s "$work/kept.json" "$work/kept.json.seen" 2> /dev/null; then
            kill -9 $process
            break
        fi
        sleep 0.05
    done
    wait $process 2> /dev/null
done
[ -s "$work/kept.json" ] || fail "nothing was kept"
run 0 phase $asked --resume "$work/kept.json" --format json
same "$work/whole.json" "the resumed run"
run 0 phase $asked --resume "$work/kept.json" --format json
same "$work/whole.json" "the run from a complete file"
run 0 phase --merge "$work/kept.json" --format json
same "$work/whole.json" "the file of a resumed run, merged,"
run 2 phase $asked --eps 1/50 --resume "$work/kept.json"
says "of another run"
