/*
 * What lay where at a moment: buffers that lived, regions of the program that ran or had run last,
 * and the free bytes between. See address_map.h.
 *
 * Must not know: how rows are printed.
 */
#include <stdlib.h>
#include <string.h>
#include "address_map.h"
#include "database.h"
#include "explain.h"
#include "message.h"

static const char table[] =
	"CREATE TEMP TABLE IF NOT EXISTS address_map(run INTEGER, handle INTEGER, device INTEGER, "
	"time_ns INTEGER, kind TEXT, owner_kind TEXT, owner TEXT, address INTEGER, "
	"bytes_per_core INTEGER, callsite TEXT, note TEXT, role TEXT, id INTEGER, "
	"size_bytes INTEGER, age_ns INTEGER, release INTEGER, missing INTEGER, which INTEGER)";

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

static void free_row(struct explainer *x, uint64_t from, uint64_t to)
{
	struct explanation e = explanation("free", "free");

	e.address = from;
	e.bytes_per_core = to - from;
	explain_row(x, &e);
}

/* The gaps of the bank that no row of this map covers. */
static void free_rows(struct explainer *x, const struct failure *f, int which)
{
	sqlite3_stmt *s = database_prepare(x->db, "SELECT address, address + bytes_per_core "
		"FROM address_map WHERE run = ?1 AND handle = ?2 AND device = ?3 AND which = ?4 "
		"AND role <> 'alias' AND owner_kind <> 'l1_small' AND address NOT NULL "
		"AND bytes_per_core NOT NULL ORDER BY 1, 2");
	uint64_t left = f->base;

	bind_number(s, 1, f->run);
	bind_number(s, 2, f->number);
	bind_number(s, 3, f->device);
	bind_number(s, 4, (uint64_t)which);
	while (database_next(s)) {
		uint64_t from = column_number(s, 0), to = column_number(s, 1);

		from = from < f->end ? from : f->end;
		if (from > left)
			free_row(x, left, from);
		if (to != UINT64_MAX && to > left)
			left = to;
	}
	sqlite3_finalize(s);
	if (left < f->end)
		free_row(x, left, f->end);
}

static void buffer_rows(struct explainer *x, const struct failure *f, const char *kind)
{
	struct holders h = {0};

	holders_load(&h, x->db, f, kind);
	for (size_t i = 0; i < h.count; i++) {
		struct explanation e = explanation("lives", kind);

		e.owner = h.at[i].op;
		e.callsite = h.at[i].callsite;
		e.address = h.at[i].address;
		e.bytes_per_core = h.at[i].bytes;
		e.id = h.at[i].buffer;
		e.size_bytes = h.at[i].size_bytes;
		if (h.at[i].alloc_ns <= f->time_ns)
			e.age_ns = f->time_ns - h.at[i].alloc_ns;
		explain_row(x, &e);
	}
	holders_free(&h);
}

int at_map(sqlite3 *db, const struct at_moment *m, int which, const char *cores)
{
	struct explainer x = {.db = db, .missing_bytes = UINT64_MAX, .agrees = which,
		.on_cores = cores};
	sqlite3_stmt *s;
	int count = 0;

	database_run(db, table);
	x.insert = database_prepare(db,
		"INSERT INTO address_map VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
	s = database_prepare(db, maps);
	bind_number(s, 1, (uint64_t)m->kind);
	if (m->kind == AT_TIME)
		sqlite3_bind_double(s, 2, m->time.value);
	else
		sqlite3_bind_int64(s, 2, m->number);
	bind_number(s, 3, m->time.percent ? 1 : 0);
	for (; database_next(s); count++) {
		const char *op = (const char *)sqlite3_column_text(s, 8);
		uint64_t replay = column_number(s, 9);
		struct failure f = {.run = column_number(s, 0), .time_ns = column_number(s, 1),
			.moment = column_number(s, 2), .handle = column_number(s, 3), .number = column_number(s, 3),
			.device = column_number(s, 4), .program = column_number(s, 5), .base = column_number(s, 6),
			.end = column_number(s, 7), .cores = UINT64_MAX, .op = op ? strdup(op) : NULL};

		x.failure = &f;
		if (replay == UINT64_MAX)
			explain_regions(&x);
		else
			at_replay_rows(&x, replay, m->kind != AT_OP && m->kind != AT_PEAK);
		x.failure = &f;
		buffer_rows(&x, &f, "persistent");
		buffer_rows(&x, &f, "l1");
		if (f.base != UINT64_MAX && f.end != UINT64_MAX)
			free_rows(&x, &f, which);
		buffer_rows(&x, &f, "l1_small");
		free(f.op);
	}
	sqlite3_finalize(s);
	sqlite3_finalize(x.insert);
	return count;
}
