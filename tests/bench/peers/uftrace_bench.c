/*
 * One recorded event against one function call that uftrace records with five arguments. Must run
 * under uftrace (peers.sh).
 *
 * Must not know: how either records.
 */
#include "lane.h"
#include "uftrace_call.h"

TIMED_CALL(timed_uftrace)
{
	uint64_t cost;

	(void)l;
	TIMED(cost, uftrace_call(e->id, e->address, e->bytes_per_core, e->program,
		(uint32_t)e->kind | (uint32_t)e->flags << 8 | (uint32_t)e->index << 16));
	return cost;
}

int main(void)
{
	struct lane *l;

	measure_begin();
	l = lane_new(stream_decode_loop(bench_paced, 1));
	lane_define(l);
	compare(l, "record_over_uftrace", "record_beside_uftrace", "uftrace_paced", timed_uftrace);
	return 0;
}
