#!/bin/sh
# Records the programs beside this file on a mock n150 into samples/traces.
#     make_traces.sh BUILD-FOLDER PYTHON
# PYTHON: one that has ttnn; tests/ttnn/prepare.sh makes one.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
record=$(cd "$1" && pwd)/bin/l1record
python=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$top"
mkdir -p samples/traces
for name in mlp attention does_not_fit transformer; do
	# the runtime's own files go into $work; the folder is part of every call site: record in one that may be shown
	TT_METAL_LOGS_PATH=$work L1TRACE_MOCK_COMPILER=stand-in TT_METAL_LOGGER_LEVEL=FATAL \
		"$record" -f --mock n150 -o "samples/traces/ttnn_$name.l1t" -- \
		"$python" "samples/ttnn/$name.py" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
	tail -1 "$work/log"
done
# a run each for several batches: the traces, without what the runs printed
rm -rf samples/traces/ttnn_batch
TT_METAL_LOGS_PATH=$work L1TRACE_MOCK_COMPILER=stand-in TT_METAL_LOGGER_LEVEL=FATAL \
	"$record" --mock n150 --sweep BATCH=60..72 --largest -o samples/traces/ttnn_batch -- \
	"$python" samples/ttnn/batch.py '{BATCH}'
rm samples/traces/ttnn_batch/*.log
# what the manual shows: four ranks, and a change that leaks beside what was before it
run() {
	out=$1
	shift
	env TT_METAL_LOGS_PATH="$work" L1TRACE_MOCK_COMPILER=stand-in TT_METAL_LOGGER_LEVEL=FATAL \
		"$record" -f --mock n150 -o "samples/traces/$out" -- "$python" "$@" >"$work/log" 2>&1 ||
		{ cat "$work/log"; exit 1; }
}
mkdir -p samples/traces/ttnn_ranks samples/traces/ttnn_commits
for rank in 0 1 2 3; do
	OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_RANK=$rank run 'ttnn_ranks/%r.l1t' samples/ttnn/ranks.py
done
cp samples/ttnn/mlp.py "$work/mlp.py"
trap 'cp "$work/mlp.py" samples/ttnn/mlp.py; rm -rf "$work"' EXIT
sed -i '/"only for debugging"/d' samples/ttnn/mlp.py
run ttnn_commits/main.l1t samples/ttnn/mlp.py
cp "$work/mlp.py" samples/ttnn/mlp.py
run ttnn_commits/branch.l1t samples/ttnn/mlp.py
chmod 644 samples/traces/ttnn_ranks/*.l1t samples/traces/ttnn_commits/*.l1t
