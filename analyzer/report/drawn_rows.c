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
	NEVER_TOO_MANY = 100000,        /* and of fewer than these nobody asks how long they get; */
	SAMPLE_ROWS = 32768,            /* so many tell how long more get */
};
static const double of_that = 0.9,      /* of the room that is expected: less surely fits, */
		near_that = 0.95;       /* and no more than this is expected to fit, too */

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

static void put_forms(struct packed_text *to, const char *before, const struct report_rows *r,
	struct time_line *line)
{
	put_columns(to, before, "form", &r->form, &forms, line);
	put_texts(to, before, &r->form);
}

/* Buffers and forms come before what follows from them. */
static void put_rows(struct packed_text *to, const char *before, const struct report_rows *r,
	struct time_line *line)
{
	char *change = xprintf("%schange", before);

	packed_columns(to, change, &r->change, &changes, line);
	put_columns(to, before, "stretch", &r->stretch, &stretches, line);
	put_columns(to, before, "op", &r->op, &ops, line);
	put_forms(to, before, r, line);
	put_columns(to, before, "buffer", &r->buffer, &buffers, line);
	put_expected(to, change, r, line);
	free(change);
}

static double characters_of(const struct report_rows *r, void (*put)(struct packed_text *, const char *,
	const struct report_rows *, struct time_line *))
{
	struct packed_text *to = packed_text_begin(NULL);
	struct time_line line = {0};

	put(to, "", r, &line);
	free(line.at);
	return (double)packed_text_end(to);
}

static size_t largest_of(const struct run_columns *run)
{
	size_t largest = run->change_shared.rows > run->buffer_row.rows ? run->change_shared.rows
		: run->buffer_row.rows;

	return largest > run->op_row.rows ? largest : run->op_row.rows;
}

/* How long at most so many rows of a table get, by a part of them; there are more than SAMPLE_ROWS. */
static double expected_characters(struct report_source *source, const struct run_columns *run, size_t most)
{
	double part = (double)SAMPLE_ROWS / (double)largest_of(run), of_forms, of_all, expected, found;
	struct report_rows r = report_sample(source, part, most);

	of_forms = characters_of(&r, put_forms);
	of_all = characters_of(&r, put_rows);
	part = r.changes.all ? (double)r.looked_at / (double)r.changes.all : 0;
	found = (double)(r.form.rows ? r.form.rows : 1);
	/* buffers that have their form from others add none to it */
	expected = part <= 0 ? 0 : (of_all - of_forms) / part + of_forms *
		(found / part < (double)run->buffer_form.rows ? 1 / part : (double)run->buffer_form.rows / found);
	report_rows_free(&r);
	return expected;
}

/* How many rows of a table the page has room for; what is left of more takes more room each. */
static size_t room_for(double rows, double characters, size_t most)
{
	double room = rows * CHARACTERS_MOST / characters * of_that;

	if (room > (double)most)
		return most;
	return room > DRAWN_LEAST ? (size_t)room : DRAWN_LEAST;
}

/* The same before any is put, by samples. */
static size_t expected_room(struct report_source *source, const struct run_columns *run, size_t most)
{
	enum { TRIES_MOST = 6 };
	size_t rows = largest_of(run);

	if (most <= DRAWN_LEAST || rows <= SAMPLE_ROWS)
		return most;
	for (unsigned i = 0; i < TRIES_MOST && most > DRAWN_LEAST; i++) {
		double characters = expected_characters(source, run, most);

		if (characters <= CHARACTERS_MOST * near_that)
			break;
		most = room_for((double)(rows < most ? rows : most), characters, most);
	}
	return most;
}

/* The same of rows that were put and got so long. */
static size_t room_of(const struct report_rows *r, double characters, size_t most)
{
	size_t largest = r->change.rows > r->buffer.rows ? r->change.rows : r->buffer.rows;

	if (r->change.rows + r->op.rows + r->buffer.rows <= NEVER_TOO_MANY || most <= DRAWN_LEAST ||
		characters <= CHARACTERS_MOST)
		return most;
	return room_for((double)(largest > r->op.rows ? largest : r->op.rows), characters, most);
}

/* Puts at most so many rows; of what got too long how many there are room for, else `most`. */
static size_t try_rows(struct packed_text *to, const char *before, const struct report_rows *r, size_t most,
	struct time_line *line)
{
	struct packed_place *place = packed_text_place(to);
	size_t room;

	put_rows(to, before, r, line);
	room = room_of(r, (double)packed_text_since(to, place), most);
	if (room < most) {
		packed_text_back(to, place);
		free(line->at);
		*line = (struct time_line){0};
	}
	packed_place_free(place);
	return room;
}

struct drawn_counts drawn_rows(struct packed_text *to, const char *before, sqlite3 *db,
	struct run_columns *run, size_t most, struct time_line *line)
{
	const bool all = most == SIZE_MAX;
	struct report_source *source = report_source_read(db, run);
	struct report_rows r;
	struct drawn_counts counts;
	size_t room = all ? most : expected_room(source, run, most);

	do {
		most = room;
		r = report_rows(source, most);
		if (all)
			put_rows(to, before, &r, line);
		else
			room = try_rows(to, before, &r, most, line);
		counts = (struct drawn_counts){r.changes, r.ops, r.buffers};
		report_rows_free(&r);
	} while (room < most);
	report_source_free(source);
	return counts;
}
