#!/bin/sh
# Runs all tests: installs what is missing, builds with gcc and clang, warnings being errors, and
# runs every group of tests, also under AddressSanitizer with UBSan and under ThreadSanitizer, and
# 20 seconds of each fuzzer. Prints one line "N passed, N failed" at the end.
#     tests/run.sh [BUILD-FOLDER]      (default: build-tests; four builds below it)
# L1TRACE_REQUIRE_TTNN=1: that the real-runtime tests cannot run here is a failure.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
top=${1:-$here/build-tests}
passed=0 failed=0 skipped=0 targets=
jobs=$(($(nproc) + 1))          # some tests wait more than they work
began=$(date +%s)
mkdir -p "$top"
: >"$top/skipped"

"$here/cmake/packages.sh" build test || exit 1

# build NAME [cmake options]: configures and builds $top/NAME; all of it, or what $targets names
build() {
	name=$1
	shift
	echo "== build $name, after $(($(date +%s) - began)) s"
	if cmake -S "$here" -B "$top/$name" -G Ninja -DL1TRACE_WERROR=ON "$@" >"$top/$name.log" 2>&1 &&
		cmake --build "$top/$name" --target ${targets:-all} >>"$top/$name.log" 2>&1; then
		return 0
	fi
	tail -40 "$top/$name.log"
	failed=$((failed + 1))
	return 1
}

# run NAME [ctest options]: runs its tests and adds up
run() {
	name=$1
	shift
	echo "== test $name, after $(($(date +%s) - began)) s"
	# what hangs is named: the slowest that says nothing else takes a quarter of this
	ctest --test-dir "$top/$name" -j $jobs --timeout 1000 --output-on-failure --no-tests=error "$@" \
		--output-junit "$top/$name.xml" 2>&1 | tee "$top/$name.ctest" |
		grep -vE '^ *Start|^Internal|^ *$' | cut -c1-400
	s=$(grep -cE '^ *[0-9]+/[0-9]+ Test .*\*\*\*Skipped' "$top/$name.ctest")
	f=$(sed -n 's/.* tests passed, \([0-9]*\) tests* failed out of .*/\1/p' "$top/$name.ctest")
	n=$(sed -n 's/.* tests* failed out of \([0-9]*\).*/\1/p' "$top/$name.ctest")
	grep -E '\*\*\*Skipped' "$top/$name.ctest" >>"$top/skipped"
	[ "${n:-0}" -gt 0 ] || { n=1; f=1; }
	failed=$((failed + f))
	skipped=$((skipped + s))
	passed=$((passed + n - f - s))
}

build gcc && run gcc
# For its warnings, which are the same without optimization.
build clang -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=None \
	-DCMAKE_C_FLAGS="-O0 -DNDEBUG" -DCMAKE_CXX_FLAGS=-O0
# What is preloaded into programs cannot bring a sanitizer's runtime along: those groups are left
# out here. Hosts of the recorder end in odd ways: their signals are their own, and no leaks are
# looked for in them.
for folder in support format fuzz recorder oracle base accounting allocator ranges show commands cli \
	bombs; do
	targets="$targets tests/$folder/all"
done
targets="$targets l1trace_ttmetal"      # which l1record looks for
build asan -DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS="-O1 -g1" -DL1TRACE_SANITIZE=address,undefined && {
	run asan -R '^(format|fuzz|base|ranges|accounting|allocator|show|commands|oracle|cli)' -LE ttnn
	export ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=1:handle_segv=0:handle_abort=0
	run asan -R '^recorder_'
	unset ASAN_OPTIONS
}
# ThreadSanitizer ends forked children that start a thread, as the recorder does in them: those
# tests skip themselves. It has a thread, a stack and signal handlers of its own: what looks at
# the recorder's (stack, bus) is left out.
recorder='start threads process kill signal hostile loss disk refused table pause odd cramped damage day'
targets="$(printf ' recorder_%s_test' $recorder) format_ahead_test"
export TSAN_OPTIONS=handle_segv=0:handle_abort=0
build tsan -DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS="-O1 -g1" \
	-DL1TRACE_SANITIZE=thread && run tsan \
	-R "^(format_ahead|recorder_($(echo $recorder | tr ' ' '|')))\$"
targets="fuzz_block fuzz_reader fuzz_live"
build fuzz -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
	-DL1TRACE_FUZZ=ON \
	-DL1TRACE_SANITIZE=address,undefined && run fuzz -L fuzz

if [ "$skipped" -gt 0 ]; then
	echo "skipped:"
	cat "$top/skipped"
fi
if [ "$skipped" -gt 0 ] && [ "${L1TRACE_REQUIRE_TTNN:-0}" = 1 ]; then
	echo "the real-runtime tests did not run, and L1TRACE_REQUIRE_TTNN=1 asks for them"
	failed=$((failed + skipped))
	skipped=0
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
