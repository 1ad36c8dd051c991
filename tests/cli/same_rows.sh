#!/bin/sh
# A trace, read by one thread or more, the database made of it, and plain sqlite3 with queries/*.sql
# give the same rows.
#     same_rows.sh L1ANALYZE QUERIES-FOLDER TRACE...
set -u
analyze=$1 queries=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
for trace in "$@"; do
	rm -f "$work/run.db"
	"$analyze" load --full "$trace" -o "$work/run.db" || exit 1
	# info counts without making rows
	counted=$(sqlite3 "$work/run.db" "SELECT (buffers, programs, regions, kernels, ops, failures) =
		((SELECT count(*) FROM buffer), (SELECT count(*) FROM program),
		(SELECT count(*) FROM region), (SELECT count(*) FROM kernel),
		(SELECT count(DISTINCT op) FROM op), (SELECT count(*) FROM failure)) FROM run")
	if [ "$counted" = 1 ]; then
		passed=$((passed + 1))
	else
		echo "the counts of $trace differ from its rows"
		failed=$((failed + 1))
	fi
	for query in peak peak_by_op timeline ops leaks frag kernels callsites explain; do
		verb=$query
		[ $query != peak_by_op ] || verb="peak --by op"
		"$analyze" $verb --format csv --threads 1 "$trace" >"$work/trace"
		"$analyze" $verb --format csv --threads 2 "$trace" >"$work/two"
		"$analyze" $verb --format csv --threads 4 "$trace" | cmp -s - "$work/two" ||
			echo "more threads differ" >>"$work/two"
		"$analyze" $verb --format csv "$work/run.db" >"$work/database"
		sqlite3 -csv -header "$work/run.db" <"$queries/$query.sql" | tr -d '\r' >"$work/sqlite3"
		# sqlite3 prints no header without a row
		[ -s "$work/sqlite3" ] || head -1 "$work/trace" >"$work/sqlite3"
		if cmp -s "$work/trace" "$work/two" &&
			cmp -s "$work/trace" "$work/database" && cmp -s "$work/trace" "$work/sqlite3" &&
			[ -s "$work/trace" ]; then
			passed=$((passed + 1))
		else
			echo "$verb of $trace differs"
			diff "$work/trace" "$work/sqlite3" | head -4
			failed=$((failed + 1))
		fi
	done
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -ge 4 ]
