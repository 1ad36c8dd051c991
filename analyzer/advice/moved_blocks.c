/*
 * Moves of buffers in a replay: see moved_blocks.h.
 *
 * Must not know: why addresses change, rows.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "l1t_record.h"
#include "moved_blocks.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { EVENT_NS = 4 };
enum move_kind { NO_MOVE, STAYS, OVERLAPS, GOES_APART };

/* The inputs: moments of their allocations. */
static struct table moved(sqlite3 *db, int64_t run)
{
	sqlite3_stmt *s = statement(db, "advise_moved");
	static char there;
	struct table t = {0};

	sqlite3_bind_int64(s, 1, run);
	while (database_next(s))
		table_put(&t, (uint64_t)sqlite3_column_int64(s, 0), &there);
	sqlite3_finalize(s);
	return t;
}

static bool is_output(const struct allocator_event *out, const struct allocator_event *in)
{
	return out->kind == ALLOCATOR_ALLOC && out->handle == in->handle && out->thread == in->thread &&
		in->thread != UINT64_MAX;
}

/* What the thread of a free allocates next on the device, if it does so before it runs anything. */
static size_t output_of(const struct allocator_events *events, size_t of)
{
	const struct allocator_event *in = &events->at[of];

	for (size_t i = of + 1; i < events->count && work_spend(EVENT_NS); i++) {
		const struct allocator_event *e = &events->at[i];

		if (is_output(e, in))
			return e->bytes == in->bytes && e->small == in->small ? i + 1 : 0;
		if (e->kind == ALLOCATOR_OP && e->handle == in->handle)
			return 0;
	}
	return 0;
}

struct moved_blocks moved_blocks_read(sqlite3 *db, int64_t run, const struct allocator_events *events,
	const struct table *born)
{
	struct moved_blocks m = {.count = events->count};
	struct table inputs = moved(db, run);

	if (!inputs.count) {
		table_free(&inputs);
		return m;
	}
	m.output = xcalloc(m.count + 1, sizeof(*m.output));
	m.from = xcalloc(m.count + 1, sizeof(*m.from));
	m.was = xcalloc(m.count + 1, sizeof(*m.was));
	for (size_t i = 0; i < events->count; i++) {
		const struct allocator_event *e = &events->at[i];
		size_t input;

		if (e->kind != ALLOCATOR_FREE || !table_get(&inputs, e->born))
			continue;
		input = (size_t)(uintptr_t)table_get(born, e->born);
		if (input)
			m.output[input - 1] = output_of(events, i);
	}
	table_free(&inputs);
	return m;
}

void moved_blocks_free(struct moved_blocks *m)
{
	free(m->output);
	free(m->from);
	free(m->was);
	*m = (struct moved_blocks){0};
}

bool moved_blocks_any(const struct moved_blocks *m)
{
	return m->output;
}

void moved_blocks_begin(struct moved_blocks *m)
{
	if (m->from)
		memset(m->from, 0, (m->count + 1) * sizeof(*m->from));
}

void moved_blocks_leave(struct moved_blocks *m, size_t event, uint64_t address)
{
	if (m->output && m->output[event])
		m->from[m->output[event] - 1] = address + 1;
}

bool moved_blocks_come(struct moved_blocks *m, size_t event, uint64_t address, uint64_t bytes, bool is_first)
{
	enum move_kind kind;
	uint64_t from;

	if (!m->from)
		return true;
	from = m->from[event] - 1;
	kind = !m->from[event] ? NO_MOVE : from == address ? STAYS
		: from < address + bytes && address < from + bytes ? OVERLAPS : GOES_APART;
	if (is_first)
		m->was[event] = (unsigned char)kind;
	return m->was[event] == kind;
}
