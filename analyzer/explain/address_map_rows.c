/*
 * Writes rows of the table address_map. See address_map_rows.h.
 *
 * Must not know: which instants the user asks for, replays.
 */
#include "address_map_rows.h"
#include "statement.h"

void map_open(struct map_writer *w)
{
	statement_run(w->db, "at_table");
	w->rows = row_writer(w->db, "address_map");
}

void map_close(struct map_writer *w)
{
	row_writer_free(&w->rows);
}

void map_write(struct map_writer *w, const struct map_row *row)
{
	const struct live_region *r = row->region;
	uint64_t age_ns = row->alloc_ns <= w->at.time_ns ? w->at.time_ns - row->alloc_ns : L1T_UNKNOWN;

	WRITE_ROW(&w->rows, NUMBER(run, w->at.run), NUMBER(handle, w->at.handle),
		NUMBER(device, w->at.device), NUMBER(time_ns, w->at.time_ns),
		TEXT(owner_kind, row->owner_kind), TEXT(owner, row->owner),
		NUMBER(address, row->address), NUMBER(bytes_per_core, row->bytes_per_core),
		TEXT(callsite, row->callsite), TEXT(note, row->note), TEXT(role, row->role),
		NUMBER(id, row->id), NUMBER(size_bytes, row->size_bytes), NUMBER(age_ns, age_ns),
		NUMBER(which, (uint64_t)w->which), TEXT(tensor, row->tensor),
		TEXT(cb_name, r ? r->cb_name : NULL),
		NUMBER(pages, r ? r->pages : L1T_UNKNOWN),
		NUMBER(page_bytes, r ? r->page_bytes : L1T_UNKNOWN),
		TEXT(data_format, r ? r->data_format : NULL), TEXT(kernels, r ? r->kernels : NULL),
		TEXT(variable, row->variable), NUMBER(captured_op,
			row->region && w->captured_op ? w->captured_op : L1T_UNKNOWN));
}

void map_write_regions(struct map_writer *w, const char *remark)
{
	struct live_regions r = {0};

	live_regions_load(&r, w->db, &w->at, w->cores);
	live_regions_kernels(&r, w->db, &w->at);
	for (size_t i = 0; i < r.count; i++) {
		char note[400];

		live_region_note(&r.at[i], remark, note, sizeof(note));
		map_write(w, &(struct map_row){.role = r.at[i].alias ? "alias" : "region",
			.owner_kind = r.at[i].kind, .owner = w->op, .callsite = w->callsite,
			.note = note, .region = &r.at[i],
			.address = r.at[i].address, .bytes_per_core = r.at[i].bytes, .id = r.at[i].idx,
			.size_bytes = UINT64_MAX, .alloc_ns = UINT64_MAX});
	}
	live_regions_free(&r);
}
