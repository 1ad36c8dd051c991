/* Remarks on the runs that an answer comes from: see about_runs.h. */
#include <string.h>
#include "about_runs.h"
#include "database.h"
#include "message.h"
#include "readable.h"
#include "statement.h"

void put_bad_ends(FILE *out, sqlite3 *db, const char *begin, size_t width)
{
	sqlite3_stmt *s = statement(db, "about_bad_ends");

	while (database_next(s)) {
		fputs(begin, out);
		put_wrapped(out, (const char *)sqlite3_column_text(s, 0), strlen(begin), 2, width);
		fputc('\n', out);
	}
	sqlite3_finalize(s);
}

void say_stand_in(sqlite3 *db)
{
	enum { STAND_IN, RUNS };        /* columns of about_stand_in.sql */
	sqlite3_stmt *s = statement(db, "about_stand_in");

	if (database_next(s) && sqlite3_column_int64(s, STAND_IN))
		say("sizes of kernels are not real%s: a stand-in compiler made them (l1record --mock "
			"takes an SFPI toolchain where one is installed)",
			sqlite3_column_int64(s, STAND_IN) < sqlite3_column_int64(s, RUNS)
				? " in some runs" : "");
	sqlite3_finalize(s);
}
