#!/bin/sh
# collapsar report: everything that a recipe file lists, whole, the same again, and in every form.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"
mkdir "$work/theory"
cat > "$work/theory/switch.md" <<'END'
# Two genes that repress each other

```collapsar
model switch
parameter a > 0
variable x, y
flow x = a/(1 + y^2) - x
flow y = a/(1 + x^2) - y
state high when a > 2: x = (a + sqrt(a^2 - 4))/2, y = (a - sqrt(a^2 - 4))/2

claim high-is-stable: stable high
claim product: high.x*high.y == 1 when a > 2
refute always-far: high.x > 2*high.y when a > 2
```
END
cat > "$work/theory/recipes" <<'END'
# A small report.
title Two genes, <b>checked</b> & more

section What is claimed
    Words on the section, of
    two lines.
claims: verify switch.md
    Every claim
    With a note of 100 % & <i>signs</i> that mean something to TeX and HTML: $x_1^2$ # ~ \.
section Numbers
states: states switch.md --set a=3 --digits 7
    States at a = 3 ≥ λ, café
spectrum: spectrum --ensemble uniform,K=4,f='1/5' --plot "spectrum.svg"
    A spectrum
simulated: simulate --ensemble uniform,K=3,f=1/10 --dim 4 --t-end 50 --points 21 --seed 7 --plot a.svg
    A flow
END

# The directory is made; every file is there; what is certified is said so.
run 0 report --recipes "$work/theory/recipes" "$work/new/deep"
prints "3 claims: 2 proved, 1 refuted, 0 undecided; 0 failed"
for name in claims states spectrum simulated; do
    for file in data/$name.json data/$name.csv tables/$name.tex text/$name.txt; do
        [ -s "$work/new/deep/$file" ] || fail "$file is missing"
    done
done
for file in figures/spectrum.svg figures/spectrum.pdf figures/spectrum.tex report.html report.tex; do
    [ -s "$work/new/deep/$file" ] || fail "$file is missing"
done
[ "$(find "$work/new/deep" -type f | wc -l)" -eq 24 ] || fail "there are other files"

# Each file says what made it.
for file in data/states.csv tables/states.tex text/states.txt; do
    grep -q 'collapsar [0-9.]*: collapsar states switch.md --set a=3 --digits 7 (7 digits, effort 1)' "$work/new/deep/$file" ||
        fail "$file does not say what made it"
done
for file in data/simulated.csv figures/simulated.svg figures/simulated.tex; do
    grep -q 'seed 7)' "$work/new/deep/$file" || fail "$file does not say its seed"
done
grep -q '"seed": 7' "$work/new/deep/data/simulated.json" || fail "the JSON does not say its seed"

# The same bytes again, from another place, with another number of threads, under a locale with decimal commas.
(cd "$work/theory" && "$COLLAPSAR" report --recipes recipes --threads 1 ../again) > /dev/null 2> "$work/err" || fail "second run"
diff -r "$work/new/deep" "$work/again" > "$work/out" || fail "a second run gives other bytes"
if command -v localedef > /dev/null && localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8" 2> /dev/null; then
    LOCPATH=$work LC_ALL=de_DE.UTF-8 "$COLLAPSAR" report --recipes "$work/theory/recipes" "$work/comma" > /dev/null 2> "$work/err" ||
        fail "comma locale"
    diff -r "$work/again" "$work/comma" > "$work/out" || fail "a comma locale gives other bytes"
fi

# Recipes beside the results are found; --only makes some artefacts, and leaves the page alone.
mkdir "$work/beside"
sed 's/^title .*/&\ndirectory ..\/theory/' "$work/theory/recipes" > "$work/beside/recipes"
run 0 report --only 'stat*,nothing' "$work/beside"; prints "States at a = 3"
[ -s "$work/beside/data/states.json" ] || fail "--only: the artefact is missing"
[ ! -e "$work/beside/report.html" ] || fail "--only wrote the page"
[ ! -e "$work/beside/data/claims.json" ] || fail "--only made other artefacts"
cmp -s "$work/beside/data/states.json" "$work/again/data/states.json" || fail "--only gives other bytes"
run 2 report --only nothing "$work/beside"; says "no artefact is called 'nothing'"

# The page: no network, no script, unique anchors, every link has its target, texts are escaped.
grep -qiE '<script|https?://|@import|<link rel="stylesheet"' "$work/again/report.html" &&
    [ "$(grep -oE 'https?://[^" ]*' "$work/again/report.html" | grep -v '^http://www.w3.org/' | wc -l)" -ne 0 ] &&
    fail "the page reaches for the network"
grep -q 'Two genes, &lt;b&gt;checked&lt;/b&gt; &amp; more' "$work/again/report.html" || fail "the title is not escaped"
if command -v python3 > /dev/null; then
    python3 - "$work/again" > "$work/out" 2>&1 <<'END' || fail "the page"
import os, sys
from html.parser import HTMLParser
VOID = {"meta", "link", "br", "hr", "img", "input"}
class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.stack, self.ids, self.links, self.tags, self.labels = [], [], [], {}, 0
    def handle_startendtag(self, tag, attributes):
        self.look(tag, dict(attributes))
    def handle_starttag(self, tag, attributes):
        self.look(tag, dict(attributes))
        if tag not in VOID:
            self.stack.append(tag)
    def look(self, tag, attributes):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if "id" in attributes:
            self.ids.append(attributes["id"])
        for key in ("href", "xlink:href"):
            if key in attributes:
                self.links.append(attributes[key])
        if tag == "svg":
            assert attributes.get("aria-label"), "a figure without a description"
    def handle_endtag(self, tag):
        assert self.stack and self.stack[-1] == tag, (tag, self.stack[-3:], self.getpos())
        self.stack.pop()
page = Page()
page.feed(open(sys.argv[1] + "/report.html", encoding="utf-8").read())
page.close()
assert not page.stack, page.stack
double = {i for i in page.ids if page.ids.count(i) > 1}
assert not double, double
for link in page.links:
    if link.startswith("#"):
        assert link[1:] in page.ids, link
    elif not link.startswith("data:"):
        assert os.path.exists(os.path.join(sys.argv[1], link)), link
assert page.tags["svg"] == 2 and page.tags["article"] == 4, page.tags
assert page.tags["table"] >= 4 and page.tags["caption"] == page.tags["table"], page.tags
assert "script" not in page.tags
END
fi
for line in 11 12 13; do
    grep -q "id=\"source-switch.md-$line\"" "$work/again/report.html" || fail "no anchor for line $line of the derivation"
    grep -q "href=\"#source-switch.md-$line\"" "$work/again/report.html" || fail "no link to line $line of the derivation"
done

# In a browser: every table and figure has its place, nothing is wider than a phone, the console stays empty. The page
# stands in a frame, since a browser's window can't be as narrow as a phone.
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -n "$browser" ]; then
    sed 's|</body>|<script>addEventListener("load", () => parent.postMessage([innerWidth,\
        document.documentElement.scrollWidth <= innerWidth,\
        [...document.querySelectorAll("article table")].filter(t => t.closest("details") === null).every(t => t.offsetHeight > 20),\
        [...document.querySelectorAll("svg")].every(s => s.clientWidth >= 280 \&\& s.clientHeight > 100),\
        document.querySelectorAll("svg").length, document.querySelectorAll("article").length].join(" "), "*"))</script>&|' \
        "$work/again/report.html" > "$work/looked.html"
    for width in 360 390 1200; do
        printf '<title>none</title><script>addEventListener("message", e => document.title = e.data)</script>
            <iframe src="looked.html" style="width:%spx;height:800px;border:0"></iframe>\n' $width > "$work/frame.html"
        timeout 60 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/browser" --enable-logging=stderr \
            --window-size=1280,900 --virtual-time-budget=5000 --dump-dom "file://$work/frame.html" > "$work/out" 2> "$work/err" \
            < /dev/null || true
        if ! grep -q '<title>' "$work/out"; then
            echo "the browser does not run here: the page is not looked at"
            break
        fi
        prints "<title>$width true true true 2 4</title>"
        grep -q 'CONSOLE' "$work/err" && fail "the console has messages"
    done
else
    echo "no Chromium: the page is not looked at"
fi

# LaTeX: the document, and every piece of it alone.
if command -v pdflatex > /dev/null && kpsewhich siunitx.sty booktabs.sty longtable.sty pgfplots.sty > /dev/null 2>&1; then
    cd "$work/again"
    for file in report tables/claims tables/states figures/spectrum figures/simulated; do
        pdflatex -interaction=batchmode -halt-on-error -output-directory "$work" "$file.tex" > "$work/out" 2> /dev/null ||
            fail "$file.tex does not compile: $(grep -m 3 '^!' "$work/$(basename $file).log")"
        [ -s "$work/$(basename $file).pdf" ] || fail "$file.tex gives no document"
        grep -q 'multiply.defined' "$work/$(basename $file).log" && fail "$file.tex: a label is defined twice"
    done
    cd - > /dev/null
fi

# The recipes that come with collapsar, but for simulations: every enclosure has a point in common with the one that is
# kept in results/, and every claim its verdict.
shipped='states-*,phase-*,spectrum-*,slots-*,mean-field-*,claims-*'
run 0 report --recipes "$COLLAPSAR_SOURCE/results/recipes" --only "$shipped" "$work/shipped"
[ "$(ls "$work/shipped/data" | wc -l)" -ge 60 ] || fail "few artefacts"
for file in "$work"/shipped/text/* "$work"/shipped/data/*.csv "$work"/shipped/tables/*; do
    [ "$(wc -l < "$file")" -ge 2 ] || fail "$file holds no result"
done
if command -v python3 > /dev/null && [ -d "$COLLAPSAR_SOURCE/results/data" ]; then
    python3 - "$COLLAPSAR_SOURCE/results/data" "$work/shipped/data" > "$work/out" 2>&1 <<'END' || fail "results/ and this program differ"
import csv, glob, os, sys
from fractions import Fraction
FREE = {"claim", "method", "reason", "witness", "line"}
def number(text):
    return {"-inf": -10**400, "inf": 10**400}.get(text) or Fraction(text)
compared = 0
def table(path):
    with open(path, newline="") as file:
        lines = file.read().split("\r\n")
    tables, part = [], []
    for line in lines[1:] + [""]:
        if line:
            part.append(line)
        elif part:
            tables.append(list(csv.DictReader(part)))
            part = []
    return tables
for kept in sorted(glob.glob(sys.argv[1] + "/*.csv")):
    name = os.path.basename(kept)
    if name.startswith("simulated-"):
        continue
    old, new = table(kept), table(os.path.join(sys.argv[2], name))
    assert [len(t) for t in old] == [len(t) for t in new], name
    for before, now in zip(sum(old, []), sum(new, [])):
        if "verdict" not in before:
            assert before.keys() == now.keys(), name
        for key in before:
            if key in FREE or key.endswith("_hi"):
                continue
            if key.endswith("_lo") and before[key]:
                upper = key[:-3] + "_hi"
                assert number(before[key]) <= number(now[upper]) and number(now[key]) <= number(before[upper]), (name, key, before)
                compared += 1
            else:
                assert before[key] == now[key], (name, key, before[key], now[key])
assert compared > 500, compared
END
fi

# An artefact that can't be made is reported, with its place; the others are made. The worst status counts.
printf 'section A\nbad: states missing.md\n    A missing file\ngood: verify switch.md\n    Good\n' > "$work/theory/partly"
run 2 report --recipes "$work/theory/partly" "$work/partly"; says "$work/theory/partly:2: bad: missing.md"
prints "not made"
[ -s "$work/partly/data/good.json" ] || fail "one bad artefact stops the others"
[ ! -e "$work/partly/data/bad.json" ] || fail "a bad artefact left a file"
grep -q 'not made' "$work/partly/report.html" || fail "the page does not say what is not made"
printf 'model m\nparameter s in (0, 1]\nclaim a: s < 1/2\n' > "$work/theory/false.col"
printf 'section A\nfalse: verify false.col\n    False\ngood: verify switch.md\n    Good\n' > "$work/theory/falsely"
run 1 report --recipes "$work/theory/falsely" "$work/falsely"; prints "1 failed"
grep -q 'against what the derivation says' "$work/falsely/report.html" || fail "the page hides a failed claim"

# Bad recipes: a clear message, nothing is made.
bad() { # MESSAGE RECIPES
    printf "$2" > "$work/theory/bad"
    run 2 report --recipes "$work/theory/bad" "$work/none"; silent; says "$work/theory/bad$1"
    [ ! -e "$work/none" ] || fail "bad recipes made a directory"
}
bad ":4:1: an artefact of this name" 'section A\na: verify x\n T\na: verify y\n T\n'
bad ":3:1: the artefact above has no title" 'section A\na: verify x\nb: verify y\n'
bad ":2:1: the artefact above has no title" 'section A\na: verify x\n'
bad ":1:1: expected a 'section'" 'a: verify x\n    T\n'
bad ":2:11: the quote has no end" "section A\na: verify 'x y\n    T\n"
bad ":2:1: a: 'verfy' is no command for a recipe, did you mean 'verify'?" 'section A\na: verfy x\n    T\n'
bad ":2:1: a: 'report' is no command" 'section A\na: report\n    T\n'
bad ":2:1: a: unknown option --sett: did you mean --set?" 'section A\na: states x --sett a=1\n    T\n'
bad ":2:1: a: --output and --format" 'section A\na: verify x --output y\n    T\n'
bad ":2:2: expected 'title'" 'section A\na b: verify x\n    T\n'
bad ":2:3: expected a command line" 'section A\na:\n    T\n'
bad ":1:5: an indented line belongs" '    T\n'
bad ":2:1: 'title' and 'directory' come once" 'title A\ntitle B\n'
bad ":1:1: there is no artefact" 'section A\n'
printf 'section A\na: verify x\n    T\351\n' > "$work/theory/latin1"
run 2 report --recipes "$work/theory/latin1" "$work/none"; says "not a text in UTF-8"
run 2 report --recipes "$work/theory/missing" "$work/none"; says "cannot read: No such file"
run 2 report --recipes "$work/theory" "$work/none"; says "cannot read"

# Where nothing can be written: status 4, the old files stay, and no temporary ones are left.
old() { (cd "$work/again" && find . -type f -exec cksum {} + | sort -k 3) > "$work/$1"; }
old before
run 4 report --recipes "$work/theory/recipes" "$work/again/report.tex"; says "Not a directory"
run 4 report --recipes "$work/theory/recipes" /dev/full/x; says "cannot write"
status=0
(ulimit -f 8; "$COLLAPSAR" report --recipes "$work/theory/recipes" "$work/again" > /dev/null 2> "$work/err") || status=$?
[ "$status" -eq 4 ] || fail "a limit on file sizes: status $status"
says "cannot write: File too large"
old after
cmp -s "$work/before" "$work/after" || fail "a failed run changed files"
if [ "$(id -u)" -ne 0 ]; then
    chmod -R a-w "$work/again"
    run 4 report --recipes "$work/theory/recipes" "$work/again"; says "Permission denied"
    chmod -R u+w "$work/again"
elif mkdir "$work/full" && mount -t tmpfs -o size=64k tmpfs "$work/full" 2> /dev/null; then
    run 4 report --recipes "$work/theory/recipes" "$work/full"; says "No space left on device"
    left=$(find "$work/full" -type f | wc -l)
    mount -o remount,ro "$work/full"
    run 4 report --recipes "$work/theory/recipes" "$work/full"; says "Read-only file system"
    umount "$work/full"
    [ "$left" -eq 0 ] || fail "a full disk leaves $left files"
fi

# Interrupted at any moment, every file is whole: the old one or the new one.
for delay in 0.02 0.05 0.1 0.15 0.2 0.25 0.3 0.4; do
    "$COLLAPSAR" report --recipes "$work/theory/recipes" "$work/again" > /dev/null 2>&1 &
    process=$!
    sleep $delay
    kill -TERM $process 2> /dev/null
    wait $process 2> /dev/null
    old after
    cmp -s "$work/before" "$work/after" || fail "an interrupted run left other files"
done
exit 0
