/*
 * The fields in the slots of frequent events, for a record (stride 1) as well as for columns.
 *
 * Must not know: where the slots lie, or whether they are complete (the caller has checked).
 */
#ifndef LIVE_FIELDS_H
#define LIVE_FIELDS_H

#include "l1t_live.h"

/* enum l1t_kind of an event with a layout of its own; 0: it has none, or is not sound. */
static inline uint8_t l1t_slot_kind_of(const struct l1t_slot_head *head)
{
	switch (head->kind) {
	case L1T_SLOT_ALLOC:
		return head->slots < 2 ? 0 : L1T_ALLOC;
	case L1T_SLOT_LAUNCH:
		return head->slots < 2 ? 0 : L1T_LAUNCH;
	case L1T_SLOT_FREE:
		return L1T_FREE;
	case L1T_SLOT_REGIONS_FREED:
		return L1T_REGIONS_FREED;
	default:
		return head->kind >= L1T_SLOT_REGION && head->kind < L1T_SLOT_REGION + 3 * 4
			? L1T_REGION : 0;
	}
}

/* A new field needs a place in its slot (l1t_live.h) and a line in its function below. */
#define ALL_FIELDS(type, count) \
	static_assert(sizeof(struct type) == (count) * sizeof(uint64_t), \
		"live_fields.h fills each field of " #type)
ALL_FIELDS(l1t_region, 8);
ALL_FIELDS(l1t_alloc, 12);
ALL_FIELDS(l1t_launch, 7);
ALL_FIELDS(l1t_free, 5);
ALL_FIELDS(l1t_regions_freed, 3);
#undef ALL_FIELDS

/* Field `name` of a struct of l1t_record.h among values that lie `stride` apart. */
#define FIELD(type, name) to[offsetof(struct type, name) / sizeof(uint64_t) * stride]

static inline void l1t_slot_region_fields(uint64_t *to, size_t stride,
	const struct l1t_slot_region *s)
{
	unsigned what = s->head.kind - (unsigned)L1T_SLOT_REGION;

	FIELD(l1t_region, program) = s->program;
	FIELD(l1t_region, chips) = s->head.word;
	FIELD(l1t_region, type) = what / 4;
	FIELD(l1t_region, flags) = what % 4;
	FIELD(l1t_region, index) = s->head.small == 255 ? L1T_UNKNOWN : s->head.small;
	FIELD(l1t_region, address) = s->address;
	FIELD(l1t_region, size_bytes) = s->size_bytes;
	FIELD(l1t_region, cores) = s->cores;
}

static inline void l1t_slot_alloc_fields(uint64_t *to, size_t stride,
	const struct l1t_slot_alloc *s)
{
	FIELD(l1t_alloc, id) = s->id;
	FIELD(l1t_alloc, device) = s->head.word;
	FIELD(l1t_alloc, type) = s->head.small;
	FIELD(l1t_alloc, layout) = s->layout;
	FIELD(l1t_alloc, size_bytes) = s->size_bytes;
	FIELD(l1t_alloc, address) = s->address;
	FIELD(l1t_alloc, bytes_per_core) = s->bytes_per_core;
	FIELD(l1t_alloc, page_bytes) = s->page_bytes;
	FIELD(l1t_alloc, cores) = s->cores;
	FIELD(l1t_alloc, core_count) = s->core_count ? s->core_count : L1T_UNKNOWN;
	FIELD(l1t_alloc, callsite) = s->callsite;
	FIELD(l1t_alloc, flags) = s->flags & ~(unsigned)L1T_SLOT_THERE;
}

static inline void l1t_slot_launch_fields(uint64_t *to, size_t stride,
	const struct l1t_slot_launch *s)
{
	FIELD(l1t_launch, program) = s->program;
	FIELD(l1t_launch, device) = s->device;
	FIELD(l1t_launch, chips) = s->head.word;
	FIELD(l1t_launch, name) = s->name;
	FIELD(l1t_launch, callsite) = s->callsite;
	FIELD(l1t_launch, flags) = s->head.small;
	FIELD(l1t_launch, type) = s->type;
}

static inline void l1t_slot_free_fields(uint64_t *to, size_t stride, const struct l1t_slot_free *s)
{
	FIELD(l1t_free, id) = s->id;
	FIELD(l1t_free, device) = s->head.word;
	FIELD(l1t_free, type) = s->head.small;
	FIELD(l1t_free, callsite) = s->callsite;
	FIELD(l1t_free, manner) = s->manner;
}

static inline void l1t_slot_regions_freed_fields(uint64_t *to, size_t stride,
	const struct l1t_slot_regions_freed *s)
{
	FIELD(l1t_regions_freed, program) = s->program;
	FIELD(l1t_regions_freed, chips) = s->head.word;
	FIELD(l1t_regions_freed, types) = s->head.small;
}

/* All fields of an event whose l1t_slot_kind_of() is not 0. */
static inline void l1t_slot_fields(uint64_t *to, size_t stride, const void *event)
{
	switch (((const struct l1t_slot_head *)event)->kind) {
	case L1T_SLOT_ALLOC:
		l1t_slot_alloc_fields(to, stride, event);
		break;
	case L1T_SLOT_LAUNCH:
		l1t_slot_launch_fields(to, stride, event);
		break;
	case L1T_SLOT_FREE:
		l1t_slot_free_fields(to, stride, event);
		break;
	case L1T_SLOT_REGIONS_FREED:
		l1t_slot_regions_freed_fields(to, stride, event);
		break;
	default:
		l1t_slot_region_fields(to, stride, event);
		break;
	}
}

#undef FIELD

#endif
