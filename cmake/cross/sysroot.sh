#!/bin/sh
# Makes a folder with what a program for aarch64 is compiled with and runs with: the arm64 packages of
# this machine's distribution, fetched by an apt with a state of its own and unpacked, not installed.
# The machine's packages, and what its dpkg and apt know, stay as they are; root is not needed.
#     sysroot.sh FOLDER          made anew unless it is whole; with a space in its name it is refused
# Exit: 0 the folder is there, 77 the packages cannot be had here, 2 a bad call.
# Must not know: what is built with it.
set -eu
case $# in 1) ;; *) echo "usage: sysroot.sh FOLDER" >&2; exit 2 ;; esac
case $1 in *[!A-Za-z0-9_./+~-]*) echo "sysroot: '$1': only plain characters, please" >&2; exit 2 ;; esac
packages="libc6-dev libstdc++6 libzstd-dev libsqlite3-dev zlib1g-dev libdw-dev libcmocka-dev"
whole=$1/.whole
[ "$(cat "$whole" 2>/dev/null)" = "$packages" ] && exit 0
for tool in apt-get apt-config dpkg-deb; do
	command -v $tool >/dev/null || { echo "sysroot: no $tool here" >&2; exit 77; }
done
rm -rf "$1"
mkdir -p "$1"
root=$(cd "$1" && pwd)
apt=$root/.apt
mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
: >"$apt/state/status"

# The machine's sources, keys and proxies; not what it does after an update.
{
	apt-config dump Acquire | grep -vE '^Acquire::(IndexTargets|Languages)'
	cat <<-EOF
	Acquire::Languages "none";
	APT::Architecture "arm64";
	APT::Architectures { "arm64"; };
	APT::Sandbox::User "";
	APT::Install-Recommends "false";
	Dir::Etc::main "/dev/null";
	Dir::Etc::parts "/dev/null";
	Dir::State "$apt/state";
	Dir::State::status "$apt/state/status";
	Dir::Cache "$apt/cache";
	EOF
} >"$apt/apt.conf"
export APT_CONFIG="$apt/apt.conf" DEBIAN_FRONTEND=noninteractive
if ! { apt-get -q update && apt-get -q -y --download-only install $packages; } >"$apt/log" 2>&1; then
	grep -E '^[EW]:' "$apt/log" | head -5 >&2
	echo "sysroot: this machine's sources have no arm64 packages, or cannot be reached" >&2
	exit 77
fi
for package in "$apt"/cache/archives/*.deb; do
	dpkg-deb -x "$package" "$root"
done
# Links that name the whole path mean a file in here.
find "$root" -type l -lname '/*' | while read -r link; do
	ln -sfnr "$root$(readlink "$link")" "$link"
done
rm -rf "$apt"
echo "$packages" >"$whole"
