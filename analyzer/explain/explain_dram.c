/*
 * Would the buffer that found no room in L1 find it in DRAM? See explain.h.
 *
 * Must not know: what is proposed, how rows are printed.
 *
 * How it would be spread there is known but for the page, of which at least one lies in each bank of L1: so
 * it takes at most its part of all banks, and one page.
 */
#include "database.h"
#include "explain.h"
#include "statement.h"

int explain_fits_dram(struct explainer *x)
{
	enum { BANKS, HOLE_BYTES };     /* columns of explain_dram_hole.sql */
	const struct failure *f = x->failure;
	sqlite3_stmt *s = statement_kept(x->db, "explain_dram_hole");
	uint64_t banks = 0, hole = UINT64_MAX;

	bind_named(s, ":run", f->run);
	bind_named(s, ":handle", f->handle);
	bind_named(s, ":time_ns", f->time_ns);
	if (database_next(s)) {
		banks = column_number(s, BANKS);
		hole = column_number(s, HOLE_BYTES);
	}
	statement_let_go(s);
	if (!banks || banks == UINT64_MAX || hole == UINT64_MAX || f->size_bytes == UINT64_MAX ||
		f->bytes_per_bank == UINT64_MAX)
		return -1;
	return f->bytes_per_bank <= hole && f->size_bytes / banks <= hole - f->bytes_per_bank;
}
