/*
 * What each allocator had free after each of its changes, from the buffer rows of a run: a device
 * has one allocator for L1 and one for L1_SMALL, and lockstep buffers take the same bytes of all
 * banks. Bytes that two live buffers share are taken until both are gone.
 *
 * Must not know: records, programs, why an address was chosen.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "load.h"
#include "say.h"
#include "spans.h"

struct space {
	int64_t handle;
	const char *kind;
	uint64_t from, to;      /* of a bank; equal: there is none, or it is not known */
	struct spans taken;
};

struct spaces {
	struct space *at;
	size_t count, capacity;
	uint64_t run;
	sqlite3_stmt *insert;
	struct span *ranges;    /* scratch, for `room` of them */
	size_t room;
};

struct free_bytes {
	uint64_t bytes, largest, holes;
};

static void add_run(uint64_t from, uint64_t to, struct free_bytes *f)
{
	if (from >= to)
		return;
	f->bytes += to - from;
	f->holes++;
	if (to - from > f->largest)
		f->largest = to - from;
}

/* What lies between the ranges that are taken, and before and behind them. */
static struct free_bytes look(struct spaces *all, const struct space *s)
{
	size_t most = spans_ranges_max(&s->taken), count;
	struct free_bytes f = {0};
	uint64_t from = s->from;

	if (most > all->room) {
		free(all->ranges);
		all->room = most * 2;
		all->ranges = malloc(all->room * sizeof(*all->ranges));
		if (!all->ranges)
			die(EXIT_UNREADABLE, "out of memory");
	}
	count = spans_ranges(&s->taken, all->ranges);
	for (size_t i = 0; i < count; i++) {
		const struct span *r = &all->ranges[i];

		add_run(from, r->from < s->to ? r->from : s->to, &f);
		if (r->to > from)
			from = r->to;
	}
	add_run(from, s->to, &f);
	return f;
}

static void give(struct spaces *all, const struct space *s, sqlite3_stmt *event)
{
	struct free_bytes f = look(all, s);

	bind_number(all->insert, 1, all->run);
	sqlite3_bind_int64(all->insert, 2, s->handle);
	bind_text(all->insert, 3, s->kind);
	for (int i = 2; i < 8; i++)
		sqlite3_bind_value(all->insert, 2 + i, sqlite3_column_value(event, i));
	bind_number(all->insert, 10, s->to - s->from);
	bind_number(all->insert, 11, f.bytes);
	bind_number(all->insert, 12, f.largest);
	bind_number(all->insert, 13, f.holes);
	database_insert(all->insert);
}

static void open_space(struct spaces *all, const char *kind, sqlite3_stmt *event, int from, int to)
{
	struct space *s;

	if (sqlite3_column_type(event, from) == SQLITE_NULL ||
		sqlite3_column_type(event, to) == SQLITE_NULL ||
		sqlite3_column_int64(event, from) < 0 ||
		sqlite3_column_int64(event, from) >= sqlite3_column_int64(event, to))
		return;
	if (all->count == all->capacity) {
		all->capacity = all->capacity ? all->capacity * 2 : 8;
		all->at = realloc(all->at, all->capacity * sizeof(*all->at));
		if (!all->at)
			die(EXIT_UNREADABLE, "out of memory");
	}
	s = &all->at[all->count++];
	*s = (struct space){.handle = sqlite3_column_int64(event, 0), .kind = kind,
		.from = (uint64_t)sqlite3_column_int64(event, from),
		.to = (uint64_t)sqlite3_column_int64(event, to)};
	give(all, s, event);
}

static void change(struct spaces *all, sqlite3_stmt *event)
{
	int64_t handle = sqlite3_column_int64(event, 0);
	const char *kind = (const char *)sqlite3_column_text(event, 1);
	uint64_t from = (uint64_t)sqlite3_column_int64(event, 6);
	uint64_t bytes = (uint64_t)sqlite3_column_int64(event, 7);
	bool alloc = !strcmp((const char *)sqlite3_column_text(event, 4), "alloc");

	for (size_t i = 0; i < all->count; i++) {
		struct space *s = &all->at[i];

		if (s->handle != handle || strcmp(s->kind, kind))
			continue;
		if (spans_change(&s->taken, from, from + bytes, alloc ? 1 : -1))
			die(EXIT_UNREADABLE, "out of memory");
		give(all, s, event);
		return;
	}
}

/* handle, kind, time, moment, event, buffer, address, bytes; for an opening the two banks. */
static const char events[] =
	"SELECT handle, NULL, open_ns, NULL, 'open', NULL, NULL, NULL, unreserved_base, "
	"unreserved_base + coalesce(bank_bytes, l1_bytes - coalesce(l1_small_bytes, 0) - "
	"unreserved_base), l1_bytes - l1_small_bytes, l1_bytes FROM device WHERE run = ?1 "
	"UNION ALL SELECT handle, kind, alloc_ns, alloc_moment, 'alloc', buffer, address, "
	"bytes_per_core, 0, 0, 0, 0 FROM buffer WHERE run = ?1 AND alloc_moment NOT NULL "
	"AND kind IN ('l1', 'l1_small') AND NOT per_core "
	"UNION ALL SELECT handle, kind, free_ns, free_moment, 'free', buffer, address, "
	"bytes_per_core, 0, 0, 0, 0 FROM buffer WHERE run = ?1 AND free_moment NOT NULL "
	"AND reason IS NULL AND kind IN ('l1', 'l1_small') AND NOT per_core ORDER BY 4";

void space_rows(sqlite3 *db, uint64_t run)
{
	sqlite3_stmt *s = database_prepare(db, events);
	struct spaces all = {.run = run, .insert = database_prepare(db,
		"INSERT INTO free_space VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)")};

	bind_number(s, 1, run);
	while (database_next(s)) {
		if (!strcmp((const char *)sqlite3_column_text(s, 4), "open")) {
			open_space(&all, "l1", s, 8, 9);
			open_space(&all, "l1_small", s, 10, 11);
		} else {
			change(&all, s);
		}
	}
	sqlite3_finalize(s);
	sqlite3_finalize(all.insert);
	for (size_t i = 0; i < all.count; i++)
		spans_free(&all.at[i].taken);
	free(all.at);
	free(all.ranges);
}
