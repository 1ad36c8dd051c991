/*
 * What lay where at a moment: buffers that lived, regions of the program that ran or had run last,
 * and the free bytes between. See address_map.h.
 *
 * Must not know: how rows are printed.
 */
#include "address_map.h"
#include "address_map_rows.h"
#include "database.h"

/*
 * A row for each chip of each device that is open then: run, time, moment, handle, chip, program,
 * base, end of the bank, name of the program's op, replay that ran. The program is that of the op or
 * failure on its own chips, else the one that the chip ran last.
 */
static const char maps[] =
	"WITH w(run, t, m, op, handle, program, name) AS ("
	" SELECT run, CAST(CASE WHEN ?3 THEN ?2 / 100.0 * duration_ns ELSE ?2 END AS INTEGER), NULL, "
	"  NULL, NULL, NULL, NULL FROM run WHERE ?1 = 0"
	" UNION ALL SELECT run, min(time_ns), min(moment), op, NULL, NULL, NULL FROM op"
	"  WHERE ?1 = 1 AND op = ?2 GROUP BY run, op"
	" UNION ALL SELECT f.run, time_ns, moment, NULL, handle, program, c.op FROM failure f"
	"  LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite"
	"  WHERE ?1 = 2 AND failure = ?2"
	" UNION ALL SELECT p.run, p.time_ns, o.moment, p.op, NULL, NULL, NULL FROM"
	"  (SELECT run, op, time_ns, row_number() OVER (PARTITION BY run"
	"   ORDER BY peak_bytes DESC, time_ns, opening, core_y, core_x) AS nth FROM peak) p"
	"  LEFT JOIN (SELECT run, op, min(moment) AS moment FROM op GROUP BY run, op) o"
	"  ON o.run = p.run AND o.op = p.op WHERE ?1 = 3 AND nth = 1), "
	"c(run, handle, chip, open_ns, close_ns, base, end) AS ("
	" SELECT d.run, d.handle, CAST(j.value AS INTEGER), d.open_ns, d.close_ns, "
	"  d.unreserved_base, d.unreserved_base + d.bank_bytes"
	" FROM device d, json_each('[' || d.chips || ']') j), "
	"map AS (SELECT w.*, c.handle AS of, c.chip, c.base, c.end, "
	" w.handle = c.handle AND w.program NOT NULL AS failed, coalesce("
	"  (SELECT o.op FROM op o WHERE o.run = w.run AND o.op = w.op AND o.device = c.chip), "
	"  (SELECT max(o.op) FROM op o WHERE o.run = w.run AND o.device = c.chip "
	"   AND o.kind IN ('launch', 'replay') AND o.time_ns <= w.t)) AS last "
	" FROM w JOIN c ON c.run = w.run AND c.open_ns <= w.t "
	" AND (c.close_ns IS NULL OR c.close_ns > w.t)) "
	"SELECT DISTINCT m.run, m.t, m.m, m.of, m.chip, iif(m.failed, m.program, o.program), m.base, m.end, "
	"iif(m.failed, m.name, s.text), iif(o.kind = 'replay' AND NOT coalesce(m.failed, 0) "
	"AND o.handle = m.of, o.op, NULL) FROM map m "
	"LEFT JOIN op o ON o.run = m.run AND o.op = m.last AND o.device = m.chip "
	"LEFT JOIN string s ON s.run = o.run AND s.id = o.name "
	"ORDER BY m.run, m.chip, m.of";

static void free_row(const struct map_writer *w, uint64_t from, uint64_t to)
{
	map_write(w, &(struct map_row){.role = "free", .owner_kind = "free", .address = from,
		.bytes_per_core = to - from, .id = UINT64_MAX, .size_bytes = UINT64_MAX,
		.alloc_ns = UINT64_MAX});
}

/* The gaps of the bank [base, end) that no row of this map covers. */
static void free_rows(const struct map_writer *w, uint64_t base, uint64_t bank_end)
{
	sqlite3_stmt *s = database_prepare(w->db, "SELECT address, address + bytes_per_core "
		"FROM address_map WHERE run = ?1 AND handle = ?2 AND device = ?3 AND which = ?4 "
		"AND role <> 'alias' AND owner_kind <> 'l1_small' AND address NOT NULL "
		"AND bytes_per_core NOT NULL ORDER BY 1, 2");
	uint64_t left = base;

	bind_number(s, 1, w->at.run);
	bind_number(s, 2, w->at.handle);
	bind_number(s, 3, w->at.device);
	bind_number(s, 4, (uint64_t)w->which);
	while (database_next(s)) {
		uint64_t from = column_number(s, 0), to = column_number(s, 1);

		from = from < bank_end ? from : bank_end;
		if (from > left)
			free_row(w, left, from);
		if (to != UINT64_MAX && to > left)
			left = to;
	}
	sqlite3_finalize(s);
	if (left < bank_end)
		free_row(w, left, bank_end);
}

static void buffer_rows(const struct map_writer *w, const char *kind)
{
	struct holders h = {0};

	holders_load(&h, w->db, &w->at, kind);
	for (size_t i = 0; i < h.count; i++)
		map_write(w, &(struct map_row){.role = "lives", .owner_kind = kind, .owner = h.at[i].op,
			.callsite = h.at[i].callsite, .address = h.at[i].address,
			.bytes_per_core = h.at[i].bytes, .id = h.at[i].buffer,
			.size_bytes = h.at[i].size_bytes, .alloc_ns = h.at[i].alloc_ns});
	holders_free(&h);
}

int at_map(sqlite3 *db, const struct at_moment *m, int which, const char *cores)
{
	struct map_writer w = {.db = db, .which = which, .cores = cores};
	sqlite3_stmt *s;
	int count = 0;

	map_open(&w);
	s = database_prepare(db, maps);
	bind_number(s, 1, (uint64_t)m->kind);
	if (m->kind == AT_TIME)
		sqlite3_bind_double(s, 2, m->time.value);
	else
		sqlite3_bind_int64(s, 2, m->number);
	bind_number(s, 3, m->time.percent ? 1 : 0);
	for (; database_next(s); count++) {
		uint64_t base = column_number(s, 6), end = column_number(s, 7), replay = column_number(s, 9);

		w.at = (struct instant){.run = column_number(s, 0), .time_ns = column_number(s, 1),
			.moment = column_number(s, 2), .handle = column_number(s, 3),
			.device = column_number(s, 4), .program = column_number(s, 5)};
		w.op = (const char *)sqlite3_column_text(s, 8);
		if (replay == UINT64_MAX)
			map_write_regions(&w, NULL);
		else
			map_write_replay(&w, replay, m->kind != AT_OP && m->kind != AT_PEAK);
		buffer_rows(&w, "persistent");
		buffer_rows(&w, "l1");
		if (base != UINT64_MAX && end != UINT64_MAX)
			free_rows(&w, base, end);
		buffer_rows(&w, "l1_small");
	}
	sqlite3_finalize(s);
	map_close(&w);
	return count;
}
