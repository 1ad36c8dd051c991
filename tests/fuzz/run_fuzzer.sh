#!/bin/sh
# Runs a fuzz target for some seconds from its corpus; new inputs go to a folder that is removed.
#     run_fuzzer.sh TARGET CORPUS SECONDS
set -eu
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
mkdir -p "$2"
"$1" -max_total_time="$3" -max_len=65536 -rss_limit_mb=2048 -timeout=11 -print_final_stats=1 \
	-artifact_prefix="${L1TRACE_FUZZ_ARTIFACTS:-$new}/" "$new" "$2" >"$new/log" 2>&1 || {
	tail -40 "$new/log"
	exit 1
}
grep -E 'number_of_executed_units|DONE' "$new/log"
