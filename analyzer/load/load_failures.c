/*
 * Gives a failed launch the time of its failure. The failure is recorded when its exception is
 * thrown, the launch when the exception has left the enqueue; without this one event would have two
 * times.
 *
 * Must not know: who asks for the time.
 */
#include "database.h"
#include "load.h"
#include "statement.h"

void failed_op_rows(sqlite3 *db, uint64_t run)
{
	sqlite3_stmt *s = statement(db, "load_has_program_failure");

	bind_number(s, 1, run);
	if (!database_any(s))
		return;
	statement_run(db, "load_failed_ops_index");
	s = statement(db, "load_failed_ops");
	bind_number(s, 1, run);
	database_insert(s);
	sqlite3_finalize(s);
	statement_run(db, "load_failed_ops_done");
}
