/*
 * What is live now: see live_table.h. Two hash tables with linear probing; entries are removed by
 * moving the following ones back, so there are no tombstones. Out of memory, or beyond the bound,
 * new things are not kept: a resume then announces less.
 *
 * Must not know: rings, files.
 */
#include <stdlib.h>
#include <string.h>
#include "live_table.h"

enum { ENTRIES_MAX = 1 << 20 };

static size_t spread(uint64_t key)
{
	key *= 0x9e3779b97f4a7c15u;
	return (size_t)(key ^ key >> 32);
}

static size_t buffer_home(const struct l1tr_live_table *t, uint64_t id, uint64_t type)
{
	return spread(id + (type << 56)) & (t->buffer_capacity - 1);
}

/* Index of the buffer, or of the free place where it would be. */
static size_t find_buffer(const struct l1tr_live_table *t, uint64_t id, uint64_t type)
{
	size_t at = buffer_home(t, id, type);

	while (t->buffers[at].used &&
		(t->buffers[at].alloc.id != id || t->buffers[at].alloc.type != type))
		at = (at + 1) & (t->buffer_capacity - 1);
	return at;
}

static bool grow_buffers(struct l1tr_live_table *t)
{
	struct l1tr_live_buffer *old = t->buffers;
	size_t capacity = t->buffer_capacity;

	if (t->buffer_count * 2 < capacity)
		return true;
	if (capacity >= ENTRIES_MAX)
		return t->buffer_count + 1 < capacity;
	t->buffer_capacity = capacity ? capacity * 2 : 1024;
	t->buffers = calloc(t->buffer_capacity, sizeof(*t->buffers));
	if (!t->buffers) {
		t->buffers = old;
		t->buffer_capacity = capacity;
		return capacity && t->buffer_count + 1 < capacity;
	}
	for (size_t i = 0; i < capacity; i++)
		if (old[i].used)
			t->buffers[find_buffer(t, old[i].alloc.id, old[i].alloc.type)] = old[i];
	free(old);
	return true;
}

static void add_buffer(struct l1tr_live_table *t, const struct l1t_alloc *a, bool written)
{
	struct l1tr_live_buffer *b;

	if (!grow_buffers(t))
		return;
	b = &t->buffers[find_buffer(t, a->id, a->type)];
	t->buffer_count += !b->used;
	*b = (struct l1tr_live_buffer){*a, true, written};
}

/* Closes the gap at `at`: later entries of the same stretch that may not stay move into it. */
static void close_buffer_gap(struct l1tr_live_table *t, size_t at)
{
	size_t mask = t->buffer_capacity - 1, next = at;

	for (;;) {
		size_t home;

		next = (next + 1) & mask;
		if (!t->buffers[next].used)
			break;
		home = buffer_home(t, t->buffers[next].alloc.id, t->buffers[next].alloc.type);
		if (((next - home) & mask) < ((next - at) & mask))
			continue;
		t->buffers[at] = t->buffers[next];
		at = next;
	}
	t->buffers[at].used = false;
}

/* True when the trace has the allocation that this ends, or nobody knows of one. */
static bool remove_buffer(struct l1tr_live_table *t, const struct l1t_free *f)
{
	size_t at;
	bool written;

	if (!t->buffer_capacity)
		return true;
	at = find_buffer(t, f->id, f->type);
	if (!t->buffers[at].used)
		return true;
	written = t->buffers[at].written;
	close_buffer_gap(t, at);
	t->buffer_count--;
	return written;
}

static void device_closed(struct l1tr_live_table *t, uint64_t device)
{
	for (size_t i = 0; i < t->buffer_capacity; i++)
		while (t->buffers[i].used && t->buffers[i].alloc.device == device) {
			close_buffer_gap(t, i);
			t->buffer_count--;
		}
}

static size_t find_program(const struct l1tr_live_table *t, uint64_t program)
{
	size_t at = spread(program) & (t->program_capacity - 1);

	while (t->programs[at].used && t->programs[at].program != program)
		at = (at + 1) & (t->program_capacity - 1);
	return at;
}

static bool grow_programs(struct l1tr_live_table *t)
{
	struct l1tr_live_program *old = t->programs;
	size_t capacity = t->program_capacity;

	if (t->program_count * 2 < capacity)
		return true;
	if (capacity >= ENTRIES_MAX)
		return t->program_count + 1 < capacity;
	t->program_capacity = capacity ? capacity * 2 : 256;
	t->programs = calloc(t->program_capacity, sizeof(*t->programs));
	if (!t->programs) {
		t->programs = old;
		t->program_capacity = capacity;
		return capacity && t->program_count + 1 < capacity;
	}
	for (size_t i = 0; i < capacity; i++)
		if (old[i].used)
			t->programs[find_program(t, old[i].program)] = old[i];
	free(old);
	return true;
}

static void drop_regions(struct l1tr_live_program *p, uint64_t chips, uint64_t types,
	bool aliases_too)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct l1t_region *r = &p->regions[i];

		if (r->chips == chips && (types >> r->type & 1) &&
			(aliases_too || !(r->flags & L1T_REGION_ALIAS)))
			continue;
		p->regions[kept++] = *r;
	}
	p->count = kept;
}

static void add_region(struct l1tr_live_table *t, const struct l1t_region *r)
{
	struct l1tr_live_program *p;

	if (!grow_programs(t))
		return;
	p = &t->programs[find_program(t, r->program)];
	if (!p->used) {
		*p = (struct l1tr_live_program){.program = r->program, .used = true};
		t->program_count++;
	}
	if (r->flags & L1T_REGION_FIRST)
		drop_regions(p, r->chips, 1u << r->type, false);
	if (p->count == p->capacity) {
		size_t capacity = p->capacity ? p->capacity * 2 : 8;
		struct l1t_region *grown = realloc(p->regions, capacity * sizeof(*grown));

		if (!grown || capacity > ENTRIES_MAX)
			return;
		p->regions = grown;
		p->capacity = capacity;
	}
	p->regions[p->count++] = *r;
}

static void program_gone(struct l1tr_live_table *t, uint64_t program)
{
	size_t mask = t->program_capacity - 1, at, next;

	if (!t->program_capacity)
		return;
	at = find_program(t, program);
	if (!t->programs[at].used)
		return;
	free(t->programs[at].regions);
	for (next = at;;) {
		size_t home;

		next = (next + 1) & mask;
		if (!t->programs[next].used)
			break;
		home = spread(t->programs[next].program) & mask;
		if (((next - home) & mask) < ((next - at) & mask))
			continue;
		t->programs[at] = t->programs[next];
		at = next;
	}
	t->programs[at].used = false;
	t->program_count--;
}

bool l1tr_live_see(struct l1tr_live_table *t, const struct l1t_record *r, bool paused)
{
	switch (r->kind) {
	case L1T_ALLOC:
		add_buffer(t, &r->alloc, !paused);
		return !paused;
	case L1T_FREE:
		return remove_buffer(t, &r->free);
	case L1T_DEVICE_CLOSE:
		device_closed(t, r->device_close.device);
		return true;
	case L1T_REGION:
		add_region(t, &r->region);
		return !paused;
	case L1T_REGIONS_FREED:
		if (t->program_capacity && t->programs[find_program(t,
				r->regions_freed.program)].used)
			drop_regions(&t->programs[find_program(t, r->regions_freed.program)],
				r->regions_freed.chips, r->regions_freed.types, true);
		return true;
	case L1T_PROGRAM_GONE:
		program_gone(t, r->program_gone.program);
		return true;
	case L1T_LAUNCH:
	case L1T_REPLAY:
	case L1T_FAILURE:
	case L1T_MARK_BEGIN:
	case L1T_MARK_END:
		return !paused;
	default:
		return true;
	}
}

void l1tr_live_each(struct l1tr_live_table *t,
	void (*announce)(struct l1t_record *r, void *context), void *context)
{
	for (size_t i = 0; i < t->buffer_capacity; i++) {
		struct l1t_record r = {.kind = L1T_ALLOC};

		if (!t->buffers[i].used)
			continue;
		r.alloc = t->buffers[i].alloc;
		r.alloc.flags |= L1T_ALLOC_ANNOUNCED;
		t->buffers[i].written = true;
		announce(&r, context);
	}
	for (size_t i = 0; i < t->program_capacity; i++) {
		const struct l1tr_live_program *p = &t->programs[i];

		for (size_t k = 0; p->used && k < p->count; k++) {
			struct l1t_record r = {.kind = L1T_REGION};

			r.region = p->regions[k];
			r.region.flags |= L1T_REGION_ANNOUNCED;
			announce(&r, context);
		}
	}
}

void l1tr_live_clear(struct l1tr_live_table *t)
{
	for (size_t i = 0; i < t->program_capacity; i++)
		if (t->programs[i].used)
			free(t->programs[i].regions);
	free(t->programs);
	free(t->buffers);
	memset(t, 0, sizeof(*t));
}
