#!/bin/sh
# Makes the Python in which ttnn-visualizer runs, of requirements.txt beside this file, and prints its path.
#     install_viewer.sh FOLDER
# A venv that is complete is reused. L1TRACE_VENVS: a folder of venvs made elsewhere.
# Exit: 0 done, 77 not possible here (the reason is on stderr).
set -u
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -ne 1 ]; then
	echo "usage: install_viewer.sh FOLDER" >&2
	exit 2
fi
wanted=$(cat "$here/requirements.txt")

impossible() {
	echo "ttnn-visualizer cannot be installed here: $1" >&2
	exit 77
}

complete() {
	[ -x "$1/bin/ttnn-visualizer" ] && [ "$(cat "$1/complete" 2>/dev/null)" = "$wanted" ]
}

elsewhere=${L1TRACE_VENVS:-}/visualizer
if [ -n "${L1TRACE_VENVS:-}" ] && complete "$elsewhere"; then
	echo "$elsewhere/bin/python"
	exit 0
fi
mkdir -p "$1" || exit 1
folder=$(cd "$1" && pwd)
venv=$folder/visualizer
exec 9>"$folder/visualizer.lock" || exit 1
flock 9
if ! complete "$venv"; then
	for python in "${L1TRACE_PYTHON:-}" python3.12 python3.11 python3.10 python3; do
		[ -n "$python" ] && "$python" -c 'import sys, venv
sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 && break
		python=
	done
	[ -n "$python" ] || impossible "no Python from 3.10 to 3.13"
	echo "making $venv with $python" >&2
	rm -rf "$venv"
	"$python" -m venv "$venv" >"$venv.log" 2>&1 || impossible "$python cannot make a venv: $(tail -1 "$venv.log")"
	"$venv/bin/python" -m pip install --disable-pip-version-check --only-binary :all: \
		-r "$here/requirements.txt" >>"$venv.log" 2>&1 ||
		impossible "pip: $(grep -i error "$venv.log" | tail -1) (see $venv.log)"
	echo "$wanted" >"$venv/complete"
fi
echo "$venv/bin/python"
