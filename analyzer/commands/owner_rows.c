/*
 * What the fullest cores hold: see owner_rows.h. The address map of that moment says who holds what; the
 * sums of its parts are compared with those of the accounting, and what differs is a row of its own.
 *
 * Must not know: how the peak was found, what is made of the rows.
 */
#include <stdio.h>
#include "address_map.h"
#include "database.h"
#include "load.h"
#include "owner_rows.h"
#include "statement.h"
#include "worst_core.h"

unsigned owner_needs(bool limited)
{
	return LOAD_EXPLAIN | LOAD_REGIONS | LOAD_BUFFERS | LOAD_OPS | LOAD_USES |
		(limited ? LOAD_CHANGES | LOAD_REPLAYED : 0);
}

/* Adds the maps of the worst moments, each as far as its fullest core has it. */
void owner_maps(sqlite3 *db)
{
	sqlite3_stmt *s = statement(db, "owners_worst");

	statement_run(db, "at_table");
	while (database_next(s)) {
		const int x = sqlite3_column_int(s, C_CORE_X), y = sqlite3_column_int(s, C_CORE_Y);
		const struct at_moment peak = {.kind = AT_PEAK, .run = sqlite3_column_int64(s, C_RUN),
			.op = sqlite3_column_int64(s, C_OP), .time_ns = sqlite3_column_int64(s, C_TIME_NS)};
		char core[100];

		snprintf(core, sizeof(core), "%d,%d-%d,%d", x, y, x, y);
		at_map(db, &peak, sqlite3_column_int(s, C_RUN), core);
	}
	sqlite3_finalize(s);
	statement_run(db, "owners_index");
}

sqlite3_stmt *owner_rows(sqlite3 *db)
{
	owner_maps(db);
	return statement(db, "owners");
}
