#!/bin/sh
# The documents for new users: files are made as they say, every command of a console block is run, in order, and what it
# prints is compared with what stands there. Seconds and white space may differ; "..." stands for anything.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"

mkdir "$work/bin"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$COLLAPSAR" > "$work/bin/collapsar"
chmod +x "$work/bin/collapsar"
PATH="$work/bin:$PATH"
NO_COLOR=1
export PATH NO_COLOR

# Files ("as `NAME`:" before a block) and commands (a line "$ COMMAND" in a block marked console) of a document, numbered.
extract() {
    awk -v to="$2" '
        function fence(line) { return match(line, /^```+/) ? RLENGTH : 0 }
        !inside && fence($0) {
            inside = fence($0); is_console = ($0 ~ /console$/); file = is_console ? "" : name; name = ""
            if (file != "") printf "" > (to "/" file)
            next
        }
        inside && fence($0) == inside && $0 ~ /^`+$/ { inside = 0; command = ""; next }
        inside && file != "" { print > (to "/" file); next }
        inside && is_console && /^\$ / {
            count++
            command = sprintf("%s/.%02d", to, count)
            print substr($0, 3) > (command ".command")
            printf "" > (command ".expected")
            next
        }
        inside && is_console { print > (command ".expected"); next }
        !inside && $0 != "" {
            name = ""
            if (match($0, /(^| )`[A-Za-z0-9._-]+`:$/)) { name = substr($0, RSTART); gsub(/[ `:]/, "", name) }
        }' "$1"
}

# Does what was printed (second file) match what was expected (first file)?
matches() {
    awk '
        function plain(line) {
            gsub(/[0-9.]+ s([^a-z]|$)/, "T s ", line); gsub(/[ \t]+/, " ", line); sub(/ $/, "", line)
            return line
        }
        FNR == NR { expected[++wanted] = plain($0); next }
        { printed[++have] = plain($0) }
        function same(i, j, at) {
            at = index(expected[i], "...")
            if (at > 1) return substr(printed[j], 1, at - 1) == substr(expected[i], 1, at - 1)
            return printed[j] == expected[i]
        }
        END {
            j = 1; open = 0
            for (i = 1; i <= wanted; i++) {
                if (expected[i] == "...") { open = 1; continue }
                while (open && j <= have && !same(i, j)) j++
                if (j > have || !same(i, j)) { print "expected: " expected[i]; print "printed:  " printed[j]; exit 1 }
                j++; open = 0
            }
            if (!open && j <= have) { print "not expected: " printed[j]; exit 1 }
        }' "$1" "$2"
}

check_document() {
    place="$work/$2"
    mkdir "$place"
    ln -s "$COLLAPSAR_SOURCE/derivations" "$place/derivations"
    extract "$COLLAPSAR_SOURCE/$1" "$place"
    count=0
    for command in "$place"/.*.command; do
        [ -f "$command" ] || continue
        # A file that a command has changed stays so: the files were all made before.
        stem=${command%.command}
        (cd "$place" && sh "$command" >"$stem.printed" 2>"$stem.messages" </dev/null)
        matches "$stem.expected" "$stem.printed" || {
            cp "$stem.printed" "$work/out"
            cp "$stem.messages" "$work/err"
            fail "$1: $(cat "$command")"
        }
        count=$((count + 1))
    done
    [ "$count" -ge "$3" ] || fail "$1: only $count commands"
    echo "$1: $count commands"
}

: > "$work/out"
: > "$work/err"
check_document docs/tutorial.md tutorial 12
check_document README.md readme 3
