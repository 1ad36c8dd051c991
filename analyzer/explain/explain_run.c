/*
 * The failures of a run one after the other: read, and explained as far as there is time. See
 * explain.h.
 *
 * Must not know: what is told of them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "database.h"
#include "explain.h"
#include "message.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	REPLAY_WORK = 300000000,        /* blocks that the replays of a run look at, at most */
	EXPLAINED_MIN = 256,    /* failures of a run that are explained in any case, */
	LOOKS_MAX = 50000000,   /* and those for which so many buffers are looked at: each looks at all */
	INDEXED_MIN = 8,        /* so many failures are worth making indexes for */
	EQUALS_MAX = 16,        /* of failures with the same numbers that are explained each by itself */
};

static const char failures[] =
	"SELECT f.failure, f.time_ns, f.moment, f.handle, f.device, f.program, f.cores, f.callsite, "
	"f.kind, f.buffer_kind, f.text, f.size_bytes, f.bytes_per_bank, f.free_bytes, "
	"f.largest_free_bytes, f.region_end, f.lowest_buffer, f.limit_bytes, d.unreserved_base, "
	"d.l1_bytes, d.l1_small_bytes, d.bank_bytes, d.kernel_config_bytes, coalesce(c.op, "
	"(SELECT s.text FROM op o JOIN string s ON s.run = o.run AND s.id = o.name "
	"WHERE o.run = f.run AND o.kind = 'failed' AND o.program = f.program "
	"AND o.time_ns >= f.time_ns ORDER BY o.time_ns LIMIT 1)), f.bank_bytes, "
	"iif(f.buffer_kind = 'dram', (SELECT min(b.address) FROM buffer b WHERE b.run = f.run "
	"AND b.handle = f.handle AND b.kind = 'dram'), NULL), f.thread, d.arch, c.callsite, "
	"row_number() OVER equal, min(f.failure) OVER equal "
	"FROM failure f LEFT JOIN device d ON d.run = f.run AND d.handle = f.handle "
	"LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite "
	"WHERE f.run = ?1 WINDOW equal AS (PARTITION BY f.kind, f.handle, f.buffer_kind, f.size_bytes, "
	"f.bytes_per_bank, f.free_bytes, f.largest_free_bytes, f.region_end, f.lowest_buffer, "
	"f.limit_bytes, c.op, f.callsite, iif(f.kind IN ('oom', 'clash', 'too_big', 'config_too_big'), "
	"NULL, f.text) ORDER BY f.failure) ORDER BY f.failure";

static const char *text(sqlite3_stmt *s, int column)
{
	return (const char *)sqlite3_column_text(s, column);
}

/*
 * The bank's addresses: L1 grows down to the unreserved base, L1_SMALL lies above it. DRAM fills from
 * below, so its lowest buffer ever began where the bank does; whether that gives the runtime's
 * numbers is looked at later. Space of sub-devices' own is taken from the bottom of L1's banks.
 */
static void read_bank(struct failure *f, sqlite3_stmt *s)
{
	uint64_t base = column_number(s, 18), l1 = column_number(s, 19), small = column_number(s, 20);
	uint64_t bank = column_number(s, 21);
	uint64_t said = column_number(s, 24);

	f->base = f->end = UINT64_MAX;
	if (f->buffer_kind && !strcmp(f->buffer_kind, "dram")) {
		base = column_number(s, 25);
		bank = said;
		if (base != UINT64_MAX && bank < UINT64_MAX - base) {
			f->base = base;
			f->end = base + bank;
		}
	} else if (f->buffer_kind && !strcmp(f->buffer_kind, "l1_small")) {
		if (l1 != UINT64_MAX && small <= l1) {
			f->base = l1 - small;
			f->end = l1;
		}
	} else if ((!f->buffer_kind || !strcmp(f->buffer_kind, "l1")) && base != UINT64_MAX) {
		f->base = base;
		if (bank < UINT64_MAX - base)
			f->end = base + bank;
		if (f->end != UINT64_MAX && said && said < bank)        /* the sub-devices have the rest */
			f->base += bank - said;
	}
}

static struct failure read_failure(sqlite3_stmt *s, uint64_t run)
{
	struct failure f = {.run = run, .number = column_number(s, 0), .time_ns = column_number(s, 1),
		.moment = column_number(s, 2), .handle = column_number(s, 3), .device = column_number(s, 4),
		.program = column_number(s, 5), .cores = column_number(s, 6), .callsite = column_number(s, 7),
		.kind = text(s, 8), .buffer_kind = text(s, 9), .text = text(s, 10),
		.size_bytes = column_number(s, 11), .bytes_per_bank = column_number(s, 12),
		.free_bytes = column_number(s, 13), .largest_free_bytes = column_number(s, 14),
		.region_end = column_number(s, 15), .lowest_buffer = column_number(s, 16),
		.limit_bytes = column_number(s, 17), .config_bytes = column_number(s, 22)};
	const char *op = text(s, 23);

	const char *arch = text(s, 27);

	read_bank(&f, s);
	f.thread = column_number(s, 26);
	f.bank_bytes = column_number(s, 24);
	f.site = text(s, 28);
	f.equal_to = column_number(s, 29) > EQUALS_MAX ? column_number(s, 30) : UINT64_MAX;
	f.align = arch && !strncasecmp(arch, "wormhole", 8) ? 32 : 64;
	f.op = xstrdup(op);
	return f;
}

/* How many failures are explained. */
static uint64_t most_of(sqlite3 *db, uint64_t run)
{
	sqlite3_stmt *s = database_prepare(db, "SELECT count(*) FROM buffer WHERE run = ?1");
	uint64_t most;

	bind_number(s, 1, run);
	most = LOOKS_MAX / ((database_next(s) ? column_number(s, 0) : 0) + 1);
	sqlite3_finalize(s);
	return most > EXPLAINED_MIN ? most : EXPLAINED_MIN;
}

/* Explaining may take half of what answering may: rows of all failures come first. */
static bool is_late(bool *told)
{
	if (!work_half_is_done())
		return false;
	if (!*told)
		say("not all failures are explained: it takes more work than the size of the trace "
			"allows; --unlimited explains them");
	*told = true;
	return true;
}

/* False: there was too much to do for all of them. */
static bool explain_all(sqlite3 *db, uint64_t run)
{
	sqlite3_stmt *s = database_prepare(db, failures);
	struct explainer x = {.db = db, .insert = database_prepare(db,
		"INSERT INTO explanation VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
		.work = REPLAY_WORK};
	uint64_t most, explained = 0;
	bool told = false;

	most = most_of(db, run);
	bind_number(s, 1, run);
	while (database_next(s)) {
		struct failure f = read_failure(s, run);

		if (f.equal_to == UINT64_MAX && explained++ == most)
			say("only %" PRIu64 " failures of run %" PRIu64 " are explained: each looks at all "
				"buffers", most, run);
		x.enough = explained > most || is_late(&told);
		explain_failure(&x, &f);
		free(f.op);
	}
	sqlite3_finalize(s);
	sqlite3_finalize(x.insert);
	return !told;
}

/* What each failure asks goes by these; they are not kept. */
static const char *const indexes[][2] = {
	{"explain_ops", "op (run, thread, time_ns)"}, {"explain_times", "op (run, time_ns)"},
	{"explain_programs", "op (run, program)"}, {"explain_sites", "op (run, callsite)"},
	{"explain_allocs", "buffer (run, alloc_thread, alloc_ns)"},
	{"explain_later", "buffer (run, alloc_ns)"},
	{"explain_failures", "failure (run, failure)"}};

static void index_rows(sqlite3 *db, bool make)
{
	char sql[200];

	for (size_t i = 0; i < sizeof(indexes) / sizeof(*indexes); i++) {
		snprintf(sql, sizeof(sql), make ? "CREATE INDEX %s ON %s" : "DROP INDEX %s",
			indexes[i][0], indexes[i][1]);
		database_run(db, sql);
	}
}

/* Failures of the run, as far as `most`. */
static uint64_t failures_of(sqlite3 *db, uint64_t run, uint64_t most)
{
	sqlite3_stmt *s = database_prepare(db, "SELECT count(*) FROM (SELECT 1 FROM failure "
		"WHERE run = ?1 LIMIT ?2)");
	uint64_t count;

	bind_number(s, 1, run);
	bind_number(s, 2, most);
	count = database_next(s) ? column_number(s, 0) : 0;
	sqlite3_finalize(s);
	return count;
}

bool explain_run(sqlite3 *db, uint64_t run)
{
	uint64_t count = failures_of(db, run, INDEXED_MIN);
	bool all;

	if (!count)
		return true;
	if (count == INDEXED_MIN)
		index_rows(db, true);
	all = explain_all(db, run);
	if (count == INDEXED_MIN)
		index_rows(db, false);
	return all;
}
