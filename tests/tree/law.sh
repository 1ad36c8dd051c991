#!/bin/sh
# The dependency law: arrows never turn round, nobody includes a path upwards, every source file
# begins by saying what it is for.
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

# includes FOLDER: headers that its files include in quotes
includes() {
	find "$1" -name '*.[ch]' -exec grep -hoE '#include "[^"]+"' {} + | cut -d'"' -f2 | sort -u
}
# headers FOLDER: names of the headers that lie there
headers() {
	find "$1" -name '*.h' -exec basename {} \; | sort -u
}
# crossing FROM TO: headers of TO that FROM includes and that FROM does not have itself
crossing() {
	includes "$1" >/tmp/l1t-law-$$.a
	headers "$1" >/tmp/l1t-law-$$.own
	headers "$2" >/tmp/l1t-law-$$.b
	comm -12 /tmp/l1t-law-$$.a /tmp/l1t-law-$$.b | comm -23 - /tmp/l1t-law-$$.own
	rm -f /tmp/l1t-law-$$.*
}

holds "format includes nothing of recorder" "$(crossing format recorder)"
holds "format includes nothing of analyzer" "$(crossing format analyzer)"
holds "recorder includes nothing of analyzer" "$(crossing recorder analyzer)"
holds "analyzer includes nothing of recorder" "$(crossing analyzer recorder)"
holds "the preload library sees of the recorder only its API" "$(
	crossing recorder/ttmetal recorder/core | grep -vx preload.h)"
holds "nobody includes a path upwards" "$(
	grep -rnE '#include "\.\./' format recorder analyzer tests samples --include='*.[ch]')"
holds "format and recorder do not know SQLite" "$(
	grep -rnl 'sqlite3\.h' format recorder --include='*.[ch]')"
holds "libl1trace links neither SQLite nor libstdc++" "$(
	readelf -d "$2" | grep NEEDED | grep -E 'sqlite|stdc')"
holds "l1analyze does not link the recorder" "$(readelf -d "$3" | grep NEEDED | grep l1trace)"
holds "l1record does not link SQLite" "$(readelf -d "$4" | grep NEEDED | grep sqlite)"
holds "every source file begins with a comment" "$(
	for f in $(find format recorder analyzer tests samples -name '*.[ch]'); do
		head -1 "$f" | grep -q '^/\*' || echo "$f"
	done)"
holds "no source file is longer than 420 lines" "$(
	find format recorder analyzer tests samples -name '*.[ch]' -exec wc -l {} + |
		awk '$2 != "total" && $1 > 420')"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
