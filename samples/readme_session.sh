#!/bin/sh
# Prints the session of the README from the committed trace of samples/ttnn/mlp.py, or with --update
# writes it into README.md; tests compare the two.
#     readme_session.sh L1ANALYZE [--update]
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
analyze=$1
session=$(mktemp)
trap 'rm -f "$session"' EXIT
cd "$here/samples/traces"
{
	echo "    \$ l1record --mock n150 -o ttnn_mlp.l1t -- python samples/ttnn/mlp.py"
	for words in "peak ttnn_mlp.l1t" "peak --by op ttnn_mlp.l1t" "leaks ttnn_mlp.l1t" \
		"timeline --core 0,0 --kind launch ttnn_mlp.l1t"; do
		echo "    "
		echo "    \$ l1analyze $words"
		"$analyze" $words | head -12 | sed 's/^/    /'
	done
} | sed 's/ *$//' >"$session"
if [ "${2:-}" = --update ]; then
	awk -v file="$session" '
		/^    \$ l1record --mock n150 -o ttnn_mlp/ || /^@SESSION@$/ {
			while ((getline line < file) > 0) print line
			skipping = 1
			next
		}
		skipping && /^(    .*)?$/ { held = held $0 "\n"; next }
		skipping { skipping = 0; print "" }
		{ print }' "$here/README.md" >"$session.new"
	mv "$session.new" "$here/README.md"
else
	cat "$session"
fi
