/*
 * A baseline is written: see baseline.h.
 *
 * Must not know: traces, how rows are shown.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "baseline.h"
#include "database.h"
#include "statement.h"
#include "xalloc.h"

/* A range of chips more, after those before. */
static void put_range(FILE *out, bool first, int64_t from, int64_t to)
{
	fprintf(out, "%s%" PRId64, first ? "" : ",", from);
	if (to > from)
		fprintf(out, "-%" PRId64, to);
}

size_t baseline_write(FILE *out, sqlite3 *db)
{
	enum { HEAD, TAIL, DEVICE };    /* columns of baseline_entries.sql */
	sqlite3_stmt *s = statement(db, "baseline_entries");
	bool more = database_next(s);
	size_t count = 0;

	fputs("{\"l1trace_baseline\": 1, \"entries\": [\n", out);
	for (; more; count++) {
		char *head = xstrdup((const char *)sqlite3_column_text(s, HEAD)),
			*tail = xstrdup((const char *)sqlite3_column_text(s, TAIL));
		bool first = true;

		fprintf(out, "{%s", head);
		/* the rows of equal chips are beside each other, in the order of the chips */
		while (more && !strcmp((const char *)sqlite3_column_text(s, HEAD), head) &&
			!strcmp((const char *)sqlite3_column_text(s, TAIL), tail)) {
			int64_t from = sqlite3_column_int64(s, DEVICE), to = from;

			if (sqlite3_column_type(s, DEVICE) == SQLITE_NULL) {
				more = database_next(s);
				continue;
			}
			while ((more = database_next(s)) && sqlite3_column_int64(s, DEVICE) == to + 1 &&
				!strcmp((const char *)sqlite3_column_text(s, HEAD), head) &&
				!strcmp((const char *)sqlite3_column_text(s, TAIL), tail))
				to++;
			fputs(first ? ", \"devices\": \"" : "", out);
			put_range(out, first, from, to);
			first = false;
		}
		fprintf(out, "%s%s},\n", first ? "" : "\"", tail);
		free(head);
		free(tail);
	}
	/* so that each line before it ends alike */
	fputs("{}]}\n", out);
	sqlite3_finalize(s);
	return count;
}
