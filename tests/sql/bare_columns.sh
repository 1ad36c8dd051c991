#!/bin/sh
# Runs bare_columns_test.py with the SQL parser that it needs, in a venv that is made once.
#     bare_columns.sh SOURCE-FOLDER VENV
# Exit: the test's status; 77: no such venv can be made here (1 if L1TRACE_REQUIRE_TTNN=1).
set -u
here=$(cd "$(dirname "$0")" && pwd)
if ! cmp -s "$here/requirements.txt" "$2/complete"; then
	rm -rf "$2"
	if ! { python3 -m venv "$2" && "$2/bin/python" -m pip install --disable-pip-version-check \
		--no-deps --only-binary :all: -r "$here/requirements.txt" &&
		cp "$here/requirements.txt" "$2/complete"; } >"$2.log" 2>&1; then
		echo "the package sqlglot cannot be had here: $(tail -1 "$2.log")" >&2
		[ "${L1TRACE_REQUIRE_TTNN:-0}" = 1 ] && exit 1
		exit 77
	fi
fi
exec "$2/bin/python" -B "$here/bare_columns_test.py" "$1"
