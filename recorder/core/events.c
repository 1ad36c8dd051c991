/*
 * The frequent calls of l1trace.h: one packed event each.
 *
 * Must not know: where rings lie, who reads them.
 */
#include <string.h>
#include "events.h"
#include "l1trace.h"
#include "l1t_wire.h"
#include "ring.h"

L1TRACE_API void l1trace_alloc(const struct l1trace_buffer *b)
{
	struct l1t_slot_alloc *s;

	if (likely(!l1tr_on))
		return;
	s = l1tr_reserve(2);
	if (unlikely(!s))
		return;
	s->head.small = b->type;
	s->head.word = b->device;
	s->id = b->id;
	s->size_bytes = b->size_bytes;
	s->address = b->address;
	s->bytes_per_core = b->bytes_per_core;
	s->page_bytes = b->page_bytes;
	s->cores = b->cores;
	s->callsite = b->callsite;
	s->core_count = b->core_count;
	s->layout = b->layout;
	s->flags = b->flags;
	l1tr_commit(&s->head, L1T_SLOT_ALLOC);
}

L1TRACE_API void l1trace_free(uint64_t id, uint32_t device, enum l1trace_buffer_type type)
{
	struct l1t_slot_free *s;

	if (likely(!l1tr_on))
		return;
	s = l1tr_reserve(1);
	if (unlikely(!s))
		return;
	s->head.small = (uint8_t)type;
	s->head.word = device;
	s->id = id;
	l1tr_commit(&s->head, L1T_SLOT_FREE);
}

L1TRACE_API void l1trace_region(const struct l1trace_region *r)
{
	struct l1t_slot_region *s;

	if (likely(!l1tr_on))
		return;
	s = l1tr_reserve(1);
	if (unlikely(!s))
		return;
	s->head.small = r->index;
	s->head.word = r->chips;
	s->program = r->program;
	s->cores = r->cores;
	s->address = r->address;
	s->size_bytes = r->size_bytes;
	l1tr_commit(&s->head, (uint8_t)(L1T_SLOT_REGION + (r->type % 3) * 4 + (r->flags & 3)));
}

L1TRACE_API void l1trace_regions_freed(uint32_t program, uint32_t chips, unsigned types)
{
	struct l1t_slot_regions_freed *s;

	if (likely(!l1tr_on))
		return;
	s = l1tr_reserve(1);
	if (unlikely(!s))
		return;
	s->head.small = (uint8_t)types;
	s->head.word = chips;
	s->program = program;
	l1tr_commit(&s->head, L1T_SLOT_REGIONS_FREED);
}

L1TRACE_API void l1trace_launch(const struct l1trace_launch *l)
{
	struct l1t_slot_launch *s;

	if (likely(!l1tr_on))
		return;
	s = l1tr_reserve(2);
	if (unlikely(!s))
		return;
	s->head.small = l->flags;
	s->head.word = l->chips;
	s->program = l->program;
	s->device = l->device;
	s->name = l->name;
	s->callsite = l->callsite;
	l1tr_commit(&s->head, L1T_SLOT_LAUNCH);
}

static bool record(const uint64_t *ticks, uint8_t kind, const uint64_t *fields, unsigned count,
	const void *blob, size_t blob_bytes)
{
	struct l1t_slot_head *head;
	uint8_t *payload;
	size_t bytes;

	if (!l1tr_on)
		return false;
	if (blob_bytes > L1T_BLOB_MAX - L1T_FIELDS_MAX * 8)
		blob_bytes = L1T_BLOB_MAX - L1T_FIELDS_MAX * 8;
	bytes = sizeof(*head) + count * 8 + blob_bytes;
	head = l1tr_reserve((unsigned)((bytes + L1T_SLOT_BYTES - 1) / L1T_SLOT_BYTES));
	if (!head)
		return false;
	if (ticks)
		head->ticks = *ticks;
	head->small = (uint8_t)count;
	head->word = (uint32_t)blob_bytes;
	payload = (uint8_t *)(head + 1);
	memcpy(payload, fields, count * 8);
	if (blob_bytes)
		memcpy(payload + count * 8, blob, blob_bytes);
	l1tr_commit(head, kind);
	return true;
}

bool l1tr_record(uint8_t kind, const uint64_t *fields, unsigned count, const void *blob,
	size_t blob_bytes)
{
	return record(NULL, kind, fields, count, blob, blob_bytes);
}

bool l1tr_record_at(uint64_t ticks, uint8_t kind, const uint64_t *fields, unsigned count,
	const void *blob, size_t blob_bytes)
{
	return record(&ticks, kind, fields, count, blob, blob_bytes);
}
