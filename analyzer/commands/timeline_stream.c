/*
 * Rows of timeline while the trace is read: see timeline_stream.h. -o is opened for the first row, so
 * that a trace which cannot be read leaves no file.
 *
 * Must not know: the tables of a database.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "output.h"
#include "row_text.h"
#include "timeline_stream.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { ROW_NS = 150, CORE_NS = 30 };

struct core {
	uint64_t x, y;
};

struct cores {                  /* those of a class that were asked for, in order of y, then x */
	struct core *at;
	size_t count, capacity;
};

struct timeline_stream {
	const struct options *o;
	FILE *out;              /* NULL: no row was printed */
	struct row_text *text;
	uint64_t rows, run;
	struct cores *classes;  /* of this run, by class */
	size_t class_count, class_capacity;
};

bool timeline_streams(const struct options *o)
{
	return o->rows.format != FORMAT_TABLE && !o->rows.sort && !options_timed(o) && !o->filter.op;
}

static void forget_classes(struct timeline_stream *t)
{
	for (size_t i = 0; i < t->class_count; i++)
		free(t->classes[i].at);
	free(t->classes);
	t->classes = NULL;
	t->class_count = t->class_capacity = 0;
}

static bool is_after(const struct core *a, const struct core *b)
{
	return a->y > b->y || (a->y == b->y && a->x > b->x);
}

static void on_core(void *context, uint64_t run, uint64_t class_id, uint64_t core_x, uint64_t core_y)
{
	struct timeline_stream *t = context;
	const struct core core = {core_x, core_y};
	const int64_t *r = t->o->filter.core;
	struct cores *c;
	size_t at;

	if (!t->o->filter.has_core || (int64_t)core_x < r[0] || (int64_t)core_y < r[1] ||
		(int64_t)core_x > r[2] || (int64_t)core_y > r[3])
		return;
	if (!work_spend(CORE_NS))
		return;
	if (run != t->run)
		forget_classes(t);
	t->run = run;
	t->classes = grow_to(t->classes, &t->class_count, &t->class_capacity, class_id,
		sizeof(*t->classes));
	c = &t->classes[class_id];
	GROW(c->at, c->count, c->capacity);
	for (at = c->count++; at && is_after(&c->at[at - 1], &core); at--)
		c->at[at] = c->at[at - 1];
	c->at[at] = core;
}

static void begin(struct timeline_stream *t)
{
	/* those of view timeline */
	static const char *const columns[] = {"run", "device", "core_x", "core_y", "time_ns", "event",
		"buffer_bytes", "l1_small_bytes", "program_bytes", "total_bytes", "resident_bytes",
		"persistent_bytes", "opening", "seq", "op", "name", "headroom_bytes"};

	t->out = output_open(t->o);
	t->text = row_text_begin(t->out, t->o->rows.format, columns,
		sizeof(columns) / sizeof(*columns));
}

static void number(struct row_text *text, uint64_t value)
{
	if (value == L1T_UNKNOWN)
		row_text_text(text, NULL);
	else
		row_text_integer(text, (int64_t)value);
}

static void put(struct timeline_stream *t, uint64_t seq, const struct account_change *r,
	uint64_t core_x, uint64_t core_y, const char *name)
{
	if (!t->text)
		begin(t);
	if ((t->o->rows.limit && t->rows >= (uint64_t)t->o->rows.limit) || ferror(t->out))
		return;
	if (!work_spend(ROW_NS))
		return;         /* so does whoever reads: the trace is cut here */
	t->rows++;
	number(t->text, t->run);
	number(t->text, r->chip);
	number(t->text, core_x);
	number(t->text, core_y);
	number(t->text, r->time_ns);
	row_text_text(t->text, account_event_word(r->event));
	number(t->text, r->buffer_bytes);
	number(t->text, r->l1_small_bytes);
	number(t->text, r->program_bytes);
	number(t->text, r->total_bytes);
	number(t->text, r->resident_bytes);
	number(t->text, r->persistent_bytes);
	number(t->text, r->opening);
	number(t->text, seq);
	number(t->text, r->op ? r->op : L1T_UNKNOWN);
	row_text_text(t->text, name);
	number(t->text, r->headroom_bytes);
	row_text_end_row(t->text);
}

static void on_change(void *context, uint64_t run, uint64_t seq, const struct account_change *r,
	const char *name)
{
	const struct filter_options *f = &((struct timeline_stream *)context)->o->filter;
	struct timeline_stream *t = context;
	const struct cores *c;

	if (run != t->run)
		forget_classes(t);
	t->run = run;
	if (f->has_device && (uint64_t)f->device != r->chip)
		return;
	if (f->event && strcmp(f->event, account_event_word(r->event)))
		return;
	if (!f->has_core) {
		put(t, seq, r, r->core_x, r->core_y, name);
		return;
	}
	c = r->class_id < t->class_count ? &t->classes[r->class_id] : &(struct cores){0};
	for (size_t i = 0; i < c->count; i++)
		put(t, seq, r, c->at[i].x, c->at[i].y, name);
}

struct timeline_stream *timeline_stream_new(const struct options *o)
{
	struct timeline_stream *t = xcalloc(1, sizeof(*t));

	t->o = o;
	return t;
}

struct change_stream timeline_stream_sink(struct timeline_stream *t)
{
	return (struct change_stream){.context = t, .core = on_core, .change = on_change};
}

int timeline_stream_end(struct timeline_stream *t, sqlite3 *db)
{
	uint64_t rows;
	int result;

	if (!t->text)
		begin(t);
	rows = row_text_end(t->text);
	result = output_close(t->out, t->o);
	if (!rows)
		output_none_left(db, t->o);
	return result;
}

void timeline_stream_free(struct timeline_stream *t)
{
	forget_classes(t);
	free(t);
}
