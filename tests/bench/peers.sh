#!/bin/sh
# Prints what an event costs compared with other recorders, as name,value,unit lines. For a recorder
# that is not there, or does not run, a line says so.
#     peers.sh BUILD-FOLDER FOLDER            writes to FOLDER
set -u
bin=$1 dir=$2
. "$(dirname "$0")/lttng_session.sh"

# compared RATIO PACKAGE COMMAND...: the command's lines, or why there are none
compared() {
	ratio=$1 package=$2
	shift 2
	if lines=$(L1TRACE=$dir/$ratio.l1t "$@" 2>"$dir/$ratio.err" | grep '^[a-z_]*,[0-9.]*,') &&
		echo "$lines" | grep -q "^$ratio,"; then
		echo "$lines"
	else
		echo "$ratio,unavailable,$package does not run here"
		tail -3 "$dir/$ratio.err" >&2
	fi
}

if [ ! -x "$bin/lttng_bench" ] || ! command -v lttng >/dev/null; then
	echo "record_over_lttng,unavailable,lttng-ust is not installed"
else
	compared record_over_lttng lttng-ust lttng_session timeout 120 "$bin/lttng_bench"
fi
if ! command -v uftrace >/dev/null; then
	echo "record_over_uftrace,unavailable,uftrace is not installed"
else
	compared record_over_uftrace uftrace timeout 120 uftrace record --no-libcall -d "$dir/uftrace" \
		-A 'uftrace_call@arg1/x64,arg2/x64,arg3/u32,arg4/u32,arg5/u32' "$bin/uftrace_bench"
fi
if ! command -v heaptrack >/dev/null; then
	echo "record_over_heaptrack,unavailable,heaptrack is not installed"
else
	compared record_over_heaptrack heaptrack timeout 120 heaptrack --raw -o "$dir/heaptrack" \
		"$bin/heaptrack_bench"
fi
