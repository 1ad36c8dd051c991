#!/bin/sh
# The oldest C library that what is given away runs with: the wheel's name says it, and on Debian 12
# it is glibc 2.34 or older.
#     glibc.sh MADE-FOLDER PROGRAM-OR-LIBRARY...
set -u
made=$1/first
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/../support/is.sh"
# newest FILE...: the newest version of glibc that the files ask for, as 2.N
newest() {
	for file; do
		readelf -VW "$file" 2>/dev/null
	done | sed -n '/Version needs/,/^$/p' | grep -oE 'Name: GLIBC_2\.[0-9]+' | sed 's/.*_//' | sort -Vu | tail -1
}
elf() { find "$1" -type f -exec sh -c 'head -c 4 "$1" | grep -q ELF' _ {} \; -print; }

here=$(ldd --version | sed -n '1s/.* //p')
is "this version of glibc is known" "$(echo "$here" | grep -cE '^2\.[0-9]+$')" 1
old=$(printf '2.36\n%s\n' "$here" | sort -V | tail -1)
check() {
	version=$(newest "$2")
	[ "$old" = 2.36 ] && is "$1 asks for glibc 2.34 at most" \
		"$(printf '2.34\n%s\n' "$version" | sort -V | tail -1)" 2.34
}
for file; do
	check "${file##*/}" "$file"
done
if wheel=$(ls "$made"/l1trace-*.whl 2>/dev/null); then
	mkdir "$work/wheel" "$work/deb"
	python3 -m zipfile -e "$wheel" "$work/wheel"
	dpkg-deb -x "$made"/l1trace_*.deb "$work/deb"
	for file in $(elf "$work/wheel") $(elf "$work/deb"); do
		check "${file#"$work"/}" "$file"
	done
	is "the wheel has its programs" "$(elf "$work/wheel" | wc -l | tr -d ' ')" 5
	is "the wheel's name says which it needs" \
		"$(echo "$wheel" | sed -n 's/.*manylinux_2_\([0-9]*\)_.*/2.\1/p')" "$(newest $(elf "$work/wheel"))"
	# what an older Debian says when it is installed
	asked=$(dpkg-deb -f "$made"/l1trace_*.deb Depends | sed -n 's/.*libc6 (>= \([0-9.]*\)).*/\1/p')
	is "the package asks for that glibc or a newer one" \
		"$(printf '%s\n%s\n' "$(newest $(elf "$work/deb"))" "$asked" | sort -V | tail -1)" "$asked"
else
	echo "no wheel was made" >&2
fi
is_all
