#!/bin/sh
# Makes the Pythons for the real-runtime tests: one venv for each requirements-VERSION.txt in this
# folder. Complete ones are reused. Another VERSION can be asked for
# by hand; pip chooses what it needs beyond requirements-common.txt.
#     prepare.sh FOLDER [VERSION | newest]...     (default: all versions)
# Prints the path of each venv's python, one on each line, in the requested order.
# L1TRACE_PYTHON: the Python to make them with. L1TRACE_VENVS: a folder of venvs made elsewhere.
# Exit: 0 done, 77 not possible here (the reason is on stderr), 1 the same if
# L1TRACE_REQUIRE_TTNN=1, or something broke.
set -u
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -eq 0 ]; then
	echo "usage: prepare.sh FOLDER [VERSION | newest]..." >&2
	exit 2
fi
folder=$1
shift

versions() {
	for file in "$here"/requirements-[0-9]*.txt; do
		file=${file##*/requirements-}
		echo "${file%.txt}"
	done | sort -V
}
[ $# -gt 0 ] || set -- $(versions)

impossible() {
	echo "the real-runtime tests cannot run here: $1" >&2
	[ "${L1TRACE_REQUIRE_TTNN:-0}" = 1 ] && exit 1
	exit 77
}

# supported PYTHON: it runs (a pyenv shim may exist and fail), and the wheels have its ABI
supported() {
	"$1" -c 'import sys, venv
sys.exit(sys.implementation.name != "cpython" or sys.version_info[:2] not in ((3, 12), (3, 10)))' \
		>/dev/null 2>&1
}

find_python() {
	if [ -n "${L1TRACE_PYTHON:-}" ]; then
		if supported "$L1TRACE_PYTHON"; then
			echo "$L1TRACE_PYTHON"
			return 0
		fi
		echo "L1TRACE_PYTHON=$L1TRACE_PYTHON is not a working CPython 3.12 or 3.10" >&2
		return 1
	fi
	for python in python3.12 python3.10 \
		"${PYENV_ROOT:-${HOME:-/root}/.pyenv}"/versions/3.12.*/bin/python3.12 \
		"${PYENV_ROOT:-${HOME:-/root}/.pyenv}"/versions/3.10.*/bin/python3.10 \
		python3; do
		if supported "$python"; then
			echo "$python"
			return 0
		fi
	done
	return 1
}

# holds VENV VERSION: this ttnn, and it can be loaded
holds() {
	[ -x "$1/bin/python" ] && [ "$("$1/bin/python" -c \
		'from importlib.metadata import version; print(version("ttnn"))' 2>/dev/null)" = "$2" ]
}

# loads VENV: prints why it cannot be loaded
loads() {
	why=$(cd "$folder" && TT_METAL_LOGGER_LEVEL=FATAL "$1/bin/python" -B -c 'import ttnn' 2>&1) &&
		return 0
	impossible "ttnn in $1 cannot be loaded: $(echo "$why" | grep -v '^ ' | tail -1)"
}

elsewhere() {
	[ -n "${L1TRACE_VENVS:-}" ] || return 1
	for venv in "$L1TRACE_VENVS"/*; do
		if holds "$venv" "$1"; then
			echo "$venv"
			return 0
		fi
	done
	return 1
}

# make VENV VERSION: makes it anew; complete only when the marker exists
make() {
	python=$(find_python) ||
		impossible "no CPython 3.12 or 3.10 (L1TRACE_PYTHON, PATH, pyenv), and ttnn has no other wheels"
	echo "making $1 with $python" >&2
	rm -rf "$1"
	"$python" -m venv "$1" >"$1.log" 2>&1 ||
		impossible "$python cannot make a venv: $(tail -1 "$1.log")"
	"$1/bin/python" -m pip install --disable-pip-version-check --only-binary :all: \
		-r "$here/requirements-common.txt" "ttnn==$2" >>"$1.log" 2>&1 ||
		impossible "pip cannot install ttnn $2: $(grep -i error "$1.log" | tail -1) (see $1.log)"
	wanted "$2" >"$1/complete"
}

wanted() {
	cat "$here/requirements-common.txt"
	cat "$here/requirements-$1.txt" 2>/dev/null || printf -- '-r requirements-common.txt\nttnn==%s\n' "$1"
}

mkdir -p "$folder" || exit 1
folder=$(cd "$folder" && pwd)
exec 9>"$folder/lock" || exit 1
flock 9
for version; do
	[ "$version" = newest ] && version=$(versions | tail -1)
	case $version in
	[0-9]*.[0-9]*) ;;
	*)
		echo "'$version' is no version of ttnn" >&2
		exit 2
		;;
	esac
	if ! venv=$(elsewhere "$version"); then
		venv=$folder/ttnn-$version
		if ! holds "$venv" "$version" || [ "$(wanted "$version")" != "$(cat "$venv/complete")" ]; then
			make "$venv" "$version"
		fi
	fi
	loads "$venv"
	echo "$venv/bin/python"
done
