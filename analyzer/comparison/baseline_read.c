/*
 * A baseline is read: see baseline.h. SQLite's functions take the JSON apart; what comes out of them is
 * checked here, value by value.
 *
 * Must not know: traces, how rows are shown.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "baseline.h"
#include "database.h"
#include "message.h"
#include "row_writer.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { ENTRIES_MOST = 200000, FIGURES_MOST = 500000, CHIPS_MOST = 4096, RANKS_MOST = 1 << 30, VALUE_NS = 1000,
	NS_PER_BYTE = 1000, MEMORY_PER_BYTE = 50 };

static const char *const whats[] = {"peak", "phase", "op", "leak", "failure", "free space", "unfinished"};
static const char *const measures[] = {"peak_bytes", "headroom_bytes", "usable_bytes", "program_bytes",
	"kernel_text_bytes", "launches", "count", "bytes_per_core", "largest_free_bytes"};
enum { MEASURES = sizeof(measures) / sizeof(*measures) };

bool baseline_looks_like(const char *path)
{
	FILE *f = fopen(path, "re");
	int c = EOF;

	if (!f)
		return false;
	for (int i = 0; i < 4096 && (c = getc(f)) != EOF && isspace(c); i++)
		;
	fclose(f);
	return c == '{' || c == '[';
}

static __attribute__((noreturn)) void unreadable(const char *word, const char *why)
{
	die(EXIT_UNREADABLE, "cannot read '%s': %s", word, why);
}

static char *read_text(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text;
	size_t bytes;

	if (!f)
		unreadable(path, strerror(errno));
	text = xmalloc(BASELINE_BYTES_MOST + 2);
	bytes = fread(text, 1, BASELINE_BYTES_MOST + 1, f);
	if (ferror(f))
		unreadable(path, strerror(errno));
	fclose(f);
	if (bytes > BASELINE_BYTES_MOST)
		unreadable(path, "it is larger than any baseline may be");
	work_more(MEMORY_PER_BYTE * bytes, NS_PER_BYTE * bytes);
	text[bytes] = 0;
	if (strlen(text) != bytes)
		unreadable(path, "it is no baseline of l1analyze: it has a byte 0");
	return text;
}

struct entry {
	int64_t number;         /* from 0; -1: none so far */
	char *run, *what, *name, *devices, *op;
	int64_t rank;           /* -1: it has none */
	int64_t values[MEASURES];       /* the same */
};

struct reading {
	sqlite3 *db;
	const char *path;
	struct row_writer figures, runs;
	struct entry entry;
	int64_t first_run, next_run;
	unsigned side;
	size_t figure_count;
};

static __attribute__((noreturn)) void bad_entry(const struct reading *r, const char *why)
{
	die(EXIT_UNREADABLE, "cannot read '%s': entry %lld %s", r->path, (long long)r->entry.number + 1, why);
}

static void forget(struct entry *e)
{
	free(e->run);
	free(e->what);
	free(e->name);
	free(e->devices);
	free(e->op);
	*e = (struct entry){.number = -1, .rank = -1};
	for (size_t i = 0; i < MEASURES; i++)
		e->values[i] = -1;
}

static int64_t run_of(struct reading *r)
{
	enum { RUN };           /* column of baseline_run.sql */
	sqlite3_stmt *s = statement_kept(r->db, "baseline_run");
	int64_t run = -1;

	bind_text(s, 1, r->entry.run);
	sqlite3_bind_int64(s, 2, r->first_run);
	if (database_next(s))
		run = sqlite3_column_int64(s, RUN);
	statement_let_go(s);
	if (run >= 0)
		return run;
	run = r->next_run++;
	WRITE_ROW(&r->runs, NUMBER(run, (uint64_t)run), TEXT(name, r->entry.run), TEXT(path, r->path),
		NUMBER(rank, r->entry.rank < 0 ? L1T_UNKNOWN : (uint64_t)r->entry.rank), NUMBER(side, r->side),
		NUMBER(stored, 1));
	return run;
}

static void add_figures(struct reading *r, int64_t run, uint64_t device)
{
	const struct entry *e = &r->entry;

	for (size_t i = 0; i < MEASURES; i++) {
		if (e->values[i] < 0)
			continue;
		if (++r->figure_count > FIGURES_MOST)
			unreadable(r->path, "it has more figures than any baseline may have");
		work_spend(VALUE_NS);
		WRITE_ROW(&r->figures, NUMBER(run, (uint64_t)run), TEXT(what, e->what), NUMBER(device, device),
			TEXT(name, e->name), TEXT(measure, measures[i]), NUMBER(value, (uint64_t)e->values[i]),
			TEXT(op, !strcmp(measures[i], "peak_bytes") ? e->op : NULL), TEXT(callsite, NULL));
	}
}

/* A chip's number; moves *at behind it. */
static uint64_t chip_at(const struct reading *r, const char **at)
{
	char *end;
	unsigned long chip;

	if (!isdigit((unsigned char)**at))
		bad_entry(r, "has no list of chips");
	errno = 0;
	chip = strtoul(*at, &end, 10);
	if (errno || chip >= CHIPS_MOST)
		bad_entry(r, "has a chip that there cannot be");
	*at = end;
	return chip;
}

/* The entry is whole: its figures for each of its chips. */
static void end_entry(struct reading *r)
{
	const struct entry *e = &r->entry;
	const char *at = e->devices;
	uint64_t next = 0;      /* chips are in order, so that none comes twice */
	bool known = false;
	int64_t run;

	if (e->number < 0)
		return;
	if (!e->run || !e->what || !e->name)
		bad_entry(r, "has no run, what or name");
	for (size_t i = 0; i < sizeof(whats) / sizeof(*whats); i++)
		known = known || !strcmp(whats[i], e->what);
	if (!known)
		bad_entry(r, "is of no kind that this l1analyze knows");
	run = run_of(r);
	if (!at)
		add_figures(r, run, L1T_UNKNOWN);
	while (at) {
		const uint64_t from = chip_at(r, &at);
		uint64_t to = from;

		if (*at == '-') {
			at++;
			to = chip_at(r, &at);
		}
		if (from < next || to < from || (*at && *at != ','))
			bad_entry(r, "has no list of chips");
		for (uint64_t chip = from; chip <= to; chip++)
			add_figures(r, run, chip);
		next = to + 1;
		at = *at ? at + 1 : NULL;
	}
	forget(&r->entry);
}

static void keep(struct reading *r, char **to, const char *type, const char *text)
{
	if (*to)
		bad_entry(r, "says one thing twice");
	if (strcmp(type, "text") != 0)
		bad_entry(r, "has a number where a text belongs");
	*to = xstrdup(text);
}

static void keep_rank(struct reading *r, const char *type, int64_t rank)
{
	if (r->entry.rank >= 0)
		bad_entry(r, "says one thing twice");
	if (strcmp(type, "integer") != 0 || rank < 0 || rank >= RANKS_MOST)
		bad_entry(r, "has a rank that there cannot be");
	r->entry.rank = rank;
}

/* A member of an entry. What a later version adds is passed over. */
static void add_member(struct reading *r, const char *key, const char *type, sqlite3_stmt *s, int column)
{
	struct entry *e = &r->entry;
	const char *text = (const char *)sqlite3_column_text(s, column);

	if (!strcmp(key, "run"))
		keep(r, &e->run, type, text);
	else if (!strcmp(key, "what"))
		keep(r, &e->what, type, text);
	else if (!strcmp(key, "name"))
		keep(r, &e->name, type, text);
	else if (!strcmp(key, "devices"))
		keep(r, &e->devices, type, text);
	else if (!strcmp(key, "op"))
		keep(r, &e->op, type, text);
	else if (!strcmp(key, "rank"))
		keep_rank(r, type, sqlite3_column_int64(s, column));
	for (size_t i = 0; i < MEASURES; i++) {
		if (strcmp(key, measures[i]) != 0)
			continue;
		if (e->values[i] >= 0)
			bad_entry(r, "says one thing twice");
		if (sqlite3_column_type(s, column) != SQLITE_INTEGER || strcmp(type, "integer") != 0)
			bad_entry(r, "has a figure that is no whole number");
		e->values[i] = sqlite3_column_int64(s, column);
		if (e->values[i] < 0 || e->values[i] > (int64_t)1 << 60)
			bad_entry(r, "has a figure that no memory has");
	}
}

/* Ends the program unless the text is a baseline as far as its outside goes. */
static void check_outside(sqlite3 *db, const char *text, const char *path)
{
	enum { VALID, VERSION, IS_ARRAY, LENGTH };      /* columns of baseline_outside.sql */
	sqlite3_stmt *s = statement(db, "baseline_outside");

	bind_text(s, 1, text);
	if (!database_next(s) || !sqlite3_column_int(s, VALID))
		unreadable(path, "it is no sound JSON; a baseline is what l1analyze baseline writes");
	if (sqlite3_column_type(s, VERSION) == SQLITE_NULL)
		unreadable(path, "it is JSON, and no baseline; l1analyze baseline writes one");
	if (sqlite3_column_int64(s, VERSION) != 1)
		unreadable(path, "it is a baseline of another version of l1analyze");
	if (!sqlite3_column_int(s, IS_ARRAY))
		unreadable(path, "it is a baseline without entries; one of pytest --l1-baseline is another file");
	if (sqlite3_column_int64(s, LENGTH) > ENTRIES_MOST)
		unreadable(path, "it has more entries than any baseline may have");
	sqlite3_finalize(s);
	s = statement(db, "baseline_no_object");
	bind_text(s, 1, text);
	if (database_any(s))
		unreadable(path, "its entries are not those of a baseline");
}

static void check_doubles(sqlite3 *db, const char *path)
{
	enum { NAME, WHAT, OF };        /* columns of baseline_doubles.sql */
	sqlite3_stmt *s = statement(db, "baseline_doubles");

	if (database_next(s))
		die(EXIT_UNREADABLE, "cannot read '%s': it has two entries of run '%.100s' for %s '%.200s'; "
			"leave one, or make it again", path, (const char *)sqlite3_column_text(s, NAME),
			(const char *)sqlite3_column_text(s, WHAT), (const char *)sqlite3_column_text(s, OF));
	sqlite3_finalize(s);
}

int64_t baseline_read(sqlite3 *db, const char *path, int64_t run, unsigned side)
{
	enum { ENTRY, KEY, TYPE, ATOM };        /* columns of baseline_members.sql */
	struct reading r = {.db = db, .path = path, .first_run = run, .next_run = run, .side = side,
		.figures = row_writer(db, "figure"), .runs = row_writer(db, "compared_run")};
	char *text = read_text(path);
	sqlite3_stmt *s;

	check_outside(db, text, path);
	forget(&r.entry);
	s = statement(db, "baseline_members");
	bind_text(s, 1, text);
	while (database_next(s)) {
		if (sqlite3_column_int64(s, ENTRY) != r.entry.number) {
			end_entry(&r);
			r.entry.number = sqlite3_column_int64(s, ENTRY);
		}
		work_spend(VALUE_NS);
		if (sqlite3_column_type(s, ATOM) != SQLITE_NULL)
			add_member(&r, (const char *)sqlite3_column_text(s, KEY),
				(const char *)sqlite3_column_text(s, TYPE), s, ATOM);
	}
	end_entry(&r);
	sqlite3_finalize(s);
	row_writer_free(&r.figures);
	row_writer_free(&r.runs);
	check_doubles(db, path);
	free(text);
	return r.next_run - run;
}
