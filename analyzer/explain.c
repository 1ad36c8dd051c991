/*
 * Failures one after the other: what each kind of them needs to be told. See explain.h.
 *
 * Must not know: traces, how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "bank_map.h"
#include "database.h"
#include "explain.h"
#include "say.h"

enum {
	REPLAY_WORK = 300000000,        /* blocks that the replays of a run look at, at most */
	EXPLAINED_MIN = 256,    /* failures of a run that are explained in any case, */
	LOOKS_MAX = 200000000,  /* and those for which so many buffers are looked at: each looks at all */
	NOTE_BYTES = 400,
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
	"AND b.handle = f.handle AND b.kind = 'dram'), NULL), f.thread, d.arch "
	"FROM failure f LEFT JOIN device d ON d.run = f.run AND d.handle = f.handle "
	"LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite "
	"WHERE f.run = ?1 ORDER BY f.failure";

static uint64_t number(sqlite3_stmt *s, int column)
{
	return sqlite3_column_type(s, column) == SQLITE_INTEGER
		? (uint64_t)sqlite3_column_int64(s, column) : UINT64_MAX;
}

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
	uint64_t base = number(s, 18), l1 = number(s, 19), small = number(s, 20), bank = number(s, 21);
	uint64_t said = number(s, 24);

	f->base = f->end = UINT64_MAX;
	if (f->buffer_kind && !strcmp(f->buffer_kind, "dram")) {
		base = number(s, 25);
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
	struct failure f = {.run = run, .number = number(s, 0), .time_ns = number(s, 1),
		.moment = number(s, 2), .handle = number(s, 3), .device = number(s, 4),
		.program = number(s, 5), .cores = number(s, 6), .callsite = number(s, 7),
		.kind = text(s, 8), .buffer_kind = text(s, 9), .text = text(s, 10),
		.size_bytes = number(s, 11), .bytes_per_bank = number(s, 12),
		.free_bytes = number(s, 13), .largest_free_bytes = number(s, 14),
		.region_end = number(s, 15), .lowest_buffer = number(s, 16),
		.limit_bytes = number(s, 17), .config_bytes = number(s, 22)};
	const char *op = text(s, 23);

	const char *arch = text(s, 27);

	read_bank(&f, s);
	f.thread = number(s, 26);
	f.align = arch && !strncasecmp(arch, "wormhole", 8) ? 32 : 64;
	f.op = op ? strdup(op) : NULL;
	return f;
}

void explain_row(struct explainer *x, const struct explanation *e)
{
	const struct failure *f = x->failure;
	sqlite3_stmt *s = x->insert;

	bind_number(s, 1, f->run);
	bind_number(s, 2, f->number);
	bind_number(s, 3, f->device);
	bind_number(s, 4, f->time_ns);
	bind_text(s, 5, f->kind);
	bind_text(s, 6, e->owner_kind);
	bind_text(s, 7, e->owner);
	bind_number(s, 8, e->address);
	bind_number(s, 9, e->bytes_per_core);
	bind_text(s, 10, e->callsite);
	bind_text(s, 11, e->note);
	bind_text(s, 12, e->role);
	bind_number(s, 13, e->id);
	bind_number(s, 14, e->size_bytes);
	bind_number(s, 15, e->age_ns);
	bind_number(s, 16, e->release ? 1 : 0);
	bind_number(s, 17, x->missing_bytes);
	bind_number(s, 18, x->agrees < 0 ? UINT64_MAX : (uint64_t)x->agrees);
	if (sqlite3_bind_parameter_count(s) > 18)       /* what at writes has no such column */
		bind_number(s, 19, e->fits < 0 ? UINT64_MAX : (uint64_t)e->fits);
	database_insert(s);
	x->rows++;
	verdict_look(x, e);
}

static void nobody(struct explainer *x, const char *note)
{
	struct explanation e = explanation("nobody", NULL);

	e.note = note;
	explain_row(x, &e);
}

/* 1 or 0; -1 when one of both is unknown. */
static int same(uint64_t a, uint64_t b)
{
	return a == UINT64_MAX || b == UINT64_MAX ? -1 : a == b;
}

static int both(int a, int b)
{
	return a < 0 ? b : b < 0 ? a : a && b;
}

/* A DRAM bank whose holes are not those the runtime tells lies elsewhere, or buffers are missing. */
static void doubt_bank(struct failure *f, const struct holders *h)
{
	if (f->end != UINT64_MAX && (f->free_bytes != f->end - f->base - holders_bytes(h) ||
		f->largest_free_bytes != holders_hole(h, f->base, f->end)))
		f->base = f->end = UINT64_MAX;
}

static void out_of_memory(struct explainer *x, const struct failure *given)
{
	struct failure bank = *given, *f = &bank;
	struct holders h = {0};
	uint64_t need = f->bytes_per_bank;

	x->failure = f;
	holders_load(&h, x->db, f, f->buffer_kind);
	if (f->buffer_kind && !strcmp(f->buffer_kind, "dram"))
		doubt_bank(f, &h);
	if (f->largest_free_bytes != UINT64_MAX && need != UINT64_MAX)
		x->missing_bytes = need > f->largest_free_bytes ? need - f->largest_free_bytes : 0;
	if (f->end != UINT64_MAX)
		x->agrees = same(f->free_bytes, f->end - f->base - holders_bytes(&h));
	explain_buffers(x, &h, f->buffer_kind ? f->buffer_kind : "l1", 0);
	if (f->buffer_kind && !strcmp(f->buffer_kind, "l1_small"))
		explain_small(x);
	if (!h.count)
		nobody(x, "nothing lives there: it is larger than the whole bank");
	holders_free(&h);
	x->failure = given;
}

static void shrink_cure(struct explainer *x, const struct failure *f)
{
	struct explanation e = explanation("cure", "shrink");
	char note[NOTE_BYTES];

	if (x->missing_bytes == UINT64_MAX || !x->missing_bytes)
		return;
	snprintf(note, sizeof(note), "make its %s smaller, by %s bytes a core or more in all (smaller "
		"blocks, more cores)", explain_regions_name(f), grouped(x->missing_bytes));
	e.bytes_per_core = x->missing_bytes;
	e.release = true;
	e.fits = 1;
	e.note = note;
	explain_row(x, &e);
}

static void clash(struct explainer *x, const struct failure *f)
{
	struct holders h = {0};
	uint64_t end;

	holders_load(&h, x->db, f, "l1");
	if (f->region_end != UINT64_MAX && f->lowest_buffer != UINT64_MAX)
		x->missing_bytes = f->region_end > f->lowest_buffer
			? f->region_end - f->lowest_buffer : 0;
	x->agrees = same(f->lowest_buffer, holders_lowest(&h));
	end = explain_regions(x);
	explain_buffers(x, &h, "l1", f->region_end != UINT64_MAX ? f->region_end : end);
	shrink_cure(x, f);
	explain_past(x, &h);
	if (both(x->agrees, same(f->region_end, end)) != x->agrees) {
		sqlite3_stmt *s = database_prepare(x->db,
			"UPDATE explanation SET agrees = 0 WHERE run = ?1 AND failure = ?2");

		bind_number(s, 1, f->run);
		bind_number(s, 2, f->number);
		database_insert(s);
		sqlite3_finalize(s);
	}
	holders_free(&h);
}

static uint64_t beyond(uint64_t bytes, uint64_t limit)
{
	return bytes == UINT64_MAX || limit == UINT64_MAX ? UINT64_MAX
		: bytes > limit ? bytes - limit : 0;
}

static void too_big(struct explainer *x, const struct failure *f)
{
	uint64_t end, grown;
	char note[NOTE_BYTES];

	x->missing_bytes = beyond(f->size_bytes, f->limit_bytes);
	end = explain_regions(x);
	grown = f->size_bytes != UINT64_MAX ? f->size_bytes : end;
	if (grown != UINT64_MAX && f->limit_bytes != UINT64_MAX) {
		snprintf(note, sizeof(note), "no buffer is in the way: the program's regions reach %"
			PRIu64 ", and L1 ends at %" PRIu64 "; it needs smaller blocks or more cores",
			grown, f->limit_bytes);
	} else {
		snprintf(note, sizeof(note), "no buffer is in the way: the program alone is too big");
	}
	x->agrees = same(f->size_bytes, end);
	nobody(x, note);
	shrink_cure(x, f);
}

static void config_too_big(struct explainer *x, const struct failure *f)
{
	uint64_t text_bytes;
	char note[NOTE_BYTES];

	x->missing_bytes = beyond(f->size_bytes, f->limit_bytes);
	text_bytes = explain_kernels(x);
	if (f->size_bytes != UINT64_MAX && f->limit_bytes != UINT64_MAX) {
		snprintf(note, sizeof(note), "the program's kernels and arguments take %" PRIu64
			" bytes, the KERNEL_CONFIG ring has %" PRIu64 "; no buffer is in the way",
			f->size_bytes, f->limit_bytes);
	} else {
		snprintf(note, sizeof(note), "the program is too large for the KERNEL_CONFIG ring%s",
			text_bytes == UINT64_MAX ? "; its kernels are not known" : "");
	}
	nobody(x, note);
}

static void explain(struct explainer *x, const struct failure *f)
{
	x->failure = f;
	x->missing_bytes = UINT64_MAX;
	x->agrees = -1;
	x->rows = 0;
	x->tried = false;
	x->cure[0] = 0;
	if (f->number > x->most)
		nobody(x, "not explained: the run has too many failures and buffers to look at all");
	else if (f->kind && !strcmp(f->kind, "oom"))
		out_of_memory(x, f);
	else if (f->kind && !strcmp(f->kind, "clash"))
		clash(x, f);
	else if (f->kind && !strcmp(f->kind, "too_big"))
		too_big(x, f);
	else if (f->kind && !strcmp(f->kind, "config_too_big"))
		config_too_big(x, f);
	else
		nobody(x, f->text ? f->text : "the runtime refused the launch, and did not say why");
	if (!x->rows)
		nobody(x, "nothing is known of what was there");
	explain_after(x);
	explain_verdict(x);
}

/* How many failures are explained. */
static uint64_t most_of(sqlite3 *db, uint64_t run)
{
	sqlite3_stmt *s = database_prepare(db, "SELECT count(*) FROM buffer WHERE run = ?1");
	uint64_t most;

	bind_number(s, 1, run);
	most = LOOKS_MAX / ((database_next(s) ? number(s, 0) : 0) + 1);
	sqlite3_finalize(s);
	return most > EXPLAINED_MIN ? most : EXPLAINED_MIN;
}

void explain_run(sqlite3 *db, uint64_t run)
{
	sqlite3_stmt *s = database_prepare(db, failures);
	struct explainer x = {.db = db, .insert = database_prepare(db,
		"INSERT INTO explanation VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
		.work = REPLAY_WORK};

	x.most = most_of(db, run);
	bind_number(s, 1, run);
	while (database_next(s)) {
		struct failure f = read_failure(s, run);

		if (f.number == x.most + 1)
			say("only the first %" PRIu64 " failures of run %" PRIu64 " are explained: each "
				"looks at all buffers", x.most, run);
		explain(&x, &f);
		free(f.op);
	}
	sqlite3_finalize(s);
	sqlite3_finalize(x.insert);
}
