/*
 * What a replay of a mesh trace uses: the regions of each launch that it runs, and the bytes of
 * buffers that lived when they were captured. See address_map_rows.h.
 *
 * Must not know: how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include "address_map_rows.h"
#include "database.h"

/* The launches that replay ?2 of run ?1 ran on chip ?3: those between the capture's ends. */
#define CAPTURED \
	"WITH r AS (SELECT o.run, o.handle, o.time_ns, o.moment, (SELECT m.trace FROM mesh_trace m " \
	"  WHERE m.run = o.run AND m.handle = o.handle AND m.event = 'replay' " \
	"  AND m.time_ns = o.time_ns) AS trace FROM op o WHERE o.run = ?1 AND o.op = ?2 LIMIT 1), " \
	"b AS (SELECT r.*, (SELECT max(m.time_ns) FROM mesh_trace m WHERE m.run = r.run " \
	" AND m.handle = r.handle AND m.trace = r.trace AND m.event = 'capture begin' " \
	" AND m.time_ns <= r.time_ns) AS from_ns FROM r), " \
	"e AS (SELECT b.*, (SELECT min(m.time_ns) FROM mesh_trace m WHERE m.run = b.run " \
	" AND m.handle = b.handle AND m.trace = b.trace AND m.event = 'capture end' " \
	" AND m.time_ns BETWEEN b.from_ns AND b.time_ns) AS to_ns FROM b), " \
	"c AS (SELECT o.*, e.moment AS now, e.time_ns AS now_ns FROM e JOIN op o ON o.run = e.run " \
	" AND o.handle = e.handle AND o.device = ?3 AND o.kind = 'captured' " \
	" AND o.time_ns BETWEEN e.from_ns AND e.to_ns) "

/* The last one first; a program that is launched again as it was placed is one. */
static const char launches[] = CAPTURED
	"SELECT c.program, c.time_ns, s.text, c.op FROM c "
	"LEFT JOIN string s ON s.run = c.run AND s.id = c.name "
	"WHERE NOT EXISTS (SELECT 1 FROM c l WHERE l.program = c.program AND l.op > c.op "
	" AND NOT EXISTS (SELECT 1 FROM region g WHERE g.run = c.run AND g.program = c.program "
	"  AND g.time_ns > c.time_ns AND g.time_ns <= l.time_ns)) "
	"ORDER BY c.op DESC";

static const char buffers[] = CAPTURED
	"SELECT DISTINCT b.kind, b.buffer, b.address, b.bytes_per_core, b.size_bytes, b.alloc_ns, "
	"i.op, i.callsite FROM c JOIN buffer b ON b.run = c.run AND b.handle = c.handle "
	" AND b.kind IN ('l1', 'l1_small') AND b.alloc_moment <= c.moment "
	" AND b.free_moment > c.moment AND b.free_moment <= c.now "
	"LEFT JOIN callsite i ON i.run = b.run AND i.id = b.callsite "
	"WHERE b.address NOT NULL AND b.bytes_per_core NOT NULL ORDER BY b.address, b.buffer";

static sqlite3_stmt *ask(const struct map_writer *w, const char *sql, uint64_t op)
{
	sqlite3_stmt *s = database_prepare(w->db, sql);

	bind_number(s, 1, w->at.run);
	bind_number(s, 2, op);
	bind_number(s, 3, w->at.device);
	return s;
}

static void buffer_row(const struct map_writer *w, sqlite3_stmt *s)
{
	map_write(w, &(struct map_row){.role = "captured",
		.owner_kind = (const char *)sqlite3_column_text(s, 0), .id = column_number(s, 1),
		.address = column_number(s, 2), .bytes_per_core = column_number(s, 3),
		.size_bytes = column_number(s, 4), .alloc_ns = column_number(s, 5),
		.owner = (const char *)sqlite3_column_text(s, 6),
		.callsite = (const char *)sqlite3_column_text(s, 7),
		.note = "lived when the trace was captured, is freed, and the replay uses its bytes"});
}

void map_write_replay(const struct map_writer *given, uint64_t op, bool only_last)
{
	struct map_writer w = *given;
	sqlite3_stmt *s = ask(given, launches, op);

	while (database_next(s)) {
		char remark[60];

		w.at.program = column_number(s, 0);
		w.at.placed_ns = column_number(s, 1);
		w.op = (const char *)sqlite3_column_text(s, 2);
		snprintf(remark, sizeof(remark), "captured as op %" PRIu64, column_number(s, 3));
		map_write_regions(&w, remark);
		if (only_last)
			break;
	}
	sqlite3_finalize(s);
	if (only_last)
		return;
	s = ask(given, buffers, op);
	while (database_next(s))
		buffer_row(given, s);
	sqlite3_finalize(s);
}
