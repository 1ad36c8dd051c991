/*
 * Live buffers in open addressing, one cache line each: the slots of their alloc events. The table
 * is as small as what is live, so that it stays in the cache.
 *
 * Must not know: files, the encoder, threads.
 */
#include <stdlib.h>
#include <string.h>
#include "live_table.h"

enum { FIRST_SIZE = 256 };

static uint64_t key_hash(uint64_t id, uint8_t type)
{
	return (id ^ (uint64_t)type << 56) * 0x9e3779b97f4a7c15u >> 20;
}

/* The entry of this buffer, or the empty one where it would be. */
static struct l1t_slot_alloc *find(const struct l1tr_buffers *b, uint64_t id, uint8_t type)
{
	uint32_t i = (uint32_t)key_hash(id, type) & (b->size - 1);

	while (b->entries[i].head.kind &&
		(b->entries[i].id != id || b->entries[i].head.small != type))
		i = (i + 1) & (b->size - 1);
	return &b->entries[i];
}

static int grow(struct l1tr_buffers *b)
{
	struct l1tr_buffers bigger = *b;

	if (b->size >= LIVE_BUFFERS_MAX * 2)
		return -1;
	bigger.size = b->size ? b->size * 2 : FIRST_SIZE;
	bigger.entries = calloc(bigger.size, sizeof(*b->entries));
	if (!bigger.entries)
		return -1;
	for (uint32_t i = 0; i < b->size; i++)
		if (b->entries[i].head.kind)
			*find(&bigger, b->entries[i].id, b->entries[i].head.small) = b->entries[i];
	free(b->entries);
	*b = bigger;
	return 0;
}

static int remember_dead(struct l1tr_buffers *b, const struct l1t_slot_alloc *e)
{
	if (b->dead_count + 2 > b->dead_size) {
		uint32_t size = b->dead_size ? b->dead_size * 2 : FIRST_SIZE;
		uint64_t *dead = realloc(b->dead, size * sizeof(*dead));

		if (!dead)
			return -1;
		b->dead = dead;
		b->dead_size = size;
	}
	b->dead[b->dead_count++] = e->id;
	b->dead[b->dead_count++] = e->head.small;
	return 0;
}

static int allocated(struct l1tr_buffers *b, const struct l1t_slot_alloc *s)
{
	struct l1t_slot_alloc *e;

	if ((b->used + 1) * 2 > b->size && grow(b))
		return -1;
	e = find(b, s->id, s->head.small);
	if (e->head.kind && e->head.ticks > s->head.ticks)
		return 0;
	b->used += !e->head.kind;
	*e = *s;
	e->head.kind = L1T_SLOT_ALLOC;
	return 0;
}

/* Removes an entry; those after it move up, so that no probe is cut short. */
static void take_out(struct l1tr_buffers *b, struct l1t_slot_alloc *e)
{
	uint32_t hole = (uint32_t)(e - b->entries), mask = b->size - 1, i = hole;

	for (;;) {
		uint32_t home;

		i = (i + 1) & mask;
		if (!b->entries[i].head.kind)
			break;
		home = (uint32_t)key_hash(b->entries[i].id, b->entries[i].head.small) & mask;
		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		b->entries[hole] = b->entries[i];
		hole = i;
	}
	b->entries[hole].head.kind = 0;
	b->used--;
}

static int freed(struct l1tr_buffers *b, const struct l1t_slot_free *s, bool one_ring)
{
	struct l1t_slot_alloc *e;

	if ((b->used + 1) * 2 > b->size && grow(b))
		return -1;
	e = find(b, s->id, s->head.small);
	if (e->head.kind && e->head.ticks > s->head.ticks)
		return 0;
	if (one_ring && e->head.kind == L1T_SLOT_ALLOC) {
		take_out(b, e);
		return 0;
	}
	if (e->head.kind != L1T_SLOT_FREE) {
		b->used += !e->head.kind;
		e->id = s->id;
		e->head.small = s->head.small;
		e->head.kind = L1T_SLOT_FREE;
		if (remember_dead(b, e))
			return -1;
	}
	e->head.ticks = s->head.ticks;
	return 0;
}

static void settle_buffers(struct l1tr_buffers *b)
{
	for (uint32_t i = 0; i < b->dead_count; i += 2) {
		struct l1t_slot_alloc *e = find(b, b->dead[i], (uint8_t)b->dead[i + 1]);

		if (e->head.kind == L1T_SLOT_FREE)
			take_out(b, e);
	}
	b->dead_count = 0;
}

void l1tr_live_table_device(struct l1tr_live_table *t, const struct l1t_device *device)
{
	if (t->device_count < LIVE_DEVICES_MAX)
		t->devices[t->device_count++] = (struct l1tr_open_device){*device, 0};
	else
		t->incomplete = 1;
}

static void closed(struct l1tr_live_table *t, uint64_t handle, uint64_t ticks)
{
	for (uint32_t i = 0; i < t->device_count; i++)
		if (t->devices[i].device.device == handle)
			t->devices[i].closed_ticks = ticks;
	t->some_closed = 1;
}

/* What lay on a closed device is no longer live. */
static void settle_devices(struct l1tr_live_table *t)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < t->device_count; i++) {
		const struct l1tr_open_device *d = &t->devices[i];

		if (!d->closed_ticks) {
			t->devices[kept++] = *d;
			continue;
		}
		for (uint32_t j = 0; j < t->buffers.size; j++) {
			struct l1t_slot_alloc *e = &t->buffers.entries[j];

			if (e->head.kind != L1T_SLOT_ALLOC || e->head.word != d->device.device)
				continue;
			e->head.kind = L1T_SLOT_FREE;
			if (remember_dead(&t->buffers, e))
				t->incomplete = 1;
		}
	}
	t->device_count = kept;
	t->some_closed = 0;
}

void l1tr_live_table_see_batch(struct l1tr_live_table *t, const struct l1t_batch *b)
{
	int failed = l1tr_programs_batch(&t->programs, b);

	for (uint32_t i = 0; i < b->counts[L1T_PLAIN_ALLOC]; i++)
		failed |= allocated(&t->buffers, b->events[L1T_PLAIN_ALLOC][i]);
	for (uint32_t i = 0; i < b->counts[L1T_PLAIN_FREE]; i++)
		failed |= freed(&t->buffers, b->events[L1T_PLAIN_FREE][i], t->one_ring);
	if (failed)
		t->incomplete = 1;
}

void l1tr_live_table_see(struct l1tr_live_table *t, const struct l1t_slot_head *event)
{
	const uint64_t *fields = (const uint64_t *)(event + 1);
	uint8_t generic = l1t_generic_kind(event->kind, event->small);
	int failed = 0;

	if (generic ? generic >= L1T_KIND_COUNT ||
			l1t_generic_fields(event->small) < l1t_kinds[generic].fields
		: event->kind < L1T_SLOT_GENERIC)
		return;
	switch (generic ? generic : event->kind) {
	case L1T_SLOT_ALLOC:
		failed = event->slots > 1 && allocated(&t->buffers, (const void *)event);
		break;
	case L1T_SLOT_FREE:
		failed = freed(&t->buffers, (const void *)event, t->one_ring);
		break;
	case L1T_SLOT_REGIONS_FREED:
		l1tr_programs_freed(&t->programs, (const void *)event);
		break;
	case L1T_PROGRAM_GONE:
		failed = l1tr_programs_gone(&t->programs, (uint32_t)fields[0]);
		break;
	case L1T_DEVICE:
		l1tr_live_table_device(t, (const void *)fields);
		break;
	case L1T_DEVICE_CLOSE:
		closed(t, fields[0], event->ticks);
		break;
	default:
		if (l1t_plain_of(event->kind, event->slots) == L1T_PLAIN_REGION)
			failed = l1tr_programs_region(&t->programs, (const void *)event);
		break;
	}
	if (failed)
		t->incomplete = 1;
}

void l1tr_live_table_settle(struct l1tr_live_table *t)
{
	if (t->some_closed)
		settle_devices(t);
	settle_buffers(&t->buffers);
	l1tr_programs_settle(&t->programs);
}

static int each_region(const struct l1tr_placement *e, l1tr_live_seen *see, void *context)
{
	struct l1t_record record;

	for (unsigned type = 0; type < REGION_TYPES; type++)
		for (uint32_t i = 0; i < e->types[type].count; i++) {
			if (l1t_slot_unpack(&record, &e->types[type].placed[i]))
				continue;
			record.region.flags |= L1T_REGION_ANNOUNCED;
			if (see(&record, context))
				return -1;
		}
	return 0;
}

bool l1tr_live_table_has(const struct l1tr_live_table *t, uint64_t id, uint8_t type)
{
	return t->buffers.size && find(&t->buffers, id, type)->head.kind == L1T_SLOT_ALLOC;
}

int l1tr_live_table_each(struct l1tr_live_table *t, l1tr_live_seen *see, void *context)
{
	struct l1t_record record;

	for (uint32_t i = 0; i < t->device_count; i++) {
		record = (struct l1t_record){.kind = L1T_DEVICE, .device = t->devices[i].device};
		record.device.flags |= L1T_DEVICE_ANNOUNCED;
		if (see(&record, context))
			return -1;
	}
	for (uint32_t i = 0; i < t->buffers.size; i++) {
		if (t->buffers.entries[i].head.kind != L1T_SLOT_ALLOC ||
			l1t_slot_unpack(&record, &t->buffers.entries[i]))
			continue;
		record.alloc.flags |= L1T_ALLOC_ANNOUNCED;
		if (see(&record, context))
			return -1;
	}
	for (uint32_t i = 0; i < t->programs.size; i++)
		if (t->programs.entries[i].program &&
			each_region(&t->programs.entries[i], see, context))
			return -1;
	return 0;
}

void l1tr_live_table_free(struct l1tr_live_table *t)
{
	free(t->buffers.entries);
	free(t->buffers.dead);
	l1tr_programs_free(&t->programs);
	memset(t, 0, sizeof(*t));
}
