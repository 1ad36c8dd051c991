/* Sections of what is drawn: see drawn_rows.h. */
#include <stdint.h>
#include <stdlib.h>
#include "drawn_rows.h"
#include "expected_changes.h"
#include "row_text.h"
#include "xalloc.h"

enum {
	CHARACTERS_MOST = 2800000,      /* where not all rows are asked for: with more, fewer are drawn, */
	DRAWN_LEAST = 20000,            /* but not fewer than these, */
	NEVER_TOO_MANY = 100000,        /* and of fewer than these nobody asks how long they get */
};
static const double of_that = 0.8;      /* of the room that is expected: less surely fits */

static const struct packing changes = {.steps = "time_ns op", .line = "time_ns",
		.later = "event classes buffer_bytes"},
	stretches = {.steps = "row"}, ops = {.steps = "op buffer_bytes", .times = "time_ns"},
	forms = {.beside = "size_bytes"},
	buffers = {.steps = "buffer ops_before form", .times = "alloc_ns end_ns last_ns"};

static void put_columns(struct packed_text *to, const char *before, const char *name,
	const struct row_columns *rows, const struct packing *how, struct time_line *line)
{
	char *whole = xprintf("%s%s", before, name);

	packed_columns(to, whole, rows, how, line);
	free(whole);
}

/* Section form_text: the texts that columns of forms are numbers of. */
static void put_texts(struct packed_text *to, const char *before, const struct row_columns *rows)
{
	static const char *const names[] = {"text"};
	char *name = xprintf("%sform_text", before), *json;
	struct text_file file;
	struct row_text *t = row_text_begin(text_file_begin(&file), FORMAT_JSON, names, 1);

	for (size_t i = 0; i < rows->text_count; i++) {
		row_text_text(t, rows->texts[i]);
		row_text_end_row(t);
	}
	row_text_end(t);
	json = text_file_end(&file);
	packed_json(to, name, json);
	free(json);
	free(name);
}

/* Columns of changes that follow from buffers. */
static void put_expected(struct packed_text *to, const char *change, const struct report_rows *r,
	const struct time_line *line)
{
	static const struct { const char *name; enum packed_kind kind; } columns[] = {
		{"event", PACKED_EVENT}, {"classes", PACKED_LIST}, {"buffer_bytes", PACKED_HELD}};
	struct expected_changes e = expected_changes(r, line);
	uint64_t *none = xcalloc(r->change.rows + 1, sizeof(*none));
	const uint64_t *const expected[] = {e.event, e.classes, e.buffer_bytes};

	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		packed_differences(to, change, &r->change, columns[i].name,
			e.known ? columns[i].kind : PACKED_COLUMN, e.known ? expected[i] : none);
	free(e.event);
	free(e.classes);
	free(e.buffer_bytes);
	free(none);
}

/* Buffers and forms come before what follows from them. */
static void put_rows(struct packed_text *to, const char *before, const struct report_rows *r,
	struct time_line *line)
{
	char *change = xprintf("%schange", before);

	packed_columns(to, change, &r->change, &changes, line);
	put_columns(to, before, "stretch", &r->stretch, &stretches, line);
	put_columns(to, before, "op", &r->op, &ops, line);
	put_columns(to, before, "form", &r->form, &forms, line);
	put_texts(to, before, &r->form);
	put_columns(to, before, "buffer", &r->buffer, &buffers, line);
	put_expected(to, change, r, line);
	free(change);
}

static size_t characters_of(const struct report_rows *r)
{
	struct packed_text *to = packed_text_begin(NULL);
	struct time_line line = {0};

	put_rows(to, "", r, &line);
	free(line.at);
	return packed_text_end(to);
}

/* How many rows of a table the page has room for; what is left of more takes more room each. */
static size_t room_for(const struct report_rows *r, size_t most)
{
	size_t largest = r->change.rows > r->buffer.rows ? r->change.rows : r->buffer.rows;
	double characters = 0;

	if (r->change.rows + r->op.rows + r->buffer.rows > NEVER_TOO_MANY)
		characters = (double)characters_of(r);
	if (characters <= CHARACTERS_MOST)
		return most;
	largest = largest > r->op.rows ? largest : r->op.rows;
	return (size_t)((double)largest * CHARACTERS_MOST / characters * of_that);
}

struct drawn_counts drawn_rows(struct packed_text *to, const char *before, sqlite3 *db,
	struct run_columns *run, size_t most, struct time_line *line)
{
	const bool all = most == SIZE_MAX;
	size_t room;
	struct report_rows r = report_rows(db, run, most);
	struct drawn_counts counts;

	while (!all && most > DRAWN_LEAST && (room = room_for(&r, most)) < most) {
		most = room > DRAWN_LEAST ? room : DRAWN_LEAST;
		report_rows_free(&r);
		r = report_rows(db, run, most);
	}
	put_rows(to, before, &r, line);
	counts = (struct drawn_counts){r.changes, r.ops, r.buffers};
	report_rows_free(&r);
	return counts;
}
