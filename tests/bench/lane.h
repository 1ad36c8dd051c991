/*
 * A thread that goes through a stream: the bare loop, the recorder's calls, and their times.
 *
 * Must not know: how the recorder works.
 *
 * Which call an event needs, and its arguments, are settled before the clock is read, since they
 * belong to the stream, not to the call. So everything here is inlined where it is timed.
 */
#ifndef LANE_H
#define LANE_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <x86intrin.h>
#include "bench_stream.h"
#include "l1trace.h"
#include "measure.h"

enum {
	LANE_RING_BYTES = 512 << 10,
	LANE_CORES = 64,
	LANE_LONG_TICKS = 3000,         /* a shorter time is no context switch */
};

struct lane {
	const struct stream_event *events;
	uint8_t *ring;
	uint64_t ring_at;
	uint32_t device, name, all_cores;
	uint32_t cores[LANE_CORES];             /* of churn: one core each */
	uint32_t owners[STREAM_OWNERS];         /* of churn: call sites */
	double result_ns;
};

/* Lanes live as long as the process. When memory runs out the process ends. */
struct lane *lane_new(const struct stream_event *events);
/* Defines a device, core sets and owners, when the recorder records. */
void lane_define(struct lane *l);

static inline void floor_call(struct lane *l, const struct stream_event *e)
{
	uint64_t *slot = (uint64_t *)(void *)(l->ring + l->ring_at % LANE_RING_BYTES);

	l->ring_at += 32;
	slot[0] = e->kind;
	slot[1] = __rdtsc();
	slot[2] = e->id;
	slot[3] = e->address;
	__asm__ volatile("" : : : "memory");
}

/* The arguments of the recorder's calls, each made where it is used. */
#define BUFFER(l, e) \
	{.id = (e)->id, .size_bytes = (e)->bytes_per_core * 64u, .address = (e)->address, \
		.bytes_per_core = (e)->bytes_per_core, .device = (l)->device, .page_bytes = 2048, \
		.core_count = 64, .type = L1TRACE_L1}
#define REGION(l, e) \
	{.program = (e)->program, .cores = (l)->all_cores, .address = (uint32_t)(e)->address, \
		.size_bytes = (e)->bytes_per_core, .flags = (e)->flags, .index = (e)->index}
#define LAUNCH(l, e) {.program = (e)->program, .device = (l)->device, .name = (l)->name}
/* For the churn: on one core, with an owner. */
#define BUFFER_ON_CORE(l, e) \
	{.id = (e)->id, .size_bytes = (e)->bytes_per_core, .address = (e)->address, \
		.bytes_per_core = (e)->bytes_per_core, .device = (l)->device, .page_bytes = 2048, \
		.cores = (l)->cores[(e)->index], .callsite = (l)->owners[(e)->program], \
		.core_count = 1, .type = L1TRACE_L1, .flags = L1TRACE_BUFFER_PER_CORE}

static inline void record_call(struct lane *l, const struct stream_event *e)
{
	switch (e->kind) {
	case STREAM_ALLOC: {
		struct l1trace_buffer b = BUFFER(l, e);

		l1trace_alloc(&b);
		break;
	}
	case STREAM_FREE:
		l1trace_free(e->id, l->device, L1TRACE_L1);
		break;
	case STREAM_REGION: {
		struct l1trace_region r = REGION(l, e);

		l1trace_region(&r);
		break;
	}
	case STREAM_LAUNCH: {
		struct l1trace_launch launch = LAUNCH(l, e);

		l1trace_launch(&launch);
		break;
	}
	default: {
		struct l1trace_buffer b = BUFFER_ON_CORE(l, e);

		l1trace_alloc(&b);
		break;
	}
	}
}

/*
 * The fence keeps earlier work out of the measurement: the first clock reading does not wait for
 * it.
 */
#define TIMED(cost, call) \
	do { \
		uint64_t before_; \
		__asm__ volatile("lfence" : : : "memory"); \
		before_ = __rdtsc(); \
		call; \
		(cost) = __rdtsc() - before_; \
	} while (0)

/* Forces the arguments into memory here, so that they are not made within the call. */
#define MADE(pointer) __asm__ volatile("" : : "r"(pointer) : "memory")

/*
 * A timed call in a function of its own, at the beginning of a cache line. Otherwise the registers
 * that the compiler uses around it, and the alignment of its instructions, would cost up to 4 ns,
 * different for each recorder.
 */
#define TIMED_CALL(name) \
	static __attribute__((noinline, aligned(64), unused)) uint64_t name(struct lane *l, \
		const struct stream_event *e)
typedef uint64_t timed_call(struct lane *l, const struct stream_event *e);

TIMED_CALL(timed_bare)
{
	uint64_t cost;

	(void)l;
	(void)e;
	TIMED(cost, (void)0);
	return cost;
}

TIMED_CALL(timed_floor)
{
	uint64_t cost;

	TIMED(cost, floor_call(l, e));
	return cost;
}

TIMED_CALL(timed_alloc)
{
	struct l1trace_buffer b = BUFFER(l, e);
	uint64_t cost;

	MADE(&b);
	TIMED(cost, l1trace_alloc(&b));
	return cost;
}

TIMED_CALL(timed_free)
{
	uint64_t cost;

	TIMED(cost, l1trace_free(e->id, l->device, L1TRACE_L1));
	return cost;
}

TIMED_CALL(timed_region)
{
	struct l1trace_region r = REGION(l, e);
	uint64_t cost;

	MADE(&r);
	TIMED(cost, l1trace_region(&r));
	return cost;
}

TIMED_CALL(timed_launch)
{
	struct l1trace_launch launch = LAUNCH(l, e);
	uint64_t cost;

	MADE(&launch);
	TIMED(cost, l1trace_launch(&launch));
	return cost;
}

static inline uint64_t timed_record(struct lane *l, const struct stream_event *e)
{
	switch (e->kind) {
	case STREAM_ALLOC:
		return timed_alloc(l, e);
	case STREAM_FREE:
		return timed_free(l, e);
	case STREAM_REGION:
		return timed_region(l, e);
	default:
		return timed_launch(l, e);
	}
}

/*
 * Waits for the event's gap, from now: no burst makes up for time that another process took. False:
 * this thread lost its processor meanwhile, or may have lost it.
 */
static inline bool wait_for(const struct stream_event *e)
{
	uint64_t before = __rdtsc(), next = before + (uint64_t)(e->gap_ns / ns_per_tick), now;
	bool undisturbed = true;

	while ((now = __rdtsc()) < next) {
		undisturbed &= now - before < LANE_LONG_TICKS;
		before = now;
		__builtin_ia32_pause();
	}
	return undisturbed & (now - before < LANE_LONG_TICKS);
}

/*
 * Makes each call at its time and returns what one costs in ns, including the bare pair of clock
 * readings: the mean of all calls except those in which another thread was given the processor.
 * Waits of a call, and its time in the kernel, count.
 */
static inline __attribute__((always_inline)) double paced(struct lane *l, timed_call *call)
{
	uint64_t preempted = times_preempted(), now, sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < bench_paced; i++) {
		bool undisturbed = wait_for(&l->events[i]);
		uint64_t cost;

		if (!undisturbed)
			preempted = times_preempted();
		cost = call(l, &l->events[i]);
		if (cost > LANE_LONG_TICKS && (now = times_preempted()) != preempted) {
			preempted = now;
			continue;
		}
		sum += cost;
		count++;
	}
	return (double)sum / (double)count * ns_per_tick;
}

/*
 * Measures one event of ours against one of another recorder, alternately. Prints the cost of both.
 */
static inline __attribute__((always_inline)) void compare(struct lane *l, const char *ratio_name,
	const char *record_name, const char *peer_name, timed_call *peer)
{
	double record[32], other[32], ratio[32];

	paced(l, timed_record);
	paced(l, peer);
	for (unsigned i = 0; i < bench_runs; i++) {
		double bare = paced(l, timed_bare);

		record[i] = paced(l, timed_record) - bare;
		other[i] = paced(l, peer) - bare;
		ratio[i] = record[i] / other[i];
	}
	say(record_name, median(record, bench_runs), "ns");
	say(peer_name, median(other, bench_runs), "ns");
	say(ratio_name, median(ratio, bench_runs), "ratio");
}

#endif
