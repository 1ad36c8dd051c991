/*
 * The buffers that lived at an instant. See live_at.h.
 *
 * Must not know: failures, programs, how rows are printed.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "live_at.h"
#include "xalloc.h"

static char *copy(sqlite3_stmt *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	return xstrdup(text);
}

/* Of an allocator; or, elsewhere (?6), what has addresses of its own from others of its chips. Moments
 * order what took and gave back L1; other kinds have times only. */
static const char holders_sql[] =
	"SELECT b.buffer, b.address, b.bytes_per_core, b.size_bytes, b.alloc_ns, "
	"coalesce(c.op, b.purpose), c.callsite, iif(b.per_core, coalesce(k.cores, '?'), NULL), "
	"b.callsite, b.alloc_thread, b.free_ns, b.free_thread, b.reason IS NULL, "
	"o.buffer NOT NULL AND (o.gone_ns IS NULL OR o.gone_ns > ?5), o.program, b.part "
	"FROM buffer b LEFT JOIN callsite c ON c.run = b.run AND c.id = b.callsite "
	"LEFT JOIN cores k ON k.run = b.run AND k.id = b.cores "
	"LEFT JOIN owned o ON o.run = b.run AND o.buffer = b.buffer AND o.kind = b.kind "
	" AND o.alloc_ns = b.alloc_ns "
	"WHERE b.run = ?1 AND b.handle IN (SELECT ?2 WHERE NOT ?6 UNION ALL "
	" SELECT p.handle FROM device p JOIN device q ON q.run = p.run AND q.handle = ?2 "
	" WHERE ?6 AND p.run = ?1 AND p.handle <> ?2 "
	" AND instr(',' || q.chips || ',', ',' || p.chips || ',')) "
	"AND b.kind = ?3 AND b.address NOT NULL AND (b.per_core OR NOT ?6) "
	"AND b.bytes_per_core NOT NULL AND iif(b.alloc_moment IS NULL OR ?4 IS NULL, "
	"b.alloc_ns <= ?5 AND (b.free_ns IS NULL OR b.free_ns > ?5), "
	"b.alloc_moment <= ?4 AND (b.free_moment IS NULL OR b.free_moment > ?4)) "
	"ORDER BY b.address, b.alloc_ns, b.buffer";

static void load_from(struct holders *h, sqlite3 *db, const struct instant *i, const char *kind,
	bool elsewhere)
{
	sqlite3_stmt *s = database_prepare(db, holders_sql);

	bind_number(s, 1, i->run);
	bind_number(s, 2, i->handle);
	bind_text(s, 3, kind);
	bind_number(s, 4, i->moment);
	bind_number(s, 5, i->time_ns);
	bind_number(s, 6, elsewhere);
	while (database_next(s)) {
		GROW(h->at, h->count, h->capacity);
		h->at[h->count++] = (struct holder){.buffer = column_number(s, 0),
			.address = column_number(s, 1), .bytes = column_number(s, 2),
			.size_bytes = column_number(s, 3), .alloc_ns = column_number(s, 4),
			.op = copy(s, 5), .callsite = copy(s, 6), .on_cores = copy(s, 7),
			.site = column_number(s, 8), .thread = column_number(s, 9), .free_ns = column_number(s, 10),
			.free_thread = column_number(s, 11),
			.freed = sqlite3_column_int(s, 12) && column_number(s, 10) != UINT64_MAX,
			.cached = sqlite3_column_int(s, 13), .program = column_number(s, 14),
			.part = (uint64_t)sqlite3_column_int64(s, 15), .elsewhere = elsewhere};
	}
	sqlite3_finalize(s);
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
