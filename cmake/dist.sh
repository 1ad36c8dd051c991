#!/bin/sh
# Makes all that is given away, from the files that git knows: source archive, wheel, Debian package,
# and SHA256SUMS. The wheel and the package are made of the archive's own files. The same sources give
# the same bytes, wherever and whenever they are made with the same tools.
#     dist.sh FOLDER          (default of `cmake --build . --target dist`: dist/ in the build folder)
# SOURCE_DATE_EPOCH: the time that everything gets; else that of the last commit.
# L1TRACE_DIST_FLAGS: other flags of the compiler than "-O2 -DNDEBUG", for a try; without LTO, too.
# L1TRACE_DIST_PYTHON: a Python that has what dist-requirements.txt says; else a venv is made.
# Exit: 0 made, 77 the Python packages cannot be had here, 1 something broke.
set -eu
umask 022
here=$(cd "$(dirname "$0")/.." && pwd)
[ $# -eq 1 ] || { echo "usage: dist.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
version=$(sed -n 's/^project(l1trace VERSION \([0-9.]*\) .*/\1/p' "$here/CMakeLists.txt")
name=l1trace-$version
# The folder may be anybody's, and hold folders of these names.
rm -f "$out/l1trace-"*.tar.gz "$out/l1trace-"*.whl "$out/l1trace_"*.deb "$out/SHA256SUMS"
work=$(mktemp -d "$out/dist-work.XXXXXX")
trap 'rm -rf "$work"' EXIT
export LC_ALL=C TZ=UTC

# Without git these are the files of an archive that was unpacked.
cd "$here"
if [ -e .git ] && git rev-parse --verify -q HEAD >"$work/commit"; then
	git ls-files -z | sort -z >"$work/files"
	: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct)}"
	changed=$(git status --porcelain | wc -l)
	[ "$changed" = 0 ] || echo "dist: $changed files are not as in the last commit" >&2
else
	find . \( -name __pycache__ -o -path ./.git -o -path './build*' -o -path './.venv*' \
		-o -path "./${out#"$here/"}" \) -prune -o -type f -print0 | sed -z 's,^\./,,' | sort -z >"$work/files"
	: "${SOURCE_DATE_EPOCH:=$(stat -c %Y CMakeLists.txt)}"
fi
export SOURCE_DATE_EPOCH
tar --create --format=ustar --no-recursion --null --files-from="$work/files" --owner=0 --group=0 \
	--numeric-owner --mode=u=rwX,go=rX --mtime="@$SOURCE_DATE_EPOCH" --transform="s,^,$name/," |
	gzip -9n >"$out/$name.tar.gz"
tar -C "$work" -xzf "$out/$name.tar.gz"

python=${L1TRACE_DIST_PYTHON:-$work/venv/bin/python}
if [ -z "${L1TRACE_DIST_PYTHON:-}" ]; then
	{ python3 -m venv "$work/venv" && "$python" -m pip install --disable-pip-version-check --no-deps \
		--only-binary :all: -r "$here/cmake/dist-requirements.txt"; } >"$work/venv.log" 2>&1 || {
		echo "dist: scikit-build-core cannot be had here: $(tail -1 "$work/venv.log")" >&2
		exit 77
	}
fi

lto=ON
[ -z "${L1TRACE_DIST_FLAGS:-}" ] || lto=OFF
flags=${L1TRACE_DIST_FLAGS:--O2 -DNDEBUG}
unset CFLAGS LDFLAGS CPPFLAGS
step() {
	log=$work/$1.log
	shift
	"$@" >"$log" 2>&1 || { tail -30 "$log"; echo "dist: failed: $*" >&2; exit 1; }
}
step wheel "$python" -m pip wheel --disable-pip-version-check --no-build-isolation --no-deps \
	--no-cache-dir -C cmake.define.CMAKE_C_FLAGS_RELEASE="$flags" -C cmake.define.L1TRACE_LTO=$lto \
	-w "$out" "$work/$name"
step configure cmake -S "$work/$name" -B "$work/deb" -G Ninja -DCMAKE_INSTALL_PREFIX=/usr \
	-DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS_RELEASE="$flags" -DL1TRACE_LTO=$lto \
	-DL1TRACE_TESTS=OFF -DL1TRACE_DEBIAN=ON
step build cmake --build "$work/deb"
step package cpack --config "$work/deb/CPackConfig.cmake" -B "$out"
rm -rf "$out/_CPack_Packages"

cd "$out"
sha256sum l1trace-*.tar.gz l1trace-*.whl l1trace_*.deb >SHA256SUMS
rm -rf "$work"
du -b l1trace-*.tar.gz l1trace-*.whl l1trace_*.deb
