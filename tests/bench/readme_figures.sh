#!/bin/sh
# Prints the README's figures from the newest file in results, or with --update writes them into
# README.md; a test compares the two.
#     readme_figures.sh [--update|--check]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
readme=$here/../../README.md
results=$(ls "$here"/results/*.csv | tail -1)
figures=$(mktemp)
trap 'rm -f "$figures" "$figures.now"' EXIT

awk -F, -v file="tests/bench/results/$(basename "$results")" '
	{ v[$1] = $2; why[$1] = $3 }
	function row(what, text) { printf "| %s | %s |\n", what, text }
	function over(name, peer,   s) {
		if (v[name] == "unavailable")
			return why[name]
		return sprintf("1 / %.0f of its %.0f ns", 1 / v[name], v[peer])
	}
	# for results from before there was the line: no row
	function reading(peer, what,   name, text) {
		name = "peak_over_" peer "_1"
		text = sprintf("%.2f times its %.1f million events a second", v[name], v["read_" peer])
		if (v[name] == "unavailable")
			text = why[name]
		if (name in why)
			row("`peak`, one thread, against " what, text)
	}
	END {
		gsub(/\(R\)|\(TM\)/, "", v["machine_cpu"])
		printf "Measured on an %s, %s cores, %s (`%s`):\n\n", v["machine_cpu"],
			v["machine_cores"], v["machine_kernel"], file
		print "| what | figure |"
		print "|---|---|"
		row("one recorded event", sprintf("%.1f ns, %.2f times a bare loop that stores 32 bytes and reads the time", v["record_paced"], v["record_over_floor"]))
		row("the same while two threads record", sprintf("%.2f times that", v["record_two_threads"]))
		row("against a tracepoint of lttng-ust", over("record_over_lttng", "lttng_paced"))
		row("against a call traced by uftrace", over("record_over_uftrace", "uftrace_paced"))
		row("against an allocation told to heaptrack", over("record_over_heaptrack", "heaptrack_paced"))
		row("flat out, one event", sprintf("%.2f times the bare loop, %.2f with all CPU time of the background thread", v["record_flat_over_floor"], v["record_total_cpu"]))
		row("a call while nothing is recorded", sprintf("%.1f ns", v["record_off"]))
		row("one op of TT-Metal, its three hooks together", sprintf("%.0f ns without call sites", v["hook_op"]))
		row("in the trace, a decode loop", sprintf("%.2f bytes an event", v["bytes_loop"]))
		row("in the trace, random churn", sprintf("%.2f bytes an event", v["bytes_churn"]))
		row("in the trace, a circular buffer on 64 cores", sprintf("%.2f bytes", v["bytes_range_event"]))
		row("memory with 64 threads recording flat out", sprintf("%.0f MiB", v["record_memory"]))
		reading("babeltrace", "babeltrace2 that counts the same events")
		reading("heaptrack", "heaptrack_print on the same stream as allocations and frees")
	}' "$results" >"$figures"

case ${1:-} in
--update)
	awk -v file="$figures" '
		/^Measured on an? / {
			while ((getline line < file) > 0) print line
			skipping = 1
			next
		}
		skipping && /^(\|.*)?$/ { next }
		skipping { skipping = 0; print "" }
		{ print }' "$readme" >"$figures.now"
	cat "$figures.now" >"$readme"
	;;
--check)
	awk '/^Measured on an? / { on = 1 } on && /^[^|M]/ { exit } on' "$readme" |
		sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$figures.now"
	diff "$figures" "$figures.now" ||
		{ echo "README.md: run tests/bench/readme_figures.sh --update"; exit 1; }
	;;
*)
	cat "$figures"
	;;
esac
