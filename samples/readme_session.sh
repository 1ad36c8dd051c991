#!/bin/sh
# Prints the session of the README from the committed traces, as a terminal of 100 columns shows it,
# or with --update writes it into README.md; tests compare the two.
#     readme_session.sh L1ANALYZE [--update]
set -eu
export L1TRACE_SOURCES=0        # what a variable is called is not in the traces
export LC_ALL=C.UTF-8           # lines are drawn
here=$(cd "$(dirname "$0")/.." && pwd)
analyze=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
[ -x "$analyze" ] || { echo "no program '$1'" >&2; exit 2; }
session=$(mktemp)
trap 'rm -f "$session"' EXIT
cd "$here/samples/traces"
# A command and the first lines that a terminal shows; what it draws there it draws here, too.
show() {
	draws=
	case $2 in
	*--*) ;;
	peak*|timeline*) draws=--chart ;;
	esac
	echo "    "
	echo "    \$ l1analyze $2"
	"$analyze" $2 $draws --width 100 2>&1 | head -$1 | sed 's/^/    /'
}
{
	echo "    \$ l1record --mock n150 -o ttnn_mlp.l1t -- python samples/ttnn/mlp.py"
	for words in "peak ttnn_mlp.l1t" "peak --by op ttnn_mlp.l1t" "leaks ttnn_mlp.l1t" \
		"timeline --core 0,0 --event launch ttnn_mlp.l1t"; do
		show 13 "$words"
	done
	echo "    "
	echo "    \$ l1record --mock n150 -o ttnn_transformer.l1t -- python samples/ttnn/transformer.py"
	for words in "timeline ttnn_transformer.l1t" "peak --owners ttnn_transformer.l1t" \
		"leaks --per-mark step ttnn_transformer.l1t" \
		"explain ttnn_transformer.l1t" "advise --limit 3 ttnn_transformer.l1t"; do
		show 24 "$words"
	done
	echo "    "
	echo "    \$ l1record --mock n150 --sweep BATCH=60..72 --largest -j 2 -o ttnn_batch -- \\"
	echo "          python samples/ttnn/batch.py {BATCH}"
	"$analyze" sweep ttnn_batch --width 100 2>&1 | sed 's/^/    /'
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
