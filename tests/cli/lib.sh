# Sourced by the black-box tests of the program: runs it and looks at what it says.
# COLLAPSAR is the program, COLLAPSAR_SOURCE the source tree.
work=$(mktemp -d) || exit 99
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

fail() {
    echo "FAIL: $*"
    echo "--- standard output"; head -c 2000 "$work/out"
    echo "--- standard error"; head -c 2000 "$work/err"
    exit 1
}

# run STATUS ARGUMENT...: the program must end with that status.
run() {
    wanted=$1
    shift
    status=0
    "$COLLAPSAR" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
    [ "$status" -eq "$wanted" ] || fail "collapsar $*: exit status $status, expected $wanted"
}

# Standard output, standard error contain a text; standard output is empty.
prints() { grep -qF -e "$1" "$work/out" || fail "standard output lacks: $1"; }
says() { grep -qF -e "$1" "$work/err" || fail "standard error lacks: $1"; }
silent() { [ ! -s "$work/out" ] || fail "standard output is not empty"; }

skip() { echo "SKIP: $*"; exit 77; }
