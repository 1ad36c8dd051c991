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
	if (!options_filter(o) && !o->leaks.per_mark)
		database_run_views(db, statement_text("whole_views"));
}
