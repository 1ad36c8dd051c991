/*
 * Pairs of runs, compared: see comparison.h.
 *
 * Must not know: how rows are shown, what is too much.
 */
#include <stdlib.h>
#include <string.h>
#include "compared_sites.h"
#include "comparison.h"
#include "database.h"
#include "row_writer.h"
#include "statement.h"
#include "xalloc.h"

char *comparison_name(const char *path)
{
	static const char *const ends[] = {".l1t", ".db", ".json"};
	const char *slash = strrchr(path, '/');
	char *name = xstrdup(slash ? slash + 1 : path);
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		const size_t bytes = strlen(ends[i]);

		if (n > bytes && !strcmp(name + n - bytes, ends[i])) {
			name[n - bytes] = 0;
			break;
		}
	}
	return name;
}

static void name_runs(sqlite3 *db, const int *sides, size_t count)
{
	enum { RUN, PATH, RANK };       /* columns of compared_paths.sql */
	sqlite3_stmt *s = statement(db, "compared_paths");
	struct row_writer to = row_writer(db, "compared_run");

	while (database_next(s)) {
		const char *path = (const char *)sqlite3_column_text(s, PATH);
		const uint64_t run = column_number(s, RUN);
		const int side = run < count ? sides[run] : -1;
		char *name = comparison_name(path ? path : "");

		WRITE_ROW(&to, NUMBER(run, run), TEXT(name, name), TEXT(path, path),
			NUMBER(rank, column_number(s, RANK)),
			NUMBER(side, side < 0 ? L1T_UNKNOWN : (uint64_t)side), NUMBER(stored, 0));
		free(name);
	}
	row_writer_free(&to);
	sqlite3_finalize(s);
}

void comparison_begin(sqlite3 *db, int64_t device, const int *sides, size_t count)
{
	statement_run(db, "comparison_tables");
	name_runs(db, sides, count);
	compared_sites(db);
	statement_run(db, "comparison_figures");
	statement_run(db, "baseline_unfinished");
	if (device >= 0) {
		sqlite3_stmt *s = statement(db, "comparison_only_device");

		sqlite3_bind_int64(s, 1, device);
		database_insert(s);
		sqlite3_finalize(s);
	}
	statement_run(db, "comparison_indexes");
}

static void insert(sqlite3 *db, const char *name, int64_t pair)
{
	sqlite3_stmt *s = statement(db, name);

	sqlite3_bind_int64(s, 1, pair);
	database_insert(s);
	sqlite3_finalize(s);
}

struct op_matching comparison_pair(sqlite3 *db, int64_t pair, int64_t a, int64_t b, int64_t device)
{
	struct op_matching m = {.known = a < RUNS_STORED && b < RUNS_STORED};
	struct row_writer pairs = row_writer(db, "compared_pair");

	WRITE_ROW(&pairs, NUMBER(pair, (uint64_t)pair), NUMBER(a, (uint64_t)a), NUMBER(b, (uint64_t)b),
		NUMBER(place, (uint64_t)pair), NUMBER(same, (uint64_t)pair));
	row_writer_free(&pairs);
	insert(db, "comparison_difference", pair);
	if (!m.known)
		return m;
	insert(db, "comparison_held", pair);
	m = op_changes(db, pair, a, b, device);
	insert(db, "comparison_op_rows", pair);
	return m;
}

struct run_figures run_figures(sqlite3 *db, int64_t run)
{
	enum { PEAK_BYTES, OP, CALLSITE, HEADROOM_BYTES, USABLE_BYTES, LARGEST_FREE_BYTES, FAILURES, LEAKS,
		LEAKED_BYTES, CHIPS };  /* columns of comparison_headline.sql */
	sqlite3_stmt *s = statement(db, "comparison_headline");
	struct run_figures f = {0};

	sqlite3_bind_int64(s, 1, run);
	if (database_next(s)) {
		/* what is unknown is -1 as a number with a sign */
		f.peak_bytes = (int64_t)column_number(s, PEAK_BYTES);
		f.headroom_bytes = (int64_t)column_number(s, HEADROOM_BYTES);
		f.usable_bytes = (int64_t)column_number(s, USABLE_BYTES);
		f.largest_free_bytes = (int64_t)column_number(s, LARGEST_FREE_BYTES);
		f.failures = (int64_t)column_number(s, FAILURES);
		f.leaks = (int64_t)column_number(s, LEAKS);
		f.leaked_bytes = (int64_t)column_number(s, LEAKED_BYTES);
		f.chips = (int64_t)column_number(s, CHIPS);
		f.op = xstrdup((const char *)sqlite3_column_text(s, OP));
		f.callsite = xstrdup((const char *)sqlite3_column_text(s, CALLSITE));
	}
	sqlite3_finalize(s);
	return f;
}

void run_figures_free(struct run_figures *f)
{
	free(f->op);
	free(f->callsite);
	*f = (struct run_figures){0};
}
