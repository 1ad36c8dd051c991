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
