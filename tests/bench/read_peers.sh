#!/bin/sh
# Prints how fast peak reads a stream compared with programs that read what other recorders made of
# the same stream, as name,value,unit lines. For one that is not there, or does not run, lines say so.
#     read_peers.sh BUILD-FOLDER FOLDER       writes to FOLDER
set -u
bin=$1 dir=$2
events=10000000
[ -z "${L1TRACE_BENCH_QUICK:-}" ] || events=20000
. "$(dirname "$0")/lttng_session.sh"

# unavailable NAME WHY
unavailable() {
	echo "peak_over_$1,unavailable,$2"
	echo "peak_over_$1_1,unavailable,$2"
}

# compared NAME COMMAND...: the command's lines, or why there are none
compared() {
	name=$1
	shift
	if lines=$("$@" 2>"$dir/$name.err") && echo "$lines" | grep -q "^peak_over_${name}_1,"; then
		echo "$lines"
	else
		unavailable "$name" "$name does not run here"
		tail -3 "$dir/$name.err" >&2
	fi
}

# reported EVENTS: so many are in $dir/EVENTS.zst, or .gz where heaptrack knows no other
reported() {
	timeout 300 heaptrack -o "$dir/$1" "$bin/heaptrack_stream" "$1" >&2
}

# heaptrack's lines of allocations and frees are its events, a few of the program itself among them
heaptrack_figures() {
	reported "$events" && reported 1 || return 1
	file=$(ls "$dir/$events".[zg]*) none=$(ls "$dir/1".[zg]*)
	"$bin/read_peers" heaptrack "$dir/stream.l1t" "$(zstd -dcf "$file" | grep -c '^[+-]')" \
		"exec timeout 300 heaptrack_print '$file'" "exec timeout 300 heaptrack_print '$none'"
}

babeltrace_figures() {
	lttng_session timeout 300 "$bin/lttng_bench" "$events" || return 1
	count="babeltrace2 '$dir/lttng' --component=sink.utils.counter --params=step=+0"
	counted=$(eval "$count" | awk '$2 == "Event" { print $1 }')
	"$bin/read_peers" babeltrace "$dir/stream.l1t" "$counted" "exec timeout 300 $count" true
}

L1TRACE=$dir/stream.l1t "$bin/record_bench" loop "$events" || exit 1
if ! command -v heaptrack_print >/dev/null || ! command -v zstd >/dev/null; then
	unavailable heaptrack "heaptrack or zstd is not installed"
else
	compared heaptrack heaptrack_figures
fi
if [ ! -x "$bin/lttng_bench" ] || ! command -v lttng >/dev/null; then
	unavailable babeltrace "lttng-ust is not installed"
elif ! command -v babeltrace2 >/dev/null; then
	unavailable babeltrace "babeltrace2 is not installed"
else
	compared babeltrace babeltrace_figures
fi
rm -rf "$dir/stream.l1t" "$dir/lttng" "$dir/$events".[zg]* "$dir/1".[zg]*
