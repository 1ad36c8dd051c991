#!/bin/sh
# Puts the Python packages of a requirements file into a folder of their own, to be used through
# PYTHONPATH, so that no venv is changed. One that is complete is reused.
#     packages.sh FOLDER REQUIREMENTS-FILE PYTHON...
# The first PYTHON that runs and has pip is taken. Prints its path and the folder, a line each.
# Exit: 0 done, 77 not possible here (the reason is on stderr; 1 if L1TRACE_REQUIRE_TTNN=1), 2 wrong usage.
set -u
impossible() {
	echo "$1" >&2
	[ "${L1TRACE_REQUIRE_TTNN:-0}" = 1 ] && exit 1
	exit 77
}
if [ $# -lt 3 ]; then
	echo "usage: packages.sh FOLDER REQUIREMENTS-FILE PYTHON..." >&2
	exit 2
fi
folder=$1 requirements=$2
shift 2
for python; do
	version=$("$python" -c 'import sys, pip
assert sys.implementation.name == "cpython" and sys.version_info[:2] >= (3, 10)
print("%d.%d" % sys.version_info[:2])' 2>/dev/null) && break
	version=
done
[ -n "$version" ] || impossible "no CPython of at least 3.10 with pip: $*"
mkdir -p "$folder" || impossible "no folder $folder"
made=$(cd "$folder" && pwd)/$(basename "$requirements" .txt)-$version
target=$made/site-packages      # by which frames of frameworks are known
exec 9>"$made.lock" || impossible "no file $made.lock"
flock 9
if ! cmp -s "$requirements" "$made/complete"; then
	echo "making $made with $python" >&2
	rm -rf "$made"
	"$python" -m pip install --disable-pip-version-check --only-binary :all: --target "$target" \
		-r "$requirements" >"$made.log" 2>&1 ||
		impossible "pip cannot install $requirements: $(grep -i error "$made.log" | tail -1) (see $made.log)"
	cp "$requirements" "$made/complete"
fi
"$python" -c "import sys; print(sys.executable)"
echo "$target"
