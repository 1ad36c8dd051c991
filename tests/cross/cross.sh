#!/bin/sh
# Builds library, programs and some tests for aarch64 and runs them under qemu-user: a forked child
# leaves its parent's rings alone, traces are the same bytes, l1analyze says the same of each sample,
# and each machine reads what the other recorded.
#     cross.sh SOURCE-FOLDER FOLDER L1ANALYZE DECODE-LOOP      (the last two are this machine's)
# Exit: 77 the compiler, qemu-user or the arm64 packages cannot be had here.
# Must not know: how the sysroot is made.
set -u
source=$1 folder=$2 l1analyze=$3 decode_loop=$4
. "$(dirname "$0")/../support/is.sh"
qemu=$(command -v qemu-aarch64-static || command -v qemu-aarch64) ||
	{ echo "no qemu-user here: cmake/packages.sh test" >&2; exit 77; }
for compiler in aarch64-linux-gnu-gcc aarch64-linux-gnu-g++; do
	command -v $compiler >/dev/null || { echo "no $compiler here: cmake/packages.sh test" >&2; exit 77; }
done
mkdir -p "$folder" || exit 1
"$source/cmake/cross/sysroot.sh" "$folder/sysroot" || exit $?
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build=$folder/build
if ! { cmake -S "$source" -B "$build" -G Ninja -DL1TRACE_WERROR=ON -DL1TRACE_LTO=OFF \
		-DCMAKE_TOOLCHAIN_FILE="$source/cmake/cross/aarch64.cmake" -DL1TRACE_SYSROOT="$folder/sysroot" \
		-DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS="-O1 -DNDEBUG" &&
	cmake --build "$build" --target l1trace l1analyze l1record sample_decode_loop recorder_start_test \
		recorder_process_test format_roundtrip_test format_golden_test format_live_test \
		format_order_test; } >"$work/build" 2>&1; then
	tail -40 "$work/build"
	exit 1
fi
is "the programs are for aarch64" "$(readelf -h "$build/bin/l1analyze" "$build/lib/libl1trace.so.0" |
	grep -c 'Machine:.*AArch64')" 2
is "no hooks are made, which take arguments as x86-64 passes them" \
	"$(ls "$build/lib" | grep -c ttmetal)" 0

ctest --test-dir "$build" --output-on-failure --no-tests=error --timeout 600 \
	-R '^(format_(roundtrip|golden|live|order)|recorder_(start|process))$' >"$work/tests" 2>&1
is "format and recorder do under qemu what they do here" $? 0
is "all of these tests were run" "$(grep -c '  Passed  ' "$work/tests")" 6
[ "$failed" = 0 ] || tail -60 "$work/tests"

there() { "$qemu" -L "$folder/sysroot" "$@"; }
# same WHAT VERB ... TRACE: the same bytes from both, and some
same() {
	what=$1
	shift
	"$l1analyze" "$@" >"$work/here" 2>"$work/here.said"
	status=$?
	there "$build/bin/l1analyze" "$@" >"$work/there" 2>"$work/there.said"
	is "$what: the status" $? $status
	cmp -s "$work/here" "$work/there"
	is "$what: the same bytes" $? 0
	cmp -s "$work/here.said" "$work/there.said"
	is "$what: the same is said" $? 0
	is "$what: there is something" "$([ -s "$work/here" ] && echo yes)" yes
}
cd "$source/samples/traces" || exit 1
for trace in *; do
	same "peak of $trace" peak "$trace"
done
for verb in leaks ops check; do
	same "$verb of a sample" $verb ttnn_transformer.l1t
done
same "every owner as csv" peak --owners --format csv ttnn_mlp.l1t

cd "$work" || exit 1
L1TRACE=$work/far.l1t there "$build/samples/decode_loop" >"$work/far.out" 2>&1
is "the sample records under qemu" $? 0
L1TRACE=$work/near.l1t "$decode_loop" >"$work/near.out" 2>&1
is "the sample says the same" "$(cat "$work/far.out")" "$(cat "$work/near.out")"
for trace in far near; do
	same "peak of what was recorded, $trace" peak $trace.l1t
	same "leaks of what was recorded, $trace" leaks $trace.l1t
done
# but for times the same was recorded
# its two threads share numbers of ops and buffers, in any order
asked() {
	"$l1analyze" query "SELECT device, core_x, core_y, peak_bytes FROM peak ORDER BY 1, 2, 3" $1
	"$l1analyze" query "SELECT device, kind, address, size_bytes FROM leaks ORDER BY 1, 2, 3, 4" $1
	"$l1analyze" query "SELECT device, name, count(*) FROM ops GROUP BY 1, 2 ORDER BY 1, 2" $1
}
asked far.l1t >far.rows 2>&1
asked near.l1t >near.rows 2>&1
cmp far.rows near.rows
is "peaks and leaks are those that are recorded here" $? 0
is "there are some" "$([ "$(wc -l <far.rows)" -gt 20 ] && echo yes)" yes

# l1record starts what this machine can start: the emulator, and in it the program
there "$build/bin/l1record" -o run.l1t -- "$qemu" -L "$folder/sysroot" "$build/samples/decode_loop" \
	>"$work/out" 2>"$work/said"
is "l1record has a program record under qemu" $? 0
is "l1record says where it is" "$(grep -c "run.l1t': [1-9][0-9]* records" "$work/said")" 1
there "$build/bin/l1record" --mock n150 -o mock.l1t -- true >"$work/out" 2>"$work/said"
is "mock mode is refused" $? 2
is "mock mode is refused with its reason" "$(grep -c 'hooks of TT-Metal are for x86-64' "$work/said")" 1

is_all
