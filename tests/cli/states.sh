#!/bin/sh
# collapsar states: the states of one head direction, formats, bad input.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"
cat > "$work/head.md" <<'END'
```collapsar
model head
parameter s in (0, 1]
parameter r in [0, 1)
parameter rho > 0
variable p, u, v
let D = (1 + r)^2*s^2 - 4*(r + rho)
flow p = -((p - s)*u^2 + (p + s)*v^2)/2 - rho*p
flow u = -(p^2 + r + rho - (1 + r)*s*p)*u
flow v = -(p^2 + r + rho + (1 + r)*s*p)*v
state separated when D > 0:
    p = ((1 + r)*s + sqrt(D))/2, u = sqrt(2*rho*p/(s - p)), v = 0
state collapsed: p = 0, u = 0, v = 0
```
END
box='p in [-2, 2], u in [-3, 3], v in [-3, 3]'

run 0 states "$work/head.md" --set 's=sqrt(3)/2,r=1/10,rho=1/100' --box "$box"
prints "9 stationary states, and no others in the box"
[ "$(grep -c ' stable ' "$work/out")" -eq 5 ] || fail "five stable states"
grep -q '^separated .* stable' "$work/out" || fail "separated is named and stable"
grep -q '^collapsed .* stable' "$work/out" || fail "collapsed is named and stable"

# Settings may come in parts; a model may be named; JSON encloses p+ = 0.8625... of s = 9/10.
run 0 states "$work/head.md#head" --set s=9/10 --set r=1/10,rho=1/100 --box "$box" --format json --digits 20
if command -v python3 > /dev/null; then
    python3 - "$work/out" <<'END' || fail "JSON"
import json, sys
from decimal import Decimal, getcontext
getcontext().prec = 60
run = json.load(open(sys.argv[1]))
assert run["command"] == "states" and run["complete"] is True and len(run["states"]) == 9
first = run["states"][0]
assert first["name"] == "separated" and first["stability"] == "stable" and first["zero_eigenvalues"] == 0
p = (Decimal("0.99") + Decimal("0.5401").sqrt()) / 2
assert Decimal(first["at"]["p"]["lo"]) <= p <= Decimal(first["at"]["p"]["hi"])
assert Decimal(first["at"]["p"]["hi"]) - Decimal(first["at"]["p"]["lo"]) < Decimal("1e-18")
for state in run["states"]:
    assert len(state["eigenvalues"]) == 3
    for value in state["eigenvalues"]:
        for part in ("re", "im"):
            assert Decimal(value[part]["lo"]) <= Decimal(value[part]["hi"])
    assert (state["stability"] == "stable") == all(Decimal(v["re"]["hi"]) < 0 for v in state["eigenvalues"])
END
fi
run 0 states "$work/head.md" --set s=9/10,r=1/10,rho=1/100 --box "$box" --format csv
[ "$(wc -l < "$work/out")" -eq 10 ] || fail "CSV has a header and nine lines"
prints "state,p_lo,p_hi,u_lo,u_hi,v_lo,v_hi,stability,zero_eigenvalues,eigenvalue_1_re_lo"
run 0 states "$work/head.md" --set s=9/10,r=1/10,rho=1/100 --box "$box" --format latex --digits 5
prints '\label{tab:states}'
status=0; "$COLLAPSAR" states -#head --set s=9/10,r=1/10,rho=1/100 --box "$box" < "$work/head.md" > "$work/out" || status=$?
[ "$status" -eq 0 ] || fail "standard input"

# No state in an empty corner is a certified answer, too.
run 0 states "$work/head.md" --set s=9/10,r=1/10,rho=1/100 --box 'p in [1, 2], u in [-3, 3], v in [-3, 3]'
prints "0 stationary states, and no others in the box"

run 2 states "$work/head.md" --set s=9/10 --box "$box"; silent; says "parameter r has no value"
run 2 states "$work/head.md" --set s=9/10,s=1/2,r=0,rho=1 --box "$box"; silent
printf 'model m\nparameter a, b\nvariable x\nflow x = b*x - x^3\n' > "$work/unused.col"
for value in 1/0 'sqrt(-1)' 'log(0)' 'tan(pi/2)'; do
    run 2 states "$work/unused.col" --set "a=$value,b=1"; silent; says "--set: a has no value"
done
run 2 states "$work/head.md" --set q=1 --box "$box"; silent; says "--set"
run 2 states "$work/head.md" --set s=9/10,r=1/10,rho=1/100 --box 'p in [-2, 2]'; silent; says "--box"
run 2 states "$work/head.md" --set s=9/10,r=1/10,rho=1/100 --box 'p in [2, -2], u in [0, 1], v in [0, 1]'; silent
run 2 states "$work/head.md#tail" --set s=1; silent; says "tail"
run 2 states "$work/none.md"; silent
run 2 states "$work/head.md" "$work/head.md"; silent; says "unexpected argument"
printf 'model m\nvariable x\nclaim a: x == x\n' > "$work/noflow.col"
run 2 states "$work/noflow.col" --box 'x in [0, 1]'; silent
exit 0
