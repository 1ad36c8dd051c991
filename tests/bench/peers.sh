#!/bin/sh
# Prints what an event costs compared with other recorders, as name,value,unit lines. For a recorder
# that is not there, or does not run, a line says so.
#     peers.sh BUILD-FOLDER FOLDER            writes to FOLDER
set -u
bin=$1 dir=$2

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

# A daemon that hangs counts as one that does not run.
lttng() {
	timeout 20 lttng "$@"
}

# lttng_session COMMAND...: runs it within a session of the daemon, which is started when there is none
lttng_session() {
	daemon= status=1
	lttng list >/dev/null 2>&1 || {
		lttng-sessiond --no-kernel --daemonize --pidfile "$dir/sessiond.pid" >&2 || return 1
		daemon=$(cat "$dir/sessiond.pid")
	}
	session=l1bench-$$
	if lttng create "$session" --output="$dir/lttng" >&2 &&
		lttng enable-channel -s "$session" -u --subbuf-size=1M --num-subbuf=8 events >&2 &&
		lttng enable-event -s "$session" -u 'l1bench:*' -c events >&2 &&
		lttng start "$session" >&2; then
		"$@"
		status=$?
		test -n "$(find "$dir/lttng" -type f -size +100k)" ||
			{ echo "lttng recorded nothing" >&2; status=1; }
	fi
	lttng destroy --no-wait "$session" >&2
	[ -z "$daemon" ] || kill "$daemon"
	return $status
}

if [ ! -x "$bin/lttng_bench" ] || ! command -v lttng >/dev/null; then
	echo "record_over_lttng,unavailable,lttng-ust is not installed"
else
	export LTTNG_HOME=$dir
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
