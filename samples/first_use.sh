#!/bin/sh
# From nothing to answers: installs what is missing, builds, records a sample and prints its peaks,
# timeline and leaks. The sample is a real ttnn model on a mock n150 where a Python is at hand that
# the ttnn wheels support (3.12 or 3.10), else a C program.
#     samples/first_use.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$here/build}

echo "1. Debian packages that building needs"
"$here/cmake/packages.sh" build
echo "2. building l1trace in $build (half a minute)"
cmake -S "$here" -B "$build" -G Ninja -DL1TRACE_TESTS=OFF >/dev/null
cmake --build "$build" >/dev/null
PATH=$build/bin:$PATH
trace=$build/first.l1t

echo "3. a Python with ttnn in $build/venvs (100 MB to load, 700 MB on disk, a minute or two;"
echo "   kept for the next time)"
python=$("$here/tests/ttnn/prepare.sh" "$build/venvs" newest 2>"$build/venvs.err") || python=
if [ -n "$python" ]; then
	echo "4. recording a ttnn model: the real runtime, without a device"
	echo "\$ l1record --mock n150 -o first.l1t -- python samples/ttnn/mlp.py"
	(cd "$build" && l1record -f --mock n150 -o "$trace" -- "$python" "$here/samples/ttnn/mlp.py")
else
	sed -n 's/^the real-runtime tests cannot run here: /   not possible here: /p' "$build/venvs.err"
	echo "   For the ttnn model: install CPython 3.12 or 3.10 with its venv module (Debian 12 has"
	echo "   neither; pyenv install 3.12, uv python install 3.12 or a conda environment do), then"
	echo "       L1TRACE_PYTHON=/path/to/python3.12 samples/first_use.sh"
	echo "4. recording a C program instead: made-up sizes, no ttnn"
	echo "\$ l1record -o first.l1t -- decode_loop"
	l1record -f -o "$trace" -- "$build/samples/decode_loop"
fi
for verb in peak leaks; do
	echo
	echo "\$ l1analyze $verb first.l1t"
	l1analyze "$verb" "$trace"
done
echo
echo "\$ l1analyze timeline first.l1t"
l1analyze timeline --chart "$trace"
echo
echo "l1record and l1analyze are in $build/bin; cmake --install $build puts them in place."
