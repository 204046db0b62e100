#!/bin/sh
# Results leave the program whole or not at all, and nothing goes wrong in silence.
. "$COLLAPSAR_SOURCE/tests/cli/lib.sh"
printf 'model m\nparameter s in (0, 1]\nclaim a: s > 0\n' > "$work/good.col"
printf 'model m\nparameter s in (0, 1]\nclaim a: s > > 0\n' > "$work/bad.col"

# The file has the same bytes as standard output.
run 0 verify --format csv "$work/good.col"
cut -d, -f1-10 "$work/out" > "$work/direct"
run 0 verify --format csv --output "$work/file" "$work/good.col"; silent
cut -d, -f1-10 "$work/file" | cmp -s - "$work/direct" || fail "--output differs from standard output"
run 0 verify --format=csv --output=- "$work/good.col"; prints "file,line,name"

# A failed run leaves the old file alone, and no temporary files.
echo old > "$work/kept"
run 2 verify --output "$work/kept" "$work/bad.col"; silent
says "$work/bad.col:3:"
[ "$(cat "$work/kept")" = old ] || fail "bad input destroyed the old file"
run 2 verify --output "$work/kept" "$work/missing.col"
[ "$(cat "$work/kept")" = old ] || fail "missing input destroyed the old file"
[ "$(ls "$work" | grep -c '^kept')" -eq 1 ] || fail "temporary files are left"

# An existing file is replaced and keeps its mode; a symbolic link stays one.
chmod 640 "$work/kept"
ln -s kept "$work/link"
run 0 verify --output "$work/link" "$work/good.col"
grep -q "1 claim" "$work/kept" || fail "the file behind the link was not written"
[ -L "$work/link" ] || fail "the link was replaced"
[ "$(stat -c %a "$work/kept")" = 640 ] || fail "the mode changed"
(umask 027; "$COLLAPSAR" verify --output "$work/new" "$work/good.col")
[ "$(stat -c %a "$work/new")" = 640 ] || fail "the umask was ignored"

# Where nothing can be written.
run 4 verify --output "$work/no/such/dir" "$work/good.col"; says "cannot write: No such file or directory"
run 4 verify --output "$work" "$work/good.col"; says "Is a directory"
run 4 verify --output "" "$work/good.col"; says "cannot write"
if [ -w /dev/full ]; then
    run 4 verify --output /dev/full "$work/good.col"; says "No space left on device"
    for arguments in --help --version "verify --help" "verify $work/good.col"; do
        status=0
        # shellcheck disable=SC2086
        "$COLLAPSAR" $arguments > /dev/full 2> "$work/err" || status=$?
        [ "$status" -eq 4 ] || fail "collapsar $arguments > /dev/full: status $status"
        says "standard output: cannot write: No space left on device"
    done
fi
status=0; "$COLLAPSAR" --help >&- 2> "$work/err" || status=$?
[ "$status" -eq 4 ] || fail "closed standard output: status $status"
says "standard output: cannot write"
(sleep 1; "$COLLAPSAR" verify --help 2> "$work/err"; echo $? > "$work/status") | true
[ "$(cat "$work/status")" -eq 4 ] || fail "closed pipe: status $(cat "$work/status")"
says "Broken pipe"

# A read-only directory (root may write there anyway).
mkdir "$work/readonly"; chmod 555 "$work/readonly"
if [ "$(id -u)" -ne 0 ]; then
    run 4 verify --output "$work/readonly/x" "$work/good.col"; says "Permission denied"
fi

# A limit on file sizes is an error, not a death by signal.
status=0
(ulimit -f 0; "$COLLAPSAR" verify --output "$work/limited" "$work/good.col" 2> "$work/err.limited") || status=$?
[ "$status" -eq 4 ] || fail "file size limit: status $status"
[ ! -e "$work/limited" ] || fail "a cut file is left"
exit 0
