/*
 * Rows of timeline while the trace is read: see timeline_stream.h.
 *
 * Must not know: the tables of a database.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "streamed_rows.h"
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
	struct streamed_rows rows;
	uint64_t run;
	const struct row_names *names;
	struct cores *classes;  /* of this run, by class */
	size_t class_count, class_capacity;
};

bool timeline_streams(const struct options *o)
{
	return streamed_rows_can(o) && !options_timed(o) && !o->filter.op;
}

static void forget_classes(struct timeline_stream *t)
{
	for (size_t i = 0; i < t->class_count; i++)
		free(t->classes[i].at);
	free(t->classes);
	t->classes = NULL;
	t->class_count = t->class_capacity = 0;
}

static void on_begin(void *context, uint64_t run, const struct row_names *names)
{
	struct timeline_stream *t = context;

	forget_classes(t);
	t->run = run;
	t->names = names;
	t->rows.ranked = names->rank;
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

	(void)run;
	if (!t->o->filter.has_core || (int64_t)core_x < r[0] || (int64_t)core_y < r[1] ||
		(int64_t)core_x > r[2] || (int64_t)core_y > r[3])
		return;
	if (!work_spend(CORE_NS))
		return;
	t->classes = grow_to(t->classes, &t->class_count, &t->class_capacity, class_id,
		sizeof(*t->classes));
	c = &t->classes[class_id];
	GROW(c->at, c->count, c->capacity);
	for (at = c->count++; at && is_after(&c->at[at - 1], &core); at--)
		c->at[at] = c->at[at - 1];
	c->at[at] = core;
}

static void put(struct timeline_stream *t, uint64_t seq, const struct account_change *r,
	uint64_t core_x, uint64_t core_y, const char *name)
{
	struct streamed_rows *rows = &t->rows;

	if (!streamed_row(rows, ROW_NS))
		return;
	streamed_number(rows, t->run);
	streamed_number(rows, r->chip);
	streamed_number(rows, core_x);
	streamed_number(rows, core_y);
	streamed_number(rows, r->time_ns);
	streamed_text(rows, account_event_word(r->event));
	streamed_number(rows, r->buffer_bytes);
	streamed_number(rows, r->l1_small_bytes);
	streamed_number(rows, r->program_bytes);
	streamed_number(rows, r->total_bytes);
	streamed_number(rows, r->resident_bytes);
	streamed_number(rows, r->persistent_bytes);
	streamed_number(rows, r->opening);
	streamed_number(rows, seq);
	streamed_id(rows, r->op);
	streamed_text(rows, name);
	streamed_number(rows, r->headroom_bytes);
	streamed_row_end(rows, row_rank(t->names));
}

static void on_change(void *context, uint64_t run, uint64_t seq, const struct account_change *r,
	const char *name)
{
	const struct filter_options *f = &((struct timeline_stream *)context)->o->filter;
	struct timeline_stream *t = context;
	const struct cores *c;

	(void)run;
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
	/* those of view timeline */
	static const char *const columns[] = {"run", "device", "core_x", "core_y", "time_ns", "event",
		"buffer_bytes", "l1_small_bytes", "program_bytes", "total_bytes", "resident_bytes",
		"persistent_bytes", "opening", "seq", "op", "name", "headroom_bytes"};
	struct timeline_stream *t = xcalloc(1, sizeof(*t));

	t->o = o;
	t->rows = (struct streamed_rows){.o = o, .columns = columns,
		.column_count = sizeof(columns) / sizeof(*columns)};
	return t;
}

struct row_stream timeline_stream_sink(struct timeline_stream *t)
{
	return (struct row_stream){.context = t, .begin = on_begin, .core = on_core, .change = on_change};
}

int timeline_stream_end(struct timeline_stream *t, sqlite3 *db)
{
	return streamed_rows_end(&t->rows, db);
}

void timeline_stream_free(struct timeline_stream *t)
{
	forget_classes(t);
	free(t);
}
