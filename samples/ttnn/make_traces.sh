#!/bin/sh
# Records the programs beside this file on a mock n150 into samples/traces.
#     make_traces.sh BUILD-FOLDER PYTHON
# PYTHON: one that has ttnn; tests/ttnn/prepare.sh makes one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
record=$(cd "$1" && pwd)/bin/l1record
python=$2
traces=$here/../traces
mkdir -p "$traces"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.py "$work"
cd "$work"
for name in mlp attention does_not_fit; do
	L1TRACE_MOCK_COMPILER=stand-in TT_METAL_LOGGER_LEVEL=FATAL \
		"$record" -f --mock n150 -o "$traces/ttnn_$name.l1t" -- "$python" "$name.py" \
		>"$name.log" 2>&1 || { cat "$name.log"; exit 1; }
	tail -1 "$name.log"
done
