/*
 * The events that come all the time: each has a slot layout of its own (l1t_live.h).
 *
 * Must not know: how slots are drained.
 *
 * Each call is three functions: fill writes the event's slots; the API function only calls it when
 * there is room, so that the compiler needs no stack frame; slow does everything else.
 */
#include <assert.h>
#include "clock.h"
#include "event.h"
#include "l1trace.h"
#include "preload.h"
#include "process_state.h"
#include "ring.h"
#include "slow_path.h"

#define SLOW __attribute__((noinline, cold))

static_assert((int)L1TRACE_BY_RETURN == (int)L1T_BY_RETURN &&
	(int)L1TRACE_BY_OP == (int)L1T_BY_OP &&
	(int)L1TRACE_BY_DEVICE_CLOSE + 1 == (int)L1T_MANNERS, "the header's manners are the format's");

/* Without a time stamp counter l1tr_fits() is always false, and slow reads another clock. */
static inline uint64_t fast_ticks(void)
{
#if defined(__x86_64__)
	return __rdtsc();
#else
	return l1tr_ticks();
#endif
}

static inline void fill_alloc(struct l1t_ring_header *ring, uint64_t ticks,
	const struct l1trace_buffer *b)
{
	struct l1t_slot_alloc *s = l1tr_reserve(ring, 2, b->type, b->device, ticks);

	s->id = b->id;
	s->size_bytes = b->size_bytes;
	s->address = b->address;
	s->bytes_per_core = b->bytes_per_core;
	s->page_bytes = b->page_bytes;
	s->cores = b->cores;
	s->callsite = b->callsite;
	s->core_count = b->core_count;
	s->layout = b->layout;
	s->flags = (uint8_t)(b->flags | L1T_SLOT_THERE);
	l1tr_commit(ring, s, L1T_SLOT_ALLOC);
}

static SLOW void slow_alloc(const struct l1trace_buffer *b)
{
	struct l1t_ring_header *ring = l1tr_ring_room(2);

	if (ring)
		fill_alloc(ring, l1tr_ticks(), b);
}

L1TRACE_API void l1trace_alloc(const struct l1trace_buffer *b)
{
	uint64_t ticks;

	if (!l1tr_is_on())
		return;
	ticks = fast_ticks();
	if (l1tr_fits(&l1tr_thread, 2))
		fill_alloc(l1tr_thread.ring, ticks, b);
	else
		slow_alloc(b);
}

static inline void fill_free(struct l1t_ring_header *ring, uint64_t ticks,
	uint64_t id, uint32_t device, enum l1trace_buffer_type type, uint32_t callsite,
	enum l1trace_manner manner)
{
	struct l1t_slot_free *s = l1tr_reserve(ring, 1, (uint8_t)type, device, ticks);

	s->id = id;
	s->callsite = callsite;
	s->manner = manner;
	l1tr_commit(ring, s, L1T_SLOT_FREE);
}

static SLOW void slow_free(uint64_t id, uint32_t device, enum l1trace_buffer_type type,
	uint32_t callsite, enum l1trace_manner manner)
{
	struct l1t_ring_header *ring = l1tr_ring_room(1);

	if (ring)
		fill_free(ring, l1tr_ticks(), id, device, type, callsite, manner);
}

L1TRACE_API void l1trace_free_by(uint64_t id, uint32_t device, enum l1trace_buffer_type type,
	uint32_t callsite, enum l1trace_manner manner)
{
	uint64_t ticks;

	if (!l1tr_is_on())
		return;
	ticks = fast_ticks();
	if (l1tr_fits(&l1tr_thread, 1))
		fill_free(l1tr_thread.ring, ticks, id, device, type, callsite, manner);
	else
		slow_free(id, device, type, callsite, manner);
}

L1TRACE_API void l1trace_free_at(uint64_t id, uint32_t device, enum l1trace_buffer_type type,
	uint32_t callsite)
{
	l1trace_free_by(id, device, type, callsite, L1TRACE_BY_UNKNOWN);
}

L1TRACE_API void l1trace_free(uint64_t id, uint32_t device, enum l1trace_buffer_type type)
{
	l1trace_free_at(id, device, type, 0);
}

static inline void fill_region(struct l1t_ring_header *ring, uint64_t ticks,
	const struct l1trace_region *r)
{
	struct l1t_slot_region *s = l1tr_reserve(ring, 1, r->index, r->chips, ticks);

	s->program = r->program;
	s->cores = r->cores;
	s->address = r->address;
	s->size_bytes = r->size_bytes;
	l1tr_commit(ring, s, (uint8_t)(L1T_SLOT_REGION + (r->type & 3) * 4 + (r->flags & 3)));
}

static SLOW void slow_region(const struct l1trace_region *r)
{
	struct l1t_ring_header *ring = l1tr_ring_room(1);

	if (ring)
		fill_region(ring, l1tr_ticks(), r);
}

L1TRACE_API void l1trace_region(const struct l1trace_region *r)
{
	uint64_t ticks;

	if (!l1tr_is_on())
		return;
	ticks = fast_ticks();
	if (l1tr_fits(&l1tr_thread, 1))
		fill_region(l1tr_thread.ring, ticks, r);
	else
		slow_region(r);
}

static inline void fill_freed(struct l1t_ring_header *ring, uint64_t ticks,
	uint32_t program, uint32_t chips, unsigned types)
{
	struct l1t_slot_regions_freed *s = l1tr_reserve(ring, 1, (uint8_t)types, chips, ticks);

	s->program = program;
	l1tr_commit(ring, s, L1T_SLOT_REGIONS_FREED);
}

static SLOW void slow_freed(uint32_t program, uint32_t chips, unsigned types)
{
	struct l1t_ring_header *ring = l1tr_ring_room(1);

	if (ring)
		fill_freed(ring, l1tr_ticks(), program, chips, types);
}

L1TRACE_API void l1trace_regions_freed(uint32_t program, uint32_t chips, unsigned types)
{
	uint64_t ticks;

	if (!l1tr_is_on())
		return;
	ticks = fast_ticks();
	if (l1tr_fits(&l1tr_thread, 1))
		fill_freed(l1tr_thread.ring, ticks, program, chips, types);
	else
		slow_freed(program, chips, types);
}

static inline void fill_launch(struct l1t_ring_header *ring, uint64_t ticks,
	const struct l1trace_launch *l)
{
	struct l1t_slot_launch *s = l1tr_reserve(ring, 2, l->flags, l->chips, ticks);

	s->program = l->program;
	s->device = l->device;
	s->name = l->name;
	s->callsite = l->callsite;
	s->one = 1;
	s->type = l->type;
	l1tr_commit(ring, s, L1T_SLOT_LAUNCH);
}

static SLOW void slow_launch(const struct l1trace_launch *l)
{
	struct l1t_ring_header *ring = l1tr_ring_room(2);

	if (ring)
		fill_launch(ring, l1tr_ticks(), l);
}

L1TRACE_API void l1trace_launch(const struct l1trace_launch *l)
{
	uint64_t ticks;

	if (!l1tr_is_on())
		return;
	ticks = fast_ticks();
	if (l1tr_fits(&l1tr_thread, 2))
		fill_launch(l1tr_thread.ring, ticks, l);
	else
		slow_launch(l);
}

L1TRACE_API void l1trace_preload_launch(const struct l1trace_launch *l, unsigned uses_flags,
	const uint32_t *words, size_t count)
{
	const struct l1t_uses uses = {l->device, l->program, uses_flags, 0};
	enum { FIELDS = sizeof(uses) / 8 };
	size_t bytes = count * sizeof(*words);
	struct l1t_ring_header *ring;
	uint64_t ticks;

	if (!l1tr_is_on())
		return;
	ticks = fast_ticks();
	if (!l1tr_fits(&l1tr_thread, l1tr_event_slots(FIELDS, bytes) + 2)) {
		l1tr_record(L1T_USES, (const uint64_t *)&uses, FIELDS, words, bytes);
		slow_launch(l);
		return;
	}
	ring = l1tr_thread.ring;
	l1tr_commit_check(ring, l1tr_ring_put(ring, L1T_USES, (const uint64_t *)&uses, FIELDS, words,
		bytes, ticks));
	fill_launch(ring, ticks, l);
}
