/*
 * Events of a ring's slots to records: the layouts of l1t_live.h.
 * Must not know: where the slots lie, or whether they are whole (the caller has looked).
 */
#include <string.h>
#include "l1t_live.h"

static uint64_t count_or_unknown(uint64_t v)
{
	return v ? v : L1T_UNKNOWN;
}

static int unpack_generic(struct l1t_record *r, const struct l1t_slot_head *head)
{
	const uint8_t *payload = (const uint8_t *)(head + 1);
	size_t room = (size_t)head->slots * L1T_SLOT_BYTES - sizeof(*head);
	unsigned known;

	if (head->kind >= L1T_KIND_COUNT || !l1t_kinds[head->kind].name)
		return -1;
	known = l1t_kinds[head->kind].fields;
	if (head->small * 8u > room || head->word > room - head->small * 8u)
		return -1;
	r->kind = head->kind;
	for (unsigned f = 0; f < known; f++)
		r->f[f] = L1T_UNKNOWN;
	memcpy(r->f, payload, (head->small < known ? head->small : known) * 8u);
	r->blob = payload + head->small * 8u;
	r->blob_bytes = head->word;
	return 0;
}

static int unpack_alloc(struct l1t_record *r, const struct l1t_slot_alloc *s)
{
	if (s->head.slots < 2)
		return -1;
	r->kind = L1T_ALLOC;
	r->alloc = (struct l1t_alloc){
		.id = s->id, .device = s->head.word, .type = s->head.small, .layout = s->layout,
		.size_bytes = s->size_bytes, .address = s->address,
		.bytes_per_core = s->bytes_per_core, .page_bytes = s->page_bytes,
		.cores = s->cores, .core_count = count_or_unknown(s->core_count),
		.callsite = s->callsite, .flags = s->flags};
	return 0;
}

static int unpack_region(struct l1t_record *r, const struct l1t_slot_region *s)
{
	unsigned what = s->head.kind - (unsigned)L1T_SLOT_REGION;

	r->kind = L1T_REGION;
	r->region = (struct l1t_region){
		.program = s->program, .chips = s->head.word, .type = what / 4, .flags = what % 4,
		.index = s->head.small == 255 ? L1T_UNKNOWN : s->head.small,
		.address = s->address, .size_bytes = s->size_bytes, .cores = s->cores};
	return 0;
}

static int unpack_launch(struct l1t_record *r, const struct l1t_slot_launch *s)
{
	if (s->head.slots < 2)
		return -1;
	r->kind = L1T_LAUNCH;
	r->launch = (struct l1t_launch){
		.program = s->program, .device = s->device, .chips = s->head.word,
		.name = s->name, .callsite = s->callsite, .flags = s->head.small,
		.type = s->type};
	return 0;
}

int l1t_slot_unpack(struct l1t_record *r, const void *event)
{
	const struct l1t_slot_head *head = event;
	const struct l1t_slot_free *f = event;
	const struct l1t_slot_regions_freed *g = event;

	r->blob = NULL;
	r->blob_bytes = 0;
	if (!head->slots)
		return -1;
	if (head->kind < 64)
		return unpack_generic(r, head);
	if (head->kind >= L1T_SLOT_REGION && head->kind < L1T_SLOT_REGION + 3 * 4)
		return unpack_region(r, event);
	switch (head->kind) {
	case L1T_SLOT_ALLOC:
		return unpack_alloc(r, event);
	case L1T_SLOT_FREE:
		r->kind = L1T_FREE;
		r->free = (struct l1t_free){.id = f->id, .device = head->word,
			.type = head->small};
		return 0;
	case L1T_SLOT_REGIONS_FREED:
		r->kind = L1T_REGIONS_FREED;
		r->regions_freed = (struct l1t_regions_freed){.program = g->program,
			.chips = head->word, .types = head->small};
		return 0;
	case L1T_SLOT_LAUNCH:
		return unpack_launch(r, event);
	case L1T_SLOT_PAD:
		return 1;
	default:
		return -1;
	}
}
