#!/bin/sh
# `dist` gives the same bytes from a checkout and, elsewhere and later, from the archive that it made.
#     twice.sh SOURCE-FOLDER FOLDER VENV
# Leaves FOLDER/first. VENV is made once. Exit: 77 the Python packages cannot be had here (1 if
# L1TRACE_REQUIRE_TTNN=1).
set -u
source=$1 made=$2 venv=$3 wanted=$1/cmake/dist-requirements.txt
unset SOURCE_DATE_EPOCH
rm -rf "$made"
mkdir -p "$made"
if ! cmp -s "$wanted" "$venv/complete"; then
	rm -rf "$venv"
	if ! { python3 -m venv "$venv" && "$venv/bin/python" -m pip install --disable-pip-version-check \
		--no-deps --only-binary :all: -r "$wanted" && cp "$wanted" "$venv/complete"; } \
		>"$venv.log" 2>&1; then
		echo "scikit-build-core cannot be had here: $(tail -1 "$venv.log")" >&2
		[ "${L1TRACE_REQUIRE_TTNN:-0}" = 1 ] && exit 1
		exit 77
	fi
fi
export L1TRACE_DIST_PYTHON="$venv/bin/python" L1TRACE_DIST_FLAGS="-O0 -DNDEBUG"
. "$(dirname "$0")/../support/is.sh"

mkdir -p "$made/first/work" "$made/first/l1trace-of-a-user"
"$source/cmake/dist.sh" "$made/first" || exit 1
is "what else lies in the folder stays" "$(cd "$made/first" && rmdir work l1trace-of-a-user && echo both)" both
version=$(sed -n 's/^project(l1trace VERSION \([0-9.]*\) .*/\1/p' "$source/CMakeLists.txt")
machine=$(uname -m)
is "an archive, a wheel and a package have the project's version" "$(cd "$made/first" && ls |
	sed 's/manylinux_2_[0-9]*/manylinux/; s/_[a-z0-9]*\.deb/_ARCH.deb/' | LC_ALL=C sort | paste -sd' ')" \
	"SHA256SUMS l1trace-$version-py3-none-manylinux_$machine.whl l1trace-$version.tar.gz l1trace_${version}_ARCH.deb"
is "the checksums are theirs" "$(cd "$made/first" && sha256sum -c SHA256SUMS | grep -c OK)" 3

elsewhere=$made/second/in/another/folder
mkdir -p "$elsewhere"
tar -C "$elsewhere" -xzf "$made/first/l1trace-$version.tar.gz"
is "the archive has every file, and no other" \
	"$(cd "$elsewhere/l1trace-$version" && find . -type f | sed 's,^\./,,' | LC_ALL=C sort)" \
	"$(cd "$source" && if [ -e .git ]; then git ls-files; else tar -tzf "$made/first/l1trace-$version.tar.gz" |
		sed 's,^[^/]*/,,'; fi | LC_ALL=C sort)"
(umask 077 && "$elsewhere/l1trace-$version/cmake/dist.sh" "$elsewhere/made-of-the-archive") || exit 1
is "the archive's own files give the same bytes" "$(cat "$elsewhere/made-of-the-archive/SHA256SUMS")" \
	"$(cat "$made/first/SHA256SUMS")"
rm -rf "$made/second"
is_all
