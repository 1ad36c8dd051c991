/*
 * What lay where at a moment: live buffers, regions of the program that ran or had run last, and
 * the free bytes between. See address_map.h.
 *
 * Must not know: how rows are printed.
 */
#include <stdio.h>
#include "address_map.h"
#include "address_map_rows.h"
#include "database.h"
#include "statement.h"

enum { NOTE_BYTES = 1024 };

static void free_row(struct map_writer *w, uint64_t from, uint64_t to)
{
	map_write(w, &(struct map_row){.role = "free", .owner_kind = "free", .address = from,
		.bytes_per_core = to - from, .id = UINT64_MAX, .size_bytes = UINT64_MAX,
		.alloc_ns = UINT64_MAX});
}

/* Rows for the gaps of the bank [base, bank_end) that no other row of this map covers. */
static void free_rows(struct map_writer *w, uint64_t base, uint64_t bank_end)
{
	enum { ADDRESS, END };           /* columns of at_taken.sql */
	sqlite3_stmt *s = statement(w->db, "at_taken");
	uint64_t left = base;

	bind_named(s, ":run", w->at.run);
	bind_named(s, ":handle", w->at.handle);
	bind_named(s, ":device", w->at.device);
	bind_named(s, ":which", (uint64_t)w->which);
	while (database_next(s)) {
		uint64_t from = column_number(s, ADDRESS), to = column_number(s, END);

		from = from < bank_end ? from : bank_end;
		if (from > left)
			free_row(w, left, from);
		if (to != UINT64_MAX && to > left)
			left = to;
	}
	sqlite3_finalize(s);
	if (left < bank_end)
		free_row(w, left, bank_end);
}

/* "kv_cache [1, 8, 128, 64] bf16 tile", or what is known of it; NULL: nothing. May use `room`. */
static const char *named_tensor(const struct holder *h, char *room, size_t bytes)
{
	if (!h->variable || !h->tensor)
		return h->variable ? h->variable : h->tensor;
	snprintf(room, bytes, "%s %s", h->variable, h->tensor);
	return room;
}

static void buffer_rows(struct map_writer *w, const char *kind)
{
	struct holders h = {0};
	char note[NOTE_BYTES];

	holders_load(&h, w->db, &w->at, kind);
	for (size_t i = 0; i < h.count; i++)
		map_write(w, &(struct map_row){.role = "lives", .owner_kind = kind, .owner = h.at[i].op,
			.callsite = h.at[i].callsite, .tensor = h.at[i].tensor,
			.variable = h.at[i].variable, .note = named_tensor(&h.at[i], note, sizeof(note)),
			.address = h.at[i].address,
			.bytes_per_core = h.at[i].bytes, .id = h.at[i].buffer,
			.size_bytes = h.at[i].size_bytes, .alloc_ns = h.at[i].alloc_ns});
	holders_free(&h);
}

int at_map(sqlite3 *db, const struct at_moment *m, int which, const char *cores)
{
	enum { RUN, TIME_NS, MOMENT, HANDLE, DEVICE, PROGRAM, BASE, END, OP,
		CALLSITE, REPLAY };               /* columns of at_instants.sql */
	struct map_writer w = {.db = db, .which = which, .cores = cores};
	sqlite3_stmt *s;
	int count = 0;

	map_open(&w);
	s = statement(db, "at_instants");
	bind_named(s, ":kind", (uint64_t)m->kind);
	if (m->kind == AT_TIME)
		sqlite3_bind_double(s, parameter_of(s, ":value"), m->time.value);
	else
		sqlite3_bind_int64(s, parameter_of(s, ":value"), m->number);
	bind_named(s, ":percent", m->time.percent ? 1 : 0);
	bind_named(s, ":run", m->run ? (uint64_t)m->run : L1T_UNKNOWN);
	bind_named(s, ":op", m->op ? (uint64_t)m->op : L1T_UNKNOWN);
	bind_named(s, ":time_ns", (uint64_t)m->time_ns);
	for (; database_next(s); count++) {
		uint64_t base = column_number(s, BASE), end = column_number(s, END);
		uint64_t replay = column_number(s, REPLAY);

		w.at = (struct instant){.run = column_number(s, RUN), .time_ns = column_number(s, TIME_NS),
			.moment = column_number(s, MOMENT), .handle = column_number(s, HANDLE),
			.device = column_number(s, DEVICE), .program = column_number(s, PROGRAM)};
		w.op = (const char *)sqlite3_column_text(s, OP);
		w.callsite = (const char *)sqlite3_column_text(s, CALLSITE);
		if (replay == UINT64_MAX)
			map_write_regions(&w, NULL);
		else
			map_write_replay(&w, replay, m->kind != AT_OP && m->kind != AT_PEAK);
		buffer_rows(&w, "persistent");
		buffer_rows(&w, "l1");
		if (base != UINT64_MAX && end != UINT64_MAX)
			free_rows(&w, base, end);
		buffer_rows(&w, "l1_small");
	}
	sqlite3_finalize(s);
	map_close(&w);
	return count;
}
