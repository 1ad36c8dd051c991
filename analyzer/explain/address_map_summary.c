/*
 * The map of a replay for people: it has the regions of every launch that was captured, so they are
 * summed up, by operation, largest first. See address_map.h.
 *
 * Must not know: how the map was made, but for the words that address_map_replay.c ends a
 * region's note with.
 */
#include "address_map.h"
#include "database.h"
#include "statement.h"

const char *at_summary(sqlite3 *db)
{
	sqlite3_stmt *s = statement(db, "at_is_replay");
	bool replay = database_next(s);

	sqlite3_finalize(s);
	return replay ? statement_text("at_summary") : NULL;
}
