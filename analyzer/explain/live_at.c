/*
 * The buffers that were live at an instant. See live_at.h.
 *
 * Must not know: failures, programs, how rows are printed.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "live_at.h"
#include "statement.h"
#include "xalloc.h"

static char *copy(sqlite3_stmt *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	return xstrdup(text);
}

/* columns of live_buffers.sql */
enum { BUFFER, ADDRESS, BYTES_PER_CORE, SIZE_BYTES, ALLOC_NS, OP, CALLSITE, ON_CORES, SITE,
	ALLOC_THREAD, FREE_NS, FREE_THREAD, FREED, CACHED, PROGRAM, PART, TENSOR, VARIABLE, USES, LAST_USE, LAST_USE_OP,
	LAST_USE_NS, PERHAPS_NS, OPS_BEFORE, OPS_UNTIL_END, WANTED_OP, LAST_USE_SITE, NO_TENSOR, SEMAPHORE };

static void load_from(struct holders *h, sqlite3 *db, const struct instant *i, const char *kind,
	bool elsewhere)
{
	sqlite3_stmt *s = statement_kept(db, "live_buffers");

	bind_named(s, ":run", i->run);
	bind_named(s, ":handle", i->handle);
	bind_named_text(s, ":kind", kind);
	bind_named(s, ":moment", i->moment);
	bind_named(s, ":time_ns", i->time_ns);
	bind_named(s, ":elsewhere", elsewhere);
	while (database_next(s)) {
		GROW(h->at, h->count, h->capacity);
		h->at[h->count++] = (struct holder){.buffer = column_number(s, BUFFER),
			.address = column_number(s, ADDRESS), .bytes = column_number(s, BYTES_PER_CORE),
			.size_bytes = column_number(s, SIZE_BYTES), .alloc_ns = column_number(s, ALLOC_NS),
			.op = copy(s, OP), .callsite = copy(s, CALLSITE), .on_cores = copy(s, ON_CORES),
			.tensor = copy(s, TENSOR), .variable = copy(s, VARIABLE),
			.site = column_number(s, SITE), .thread = column_number(s, ALLOC_THREAD),
			.free_ns = column_number(s, FREE_NS), .free_thread = column_number(s, FREE_THREAD),
			.freed = sqlite3_column_int(s, FREED) && column_number(s, FREE_NS) != UINT64_MAX,
			.cached = sqlite3_column_int(s, CACHED), .program = column_number(s, PROGRAM),
			.part = (uint64_t)sqlite3_column_int64(s, PART), .elsewhere = elsewhere,
			.uses = column_number(s, USES), .last_use = copy(s, LAST_USE),
			.last_use_site = copy(s, LAST_USE_SITE),
			.no_tensor = sqlite3_column_int(s, NO_TENSOR),
			.semaphore = sqlite3_column_int(s, SEMAPHORE),
			.last_use_op = column_number(s, LAST_USE_OP),
			.last_use_ns = column_number(s, LAST_USE_NS),
			.perhaps_ns = column_number(s, PERHAPS_NS),
			.ops_before = column_number(s, OPS_BEFORE),
			.ops_until_end = column_number(s, OPS_UNTIL_END),
			.wanted_op = column_number(s, WANTED_OP)};
	}
	statement_let_go(s);
}

void holders_load(struct holders *h, sqlite3 *db, const struct instant *i, const char *kind)
{
	load_from(h, db, i, kind, false);
}

static int by_address(const void *a, const void *b)
{
	const struct holder *p = a, *q = b;

	if (p->address != q->address)
		return p->address < q->address ? -1 : 1;
	if (p->alloc_ns != q->alloc_ns)
		return p->alloc_ns < q->alloc_ns ? -1 : 1;
	return (p->buffer > q->buffer) - (p->buffer < q->buffer);
}

bool holders_load_elsewhere(struct holders *h, sqlite3 *db, const struct instant *i)
{
	size_t before = h->count;

	load_from(h, db, i, "l1", true);
	if (h->count > before)
		qsort(h->at, h->count, sizeof(*h->at), by_address);
	return h->count > before;
}

void holders_free(struct holders *h)
{
	for (size_t i = 0; i < h->count; i++) {
		free(h->at[i].op);
		free(h->at[i].callsite);
		free(h->at[i].on_cores);
		free(h->at[i].tensor);
		free(h->at[i].variable);
		free(h->at[i].last_use);
		free(h->at[i].last_use_site);
	}
	free(h->at);
	*h = (struct holders){0};
}

uint64_t holders_bytes(const struct holders *h)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < h->count; i++)
		sum += h->at[i].on_cores ? 0 : h->at[i].bytes;
	return sum;
}

bool holders_any_per_core(const struct holders *h)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->at[i].on_cores && !h->at[i].elsewhere)
			return true;
	return false;
}

uint64_t holders_lowest(const struct holders *h)
{
	return h->count ? h->at[0].address : UINT64_MAX;
}

uint64_t holders_hole(const struct holders *h, uint64_t from, uint64_t to)
{
	uint64_t left = from, largest = 0;

	for (size_t i = 0; i <= h->count; i++) {
		const struct holder *o = i < h->count ? &h->at[i] : NULL;
		uint64_t right = o && o->address < to ? o->address : to;
		uint64_t end = !o ? to : o->bytes < UINT64_MAX - o->address ? o->address + o->bytes
			: UINT64_MAX;

		if (right > left && right - left > largest)
			largest = right - left;
		if (end > left)
			left = end;
	}
	return largest;
}
