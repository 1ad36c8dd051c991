# lttng_session COMMAND...: runs it within a session of lttng's daemon that records l1bench:* to
# $dir/lttng; the daemon is started when there is none. For peers.sh and read_peers.sh.

export LTTNG_HOME=$dir

# A daemon that hangs counts as one that does not run.
lttng_in_time() {
	timeout 20 lttng "$@"
}

lttng_session() {
	daemon= status=1
	rm -rf "$dir/lttng"
	lttng_in_time list >/dev/null 2>&1 || {
		lttng-sessiond --no-kernel --daemonize --pidfile "$dir/sessiond.pid" >&2 || return 1
		daemon=$(cat "$dir/sessiond.pid")
	}
	session=l1bench-$$
	if lttng_in_time create "$session" --output="$dir/lttng" >&2 &&
		lttng_in_time enable-channel -s "$session" -u --subbuf-size=1M --num-subbuf=8 events >&2 &&
		lttng_in_time enable-event -s "$session" -u 'l1bench:*' -c events >&2 &&
		lttng_in_time start "$session" >&2; then
		"$@"
		status=$?
		lttng_in_time stop "$session" >&2               # when all of it is in the file
		test -n "$(find "$dir/lttng" -type f -size +100k)" ||
			{ echo "lttng recorded nothing" >&2; status=1; }
	fi
	lttng_in_time destroy --no-wait "$session" >&2
	[ -z "$daemon" ] || kill "$daemon"
	return $status
}
