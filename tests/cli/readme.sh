#!/bin/sh
# The session in the README is what the commands print now.
#     readme.sh SOURCE-FOLDER L1ANALYZE
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1/samples/readme_session.sh" "$2" >"$work/printed" || exit 1
# from its first command to the first line that is not indented
awk '/^    \$ l1record --mock n150 -o ttnn_mlp/ { on = 1 }
	on && !/^(    .*)?$/ { exit }
	on { print }' "$1/README.md" >"$work/readme"
# the blank lines around it belong to the text
sed -i -e :a -e '/^\n*$/{$d;N;ba' -e '}' "$work/readme" "$work/printed"
diff "$work/readme" "$work/printed" || {
	echo "README.md differs: samples/readme_session.sh L1ANALYZE --update writes it"
	exit 1
}
[ -s "$work/printed" ]
