#!/bin/sh
# verify --document: derivations in print. What comes out compiles, whatever goes in.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"

cat > "$work/claims.md" <<'END'
# Sums & products: 100% of $x^2$

A claim with a *sign error*, one that says so, and one of each kind of text: `a_b -- c`, [a link](https://example.org/a_b%20c#d),
a sum of $5 and 6 $, **bold**, "quotes", caf&eacute;, é, α, ☃, $\input{secret}$ and $$ \begin{aligned} a &= b, \\ c &= d \end{aligned} $$

1. a list
   * in a list
     > with a quotation

| head | number |
|------|-------:|
| $\alpha$ | 1 |

```sh
rm -rf "$nothing" # {not} run
```

```collapsar
model squares
parameter a > 0
parameter b > 0
claim square: (a + b)^2 == a^2 + 2*a*b + b^2
claim sign-error: (a - b)^2 == a^2 + 2*a*b + b^2
refute known-error: (a - b)^2 == a^2 + b^2
```
END

run 2 verify "$work/claims.md" --document --format json
says "--document: it is LaTeX"
status=0
"$COLLAPSAR" verify "$work/claims.md" --document >"$work/out" 2>"$work/err" || status=$?
if [ "$status" -eq 2 ] && grep -q "without MD4C" "$work/err"; then
    skip "built without MD4C"
fi
[ "$status" -eq 1 ] || fail "exit status $status, expected 1"
prints '\section{Sums \& products: 100\% of \texorpdfstring{$x^2$}'
prints '\claimline{22}{claim square:'
prints '{good}{proved}'
prints '{bad}{refuted}'
prints '{good}{refuted, as expected}'
cp "$work/out" "$work/first.tex"
run 1 verify "$work/claims.md" --document --threads 2
cmp -s "$work/out" "$work/first.tex" || fail "a second run gives other bytes"

# What would break LaTeX if it came through.
cat > "$work/hostile.md" <<'END'
$\end{document}$ \end{document} $a_b_c$ $\frac{1}$ ${$ $}$ $$\left($$ $x$$y$ $$$ % comment ~ ^ # & _ \ {

> > > > > > > > deep
> > > > > > > > * deeper
* * * * * * * * 1. deepest

# $\frac{a}{b}$ \section{ [
## [not an option]
| [a | * |
|----|---|
| [1] | * |
| * | \\ |

[x](javascript:\input{y}) ![picture](none.png) <script>alert(1)</script> &bogus; &#0; &#x1F600;

\begin{verbatim}
```
\end{document}
	tab "quoted" 'single' `back` --- ~ ^^M
```

```collapsar
# ^^M \end{document} {{{ % & ~
claim one: 1 == 1
```
END
printf 'control \001 \033 bytes \377\376\200 $\302\265$\r\nand a *stray\n\001\nline*\n' >> "$work/hostile.md"
run 0 verify "$work/hostile.md" --document --output "$work/hostile.tex"
printf '\357\273\277# Marked\r\n\r\n```collapsar\r\nclaim one: 1 == 1\r\n```\r\n' > "$work/crlf.md"
printf 'claim one: 1 == 1\n' > "$work/plain_%_name#1.col"
run 0 verify "$work/crlf.md" "$work/plain_%_name#1.col" --document --output "$work/crlf.tex"

command -v pdflatex >/dev/null && kpsewhich lmodern.sty >/dev/null || skip "no LaTeX"
for name in first hostile crlf; do
    (cd "$work" && pdflatex -interaction=batchmode -halt-on-error "$name.tex" >/dev/null) || {
        grep -A4 '^!' "$work/$name.log"
        fail "$name.tex does not compile"
    }
    grep -q '^! ' "$work/$name.log" && fail "$name.tex gives errors"
done
exit 0
