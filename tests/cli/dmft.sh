#!/bin/sh
# collapsar dmft: the reference numbers, formats, the picture, exit statuses, bad input.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"
regular="--ensemble kesten-mckay,k=3,f=3/10"

run 0 dmft $regular --set p0=1/2,Wx=1/8,Wy=1/8,W0=0 --times 10,100 --phi 1,5,20 --two-time --process --digits 15
prints 0.946075408759688; prints 0.990210089780377
prints 0.550868645375796; prints 0.921805094959301; prints 0.972919182908414
prints "phase: separated"; prints "0.753237838565"; prints "t'"; prints "memory"

# Bounds for all later times; they need a time that is not too early, and a density.
run 0 dmft $regular --set p0=1/2,Wx=1/8,Wy=1/8 --times 1,300
prints "for all t >= 300: 0.549263 <= (s_+ - |p|) t <= 0.75363"
run 0 dmft $regular --set p0=-1/2,Wx=1/8,Wy=1/8 --times 100 --format json; prints '"tail"'; prints '"upper": "0.766559'
run 0 dmft $regular --set p0=1/2,Wx=1/8,Wy=1/8 --times 1; ! grep -q "for all t" "$work/out" || fail "a bound without ground"
run 0 dmft --ensemble ring,K=6,f=1/4 --set p0=1/2,Wx=1/4,Wy=1/4 --times 100; ! grep -q "for all t" "$work/out" || fail "a bound without ground"

# Sorted, each once; 0 is the start, exactly.
run 0 dmft $regular --set p0=1/2,Wx=1/8,Wy=1/3 --times 2,0,2 --format csv
[ "$(sed -n '2p' "$work/out" | tr -d '\r')" = "0,0.5,0.5,0,0,0,0,0.3333333333,0.3333333334" ] || fail "the start"
[ "$(grep -c '^2,' "$work/out")" -eq 2 ] || fail "one line a time in each table" # the solution, the approach

run 0 dmft $regular --set p0=-1/2,Wx=1/8,Wy=1/8,r=1/2,rho=1/20,rho_P=1/10 --times 1 --plot "$work/curve.svg" --format json
grep -q '<svg' "$work/curve.svg" || fail "no picture"
prints '"phase": "collapsed"'; prints '"complete": true'; prints '"status": "converged"'; prints '"residual"'
if command -v python3 > /dev/null; then
    python3 - "$work/out" <<'END' || fail "JSON"
import json, sys
from fractions import Fraction
run = json.load(open(sys.argv[1]))
assert run["command"] == "dmft"
for name in ("t", "p", "Phi", "Psi", "yy"):
    assert name in run["times"][0], name
p = run["times"][0]["p"]
assert Fraction(p["lo"]) <= Fraction(p["hi"]) < 0
assert set(run["stationary"]) == {"p", "yy"}
assert run["stationary"]["p"] == {"lo": "0", "hi": "0"}
assert sorted(s["name"] for s in run["solutions"]) == ["collapsed", "saddle", "saddle", "separated", "separated"]
END
fi

# Atoms: data and finite ensembles; an isolated top is approached exponentially.
printf '9,1,0\n1,8,1\n0,2,7\n' > "$work/counts.csv"
run 0 dmft --data "$work/counts.csv" --centre --set p0=1/3,Wx=1/4,Wy=1/4,W0=1/10 --times 1/3,40
prints "phase: separated"; prints "predicted rate"
run 0 dmft --ensemble ring,K=6,f=1/4 --set p0=2,Wx=1/4,Wy=1/4 --format latex; prints '\label{tab:mean-field}'
prints '\begin{tabular}'

# Exactly at the fold, D = 0: undecided, and said.
run 3 dmft --ensemble uniform,K=4,f=3/4 --centre --set p0=1/2,Wx=1,Wy=1,rho=1/16,rho_P=1/10 --times 1
prints "phase: undecided"; prints "rho) = 0"; prints "fold"

run 2 dmft; silent; says "--data, --ensemble: expected exactly one"
run 2 dmft $regular --data "$work/counts.csv"; silent
run 2 dmft $regular --set p0=1/2,Wx=-1; silent; says "Wx is negative"
run 2 dmft $regular --set p0=1/2,r=2; silent; says "r is above 1"
run 2 dmft $regular --set q0=1/2; silent; says "unknown name 'q0'"
run 2 dmft $regular --times 1,-1; silent; says "--times: a value lies outside"
run 2 dmft $regular --times 1,x; silent; says "--times"
run 2 dmft $regular --set p0=1/2,Wx=1 --phi 1; silent; says "--phi: the quadrature needs"
run 2 dmft --ensemble kesten-mckay,k=1,f=1/2; silent
run 2 dmft --ensemble semicircle,k=9,f=0; silent
run 2 dmft --data "$work/none.csv"; silent; says "$work/none.csv"
exit 0
