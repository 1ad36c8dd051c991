#!/bin/sh
# The bench target prints every promised line once, each with a number and a unit or with a reason
# why there is none. Does not check the figures.
#     bench_test.sh BUILD-FOLDER PRELOAD-LIBRARY [PROGRAM...]
set -u
here=$(cd "$(dirname "$0")" && pwd)
lines=$(L1TRACE_BENCH_QUICK=1 "$here/bench.sh" "$@") || { echo "bench.sh failed"; exit 1; }
status=0
for name in record_over_floor record_two_threads record_flat_over_floor record_off \
	record_total_cpu bytes_loop bytes_churn bytes_range_event record_memory hook_op hook_op_uses \
	hook_op_callsite hook_op_modules record_over_lttng record_over_uftrace record_over_heaptrack read_peak \
	peak_by_op_over_peak peak_of_mark_over_peak info_over_peak peak_two_threads \
	decode_loop peak_over_decode_loop read_peak_churn peak_core_scaling peak_chip_scaling \
	peak_chip_scaling_placed peak_over_heaptrack peak_over_heaptrack_1 peak_over_babeltrace \
	peak_over_babeltrace_1 database_peak database_by_op \
	database_leaks database_ops database_ops_of_name database_check timeline_over_sqlite load_over_prepared load_bytes load_full_bytes \
	memory_peak memory_timeline memory_ops memory_leaks memory_frag memory_check \
	page_loop_bytes page_loop_over_peak page_loop_painted page_loop_memory page_loop_cursor page_loop_cursor_worst \
	page_churn_bytes page_churn_over_peak page_churn_painted page_churn_memory page_churn_cursor \
	page_churn_cursor_worst page_churn_full_bytes watched_over_alone; do
	count=$(echo "$lines" | grep -c "^$name,")
	[ "$count" = 1 ] || { echo "$name: $count lines"; status=1; }
done
wrong=$(echo "$lines" | grep -vE '^[a-z0-9_]+,(-?[0-9]+(\.[0-9]+)?|unavailable|value),[^,]+$')
[ -z "$wrong" ] || { echo "not name,value,unit:"; echo "$wrong"; status=1; }
exit $status
