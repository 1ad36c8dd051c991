/*
 * The decode loop's events reported to heaptrack, 32 frames below main, to be read by
 * heaptrack_print. Each event is one report: an allocation, the free of one, and of regions and
 * launches in turns an allocation of as many bytes and its free. Must run under heaptrack.
 *
 *     heaptrack_stream EVENTS
 *
 * Must not know: how heaptrack records.
 */
#include <dlfcn.h>
#include <stdio.h>
#include "lane.h"

enum { DEPTH = 32, LAUNCH_BYTES = 64 };

/* Of libheaptrack_preload.so; as <heaptrack_api.h> has them, which need not be installed. */
static void (*report_alloc)(void *at, size_t bytes);
static void (*report_free)(void *at);

/* No address is real; heaptrack matches a free by it. */
static void *address(uint64_t number, unsigned kind)
{
	return (void *)(uintptr_t)(number << 8 | kind << 4);
}

static void report(const struct stream_event *e, uint64_t *turn)
{
	uint64_t pair;

	if (e->kind == STREAM_ALLOC) {
		report_alloc(address(e->id, STREAM_ALLOC + 1), e->bytes_per_core);
		return;
	}
	if (e->kind == STREAM_FREE) {
		report_free(address(e->id, STREAM_ALLOC + 1));
		return;
	}
	pair = (*turn)++ / 2;
	if (*turn % 2)
		report_alloc(address(pair, STREAM_REGION + 1),
			e->kind == STREAM_REGION ? e->bytes_per_core : LAUNCH_BYTES);
	else
		report_free(address(pair, STREAM_REGION + 1));
}

static __attribute__((noinline)) void at_depth(const struct stream_event *events, size_t count,
	unsigned frames)
{
	uint64_t turn = 0;

	if (frames)
		at_depth(events, count, frames - 1);
	for (size_t i = 0; !frames && i < count; i++) {
		wait_for(&events[i]);
		report(&events[i], &turn);
	}
	__asm__ volatile("" : : "r"(events));   /* not a tail call */
}

int main(int argc, char **argv)
{
	size_t count = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	struct stream_event *events = stream_decode_loop(count, 1);

	measure_begin();
	report_alloc = (void (*)(void *, size_t))dlsym(RTLD_DEFAULT, "heaptrack_malloc");
	report_free = (void (*)(void *))dlsym(RTLD_DEFAULT, "heaptrack_free");
	if (argc != 2 || !events || !report_alloc || !report_free) {
		fprintf(stderr, "usage, under heaptrack: heaptrack_stream EVENTS\n");
		return 1;
	}
	at_depth(events, count, DEPTH);
	free(events);
	return 0;
}
