/*
 * Views for the question that is asked most, about the whole run: see whole_views.h. With the
 * general ones SQLite looks up for each of millions of rows that it lies in the window, and keeps
 * them aside before the first is given out.
 *
 * Must not know: the question.
 */
#include "database.h"
#include "statement.h"
#include "whole_views.h"

void whole_views(sqlite3 *db, const struct options *o)
{
	const char *sql = statement_text(o->leaks.per_mark ? "leaks_every_loop" : "whole_views");

	if (options_filter(o) && !o->leaks.per_mark)
		return;
	if (sqlite3_db_readonly(db, "main"))
		database_run_temporary(db, sql);
	else
		database_run(db, sql);
}
