#!/bin/sh
# The rules besides the arrows, which rooms.py checks: what is linked, how includes are written, how
# files begin, how long they are.
#     law.sh SOURCE-FOLDER LIBL1TRACE L1ANALYZE L1RECORD
set -u
cd "$1" || exit 1
passed=0 failed=0

# holds WHAT OUTPUT: the rule holds when there is no output
holds() {
	if [ -z "$2" ]; then
		passed=$((passed + 1))
	else
		echo "broken: $1"
		echo "$2" | head -5
		failed=$((failed + 1))
	fi
}

holds "nobody includes a path upwards" "$(
	grep -rnE '#include "\.\./' format recorder analyzer tests samples --include='*.[ch]')"
holds "format and recorder do not know SQLite" "$(
	grep -rnl 'sqlite3\.h' format recorder --include='*.[ch]')"
holds "libl1trace links neither SQLite nor libstdc++" "$(
	readelf -d "$2" | grep NEEDED | grep -E 'sqlite|stdc')"
holds "l1analyze does not link the recorder" "$(readelf -d "$3" | grep NEEDED | grep l1trace)"
holds "l1record does not link SQLite" "$(readelf -d "$4" | grep NEEDED | grep sqlite)"
version=$(sed -n 's/^#define L1TRACE_VERSION_[A-Z]* //p' recorder/l1trace.h | paste -sd.)
holds "l1trace.h has the version of what was built" "$(
	[ "$("$4" --version)" = "l1record $version" ] || echo "$version")"
holds "every source file begins with a comment" "$(
	for f in $(find format recorder analyzer tests samples -name '*.[ch]'); do
		head -1 "$f" | grep -q '^/\*' || echo "$f"
	done)"
holds "no source file is longer than 420 lines" "$(
	find format recorder analyzer tests samples -name '*.[ch]' -exec wc -l {} + |
		awk '$2 != "total" && $1 > 420')"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
