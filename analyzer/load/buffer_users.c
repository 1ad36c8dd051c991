/*
 * Which live buffer an address belongs to: see buffer_users.h.
 *
 * Must not know: records of uses, launches, replays.
 *
 * An address at which exactly one live buffer begins is a use of that buffer. An address is only a
 * possible use, which proves nothing but moves the time until which the buffer may be needed, if it
 * lies inside a buffer (a view of it, or an unrelated number), if several buffers begin there
 * (memories of different kinds have the same addresses), or if it lies in a buffer of another
 * device. An address that lies in HITS_MAX buffers or more is a possible use of every buffer of its
 * device.
 */
#include <stdlib.h>
#include <string.h>
#include "address_ranges.h"
#include "buffer_key.h"
#include "buffer_users.h"
#include "freed_addresses.h"
#include "grown_array.h"
#include "id_map.h"
#include "xalloc.h"

enum { MEMORIES = 2, HITS_MAX = 16, DEVICES_LOOKED_AT = 16 };

struct device {
	struct address_ranges memory[MEMORIES];    /* L1 and L1_SMALL; DRAM */
	struct time_of_use unknown;             /* last possible use of every buffer here */
	struct freed_addresses freed;
	struct device *next;
};

struct user {                           /* a live buffer, or a part of one */
	struct address_range range;     /* first member: maps return pointers to it */
	struct l1t_alloc alloc;
	struct device *device;
	bool in_map;
	uint64_t alloc_ns;
	struct use_summary sum;
};

struct buffer_users {
	uint64_t next_order;
	struct table live, by_handle;
	struct use_listener listener;
	struct device *devices;         /* all devices, the newest first */
	struct used_after_free *late;   /* not yet given out */
	size_t late_count, late_capacity;
};

static const struct time_of_use never = {0, L1T_UNKNOWN};

/* ---- live buffers ---- */

static struct device *device_of(const struct buffer_users *u, uint64_t handle)
{
	return table_get(&u->by_handle, handle);
}

/* The device with this handle, added if it is new: a buffer's record may name it first. */
static struct device *add_device(struct buffer_users *u, uint64_t handle)
{
	struct device *d = device_of(u, handle);

	if (d)
		return d;
	d = xcalloc(1, sizeof(*d));
	d->unknown = never;
	d->next = u->devices;
	u->devices = d;
	table_put(&u->by_handle, handle, d);
	return d;
}

static struct address_ranges *map_of(const struct user *b)
{
	return &b->device->memory[b->alloc.type == L1T_DRAM];
}

static bool is_later(struct time_of_use a, struct time_of_use b)
{
	return a.ns != L1T_UNKNOWN && (b.ns == L1T_UNKNOWN || a.ns > b.ns);
}

static void let_go(struct buffer_users *u, struct user *b)
{
	if (b->in_map)
		address_ranges_take(map_of(b), &b->range);
	table_remove(&u->live, buffer_key(b->alloc.id, b->alloc.type));
	free(b);
}

bool buffer_users_take(struct buffer_users *u, const struct l1t_alloc *a, uint64_t ops,
	struct use_summary *out)
{
	struct user *b = table_get(&u->live, buffer_key(a->id, a->type));
	struct time_of_use unknown;

	if (!b)
		return false;
	unknown = b->device->unknown;
	*out = b->sum;
	if (is_later(unknown, out->perhaps) && unknown.ns >= b->alloc_ns)
		out->perhaps = unknown;
	freed_addresses_ended(&b->device->freed, &b->alloc, ops);
	let_go(u, b);
	return true;
}

void buffer_users_made_for(struct buffer_users *u, const struct l1t_alloc *a, uint64_t op)
{
	struct user *b = table_get(&u->live, buffer_key(a->id, a->type));

	if (b)
		b->sum.made_for = op;
}

void buffer_users_device(struct buffer_users *u, uint64_t handle)
{
	add_device(u, handle);
}

void buffer_users_add(struct buffer_users *u, const struct l1t_alloc *a, uint64_t time_ns,
	uint64_t ops)
{
	struct user *b = table_get(&u->live, buffer_key(a->id, a->type));

	if (b && a->flags & L1T_ALLOC_ANNOUNCED)
		return;
	if (b)
		let_go(u, b);
	b = xcalloc(1, sizeof(*b));
	b->alloc = *a;
	b->alloc_ns = time_ns;
	b->sum = (struct use_summary){.first = never, .last = never, .perhaps = never, .direct = never,
		.ops_before = ops};
	b->device = add_device(u, a->device);
	freed_addresses_allocated(&b->device->freed, a);
	table_put(&u->live, buffer_key(a->id, a->type), b);
	if ((a->type != L1T_DRAM && a->type != L1T_L1 && a->type != L1T_L1_SMALL) ||
		a->address == L1T_UNKNOWN)
		return;
	b->in_map = true;
	b->range.from = a->address;
	b->range.to = a->bytes_per_core == L1T_UNKNOWN ? a->address + 1
		: a->address + a->bytes_per_core;
	b->range.order = ++u->next_order;
	address_ranges_add(map_of(b), &b->range);
}

/* ---- the buffers that a word of a record may mean ---- */

/* The user of which uses are counted: a buffer that has several addresses is its first part. */
static struct user *whole_of(const struct buffer_users *u, struct address_range *hit)
{
	struct user *b = (struct user *)hit, *whole = b;

	if (b->alloc.flags & L1T_ALLOC_PART)
		whole = table_get(&u->live, buffer_key(l1t_buffer_of(&b->alloc), b->alloc.type));
	return whole ? whole : b;
}

static void use(const struct buffer_users *u, struct user *b, const struct using *x)
{
	struct use_summary *s = &b->sum;

	if (u->listener.used)
		u->listener.used(u->listener.context, &b->alloc, x, s->made_for && s->made_for == x->at.op);
	if (!s->uses++)
		s->first = x->at;
	s->last = x->at;
	s->how = x->how;
	s->callsite = x->callsite;
	if (!strcmp(x->how, "replay"))
		return;
	s->direct = x->at;
	s->direct_by_host = strcmp(x->how, "op") != 0;
}

static unsigned find(struct device *d, uint32_t word, struct address_range **hits)
{
	uint32_t address = word & ~L1T_USES_FLAGS;
	unsigned n = 0;

	if (!(word & L1T_USES_IN_DRAM))
		n = address_ranges_find(&d->memory[0], address, hits, HITS_MAX);
	if (!(word & L1T_USES_IN_L1))
		n += address_ranges_find(&d->memory[1], address, hits + n, HITS_MAX - n);
	return n;
}

static void perhaps_all(const struct buffer_users *u, struct address_range **hits, unsigned n,
	const struct address_range *but, struct time_of_use at)
{
	for (unsigned i = 0; i < n; i++)
		if (hits[i] != but)
			whole_of(u, hits[i])->sum.perhaps = at;
}

/*
 * A word that is surely an address, of a launch or the host, at which a buffer began that was freed, and
 * nothing lives: not even on another device, whose buffers may be meant. An op that frees its own input and
 * reuses its place is right (ttnn.move): so something else ran between.
 */
static void look_after_free(struct buffer_users *u, struct device *d, uint64_t handle, uint32_t word,
	const struct using *x)
{
	struct address_range *hits[HITS_MAX];
	struct freed_buffer *b;
	unsigned looked = 0;

	if (!(word & L1T_USES_FLAGS) || !strcmp(x->how, "replay"))
		return;
	b = freed_addresses_at(&d->freed, word & ~L1T_USES_FLAGS, word & L1T_USES_IN_DRAM);
	if (!b || b->told || x->at.op <= b->op + 1)
		return;
	for (struct device *other = u->devices; other; other = other->next)
		if (looked++ == DEVICES_LOOKED_AT || find(other, word, hits))
			return;
	b->told = true;
	GROW(u->late, u->late_count, u->late_capacity);
	u->late[u->late_count++] = (struct used_after_free){handle, b->id, b->type, b->address, b->bytes,
		x->at};
}

bool buffer_users_after_free(struct buffer_users *u, struct used_after_free *out)
{
	if (!u->late_count)
		return false;
	*out = u->late[--u->late_count];
	return true;
}

void buffer_users_use(struct buffer_users *u, uint64_t handle, uint32_t word, const struct using *x)
{
	struct device *d = device_of(u, handle);
	struct address_range *hits[HITS_MAX];
	struct address_range *one = NULL;
	unsigned n = d ? find(d, word, hits) : 0, begins = 0, looked = 0;

	for (unsigned i = 0; i < n; i++)
		if (hits[i]->from == (word & ~L1T_USES_FLAGS) && !begins++)
			one = hits[i];
	if (n == HITS_MAX) {
		d->unknown = x->at;
		return;
	}
	if (!n && d)
		look_after_free(u, d, handle, word, x);
	if (begins == 1)
		use(u, whole_of(u, one), x);
	perhaps_all(u, hits, n, begins == 1 ? one : NULL, x->at);
	for (struct device *other = u->devices; !begins && other && looked < DEVICES_LOOKED_AT;
		other = other->next, looked++) {
		n = other == d ? 0 : find(other, word, hits);
		perhaps_all(u, hits, n, NULL, x->at);
		if (n == HITS_MAX)
			other->unknown = x->at;
	}
}

/* Only an address at which exactly one buffer begins. */
void buffer_users_want(struct buffer_users *u, uint64_t handle, uint32_t word, uint64_t op)
{
	struct device *d = device_of(u, handle);
	struct address_range *hits[HITS_MAX], *one = NULL;
	unsigned n = d ? find(d, word, hits) : 0, begins = 0;

	for (unsigned i = 0; i < n; i++)
		if (hits[i]->from == (word & ~L1T_USES_FLAGS) && !begins++)
			one = hits[i];
	if (begins == 1 && n < HITS_MAX)
		whole_of(u, one)->sum.wanted_by = op;
}

void buffer_users_unknown(struct buffer_users *u, uint64_t handle, struct time_of_use at)
{
	struct device *d = device_of(u, handle);

	if (d)
		d->unknown = at;
}

struct buffer_users *buffer_users_new(struct use_listener l)
{
	struct buffer_users *u = xcalloc(1, sizeof(*u));

	u->listener = l;
	return u;
}

void buffer_users_free(struct buffer_users *u)
{
	table_free_values(&u->live);
	table_free(&u->by_handle);
	free(u->late);
	while (u->devices) {
		struct device *next = u->devices->next;

		freed_addresses_free(&u->devices->freed);
		free(u->devices);
		u->devices = next;
	}
	free(u);
}
