#!/bin/sh
# Installs the Debian packages that are missing.
#     packages.sh build          for building and running
#     packages.sh build test     for the tests, too, and libdw-dev, which l1analyze --symbols needs
#     packages.sh bench          the recorders and readers that the benchmarks compare with
# Run it as root, or with sudo installed. It installs nothing when all packages are there.
set -eu
case $(. /etc/os-release 2>/dev/null && echo "$ID $VERSION_ID") in
"ubuntu 24.04") clang=18 browser= ;;	# as installed; Ubuntu's chromium is a snap, Chrome does as well
*) clang=14 browser=chromium ;;
esac
cross=		# another machine tests programs for aarch64 as its own
[ "$(uname -m)" != x86_64 ] || cross="gcc-aarch64-linux-gnu g++-aarch64-linux-gnu qemu-user-static"
build="gcc libc6-dev cmake ninja-build pkg-config libzstd-dev libsqlite3-dev zlib1g-dev"
test="libdw-dev libcmocka-dev python3 python3-venv sqlite3 zstd clang libclang-rt-$clang-dev g++ binutils
	libatomic1 libnuma1 libhwloc15 libgomp1 procps valgrind zsh fish dpkg-dev $browser $cross"
bench="lttng-tools liblttng-ust-dev uftrace heaptrack babeltrace2 zstd sqlite3"

missing=
for group in "$@"; do
	case $group in
	build) packages=$build ;;
	test) packages=$test ;;
	bench) packages=$bench ;;
	*) echo "usage: packages.sh build|test|bench ..." >&2; exit 2 ;;
	esac
	for package in $packages; do
		dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null |
			grep -q '^install ok installed$' || missing="$missing $package"
	done
done
[ -n "$missing" ] || exit 0
echo "installing:$missing"
if [ "$(id -u)" = 0 ]; then
	sudo=
elif command -v sudo >/dev/null; then
	sudo=sudo
else
	echo "cannot install:$missing; run as root: apt-get install$missing" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get -qq update
$sudo apt-get -qq install -y --no-install-recommends $missing >/dev/null
