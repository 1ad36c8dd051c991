#!/bin/sh
# Brings speedscope, pinned, below a folder: speedscope.sh FOLDER. What is there already is used.
# Prints the path of its page. Exit: 0 done, 77 not possible here (the reason is on stderr).
set -u
version=1.25.0
sum=2831f1e0d26df914b477e522d78b8485511495a6af81a0b88158f8b48f9e0d03
folder=${1:?usage: speedscope.sh FOLDER}/speedscope-$version
page=$folder/package/dist/release/index.html

impossible() {
	echo "not run: speedscope cannot be had here: $1" >&2
	exit 77
}

mkdir -p "$folder" || exit 1
exec 9>"$folder/lock" || exit 1
flock 9
if ! [ -e "$folder/complete" ]; then
	command -v npm >/dev/null || impossible "there is no npm"
	(cd "$folder" && npm pack --silent "speedscope@$version") >"$folder/log" 2>&1 ||
		impossible "npm cannot fetch it (see $folder/log)"
	echo "$sum  $folder/speedscope-$version.tgz" | sha256sum --check --quiet >&2 ||
		impossible "what npm fetched is another file"
	tar -xzf "$folder/speedscope-$version.tgz" -C "$folder" || exit 1
	touch "$folder/complete"
fi
[ -e "$page" ] || exit 1
echo "$page"
