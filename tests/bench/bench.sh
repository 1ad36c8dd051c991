#!/bin/sh
# Prints what recording and reading cost, as name,value,unit lines; README.md in this folder says what they mean.
#     bench.sh BUILD-FOLDER PRELOAD-LIBRARY [PROGRAM...]
# PROGRAMs belong to other groups of tests and print more lines.
# L1TRACE_BENCH_QUICK=1: too short for good figures, just to check that all lines are printed.
set -u
bin=$1 preload=$2
shift 2
unset L1TRACE
dir=$(mktemp -d "$bin/run.XXXXXX") || exit 1
dir=$(cd "$dir" && pwd)
trap 'rm -rf "$dir"' EXIT
failed=0

# recorded NAME PROGRAM ARGUMENTS: records into $dir/NAME.l1t
recorded() {
	name=$1
	shift
	L1TRACE=$dir/$name.l1t "$@" || { echo "$name failed" >&2; failed=1; }
}

# bytes NAME STREAM: the size of a recorded stream
bytes() {
	recorded "$2" "$bin/record_bench" "$2"
	"$bin/trace_cost" "$1" "$dir/$2.l1t" || failed=1
	rm -f "$dir/$2.l1t"
}

# middle: the median of the lines
middle() {
	sort -g | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)]; else exit 1 }'
}

# hooks: one op of the stand-in runtime with the preload library minus the same without it, alternately
hooks() {
	runs=7 ops=50000
	[ -z "${L1TRACE_BENCH_QUICK:-}" ] || runs=1 ops=1000
	for run in $(seq $runs); do
		bare=$("$bin/hook_bench" $ops) &&
			hooked=$(L1TRACE=$dir/hook$run.l1t L1TRACE_CALLSITE=0 LD_PRELOAD=$preload \
				"$bin/hook_bench" $ops) && echo "$hooked $bare"
		rm -f "$dir/hook$run.l1t"*
	done >"$dir/hooks"
	awk '{ print $2 }' "$dir/hooks" | middle | sed 's/.*/hook_op_bare,&,ns/'
	awk '{ print $1 - $2 }' "$dir/hooks" | middle | sed 's/.*/hook_op,&,ns/'
}

# hooked USES: an op with operands, with the preload library
hooked() {
	L1TRACE=$dir/uses.l1t L1TRACE_USES=$1 L1TRACE_CALLSITE=0 LD_PRELOAD=$preload \
		"$bin/hook_bench" $ops operands
	status=$?
	rm -f "$dir/uses.l1t"*
	return $status
}

# uses: recording what that op works on: the op minus the same without it, alternately. Of many short
# runs: a neighbour that slows the machine for a second would make one of seven long ones.
uses() {
	[ -n "${L1TRACE_BENCH_QUICK:-}" ] || runs=31 ops=10000
	for run in $(seq $runs); do
		without=$(hooked 0) && with=$(hooked 1) && echo "$with $without"
	done >"$dir/hooks"
	awk '{ print $1 - $2 }' "$dir/hooks" | middle | sed 's/.*/hook_op_uses,&,ns/'
}

echo name,value,unit
"$bin/record_bench" off || failed=1
recorded paced "$bin/record_bench" paced
recorded flat "$bin/record_bench" flat
"$bin/trace_cost" bytes_flat "$dir/flat.l1t" || failed=1
bytes bytes_loop loop
bytes bytes_churn churn
bytes bytes_range_event range
"$bin/memory_bench" "$dir" || failed=1
"$bin/read_bench" "$dir" || failed=1
"$bin/read_scaling" "$dir" || failed=1
"$bin/read_memory" "$dir" || failed=1
rm -f "$dir"/*
hooks
uses
"$(dirname "$0")/peers.sh" "$bin" "$dir"
"$(dirname "$0")/read_peers.sh" "$bin" "$dir" || failed=1
for program; do
	"$program" "$dir" || { echo "$program failed" >&2; failed=1; }
done
exit $failed
