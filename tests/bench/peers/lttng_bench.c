/*
 * One recorded event against one lttng-ust tracepoint with the same fields. Needs a session with
 * l1bench:* enabled (lttng_session.sh).
 *
 *     lttng_bench
 *     lttng_bench EVENTS      no figures: so many tracepoints of the decode loop, to be read
 *
 * Must not know: how either records.
 */
#include "lane.h"
#include "lttng_events.h"

TIMED_CALL(timed_lttng)
{
	uint64_t cost;

	switch (e->kind) {
	case STREAM_ALLOC:
		TIMED(cost, lttng_ust_tracepoint(l1bench, alloc, e->id, e->address,
			e->bytes_per_core, l->device, 2048, 64, L1TRACE_L1));
		return cost;
	case STREAM_FREE:
		TIMED(cost, lttng_ust_tracepoint(l1bench, free, e->id, l->device, L1TRACE_L1));
		return cost;
	case STREAM_REGION:
		TIMED(cost, lttng_ust_tracepoint(l1bench, region, e->program, l->all_cores,
			(uint32_t)e->address, e->bytes_per_core, e->flags, e->index));
		return cost;
	default:
		TIMED(cost, lttng_ust_tracepoint(l1bench, launch, e->program, l->device, l->name,
			0, 0));
		return cost;
	}
}

int main(int argc, char **argv)
{
	struct lane *l;

	measure_begin();
	if (argc == 2)
		bench_paced = strtoul(argv[1], NULL, 10);
	l = lane_new(stream_decode_loop(bench_paced, 1));
	lane_define(l);
	if (argc == 2)
		paced(l, timed_lttng);
	else
		compare(l, "record_over_lttng", "record_beside_lttng", "lttng_paced", timed_lttng);
	return 0;
}
