/*
 * One time for one failure: a launch that failed is recorded when its exception has left the enqueue,
 * the failure when it was thrown. The op's row gets the time of the failure.
 *
 * Must not know: who asks for the time.
 */
#include "database.h"
#include "load.h"

void failed_op_rows(sqlite3 *db, uint64_t run)
{
	sqlite3_stmt *s = database_prepare(db, "SELECT 1 FROM failure WHERE run = ?1 "
		"AND program NOT NULL LIMIT 1");

	bind_number(s, 1, run);
	if (!database_any(s))
		return;
	database_run(db, "CREATE INDEX failed_ops ON failure (run, program, time_ns)");
	s = database_prepare(db, "UPDATE op SET time_ns = coalesce((SELECT max(f.time_ns) FROM failure f "
		"WHERE f.run = op.run AND f.program = op.program AND f.thread IS op.thread "
		"AND f.time_ns <= op.time_ns), time_ns) WHERE run = ?1 AND kind = 'failed'");
	bind_number(s, 1, run);
	database_insert(s);
	sqlite3_finalize(s);
	database_run(db, "DROP INDEX failed_ops");
}
