#!/bin/sh
# Runs the benchmarks and keeps what they print, with a description of the machine, as
# results/DATE.csv. Then readme_figures.sh --update brings the README up to date.
#     results.sh BUILD-FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
out=$here/results/$(date +%F).csv
new=$(mktemp)
trap 'rm -f "$new"' EXIT

# machine NAME VALUE: a line of the description; commas would be columns
machine() {
	echo "machine_$1,$(echo "$2" | tr ',\n' '; ' | sed 's/ *$//'),text"
}

# package NAME: its version, or none
package() {
	dpkg-query -W -f '${Version}' "$1" 2>/dev/null || echo none
}

cmake --build "$build" >/dev/null
{
	echo name,value,unit
	machine cpu "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), family $(
		sed -n 's/^cpu family.*: //p' /proc/cpuinfo | head -1) model $(
		sed -n 's/^model[^ ]*: //p' /proc/cpuinfo | head -1)"
	machine cores "$(nproc)"
	machine kernel "$(uname -s) $(uname -r | cut -d- -f1)"
	machine virtual "$(grep -q '^flags.* hypervisor' /proc/cpuinfo && echo yes || echo no)"
	machine compiler "$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt" |
		xargs -I{} sh -c '{} --version | head -1')"
	machine build "$(sed -n 's/^CMAKE_BUILD_TYPE:[A-Z]*=//p' "$build/CMakeCache.txt" |
		sed 's/^$/RelWithDebInfo/')"
	machine libc "$(package libc6)"
	machine zstd "$(package libzstd1)"
	machine lttng "$(package liblttng-ust1)"
	machine uftrace "$(package uftrace)"
	machine heaptrack "$(package heaptrack)"
	machine babeltrace "$(package babeltrace2)"
	machine commit "$(git -C "$here" rev-parse --short HEAD)$(
		git -C "$here" diff --quiet HEAD -- ../.. || echo ' with changes')"
	machine nice "$(nice)"
	machine load_before "$(cut -d' ' -f1-2 /proc/loadavg)"
	cmake --build "$build" --target bench | grep -E '^[a-z0-9_]+,' | grep -v '^name,value'
	machine load_after "$(cut -d' ' -f1-2 /proc/loadavg)"
} | tee "$new"
cp "$new" "$out"
chmod 644 "$out"
echo "wrote $out" >&2
