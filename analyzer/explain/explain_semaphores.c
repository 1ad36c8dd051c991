/*
 * Would the call fit if global semaphores lay in L1_SMALL? Collectives leave theirs with the program cache,
 * in the middle of L1 or below all else, for as long as the cache has them. See explain.h.
 *
 * Must not know: whose the buffers are, how rows are printed.
 *
 * All that the device allocated up to the failure is replayed: L1 without the semaphores that can lie
 * elsewhere, and L1_SMALL with them. Both fill from their tops, and have no lower end here. So of a larger
 * L1_SMALL only the difference is to be taken from L1, where all then lies lower by as much: the replay says
 * from which to which size it fits.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "allocator_events.h"
#include "bank_heap.h"
#include "database.h"
#include "explain.h"
#include "id_map.h"
#include "placement_policies.h"
#include "readable.h"
#include "statement.h"
#include "xalloc.h"

enum { NOTE_BYTES = 600, SMALL_TOP = 1 << 30 };

enum way {
	NO_WAY,                 /* it cannot lie in L1_SMALL, or that is not known */
	BY_ITSELF,              /* the op puts it there if the device has any */
	BY_OPTION,
	BY_TYPE,                /* the program made it, and says where */
	WAY_COUNT
};

/* How a semaphore gets into L1_SMALL; seen of 0.76 to 0.81. */
static enum way way_of(const char *maker, uint64_t small_bytes)
{
	if (!maker)
		return NO_WAY;
	if (!strcmp(maker, "ttnn.all_gather"))
		return small_bytes ? NO_WAY : BY_ITSELF;
	if (!strcmp(maker, "ttnn.reduce_scatter") || !strcmp(maker, "ttnn.all_broadcast"))
		return BY_OPTION;
	return !strcmp(maker, "global semaphore") ? BY_TYPE : NO_WAY;
}

/* A bank that is filled from its top, and the lowest address that was ever given out. */
struct bank {
	struct bank_heap heap;
	uint64_t lowest;
};

static bool take(struct bank *b, uint64_t bytes, uint64_t *at)
{
	if (!bank_heap_take(&b->heap, placement_policies, bytes, at))
		return false;
	b->lowest = *at < b->lowest ? *at : b->lowest;
	return true;
}

struct replay {
	struct bank was, now, small;    /* L1 as recorded and without semaphores; L1_SMALL with them */
	struct table now_at, small_at;  /* by buffer: 1 + its address there */
};

struct event {
	bool is_alloc, announced, is_small, leaves;     /* leaves: a semaphore that leaves L1 */
	uint64_t born, address, bytes;
};

static bool allocation(struct replay *r, const struct event *e)
{
	struct bank *to = e->is_small || e->leaves ? &r->small : &r->now;
	uint64_t at = e->address;

	if (e->is_small && e->announced)
		return false;
	if (!e->is_small && (e->announced ? !bank_heap_take_at(&r->was.heap, at, e->bytes)
		: !take(&r->was, e->bytes, &at) || at != e->address))
		return false;
	if (to == &r->now && e->announced) {
		if (!bank_heap_take_at(&to->heap, at, e->bytes))
			return false;
		to->lowest = at < to->lowest ? at : to->lowest;
	} else if (!take(to, e->bytes, &at)) {
		return false;
	}
	table_put(to == &r->small ? &r->small_at : &r->now_at, e->born, (void *)(uintptr_t)(at + 1));
	return true;
}

static void release(struct replay *r, const struct event *e)
{
	bool small = e->is_small || e->leaves;
	uint64_t at = (uint64_t)(uintptr_t)table_take(small ? &r->small_at : &r->now_at, e->born);

	if (!e->is_small)
		bank_heap_give(&r->was.heap, placement_policies, e->address, e->bytes);
	if (at)
		bank_heap_give(small ? &r->small.heap : &r->now.heap, placement_policies, at - 1, e->bytes);
}

/* False: not all is known, the replay does not give the recorded addresses, or it is too much work. */
static bool replay(struct explainer *x, struct replay *r)
{
	/* columns of explain_semaphore_events.sql */
	enum { MOMENT, IS_ALLOC, BORN, ADDRESS, BYTES_PER_CORE, ANNOUNCED, IS_SMALL, MAKER };
	const struct failure *f = x->failure;
	sqlite3_stmt *s = statement_kept(x->db, "explain_semaphore_events");
	bool same = true;

	bind_named(s, ":run", f->run);
	bind_named(s, ":handle", f->handle);
	bind_named(s, ":moment", f->moment);
	while (same && database_next(s)) {
		struct event e = {.is_alloc = sqlite3_column_int(s, IS_ALLOC),
			.announced = sqlite3_column_int(s, ANNOUNCED),
			.is_small = sqlite3_column_int(s, IS_SMALL), .born = column_number(s, BORN),
			.address = column_number(s, ADDRESS), .bytes = column_number(s, BYTES_PER_CORE)};
		uint64_t cost = 1 + r->was.heap.count + r->now.heap.count + r->small.heap.count;
		uint64_t top = e.is_small ? SMALL_TOP : f->end;

		e.leaves = !e.is_small && way_of((const char *)sqlite3_column_text(s, MAKER),
			f->small_bytes);
		same = cost <= x->work && e.bytes && e.bytes <= top && (e.is_small ||
			(e.address < top && e.bytes <= top - e.address));
		x->work -= same ? cost : 0;
		if (same && e.is_alloc)
			same = allocation(r, &e);
		else if (same)
			release(r, &e);
	}
	statement_let_go(s);
	return same;
}

/* The least and the most bytes of L1_SMALL with which it fits; false: none. `end`: as of explain_buffers(). */
static bool sizes(struct explainer *x, uint64_t end, uint64_t *least, uint64_t *most)
{
	const struct failure *f = x->failure;
	struct replay r = {.was.lowest = f->end, .now.lowest = f->end, .small.lowest = SMALL_TOP};
	uint64_t need = (f->bytes_per_bank + f->align - 1) / f->align * f->align, at = 0, room = 0;
	bool fits;

	bank_heap_init(&r.was.heap, f->base, f->end);
	bank_heap_init(&r.now.heap, 0, f->end);
	bank_heap_init(&r.small.heap, 0, SMALL_TOP);
	fits = replay(x, &r) && (end || take(&r.now, need, &at)) && r.now.lowest >= f->base;
	if (fits) {
		uint64_t lowest = bank_heap_lowest(&r.now.heap, placement_policies);

		room = r.now.lowest - f->base;
		if (end && lowest != UINT64_MAX)
			room = lowest < end ? 0 : lowest - end < room ? lowest - end : room;
		fits = !end || lowest >= end;
	}
	*least = SMALL_TOP - r.small.lowest;
	*least = *least < f->small_bytes ? f->small_bytes : *least;
	*most = f->small_bytes + room;
	bank_heap_free(&r.was.heap);
	bank_heap_free(&r.now.heap);
	bank_heap_free(&r.small.heap);
	table_free(&r.now_at);
	table_free(&r.small_at);
	return fits && *least <= *most;
}

/* Are semaphores all that is in the way, or is what is missing no more than they take? */
static bool may_help(const struct explainer *x, const struct holders *h, uint64_t end)
{
	const struct failure *f = x->failure;
	struct holders rest = {.at = xmalloc((h->count + 1) * sizeof(*h->at))};
	uint64_t theirs = 0;
	bool helps;

	for (size_t i = 0; i < h->count; i++) {
		if (h->at[i].semaphore && way_of(h->at[i].op, f->small_bytes))
			theirs += h->at[i].bytes;
		else
			rest.at[rest.count++] = h->at[i];
	}
	helps = theirs && (x->missing_bytes <= theirs || (end ? holders_lowest(&rest) >= end
		: holders_hole(&rest, f->base, f->end) >= f->bytes_per_bank));
	free(rest.at);
	return helps;
}

/* Adds the makers whose semaphores get there in this way, each once, and what they have to do. */
static size_t way_words(const struct holders *h, enum way way, uint64_t small_bytes, char *out, size_t room)
{
	static const char *const words[WAY_COUNT] = {
		[BY_ITSELF] = " then does so by itself",
		[BY_OPTION] = " with use_l1_small_for_semaphores=True",
		[BY_TYPE] = "ttnn.create_global_semaphore with buffer_type=ttnn.BufferType.L1_SMALL",
	};
	const char *said[2] = {NULL, NULL};     /* no way has more makers */
	size_t n = 0;

	for (size_t i = 0; i < h->count; i++) {
		const char *op = h->at[i].op;

		if (!h->at[i].semaphore || way_of(op, small_bytes) != way || (said[0] && !strcmp(said[0], op)) ||
			said[1])
			continue;
		n += (size_t)snprintf(out + n, room - n, "%s%s", said[0] ? " and " : "",
			way == BY_TYPE ? "" : op);
		said[said[0] ? 1 : 0] = op;
	}
	return said[0] ? n + (size_t)snprintf(out + n, room - n, "%s; ", words[way]) : 0;
}

void explain_semaphores(struct explainer *x, const struct holders *h, uint64_t end)
{
	const struct failure *f = x->failure;
	uint64_t least, most, bytes = 0, op, left;
	char note[NOTE_BYTES], how[300] = "", size[200] = "", many[32] = "the";
	size_t count = 0, n = 0;

	if (f->end == UINT64_MAX || f->base == UINT64_MAX || f->small_bytes == UINT64_MAX ||
		f->moment == UINT64_MAX || end == UINT64_MAX || x->missing_bytes == UINT64_MAX ||
		(!end && f->bytes_per_bank > f->end - f->base) || !may_help(x, h, end) ||
		allocator_events_have_own_addresses(x->db, (int64_t)f->run) || !sizes(x, end, &least, &most))
		return;
	for (size_t i = 0; i < h->count; i++)
		if (h->at[i].semaphore && way_of(h->at[i].op, f->small_bytes)) {
			bytes += h->at[i].bytes;
			count++;
		}
	if (explain_too_tight(x, most - f->small_bytes, &op, &left) && least - f->small_bytes <= left)
		most = f->small_bytes + left;
	if (least > f->small_bytes)
		snprintf(size, sizeof(size), "open the device with l1_small_size from %s to %s (it was %s); ",
			grouped(least), grouped(most), grouped(f->small_bytes));
	for (enum way w = BY_ITSELF; w < WAY_COUNT; w++)
		n += way_words(h, w, f->small_bytes, how + n, sizeof(how) - n);
	if (count > 1)
		snprintf(many, sizeof(many), "the %zu", count);
	snprintf(note, sizeof(note), "put %s global semaphore%s (%s bytes a core) into L1_SMALL, out of the way: "
		"%s%.*s", many, count == 1 ? "" : "s", grouped(bytes), size, (int)n - 2, how);
	explain_cure(x, "l1_small_semaphores", NULL, least, 1, note);
}
