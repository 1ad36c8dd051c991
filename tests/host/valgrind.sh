#!/bin/sh
# The sample, and l1analyze on its trace, are clean under valgrind. Skipped (77) without valgrind.
#     valgrind.sh SAMPLE L1ANALYZE
set -eu
command -v valgrind >/dev/null || { echo "no valgrind here"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
grind() {
	valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite "$@" \
		>"$folder/out" 2>&1 || { cat "$folder/out"; exit 1; }
	! grep '^==' "$folder/out" | grep -E 'uninitialised|Invalid|definitely lost' || exit 1
}
L1TRACE=$folder/run.l1t grind "$1" 200
[ -s "$folder/run.l1t" ]
for verb in info peak leaks ops; do
	grind "$2" $verb --unlimited "$folder/run.l1t"  # all is slower here
done
