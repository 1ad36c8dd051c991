/*
 * What a replay of a mesh trace uses: the regions of each launch that it runs, and the bytes of
 * buffers that were live when these launches were captured. See address_map_rows.h.
 *
 * Must not know: how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include "address_map_rows.h"
#include "database.h"
#include "statement.h"

static sqlite3_stmt *ask(struct map_writer *w, const char *name, uint64_t op)
{
	sqlite3_stmt *s = statement(w->db, name);

	bind_named(s, ":run", w->at.run);
	bind_named(s, ":replay", op);
	bind_named(s, ":device", w->at.device);
	return s;
}

static void buffer_row(struct map_writer *w, sqlite3_stmt *s)
{
	enum { KIND, BUFFER, ADDRESS, BYTES_PER_CORE, SIZE_BYTES, ALLOC_NS, OP,
		CALLSITE, TENSOR, VARIABLE };   /* columns of at_replay_buffers.sql */

	map_write(w, &(struct map_row){.role = "captured",
		.owner_kind = (const char *)sqlite3_column_text(s, KIND), .id = column_number(s, BUFFER),
		.address = column_number(s, ADDRESS),
		.bytes_per_core = column_number(s, BYTES_PER_CORE),
		.size_bytes = column_number(s, SIZE_BYTES), .alloc_ns = column_number(s, ALLOC_NS),
		.owner = (const char *)sqlite3_column_text(s, OP),
		.callsite = (const char *)sqlite3_column_text(s, CALLSITE),
		.tensor = (const char *)sqlite3_column_text(s, TENSOR),
		.variable = (const char *)sqlite3_column_text(s, VARIABLE),
		.note = "lived when the trace was captured, is freed, and the replay uses its bytes"});
}

void map_write_replay(struct map_writer *w, uint64_t op, bool only_last)
{
	enum { PROGRAM, TIME_NS, NAME, OP, CALLSITE };  /* columns of at_replay_launches.sql */
	const struct map_writer asked = *w;
	sqlite3_stmt *s = ask(w, "at_replay_launches", op);

	while (database_next(s)) {
		char remark[60];

		w->at.program = column_number(s, PROGRAM);
		w->at.placed_ns = column_number(s, TIME_NS);
		w->op = (const char *)sqlite3_column_text(s, NAME);
		w->callsite = (const char *)sqlite3_column_text(s, CALLSITE);
		w->captured_op = column_number(s, OP);
		snprintf(remark, sizeof(remark), "captured as op %" PRIu64, column_number(s, OP));
		map_write_regions(w, remark);
		if (only_last)
			break;
	}
	sqlite3_finalize(s);
	w->at = asked.at;
	w->op = asked.op;
	w->callsite = asked.callsite;
	w->captured_op = 0;
	if (only_last)
		return;
	s = ask(w, "at_replay_buffers", op);
	while (database_next(s))
		buffer_row(w, s);
	sqlite3_finalize(s);
}
