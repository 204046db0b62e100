#!/bin/sh
# collapsar verify: verdicts, exit statuses, formats, standard input.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"
cat > "$work/mixed.md" <<'END'
# Text, and a program in it

```collapsar
model one
parameter s in (0, 1]
claim square: s^2 > 0
refute negative: s < 0
```

More text.

```collapsar
model two
parameter s in (0, 1]
claim again: s*(1 - s) >= 0
```
END
printf 'model m\nparameter s in (0, 1]\nclaim a: s < 1/2\n' > "$work/false.col"
printf 'model m\nparameter s in (0, 1]\nrefute a: s > 0\n' > "$work/true.col"

run 0 verify "$work/mixed.md"
prints "3 claims: 2 proved, 1 refuted, 0 undecided; 0 failed"
[ "$(grep -c '^  ok ' "$work/out")" -eq 3 ] || fail "one line a claim"
sed -n 's/^  ok *\([a-z]*\) .*/\1/p' "$work/out" | tr '\n' ' ' | grep -q '^square negative again $' || fail "order"

# A false claim, or a true one that is to be refuted, fails; the witness is printed.
run 1 verify "$work/false.col"; prints "FAIL"; prints "refuted"; prints "at s = "; prints "1 failed"
run 1 verify "$work/true.col"; prints "FAIL"; prints "proved"; prints "1 failed"
run 1 verify "$work/mixed.md" "$work/false.col"; prints "4 claims:"

# Bad input anywhere: nothing on standard output.
printf 'model m\nparameter s in (0, 1]\nclaim a: s < \n' > "$work/bad.col"
run 2 verify "$work/mixed.md" "$work/bad.col"; silent; says "$work/bad.col:3:"
run 2 verify "$work/none.md"; silent; says "$work/none.md"
run 2 verify "$work"; silent; says "$work"
run 2 verify "$work/mixed.md" --explain sqare; silent; says "there is no claim 'sqare', did you mean square?"

# An explanation names its claim.
run 0 verify "$work/mixed.md" --explain negative; prints "refute negative: s < 0"

# Standard input is the same as a file.
status=0; "$COLLAPSAR" verify - --format csv < "$work/mixed.md" > "$work/out" 2> "$work/err" || status=$?
[ "$status" -eq 0 ] || fail "standard input: status $status"
[ "$(grep -c '^-,' "$work/out")" -eq 3 ] || fail "three claims from standard input"

# The result does not depend on the number of threads.
for threads in 1 2 7; do
    run 0 verify --threads $threads --format csv "$work/mixed.md" "$work/mixed.md"
    sed 's/,[^,]*$//' "$work/out" > "$work/threads.$threads"
    cmp -s "$work/threads.1" "$work/threads.$threads" || fail "$threads threads give another result"
done

# JSON has the fields that programs rely on.
run 1 verify --format json "$work/mixed.md" "$work/false.col"
if command -v python3 > /dev/null; then
    python3 - "$work/out" <<'END' || fail "JSON"
import json, sys
run = json.load(open(sys.argv[1]))
assert run["command"] == "verify" and run["collapsar"] and run["input"]["arguments"][1].endswith("false.col")
assert run["summary"] == {"proved": 2, "refuted": 2, "undecided": 0, "failed": 1}
for claim in run["claims"]:
    for key in "file line name expected verdict pass method reason witness seconds".split():
        assert key in claim, key
names = [c["name"] for c in run["claims"]]
assert names == ["square", "negative", "again", "a"], names
assert [c["line"] for c in run["claims"]] == [6, 7, 15, 3]
last = run["claims"][-1]
assert last["verdict"] == "refuted" and last["expected"] == "proved" and last["pass"] is False
assert set(last["witness"]) == {"s"}
assert run["claims"][1]["expected"] == "refuted" and run["claims"][1]["pass"] is True
END
fi

run 1 verify --format latex "$work/false.col"; prints '\begin{tabular}'; prints '\label{tab:claims}'
printf '# only text\n' > "$work/text.md"
run 2 verify "$work/text.md"; silent; says "$work/text.md"
printf 'model m\nparameter s > 0\n' > "$work/empty.col"
run 0 verify "$work/empty.col"; prints "0 claims"; says "no claims"
run 0 verify --quiet "$work/empty.col"; [ ! -s "$work/err" ] || fail "--quiet is not quiet"
exit 0
