/*
 * Failures for people: the numbers, a map of the bank, who is where, what to release. See
 * explain_picture.h.
 *
 * Must not know: how the rows were found.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "bank_map.h"
#include "database.h"
#include "explain_picture.h"
#include "folders.h"
#include "readable.h"
#include "say.h"

enum {
	LIVES_SHOWN = 12,       /* of buffers that are not in the way */
	SITE_COLUMN = 34,       /* where a buffer's call site begins */
};

/* As the explain query names them. */
enum column { C_RUN, C_FAILURE, C_DEVICE, C_TIME, C_KIND, C_OWNER_KIND, C_OWNER, C_ADDRESS, C_BYTES,
	C_CALLSITE, C_NOTE, C_ROLE, C_ID, C_SIZE, C_AGE, C_RELEASE, C_MISSING, C_AGREES };

static const char *text(sqlite3_stmt *s, int column)
{
	return (const char *)sqlite3_column_text(s, column);
}

static bool known(sqlite3_stmt *s, int column)
{
	return sqlite3_column_type(s, column) == SQLITE_INTEGER;
}

static bool is(sqlite3_stmt *s, int column, const char *what)
{
	const char *t = text(s, column);

	return t && !strcmp(t, what);
}

/* What all parts of the picture need. */
struct picture {
	FILE *out;
	size_t width;           /* of a line; 0: any */
	struct folders *folders;
	sqlite3_stmt *s;        /* the rows */
};

/* A call site that begins in column `used`; more lines of it stand below. */
static void put_site(const struct picture *p, const char *site, size_t used)
{
	char text[4096];

	readable_callsite(text, sizeof(text), site,
		folders_of(p->folders, sqlite3_column_int64(p->s, C_RUN)));
	put_wrapped(p->out, text, used, used, p->width);
}

static void put_buffer(const struct picture *p)
{
	FILE *out = p->out;
	sqlite3_stmt *s = p->s;

	fprintf(out, "  %12s  %14s  %s buffer %lld", grouped((uint64_t)sqlite3_column_int64(s, C_ADDRESS)),
		grouped((uint64_t)sqlite3_column_int64(s, C_BYTES)),
		sqlite3_column_int(s, C_RELEASE) ? "->" : "  ",
		(long long)sqlite3_column_int64(s, C_ID));
	if (text(s, C_OWNER)) {
		fputs(" of ", out);
		put_text(out, text(s, C_OWNER), 80);
	}
	if (known(s, C_AGE))
		fprintf(out, ", %.3f ms old", (double)sqlite3_column_int64(s, C_AGE) / 1e6);
	if (text(s, C_CALLSITE)) {
		fprintf(out, "\n%*s", SITE_COLUMN, "");
		put_site(p, text(s, C_CALLSITE), SITE_COLUMN);
	}
	fputc('\n', out);
}

static void put_region(FILE *out, sqlite3_stmt *s)
{
	fprintf(out, "  %12s  %14s     ", grouped((uint64_t)sqlite3_column_int64(s, C_ADDRESS)),
		grouped((uint64_t)sqlite3_column_int64(s, C_BYTES)));
	if (text(s, C_NOTE))
		put_text(out, text(s, C_NOTE), 200);
	fputc('\n', out);
}

static void put_note(const struct picture *p)
{
	FILE *out = p->out;
	sqlite3_stmt *s = p->s;
	size_t used = 2;

	fputs("  ", out);
	if (is(s, C_ROLE, "op")) {
		put_text(out, text(s, C_OWNER), 80);
		fputs(": ", out);
		used += strlen(text(s, C_OWNER)) + 2;
	} else if (is(s, C_ROLE, "kernel") && text(s, C_OWNER)) {
		fprintf(out, "%14s  ", grouped((uint64_t)sqlite3_column_int64(s, C_BYTES)));
		put_text(out, text(s, C_OWNER), 120);
		fputs(", ", out);
		used += 18 + strlen(text(s, C_OWNER));
	}
	if (text(s, C_NOTE))
		put_wrapped(out, text(s, C_NOTE), used, 4, p->width);
	fputc('\n', out);
}

/* Headline, the runtime's words, the bank's range. */
static struct bank_map put_head(const struct picture *p, sqlite3_stmt *head)
{
	FILE *out = p->out;
	sqlite3_stmt *s = p->s;
	struct bank_map m;

	bank_map_begin(&m, 0, 0);
	sqlite3_reset(head);
	sqlite3_bind_value(head, 1, sqlite3_column_value(s, C_RUN));
	sqlite3_bind_value(head, 2, sqlite3_column_value(s, C_FAILURE));
	fprintf(out, "failure %lld: %s at %.3f ms", (long long)sqlite3_column_int64(s, C_FAILURE),
		text(s, C_KIND) ? text(s, C_KIND) : "of an unknown kind",
		(double)sqlite3_column_int64(s, C_TIME) / 1e6);
	if (known(s, C_DEVICE))
		fprintf(out, " on chip %lld", (long long)sqlite3_column_int64(s, C_DEVICE));
	if (database_next(head)) {
		if (text(head, 1)) {
			fputs(" in ", out);
			put_text(out, text(head, 1), 120);
		}
		if (text(head, 2)) {
			fputs("\n  called at ", out);
			put_site(p, text(head, 2), 12);
		}
		if (text(head, 0)) {
			fputs("\n  the runtime: ", out);
			put_wrapped(out, text(head, 0), 15, 4, p->width);
		}
		if (known(head, 3) && known(head, 4)) {
			m.from = (uint64_t)sqlite3_column_int64(head, 3);
			m.to = (uint64_t)sqlite3_column_int64(head, 4);
		}
		if (is(head, 5, "fragmented"))
			fputs("\n  fragmented: enough is free, but not in one piece", out);
	}
	if (known(s, C_MISSING))
		fprintf(out, "\n  missing: %s bytes per %s",
			grouped((uint64_t)sqlite3_column_int64(s, C_MISSING)),
			is(head, 6, "dram") ? "bank" : "core");
	if (known(s, C_AGREES))
		fputs(sqlite3_column_int(s, C_AGREES) ? "; the trace says the same as the runtime"
			: "; what the trace holds DIFFERS from the runtime's numbers", out);
	fputc('\n', out);
	return m;
}

static const char head_sql[] =
	"SELECT f.text, coalesce(c.op, (SELECT owner FROM explanation e WHERE e.run = f.run AND "
	"e.failure = f.failure AND e.role = 'region' LIMIT 1)), c.callsite, "
	"CASE f.buffer_kind WHEN 'l1_small' THEN d.l1_bytes - d.l1_small_bytes "
	"WHEN 'dram' THEN b.base ELSE d.unreserved_base + "
	"max(0, coalesce(d.bank_bytes - nullif(f.bank_bytes, 0), 0)) END, "
	"CASE f.buffer_kind WHEN 'l1_small' THEN d.l1_bytes WHEN 'dram' THEN b.base + f.bank_bytes "
	"ELSE d.unreserved_base + d.bank_bytes END, iif(f.free_bytes >= f.bytes_per_bank AND "
	"f.bytes_per_bank > f.largest_free_bytes, 'fragmented', ''), f.buffer_kind "
	"FROM failure f LEFT JOIN device d ON d.run = f.run AND d.handle = f.handle "
	"LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite "
	/* where a DRAM bank lies is known when there is a set */
	"LEFT JOIN (SELECT min(address) AS base FROM buffer WHERE run = ?1 AND kind = 'dram' "
	" AND handle = (SELECT handle FROM failure WHERE run = ?1 AND failure = ?2)) b "
	" ON EXISTS (SELECT 1 FROM explanation e WHERE e.run = ?1 AND e.failure = ?2 "
	" AND e.role = 'set') "
	"WHERE f.run = ?1 AND f.failure = ?2";

static void put_map(FILE *out, struct bank_map *m, sqlite3_stmt *marks, sqlite3_stmt *s)
{
	if (m->to <= m->from)
		return;
	sqlite3_reset(marks);
	sqlite3_bind_value(marks, 1, sqlite3_column_value(s, C_RUN));
	sqlite3_bind_value(marks, 2, sqlite3_column_value(s, C_FAILURE));
	while (database_next(marks))
		bank_map_paint(m, (uint64_t)sqlite3_column_int64(marks, 0),
			(uint64_t)sqlite3_column_int64(marks, 1), is(marks, 2, "region") ? 'p' : '#');
	bank_map_print(out, m);
}

/* How many buffers were left out so far; once. */
static void put_hidden(FILE *out, unsigned *hidden)
{
	if (*hidden)
		fprintf(out, "  and %u more buffers (--format csv lists all)\n", *hidden);
	*hidden = 0;
}

/* All rows of one failure. False: there is no row behind it. */
static bool put_failure(const struct picture *p)
{
	FILE *out = p->out;
	sqlite3_stmt *s = p->s;
	sqlite3_int64 run = sqlite3_column_int64(s, C_RUN);
	sqlite3_int64 failure = sqlite3_column_int64(s, C_FAILURE);
	unsigned lives = 0, hidden = 0;
	bool more = true;

	for (; more && sqlite3_column_int64(s, C_RUN) == run &&
		sqlite3_column_int64(s, C_FAILURE) == failure; more = database_next(s)) {
		if (is(s, C_ROLE, "region") || is(s, C_ROLE, "alias"))
			put_region(out, s);
		else if (is(s, C_ROLE, "lives") && ++lives > LIVES_SHOWN)
			hidden++;
		else if (is(s, C_OWNER_KIND, "buffer"))
			put_buffer(p);
		else {
			put_hidden(out, &hidden);
			put_note(p);
		}
	}
	put_hidden(out, &hidden);
	return more;
}

void explain_picture(FILE *out, sqlite3 *db, sqlite3_stmt *s, size_t width)
{
	const struct picture p = {out, width, folders_read(db), s};
	sqlite3_stmt *head = database_prepare(db, head_sql);
	sqlite3_stmt *marks = database_prepare(db, "SELECT address, bytes_per_core, role "
		"FROM explanation WHERE run = ?1 AND failure = ?2 AND address NOT NULL "
		"AND bytes_per_core NOT NULL AND role <> 'alias'");
	bool more = database_next(s);

	if (!more)
		fputs("no failures\n", out);
	while (more) {
		struct bank_map m = put_head(&p, head);

		put_map(out, &m, marks, s);
		more = put_failure(&p);
		if (more)
			fputc('\n', out);
	}
	sqlite3_finalize(head);
	sqlite3_finalize(marks);
	folders_free(p.folders);
}
