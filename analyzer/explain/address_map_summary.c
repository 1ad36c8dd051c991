/*
 * The map of a replay for people. It has the regions of every captured launch, so it is summed up
 * by operation, largest first. See address_map.h.
 *
 * Must not know: how the map was made, except the words with which address_map_replay.c ends the
 * note of a region.
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
