#!/bin/sh
# From nothing to answers: installs what is missing, builds, records a sample and prints its peaks,
# timeline and leaks. The sample is a real ttnn model on a mock n150 where a Python is at hand that
# the ttnn wheels support (3.12 or 3.10), else a C program.
#     samples/first_use.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$here/build}

"$here/cmake/packages.sh" build
cmake -S "$here" -B "$build" -G Ninja -DL1TRACE_TESTS=OFF >/dev/null
cmake --build "$build" >/dev/null
PATH=$build/bin:$PATH
trace=$build/first.l1t

python=$("$here/tests/ttnn/prepare.sh" "$build/venvs" newest 2>/dev/null) || python=
if [ -n "$python" ]; then
	echo "\$ l1record --mock n150 -o first.l1t -- python samples/ttnn/mlp.py"
	(cd "$build" && l1record -f --mock n150 -o "$trace" -- "$python" "$here/samples/ttnn/mlp.py")
else
	echo "no Python 3.12 or 3.10 with ttnn here: recording the C sample instead"
	echo "\$ l1record -o first.l1t -- decode_loop"
	l1record -f -o "$trace" -- "$build/samples/decode_loop"
fi
for verb in peak leaks; do
	echo
	echo "\$ l1analyze $verb first.l1t"
	l1analyze "$verb" "$trace"
done
echo
echo "\$ l1analyze timeline --core 0,0 first.l1t | head -20"
l1analyze timeline --core 0,0 "$trace" | head -20
echo
echo "l1record and l1analyze are in $build/bin; cmake --install $build puts them in place."
