#!/bin/sh
# collapsar phase: the diagram of the document that ships, formats, the figure, bad usage.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"
document="$COLLAPSAR_SOURCE/derivations/phase.md"
plane="--x f=0:1 --y r=0:1"

run 0 phase "$document" $plane --set rho=1/100,rho_P=1/100
prints "separated:stable saddle:unstable collapsed:stable"
prints "(exact, irreducible)"
prints "area at least"

run 0 phase "$document" $plane --set rho=1/100,rho_P=1/100 --eps 1e-9 --digits 8
prints "0.7911466"
prints "0.2088533"
prints "fold, certified at"

run 0 phase "$document#frustration" $plane --set rho=1/100 --set rho_P=1/50 --eps 1/100 --format json --plot "$work/phase.svg"
[ -s "$work/phase.svg" ] || fail "no figure"
if command -v python3 > /dev/null; then
    python3 - "$work/out" <<'END' || fail "JSON"
import json, sys
from fractions import Fraction as F
run = json.load(open(sys.argv[1]))
assert run["command"] == "phase" and len(run["regions"]) == 2 and len(run["curves"]) == 1
assert all(F(r["area"]["lo"]) < F(r["area"]["hi"]) for r in run["regions"])
band = F(run["undecided_area"]["hi"])
assert sum(F(r["area"]["lo"]) for r in run["regions"]) + band <= 1 + F(1, 10**6) and band < F(1, 50)
def D(f, r):
    return (1 + F(r))**2*(1 - F(f)) - 4*(F(r) + F(1, 100))
assert len(run["boundary"]) > 60
for point in run["boundary"]:
    x, y = point["x"], point["y"]
    assert D(x["lo"], y["lo"]) >= 0 >= D(x["hi"], y["hi"])
END
fi

# The same diagram, byte for byte.
cp "$work/out" "$work/first"
run 0 phase "$document#frustration" $plane --set rho=1/100 --set rho_P=1/50 --eps 1/100 --format json
cmp -s "$work/out" "$work/first" || fail "two runs differ"

run 0 phase "$document" $plane --set rho=1/100,rho_P=1/100 --eps 1/50 --format csv
prints "kind,label,area_lo,area_hi,x_lo,x_hi,y_lo,y_hi,curve,below,above"
if command -v python3 > /dev/null; then
    python3 - "$work/out" <<'END' || fail "CSV"
import csv, sys
from fractions import Fraction as F
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
def of(kind):
    return [row for row in rows if row["kind"] == kind]
assert sum(F(row["area_lo"]) for row in of("region")[:-1]) <= 1 <= sum(F(row["area_hi"]) for row in of("region"))
assert of("region")[-1]["label"] == "undecided" and len(of("curve")) == 1 and len(of("point")) >= 1
assert len(of("boundary")) > 60
for row in of("boundary"):
    assert row["label"] == "fold" and row["curve"] == "1" and row["area_lo"] == "" and row["below"] != row["above"]
    # at rho = rho_P = 1/100: ((1 + f) - r (1 - f))^2 = 4 (f + (1 - f)/100)
    f, r = (F(row["x_lo"]) + F(row["x_hi"]))/2, (F(row["y_lo"]) + F(row["y_hi"]))/2
    assert abs((1 + f - r*(1 - f))**2 - 4*(f + (1 - f)/100)) < F(1, 10**7)
END
fi

# Work that does not last, and what is not asked for properly.
cat > "$work/twice.col" <<'END'
model twice # the same curve as the zeros of two functions
parameter a, b
variable x
flow x = -x
state zero when exp(a) > 2 + b, a > log(2 + b): x = 0
END
run 3 phase "$work/twice.col" --x a=0:1 --y b=0:1 --eps 1e-8
prints "more effort would help"
run 2 phase "$document" --x f=0:1 --set rho=1/100,rho_P=1/100
says "parameter r has no value"

# Closed forms, drawn through the boundary: with positions, without the axis itself, not where they are undefined.
fold='r = ((1 + f) - 2*sqrt(f + rho*(1 - f)))/(1 - f)'
run 0 phase "$document" $plane --set rho=1/100,rho_P=1/100 --eps 1/50 --curve "$fold" --curve 'f = 1/2' --plot "$work/curve.tex"
grep -q 'node.*{collapsed: stable}' "$work/curve.tex" || fail "no caption in the largest region"
grep -q 'addlegendentry{$r = ' "$work/curve.tex" || fail "no legend entry of the closed form"
run 0 phase "$document" $plane --set rho=1/100,rho_P=1/100 --eps 1/10 --curve 'sqrt(f - 1/2)' --plot "$work/half.tex"
grep -q '^(0.5, 0)' "$work/half.tex" || fail "the closed form does not begin where it is defined"
for bad in 'r = f +@--curve:1:8:' 'q@unknown name' 'r + f@stands on both sides' 'p@is a variable'; do
    run 2 phase "$document" $plane --set rho=1/100,rho_P=1/100 --curve "${bad%@*}" --plot "$work/bad.svg"
    says "${bad#*@}"
done
[ ! -e "$work/bad.svg" ] || fail "a figure in spite of a bad curve"

# A boundary that ends exactly in a corner of the rectangle.
run 0 phase "$COLLAPSAR_SOURCE/derivations/boundaries.md#moment" --x f=0:1 --y C=0:1 --set c=1 --eps 1/50
prints "end of boundary 1 at (0, 1)"

# Along a line: the fold, to fifty digits.
run 0 phase "$document" --x r=0:1 --set f=1/4,rho=1/100,rho_P=1/100 --digits 50
prints "fold  0.3134811246543707375135306508085500821890769997"
prints "4 bifurcations, and no others in the box"
run 2 phase "$document" --x r=0:1 --set f=1/4,rho=1/100,rho_P=1/100 --plot "$work/line.svg"
says "--plot needs --y"
run 2 phase "$document" --x f=0:1 --y q=0:1 --set rho=1/100,rho_P=1/100
says "no parameter 'q'"
run 2 phase "$document" --x f=1:0 --y r=0:1 --set rho=1/100,rho_P=1/100
says "empty"
run 2 phase "$document" $plane --set rho=1/100
says "rho_P has no value"
run 2 phase "$document" $plane --set rho=1/100,rho_P=1/100 --eps 0
says "above 0"
run 2 phase "$document" $plane --set rho=1/100,rho_P=1/100 --eps 1/100000000000
silent
