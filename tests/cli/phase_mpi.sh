#!/bin/sh
# collapsar phase under mpirun: the same bytes on any number of ranks, also as a tile and from the file of a stopped run.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"
command -v mpirun > /dev/null && ldd "$COLLAPSAR" 2> /dev/null | grep -q libmpi || {
    program="$(dirname "$COLLAPSAR")/.libs/collapsar"
    command -v mpirun > /dev/null && [ -f "$program" ] && ldd "$program" | grep -q libmpi || {
        echo "no MPI"
        exit 77
    }
}
# Under a leak checker the MPI library's own leaks, in modules that it has unloaded by then, can't be told by their names.
ranks() {
    ASAN_OPTIONS=detect_leaks=0 OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
        mpirun --oversubscribe -n "$@" < /dev/null \
        > "$work/out" 2> "$work/err"
}
cat > "$work/cusp.col" <<'END'
model cusp
parameter a, b
variable x
flow x = a + b*x - x^3
END
document="$COLLAPSAR_SOURCE/derivations/phase.md"
for asked in "$document --x f=0:1 --y r=0:1 --set rho=1/100,rho_P=1/100 --eps 1/2000" \
    "$work/cusp.col --x a=-1:1 --y b=-1:1 --count --eps 1/40"; do
    run 0 phase $asked --format json
    cp "$work/out" "$work/whole.json"
    run 0 phase $asked --tile 2/3
    cp "$work/out" "$work/tile.json"
    for n in 1 2 4; do
        ranks $n "$COLLAPSAR" phase $asked --format json || fail "$n ranks"
        cmp -s "$work/out" "$work/whole.json" || fail "with $n ranks the result differs"
    done
    ranks 3 "$COLLAPSAR" phase $asked --output "$work/written.json" --format json || fail "three ranks"
    [ -s "$work/out" ] && fail "standard output as well"
    cmp -s "$work/written.json" "$work/whole.json" || fail "the file that three ranks wrote differs"
    ranks 2 "$COLLAPSAR" phase $asked --tile 2/3 || fail "a tile on two ranks"
    cmp -s "$work/out" "$work/tile.json" || fail "a tile made by two ranks differs"
    cp "$work/tile.json" "$work/kept.json" # a third is done
    ranks 4 "$COLLAPSAR" phase $asked --resume "$work/kept.json" --format json || fail "resuming on four ranks"
    cmp -s "$work/out" "$work/whole.json" || fail "resumed on four ranks the result differs"
    run 0 phase --merge "$work/kept.json" --format json
    cmp -s "$work/out" "$work/whole.json" || fail "the file that four ranks kept differs"
done
ranks 2 "$COLLAPSAR" phase "$document" --x f=1:0 --y r=0:1
[ $? -eq 2 ] || fail "bad input on two ranks"
