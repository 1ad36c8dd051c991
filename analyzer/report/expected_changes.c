/* What buffers say of changes: see expected_changes.h. */
#include <stdlib.h>
#include <string.h>
#include "expected_changes.h"
#include "id_map.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { ALLOC = 2, FREE = 3 };           /* column event */
enum { ROW_NS = 40 };
static const uint64_t exact_most = (uint64_t)1 << 53, bytes_most = (uint64_t)1 << 32;

/* What moved at a time of the line. */
struct moved {
	uint64_t bytes, cores;  /* cores: L1T_UNKNOWN: none, or too large */
	uint32_t count;
	bool begins;
};

struct form {
	uint64_t bytes, cores;
};

/* By its number less 1. *exact: becomes false where numbers are too large. */
static struct form *forms_of(const struct row_columns *form, bool *exact)
{
	const struct row_column *bytes = row_columns_find(form, "bytes_per_core");
	const struct row_column *kind = row_columns_find(form, "kind");
	const struct row_column *cores = row_columns_find(form, "cores");
	struct form *of = xcalloc(form->rows + 1, sizeof(*of));

	for (size_t i = 0; i < form->rows; i++) {
		uint64_t each = row_column_at(bytes, i);

		of[i].cores = row_column_at(cores, i) < INT32_MAX ? row_column_at(cores, i) : L1T_UNKNOWN;
		if (!strcmp(row_columns_text(form, row_column_at(kind, i)), "l1") && each != L1T_UNKNOWN)
			of[i].bytes = each;
		*exact = *exact && of[i].bytes < bytes_most;
	}
	return of;
}

static bool are_exact(const struct row_column *c, size_t rows)
{
	for (size_t i = 0; i < rows; i++)
		if (row_column_at(c, i) >= exact_most)
			return false;
	return true;
}

static void move(struct moved *moved, const struct time_line *line, uint64_t time_ns, const struct form *f,
	bool begins)
{
	size_t place = time_ns == L1T_UNKNOWN ? 0 : time_line_place(line, (int64_t)time_ns, 0);
	struct moved *m = place ? &moved[place - 1] : NULL;

	if (!m || line->at[place - 1] != (int64_t)time_ns)
		return;
	m->bytes += begins ? f->bytes : -f->bytes;
	m->cores = f->cores;
	m->begins = begins;
	m->count++;
}

/* By place in the line, less 1. */
static struct moved *all_moves(const struct report_rows *r, const struct time_line *line,
	const struct form *forms)
{
	const struct row_column *form = row_columns_find(&r->buffer, "form");
	const struct row_column *begin = row_columns_find(&r->buffer, "alloc_ns");
	const struct row_column *end = row_columns_find(&r->buffer, "end_ns");
	struct moved *moved = xcalloc(line->count + 1, sizeof(*moved));

	for (size_t i = 0; i < r->buffer.rows; i++) {
		const struct form *f = &forms[row_column_at(form, i) - 1];

		move(moved, line, row_column_at(begin, i), f, true);
		move(moved, line, row_column_at(end, i), f, false);
	}
	return moved;
}

static void expect(struct expected_changes *e, const struct report_rows *r, const struct time_line *line,
	const struct moved *moved)
{
	static const struct moved nothing = {.cores = L1T_UNKNOWN};
	const struct row_column *time = row_columns_find(&r->change, "time_ns");
	const struct row_column *event = row_columns_find(&r->change, "event");
	const struct row_column *classes = row_columns_find(&r->change, "classes");
	const struct row_column *bytes = row_columns_find(&r->change, "buffer_bytes");
	struct table lists = {0}, held = {0};
	size_t place = 0;

	for (size_t i = 0; i < r->change.rows; i++) {
		uint64_t now = row_column_at(time, i), what = row_column_at(event, i);
		uint64_t list = row_column_at(classes, i), *last = table_make(&held, list, sizeof(*last));
		const struct moved *m = &nothing;

		place = time_line_place(line, (int64_t)now, place);
		if (place && line->at[place - 1] == (int64_t)now)
			m = &moved[place - 1];
		e->event[i] = m->count != 1 ? 0 : m->begins ? ALLOC : FREE;
		if (m->count == 1 && m->cores != L1T_UNKNOWN) {
			uint64_t *of_cores = table_make(&lists, m->cores, sizeof(*of_cores));

			e->classes[i] = *of_cores;
			*of_cores = list;
		}
		e->buffer_bytes[i] = *last + (what == ALLOC || what == FREE ? m->bytes : 0);
		*last = row_column_at(bytes, i);
	}
	table_free_values(&lists);
	table_free_values(&held);
}

struct expected_changes expected_changes(const struct report_rows *r, const struct time_line *line)
{
	struct expected_changes e = {.known = are_exact(row_columns_find(&r->change, "time_ns"), r->change.rows) &&
		are_exact(row_columns_find(&r->change, "buffer_bytes"), r->change.rows) &&
		are_exact(row_columns_find(&r->change, "classes"), r->change.rows)};
	struct form *forms = forms_of(&r->form, &e.known);
	struct moved *moved;

	if (e.known) {
		work_spend((r->buffer.rows + r->change.rows) * ROW_NS);
		e.event = xcalloc(r->change.rows + 1, sizeof(*e.event));
		e.classes = xcalloc(r->change.rows + 1, sizeof(*e.classes));
		e.buffer_bytes = xcalloc(r->change.rows + 1, sizeof(*e.buffer_bytes));
		moved = all_moves(r, line, forms);
		expect(&e, r, line, moved);
		free(moved);
	}
	free(forms);
	return e;
}
