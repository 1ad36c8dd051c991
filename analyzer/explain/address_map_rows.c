/*
 * Writes rows of the table address_map. See address_map_rows.h.
 *
 * Must not know: which instants are asked about, replays.
 */
#include "address_map_rows.h"
#include "database.h"

static const char table[] =
	"CREATE TEMP TABLE IF NOT EXISTS address_map(run INTEGER, handle INTEGER, device INTEGER, "
	"time_ns INTEGER, owner_kind TEXT, owner TEXT, address INTEGER, bytes_per_core INTEGER, "
	"callsite TEXT, note TEXT, role TEXT, id INTEGER, size_bytes INTEGER, age_ns INTEGER, "
	"which INTEGER)";

void map_open(struct map_writer *w)
{
	database_run(w->db, table);
	w->insert = database_prepare(w->db,
		"INSERT INTO address_map VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
}

void map_close(struct map_writer *w)
{
	sqlite3_finalize(w->insert);
	w->insert = NULL;
}

void map_write(const struct map_writer *w, const struct map_row *row)
{
	sqlite3_stmt *s = w->insert;
	int n = 0;

	bind_number(s, ++n, w->at.run);
	bind_number(s, ++n, w->at.handle);
	bind_number(s, ++n, w->at.device);
	bind_number(s, ++n, w->at.time_ns);
	bind_text(s, ++n, row->owner_kind);
	bind_text(s, ++n, row->owner);
	bind_number(s, ++n, row->address);
	bind_number(s, ++n, row->bytes_per_core);
	bind_text(s, ++n, row->callsite);
	bind_text(s, ++n, row->note);
	bind_text(s, ++n, row->role);
	bind_number(s, ++n, row->id);
	bind_number(s, ++n, row->size_bytes);
	bind_number(s, ++n, row->alloc_ns <= w->at.time_ns ? w->at.time_ns - row->alloc_ns : UINT64_MAX);
	bind_number(s, ++n, (uint64_t)w->which);
	database_insert(s);
}

void map_write_regions(const struct map_writer *w, const char *remark)
{
	struct live_regions r = {0};

	live_regions_load(&r, w->db, &w->at, w->cores);
	for (size_t i = 0; i < r.count; i++) {
		char note[400];

		live_region_note(&r.at[i], remark, note, sizeof(note));
		map_write(w, &(struct map_row){.role = r.at[i].alias ? "alias" : "region",
			.owner_kind = r.at[i].kind, .owner = w->op, .note = note,
			.address = r.at[i].address, .bytes_per_core = r.at[i].bytes, .id = r.at[i].idx,
			.size_bytes = UINT64_MAX, .alloc_ns = UINT64_MAX});
	}
	live_regions_free(&r);
}
