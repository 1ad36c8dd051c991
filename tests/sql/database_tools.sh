#!/bin/sh
# Makes a Python with the programs that open a database, pinned: database_tools.sh FOLDER. A complete one
# is used again. Prints its folder of programs. Exit: 0 done, 77 not possible here (why is on stderr).
set -u
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?usage: database_tools.sh FOLDER}/database-tools
wanted=$here/requirements-database-tools.txt

impossible() {
	echo "pandas, DuckDB and Datasette cannot be had here: $1" >&2
	exit 77
}

mkdir -p "$folder" || exit 1
exec 9>"$folder.lock" || exit 1
flock 9
if ! cmp -s "$wanted" "$folder/complete"; then
	rm -rf "$folder"
	python3 -m venv "$folder" >"$folder.log" 2>&1 || impossible "python3 makes no venv (see $folder.log)"
	"$folder/bin/python" -m pip install --disable-pip-version-check --only-binary :all: -r "$wanted" \
		>>"$folder.log" 2>&1 || impossible "pip cannot install them (see $folder.log)"
	cp "$wanted" "$folder/complete" || exit 1
fi
echo "$folder/bin"
