/* What has to be said about the runs behind an answer: see about_runs.h. */
#include <string.h>
#include "about_runs.h"
#include "database.h"
#include "message.h"
#include "readable.h"

/* In words, with the run's number where there are several. */
static const char bad_ends[] =
	"WITH r AS (SELECT run, failures, CASE WHEN ended LIKE 'exited with %' "
	" AND ended <> 'exited with 0' OR ended LIKE 'killed by %' THEN ended END AS bad FROM run) "
	"SELECT iif((SELECT count(*) FROM run) > 1, 'run ' || run || ': ', '') || 'the program ' "
	" || coalesce(bad, '') || CASE WHEN failures = 0 THEN ', and no failure of it was seen' "
	"  ELSE iif(bad IS NULL, 'had ', ' and had ') || failures "
	"  || iif(failures = 1, ' failure', ' failures') || '; next: l1analyze explain' END "
	"FROM r WHERE bad NOT NULL OR failures > 0 ORDER BY run";

void put_bad_ends(FILE *out, sqlite3 *db, const char *begin, size_t width)
{
	sqlite3_stmt *s = database_prepare(db, bad_ends);

	while (database_next(s)) {
		fputs(begin, out);
		put_wrapped(out, (const char *)sqlite3_column_text(s, 0), strlen(begin), 2, width);
		fputc('\n', out);
	}
	sqlite3_finalize(s);
}

void say_stand_in(sqlite3 *db)
{
	sqlite3_stmt *s = database_prepare(db, "SELECT count(*), (SELECT count(*) FROM run) FROM run "
		"WHERE kernels > 0 AND mock LIKE '%compiler=stand-in%'");

	if (database_next(s) && sqlite3_column_int64(s, 0))
		say("sizes of kernels are not real%s: a stand-in compiler made them (l1record --mock "
			"takes an SFPI toolchain where one is installed)",
			sqlite3_column_int64(s, 0) < sqlite3_column_int64(s, 1) ? " in some runs" : "");
	sqlite3_finalize(s);
}
