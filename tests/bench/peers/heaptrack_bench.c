/*
 * One recorded event against heaptrack's API for allocators: an event that takes memory is a report
 * of an allocation, one that frees or uses it is a report of a free. Must run under heaptrack
 * (peers.sh).
 *
 * Must not know: how either records.
 */
#include <dlfcn.h>
#include <stdio.h>
#include "lane.h"

enum { DEPTH = 32 };

/* Of libheaptrack_preload.so; as <heaptrack_api.h> has them, which need not be installed. */
static void (*report_alloc)(void *at, size_t bytes);
static void (*report_free)(void *at);

TIMED_CALL(timed_heaptrack)
{
	void *at = (void *)(uintptr_t)(e->id << 24 | e->address);
	uint64_t cost;

	(void)l;
	if (e->kind == STREAM_ALLOC || e->kind == STREAM_REGION)
		TIMED(cost, report_alloc(at, e->bytes_per_core));
	else
		TIMED(cost, report_free(at));
	return cost;
}

/* heaptrack walks the stack at each allocation, so the depth counts. */
static __attribute__((noinline)) void at_depth(struct lane *l, unsigned frames)
{
	if (frames)
		at_depth(l, frames - 1);
	else
		compare(l, "record_over_heaptrack", "record_beside_heaptrack", "heaptrack_paced",
			timed_heaptrack);
	__asm__ volatile("" : : "r"(l));        /* not a tail call */
}

int main(void)
{
	struct lane *l;

	measure_begin();
	report_alloc = (void (*)(void *, size_t))dlsym(RTLD_DEFAULT, "heaptrack_malloc");
	report_free = (void (*)(void *))dlsym(RTLD_DEFAULT, "heaptrack_free");
	if (!report_alloc || !report_free) {
		fprintf(stderr, "not under heaptrack\n");
		return 1;
	}
	l = lane_new(stream_decode_loop(bench_paced, 1));
	lane_define(l);
	compare(l, "record_over_heaptrack_shallow", "record_beside_heaptrack_shallow",
		"heaptrack_shallow_paced", timed_heaptrack);
	at_depth(l, DEPTH);
	return 0;
}
